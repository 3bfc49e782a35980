import { addDays } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import type { Event, Row, Workflow } from '../workflow/workflow.js';
import { withdrawalFinding } from './withdrawal-finding.js';
import {
  accept, advance, alertMissing, cancel, cancelAccepted, conclude, draftAuthority, examine, leave, receive, wait, withEvent,
} from './withdrawal-outcomes.js';
import {
  authorityMissing, authorityReferenceMissing, datesContradict, dayToCome, formNotAccepted, letterKnownAlready, letterMissing, letterNotReturned, letterSettled, notConcerned, notProvided, reasonMissing, trackingNumberWrong, unknownAddressee, unknownLetter,
} from './withdrawal-refusals.js';
import { deliveryAlertDay } from './withdrawal.js';
import type { Withdrawal, WithdrawalFacts, WithdrawalState } from './withdrawal.js';

type Facts = WithdrawalFacts;
type Asked = Event<Withdrawal>;

const sending = [notProvided, authorityMissing, letterMissing, letterKnownAlready, unknownAddressee, formNotAccepted, trackingNumberWrong, datesContradict, dayToCome] as const;
const proving = [unknownLetter, datesContradict, dayToCome] as const;
const deciding = [unknownLetter, letterNotReturned, dayToCome, reasonMissing] as const;
const article7 = 'art. 7 : préavis de six mois avant l’échéance';

// prettier-ignore
export const withdrawalWorkflow: Workflow<Withdrawal> = {
  name: 'withdrawal',
  initial: 'drafted',
  rows: [
    // from               on                to                  when  unless                       then             basis
    showing('drafted'),
    ['drafted',          'cancel',          'cancelled',        null, [],                          null             ],
    ...settling('drafted',          'send',            'sent',             sending),

    showing('sent'),
    ...settling('sent',             'send',            'sent',             sending),
    ...settling('sent',             'recordOutcome',   'sent',             proving),
    ...settling('sent',             'decideReception', 'sent',             deciding),
    ...settling('sent',             'reexamine',       'sent',             []),
    ['sent',             'missDelivery',    'pressing',         null, [],                          alertMissing,    'décision 18 : avant le dernier jour utile'],
    ['sent',             'examine',         'sent',             null, [notConcerned],              examine,         'art. 7 : les gestionnaires examinent'],
    ['sent',             'cancel',          'cancelled',        null, [reasonMissing],             cancel           ],

    showing('pressing'),
    ...settling('pressing',         'send',            'sent',             sending),
    ...settling('pressing',         'recordOutcome',   'pressing',         proving),
    ...settling('pressing',         'decideReception', 'pressing',         deciding),
    ...settling('pressing',         'reexamine',       'pressing',         []),
    ['pressing',         'examine',         'pressing',         null, [notConcerned],              examine,         'art. 7 : les gestionnaires examinent'],
    ['pressing',         'cancel',          'cancelled',        null, [reasonMissing],             cancel           ],

    showing('not_received'),
    ...settling('not_received',     'send',            'sent',             sending),
    ...settling('not_received',     'decideReception', 'sent',             deciding),
    ['not_received',     'examine',         'not_received',     null, [notConcerned],              examine,         'art. 7 : les gestionnaires examinent'],
    ['not_received',     'cancel',          'cancelled',        null, [reasonMissing],             cancel           ],

    showing('information_only'),
    ...settling('information_only', 'send',            'sent',             sending),
    ['information_only', 'cancel',          'cancelled',        null, [reasonMissing],             cancel           ],

    // A new Accord cadre may bring the next term that a late notice lacked.
    ...settling('without_object',   'reexamine',       'without_object',   []),
    ...settling('without_object',   'recordOutcome',   'without_object',   [letterSettled, ...proving]),

    ['accepted_in_time', 'takeEffect',      'effective',        null, [],                          leave,           'art. 7 : effet à l’échéance'],
    ['accepted_in_time', 'examine',         'accepted_in_time', null, [notConcerned],              examine,         'art. 7 : les gestionnaires examinent'],
    ['accepted_in_time', 'cancel',          'cancelled',        null, [reasonMissing],             cancelAccepted   ],

    ['late',             'takeEffect',      'effective',        null, [],                          leave,           'lecture preavis.effet : échéance suivante'],
    // Written to twice, an addressee may still turn out to have had the first letter in time.
    ['late',             'recordOutcome',   'accepted_in_time', isInTime, [letterSettled, ...proving], advance,  article7],
    ['late',             'recordOutcome',   'late',             null, [letterSettled, ...proving], advance,       'lecture preavis.effet : échéance suivante'],
    ['late',             'examine',         'late',             null, [notConcerned],              examine,         'art. 7 : les gestionnaires examinent'],
    ['late',             'cancel',          'cancelled',        null, [reasonMissing],             cancelAccepted   ],
  ],
  otherwise: {
    drafted: 'nothing_sent', accepted_in_time: 'settled_already', late: 'settled_already', without_object: 'settled_already', effective: 'effective_already', cancelled: 'cancelled_already',
  },
  deadlines: {
    drafted: null,
    sent: { on: 'missDelivery', dueOn: deliveryAlertDay },
    pressing: null,
    information_only: null,
    not_received: null,
    accepted_in_time: { on: 'takeEffect', dueOn: dayAfterEffect },
    late: { on: 'takeEffect', dueOn: dayAfterEffect },
    without_object: null,
    effective: null,
    cancelled: null,
  },
};

/** A message may come before the vote, and the proof of transmission after the letter: whether it came in time is said beside the answer. */
function showing(from: WithdrawalState): Row<Withdrawal> {
  return [from, 'showAuthority', from, null, [authorityReferenceMissing], draftAuthority, 'décision 20 : délibération'];
}

/** Whatever tells more about the letters is judged at once: one row per verdict (decision 18). */
function settling(from: WithdrawalState, on: Withdrawal['command']['type'], waiting: WithdrawalState, unless: Row<Withdrawal>[4]): Row<Withdrawal>[] {
  return [
    [from, on, 'information_only', isInformation, unless, wait, 'I-06 : un courriel informe'],
    [from, on, 'accepted_in_time', isInTime, unless, accept, article7],
    [from, on, 'late', isLate, unless, accept, 'lecture preavis.effet : échéance suivante'],
    [from, on, 'without_object', isWithoutObject, unless, conclude, 'art. 9 : aucune reconduction ne suit'],
    [from, on, 'not_received', isUnreceived, unless, receive, 'lecture preavis.reception'],
    [from, on, waiting, null, unless, wait, 'décision 18 : provisoire tant que la remise n’est pas établie'],
  ];
}

/** Half-open inside: the leaver is bound to the last minute of its last day. */
function dayAfterEffect({ leavesOn }: Facts): LegalDay {
  if (!leavesOn) throw new Error('A notice was accepted without a day of effect');
  return addDays(leavesOn, 1);
}

// --- what picks a row -------------------------------------------------------------------------------------------

function isInformation(facts: Facts, event: Asked): boolean {
  const { letters } = withEvent(facts, event);
  return letters.length > 0 && letters.every(({ mode }) => mode === 'plain_message');
}

function isInTime(facts: Facts, event: Asked): boolean {
  return withdrawalFinding(withEvent(facts, event)).verdict === 'timely';
}

function isLate(facts: Facts, event: Asked): boolean {
  return withdrawalFinding(withEvent(facts, event)).verdict === 'late';
}

function isWithoutObject(facts: Facts, event: Asked): boolean {
  return withdrawalFinding(withEvent(facts, event)).verdict === 'without_object';
}

function isUnreceived(facts: Facts, event: Asked): boolean {
  return withdrawalFinding(withEvent(facts, event)).verdict === 'not_a_notice';
}
