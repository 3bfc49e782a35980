import { weekdays } from '../directory/directory.js';
import type { OpeningHours, Weekday } from '../directory/directory.js';
import { MINIMUM_OPENING_DAYS, MINIMUM_WEEKLY_MINUTES, unionOf, weeklyOpening } from '../directory/opening-hours.js';
import { addDays } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import type { HoursRules } from './amendment.js';

export type SubstantialReason =
  | { code: 'weekly_total'; before: number; after: number }
  | { code: 'day_opens' | 'day_closes'; day: Weekday }
  | { code: 'hours_threshold_broken'; minutes: number }
  | { code: 'days_threshold_broken'; days: number };

/** `reasons` is empty when the change is not substantial. */
export type HoursChangeFinding = { substantial: boolean; reasons: readonly SubstantialReason[]; minutesBefore: number; minutesAfter: number };

/**
 * Art. 4.2 asks for prior information of « modifications substantielles » without saying what they are. Reading I-09: the week gains or loses the
 * threshold or more, a day opens or closes, or 24 hours over five days are kept no more. Without hours before, all of them are new.
 */
export function substantialChange(before: OpeningHours | null, after: OpeningHours, { thresholdMinutes }: Pick<HoursRules, 'thresholdMinutes'>): HoursChangeFinding {
  const was = before ? weeklyOpening(before) : { minutes: 0, days: 0 };
  const becomes = weeklyOpening(after);
  const isOpen = (hours: OpeningHours | null, day: Weekday): boolean => hours !== null && unionOf(hours[day]).length > 0;
  const reasons: SubstantialReason[] = [];
  if (Math.abs(becomes.minutes - was.minutes) >= thresholdMinutes) reasons.push({ code: 'weekly_total', before: was.minutes, after: becomes.minutes });
  for (const day of weekdays) {
    if (isOpen(before, day) !== isOpen(after, day)) reasons.push({ code: isOpen(after, day) ? 'day_opens' : 'day_closes', day });
  }
  if (was.minutes >= MINIMUM_WEEKLY_MINUTES && becomes.minutes < MINIMUM_WEEKLY_MINUTES) reasons.push({ code: 'hours_threshold_broken', minutes: becomes.minutes });
  if (was.days >= MINIMUM_OPENING_DAYS && becomes.days < MINIMUM_OPENING_DAYS) reasons.push({ code: 'days_threshold_broken', days: becomes.days });
  return { substantial: reasons.length > 0, reasons, minutesBefore: was.minutes, minutesAfter: becomes.minutes };
}

/** `too_late`: refused, whatever the reading. `short`: accepted, with a warning. */
export type HoursNoticeVerdict = 'ample' | 'short' | 'too_late';

/** « En amont » is strictly before: that much the text says. How long before is the reading (I-09). */
export function hoursNotice(informedOn: LegalDay, effectOn: LegalDay, { noticeDays }: Pick<HoursRules, 'noticeDays'>): HoursNoticeVerdict {
  if (effectOn <= informedOn) return 'too_late';
  return effectOn < addDays(informedOn, noticeDays) ? 'short' : 'ample';
}

/** The first day on which hours told today can take effect, under the hard rule and under the reading. */
export function earliestHoursEffect(informedOn: LegalDay, { noticeDays }: Pick<HoursRules, 'noticeDays'>): { strict: LegalDay; advised: LegalDay } {
  return { strict: addDays(informedOn, 1), advised: addDays(informedOn, Math.max(noticeDays, 1)) };
}
