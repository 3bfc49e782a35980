import { addDays, addMonths } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';

/** `civil`: quarters and years of the calendar. `rolling`: from the day of effect, from number to number (reading `periodes`, I-24). */
export type PeriodReading = 'civil' | 'rolling';

/** Both days are within. */
export type Period = { from: LegalDay; until: LegalDay };
export type PeriodLength = 'quarter' | 'year';

const monthsIn: Readonly<Record<PeriodLength, number>> = { quarter: 3, year: 12 };
const monthsPerYear = 12;

type Anchored = { inForceSince: LegalDay; reading: PeriodReading };

/** The period that comes `rank` after the one of the day of effect. Always counted from the anchor: chained months drift. */
export function periodOf({ inForceSince, reading }: Anchored, length: PeriodLength, rank: number): Period {
  const anchor = anchorOf(inForceSince, reading, length);
  const months = monthsIn[length];
  return { from: addMonths(anchor, months * rank), until: addDays(addMonths(anchor, months * (rank + 1)), -1) };
}

/** Rank of the period in which a day falls; 0 for what comes before the day of effect. */
export function rankOf(anchored: Anchored, length: PeriodLength, day: LegalDay): number {
  const anchor = anchorOf(anchored.inForceSince, anchored.reading, length);
  const nearly = Math.floor(monthsBetween(anchor, day) / monthsIn[length]);
  // Months alone say it to one period: the number within the month decides.
  const rank = periodOf(anchored, length, nearly).from > day ? nearly - 1 : nearly;
  return Math.max(0, rank);
}

/** Last day of the month that follows a quarter: of the calendar, or counted from the anchor as the quarters are. */
export function monthAfter({ inForceSince, reading }: Anchored, rank: number): LegalDay {
  const anchor = anchorOf(inForceSince, reading, 'quarter');
  return addDays(addMonths(anchor, monthsIn.quarter * (rank + 1) + 1), -1);
}

function anchorOf(inForceSince: LegalDay, reading: PeriodReading, length: PeriodLength): LegalDay {
  if (reading === 'rolling') return inForceSince;
  const month = Number(inForceSince.slice(5, 7));
  const first = month - ((month - 1) % monthsIn[length]);
  return `${inForceSince.slice(0, 4)}-${String(first).padStart(2, '0')}-01` as LegalDay;
}

function monthsBetween(from: LegalDay, to: LegalDay): number {
  const months = (day: LegalDay): number => Number(day.slice(0, 4)) * monthsPerYear + Number(day.slice(5, 7));
  return months(to) - months(from);
}
