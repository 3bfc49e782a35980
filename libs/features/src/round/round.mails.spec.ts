import { countWords, maxMailWords } from '#libs/ui';
import { clerkMail } from './round.mails.js';
import type { ClerkMail } from './round.mails.js';
import { subjectOf } from './round.subject.js';

const about: Omit<ClerkMail, 'what'> = {
  subject: subjectOf({ number: '2026-975-01', act: null, dossier: null, departementCode: '975' }), name: 'Sophie Ravel', number: '2026-975-01', departementName: 'Saint-Pierre-et-Miquelon', url: 'https://paraphe.example/tournees/1', body: 'Commune de Miquelon-Langlade',
  reason: 'Le conseil n’a pas délibéré. '.repeat(60), missing: 13, deadline: '2027-03-01', demonstration: false,
};
const all = ['refusal', 'expiry', 'assembly_failure', 'sealed'] as const;

const amendment = subjectOf({
  number: 'CDFS-975-2026-001-A1', dossier: null, departementCode: '975',
  act: { kind: 'amendment', id: 'a1', agreementId: 'g1', agreementNumber: 'CDFS-48-2026-001', label: 'avenant nᵒ 1', title: 'Avenant nᵒ 1 à la convention CDFS-975-2026-001', template: 'avenant', data: {} },
});
test.each(all)('Le courriel « %s » d’un avenant nomme l’avenant et tient en cent vingt mots', what => {
  const mail = clerkMail({ ...about, subject: amendment, what });
  expect(countWords(mail)).toBeLessThan(maxMailWords);
  expect(mail.text).not.toMatch(/undefined|null|la convention est/);
  if (what === 'sealed') expect(mail.text).toMatch(/Tous les signataires ont signé l’avenant nᵒ.1 à la convention CDFS-975-2026-001\./);
});

describe.each(all)('Le courriel à la préfecture « %s »', what => {
  const mail = clerkMail({ ...about, what });
  test('tient en cent vingt mots, en un objet court, dans une typographie juste', () => {
    expect(countWords(mail)).toBeLessThan(maxMailWords);
    expect(mail.subject).toMatch(/^Saint-Pierre-et-Miquelon\u00A0: /);
    expect(mail.text).not.toMatch(/ [:;?!»](\s|$)|« |[a-z]'[a-z]|undefined|null/);
    expect(mail.text).toContain(about.url);
  });
});

test('Un refus nomme l’organisme et cite son motif, raccourci', () => {
  expect(clerkMail({ ...about, what: 'refusal' }).text).toMatch(/«\u00A0Commune de Miquelon-Langlade\u00A0» refuse .*Motif\u00A0: «\u00A0Le conseil n’a pas délibéré\. .*…\u00A0»/);
});
test('Un délai passé dit combien il manque', () => {
  expect(clerkMail({ ...about, what: 'expiry' }).text).toContain('Il manque 13\u00A0signatures.');
  expect(clerkMail({ ...about, what: 'expiry', missing: 1 }).text).toContain('Il manque une signature.');
});
