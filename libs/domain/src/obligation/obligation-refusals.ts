import { reasonLengthMin } from '../circuit/circuit.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import { civilTimeAt } from '../legal-time/civil-time.js';
import { timeZoneOf } from '../legal-time/holiday-zones.js';
import type { Event } from '../workflow/workflow.js';
import type { Obligation, ObligationFacts } from './obligation.js';

type Facts = ObligationFacts;
type Asked = Event<Obligation>;

/** What is to come proves nothing. */
export function dayToCome({ answer }: Facts, event: Asked) {
  if (event.type === 'answer' && answer) return event.answeredAt > civilTimeAt(event.at, timeZoneOf(answer.zone)) ? ('day_to_come' as const) : null;
  const day = doneDay(event);
  return day !== null && day > event.effectiveOn ? ('day_to_come' as const) : null;
}

export function beforeOpening({ opensOn }: Facts, event: Asked) {
  const day = doneDay(event);
  return day !== null && day < opensOn ? ('before_opening' as const) : null;
}

/** A report made before the quarter is over would leave days out. */
export function periodRunning({ kind, period, boundUntil }: Facts, event: Asked) {
  const last = boundUntil ?? period?.until;
  return kind === 'quarterly_report' && event.type === 'declare' && last !== undefined && event.doneOn < last ? ('period_running' as const) : null;
}

/** An address that others can open: `javascript:` and the like are no page. */
export function pageAddressWrong(_: Facts, event: Asked) {
  return event.type === 'declare' && event.proof.kind === 'page' && !isPageAddress(event.proof.url) ? ('page_address_wrong' as const) : null;
}

/** Art. 6: the committee is proven by its minutes. */
export function minutesNeeded({ kind }: Facts) {
  return kind === 'steering_committee' ? ('minutes_needed' as const) : null;
}

/** Art. 4.2 counts in hours: the hour of the answer is needed. */
export function answerNeeded({ kind }: Facts) {
  return kind === 'user_request' ? ('answer_needed' as const) : null;
}

export function notACommittee({ kind }: Facts) {
  return kind === 'steering_committee' ? null : ('not_a_committee' as const);
}

export function notARequest({ kind }: Facts) {
  return kind === 'user_request' ? null : ('not_a_request' as const);
}

export function answerBeforeRequest({ answer }: Facts, event: Asked) {
  return event.type === 'answer' && answer && event.answeredAt < answer.receivedAt ? ('answer_before_request' as const) : null;
}

export function meetingDayPast(_: Facts, event: Asked) {
  return event.type === 'convoke' && event.meetingOn < event.effectiveOn ? ('meeting_day_past' as const) : null;
}

export function noMeeting({ meeting }: Facts) {
  return meeting === null ? ('no_meeting' as const) : null;
}

export function reasonMissing(_: Facts, event: Asked) {
  return 'reason' in event && event.reason.trim().length < reasonLengthMin ? ('reason_missing' as const) : null;
}

function isPageAddress(text: string): boolean {
  return /^https?:\/\/[^\s/$.?#][^\s]*\.[^\s]+$/i.test(text) && text.length <= PAGE_ADDRESS_LENGTH_MAX;
}

/** What browsers and mail programs carry whole. */
export const PAGE_ADDRESS_LENGTH_MAX = 2_000;

function doneDay(event: Asked): LegalDay | null {
  if (event.type === 'declare') return event.doneOn;
  return event.type === 'recordMinutes' ? event.heldOn : null;
}
