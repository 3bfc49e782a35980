import { Temporal } from 'temporal-polyfill';
import { addElapsedHours, CNIL_HOURS, civilTimeAt, instantsOf } from '../legal-time/civil-time.js';
import type { CivilTime } from '../legal-time/civil-time.js';
import type { Instant } from '../legal-time/legal-day.js';
import { initialNotice, reminderStages } from './breach.js';
import type { BreachEffect, BreachFacts } from './breach.js';

/** Past its 72 hours, a notice that is still missing is recalled for a month; then the home page alone goes on saying it. */
const passedReminderHours = 30 * 24;

/** Negative, zero or positive, as `a` is before, at or after `b`. Instants with and without fractions of a second do not sort as text. */
export function compareInstants(a: Instant, b: Instant): number {
  return Temporal.Instant.compare(Temporal.Instant.from(a), Temporal.Instant.from(b));
}

/** Whole seconds from one instant to another, rounded down; negative when `to` is past. */
export function secondsBetween(from: Instant, to: Instant): number {
  return Math.floor((Temporal.Instant.from(to).epochMilliseconds - Temporal.Instant.from(from).epochMilliseconds) / 1_000);
}

/** Where the notice stands against its 72 hours: given on time or late, still to be given, or still missing past them. `seconds`: left, or late by. */
export type NoticeStanding = { kind: 'given' | 'running'; seconds: number } | { kind: 'given_late' | 'overdue'; seconds: number };

/** At that instant, to the second: the calendar of the table only counts days. The last instant of the 72 hours is still on time. */
export function noticeStanding(facts: Pick<BreachFacts, 'dueAt' | 'notices'>, now: Instant): NoticeStanding {
  const given = initialNotice(facts);
  const at = given?.at ?? now;
  const late = isPastDeadline(facts, at);
  // A second that has begun counts: late by half a second is late.
  const seconds = late ? -secondsBetween(at, facts.dueAt) : secondsBetween(at, facts.dueAt);
  return given ? { kind: late ? 'given_late' : 'given', seconds } : { kind: late ? 'overdue' : 'running', seconds };
}

export function isPastDeadline({ dueAt }: Pick<BreachFacts, 'dueAt'>, at: Instant): boolean {
  return compareInstants(at, dueAt) > 0;
}

export type NoticeReminder = { at: Instant; effect: Extract<BreachEffect, { type: 'remindNotice' }> };

/** The reminders that are still to come at that instant, each with the one that makes it pointless. */
export function noticeReminders({ awareAt, dueAt, formerAwareAt }: Pick<BreachFacts, 'awareAt' | 'dueAt' | 'formerAwareAt'>, now: Instant): NoticeReminder[] {
  return reminderStages
    .map((stage, rank): NoticeReminder => ({
      // The last one leaves once the last instant is spent, never at it.
      at: stage === CNIL_HOURS ? (Temporal.Instant.from(dueAt).add({ seconds: 1 }).toString() as Instant) : addElapsedHours(awareAt, stage),
      effect: { type: 'remindNotice', stage, dueAt, corrections: formerAwareAt.length, uselessAfter: addElapsedHours(awareAt, reminderStages[rank + 1] ?? CNIL_HOURS + passedReminderHours) },
    }))
    .filter(({ at }) => compareInstants(at, now) > 0);
}

/** Why this instant: each step of the computation, in its order. */
export type BreachStep =
  | { code: 'article' }
  | { code: 'aware'; at: CivilTime }
  | { code: 'repeated_hour'; first: boolean }
  | { code: 'corrected'; from: readonly CivilTime[] }
  | { code: 'elapsed' }
  | { code: 'clock_change'; direction: 'forward' | 'back'; seconds: number }
  | { code: 'due'; at: CivilTime }
  | { code: 'other_reading_hour'; at: CivilTime }
  | { code: 'other_reading_days' }
  | { code: 'other_reading_risk' };

export function breachSteps({ awareAt, dueAt, timeZone, formerAwareAt }: Pick<BreachFacts, 'awareAt' | 'dueAt' | 'timeZone' | 'formerAwareAt'>): BreachStep[] {
  const aware = civilTimeAt(awareAt, timeZone);
  const twice = instantsOf(aware, timeZone);
  const shift = offsetSeconds(dueAt, timeZone) - offsetSeconds(awareAt, timeZone);
  return [
    { code: 'article' },
    { code: 'aware', at: aware },
    ...(twice.length > 1 ? [{ code: 'repeated_hour' as const, first: compareInstants(wholeSecond(awareAt), twice[0]!) === 0 }] : []),
    ...(formerAwareAt.length > 0 ? [{ code: 'corrected' as const, from: formerAwareAt.map((at) => civilTimeAt(at, timeZone)) }] : []),
    { code: 'elapsed' },
    ...(shift === 0 ? [] : [{ code: 'clock_change' as const, direction: shift > 0 ? ('forward' as const) : ('back' as const), seconds: Math.abs(shift) }]),
    { code: 'due', at: civilTimeAt(dueAt, timeZone) },
    { code: 'other_reading_hour', at: civilTimeAt(hourNotCounted(awareAt, timeZone), timeZone) },
    { code: 'other_reading_days' },
    { code: 'other_reading_risk' },
  ];
}

/** Règlement 1182/71, art. 3, § 1: the hour during which one became aware would not count; the period would start at the next one. */
function hourNotCounted(awareAt: Instant, timeZone: string): Instant {
  const zoned = Temporal.Instant.from(awareAt).toZonedDateTimeISO(timeZone);
  const spent = zoned.minute * 60_000 + zoned.second * 1_000 + zoned.millisecond;
  const hourStart = Temporal.Instant.fromEpochMilliseconds(zoned.epochMilliseconds - spent);
  return addElapsedHours(hourStart.toString() as Instant, CNIL_HOURS + 1);
}

function offsetSeconds(at: Instant, timeZone: string): number {
  return Temporal.Instant.from(at).toZonedDateTimeISO(timeZone).offsetNanoseconds / 1_000_000_000;
}

function wholeSecond(at: Instant): Instant {
  return Temporal.Instant.from(at).round({ smallestUnit: 'second', roundingMode: 'trunc' }).toString() as Instant;
}
