import { addDays, addMonths, startOfDay } from '../legal-time/legal-day.js';
import type { Instant, LegalDay } from '../legal-time/legal-day.js';
import type { MandateDuration, MandateFacts } from './mandate.js';

const monthsOf: Readonly<Record<Exclude<MandateDuration, 'one_day'>, number>> = { one_month: 1, six_months: 6, one_year: 12 };

/** A mandate is issued face to face: what is not signed by the end of that day was not, and what was typed is not kept. */
const DRAFT_DAYS = 1;

/**
 * The last day, until 24:00: same day number, the last day of the month when that number does not exist there (C. proc. civ. 641). A day does
 * not count the one of the signature. No extension when it is a Saturday or a holiday: art. 642 is for procedure, and a mandate ends when it says.
 */
export function lastDayOf(signedOn: LegalDay, duration: MandateDuration): LegalDay {
  return duration === 'one_day' ? addDays(signedOn, 1) : addMonths(signedOn, monthsOf[duration]);
}

/** The first instant at which nothing more can be done under the mandate: its end if it came, else the end of its last day. null: not signed. */
export function endInstant({ end, endsOn, timeZone }: Pick<MandateFacts, 'end' | 'endsOn' | 'timeZone'>): Instant | null {
  if (end) return end.at;
  return endsOn && startOfDay(addDays(endsOn, 1), timeZone);
}

/** Half-open inside: the mandate holds to the last minute of its last day. */
export function expiresOn({ endsOn }: Pick<MandateFacts, 'endsOn'>): LegalDay {
  if (!endsOn) throw new Error('An active mandate has a last day');
  return addDays(endsOn, 1);
}

export function draftDropsOn({ startedOn }: Pick<MandateFacts, 'startedOn'>): LegalDay {
  return addDays(startedOn, DRAFT_DAYS);
}

/** Last day of the proof: the years run from the end of the mandate, not from the destruction of its working data. */
export function lastProofDay({ end, readings }: Pick<MandateFacts, 'end' | 'readings'>): LegalDay {
  if (!end) throw new Error('A proof is kept from the end of its mandate');
  return addMonths(end.on, readings.proofMonths);
}

export function proofEndsOn({ proofUntil }: Pick<MandateFacts, 'proofUntil'>): LegalDay {
  if (!proofUntil) throw new Error('A mandate is destroyed without the last day of its proof');
  return addDays(proofUntil, 1);
}
