import type { Mail } from '#libs/ui';
import { countWords, maxMailWords } from '#libs/ui';
import { exhaustedCodesMail, statusMail } from './link.mails.js';
import { abandonmentMail, acknowledgementMail, codeMail, finalCopyMail, invitationMail, salutation } from './signature.mails.js';
import type { SignatoryMail } from './signature.mails.js';
import { subjectOf } from '#libs/features/round';
import { replacementMail, signedByAnotherMail, supersessionMail } from './succession.mails.js';

/** The longest names we know: what holds for them holds for all. */
const to: SignatoryMail = {
  person: { civility: 'Mme', firstName: 'Claire', lastName: 'Martin', quality: 'présidente du conseil d’administration' },
  bodyName: 'Communauté de communes des Hautes Terres de l’Aubrac', departementName: 'Saint-Pierre-et-Miquelon', subject: { ...subjectOf({ number: 'CDFS-975-2026-001', act: null, dossier: null, departementCode: '975' }), the: 'la convention France Services de Saint-Pierre-et-Miquelon' }, demonstration: true,
  contact: { name: 'Préfecture de Saint-Pierre-et-Miquelon', phone: '05 08 41 10 10', email: 'france-services@prefecture.example' },
};
const url = 'https://paraphe.example/signer/abcdef';
const hash = 'a'.repeat(64);
const longReason = 'Le conseil n’a pas délibéré. '.repeat(60);

const invitation = invitationMail({ ...to, url, deadline: '2027-03-01', reminder: false });
const code = codeMail({ ...to, code: '493027', minutes: 10 });
const mails: Record<string, Mail> = {
  invitation,
  relance: invitationMail({ ...to, url, deadline: '2027-03-01', reminder: true }),
  code,
  'code de plusieurs places': codeMail({ ...to, code: '493027', minutes: 10, others: Array.from({ length: 9 }, () => ({ subject: to.subject, bodyName: to.bodyName })) }),
  'lien retrouvé parmi d’autres': invitationMail({ ...to, url, deadline: '2027-03-01', reminder: true, others: 12 }),
  'signature enregistrée': acknowledgementMail({ ...to, signedAt: '2026-11-24T09:42:00Z', timeZone: 'Europe/Paris', contentHash: hash }),
  'signé par un autre': signedByAnotherMail({ ...to, signer: { civility: 'M.', firstName: 'Jean-Baptiste', lastName: 'de La Rochefoucauld' } }),
  'remplacé par un autre': replacementMail(to),
  'texte remplacé': supersessionMail({ ...to, signed: true, reason: longReason }),
  'invitation au texte qui remplace': invitationMail({ ...to, url, deadline: '2027-03-01', reminder: false, replaced: longReason }),
  abandon: abandonmentMail({ ...to, signed: true, reason: longReason }),
  'état de la signature': statusMail({ ...to, url, months: 12 }),
  exemplaire: finalCopyMail({ ...to, url, months: 12, finalHash: hash }),
};

const toAct: SignatoryMail = {
  ...to,
  subject: subjectOf({
    number: 'CDFS-975-2026-001-A1', dossier: null, departementCode: '975',
    act: { kind: 'amendment', id: 'a1', agreementId: 'g1', agreementNumber: 'CDFS-48-2026-001', label: 'avenant nᵒ 1', title: 'Avenant nᵒ 1 à la convention CDFS-975-2026-001', template: 'avenant', data: {} },
  }),
};
const actMails: Record<string, Mail> = {
  'invitation à un avenant': invitationMail({ ...toAct, url, deadline: '2027-03-01', reminder: false }),
  'relance d’un avenant': invitationMail({ ...toAct, url, deadline: '2027-03-01', reminder: true }),
  'code d’un avenant': codeMail({ ...toAct, code: '493027', minutes: 10 }),
  'signature d’un avenant enregistrée': acknowledgementMail({ ...toAct, signedAt: '2026-11-24T09:42:00Z', timeZone: 'Europe/Paris', contentHash: hash }),
  'abandon d’un avenant': abandonmentMail({ ...toAct, signed: true, reason: longReason }),
  'état de la signature d’un avenant': statusMail({ ...toAct, url, months: 12 }),
  'exemplaire d’un avenant': finalCopyMail({ ...toAct, url, months: 12, finalHash: hash }),
};
test.each(Object.entries(actMails))('Le courriel « %s » dit l’avenant et sa convention', (_, mail) => {
  expect(mail.text).toMatch(/[Ll]’avenant nᵒ.1 à la convention CDFS-975-2026-001/);
  expect(mail.text).not.toMatch(/convention France Services|signée/);
});

describe.each(Object.entries({ ...mails, ...actMails }))('Le courriel « %s »', (_, mail) => {
  test('tient en cent vingt mots, sous un objet qui nomme le département', () => {
    expect(countWords(mail)).toBeLessThan(maxMailWords);
    expect(mail.subject).toMatch(/^Saint-Pierre-et-Miquelon\u00A0: |^Votre signature n’est plus attendue$/);
  });
  test('respecte la typographie, nomme l’organisme et qui appeler', () => {
    expect(mail.text).not.toMatch(/ [:;?!»](\s|$)|« |[a-z]'[a-z]|undefined|null/);
    expect(mail.text).toContain(to.bodyName);
    expect(mail.text).toContain(to.contact.phone);
  });
});

describe('Les courriels de signature', () => {
  test('l’invitation donne le lien en clair et le dernier jour en toutes lettres', () => {
    expect(invitation.text).toContain(`\n${url}\n`);
    expect(invitation.text).toContain('jusqu’au 1er\u00A0mars\u00A02027 inclus');
  });
  test('le code est dans le corps, jamais dans l’objet, et sans lien', () => {
    expect(code.subject).not.toContain('493027');
    expect(code.text).toContain('493027');
    expect(code.text).not.toContain('http');
  });
  test('une relance ne dit pas morts les liens d’avant : ils ouvrent la même page', () => {
    expect(mails.relance!.text).toContain('ouvre la même page');
    expect(mails.relance!.text).not.toMatch(/remplace|n’ouvre plus/);
  });
  test('des codes épuisés se disent à la préfecture en nommant l’organisme, sans la personne', () => {
    const mail = exhaustedCodesMail({ name: 'Hélène Bastide', departementName: 'Saint-Pierre-et-Miquelon', number: 'CDFS-975-2026-001', bodyName: to.bodyName, url, demonstration: true });
    expect(countWords(mail)).toBeLessThan(maxMailWords);
    expect(mail.text).toContain(to.bodyName);
    expect(mail.text).not.toMatch(/ [:;?!»](\s|$)|« |Martin/);
  });
  test('un abandon cite son motif sans le laisser déborder', () => {
    expect(mails.abandon!.text).toMatch(/Motif\u00A0: «\u00A0Le conseil n’a pas délibéré\. .*…\u00A0»/);
    expect(abandonmentMail({ ...to, signed: false, reason: 'Texte\r\nà revoir' }).text).toContain('«\u00A0Texte à revoir\u00A0»');
  });
  test.each([
    ['Mme', 'présidente', 'Madame la Présidente,'],
    ['M.', 'maire', 'Monsieur le Maire,'],
    ['Mme', 'Directrice départementale', 'Madame la Directrice,'],
    ['M.', 'conseiller délégué', 'Monsieur Martin,'],
  ] as const)('%s, %s : %s', (civility, quality, said) => expect(salutation({ civility, quality, firstName: 'C', lastName: 'Martin' })).toBe(said));
});

test('Un code pour plusieurs places les nomme, ou dit combien d’autres il en reste, sans jamais le mettre dans l’objet', () => {
  const said = (count: number, subject: SignatoryMail['subject'] | null = null) => codeMail({ ...to, code: '493027', minutes: 10, others: Array.from({ length: count }, (_, n) => ({ subject, bodyName: `Organisme ${n + 1}` })) }).text.replaceAll(/\s+/g, ' ');
  expect(said(0)).not.toContain('coché');
  expect(said(1)).toContain('comme vous l’avez coché, pour « Organisme 1 »');
  expect(said(1, toAct.subject)).toMatch(/l’avenant nᵒ 1 à la convention CDFS-975-2026-001, pour « Organisme 1 »/);
  expect(said(3)).toContain('Organisme 2 » et une autre place');
  expect(said(5)).toContain('et 3 autres places');
  expect(said(5)).not.toContain('Organisme 3');
});
