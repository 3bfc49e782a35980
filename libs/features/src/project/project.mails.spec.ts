import { countWords, maxMailWords, maxSubjectLength } from '#libs/ui';
import { confirmationMail, contestMail, projectEndMail, projectMail } from './project.mails.js';
import type { AskedWhy, ProjectMailAround } from './project.mails.js';

const around: ProjectMailAround = {
  name: 'Mme Claire Martin', bodyName: 'Communauté de communes des Cévennes au Mont-Lozère', departementName: 'Saint-Pierre-et-Miquelon', the: 'la convention France Services de Saint-Pierre-et-Miquelon',
  contact: { name: 'Préfecture de Saint-Pierre-et-Miquelon', email: 'france-services@prefecture-975.example', phone: '05 08 41 10 10' }, demonstration: true,
};
const url = 'https://paraphe.example/projet/jeton';
const long = `${'Une raison très longue, '.repeat(40)}fin.`;
const mails = {
  ...Object.fromEntries((['first', 'again', 'changed'] as AskedWhy[]).map((why) => [`confirmation ${why}`, confirmationMail(around, { why, url })])),
  projet: projectMail(around, { url, word: `${url}/projet-de-deliberation.docx`, pdf: `${url}/projet-de-deliberation.pdf`, contentHash: 'a'.repeat(64), returned: null }),
  renvoi: projectMail(around, { url, word: `${url}/projet-de-deliberation.docx`, pdf: `${url}/projet-de-deliberation.pdf`, contentHash: 'a'.repeat(64), returned: 'La <date> de transmission manque.' }),
  abandon: projectEndMail(around, { replaced: false, reason: long }),
  remplacement: projectEndMail(around, { replaced: true, reason: long }),
  erreur: contestMail({ name: 'Hélène Bastide', number: 'CDFS-975-2026-001', bodyName: around.bodyName, words: long, url, departementName: around.departementName, demonstration: true }),
};

test.each(Object.entries(mails))('%s : un sujet qui tient, un texte court, et à qui s’adresser', (name, mail) => {
  expect(mail.subject.length).toBeLessThanOrEqual(maxSubjectLength);
  expect(countWords(mail)).toBeLessThanOrEqual(maxMailWords);
  expect(mail.text).toContain(around.bodyName);
  expect(mail.text).toContain(name === 'erreur' ? 'CDFS-975-2026-001' : around.contact.phone);
});

test('demander de confirmer n’est jamais demander de signer', () => {
  for (const why of ['first', 'again', 'changed'] as const) expect(confirmationMail(around, { why, url }).text).toContain('Confirmer ne signe rien');
});

test('le projet porte l’empreinte entière et les deux fichiers', () => {
  expect(mails.projet.text.replace(/\s/g, '')).toContain('a'.repeat(64));
  for (const file of ['projet-de-deliberation.docx', 'projet-de-deliberation.pdf']) expect(mails.projet.text).toContain(file);
});

test('un texte remplacé dit qu’une délibération déjà prise ne sert plus ; un projet abandonné n’en attend aucune', () => {
  expect(mails.remplacement.text).toContain('ne permet pas de signer le nouveau');
  expect(mails.abandon.text).toContain('aucune délibération n’en est attendue');
});
