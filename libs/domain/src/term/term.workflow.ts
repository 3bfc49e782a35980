import { addDays } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import type { Event, Workflow } from '../workflow/workflow.js';
import { currentLastUsefulDay, currentTermEndsOn, expiryReason, nextAlert } from './term-calendar.js';
import {
  accordCadreDates, accordCadreInitialOnly, accordCadreOvertaken, dayToCome, endBeforeExpiry, endReasonMissing, leavesBeforeForce, leavesLater, leavingAlready, noticeDayPast, notLeaving, partyAlready, terminationOutsideTerm, termExpired, unknownParty,
} from './term-refusals.js';
import {
  alert, closeNotice, correctExpiry, enter, eveOf, expire, keepCap, keepDecision, keepEnd, keepGestionnaire, keepLeaver, keepTermination, lapse, lapseAtTerm, moveTerm, regularise, regularised, release, renew, replaceGestionnaire, reportLateCap, terminate, undoLeaver, withCap, withLeaver,
} from './term-outcomes.js';
import { departing, lapseDay } from './term-leavers.js';
import type { Term, TermFacts } from './term.js';

type Facts = TermFacts;
type Asked = Event<Term>;

const cap = [accordCadreDates, accordCadreInitialOnly, accordCadreOvertaken] as const;
const leaver = [unknownParty, leavingAlready, leavesBeforeForce] as const;
const ending = [endReasonMissing, terminationOutsideTerm] as const;
const capBasis = 'art. 9 : dans la limite de l’Accord cadre national';
const lapseBasis = 'art. 1 : sans gestionnaire, plus de convention';
const publicLaw = 'CE, 27 févr. 2015, Commune de Béziers, n° 357028';

// prettier-ignore
export const termWorkflow: Workflow<Term> = {
  name: 'term',
  initial: 'signed',
  rows: [
    // from               on                                 to                  when             unless                     then             basis
    ['signed',           'enterIntoForce',                  'in_force',         isNoticeOpen,    [],                        enter,           'art. 9 : date d’effet'],
    ['signed',           'enterIntoForce',                  'notice_closed',    null,            [],                        enter,           'art. 9 : date d’effet'],
    ['signed',           'recordAccordCadre',               'signed',           null,            cap,                       keepCap,         capBasis],
    ['signed',           'recordGestionnaire',              'signed',           null,            [partyAlready],            keepGestionnaire, 'art. 7 : adhésion'],
    ['signed',           'replaceGestionnaire',             'signed',           null,            [],                        replaceGestionnaire, 'art. 7, dernier alinéa : cession'],

    ['in_force',         'alertParties',                    'notice_closing',   isLastAlert,     [],                        alert,           'art. 7 : avant le dernier jour utile'],
    ['in_force',         'alertParties',                    'in_force',         null,            [],                        alert,           'art. 7 : avant le dernier jour utile'],
    ['in_force',         'decide',                          'in_force',         null,            [],                        keepDecision,    'C. civ. 1212, 1215'],
    ['in_force',         'recordAccordCadre',               'in_force',         isTermKept,      cap,                       keepCap,         capBasis],
    ['in_force',         'recordAccordCadre',               'in_force',         movesToOpen,     cap,                       moveTerm,        capBasis],
    ['in_force',         'recordAccordCadre',               'notice_closed',    null,            cap,                       moveTerm,        capBasis],
    ['in_force',         'recordGestionnaire',              'in_force',         null,            [partyAlready],            keepGestionnaire, 'art. 7 : adhésion'],
    ['in_force',         'replaceGestionnaire',             'in_force',         null,            [],                        replaceGestionnaire, 'art. 7, dernier alinéa : cession'],
    ['in_force',         'recordLeaver',                    'ended',            wasLastOne,      leaver,                    lapse,           lapseBasis],
    ['in_force',         'recordLeaver',                    'in_force',         null,            leaver,                    keepLeaver,      'art. 7 : retrait, dénonciation'],
    ['in_force',         'withdrawLeaver',                  'in_force',         null,            [notLeaving],              undoLeaver       ],
    ['in_force',         'releaseLeaver',                   'ended',            isLastOne,       [leavesLater],             lapse,           lapseBasis],
    ['in_force',         'releaseLeaver',                   'in_force',         null,            [leavesLater],             release,         'art. 7 : engagé jusqu’à l’effet'],
    ['in_force',         'recordGeneralInterestTermination', 'terminating',     null,            ending,                    keepTermination, publicLaw],

    ['notice_closing',   'passLastUsefulDay',               'notice_closed',    null,            [],                        closeNotice,     'art. 7 : six mois ; CPC 641, par analogie'],
    ['notice_closing',   'decide',                          'notice_closing',   null,            [],                        keepDecision,    'C. civ. 1212, 1215'],
    ['notice_closing',   'recordAccordCadre',               'notice_closing',   isTermKept,      cap,                       keepCap,         capBasis],
    ['notice_closing',   'recordAccordCadre',               'in_force',         movesToOpen,     cap,                       moveTerm,        capBasis],
    ['notice_closing',   'recordAccordCadre',               'notice_closed',    null,            cap,                       moveTerm,        capBasis],
    ['notice_closing',   'recordGestionnaire',              'notice_closing',   null,            [partyAlready],            keepGestionnaire, 'art. 7 : adhésion'],
    ['notice_closing',   'replaceGestionnaire',             'notice_closing',   null,            [],                        replaceGestionnaire, 'art. 7, dernier alinéa : cession'],
    ['notice_closing',   'recordLeaver',                    'ended',            wasLastOne,      leaver,                    lapse,           lapseBasis],
    ['notice_closing',   'recordLeaver',                    'notice_closing',   null,            leaver,                    keepLeaver,      'art. 7 : retrait, dénonciation'],
    ['notice_closing',   'withdrawLeaver',                  'notice_closing',   null,            [notLeaving],              undoLeaver       ],
    ['notice_closing',   'releaseLeaver',                   'ended',            isLastOne,       [leavesLater],             lapse,           lapseBasis],
    ['notice_closing',   'releaseLeaver',                   'notice_closing',   null,            [leavesLater],             release,         'art. 7 : engagé jusqu’à l’effet'],
    ['notice_closing',   'recordGeneralInterestTermination', 'terminating',     null,            ending,                    keepTermination, publicLaw],

    ['notice_closed',    'reachTerm',                       'ended',            isLastOneGone,   [],                        lapseAtTerm,     lapseBasis],
    ['notice_closed',    'reachTerm',                       'executed_in_fact', isNotRenewed,    [],                        expire,          'art. 9 ; C. civ. 1212'],
    ['notice_closed',    'reachTerm',                       'in_force',         renewsToOpen,    [],                        renew,           'art. 9 : tacite reconduction ; C. civ. 1215'],
    ['notice_closed',    'reachTerm',                       'notice_closed',    null,            [],                        renew,           'art. 9 : tacite reconduction ; C. civ. 1215'],
    ['notice_closed',    'decide',                          'notice_closed',    null,            [noticeDayPast],           keepDecision,    'C. civ. 1212, 1215'],
    ['notice_closed',    'recordAccordCadre',               'notice_closed',    isTermKept,      cap,                       keepCap,         capBasis],
    ['notice_closed',    'recordAccordCadre',               'in_force',         movesToOpen,     cap,                       moveTerm,        capBasis],
    ['notice_closed',    'recordAccordCadre',               'notice_closed',    null,            cap,                       moveTerm,        capBasis],
    ['notice_closed',    'recordGestionnaire',              'notice_closed',    null,            [partyAlready],            keepGestionnaire, 'art. 7 : adhésion'],
    ['notice_closed',    'replaceGestionnaire',             'notice_closed',    null,            [],                        replaceGestionnaire, 'art. 7, dernier alinéa : cession'],
    ['notice_closed',    'recordLeaver',                    'ended',            wasLastOne,      leaver,                    lapse,           lapseBasis],
    ['notice_closed',    'recordLeaver',                    'notice_closed',    null,            leaver,                    keepLeaver,      'art. 7 : retrait, dénonciation'],
    ['notice_closed',    'withdrawLeaver',                  'notice_closed',    null,            [notLeaving],              undoLeaver       ],
    ['notice_closed',    'releaseLeaver',                   'ended',            isLastOne,       [leavesLater],             lapse,           lapseBasis],
    ['notice_closed',    'releaseLeaver',                   'notice_closed',    null,            [leavesLater],             release,         'art. 7 : engagé jusqu’à l’effet'],
    ['notice_closed',    'recordGeneralInterestTermination', 'terminating',     null,            ending,                    keepTermination, publicLaw],

    // An Accord cadre concluded before the term, and typed in after it, renews the agreement on its own legal day.
    ['executed_in_fact', 'recordAccordCadre',               'executed_in_fact', capsTheTerm,     cap,                       correctExpiry,   capBasis],
    ['executed_in_fact', 'recordAccordCadre',               'executed_in_fact', isTooLateToRenew, cap,                      reportLateCap,   'C. civ. 1213 : avant l’expiration'],
    ['executed_in_fact', 'recordAccordCadre',               'in_force',         regularisesToOpen, cap,                     regularise,      capBasis],
    ['executed_in_fact', 'recordAccordCadre',               'notice_closed',    null,            cap,                       regularise,      capBasis],
    ['executed_in_fact', 'recordLeaver',                    'ended',            wasLastOne,      [termExpired, ...leaver],  lapse,           lapseBasis],
    ['executed_in_fact', 'recordLeaver',                    'executed_in_fact', null,            [termExpired, ...leaver],  keepLeaver,      'art. 7 : retrait, dénonciation'],
    ['executed_in_fact', 'withdrawLeaver',                  'executed_in_fact', null,            [],                        undoLeaver       ],
    ['executed_in_fact', 'releaseLeaver',                   'executed_in_fact', null,            [],                        null             ],
    ['executed_in_fact', 'recordGestionnaire',              'executed_in_fact', null,            [partyAlready],            keepGestionnaire, 'signé avant l’échéance, d’effet après'],
    ['executed_in_fact', 'replaceGestionnaire',             'executed_in_fact', null,            [],                        replaceGestionnaire, 'art. 7, dernier alinéa : cession'],
    ['executed_in_fact', 'endInFact',                       'ended',            null,            [endReasonMissing, endBeforeExpiry, dayToCome], keepEnd, 'C. civ. 1212 : nul ne peut exiger le renouvellement'],

    ['terminating',      'reachTermination',                'ended',            null,            [],                        terminate,       publicLaw],
    ['terminating',      'releaseLeaver',                   'ended',            isLastOne,       [leavesLater],             lapse,           lapseBasis],
    ['terminating',      'releaseLeaver',                   'terminating',      null,            [leavesLater],             release,         'art. 7 : engagé jusqu’à l’effet'],
    ['terminating',      'withdrawLeaver',                  'terminating',      null,            [],                        undoLeaver       ],
    ['terminating',      'recordGestionnaire',              'terminating',      null,            [partyAlready],            keepGestionnaire, 'signé avant la résiliation, d’effet avant elle'],
    ['terminating',      'replaceGestionnaire',             'terminating',      null,            [],                        replaceGestionnaire, 'art. 7, dernier alinéa : cession'],

    // The notice goes on by itself: what it tells an agreement that is no more is heard, and changes nothing.
    ['ended',            'withdrawLeaver',                  'ended',            null,            [],                        null             ],
    ['ended',            'releaseLeaver',                   'ended',            null,            [],                        null             ],
    // What it did before the end, and is told of after.
    ['ended',            'replaceGestionnaire',             'ended',            null,            [],                        null             ],
  ],
  otherwise: { signed: 'not_in_force_yet', executed_in_fact: 'term_expired', terminating: 'terminating_already', ended: 'agreement_ended' },
  deadlines: {
    signed: { on: 'enterIntoForce', dueOn: effectDay },
    in_force: { on: 'alertParties', dueOn: alertDay },
    notice_closing: { on: 'passLastUsefulDay', dueOn: dayAfterLastUseful },
    notice_closed: { on: 'reachTerm', dueOn: dayAfterTerm },
    executed_in_fact: null,
    terminating: { on: 'reachTermination', dueOn: dayAfterTermination },
    ended: null,
  },
};

// --- when time speaks: half-open inside, each last day stays usable to its last minute --------------------------

function effectDay({ inForceSince }: Facts): LegalDay {
  return inForceSince;
}

function alertDay(facts: Facts): LegalDay {
  const next = nextAlert(facts);
  if (!next) throw new Error('An agreement waits for an alert that will never come');
  return next.on;
}

function dayAfterLastUseful(facts: Facts): LegalDay {
  return addDays(currentLastUsefulDay(facts), 1);
}

function dayAfterTerm(facts: Facts): LegalDay {
  return addDays(currentTermEndsOn(facts), 1);
}

function dayAfterTermination({ termination }: Facts): LegalDay {
  if (!termination) throw new Error('An agreement is being terminated without a day');
  return addDays(termination.endsOn, 1);
}

// --- what picks a row -------------------------------------------------------------------------------------------

/** A term shorter than its notice has no useful day of its own: its notices were those of the term before. */
function isNoticeOpen(facts: Facts, { effectiveOn }: Asked): boolean {
  return currentLastUsefulDay(facts) >= effectiveOn;
}

function isLastAlert(facts: Facts): boolean {
  return nextAlert(facts)?.stage === 'last_days';
}

function isTermKept(facts: Facts, event: Asked): boolean {
  return currentTermEndsOn(withCap(facts, event)) === currentTermEndsOn(facts);
}

function movesToOpen(facts: Facts, event: Asked): boolean {
  return isNoticeOpen(withCap(facts, event), event);
}

function isLastOneGone(facts: Facts): boolean {
  return lapseDay(facts, departing(facts, currentTermEndsOn(facts))) !== null;
}

function isNotRenewed(facts: Facts): boolean {
  return expiryReason(facts) !== null;
}

function renewsToOpen(facts: Facts, event: Asked): boolean {
  return isNoticeOpen({ ...facts, renewals: facts.renewals + 1 }, event);
}

/** A notice received in time and typed in after its effect: the agreement ended that day, not today. */
function wasLastOne(facts: Facts, event: Asked): boolean {
  return lapseDay(facts, departing(withLeaver(facts, event), eveOf(facts, event))) !== null;
}

function isLastOne(facts: Facts, event: Asked): boolean {
  return lapseDay(facts, departing(facts, eveOf(facts, event))) !== null;
}

function capsTheTerm({ expiry }: Facts, event: Asked): boolean {
  return event.type === 'recordAccordCadre' && event.endsOn <= expiry!.on;
}

/** C. civ. 1213: a term is put off before it comes. */
function isTooLateToRenew({ expiry }: Facts, event: Asked): boolean {
  return event.type === 'recordAccordCadre' && (event.concludedOn > expiry!.on || expiry!.reason === 'not_renewable');
}

function regularisesToOpen(facts: Facts, event: Asked): boolean {
  return currentLastUsefulDay(regularised(facts, event)) >= addDays(facts.expiry!.on, 1);
}
