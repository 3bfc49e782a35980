import type { HolidayZone } from '../legal-time/holiday-zones.js';
import { addDays } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import type { DayOff } from '../legal-time/public-holidays.js';
import type { ReadingAnswers } from '../model/readings.js';

/**
 * How the notice was sent. Art. 7 asks for a registered letter; an electronic one is worth it only from a *qualified* service (CPCE L100);
 * a plain message (mail, ordinary letter, link, unqualified service) informs and is no notice (I-06).
 */
export type NoticeMode = 'registered_letter' | 'electronic_registered_letter' | 'hand_delivery' | 'plain_message';

/** What became of it. `pending`: nothing proven yet. `returned`: unknown at that address (NPAI), presented to nobody. */
export type NoticeOutcome = 'pending' | 'delivered' | 'refused' | 'unclaimed' | 'returned';

/** Which day counts (`preavis.reception`). `first_presentation` looks at it only for a letter refused or unclaimed: a delivered one counts on delivery. */
export type NoticeReading = 'dispatch' | 'first_presentation' | 'delivery';

/** `term`: a notice takes effect at a term. `rolling`: at the end of its months, whenever it came (`preavis.effet`). */
export type NoticeEffect = 'term' | 'rolling';

export type NoticeFacts = {
  mode: NoticeMode;
  outcome: NoticeOutcome;
  sentOn: LegalDay | null;
  /** First presentation at the door; for an electronic letter, the day the addressee was told of it. */
  presentedOn: LegalDay | null;
  deliveredOn: LegalDay | null;
  /** The préfecture's reasoned decision on a letter that came back: the day it holds for received, or null for never (decision 18). */
  decision?: { receivedOn: LegalDay | null };
};

export type NoticeRules = {
  /** Last day of the current term. */
  termEndsOn: LegalDay;
  /** The terms that renewal can still reach, in order; empty at the cap. */
  laterTerms: readonly LegalDay[];
  months: number;
  reading: NoticeReading;
  effect: NoticeEffect;
  /** Names the holiday that the last useful day may fall on: it changes nothing, and the reader must be told so. */
  zone: HolidayZone;
};

/** `late`: effect at a later term. `without_object`: late, and there is none. `provisional`: reception not proven yet. */
export type NoticeVerdict = 'timely' | 'late' | 'provisional' | 'without_object' | 'not_a_notice';

/** What one day would give, if it were the one that counts. */
export type NoticeAnswer = { countedOn: LegalDay | null; verdict: NoticeVerdict; effectiveOn: LegalDay | null };

export type NoticeFinding = NoticeAnswer & {
  lastUsefulDay: LegalDay;
  readings: { dispatch: NoticeAnswer; firstPresentation: NoticeAnswer; delivery: NoticeAnswer };
  /** Why, in order: each step has its sentence and its sources in `notice-sentences.ts`. */
  steps: NoticeStep[];
};

/** One reason of the verdict, with what its sentence names. */
export type NoticeStepParams = {
  plain_message: object;
  handed_over: { day: LegalDay };
  delivered: { day: LegalDay };
  accepted_electronically: { day: LegalDay };
  dispatch_counts: { day: LegalDay };
  deemed_first_presentation: { day: LegalDay; outcome: CameBack };
  never_received: { outcome: CameBack };
  returned: object;
  decided_received: { day: LegalDay };
  decided_never: object;
  /** `notifyBy` is null when a notice may come at any time. */
  reception_unproven: { notifyBy: LegalDay | null };
  day_unproven: { day: 'sent' | 'presented' | 'delivered' };
  electronic_window: { informedOn: LegalDay; until: LegalDay };
  sent_too_late: { sentOn: LegalDay; lastUsefulDay: LegalDay };
  months_counted: { from: LegalDay; months: number; ends: LegalDay };
  number_missing: { from: LegalDay; ends: LegalDay };
  within_term: { ends: LegalDay; term: LegalDay };
  beyond_term: { ends: LegalDay; term: LegalDay };
  last_useful_day: { day: LegalDay; term: LegalDay; months: number };
  not_extended: { day: LegalDay; off: DayOff };
  effect_at_term: { term: LegalDay };
  effect_at_later_term: { term: LegalDay };
  without_object: { term: LegalDay };
  rolling_effect: { ends: LegalDay };
  other_reading: { reading: NoticeReading; answer: NoticeAnswer };
};
export type CameBack = 'refused' | 'unclaimed';
export type NoticeStepCode = keyof NoticeStepParams;
export type NoticeStepOf<C extends NoticeStepCode> = { code: C; params: NoticeStepParams[C] };
export type NoticeStep = { [C in NoticeStepCode]: NoticeStepOf<C> }[NoticeStepCode];

/** CPCE R53-3: fifteen days, from the day after the addressee is told of the letter. */
export const ELECTRONIC_WINDOW_DAYS = 15;

/** The names that model versions keep for the two readings of art. 7. */
export const noticeReadingOf: Readonly<Record<ReadingAnswers['preavis.reception'], NoticeReading>> = { premiere_presentation: 'first_presentation', remise: 'delivery', expedition: 'dispatch' };
export const noticeEffectOf: Readonly<Record<ReadingAnswers['preavis.effet'], NoticeEffect>> = { echeance: 'term', glissant: 'rolling' };

/** The last day on which an electronic letter can be accepted. */
export function electronicWindowEnd(informedOn: LegalDay): LegalDay {
  return addDays(informedOn, ELECTRONIC_WINDOW_DAYS);
}
