import { addDays } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import type { Event, Outcome } from '../workflow/workflow.js';
import type { Obligation, ObligationDone, ObligationFacts } from './obligation.js';

type Facts = ObligationFacts;
type Asked = Event<Obligation>;

/** After a month, a delay is a matter for a conversation, not for a mail that says it began. */
const lateNoticeDays = 30;
/** I-27: art. 6 gives no time to send the minutes; they are recalled a month after the meeting. */
export const minutesReminderDays = 30;
/** A quarter: the next meeting is being prepared by then, and nobody remembers the last one. */
export const minutesLateDays = 90;
/** Two months later, whoever has not sent the minutes has heard of it otherwise. */
const minutesNoticeDays = 60;

export function recall({ dueOn }: Facts): Outcome<Obligation> {
  return { effects: [{ type: 'remind', dueOn, uselessAfter: dueOn }] };
}

export function lapse({ dueOn }: Facts, { effectiveOn }: Asked): Outcome<Obligation> {
  return { change: { lateSince: effectiveOn }, effects: [{ type: 'reportLate', since: effectiveOn, uselessAfter: addDays(dueOn, lateNoticeDays) }] };
}

export function recallMinutes({ meeting }: Facts, { effectiveOn }: Asked): Outcome<Obligation> {
  return { effects: [{ type: 'remindMinutes', heldOn: meeting!.on, uselessAfter: addDays(effectiveOn, minutesNoticeDays) }] };
}

export function keepDone(facts: Facts, event: Asked): Outcome<Obligation> {
  if (event.type === 'declare') return finish({ on: event.doneOn, at: null, toldOn: event.effectiveOn, late: event.doneOn > facts.dueOn, proof: event.proof });
  if (event.type !== 'answer') return {};
  const on = event.answeredAt.slice(0, 10) as LegalDay;
  return finish({ on, at: event.answeredAt, toldOn: event.effectiveOn, late: event.answeredAt > facts.answer!.dueAt, proof: null });
}

export function keepMeeting(_: Facts, event: Asked): Outcome<Obligation> {
  if (event.type !== 'convoke') return {};
  const { meetingId, meetingOn } = event;
  return { change: { meeting: { id: meetingId, on: meetingOn } }, effects: [{ type: 'issueConvocation', meetingId, meetingOn, uselessAfter: meetingOn }] };
}

export function dropMeeting({ meeting }: Facts): Outcome<Obligation> {
  return { change: { meeting: null }, effects: [{ type: 'announceCancelledMeeting', meetingId: meeting!.id, meetingOn: meeting!.on, uselessAfter: meeting!.on }] };
}

/** Held in its year, the committee is in time: art. 6 gives no day to its minutes (I-27). */
export function keepMinutes({ dueOn }: Facts, event: Asked): Outcome<Obligation> {
  if (event.type !== 'recordMinutes') return {};
  const { meetingId, heldOn, effectiveOn } = event;
  const done: ObligationDone = { on: heldOn, at: null, toldOn: effectiveOn, late: heldOn > dueOn, proof: { kind: 'paper', paperId: meetingId } };
  return { change: { done, meeting: { id: meetingId, on: heldOn } }, effects: [{ type: 'issueMinutes', meetingId }] };
}

export function keepWaiver(_: Facts, event: Asked): Outcome<Obligation> {
  return event.type === 'waive' ? { change: { waiver: { on: event.effectiveOn, reason: event.reason } } } : {};
}

export function undo(): Outcome<Obligation> {
  return { change: { done: null, waiver: null } };
}

/** The days that were executed are still to be reported: the period ends with them. */
export function cutShort({ period }: Facts, event: Asked): Outcome<Obligation> {
  return event.type === 'release' && period !== null && event.lastDay < period.until ? { change: { boundUntil: event.lastDay } } : {};
}

function finish(done: ObligationDone): Outcome<Obligation> {
  return { change: { done } };
}
