import { createRequire } from 'node:module';
import { legalDay } from '#libs/domain';
import { countWords, maxMailWords, maxSubjectLength } from '#libs/ui';
import { alertMail, decisionMail, endMail, inForceMail, renewalMail, reportMail, termMovedMail } from './term.mails.js';
import type { TermMail } from './term.mails.js';

const departements = createRequire(import.meta.url)('@etalab/decoupage-administratif/data/departements.json') as { nom: string }[];
const september = legalDay('2027-09-30');
const days = { since: september, termEndsOn: september, lastUsefulDay: september, from: september, to: september, until: september, on: september, today: legalDay('2027-09-14') };
const around = (departementName: string): TermMail => ({
  name: 'Communauté de communes des Hautes Terres de l’Aubrac', departementName, number: 'CDFS-978-2026-001', url: 'https://paraphe.example/conventions/1',
  contact: { name: 'Préfecture', email: 'conventions@prefecture.example', phone: '04 66 49 60 00' }, demonstration: true,
});
const every = (m: TermMail) => [
  inForceMail(m, days),
  ...(['prepare', 'deliberate', 'last_days'] as const).map((stage) => alertMail(m, { ...days, stage })),
  decisionMail(m, days), renewalMail(m, days), termMovedMail(m, days),
  ...(['last_gestionnaire_left', 'ended_in_fact', 'general_interest'] as const).map((reason) => endMail(m, { ...days, reason })),
  ...(['not_renewable', 'cap_unknown', 'cap_reached', 'notice_closed', 'denounce_needs_an_act', 'denunciation_incomplete', 'accord_cadre_after_expiry'] as const).map((what) => reportMail(m, { what, sentence: 'Une phrase du domaine.' })),
];

test('aucun nom de département n’allonge un sujet au point de l’empêcher de partir', () => {
  for (const { nom } of departements) for (const { subject } of every(around(nom))) expect(subject.length).toBeLessThanOrEqual(maxSubjectLength);
});

test('chaque courriel se lit entre deux réunions et demande une chose', () => {
  for (const mail of every(around('Lozère'))) {
    expect(countWords(mail)).toBeLessThanOrEqual(maxMailWords);
    expect(mail.text).toContain('https://paraphe.example/conventions/1');
    expect(mail.text).not.toMatch(/undefined|null|au au|le le| [:;?!»](\s|$)|« /);
  }
});
