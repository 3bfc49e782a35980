import { addDays } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import type { Tenure } from './authority.js';

/** A nomination, or a departure, is decreed a few months ahead at most: what lies beyond a year, the leap one included, is a slip of the keyboard. */
export const tenureAheadDaysMax = 366;

export type FirstDayFault = 'first_day_too_far' | 'first_day_not_after';
export type LastDayFault = 'last_day_too_far' | 'last_day_before_first';

/** The last day that may be noted on `today`, included. */
export function tenureDayMax(today: LegalDay): LegalDay {
  return addDays(today, tenureAheadDaysMax);
}

/** What is wrong with the first day of a term of office that follows `before`, the latest of the same office apart from it; null when nothing is. */
export function firstDayFault(from: LegalDay, before: Pick<Tenure, 'from'> | null, today: LegalDay): FirstDayFault | null {
  if (from > tenureDayMax(today)) return 'first_day_too_far';
  return before !== null && from <= before.from ? 'first_day_not_after' : null;
}

/** What is wrong with the last day of a term of office; null when nothing is, or while it runs. */
export function lastDayFault({ from, until }: Pick<Tenure, 'from' | 'until'>, today: LegalDay): LastDayFault | null {
  if (until === null) return null;
  if (until > tenureDayMax(today)) return 'last_day_too_far';
  return until < from ? 'last_day_before_first' : null;
}
