import { demarches, instant, legalDay } from '#libs/domain';
import type { MandateEnd } from '#libs/domain';
import { countWords, maxMailWords } from '#libs/ui';
import { mandateEndedMail, structureMandatesEndedMail } from './mandate.mails.js';

const around = { name: 'Camille Durand', departementName: 'Territoire-de-Belfort', structure: 'France Services de Saint-Alban-sur-Limagnole', contact: { name: 'Préfecture', email: 'p@prefecture.example', phone: '04 00 00 00 00' }, url: 'https://paraphe.example/mandats', demonstration: false };
const end: MandateEnd = { how: 'revoked', at: instant('2027-03-02T10:20:30Z'), on: legalDay('2027-03-02'), detail: 'code', occurredOn: null };
const ended = (scope: typeof demarches | readonly (typeof demarches)[number][], how: MandateEnd['how'] = 'revoked') => mandateEndedMail(around, { number: 'MD-90-000123', demarches: scope, end: { ...end, how }, facts: { timeZone: 'Europe/Paris' } });
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

test('le référent apprend le numéro, les démarches et la seconde, et pas de qui il s’agit', () => {
  const { subject, text } = ended(['family', 'taxes']);
  expect(plain(subject)).toContain('fin du mandat MD-90-000123');
  expect(plain(text)).toContain('mardi 2 mars 2027 à 11 h 20 min 30 s');
  expect(plain(text)).toContain('Famille et enfance et Impôts et argent public');
});

test.each(['revoked', 'renounced', 'lapsed', 'replaced'] as const)('une fin « %s » se lit d’un regard', (how) => {
  expect(countWords(ended(['family'], how))).toBeLessThanOrEqual(maxMailWords);
});

test('un partenaire que seul un accord de partage nomme apprend la fin, et aucune démarche', () => {
  const { text } = ended([]);
  expect(plain(text)).toContain('Depuis cet instant, la structure n’agit plus au nom de la personne sous ce mandat ; ce qui a été fait avant');
  expect(text).not.toMatch(/portait sur|démarche/);
});

test.each(['death', 'guardianship'] as const)('%s : le courriel ne dit pas ce qui est arrivé à la personne, ni ne se trompe de fondement', (detail) => {
  const words = (other: MandateEnd['detail']) => mandateEndedMail(around, { number: 'MD-90-000123', demarches: ['family'], end: { ...end, how: 'lapsed', detail: other }, facts: { timeZone: 'Europe/Paris' } }).text;
  expect(words(detail)).toBe(words('death'));
  expect(plain(words(detail))).toContain('La loi ou la convention y a mis fin.');
});

test('toutes les démarches ensemble tiennent encore dans un courriel', () => expect(ended(demarches).text.length).toBeLessThan(2_000));

test.each([[1, '1 mandat y a pris fin'], [240, '240 mandats y ont pris fin']])('%i : la structure qui part sait ce qui reste à faire', (count, words) => {
  const mail = structureMandatesEndedMail(around, { count, on: '2027-07-01' });
  expect(plain(mail.text)).toContain(words);
  expect(mail.text).toContain(around.url);
  expect(countWords(mail)).toBeLessThanOrEqual(maxMailWords);
});
