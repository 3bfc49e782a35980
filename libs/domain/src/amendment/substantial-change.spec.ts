import { weekdays } from '../directory/directory.js';
import type { OpeningHours, OpeningInterval, Weekday } from '../directory/directory.js';
import { legalDay } from '../legal-time/legal-day.js';
import { substantialReasonText } from './amendment-sentences.js';
import { earliestHoursEffect, hoursNotice, substantialChange } from './substantial-change.js';

const rules = { thresholdMinutes: 120, noticeDays: 15 };
const day = legalDay;
const morning: OpeningInterval = { from: 9 * 60, to: 12 * 60 };
const afternoon: OpeningInterval = { from: 14 * 60, to: 17 * 60 };
const week = (given: Partial<Record<Weekday, readonly OpeningInterval[]>> = {}): OpeningHours =>
  ({ ...Object.fromEntries(weekdays.map((name, rank) => [name, rank < 5 ? [morning, afternoon] : []])), ...given }) as OpeningHours;
const codes = (after: OpeningHours, before: OpeningHours | null = week()) => substantialChange(before, after, rules).reasons.map(({ code }) => code);

test('deux heures de moins, oui ; une heure cinquante-neuf, non', () => {
  expect(codes(week({ monday: [morning, { from: 14 * 60, to: 15 * 60 }] }))).toEqual(['weekly_total']);
  expect(codes(week({ monday: [morning, { from: 14 * 60, to: 15 * 60 + 1 }] }))).toEqual([]);
});
test('deux heures de plus aussi', () => expect(codes(week({ monday: [{ from: 540, to: 1020 }] }))).toEqual(['weekly_total']));
test('un jour s’ouvre ou se ferme, même pour peu', () => {
  expect(codes(week({ saturday: [{ from: 540, to: 570 }] }))).toEqual(['day_opens']);
  expect(codes(week(), week({ saturday: [{ from: 540, to: 570 }] }))).toEqual(['day_closes']);
});
test('les heures se déplacent dans la journée : pas substantiel', () => expect(codes(week({ monday: [{ from: 480, to: 840 }] }))).toEqual([]));
test('un seuil de l’article 4.2 n’est plus tenu', () => {
  const atMinimum = week({ friday: [] , monday: [{ from: 480, to: 840 }] });
  expect(codes(week({ friday: [] }))).toEqual(['weekly_total', 'day_closes', 'days_threshold_broken']);
  const barely = { from: 540, to: 540 + 24 * 60 / 5 };
  const full = week(Object.fromEntries(weekdays.slice(0, 5).map((name) => [name, [barely]])));
  expect(codes({ ...full, monday: [{ ...barely, to: barely.to - 1 }] }, full)).toEqual(['hours_threshold_broken']);
  expect(codes(atMinimum, atMinimum)).toEqual([]);
});
test('sans horaires connus avant, tout est nouveau', () => expect(codes(week(), null)).toContain('weekly_total'));
test('le total ne compte qu’une fois ce qui se recouvre', () => expect(codes(week({ monday: [morning, morning, afternoon] }))).toEqual([]));

test.each([['2027-03-01', 'too_late'], ['2027-02-28', 'too_late'], ['2027-03-02', 'short'], ['2027-03-15', 'short'], ['2027-03-16', 'ample']])('annoncé le 1er mars pour le %s : %s', (effectOn, verdict) =>
  expect(hoursNotice(day('2027-03-01'), day(effectOn), rules)).toBe(verdict));
test('le premier jour possible, et le premier conseillé', () => expect(earliestHoursEffect(day('2027-03-01'), rules)).toEqual({ strict: '2027-03-02', advised: '2027-03-16' }));
test('les raisons se lisent', () => {
  const texts = substantialChange(week(), week({ friday: [] }), rules).reasons.map(substantialReasonText);
  expect(texts).toEqual(['la semaine passe de 30\u00a0h à 24\u00a0h', 'le vendredi n’est plus un jour d’ouverture', 'la semaine tombe à 4\u00a0jours, sous les cinq jours de l’article\u00a04.2']);
});
