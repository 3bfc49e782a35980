import fc from 'fast-check';
import type { OpeningHours } from '../directory/directory.js';
import { civilTime } from './civil-time.js';
import type { CivilTime } from './civil-time.js';
import { holidayZones } from './holiday-zones.js';
import type { HolidayZone } from './holiday-zones.js';
import { addDays, legalDay } from './legal-day.js';
import type { LegalDay } from './legal-day.js';
import { isWorkingDay } from './public-holidays.js';
import { workingHours, workingHoursReadings } from './working-hours.js';

const due = (from: string, hours = 72, zone: HolidayZone = 'metropole'): string => workingHours({ from: civilTime(from), hours, zone }).due;

describe('72 heures ouvrées, vingt-quatre heures par jour ouvré (lecture I-08 par défaut)', () => {
  test.each([
    ['un lundi : le jeudi à la même heure', '2026-06-01T10:00', '2026-06-04T10:00:00'],
    ['un vendredi : le mercredi', '2026-06-05T16:45', '2026-06-10T16:45:00'],
    ['un mercredi : le lundi, jamais le samedi', '2026-06-03T09:00', '2026-06-08T09:00:00'],
    ['un samedi : compté du lundi à zéro heure', '2026-06-06T15:00', '2026-06-11T00:00:00'],
    ['un dimanche soir : de même', '2026-06-07T23:59', '2026-06-11T00:00:00'],
    ['le 14 juillet est sauté', '2026-07-13T11:30', '2026-07-17T11:30:00'],
    ['un jour férié : compté du lendemain ouvré', '2026-07-14T11:30', '2026-07-20T00:00:00'],
    ['à minuit juste, un mercredi : le lundi à minuit, car le samedi n’est pas ouvré', '2026-06-03T00:00', '2026-06-08T00:00:00'],
    ['Noël et le jour de l’an', '2026-12-24T09:00', '2026-12-30T09:00:00'],
    ['la seconde compte', '2026-06-01T10:00:15', '2026-06-04T10:00:15'],
  ])('%s', (_, from, end) => expect(due(from)).toBe(end));

  test('le changement d’heure n’y change rien : l’heure de la pendule est gardée', () => {
    expect(due('2026-03-27T17:00')).toBe('2026-04-01T17:00:00');
    expect(due('2026-10-23T10:00')).toBe('2026-10-28T10:00:00');
  });
  test.each<[HolidayZone, string]>([
    ['metropole', '2026-12-29T08:00:00'],
    ['alsace-moselle', '2026-12-29T08:00:00'],
    ['reunion', '2026-12-29T08:00:00'],
  ])('%s, du 23 décembre 2026 : le 26 est un samedi', (zone, end) => expect(due('2026-12-23T08:00', 72, zone)).toBe(end));
  test('un jour férié de la zone compte là, et pas ailleurs', () => {
    expect(due('2026-05-21T10:00', 24, 'metropole')).toBe('2026-05-22T10:00:00');
    expect(due('2026-05-21T10:00', 24, 'martinique')).toBe('2026-05-26T10:00:00');
    expect(due('2026-11-19T10:00', 24, 'polynesie')).toBe('2026-11-23T10:00:00');
    expect(workingHours({ from: civilTime('2026-04-02T10:00'), hours: 24, zone: 'alsace-moselle', goodFriday: false }).due).toBe('2026-04-03T10:00:00');
  });
  test('un nombre d’heures qui n’est pas un nombre de jours', () => {
    expect(due('2026-06-01T10:00', 8)).toBe('2026-06-01T18:00:00');
    expect(due('2026-06-05T20:00', 8)).toBe('2026-06-08T04:00:00');
    expect(due('2026-06-01T10:00', 0)).toBe('2026-06-01T10:00:00');
  });
  test('dit les jours qu’il a comptés et ceux qu’il a sautés, et pourquoi', () => {
    expect(workingHours({ from: civilTime('2026-07-11T09:00'), hours: 72, zone: 'metropole' })).toEqual({
      due: '2026-07-17T00:00:00',
      countedFrom: '2026-07-13T00:00:00',
      skipped: [
        { day: '2026-07-11', off: { kind: 'saturday' } },
        { day: '2026-07-12', off: { kind: 'sunday' } },
        { day: '2026-07-14', off: { kind: 'holiday', name: 'Fête nationale' } },
      ],
    });
  });
  test.each([-1, 1.5, 10_001, Number.NaN])('%s heures : refusé', (hours) => expect(() => due('2026-06-01T10:00', hours)).toThrow(RangeError));
});

describe('Propriétés', () => {
  const anyFrom: fc.Arbitrary<CivilTime> = fc
    .record({ days: fc.integer({ min: 0, max: 20_000 }), seconds: fc.integer({ min: 0, max: 86_399 }) })
    .map(({ days, seconds }) => civilTime(`${addDays(legalDay('2015-01-01'), days)}T${new Date(seconds * 1000).toISOString().slice(11, 19)}`));
  const anyZone = fc.constantFrom(...holidayZones);

  /** Hour by hour, in the same spirit as a person with a calendar: it shares the holidays, and no arithmetic. */
  function walked(from: CivilTime, days: number, zone: HolidayZone): string {
    let day = from.slice(0, 10) as LegalDay;
    let clock = from.slice(11);
    if (!isWorkingDay(day, zone)) clock = '00:00:00';
    while (!isWorkingDay(day, zone)) day = addDays(day, 1);
    for (let left = days; left > 0; left -= 1) do day = addDays(day, 1); while (!isWorkingDay(day, zone));
    return `${day}T${clock}`;
  }

  test('égale une marche jour après jour sur le calendrier, à l’heure près', () => {
    fc.assert(fc.property(anyFrom, fc.integer({ min: 0, max: 15 }), anyZone, (from, days, zone) => {
      expect(workingHours({ from, hours: days * 24, zone }).due).toBe(walked(from, days, zone));
    }));
  });
  test('l’échéance tombe un jour ouvré, jamais avant son départ, et ne recule pas quand le départ avance', () => {
    fc.assert(fc.property(anyFrom, anyFrom, fc.integer({ min: 0, max: 240 }), anyZone, (one, other, hours, zone) => {
      const [first, second] = [one, other].sort() as [CivilTime, CivilTime];
      const [a, b] = [first, second].map((from) => workingHours({ from, hours, zone }).due) as [CivilTime, CivilTime];
      expect(a <= b).toBe(true);
      expect(a >= first).toBe(true);
      expect(isWorkingDay(a.slice(0, 10) as LegalDay, zone)).toBe(true);
    }));
  });
  test('compter en deux fois revient au même', () => {
    fc.assert(fc.property(anyFrom, fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }), anyZone, (from, one, other, zone) => {
      const half = workingHours({ from, hours: one, zone }).due;
      expect(workingHours({ from: half, hours: other, zone }).due).toBe(workingHours({ from, hours: one + other, zone }).due);
    }));
  });
});

describe('Les autres lectures de « 72 heures ouvrées »', () => {
  const day = [{ from: 9 * 60, to: 12 * 60 }, { from: 14 * 60, to: 17 * 60 }];
  const hours: OpeningHours = { monday: day, tuesday: day, wednesday: day, thursday: day, friday: [{ from: 9 * 60, to: 12 * 60 }], saturday: [], sunday: [] };
  const closed: OpeningHours = { monday: [], tuesday: [], wednesday: [], thursday: [], friday: [], saturday: [], sunday: [] };

  test('trois jours ouvrés, jusqu’à la fin du troisième', () => {
    const readings = (from: string) => workingHoursReadings({ from: civilTime(from), hours: 72, zone: 'metropole', opening: null }).jours_ouvres_fin_de_journee;
    expect(readings('2026-06-01T10:00')).toBe('2026-06-05T00:00:00');
    expect(readings('2026-06-06T10:00')).toBe('2026-06-11T00:00:00');
    expect(readings('2026-06-03T10:00')).toBe('2026-06-09T00:00:00');
  });
  test('72 heures d’ouverture : près de trois semaines à 27 heures', () => {
    const { heures_ouverture } = workingHoursReadings({ from: civilTime('2026-06-01T10:00'), hours: 72, zone: 'metropole', opening: hours });
    // Monday 1 June from 10:00: 5 h, then 6 + 6 + 6 + 3 = 26 h this week; 27 h the next (53); 19 h remain: Mon, Tue, Wed 18 h, Thu 9 h to 10 h.
    expect(heures_ouverture).toBe('2026-06-18T10:00:00');
  });
  test('un jour férié, la structure est tenue pour fermée', () => {
    const opened = (from: string, count: number) => workingHoursReadings({ from: civilTime(from), hours: count, zone: 'metropole', opening: hours }).heures_ouverture;
    expect(opened('2026-07-13T16:00', 1)).toBe('2026-07-13T17:00:00');
    expect(opened('2026-07-13T16:00', 2)).toBe('2026-07-15T10:00:00');
  });
  test('sans horaires, ou toujours fermée, cette lecture ne dit rien', () => {
    const readings = (opening: OpeningHours | null) => workingHoursReadings({ from: civilTime('2026-06-01T10:00'), hours: 72, zone: 'metropole', opening });
    expect(readings(null)).toMatchObject({ heures_jours_ouvres: '2026-06-04T10:00:00', heures_ouverture: null });
    expect(readings(closed).heures_ouverture).toBeNull();
  });
});
