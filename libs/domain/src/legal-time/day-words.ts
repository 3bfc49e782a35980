import { Temporal } from 'temporal-polyfill';
import type { CivilTime } from './civil-time.js';
import type { LegalDay } from './legal-day.js';

/** French typography keeps the parts of a date on one line. */
const NO_BREAK_SPACE = '\u00a0';

const months = ['janvier', 'février', 'mars', 'avril', 'mai', 'juin', 'juillet', 'août', 'septembre', 'octobre', 'novembre', 'décembre'] as const;
const weekdayNames = ['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche'] as const;

/** « 1er mars 2027 », « 31 août 2026 »: as sentences of law print a day. */
export function dayWords(day: LegalDay): string {
  const { year, month, day: number } = Temporal.PlainDate.from(day);
  return [number === 1 ? '1er' : number, months[month - 1], year].join(NO_BREAK_SPACE);
}

/** « dimanche 31 mars 2013 ». */
export function weekdayWords(day: LegalDay): string {
  return `${weekdayNames[Temporal.PlainDate.from(day).dayOfWeek - 1]} ${dayWords(day)}`;
}

/** « jeudi 4 juin 2026 à 10 h », « à 9 h 05 »: seconds only when there are some. */
export function civilTimeWords(time: CivilTime): string {
  const { hour, minute, second } = Temporal.PlainDateTime.from(time);
  const minutes = minute === 0 && second === 0 ? [] : [String(minute).padStart(2, '0')];
  const seconds = second === 0 ? [] : ['min', String(second).padStart(2, '0'), 's'];
  return `${weekdayWords(time.slice(0, 10) as LegalDay)} à${NO_BREAK_SPACE}${[hour, 'h', ...minutes, ...seconds].join(NO_BREAK_SPACE)}`;
}
