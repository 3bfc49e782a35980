import { subjectOf } from '#libs/features/round';
import { countWords, maxMailWords, maxSubjectLength } from '#libs/ui';
import type { Mail } from '#libs/ui';
import { bounceMail } from './bounce.mails.js';
import { digestMail } from './digest.mails.js';
import { sealWork } from './late-subjects.js';
import { alarmMail } from './operator.mails.js';

const longName = 'Communauté de communes des Hautes Terres de l’Aubrac';
const subject = { ...subjectOf({ number: 'CDFS-975-2026-001', act: null, dossier: null, departementCode: '975' }), the: 'la convention France Services de Saint-Pierre-et-Miquelon' };
const people = [{ civility: 'Mme' as const, firstName: 'Claire', lastName: 'Martin', quality: 'présidente' }];
const contacts = [{ name: 'Préfecture de Saint-Pierre-et-Miquelon', phone: '05 08 41 10 10', email: 'france-services@prefecture.example' }];
const waiting = (count: number) => Array.from({ length: count }, (_, n) => ({ subject, bodyName: longName, until: '2027-03-01', url: `https://paraphe.example/signer/lien${n}` }));
const digest = (count: number, departementName: string | null = 'Saint-Pierre-et-Miquelon') => digestMail({ people, waiting: waiting(count), contacts, departementName, demonstration: true });
const bounce = (count: number) => bounceMail({
  name: 'Hélène Bastide', number: 'CDFS-975-2026-001', departementName: 'Saint-Pierre-et-Miquelon', unreached: Array.from({ length: count }, () => ({ bodyName: longName, words: 'Adresse inconnue du serveur destinataire (5.1.1)' })), url: 'https://paraphe.example/tournees/x', demonstration: true,
});
const late = { subject: 'round', subjectId: '0b6bd5a6-9a5c-4f0e-8f4e-6f2a8b6f2f10', work: sealWork, attempts: 12, since: new Date('2026-11-24T09:00:00Z') };
const alarm = (total: number, attempts: number) => alarmMail({ late: { ...late, attempts }, total, url: 'https://paraphe.example/health/work', demonstration: true });
const mailbox = alarmMail({ late: { subject: 'mailbox', subjectId: 'reports', work: 'readReports', attempts: 4, since: late.since }, total: 2, url: 'https://paraphe.example/health/work', demonstration: true });

const mails: Record<string, Mail> = {
  'rappel d’un document': digest(1), 'rappel de deux documents': digest(2), 'rappel de deux départements': digest(2, null),
  'un courriel non remis': bounce(1), 'douze courriels non remis': bounce(12),
  'un travail qui échoue': alarm(3, 12), 'un travail que personne ne prend': alarm(1, 0), 'une boîte d’avis qui ne s’ouvre plus': mailbox,
};

describe.each(Object.entries(mails))('Le courriel « %s »', (name, mail) => {
  test('tient en peu de mots, sous un objet court, et respecte la typographie', () => {
    expect(countWords(mail)).toBeLessThan(name.startsWith('douze') ? maxMailWords + 30 : maxMailWords);
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

test('l’alarme d’une boîte d’avis dit ce que l’on n’apprend plus, et où chercher ; les autres n’en parlent pas', () => {
  expect(mailbox.text).toContain('BOUNCE_MAILBOX');
  expect(mailbox.text).toContain('npx paraphe doctor');
  expect(alarm(1, 12).text).not.toContain('BOUNCE_MAILBOX');
});
