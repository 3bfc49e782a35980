import { subjectOf } from '#libs/features/round';
import { countWords, maxMailWords, maxSubjectLength } from '#libs/ui';
import { invitationsMail } from './invitation.mails.js';
import type { InvitationsMail, InvitedPlace } from './invitation.mails.js';
import { greetingOf } from './signature.mails.js';

/** The longest names we know: what holds for them holds for all. */
const subject = { ...subjectOf({ number: 'CDFS-975-2026-001', act: null, dossier: null, departementCode: '975' }), the: 'la convention France Services de Saint-Pierre-et-Miquelon' };
const amendment = subjectOf({
  number: 'CDFS-975-2026-001-A1', dossier: null, departementCode: '975',
  act: { kind: 'amendment', id: 'a1', agreementId: 'g1', agreementNumber: 'CDFS-48-2026-001', label: 'avenant nᵒ 1', title: 'Avenant nᵒ 1 à la convention CDFS-975-2026-001', template: 'avenant', data: {} },
});
const claire = { civility: 'Mme' as const, firstName: 'Claire', lastName: 'Martin', quality: 'présidente' };
const place = (n: number, more: Partial<InvitedPlace> = {}): InvitedPlace => ({
  subject, bodyName: `Communauté de communes des Hautes Terres de l’Aubrac ${n}`, quality: 'présidente du conseil d’administration', until: `2027-03-0${n + 1}`, url: `https://paraphe.example/signer/lien${n}`, replaced: null, ...more,
});
const contact = { name: 'Préfecture de Saint-Pierre-et-Miquelon', phone: '05 08 41 10 10', email: 'france-services@prefecture.example' };
const mail = (more: Partial<InvitationsMail> = {}) => invitationsMail({ people: [claire, claire], places: [place(0), place(1)], documents: 2, contacts: [contact], departementName: 'Saint-Pierre-et-Miquelon', demonstration: true, ...more });
const reason = 'Le conseil n’a pas délibéré. '.repeat(60);

const mails = {
  'deux documents': mail(),
  'deux titres': mail({ documents: 1 }),
  'deux titres en Lozère': mail({ documents: 1, departementName: 'Lozère' }),
  'deux départements': mail({ departementName: null, contacts: [contact, { ...contact, name: 'Préfecture de la Lozère' }] }),
  'un texte remplacé': mail({ places: [place(0), place(1, { replaced: reason })] }),
  'vingt places': mail({ places: Array.from({ length: 20 }, (_, n) => place(n % 9)), documents: 20 }),
};

/** What the longest place adds: which document, for which body, in what quality, until when. */
const wordsOfPlace = 32;
/** All the rest, with the reason of a text that replaces another. */
const otherWords = 95;

describe.each(Object.entries(mails))('L’invitation groupée « %s »', (_, written) => {
  test('tient en peu de mots, sous un objet court, et respecte la typographie', () => {
    const places = written.text.match(/\/signer\//g)!.length;
    expect(countWords(written)).toBeLessThan(otherWords + wordsOfPlace * places);
    expect(written.subject.length).toBeLessThanOrEqual(maxSubjectLength);
    expect(written.text).not.toMatch(/ [:;?!»](\s|$)|« |[a-z]'[a-z]|undefined|null/);
  });
});

test('deux documents tiennent dans une lettre qui se lit entre deux réunions', () => {
  expect(countWords(mail({ places: [place(0, { quality: 'maire' }), place(1, { quality: 'maire', bodyName: 'Caisse primaire d’assurance maladie' })] }))).toBeLessThan(maxMailWords);
});

test('chaque document y a son organisme, son dernier jour et son lien, en clair et dans la page', () => {
  const { text, html } = mail({ places: [place(0), place(1, { subject: amendment, until: '2027-04-15' })] });
  expect(text).toContain('La convention France Services de Saint-Pierre-et-Miquelon, pour «\u00a0Communauté de communes des Hautes Terres de l’Aubrac 0\u00a0», en qualité de présidente du conseil d’administration, jusqu’au 1er\u00a0mars\u00a02027 inclus\u00a0:\nhttps://paraphe.example/signer/lien0\n');
  expect(text).toMatch(/L’avenant nᵒ.1 à la convention CDFS-975-2026-001, pour .*, jusqu’au 15\u00a0avril\u00a02027 inclus\u00a0:\nhttps:\/\/paraphe\.example\/signer\/lien1\n/);
  for (const n of [0, 1]) expect(html).toContain(`href="https://paraphe.example/signer/lien${n}"`);
});

test('l’objet compte les documents, ou les titres quand il n’y en a qu’un', () => {
  expect(mail({ departementName: 'Lozère' }).subject).toBe('Lozère\u00a0: 2\u00a0documents attendent votre signature');
  expect(mails['deux titres en Lozère'].subject).toBe('Lozère\u00a0: votre signature est attendue à 2\u00a0titres');
  expect(mails['deux titres'].subject).toBe('Votre signature est attendue à 2\u00a0titres');
  expect(mails['deux départements'].subject).toBe('2\u00a0documents attendent votre signature');
  expect(mails['deux départements'].text).toContain('Les préfectures vous demandent de signer 2\u00a0documents.');
});

test('un texte qui en remplace un autre le dit, avec son motif', () => {
  expect(mails['un texte remplacé'].text).toMatch(/remplace un texte dont les signatures n’engagent plus\. Motif\u00a0: «\u00a0Le conseil/);
  expect(mails['deux documents'].text).not.toContain('remplace');
});

test('la même personne à plusieurs titres est saluée par son nom ; plusieurs personnes ne le sont d’aucun', () => {
  expect(greetingOf([claire, claire])).toBe('Madame la Présidente,');
  expect(greetingOf([claire, { ...claire, quality: 'maire' }])).toBe('Madame Martin,');
  expect(greetingOf([claire, { ...claire, firstName: 'Jeanne' }])).toBe('Bonjour,');
});
