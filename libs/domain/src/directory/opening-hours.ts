import { weekdays } from './directory.js';
import type { OpeningHours, OpeningInterval, Structure } from './directory.js';

/** Art. 4.2: "au moins 24 heures par semaine", counted in minutes so that 23 h 59 is not rounded up. */
export const MINIMUM_WEEKLY_MINUTES = 24 * 60;

/** Art. 4.2: "réparties sur au moins cinq jours". */
export const MINIMUM_OPENING_DAYS = 5;

const MINUTES_PER_DAY = 24 * 60;

/** What a week of hours adds up to. */
export type WeeklyOpening = { minutes: number; days: number };

/** `incomplete` means that no hours are known: nothing can be said of art. 4.2, which is not the same as breaking it. */
export type OpeningVerdict = 'compliant' | 'non_compliant' | 'incomplete';

/** Why the verdict is what it is, for screens and machines. */
export type OpeningReason =
  | 'threshold_met'
  | 'antenne_not_tested_alone'
  | 'no_hours'
  | 'too_few_minutes'
  | 'too_few_days'
  | 'too_few_minutes_and_days';

export type OpeningFinding = WeeklyOpening & { verdict: OpeningVerdict; reason: OpeningReason };

/** The part of a structure that art. 4.2 looks at. */
export type OpenPlace = Pick<Structure, 'format' | 'hours'>;

/**
 * The minutes and days on which the public is received, over a civil week.
 * Overlapping intervals of a day count once; an interval that ends where or before it begins is empty;
 * what lies outside the day (0 to 1440 minutes) is cut off. A day counts as soon as it has one minute, Sunday included
 * (reading I-11: the text sets no minimum per day and names no day).
 */
export function weeklyOpening(hours: OpeningHours): WeeklyOpening {
  const minutesByDay = weekdays.map((day) => openMinutes(hours[day]));
  return {
    minutes: minutesByDay.reduce((sum, minutes) => sum + minutes, 0),
    days: minutesByDay.filter((minutes) => minutes > 0).length,
  };
}

/**
 * Judges a place against art. 4.2 (24 hours over 5 days) and says why.
 * Reading I-10: the rule binds the labelled structure; the hours of its antennes, given in `antennes`, are added to its own
 * (union of the intervals, a day counted once). An antenne is never tested alone: with hours of its own it is compliant.
 */
export function examineOpening(place: OpenPlace, antennes: readonly OpenPlace[] = []): OpeningFinding {
  const opening = weeklyOpening(mergeHours([place, ...antennes]));
  if (opening.minutes === 0) return { ...opening, verdict: 'incomplete', reason: 'no_hours' };
  if (place.format === 'antenne') return { ...opening, verdict: 'compliant', reason: 'antenne_not_tested_alone' };

  const shortOfMinutes = opening.minutes < MINIMUM_WEEKLY_MINUTES;
  const shortOfDays = opening.days < MINIMUM_OPENING_DAYS;
  if (shortOfMinutes && shortOfDays) return { ...opening, verdict: 'non_compliant', reason: 'too_few_minutes_and_days' };
  if (shortOfMinutes) return { ...opening, verdict: 'non_compliant', reason: 'too_few_minutes' };
  if (shortOfDays) return { ...opening, verdict: 'non_compliant', reason: 'too_few_days' };
  return { ...opening, verdict: 'compliant', reason: 'threshold_met' };
}

/** The verdict of `examineOpening` alone. */
export function openingVerdict(place: OpenPlace, antennes: readonly OpenPlace[] = []): OpeningVerdict {
  return examineOpening(place, antennes).verdict;
}

/** True when the interval can be printed: whole minutes of one day, ending after it begins. Guards against entry mistakes. */
export function isPrintableInterval({ from, to }: OpeningInterval): boolean {
  return Number.isInteger(from) && Number.isInteger(to) && from >= 0 && to <= MINUTES_PER_DAY && from < to;
}

/**
 * The minutes of a day that these intervals cover, as few intervals, in order. What overlaps becomes one; what only touches
 * (« 9 h – 12 h », « 12 h – 17 h ») stays two, as it was written; an empty or inverted interval covers nothing.
 */
export function unionOf(intervals: readonly OpeningInterval[]): OpeningInterval[] {
  const union: OpeningInterval[] = [];
  for (const given of intervals.toSorted((a, b) => a.from - b.from)) {
    const from = Math.max(given.from, 0);
    const to = Math.min(given.to, MINUTES_PER_DAY);
    const last = union.at(-1);
    if (to <= from) continue;
    if (last && from < last.to) last.to = Math.max(last.to, to);
    else union.push({ from, to });
  }
  return union;
}

function mergeHours(places: readonly OpenPlace[]): OpeningHours {
  const onDay = (day: (typeof weekdays)[number]) => places.flatMap((place) => place.hours?.[day] ?? []);
  return {
    monday: onDay('monday'),
    tuesday: onDay('tuesday'),
    wednesday: onDay('wednesday'),
    thursday: onDay('thursday'),
    friday: onDay('friday'),
    saturday: onDay('saturday'),
    sunday: onDay('sunday'),
  };
}

function openMinutes(intervals: readonly OpeningInterval[]): number {
  return unionOf(intervals).reduce((minutes, { from, to }) => minutes + to - from, 0);
}
