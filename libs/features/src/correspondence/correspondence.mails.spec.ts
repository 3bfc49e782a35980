import { subjectOf } from '#libs/features/round';
import { countWords, maxMailWords, maxSubjectLength } from '#libs/ui';
import type { Mail } from '#libs/ui';
import { bounceMail } from './bounce.mails.js';
import type { BounceMail } from './bounce.mails.js';
import { digestMail } from './digest.mails.js';
import { sealWork } from './late-subjects.js';
import { alarmMail } from './operator.mails.js';

const longName = 'Communauté de communes des Hautes Terres de l’Aubrac';
const subject = { ...subjectOf({ number: 'CDFS-975-2026-001', act: null, dossier: null, departementCode: '975' }), the: 'la convention France Services de Saint-Pierre-et-Miquelon' };
const people = [{ civility: 'Mme' as const, firstName: 'Claire', lastName: 'Martin', quality: 'présidente' }];
const contacts = [{ name: 'Préfecture de Saint-Pierre-et-Miquelon', phone: '05 08 41 10 10', email: 'france-services@prefecture.example' }];
const waiting = (count: number) => Array.from({ length: count }, (_, n) => ({ subject, bodyName: longName, until: '2027-03-01', url: `https://paraphe.example/signer/lien${n}` }));
const digest = (count: number, departementName: string | null = 'Saint-Pierre-et-Miquelon') => digestMail({ people, waiting: waiting(count), contacts, departementName, demonstration: true });
const bounces = (unreached: BounceMail['unreached']) => bounceMail({ name: 'Hélène Bastide', number: 'CDFS-975-2026-001', departementName: 'Saint-Pierre-et-Miquelon', unreached, url: 'https://paraphe.example/tournees/x', demonstration: true });
const bounced = (missing: BounceMail['unreached'][number]['missing'], count = 1) => Array.from({ length: count }, () => ({ bodyName: longName, words: 'Adresse inconnue du serveur destinataire (5.1.1)', missing }));
const bounce = (count: number) => bounces(bounced('invitation', count));
const late = { subject: 'round', subjectId: '0b6bd5a6-9a5c-4f0e-8f4e-6f2a8b6f2f10', work: sealWork, attempts: 12, since: new Date('2026-11-24T09:00:00Z') };
const alarm = (total: number, attempts: number) => alarmMail({ late: { ...late, attempts }, total, url: 'https://paraphe.example/health/work', demonstration: true });
const mailbox = alarmMail({ late: { subject: 'mailbox', subjectId: 'reports', work: 'readReports', attempts: 4, since: late.since }, total: 2, url: 'https://paraphe.example/health/work', demonstration: true });

const mails: Record<string, Mail> = {
  'rappel d’un document': digest(1), 'rappel de deux documents': digest(2), 'rappel de deux départements': digest(2, null),
  'un courriel non remis': bounce(1), 'douze courriels non remis': bounce(12),
  'un exemplaire non remis': bounces(bounced('copy')), 'une confirmation non remise': bounces(bounced('acknowledgement')), 'douze exemplaires non remis': bounces(bounced('copy', 12)),
  'une invitation et une confirmation non remises': bounces([...bounced('invitation'), ...bounced('acknowledgement')]),
  'un travail qui échoue': alarm(3, 12), 'un travail que personne ne prend': alarm(1, 0), 'une boîte d’avis qui ne s’ouvre plus': mailbox,
};

describe.each(Object.entries(mails))('Le courriel « %s »', (name, mail) => {
  test('tient en peu de mots, sous un objet court, et respecte la typographie', () => {
    expect(countWords(mail)).toBeLessThan(/^(douze|une invitation et)/.test(name) ? maxMailWords + 30 : maxMailWords);
    expect(mail.subject.length).toBeLessThanOrEqual(maxSubjectLength);
    expect(mail.text).not.toMatch(/ [:;?!»](\s|$)|« |[a-z]'[a-z]|undefined|null/);
  });
});

test('un rappel donne un lien par document, en clair et dans la page, et dit quand il s’arrête', () => {
  for (const n of [0, 1, 2]) {
    expect(digest(3).text).toContain(`\nhttps://paraphe.example/signer/lien${n}\n`);
    expect(digest(3).html).toContain(`href="https://paraphe.example/signer/lien${n}"`);
  }
  expect(digest(3).text).toContain('s’arrêtent dès que vous avez signé ou refusé');
  expect(digest(1).text).toContain('jusqu’au 1er\u00a0mars\u00a02027 inclus');
});

test('une boîte que plusieurs personnes lisent n’est saluée du nom d’aucune', () => {
  const other = { civility: 'M.' as const, firstName: 'Jean', lastName: 'Roux', quality: 'maire' };
  expect(digestMail({ people: [...people, other], waiting: waiting(2), contacts, departementName: 'Lozère', demonstration: false }).text).toMatch(/^Bonjour,/);
  expect(digest(2).text).toContain('Madame la Présidente,');
});

test('au-delà de cinq organismes, le courriel dit combien d’autres', () => {
  expect(bounce(12).text).toContain('Et 7\u00a0autres.');
});

test('à qui a signé, rien n’est à corriger : le courriel dit ce qui n’est pas arrivé, et ce qu’il reste à faire', () => {
  for (const mail of [bounces(bounced('copy')), bounces(bounced('acknowledgement'))]) {
    expect(`${mail.text}${mail.html}`).not.toMatch(/corrige|renvoyer|nouveau lien/i);
    expect(mail.text).toContain(`«\u00a0${longName}\u00a0»\u00a0: Adresse inconnue du serveur destinataire (5.1.1).`);
  }
  expect(bounces(bounced('copy')).text).toMatch(/leur exemplaire n’est pas arrivé[\s\S]*téléchargez le document[\s\S]*remettez-leur[\s\S]*article\u00a01375 du code civil/);
  expect(bounces(bounced('acknowledgement')).text).toMatch(/le courriel qui le confirme n’est pas arrivé[\s\S]*Leur signature est enregistrée/);
});

test('qui est attendu et qui a signé ne se mêlent pas : la correction n’est proposée que pour les premiers', () => {
  const { text } = bounces([{ bodyName: 'Mende', words: 'Boîte pleine (5.2.2)', missing: 'acknowledgement' }, { bodyName: 'Florac', words: 'Boîte pleine (5.2.2)', missing: 'invitation' }]);
  expect(text).toMatch(/Florac[\s\S]*Corrigez l’adresse[\s\S]*Mende[\s\S]*rien n’est à refaire/);
});

test('l’alarme d’une boîte d’avis dit ce que l’on n’apprend plus, et où chercher ; les autres n’en parlent pas', () => {
  expect(mailbox.text).toContain('BOUNCE_MAILBOX');
  expect(mailbox.text).toContain('npx paraphe doctor');
  expect(alarm(1, 12).text).not.toContain('BOUNCE_MAILBOX');
});
