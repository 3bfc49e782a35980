import fc from 'fast-check';
import { addElapsedHours, civilTime, civilTimeAt, cnilDeadline, instantsOf, offsetTimeAt } from './civil-time.js';
import { holidayZones, timeZoneOf } from './holiday-zones.js';
import { instant } from './legal-day.js';

test.each(['2026-03-27', '2026-03-27T24:00', '2026-03-27T9:00', '2026-02-30T10:00', '2026-03-27T10:00Z', '2026-03-27T10:00+01:00', '27/03/2026 17:00', ''])('« %s » n’est pas une heure civile', (text) => {
  expect(() => civilTime(text)).toThrow(RangeError);
});
test.each([['2026-03-27T17:00', '2026-03-27T17:00:00'], ['2026-03-27T17:00:30', '2026-03-27T17:00:30'], ['2026-03-27 17:00', '2026-03-27T17:00:00']])('« %s » se lit %s', (text, read) => expect(civilTime(text)).toBe(read));

describe('L’heure civile et l’instant', () => {
  test('le même instant a une autre heure ailleurs', () => {
    const at = instant('2026-12-31T21:30:00Z');
    expect(civilTimeAt(at, 'Europe/Paris')).toBe('2026-12-31T22:30:00');
    expect(civilTimeAt(at, 'Indian/Reunion')).toBe('2027-01-01T01:30:00');
    expect(civilTimeAt(at, 'Pacific/Wallis')).toBe('2027-01-01T09:30:00');
    expect(offsetTimeAt(at, 'Indian/Reunion')).toBe('2027-01-01T01:30:00+04:00');
  });
  test('une heure sautée au printemps n’est aucun instant, une heure répétée à l’automne en est deux', () => {
    expect(instantsOf(civilTime('2026-03-29T02:30'), 'Europe/Paris')).toEqual([]);
    expect(instantsOf(civilTime('2026-10-25T02:30'), 'Europe/Paris')).toEqual(['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z']);
    expect(instantsOf(civilTime('2026-10-25T02:30'), 'Indian/Reunion')).toEqual(['2026-10-24T22:30:00Z']);
  });
  test('aller et retour, dans toutes les zones', () => {
    fc.assert(
      fc.property(fc.integer({ min: 631_152_000, max: 2_871_763_200 }), fc.constantFrom(...holidayZones), (seconds, zone) => {
        const at = instant(new Date(seconds * 1000).toISOString());
        expect(instantsOf(civilTimeAt(at, timeZoneOf(zone)), timeZoneOf(zone))).toContain(at);
      }),
    );
  });
});

describe('Les 72 heures de la CNIL (RGPD, art. 33) sont des heures écoulées', () => {
  test.each([
    ['au printemps, l’heure perdue n’est pas rendue', '2026-03-27T17:00', '2026-03-30T18:00:00'],
    ['à l’automne, l’heure gagnée n’est pas offerte', '2026-10-23T10:00', '2026-10-26T09:00:00'],
    ['sans changement d’heure, la même heure trois jours après', '2026-11-06T17:00', '2026-11-09T17:00:00'],
  ])('%s', (_, aware, due) => {
    const [at] = instantsOf(civilTime(aware), 'Europe/Paris');
    expect(civilTimeAt(cnilDeadline(at!), 'Europe/Paris')).toBe(due);
  });
  test('toujours 259 200 secondes, où que l’on soit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 631_152_000, max: 2_871_763_200 }), fc.integer({ min: 0, max: 2000 }), (seconds, hours) => {
        const at = instant(new Date(seconds * 1000).toISOString());
        expect(Date.parse(addElapsedHours(at, hours)) - Date.parse(at)).toBe(hours * 3_600_000);
        expect(Date.parse(cnilDeadline(at)) - Date.parse(at)).toBe(259_200_000);
      }),
    );
  });
});
