import { addDays } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import type { Event, Row, Workflow } from '../workflow/workflow.js';
import { outlives } from './obligation-calendar.js';
import { cutShort, dropMeeting, keepDone, keepMeeting, keepMinutes, keepWaiver, lapse, minutesLateDays, minutesReminderDays, recall, recallMinutes, undo } from './obligation-outcomes.js';
import {
  answerBeforeRequest, answerNeeded, beforeOpening, dayToCome, meetingDayPast, minutesNeeded, noMeeting, notACommittee, notARequest, pageAddressWrong, periodRunning, reasonMissing,
} from './obligation-refusals.js';
import type { Obligation, ObligationFacts, ObligationState } from './obligation.js';

type Facts = ObligationFacts;
type Asked = Event<Obligation>;

const declaring = [minutesNeeded, answerNeeded, pageAddressWrong, dayToCome, beforeOpening, periodRunning] as const;
const answering = [notARequest, answerBeforeRequest, dayToCome] as const;
const convoking = [notACommittee, meetingDayPast] as const;
const minuting = [notACommittee, dayToCome, beforeOpening] as const;

const yearly = 'art. 6 : une fois par an au minimum';
const minutesBasis = 'art. 6 : compte rendu adressé à l’ANCT et partagé avec les partenaires';

// prettier-ignore
export const obligationWorkflow: Workflow<Obligation> = {
  name: 'obligation',
  initial: 'awaited',
  rows: [
    // from               on               to                 when             unless           then           basis
    ['awaited',          'remind',        'reminded',         null,            [],              recall,        'art. 4.2, 4.7 et 6 : avant le jour dû'],
    ...proving('awaited'),
    ['awaited',          'convoke',       'convoked',         isWithinPeriod,  convoking,       keepMeeting,   yearly],
    ['awaited',          'convoke',       'awaited',          null,            convoking,       keepMeeting,   yearly],
    ...leaving('awaited'),

    ['reminded',         'becomeLate',    'late',             null,            [],              lapse,         'art. 4.2, 4.7 et 6 : le lendemain du jour dû'],
    ...proving('reminded'),
    ['reminded',         'convoke',       'convoked',         isWithinPeriod,  convoking,       keepMeeting,   yearly],
    ['reminded',         'convoke',       'reminded',         null,            convoking,       keepMeeting,   yearly],
    ...leaving('reminded'),

    ['convoked',         'remindMinutes', 'minutes_awaited',  null,            [],              recallMinutes, minutesBasis],
    ['convoked',         'recordMinutes', 'done',             null,            minuting,        keepMinutes,   minutesBasis],
    ['convoked',         'convoke',       'convoked',         isWithinPeriod,  convoking,       keepMeeting,   yearly],
    ['convoked',         'convoke',       'reminded',         null,            convoking,       keepMeeting,   yearly],
    ['convoked',         'cancelMeeting', 'reminded',         null,            [reasonMissing], dropMeeting,   yearly],
    ...leaving('convoked'),

    ['minutes_awaited',  'recordMinutes', 'done',             null,            minuting,        keepMinutes,   minutesBasis],
    ['minutes_awaited',  'becomeLate',    'late',             null,            [],              lapse,         minutesBasis],
    ['minutes_awaited',  'convoke',       'convoked',         isWithinPeriod,  convoking,       keepMeeting,   yearly],
    ['minutes_awaited',  'convoke',       'reminded',         null,            convoking,       keepMeeting,   yearly],
    ['minutes_awaited',  'cancelMeeting', 'reminded',         null,            [reasonMissing], dropMeeting,   yearly],
    ...leaving('minutes_awaited'),

    ...proving('late'),
    ['late',             'convoke',       'late',             null,            convoking,       keepMeeting,   yearly],
    ['late',             'cancelMeeting', 'late',             null,            [noMeeting, reasonMissing], dropMeeting, yearly],
    ...leaving('late'),

    // A proof that proves something else, a waiver given by mistake: what was late stays late, on its own day.
    ...reopening('done'),
    ...reopening('waived'),
  ],
  otherwise: { done: 'done_already', waived: 'waived_already', released: 'released_already' },
  deadlines: {
    awaited: { on: 'remind', dueOn: reminderDay },
    reminded: { on: 'becomeLate', dueOn: dayAfterDue },
    convoked: { on: 'remindMinutes', dueOn: minutesReminderDay },
    minutes_awaited: { on: 'becomeLate', dueOn: minutesLateDay },
    late: null,
    done: null,
    waived: null,
    released: null,
  },
};

/** The ways to show that it is done. */
function proving(from: ObligationState): Row<Obligation>[] {
  return [
    [from, 'declare', 'done', null, declaring, keepDone, 'art. 4.7 : preuve'],
    [from, 'answer', 'done', null, answering, keepDone, 'art. 4.2 : réponse à l’usager'],
    [from, 'recordMinutes', 'done', null, minuting, keepMinutes, minutesBasis],
  ];
}

/** The ways not to owe it any more. */
function leaving(from: ObligationState): Row<Obligation>[] {
  return [
    [from, 'waive', 'waived', null, [reasonMissing], keepWaiver, 'décision motivée de la préfecture : sans objet'],
    [from, 'release', from, isStillOwed, [], cutShort, 'art. 4.7 : les jours exécutés se rendent'],
    [from, 'release', 'released', null, [], null, 'la structure, ou la convention, n’est plus engagée'],
  ];
}

function reopening(from: ObligationState): Row<Obligation>[] {
  return [
    [from, 'reopen', 'late', wasLate, [reasonMissing], undo],
    [from, 'reopen', 'awaited', isBeforeReminder, [reasonMissing], undo],
    [from, 'reopen', 'reminded', null, [reasonMissing], undo],
  ];
}

// --- when time speaks --------------------------------------------------------------------------------------------

function reminderDay({ remindOn }: Facts): LegalDay {
  return remindOn;
}

/** Half-open inside: the due day itself is in time to its last minute. */
function dayAfterDue({ dueOn }: Facts): LegalDay {
  return addDays(dueOn, 1);
}

/** Without minutes nothing shows that anybody met: called is not held. */
function minutesLateDay(facts: Facts): LegalDay {
  if (!facts.meeting) throw new Error('Minutes are awaited of no meeting');
  const [due, waited] = [dayAfterDue(facts), addDays(facts.meeting.on, minutesLateDays)];
  return waited > due ? waited : due;
}

function minutesReminderDay({ meeting }: Facts): LegalDay {
  if (!meeting) throw new Error('Minutes are awaited of a meeting that nobody called');
  return addDays(meeting.on, minutesReminderDays);
}

// --- what picks a row -------------------------------------------------------------------------------------------

function isWithinPeriod({ dueOn }: Facts, event: Asked): boolean {
  return event.type === 'convoke' && event.meetingOn <= dueOn;
}

function isStillOwed(facts: Facts, event: Asked): boolean {
  return event.type === 'release' && outlives(facts, event.lastDay);
}

function wasLate({ lateSince }: Facts): boolean {
  return lateSince !== null;
}

function isBeforeReminder({ remindOn }: Facts, event: Asked): boolean {
  return event.effectiveOn < remindOn;
}
