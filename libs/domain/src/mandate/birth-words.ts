import { dayWords } from '../legal-time/day-words.js';
import type { LegalDay } from '../legal-time/legal-day.js';

/** What is known of a birth: the registry may not know the day, nor the month, and writes 00. */
type Known = { words: string; whole: boolean };

/** « 7 mars 1948 », « mai 1948 », « 1948 »: as a form prints it. */
export function birthDay(birthDate: string): string {
  return known(birthDate).words;
}

/** « le 7 mars 1948 », « en mai 1948 », « en 1948 »: as a sentence says it. */
export function birthWords(birthDate: string): string {
  const { words, whole } = known(birthDate);
  return `${whole ? 'le' : 'en'} ${words}`;
}

function known(birthDate: string): Known {
  const [year = '', month = '', day = ''] = birthDate.split('-');
  if (month === '00') return { words: year, whole: false };
  if (day !== '00') return { words: dayWords(birthDate as LegalDay), whole: true };
  const [, ...monthAndYear] = dayWords(`${year}-${month}-01` as LegalDay).split(NO_BREAK_SPACE);
  return { words: monthAndYear.join(NO_BREAK_SPACE), whole: false };
}

const NO_BREAK_SPACE = '\u00a0';
