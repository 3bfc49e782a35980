import { Temporal } from 'temporal-polyfill';
import { holidayLines } from './holiday-lines.js';
import type { HolidayLine } from './holiday-lines.js';
import type { HolidayZone } from './holiday-zones.js';
import { addDays } from './legal-day.js';
import type { LegalDay } from './legal-day.js';

/** A public holiday of one year: `source` is the text that makes it one; `confirmed` is false where that text itself was not read. */
export type PublicHoliday = { day: LegalDay; name: string; source: string; confirmed: boolean };

/** `goodFriday: false` is for a commune of Alsace-Moselle without a protestant temple nor a mixed church (L3134-13). */
export type HolidayOptions = { goodFriday?: boolean };

/** Why nobody works that day. */
export type DayOff = { kind: 'saturday' } | { kind: 'sunday' } | { kind: 'holiday'; name: string };

/** The decree n° 2012-553 gave Saint-Barthélemy and Saint-Martin their day: 2013 is the first year that the table knows whole. */
export const HOLIDAY_YEAR_MIN = 2013;

/** Nobody knows the holidays of the next century: beyond, an answer would be invented. */
export const HOLIDAY_YEAR_MAX = 2100;

const SATURDAY = 6;
const SUNDAY = 7;

/** The public holidays of a zone, in the order of the calendar. Throws RangeError for a year that the table does not know. */
export function publicHolidays(zone: HolidayZone, year: number, options: HolidayOptions = {}): PublicHoliday[] {
  if (!isHolidayYear(year)) throw new RangeError(`No public holidays are known for ${year}`);
  return holidayLines
    .filter((line) => isKept(line, zone, year, options))
    .map((line) => ({ day: dayOf(line, year), name: line.name, ...line.basis(zone) }))
    .toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
}

export function isHolidayYear(year: number): boolean {
  return Number.isInteger(year) && year >= HOLIDAY_YEAR_MIN && year <= HOLIDAY_YEAR_MAX;
}

/** Why that day is not worked, from Monday to Friday; null for a working day. A holiday is named even on a Saturday or a Sunday. */
export function dayOff(day: LegalDay, zone: HolidayZone, options: HolidayOptions = {}): DayOff | null {
  const { year, dayOfWeek } = Temporal.PlainDate.from(day);
  const holiday = publicHolidays(zone, year, options).find((line) => line.day === day);
  if (holiday) return { kind: 'holiday', name: holiday.name };
  if (dayOfWeek === SATURDAY) return { kind: 'saturday' };
  return dayOfWeek === SUNDAY ? { kind: 'sunday' } : null;
}

/** Monday to Friday, less the public holidays of the zone. */
export function isWorkingDay(day: LegalDay, zone: HolidayZone, options: HolidayOptions = {}): boolean {
  return dayOff(day, zone, options) === null;
}

/** Easter Sunday in the Gregorian calendar (anonymous algorithm of 1876, as Meeus gives it, ch. 8): exact for every year since 1583. */
export function easterSunday(year: number): LegalDay {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 19 * l) / 433);
  const month = Math.floor((h + l - 7 * m + 90) / 25);
  const day = (h + l - 7 * m + 33 * month + 19) % 32;
  return Temporal.PlainDate.from({ year, month, day }).toString() as LegalDay;
}

function isKept(line: HolidayLine, zone: HolidayZone, year: number, { goodFriday = true }: HolidayOptions): boolean {
  if (line.zones !== 'everywhere' && !line.zones.includes(zone)) return false;
  if (line.byCommune === true && !goodFriday) return false;
  return year >= (line.from ?? HOLIDAY_YEAR_MIN) && year <= (line.until ?? HOLIDAY_YEAR_MAX);
}

function dayOf({ on }: HolidayLine, year: number): LegalDay {
  return typeof on === 'number' ? addDays(easterSunday(year), on) : (`${year}-${on}` as LegalDay);
}
