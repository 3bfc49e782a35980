import { createRequire } from 'node:module';
import Holidays from 'date-holidays';
import fc from 'fast-check';
import { holidayZones, timeZoneOf, zoneOfDepartement } from './holiday-zones.js';
import type { HolidayZone } from './holiday-zones.js';
import { addDays, legalDay } from './legal-day.js';
import { dayOff, easterSunday, HOLIDAY_YEAR_MAX, HOLIDAY_YEAR_MIN, isWorkingDay, publicHolidays } from './public-holidays.js';

const nationalLibrary = createRequire(import.meta.url)('@socialgouv/jours-feries') as (year: number, options?: { alsace: boolean }) => Record<string, Date>;

const years = Array.from({ length: 2040 - 2015 + 1 }, (_, index) => 2015 + index);

/** Where `date-holidays` keeps each zone. `FR` with 971 to 976 answers the métropole without a word: the trap is to ask for those. */
const libraryPlace: Record<HolidayZone, readonly [string, string?]> = {
  metropole: ['FR'],
  'alsace-moselle': ['FR', '67'],
  guadeloupe: ['GP'],
  martinique: ['MQ'],
  guyane: ['GF'],
  reunion: ['RE'],
  mayotte: ['YT'],
  'saint-martin': ['MF'],
  'saint-barthelemy': ['BL'],
  'saint-pierre-et-miquelon': ['PM'],
  'nouvelle-caledonie': ['NC'],
  polynesie: ['PF'],
  'wallis-et-futuna': ['WF'],
};

/** Every difference with `date-holidays`, and why ours stands. A difference that is not here fails, and so does one that is gone. */
const explained: { zone: HolidayZone; from: number; ours: (year: number) => string | null; theirs: (year: number) => string | null; why: string }[] = [
  { zone: 'guadeloupe', from: 2015, ours: () => null, theirs: goodFriday, why: 'Chômé par usage : ni L3133-1 ni L3422-2 n’en font un jour férié.' },
  { zone: 'martinique', from: 2015, ours: () => null, theirs: goodFriday, why: 'Chômé par usage : ni L3133-1 ni L3422-2 n’en font un jour férié.' },
  {
    zone: 'saint-martin', from: 2018, ours: (year) => `${year}-05-28`, theirs: (year) => `${year}-05-27`,
    why: 'L3422-2 dit encore le 27 mai ; les circulaires du 3 mai 2019 et de 2018 appliquent l’article au 28 mai, voulu par la délibération du 5 novembre 2015.',
  },
];

function goodFriday(year: number): string {
  return addDays(easterSunday(year), -2);
}

const daysOf = (zone: HolidayZone, year: number): string[] => [...new Set<string>(publicHolidays(zone, year).map(({ day }) => day))];

function libraryDays(zone: HolidayZone, year: number): string[] {
  const [country, state] = libraryPlace[zone];
  const calendar = state === undefined ? new Holidays(country) : new Holidays(country, state);
  return [...new Set(calendar.getHolidays(year).filter(({ type }) => type === 'public').map(({ date }) => date.slice(0, 10)))];
}

/** That library answers local midnights: read in UTC, the first of January would be the last of December. */
const localDay = (date: Date): string => [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
const nationalDays = (year: number, alsace: boolean): string[] => [...new Set(Object.values(nationalLibrary(year, { alsace })).map(localDay))].sort();

describe('Les jours fériés de 2015 à 2040', () => {
  test.each(holidayZones)('%s : comme date-holidays, aux écarts expliqués près', (zone) => {
    const found = years.flatMap((year) => {
      const [ours, theirs] = [daysOf(zone, year), libraryDays(zone, year)];
      return [...ours.filter((day) => !theirs.includes(day)).map((day) => `+${day}`), ...theirs.filter((day) => !ours.includes(day)).map((day) => `-${day}`)];
    });
    const listed = explained
      .filter((line) => line.zone === zone)
      .flatMap(({ from, ours, theirs }) => years.filter((year) => year >= from).flatMap((year) => [
        // The two may fall on another holiday of the zone (Ascension): the day is then in both lists.
        ...[ours(year)].filter((day) => day !== null && !libraryDays(zone, year).includes(day)).map((day) => `+${day}`),
        ...[theirs(year)].filter((day) => day !== null && !daysOf(zone, year).includes(day)).map((day) => `-${day}`),
      ]));
    expect(found.sort()).toEqual(listed.sort());
    if (listed.length === 0) expect(explained.some((line) => line.zone === zone)).toBe(false);
  });

  test('métropole et Alsace-Moselle : comme @socialgouv/jours-feries, sans écart', () => {
    for (const year of years) {
      expect(daysOf('metropole', year)).toEqual(nationalDays(year, false));
      expect(daysOf('alsace-moselle', year)).toEqual(nationalDays(year, true));
    }
  });

  test.each(holidayZones)('%s : les onze jours nationaux de @socialgouv/jours-feries y sont tous', (zone) => {
    for (const year of years) expect(daysOf(zone, year)).toEqual(expect.arrayContaining(nationalDays(year, false)));
  });
});

describe('Chaque ligne', () => {
  test.each<[HolidayZone, string, RegExp]>([
    ['metropole', '2026-07-14', /L3133-1/],
    ['alsace-moselle', '2026-04-03', /L3134-13/],
    ['alsace-moselle', '2026-12-26', /L3134-13/],
    ['mayotte', '2026-04-27', /L3422-2/],
    ['martinique', '2026-05-22', /L3422-2/],
    ['guadeloupe', '2026-05-27', /L3422-2/],
    ['guyane', '2026-06-10', /L3422-2/],
    ['saint-barthelemy', '2026-10-09', /L3422-2/],
    ['reunion', '2026-12-20', /L3422-2/],
    ['saint-martin', '2017-05-27', /L3422-2/],
    ['saint-martin', '2018-05-28', /circulaire/],
    ['saint-pierre-et-miquelon', '2026-05-08', /L3133-1/],
    ['polynesie', '2026-03-05', /Polynésie française/],
    ['polynesie', '2025-06-29', /Polynésie française/],
    ['polynesie', '2026-11-20', /Polynésie française/],
    ['nouvelle-caledonie', '2026-09-24', /Nouvelle-Calédonie/],
    ['wallis-et-futuna', '2026-05-01', /120.bis/],
    ['wallis-et-futuna', '2026-07-29', /52-1322/],
  ])('%s, %s : sa source', (zone, day, source) => {
    expect(publicHolidays(zone, Number(day.slice(0, 4))).filter((line) => line.day === day)).toMatchObject([{ source: expect.stringMatching(source) }]);
  });
  test('a un nom et une source, et dit si le texte a été lu', () => {
    for (const zone of holidayZones) {
      const lines = publicHolidays(zone, 2026);
      expect(lines.map(({ day }) => day)).toEqual(lines.map(({ day }) => day).sort());
      for (const { name, source, confirmed } of lines) expect([name.length > 0, source.length > 0, typeof confirmed]).toEqual([true, true, 'boolean']);
    }
    expect(publicHolidays('metropole', 2026).every(({ confirmed }) => confirmed)).toBe(true);
    expect(publicHolidays('polynesie', 2026).some(({ confirmed }) => !confirmed)).toBe(true);
  });
  test('Saint-Martin a quitté le 27 mai en 2018', () => {
    expect([2017, 2018].map((year) => daysOf('saint-martin', year).filter((day) => /-05-2[78]$/.test(day)))).toEqual([['2017-05-27'], ['2018-05-28']]);
  });
  test('la Polynésie a échangé le 29 juin contre le 20 novembre en 2026', () => {
    expect([2025, 2026].map((year) => daysOf('polynesie', year).filter((day) => /-(06-29|11-20)$/.test(day)))).toEqual([['2025-06-29'], ['2026-11-20']]);
  });
  test('le Vendredi saint n’est férié que dans les communes d’Alsace-Moselle qui ont un temple ou une église mixte', () => {
    const day = legalDay('2026-04-03');
    expect(isWorkingDay(day, 'alsace-moselle')).toBe(false);
    expect(isWorkingDay(day, 'alsace-moselle', { goodFriday: false })).toBe(true);
    expect(isWorkingDay(day, 'polynesie', { goodFriday: false })).toBe(false);
    expect(publicHolidays('alsace-moselle', 2026, { goodFriday: false })).toHaveLength(12);
  });
  test('le 21 juillet est chômé par usage aux Antilles : il n’est pas férié', () => expect(isWorkingDay(legalDay('2026-07-21'), 'guadeloupe')).toBe(true));
  test('hors des années que la table connaît, aucune réponse n’est inventée', () => {
    expect(() => publicHolidays('metropole', HOLIDAY_YEAR_MIN - 1)).toThrow(RangeError);
    expect(() => publicHolidays('metropole', HOLIDAY_YEAR_MAX + 1)).toThrow(RangeError);
    expect(publicHolidays('metropole', HOLIDAY_YEAR_MIN)).toHaveLength(11);
  });
});

describe('Pâques', () => {
  // Dates published by the Bureau des longitudes; 2038 is the latest possible but one, 2285 the earliest.
  test.each([[1818, '1818-03-22'], [1954, '1954-04-18'], [1981, '1981-04-19'], [2000, '2000-04-23'], [2013, '2013-03-31'], [2024, '2024-03-31'], [2026, '2026-04-05'], [2038, '2038-04-25'], [2285, '2285-03-22']])('%i : %s', (year, day) => {
    expect(easterSunday(year)).toBe(day);
  });
  test('est un dimanche, du 22 mars au 25 avril', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1583, max: 4000 }), (year) => {
        const day = easterSunday(year);
        expect(new Date(`${day}T12:00:00Z`).getUTCDay()).toBe(0);
        expect(day >= `${year}-03-22` && day <= `${year}-04-25`).toBe(true);
      }),
    );
  });
});

describe('Un jour où l’on ne travaille pas', () => {
  test.each<[string, HolidayZone, unknown]>([
    ['2026-07-13', 'metropole', null],
    ['2026-07-14', 'metropole', { kind: 'holiday', name: 'Fête nationale' }],
    ['2026-07-18', 'metropole', { kind: 'saturday' }],
    ['2026-07-19', 'metropole', { kind: 'sunday' }],
    ['2026-08-15', 'metropole', { kind: 'holiday', name: 'Assomption' }],
    ['2026-12-20', 'reunion', { kind: 'holiday', name: 'Abolition de l’esclavage' }],
  ])('%s, %s', (day, zone, off) => expect(dayOff(legalDay(day), zone)).toEqual(off));
});

describe('Les zones', () => {
  test.each([['48', 'metropole'], ['2A', 'metropole'], ['57', 'alsace-moselle'], ['67', 'alsace-moselle'], ['68', 'alsace-moselle'], ['971', 'guadeloupe'], ['972', 'martinique'], ['973', 'guyane'], ['974', 'reunion'], ['975', 'saint-pierre-et-miquelon'], ['976', 'mayotte'], ['977', 'saint-barthelemy'], ['978', 'saint-martin'], ['986', 'wallis-et-futuna'], ['987', 'polynesie'], ['988', 'nouvelle-caledonie']])('le département %s est dans la zone %s', (code, zone) => {
    expect(zoneOfDepartement(code)).toBe(zone);
  });
  test('chacune a son heure, et elle existe', () => {
    for (const zone of holidayZones) expect(() => new Intl.DateTimeFormat('fr-FR', { timeZone: timeZoneOf(zone) })).not.toThrow();
    expect([timeZoneOf('metropole'), timeZoneOf('alsace-moselle'), timeZoneOf('reunion'), timeZoneOf('polynesie')]).toEqual(['Europe/Paris', 'Europe/Paris', 'Indian/Reunion', 'Pacific/Tahiti']);
  });
});
