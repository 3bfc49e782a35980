import { Temporal } from 'temporal-polyfill';
import { dayAt } from '../legal-time/legal-day.js';
import type { Instant, LegalDay } from '../legal-time/legal-day.js';

/** When one signs: the civil day of the département, and the instant when it is known; a paper signature bears a day only. */
export type SigningMoment = { day: LegalDay; at: Instant | null };

/**
 * When an act was published, or transmitted to the représentant de l'État. `at`: the hour, when somebody knows it. `proofFileId`: the paper that
 * shows it (receipt of transmission, certificate of posting); an hour without its proof is only said (decision 20).
 */
export type Publicity = { on: LegalDay; at: Instant | null; proofFileId: string | null };

export type PublicityStanding = 'before' | 'missing' | 'same_day_unproven' | 'too_late';

/** The moment of a signature that reached us at an instant, in the IANA time zone of the département. */
export function momentAt(at: Instant, timeZone: string): SigningMoment {
  return { day: dayAt(at, timeZone), at };
}

/** The moment of a signature of which only the day is known. */
export function momentOn(day: LegalDay): SigningMoment {
  return { day, at: null };
}

/** Whether a formality was accomplished strictly before that moment: an earlier day, or the same day at an earlier hour that is proven. */
export function standingOf(publicity: Publicity | null, moment: SigningMoment): PublicityStanding {
  if (publicity === null) return 'missing';
  if (publicity.on !== moment.day) return publicity.on < moment.day ? 'before' : 'too_late';
  if (publicity.at === null || moment.at === null) return 'same_day_unproven';
  if (!isBefore(publicity.at, moment.at)) return 'too_late';
  return publicity.proofFileId === null ? 'same_day_unproven' : 'before';
}

/** Instants do not sort as text: fractions of a second are written when there are some. */
function isBefore(one: Instant, other: Instant): boolean {
  return Temporal.Instant.compare(Temporal.Instant.from(one), Temporal.Instant.from(other)) < 0;
}
