import fc from 'fast-check';
import { addDays, daysBetween, legalDay } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import { holidayZones } from '../legal-time/holiday-zones.js';
import { isWorkingDay } from '../legal-time/public-holidays.js';
import { digestOn, nextReminder, reminderEveryDays, remindersMax } from './reminder-calendar.js';
import type { AwaitedPlace } from './reminder-calendar.js';

const start = legalDay('2026-01-01');
/** More than any list here but one. */
const roomy = 20;
const place = fc.record({
  signatoryId: fc.uuid(), zone: fc.constantFrom(...holidayZones), writtenOn: fc.nat(1_500).map((n) => addDays(start, n)), reminders: fc.nat(8), length: fc.nat(90),
}).map(({ length, ...rest }): AwaitedPlace => ({ ...rest, collectUntil: addDays(rest.writtenOn, length) }));

/** What one person receives when nobody answers, day after day, and the worker looks every day but those of an outage. */
function received(given: AwaitedPlace, isOut: (rank: number) => boolean): LegalDay[] {
  const days: LegalDay[] = [];
  let now = given;
  for (let rank = 0; rank <= 120; rank++) {
    const today = addDays(given.writtenOn, rank);
    if (isOut(rank) || !digestOn([now], () => today, roomy)) continue;
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
      const digest = digestOn(places, () => today, roomy);
      if (digest) expect(digest).toEqual(places.filter(({ collectUntil }) => today <= collectUntil));
      else expect(places.every((one) => digestOn([one], () => today, roomy) === null)).toBe(true);
    }));
  });

  test('au-delà de ce qu’un courriel nomme, les dus passent d’abord, du plus ancien au plus récent\u00a0: nul n’attend plus de tours qu’il n’en faut pour tous', () => {
    fc.assert(fc.property(fc.array(place, { minLength: 1, maxLength: 9 }), fc.integer({ min: 1, max: 4 }), (given, placesMax) => {
      let places = given.map((one) => ({ ...one, passedOver: 0 }));
      for (let rank = 0; rank <= 90; rank++) {
        const today = addDays(given[0]!.writtenOn, rank);
        const isDue = (one: AwaitedPlace) => digestOn([one], () => today, 1) !== null;
        const digest = digestOn(places, () => today, placesMax);
        expect(digest !== null).toBe(places.some(isDue));
        if (!digest) continue;
        expect(digest.length).toBeLessThanOrEqual(placesMax);
        const left = places.filter((one) => isDue(one) && !digest.includes(one));
        // Somebody due is named, and nobody else is as long as one who is due is not.
        expect(digest.some(isDue) && (left.length === 0 || digest.every(isDue))).toBe(true);
        for (const one of left) expect(digest.every(({ writtenOn }) => writtenOn <= one.writtenOn)).toBe(true);
        places = places.map((one) => (digest.includes(one) ? { ...one, writtenOn: today, reminders: one.reminders + 1, passedOver: 0 } : left.includes(one) ? { ...one, passedOver: one.passedOver + 1 } : one));
        for (const { passedOver } of places) expect(passedOver).toBeLessThanOrEqual(Math.floor((places.length - 1) / placesMax));
      }
    }));
  });

  test('vingt et une places d’un même jour : vingt, puis la dernière avec les plus anciennes, puis rien avant cinq jours', () => {
    let places: AwaitedPlace[] = Array.from({ length: 21 }, (_, n) => ({ signatoryId: String(n), zone: 'metropole', writtenOn: legalDay('2026-11-24'), reminders: 0, collectUntil: legalDay('2026-12-24') }));
    const named = ['2026-11-30', '2026-12-01', '2026-12-02', '2026-12-03', '2026-12-04'].map((day) => {
      const digest = digestOn(places, () => legalDay(day), roomy) ?? [];
      places = places.map((one) => (digest.includes(one) ? { ...one, writtenOn: legalDay(day), reminders: one.reminders + 1 } : one));
      return digest.map(({ signatoryId }) => signatoryId);
    });
    expect(named.map(({ length }) => length)).toEqual([20, 20, 0, 0, 0]);
    expect(named[0]).not.toContain('20');
    expect(named[1]).toContain('20');
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
