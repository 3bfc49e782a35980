import fc from 'fast-check';
import type { OpeningInterval } from './directory.js';
import { HOURS_TEXT_LENGTH_MAX, printDayHours, readDayHours } from './hours-text.js';
import type { DayReading, HoursRemark, UnreadableHours } from './hours-text.js';
import { unionOf } from './opening-hours.js';

const h = (hours: number, minutes = 0) => hours * 60 + minutes;
const morning = { from: h(9), to: h(12) };
const afternoon = { from: h(13, 30), to: h(17) };
const minutesOf = (intervals: readonly OpeningInterval[]) => intervals.reduce((sum, { from, to }) => sum + to - from, 0);

describe('Les horaires d’un jour, tels qu’on les écrit', () => {
  test.each<[string, OpeningInterval[]]>([
    ['09:00 - 12:00 / 13:30 - 17:00', [morning, afternoon]],
    ['09:00 - 12:00', [morning]],
    ['9h-12h', [morning]],
    ['9h00 à 12h00', [morning]],
    ['de 9 h à 12 h et de 13 h 30 à 17 h', [morning, afternoon]],
    ['9h–12h, 13h30–17h', [morning, afternoon]],
    ['9H00 - 12H00 ; 13H30 - 17H00', [morning, afternoon]],
    ['9.00-12.00 puis 13.30-17.00', [morning, afternoon]],
    ['9 heures - midi', [morning]],
    ['9-12h', [morning]],
    ['Le matin : 9h-12h', [morning]],
    ['9h-12h (avec ou sans rendez-vous)', [morning]],
    ['9h-12h, fermé l’après-midi', [morning]],
    ['13:30 - 17:00 / 09:00 - 12:00', [morning, afternoon]],
    ['18:00 - 00:00', [{ from: h(18), to: h(24) }]],
    ['00:00 - 24:00', [{ from: 0, to: h(24) }]],
    ['08:00 - 09:00 / 09:00 - 10:00 / 11:00 - 12:00 / 14:00 - 15:00 / 16:00 - 17:00', [8, 9, 11, 14, 16].map((hour) => ({ from: h(hour), to: h(hour + 1) }))],
  ])('« %s »', (text, intervals) => expect(readDayHours(text)).toEqual<DayReading>({ state: 'open', intervals, unreadable: null, remarks: [] }));

  test.each(['', '  ', 'Fermé', 'FERMÉ', 'fermée', 'Fermeture', '-', '/', 'néant', 'Fermé le lundi'])('« %s » est un jour fermé', (text) => expect(readDayHours(text)).toMatchObject({ state: 'closed', intervals: [], unreadable: null }));
  test.each(['Sur RDV', 'sur rendez-vous', 'Uniquement sur R.D.V.', '9h-12h sur rendez-vous', '9h-12h et 14h-17h sur RDV'])('« %s » : sur rendez-vous seulement, non compté (I-11)', (text) =>
    expect(readDayHours(text)).toEqual<DayReading>({ state: 'by_appointment', intervals: [], unreadable: null, remarks: ['appointment_excluded'] }));
  test.each(['1er samedi du mois', '9h-12h le 1er samedi du mois', '1er et 3e samedi du mois', 'un samedi sur deux', 'semaines paires', '9h-12h semaine impaire'])('« %s » : pas chaque semaine, non compté', (text) =>
    expect(readDayHours(text)).toMatchObject({ state: 'not_weekly', intervals: [], unreadable: null, remarks: ['not_weekly_excluded'] }));

  test.each<[string, UnreadableHours, OpeningInterval[]]>([
    ['Horaires non communiqués', 'not_communicated', []],
    ['à définir', 'not_communicated', []],
    ['12:00 - 09:00', 'inverted_interval', []],
    ['09:00 - 12:00 / 17:00 - 13:30', 'inverted_interval', [morning]],
    ['9h-25h', 'impossible_time', []],
    ['9h-12h60', 'impossible_time', []],
    ['Fermé de 12h à 14h', 'closing_interval', []],
    ['9-12', 'words_not_understood', []],
    ['à partir de 9h', 'words_not_understood', []],
    ['voir le site', 'words_not_understood', []],
    ['9h-12h selon affluence', 'words_not_understood', [morning]],
    ['10/03 - 12/04', 'words_not_understood', []],
    [`9h-12h ${' puis 9h-12h'.repeat(HOURS_TEXT_LENGTH_MAX)}`, 'text_too_long', []],
  ])('« %.40s » ne se lit pas, ou pas en entier', (text, unreadable, intervals) => expect(readDayHours(text)).toMatchObject({ state: 'unreadable', unreadable, intervals }));

  test.each<[string, HoursRemark[], DayReading['state'], OpeningInterval[]]>([
    ['00:00 - 00:00', ['empty_interval_ignored'], 'closed', []],
    ['00:00 - 00:00 / 09:00 - 12:00', ['empty_interval_ignored'], 'open', [morning]],
    ['09:00 - 12:00 / 09:00 - 12:00', ['overlap_counted_once'], 'open', [morning]],
    ['09:00 - 12:00 / 09:00 - 16:30 / 14:00 - 16:30', ['overlap_counted_once'], 'open', [{ from: h(9), to: h(16, 30) }]],
    ['09:00 - 12:00 / 13:30 - 17:00 sur rdv', ['appointment_excluded'], 'open', [morning]],
  ])('« %s » se lit, et on dit comment', (text, remarks, state, intervals) => expect(readDayHours(text)).toEqual({ state, intervals, unreadable: null, remarks }));
});

describe('Lois de lecture', () => {
  const minute = fc.integer({ min: 0, max: 1440 });
  const interval = fc.tuple(minute, minute).filter(([a, b]) => a !== b).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
  const intervals = fc.array(interval, { maxLength: 5 });

  it('ce qui est imprimé se relit à l’identique', () => fc.assert(fc.property(intervals, (given) => {
    const union = unionOf(given);
    expect(readDayHours(printDayHours(union)).intervals).toEqual(union);
  })));
  it('l’union ne dépasse jamais la somme, et ne dépend ni de l’ordre ni des répétitions', () => fc.assert(fc.property(intervals, (given) => {
    const once = readDayHours(printDayHours(given)).intervals;
    expect(minutesOf(once)).toBeLessThanOrEqual(minutesOf(given));
    expect(readDayHours(printDayHours([...given, ...given].reverse())).intervals).toEqual(once);
  })));
  it('aucun texte ne la fait échouer, et ce qui est compté tient dans la journée, sans recouvrement', () => fc.assert(fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9h:\-/ aRDV]{0,60}$/)), (text) => {
    const { intervals: read } = readDayHours(text);
    read.forEach(({ from, to }, index) => expect(from >= (read[index - 1]?.to ?? 0) && from < to && to <= 1440).toBe(true));
  })));
});
