import type { OpeningHours } from '../directory/directory.js';
import type { CivilTime } from '../legal-time/civil-time.js';
import type { HolidayZone } from '../legal-time/holiday-zones.js';
import { addDays } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import { ANSWER_HOURS, workingHours, workingHoursReadings } from '../legal-time/working-hours.js';
import type { WorkingHours, WorkingHoursReadings } from '../legal-time/working-hours.js';
import type { ReadingAnswers } from '../model/readings.js';

export type AnswerReading = ReadingAnswers['delai72.mode'];

/** When a user must have been answered (art. 4.2, « 72h ouvrées », I-08): the three readings, and the one that counts. */
export type AnswerDeadline = {
  receivedAt: CivilTime;
  zone: HolidayZone;
  /** The reading signed with the agreement. */
  chosen: AnswerReading;
  /** The one applied: another when the structure has no hours to count. */
  applied: AnswerReading;
  dueAt: CivilTime;
  readings: WorkingHoursReadings;
  /** Of the default reading, whose count is shown step by step. */
  countedFrom: CivilTime;
  skipped: WorkingHours['skipped'];
};

export const defaultAnswerReading: AnswerReading = 'heures_jours_ouvres';

export function answerDeadline({ receivedAt, zone, chosen, opening }: { receivedAt: CivilTime; zone: HolidayZone; chosen: AnswerReading; opening: OpeningHours | null }): AnswerDeadline {
  const request = { from: receivedAt, hours: ANSWER_HOURS, zone };
  const readings = workingHoursReadings({ ...request, opening });
  const { countedFrom, skipped, due } = workingHours(request);
  const applied = readings[chosen] === null ? defaultAnswerReading : chosen;
  return { receivedAt, zone, chosen, applied, dueAt: readings[applied] ?? due, readings, countedFrom, skipped };
}

/** The last day on which some instant is still in time: what ends at zero hours belongs to the day before. */
export function lastAnswerDay(dueAt: CivilTime): LegalDay {
  const day = dueAt.slice(0, 10) as LegalDay;
  return dueAt.endsWith('T00:00:00') ? addDays(day, -1) : day;
}
