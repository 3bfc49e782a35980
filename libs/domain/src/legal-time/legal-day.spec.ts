import { addDays, addMonths, dayAt, daysBetween, instant, legalDay, startOfDay } from './legal-day.js';

test.each(['2027-02-29', '2027-13-01', '2027-1-1', 'demain', '2027-02-28T00:00'])('%s is not a day', (text) => expect(() => legalDay(text)).toThrow(RangeError));

test.each([
  ['2026-08-31', 6, '2027-02-28'],
  ['2026-12-31', 6, '2027-06-30'],
  ['2024-02-29', 12, '2025-02-28'],
  ['2027-01-31', 1, '2027-02-28'],
  ['2027-03-31', -1, '2027-02-28'],
])('%s plus %i mois donne %s (art. 641 CPC)', (day, months, end) => expect(addMonths(legalDay(day), months)).toBe(end));

test('the same instant is another day elsewhere', () => {
  const at = instant('2026-12-31T21:30:00Z');
  expect(dayAt(at, 'Europe/Paris')).toBe('2026-12-31');
  expect(dayAt(at, 'Indian/Reunion')).toBe('2027-01-01');
  expect(dayAt(at, 'America/Martinique')).toBe('2026-12-31');
});

test('a day starts at its own midnight, clock changes included', () => {
  expect(startOfDay(legalDay('2026-03-29'), 'Europe/Paris')).toBe('2026-03-28T23:00:00Z');
  expect(startOfDay(legalDay('2026-03-30'), 'Europe/Paris')).toBe('2026-03-29T22:00:00Z');
});

test('days are counted on the calendar', () => {
  expect(addDays(legalDay('2026-03-28'), 2)).toBe('2026-03-30');
  expect(daysBetween(legalDay('2026-11-24'), legalDay('2026-12-05'))).toBe(11);
});

test('an instant without offset is refused', () => expect(() => instant('2026-11-24T09:00:00')).toThrow(RangeError));
