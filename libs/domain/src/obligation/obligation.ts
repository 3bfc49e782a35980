import type { CivilTime } from '../legal-time/civil-time.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import type { ReadingAnswers } from '../model/readings.js';
import type { AnswerDeadline } from './answer-deadline.js';
import type { Period, PeriodReading } from './obligation-periods.js';

/** One thing that an agreement makes somebody do by a day (art. 4.2, 4.7 and 6): done or late, with its proof. */
export type Obligation = {
  state: ObligationState;
  command:
    | { type: 'declare'; doneOn: LegalDay; proof: ObligationProof }
    | { type: 'answer'; answeredAt: CivilTime }
    | { type: 'convoke'; meetingId: string; meetingOn: LegalDay }
    | { type: 'cancelMeeting'; reason: string }
    | { type: 'recordMinutes'; meetingId: string; heldOn: LegalDay }
    | { type: 'waive'; reason: string }
    | { type: 'reopen'; reason: string }
    /** The structure, or the whole agreement, is bound no more: `lastDay` is the last one it was. */
    | { type: 'release'; lastDay: LegalDay };
  tick: 'remind' | 'becomeLate' | 'remindMinutes';
  facts: ObligationFacts;
  effect: ObligationEffect;
  refusal: ObligationRefusal;
};

/**
 * `reminded`: the day is near, or come. `convoked`: a meeting is called within the period. `minutes_awaited`: it should be over, and nobody
 * has sent its minutes. `waived`: without object, by a reasoned decision of the préfecture. `released`: fell with the agreement, or with
 * the exit of the structure.
 */
export type ObligationState = 'awaited' | 'reminded' | 'convoked' | 'minutes_awaited' | 'late' | 'done' | 'waived' | 'released';

export const obligationKinds = ['quarterly_report', 'yearly_survey', 'published_indicators', 'steering_committee', 'user_request'] as const;
export type ObligationKind = (typeof obligationKinds)[number];

/** A kept file, or a page that anybody can read. */
export type ObligationProof = { kind: 'paper'; paperId: string } | { kind: 'page'; url: string };

/** Which structure owes it, and who runs it; null: the signatories together, and the préfecture calls the meeting (art. 6). */
export type Debtor = { structureId: string; gestionnaireId: string } | null;

/** Ids and days (decision 26), and the reasons written about an obligation: never about persons. */
export type ObligationFacts = {
  kind: ObligationKind;
  debtor: Debtor;
  /** The whole quarter or year, as the reading cuts it; null for what a request starts. */
  period: Period | null;
  /** Its first day, or that of the entry into the agreement when it comes later. */
  opensOn: LegalDay;
  /** The last day bound, when it cuts the period short. */
  boundUntil: LegalDay | null;
  reading: PeriodReading;
  inForceSince: LegalDay;
  dueOn: LegalDay;
  remindOn: LegalDay;
  /** Of a user's request: the hour counts. */
  answer: AnswerDeadline | null;
  /** Kept for ever, even when it turns out to have been done in time and told afterwards. */
  lateSince: LegalDay | null;
  meeting: { id: string; on: LegalDay } | null;
  done: ObligationDone | null;
  waiver: { on: LegalDay; reason: string } | null;
};

/** Two dates: the day on which it was done counts; the day on which it was told is kept beside it. */
export type ObligationDone = { on: LegalDay; at: CivilTime | null; toldOn: LegalDay; late: boolean; proof: ObligationProof | null };

/** `uselessAfter`: the last day on which the message still helps somebody; born later, after an outage, it is not sent. */
export type ObligationEffect =
  | { type: 'remind'; dueOn: LegalDay; uselessAfter: LegalDay }
  | { type: 'reportLate'; since: LegalDay; uselessAfter: LegalDay }
  | { type: 'remindMinutes'; heldOn: LegalDay; uselessAfter: LegalDay }
  /** The paper is always made; only its sending can be out of date. */
  | { type: 'issueConvocation'; meetingId: string; meetingOn: LegalDay; uselessAfter: LegalDay }
  | { type: 'announceCancelledMeeting'; meetingId: string; meetingOn: LegalDay; uselessAfter: LegalDay }
  | { type: 'issueMinutes'; meetingId: string };

export type ObligationRefusal =
  | 'day_to_come' | 'before_opening' | 'period_running' | 'page_address_wrong' | 'minutes_needed' | 'answer_needed' | 'not_a_committee' | 'not_a_request'
  | 'meeting_day_past' | 'no_meeting' | 'reason_missing' | 'done_already' | 'waived_already' | 'released_already' | 'answer_before_request';

/** The names that model versions keep (`periodes`). */
export const periodReadingOf: Readonly<Record<ReadingAnswers['periodes'], PeriodReading>> = { civiles: 'civil', glissantes: 'rolling' };

/** Words of the article each kind comes from. */
export const obligationArticles: Readonly<Record<ObligationKind, string>> = {
  quarterly_report: '4.7', yearly_survey: '4.7', published_indicators: '4.7', steering_committee: '6', user_request: '4.2',
};
