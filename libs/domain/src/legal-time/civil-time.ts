import { Temporal } from 'temporal-polyfill';
import type { Instant } from './legal-day.js';

/** What the clock on the wall shows, without offset, 'YYYY-MM-DDTHH:MM:SS'. Sorts as text. */
export type CivilTime = string & { readonly __brand: 'CivilTime' };

/** RGPD, art. 33: "72 heures au plus tard après en avoir pris connaissance". */
export const CNIL_HOURS = 72;

/** Reads '2026-03-27T17:00', seconds or not. Throws RangeError for anything else, an offset included: that would be an instant. */
export function civilTime(text: string): CivilTime {
  const written = /^(\d{4}-\d{2}-\d{2})[T ](([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?)$/.exec(text);
  if (!written) throw new RangeError(`Not a civil time: ${text}`);
  const day = Temporal.PlainDate.from(written[1]!, { overflow: 'reject' });
  return `${day.toString()}T${written[2]!}${written[4] === undefined ? ':00' : ''}` as CivilTime;
}

/** What the clock shows, at that instant, in that IANA time zone. */
export function civilTimeAt(at: Instant, timeZone: string): CivilTime {
  return Temporal.Instant.from(at).toZonedDateTimeISO(timeZone).toPlainDateTime().toString({ smallestUnit: 'second' }) as CivilTime;
}

/** The same, with the offset that holds then: '2026-03-30T18:00:00+02:00'. */
export function offsetTimeAt(at: Instant, timeZone: string): string {
  return Temporal.Instant.from(at).toString({ timeZone, smallestUnit: 'second' });
}

/**
 * The instants at which the clock showed that time: one, as a rule; two in the hour that autumn repeats, the earlier first; none in the hour
 * that spring skips.
 */
export function instantsOf(civil: CivilTime, timeZone: string): Instant[] {
  const plain = Temporal.PlainDateTime.from(civil);
  const candidates = (['earlier', 'later'] as const).map((disambiguation) => plain.toZonedDateTime(timeZone, { disambiguation }));
  const shown = candidates.filter((zoned) => zoned.toPlainDateTime().equals(plain)).map((zoned) => zoned.toInstant().toString() as Instant);
  return [...new Set(shown)];
}

/** Hours that really pass, nights, week-ends and clock changes included. */
export function addElapsedHours(at: Instant, hours: number): Instant {
  return Temporal.Instant.from(at).add({ hours }).toString() as Instant;
}

/** The last instant to tell the CNIL of a breach, from the instant one became aware of it. Public holidays and week-ends count. */
export function cnilDeadline(awareAt: Instant): Instant {
  return addElapsedHours(awareAt, CNIL_HOURS);
}
