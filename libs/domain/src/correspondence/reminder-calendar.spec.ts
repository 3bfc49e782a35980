import fc from 'fast-check';
import { addDays, daysBetween, legalDay } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import { holidayZones } from '../legal-time/holiday-zones.js';
import { isWorkingDay } from '../legal-time/public-holidays.js';
import { digestOn, nextReminder, reminderEveryDays, remindersMax } from './reminder-calendar.js';
import type { AwaitedPlace } from './reminder-calendar.js';

const start = legalDay('2026-01-01');
const place = fc.record({
  signatoryId: fc.uuid(), zone: fc.constantFrom(...holidayZones), writtenOn: fc.nat(1_500).map((n) => addDays(start, n)), reminders: fc.nat(8), length: fc.nat(90),
}).map(({ length, ...rest }): AwaitedPlace => ({ ...rest, collectUntil: addDays(rest.writtenOn, length) }));

/** What one person receives when nobody answers, day after day, and the worker looks every day but those of an outage. */
function received(given: AwaitedPlace, isOut: (rank: number) => boolean): LegalDay[] {
  const days: LegalDay[] = [];
  let now = given;
  for (let rank = 0; rank <= 120; rank++) {
    const today = addDays(given.writtenOn, rank);
    if (isOut(rank) || !digestOn([now], () => today)) continue;
    days.push(today);
    now = { ...now, writtenOn: today, reminders: now.reminders + 1 };
  }
  return days;
}

describe('le calendrier des rappels', () => {
  test('jamais un jour qui n’est pas ouvré, jamais après le dernier jour, jamais deux en moins de cinq jours, jamais plus de six', () => {
    fc.assert(fc.property(place, fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }), (given, outage) => {
      const days = received(given, (rank) => outage[rank % 7]!);
      expect(days.length).toBeLessThanOrEqual(Math.max(0, remindersMax - given.reminders));
      for (const [rank, day] of days.entries()) {
        expect(isWorkingDay(day, given.zone)).toBe(true);
        expect(day <= given.collectUntil).toBe(true);
        expect(daysBetween(days[rank - 1] ?? given.writtenOn, day)).toBeGreaterThanOrEqual(reminderEveryDays);
      }
    }));
  });

  test('sans panne, le rappel part le jour même que le calendrier annonce', () => {
    fc.assert(fc.property(place, (given) => {
      expect(received(given, () => false)[0] ?? null).toBe(nextReminder(given));
    }));
  });

  test('une personne attendue pour plusieurs documents n’en reçoit qu’un, qui les nomme tous', () => {
    fc.assert(fc.property(fc.array(place, { minLength: 1, maxLength: 6 }), fc.nat(60), (places, n) => {
      const today = addDays(places[0]!.writtenOn, n);
      const digest = digestOn(places, () => today);
      if (digest) expect(digest).toEqual(places.filter(({ collectUntil }) => today <= collectUntil));
      else expect(places.every((one) => digestOn([one], () => today) === null)).toBe(true);
    }));
  });

  test.each([
    ['un vendredi, cinq jours après tombent un mercredi', '2026-11-20', 'metropole', '2026-11-25'],
    ['un lundi, cinq jours après tombent un samedi : le lundi suivant', '2026-11-23', 'metropole', '2026-11-30'],
    ['Noël et son week-end', '2026-12-20', 'metropole', '2026-12-28'],
    ['le 26 décembre en Moselle est un samedi férié', '2026-12-21', 'alsace_moselle', '2026-12-28'],
    ['le 20 décembre, à La Réunion, n’est pas ouvré (il tombe un lundi en 2027)', '2027-12-15', 'reunion', '2027-12-21'],
  ])('écrit %s', (_, writtenOn, zone, expected) => {
    expect(nextReminder({ zone: zone as AwaitedPlace['zone'], writtenOn: legalDay(writtenOn), reminders: 0, collectUntil: legalDay('2028-12-31') })).toBe(expected);
  });
});
