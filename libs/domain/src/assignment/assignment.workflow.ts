import type { LegalDay } from '../legal-time/legal-day.js';
import type { Event, Row, Workflow } from '../workflow/workflow.js';
import { announce, ask, cancel, countAgain, countParties, keepAnswer, moot, refuse, remindParties, takeEffect, withAnswer } from './assignment-outcomes.js';
import {
  agreementNotOpen, assigneeIncomplete, consentBinds, consentTooLate, dayToCome, effectBeforeForce, effectDayPast, legalGroundIncomplete, noConsentNeeded, notAnotherParty, partUnclear, prefetCannotAssign, reasonMissing, unknownAssignor,
} from './assignment-refusals.js';
import { consentReminderDay, hasParties, missingConsents, othersOf } from './assignment.js';
import type { Assignment, AssignmentFacts, AssignmentState } from './assignment.js';

type Facts = AssignmentFacts;
type Asked = Event<Assignment>;

const asking = [prefetCannotAssign, agreementNotOpen, unknownAssignor, assigneeIncomplete, partUnclear, reasonMissing, legalGroundIncomplete, effectDayPast, effectBeforeForce] as const;
const answering = [notAnotherParty, dayToCome, consentTooLate, consentBinds] as const;
const lastParagraph = 'art. 7, dernier alinéa : accord exprès et préalable de toutes les autres parties';
const byLaw = 'CGCT, L5211-41-3 et L2113-5 : les cocontractants sont informés';

// prettier-ignore
export const assignmentWorkflow: Workflow<Assignment> = {
  name: 'assignment',
  initial: 'drafted',
  rows: [
    // from         on                to                when               unless                                  then           basis
    ['drafted',    'ask',            'announced',      isByLaw,           asking,                                 announce,      byLaw],
    ['drafted',    'ask',            'awaiting',       null,              asking,                                 ask,           lastParagraph],

    ...answers('awaiting'),
    ['awaiting',   'approachEffect', 'pressing',       null,              [],                                     remindParties, 'art. 7 : rappel avant le jour d’effet'],
    ['awaiting',   'cancel',         'cancelled',      null,              [reasonMissing],                        cancel         ],

    ...answers('pressing'),
    ['pressing',   'reachEffect',    'settling',       null,              [],                                     countParties,  'art. 7 : les parties du jour d’effet'],
    ['pressing',   'cancel',         'cancelled',      null,              [reasonMissing],                        cancel         ],

    ['announced',  'consent',        'announced',      null,              [noConsentNeeded],                      null,          byLaw],
    ['announced',  'refuse',         'announced',      null,              [noConsentNeeded],                      null,          byLaw],
    ['announced',  'reachEffect',    'settling',       null,              [],                                     countParties,  byLaw],
    ['announced',  'cancel',         'cancelled',      null,              [reasonMissing],                        cancel         ],

    ...answers('settling'),
    ['settling',   'takeEffect',     'without_object', isMoot,            [],                                     moot,          'art. 7 et 9 : plus rien à céder'],
    ['settling',   'takeEffect',     'effective',      isByLaw,           [],                                     takeEffect,    byLaw],
    ['settling',   'takeEffect',     'effective',      isConsented,       [],                                     takeEffect,    lastParagraph],
    ['settling',   'takeEffect',     'refused',        null,              [],                                     refuse,        'art. 7, dernier alinéa : le silence ne vaut pas accord'],

    // A letter dated in time and found later counts on its own day, as notices do.
    ['refused',    'consent',        'settling',       isConsentedAtLast, answering,                              countAgain,    lastParagraph],
    ['refused',    'consent',        'refused',        null,              answering,                              keepAnswer,    lastParagraph],
  ],
  otherwise: { drafted: 'not_asked_yet', settling: 'settling_now', effective: 'effective_already', refused: 'refused_already', cancelled: 'cancelled_already', without_object: 'without_object_already' },
  deadlines: {
    drafted: null,
    awaiting: { on: 'approachEffect', dueOn: consentReminderDay },
    pressing: { on: 'reachEffect', dueOn: effectDay },
    announced: { on: 'reachEffect', dueOn: effectDay },
    settling: null,
    effective: null,
    refused: null,
    cancelled: null,
    without_object: null,
  },
};

function answers(from: AssignmentState): Row<Assignment>[] {
  return [
    [from, 'consent', from, null, answering, keepAnswer, lastParagraph],
    [from, 'refuse', from, null, answering, keepAnswer, lastParagraph],
  ];
}

function effectDay({ effectOn }: Facts): LegalDay {
  return effectOn;
}

// --- what picks a row -------------------------------------------------------------------------------------------

function isByLaw({ byLaw: ground }: Facts): boolean {
  return ground !== null;
}

/** The agreement has ended, or the assignor has left it: a notice may have taken effect meanwhile. */
function isMoot({ assignor }: Facts, event: Asked): boolean {
  return event.type === 'takeEffect' && (!hasParties(event.agreement.state) || !event.agreement.parties.some(({ id }) => id === assignor.id));
}

function isConsented(facts: Facts, event: Asked): boolean {
  return event.type === 'takeEffect' && missingConsents(facts, othersOf(facts, event.agreement.parties)).length === 0;
}

/** Of those who were parties on its day. */
function isConsentedAtLast(facts: Facts, event: Asked): boolean {
  return missingConsents({ ...facts, ...withAnswer(facts, event) }, facts.otherParties).length === 0;
}
