import { legalDay } from '../legal-time/legal-day.js';
import { firstDayFault, lastDayFault, tenureDayMax } from './tenure-days.js';

const today = legalDay('2026-11-24');
const day = legalDay;
const before = { from: day('2024-09-02') };

test('une prise de fonctions se note un an à l’avance, pas davantage', () => {
  expect(tenureDayMax(today)).toBe('2027-11-25');
  expect(firstDayFault(day('2027-11-25'), null, today)).toBeNull();
  expect(firstDayFault(day('2027-11-26'), null, today)).toBe('first_day_too_far');
  expect(firstDayFault(day('2062-11-24'), before, today)).toBe('first_day_too_far');
});

test('elle suit la précédente d’un jour au moins ; la première peut être de n’importe quel jour passé', () => {
  expect(firstDayFault(day('2024-09-01'), before, today)).toBe('first_day_not_after');
  expect(firstDayFault(day('2024-09-02'), before, today)).toBe('first_day_not_after');
  expect(firstDayFault(day('2024-09-03'), before, today)).toBeNull();
  expect(firstDayFault(day('1998-01-01'), null, today)).toBeNull();
});

test('le dernier jour n’est ni avant le premier, ni dans plus d’un an ; il manque tant que l’on est en fonctions', () => {
  const term = (until: string | null) => ({ from: day('2024-09-02'), until: until === null ? null : day(until) });
  expect(lastDayFault(term(null), today)).toBeNull();
  expect(lastDayFault(term('2024-09-01'), today)).toBe('last_day_before_first');
  expect(lastDayFault(term('2024-09-02'), today)).toBeNull();
  expect(lastDayFault(term('2027-11-25'), today)).toBeNull();
  expect(lastDayFault(term('2027-11-26'), today)).toBe('last_day_too_far');
});
