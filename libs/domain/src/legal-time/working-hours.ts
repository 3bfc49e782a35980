import { Temporal } from 'temporal-polyfill';
import { weekdays } from '../directory/directory.js';
import type { OpeningHours } from '../directory/directory.js';
import { unionOf, weeklyOpening } from '../directory/opening-hours.js';
import type { ReadingAnswers } from '../model/readings.js';
import type { CivilTime } from './civil-time.js';
import type { HolidayZone } from './holiday-zones.js';
import { addDays } from './legal-day.js';
import type { LegalDay } from './legal-day.js';
import { dayOff, isWorkingDay } from './public-holidays.js';
import type { DayOff, HolidayOptions } from './public-holidays.js';

/** Art. 4.2: "72h ouvrées" to answer a user. */
export const ANSWER_HOURS = 72;

/** A year and more of working days: a larger number is a slip of the hand. */
export const WORKING_HOURS_MAX = 10_000;

const SECONDS_PER_HOUR = 3600;
const SECONDS_PER_MINUTE = 60;
const HOURS_PER_DAY = 24;
const SECONDS_PER_DAY = HOURS_PER_DAY * SECONDS_PER_HOUR;

export type WorkingHoursRequest = HolidayOptions & { from: CivilTime; hours: number; zone: HolidayZone };

export type WorkingHours = {
  due: CivilTime;
  /** Where the count begins: `from`, or the first minute of the next working day. */
  countedFrom: CivilTime;
  /** The days passed over between the start and the end, and why. */
  skipped: { day: LegalDay; off: DayOff }[];
};

/** The readings of "72h ouvrées" (I-08), by the names that model versions keep. Null when that reading has nothing to count. */
export type WorkingHoursReadings = Record<ReadingAnswers['delai72.mode'], CivilTime | null>;

/**
 * Working hours by the default reading (I-08): a working day has 24 of them, and the clock time is kept. A start on another day counts from
 * the first minute of the next working day. The end is always on a working day: what would end on Friday at midnight ends on Monday at zero
 * hours. Civil hours: a clock change moves nothing.
 */
export function workingHours({ from, hours, zone, ...options }: WorkingHoursRequest): WorkingHours {
  checkHours(hours);
  const firstDay = dayOf(from);
  const countsAtOnce = isWorkingDay(firstDay, zone, options);
  const startDay = countsAtOnce ? firstDay : workingDayAfter(firstDay, 1, zone, options);
  const seconds = (countsAtOnce ? secondsOf(from) : 0) + hours * SECONDS_PER_HOUR;
  const dueDay = workingDayAfter(startDay, Math.floor(seconds / SECONDS_PER_DAY), zone, options);
  return {
    due: civil(dueDay, seconds % SECONDS_PER_DAY),
    countedFrom: countsAtOnce ? from : civil(startDay, 0),
    skipped: daysOff(firstDay, dueDay, zone, options),
  };
}

/** The three readings side by side. A structure is held closed on the public holidays of its zone. */
export function workingHoursReadings(request: WorkingHoursRequest & { opening: OpeningHours | null }): WorkingHoursReadings {
  const { from, hours, zone, opening, ...options } = request;
  const wholeDays = Math.ceil(hours / HOURS_PER_DAY);
  return {
    heures_jours_ouvres: workingHours({ from, hours, zone, ...options }).due,
    // The end of a day is written as the first instant that no longer belongs to it.
    jours_ouvres_fin_de_journee: civil(addDays(workingDayAfter(dayOf(from), wholeDays, zone, options), 1), 0),
    heures_ouverture: opening === null || weeklyOpening(opening).minutes === 0 ? null : afterOpeningHours(from, hours, opening, zone, options),
  };
}

function afterOpeningHours(from: CivilTime, hours: number, opening: OpeningHours, zone: HolidayZone, options: HolidayOptions): CivilTime {
  let left = hours * SECONDS_PER_HOUR;
  let notBefore = secondsOf(from);
  for (let day = dayOf(from); ; day = addDays(day, 1)) {
    for (const { begin, end } of openSeconds(day, opening, zone, options)) {
      const start = Math.max(begin, notBefore);
      if (start >= end) continue;
      if (left <= end - start) return civil(day, start + left);
      left -= end - start;
    }
    notBefore = 0;
  }
}

function openSeconds(day: LegalDay, opening: OpeningHours, zone: HolidayZone, options: HolidayOptions): { begin: number; end: number }[] {
  if (dayOff(day, zone, options)?.kind === 'holiday') return [];
  const weekday = weekdays[Temporal.PlainDate.from(day).dayOfWeek - 1]!;
  return unionOf(opening[weekday]).map(({ from, to }) => ({ begin: from * SECONDS_PER_MINUTE, end: to * SECONDS_PER_MINUTE }));
}

/** The working day that many working days later; the same day for none. */
function workingDayAfter(from: LegalDay, count: number, zone: HolidayZone, options: HolidayOptions): LegalDay {
  let day = from;
  for (let left = count; left > 0; ) {
    day = addDays(day, 1);
    if (isWorkingDay(day, zone, options)) left -= 1;
  }
  return day;
}

function daysOff(first: LegalDay, last: LegalDay, zone: HolidayZone, options: HolidayOptions): WorkingHours['skipped'] {
  const found: WorkingHours['skipped'] = [];
  for (let day = first; day < last; day = addDays(day, 1)) {
    const off = dayOff(day, zone, options);
    if (off) found.push({ day, off });
  }
  return found;
}

function checkHours(hours: number): void {
  if (!Number.isInteger(hours) || hours < 0 || hours > WORKING_HOURS_MAX) throw new RangeError(`Not a number of hours: ${hours}`);
}

function dayOf(time: CivilTime): LegalDay {
  return time.slice(0, 10) as LegalDay;
}

function secondsOf(time: CivilTime): number {
  const [hours, minutes, seconds] = time.slice(11).split(':').map(Number) as [number, number, number];
  return hours * SECONDS_PER_HOUR + minutes * SECONDS_PER_MINUTE + seconds;
}

/** A day and its seconds, as a civil time; the end of a day is the beginning of the next. */
function civil(day: LegalDay, seconds: number): CivilTime {
  const onDay = addDays(day, Math.floor(seconds / SECONDS_PER_DAY));
  const parts = [Math.floor((seconds % SECONDS_PER_DAY) / SECONDS_PER_HOUR), Math.floor((seconds % SECONDS_PER_HOUR) / SECONDS_PER_MINUTE), seconds % SECONDS_PER_MINUTE];
  return `${onDay}T${parts.map((part) => String(part).padStart(2, '0')).join(':')}` as CivilTime;
}
