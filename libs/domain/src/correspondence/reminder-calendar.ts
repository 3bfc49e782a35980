import type { HolidayZone } from '../legal-time/holiday-zones.js';
import { addDays } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import { isWorkingDay } from '../legal-time/public-holidays.js';

/** Past this many, another mail changes nothing: the préfecture picks up the telephone. */
export const remindersMax = 6;
/** A person who was away for a week must not find two. */
export const reminderEveryDays = 5;
/** The hour, on the clock of the département, before which nothing leaves: a mail read on waking at night is a mail lost. */
export const reminderFromHour = 8;

/** A place where a person is waited for: they were invited, and have neither signed, nor refused, nor named somebody else. */
export type AwaitedPlace = {
  signatoryId: string;
  zone: HolidayZone;
  /** Day of the last mail that asked them to sign, whoever sent it: the invitation, the clerk, a fresh link, a reminder. */
  writtenOn: LegalDay;
  /** Automatic reminders so far. */
  reminders: number;
  /** Last day on which one may sign. */
  collectUntil: LegalDay;
};

/** The first working day, five days or more after the last mail; null when none comes before the end, or when enough have gone. */
export function nextReminder({ zone, writtenOn, reminders, collectUntil }: Omit<AwaitedPlace, 'signatoryId'>): LegalDay | null {
  if (reminders >= remindersMax) return null;
  let day = addDays(writtenOn, reminderEveryDays);
  while (day <= collectUntil && !isWorkingDay(day, zone)) day = addDays(day, 1);
  return day <= collectUntil ? day : null;
}

/**
 * The one mail of that day to one person: every place that waits for them, as soon as one is due, since a mail that leaves anyway had better say all;
 * in the order given. Beyond `placesMax`, those that are due come first, then the others, and of each those that were written to longest ago: what is
 * left out is due the next working day, and its turn comes. Null when none is due, or when the day is not a working one for that place: what is overdue
 * leaves the next working day.
 */
export function digestOn<P extends AwaitedPlace>(places: readonly P[], todayOf: (place: P) => LegalDay, placesMax: number): readonly P[] | null {
  const isDue = (place: P): boolean => {
    const [today, next] = [todayOf(place), nextReminder(place)];
    return next !== null && next <= today && today <= place.collectUntil && isWorkingDay(today, place.zone);
  };
  const open = places.filter((place) => todayOf(place) <= place.collectUntil);
  const due = new Set(open.filter(isDue));
  if (due.size === 0) return null;
  const named = new Set(open.toSorted((a, b) => Number(due.has(b)) - Number(due.has(a)) || byDay(a.writtenOn, b.writtenOn)).slice(0, placesMax));
  return open.filter((place) => named.has(place));
}

function byDay(a: LegalDay, b: LegalDay): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
