import { Temporal } from 'temporal-polyfill';

/** A civil day in the subject's own time zone, 'YYYY-MM-DD'. Sorts as text. */
export type LegalDay = string & { readonly __brand: 'LegalDay' };

/** An instant, ISO 8601 in UTC ('2026-11-24T09:42:00Z'): the moment an act was received, to the second that counts. */
export type Instant = string & { readonly __brand: 'Instant' };

/** Checks that `text` names a real day. Throws RangeError otherwise ('2027-02-29'). */
export function legalDay(text: string): LegalDay {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw new RangeError(`Not a day: ${text}`);
  return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() as LegalDay;
}

/** Checks and normalises an instant. Throws RangeError when it carries no offset. */
export function instant(text: string): Instant {
  return Temporal.Instant.from(text).toString() as Instant;
}

/** The civil day it is, at that instant, in that IANA time zone. The only instant-to-day conversion. */
export function dayAt(at: Instant, timeZone: string): LegalDay {
  return Temporal.Instant.from(at).toZonedDateTimeISO(timeZone).toPlainDate().toString() as LegalDay;
}

/** The first instant of that day, in that IANA time zone: what `due_at` columns hold. */
export function startOfDay(day: LegalDay, timeZone: string): Instant {
  return Temporal.PlainDate.from(day).toZonedDateTime(timeZone).toInstant().toString() as Instant;
}

/**
 * Same day number, `months` away; the last day of the month when that number does not exist there
 * (art. 641 CPC). Always counted from the anchor: chained months drift.
 */
export function addMonths(day: LegalDay, months: number): LegalDay {
  return Temporal.PlainDate.from(day).add({ months }, { overflow: 'constrain' }).toString() as LegalDay;
}

export function addDays(day: LegalDay, days: number): LegalDay {
  return Temporal.PlainDate.from(day).add({ days }).toString() as LegalDay;
}

/** Whole days from `from` to `to`; negative when `to` is past. */
export function daysBetween(from: LegalDay, to: LegalDay): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'day' }).days;
}
