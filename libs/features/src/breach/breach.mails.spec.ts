import { reminderStages } from '#libs/domain';
import { countWords, maxMailWords, maxSubjectLength } from '#libs/ui';
import type { Mail } from '#libs/ui';
import { controllerMail, declaredMail, reminderMail } from './breach.mails.js';
import type { BreachMail } from './breach.mails.js';

const around: BreachMail = { name: 'Marie-Françoise de La Rochefoucauld-Montbel', departementName: 'Territoire de Belfort', number: 'VD-974-000012', place: 'France Services de Saint-Germain-du-Teil-et-des-Monts-Verts', url: 'https://paraphe.example/violations/4c0f0d5e-7a55-5d0a-9a3e-480000000001', demonstration: true };
const due = 'mercredi 24 septembre 2026 à 10 h 05 min 07 s';
const running = { due, left: '47 h 59 min', late: null };
const late = { due, left: '', late: '12 jours, 23 h 59 min 59 s' };
const mails: [string, Mail][] = [
  ['déclarée', declaredMail(around, running)], ['déclarée tard', declaredMail(around, late)],
  ...reminderStages.map((stage): [string, Mail] => [`rappel ${stage}`, reminderMail(around, stage === 72 ? late : running, stage)]),
  ['responsable', controllerMail(around, { aware: due, partner: 'Direction départementale des finances publiques du Territoire de Belfort', contact: { name: 'Communauté de communes du Gévaudan et des Hautes Terres', email: 'accueil@gevaudan.example' } })],
];

test.each(mails)('%s : court, à la ligne, sans exclamation, et sans rien de ce qui s’est passé', (_, mail) => {
  const { subject, text } = mail;
  expect(subject.length).toBeLessThanOrEqual(maxSubjectLength);
  expect(countWords(mail)).toBeLessThanOrEqual(maxMailWords);
  expect(text).not.toMatch(/!|undefined|null|le le|au au| [:;?»](\s|$)|« /);
  expect(text).toContain(around.number);
});

test('un partenaire ne reçoit pas de lien vers un registre qu’il ne peut pas lire', () => expect(mails.at(-1)![1].text).not.toContain('/violations/'));
