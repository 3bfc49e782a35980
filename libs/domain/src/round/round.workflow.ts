import { reasonLengthMin } from '../circuit/circuit.js';
import { missingGroup } from '../circuit/routing.js';
import { addDays } from '../legal-time/legal-day.js';
import type { Event, Workflow } from '../workflow/workflow.js';
import { isSettled } from './round.js';
import type { Round, RoundFacts } from './round.js';
import {
  announceEnd, announceSupersession, approve, assemble, decline, declineLast, deliver, extend, extendAndRemind, inviteAgain, inviteFirst, moveSlot, propose, recordPaper, refuse, remind, replaceSignatory, reportExpiry, reportFailure, sendCode,
} from './round-outcomes.js';
import {
  announceProjectEnd, annexesMoved, askConfirmations, askOneAgain, bodyRefuses, bodyUnknown, changeContent, confirmAnnexes, confirmationsMissing, contestAnnexes, contestTooLong, freeze, freezeText, isAgreement, isProject, nothingChanged, openSignatures, partRefuses, projectReasonMissing,
  sendOneAgain, supersedeProject, termPast, waiveConfirmation,
} from './round-project.js';
import { refusalOfSlot, slotOf } from './round-slots.js';

// prettier-ignore
export const roundWorkflow: Workflow<Round> = {
  name: 'round',
  initial: 'draft',
  rows: [
    // from        on                       to            when           unless                                                      then                  basis
    ['draft',      'launch',                'assembling', null,          [levelsUnchosen, gapsRemain, seatsMissing, signerUnknown, groupsBroken, deadlinePast, termTooShort], assemble,   'art. 1, 2.2, 4.2, 5.2.1'],
    ['draft',      'abandon',               'abandoned',  null,          [abandonReasonMissing],                                     announceEnd           ],
    ['draft',      'openProject',           'confirming', isAgreement,   [gapsRemain],                                               askConfirmations,     'décision 20'],
    ['confirming', 'confirmAnnexes',        'confirming', null,          [partRefuses],                                              confirmAnnexes        ],
    ['confirming', 'contestAnnexes',        'confirming', null,          [partRefuses, projectReasonMissing, contestTooLong],        contestAnnexes        ],
    ['confirming', 'askAgain',              'confirming', null,          [bodyRefuses],                                              askOneAgain           ],
    ['confirming', 'waiveConfirmation',     'confirming', null,          [bodyRefuses, projectReasonMissing],                        waiveConfirmation     ],
    ['confirming', 'changeContent',         'confirming', null,          [nothingChanged],                                           changeContent,        'décision 20'],
    ['confirming', 'freeze',                'assembling', null,          [levelsUnchosen, gapsRemain, seatsMissing, signerUnknown, groupsBroken, termPast, annexesMoved, confirmationsMissing], freeze, 'décision 20'],
    ['confirming', 'abandon',               'abandoned',  null,          [abandonReasonMissing],                                     announceProjectEnd    ],
    ['assembling', 'recordAssembly',        'project',    isProject,     [],                                                         freezeText,           'décision 20'],
    ['assembling', 'recordAssembly',        'collecting', null,          [],                                                         inviteFirst,          'décision 1'],
    ['assembling', 'reportAssemblyFailure', 'confirming', isProject,     [],                                                         reportFailure         ],
    ['assembling', 'reportAssemblyFailure', 'draft',      null,          [],                                                         reportFailure         ],
    ['project',    'askAgain',              'project',    null,          [bodyUnknown],                                              sendOneAgain          ],
    ['project',    'replaceSignatory',      'project',    null,          [slotRefuses],                                              replaceSignatory,     'décision 3'],
    ['project',    'openSignatures',        'collecting', null,          [deadlinePast, termOutrun],                                 openSignatures,       'décision 20'],
    ['project',    'supersede',             'superseded', null,          [supersedeReasonMissing],                                   supersedeProject,     'décision 1'],
    ['project',    'abandon',               'abandoned',  null,          [abandonReasonMissing],                                     announceProjectEnd    ],
    ['collecting', 'requestCode',           'collecting', null,          [slotRefuses],                                              sendCode              ],
    ['collecting', 'approve',               'sealing',    isLastMissing, [slotRefuses],                                              approve,              'C. civ. 1366, 1367'],
    ['collecting', 'approve',               'collecting', null,          [slotRefuses],                                              approve,              'C. civ. 1366, 1367'],
    ['collecting', 'recordPaper',           'sealing',    isLastMissing, [slotRefuses, paperOutOfTime],                              recordPaper,          'C. civ. 1367, 1379'],
    ['collecting', 'recordPaper',           'collecting', null,          [slotRefuses, paperOutOfTime],                              recordPaper,          'C. civ. 1367, 1379'],
    ['collecting', 'refuse',                'sealing',    declinesLast,  [slotRefuses],                                              declineLast,          'décision 10'],
    ['collecting', 'refuse',                'collecting', declines,      [slotRefuses],                                              decline,              'décision 10'],
    ['collecting', 'refuse',                'blocked',    null,          [slotRefuses],                                              refuse,               'art. 1 : trois collèges'],
    ['collecting', 'remind',                'collecting', null,          [slotRefuses],                                              remind                ],
    ['collecting', 'proposeSignatory',      'collecting', null,          [slotRefuses],                                              propose               ],
    ['collecting', 'dismissProposal',       'collecting', null,          [slotRefuses],                                              moveSlot              ],
    ['collecting', 'acceptIrregularity',    'collecting', null,          [slotRefuses, acceptanceReasonMissing],                     moveSlot,             'décision 20'],
    ['collecting', 'replaceSignatory',      'collecting', null,          [slotRefuses],                                              replaceSignatory,     'décision 3'],
    ['collecting', 'extend',                'collecting', null,          [deadlinePast, termOutrun],                                 extend                ],
    ['collecting', 'supersede',             'superseded', null,          [isAct, supersedeReasonMissing],                            announceSupersession, 'décision 1'],
    ['collecting', 'abandon',               'abandoned',  null,          [abandonReasonMissing],                                     announceEnd           ],
    ['collecting', 'reachDeadline',         'expired',    null,          [],                                                         reportExpiry          ],
    ['blocked',    'resume',                'collecting', null,          [lastDayPast],                                              inviteAgain           ],
    ['blocked',    'extend',                'blocked',    null,          [deadlinePast, termOutrun],                                 extend                ],
    ['blocked',    'replaceSignatory',      'blocked',    null,          [slotRefuses],                                              replaceSignatory,     'décision 3'],
    ['blocked',    'supersede',             'superseded', null,          [isAct, supersedeReasonMissing],                            announceSupersession, 'décision 1'],
    ['blocked',    'abandon',               'abandoned',  null,          [abandonReasonMissing],                                     announceEnd           ],
    ['expired',    'extend',                'collecting', null,          [deadlinePast, termOutrun],                                 extendAndRemind       ],
    ['expired',    'replaceSignatory',      'expired',    null,          [slotRefuses],                                              replaceSignatory,     'décision 3'],
    ['expired',    'supersede',             'superseded', null,          [isAct, supersedeReasonMissing],                            announceSupersession, 'décision 1'],
    ['expired',    'abandon',               'abandoned',  null,          [abandonReasonMissing],                                     announceEnd           ],
    ['sealing',    'recordSeal',            'sealed',     null,          [],                                                         deliver,              'décision 5'],
  ],
  otherwise: {
    confirming: 'project_confirming', assembling: 'not_ready_yet', project: 'project_unopened', blocked: 'round_blocked', expired: 'round_expired', sealing: 'round_closed', sealed: 'round_closed', abandoned: 'round_closed', superseded: 'round_closed',
  },
  deadlines: {
    draft: null,
    confirming: null,
    assembling: null,
    project: null,
    collecting: { on: 'reachDeadline', dueOn: dayAfterCollection },
    blocked: null,
    expired: null,
    sealing: null,
    sealed: null,
    abandoned: null,
    superseded: null,
  },
};

/** Half-open inside: the last day stays usable to its last minute. */
function dayAfterCollection({ collectUntil }: RoundFacts) {
  if (!collectUntil) throw new Error('A round collects signatures without a last day');
  return addDays(collectUntil, 1);
}

// --- what refuses -----------------------------------------------------------------------------------------------

/** Who signs is settled when the text is. */
function settlesSeats(event: Event<Round>): event is Extract<Event<Round>, { type: 'launch' | 'freeze' }> {
  return event.type === 'launch' || event.type === 'freeze';
}

/** No silent default: a place whose level nobody has chosen is offered to nobody (decision 13). */
function levelsUnchosen(_: RoundFacts, event: Event<Round>) {
  return settlesSeats(event) && event.slots.some(({ level }) => level === null) ? ('levels_unchosen' as const) : null;
}

function gapsRemain(_: RoundFacts, event: Event<Round>) {
  return (event.type === 'openProject' || settlesSeats(event)) && event.gaps.some((gap) => gap.severity === 'error' && gap.waived === undefined) ? ('gaps_remain' as const) : null;
}

/** « Tripartite » means three colleges, not three signatures (art. 1). An act is signed by those it concerns, whoever they are. */
function seatsMissing(_: RoundFacts, event: Event<Round>) {
  if (!settlesSeats(event)) return null;
  if (event.type === 'launch' && event.act) return event.slots.length === 0 ? ('seat_missing' as const) : null;
  const colleges = new Set(event.slots.map(({ college }) => college));
  return colleges.size < 3 ? ('college_missing' as const) : null;
}

/** Groups are asked one after the other from the first: a rank that nobody holds would be a turn that never comes. */
function groupsBroken(_: RoundFacts, event: Event<Round>) {
  return settlesSeats(event) && missingGroup(event.slots) !== null ? ('groups_broken' as const) : null;
}

/** Somebody else must not be asked in the place of the person whom the préfecture chose. */
function signerUnknown(_: RoundFacts, event: Event<Round>) {
  return settlesSeats(event) && event.routing?.some(({ code }) => code === 'signer_unknown') ? ('signer_unknown' as const) : null;
}

function deadlinePast({ collectUntil: current }: RoundFacts, event: Event<Round>) {
  if (event.type !== 'launch' && event.type !== 'extend' && event.type !== 'openSignatures') return null;
  const notLater = event.type === 'extend' && current !== null && event.collectUntil <= current;
  return event.collectUntil <= event.effectiveOn || notLater ? ('deadline_past' as const) : null;
}

/** Nothing ends a blocked round but people: its last day may be behind it. Resumed so, it would invite to a place that is already shut. */
function lastDayPast({ collectUntil }: RoundFacts, event: Event<Round>) {
  return collectUntil !== null && event.effectiveOn > collectUntil ? ('last_day_past' as const) : null;
}

function termTooShort(_: RoundFacts, event: Event<Round>) {
  if (event.type !== 'launch' || (event.act && event.termEndsOn === null)) return null;
  return event.termEndsOn === null || event.termEndsOn <= event.collectUntil ? ('term_before_deadline' as const) : null;
}

/** Signed after its own term, the agreement could not begin (art. 9): no effect back in time (I-23). */
function termOutrun({ termEndsOn }: RoundFacts, event: Event<Round>) {
  return (event.type === 'extend' || event.type === 'openSignatures') && termEndsOn !== null && termEndsOn <= event.collectUntil ? ('term_before_deadline' as const) : null;
}

function abandonReasonMissing(_: RoundFacts, event: Event<Round>) {
  return event.type === 'abandon' && event.reason.trim().length < reasonLengthMin ? ('abandon_reason_missing' as const) : null;
}

function acceptanceReasonMissing(_: RoundFacts, event: Event<Round>) {
  return event.type === 'acceptIrregularity' && event.reason.trim().length < reasonLengthMin ? ('reason_missing' as const) : null;
}

/** Those whose signature falls are told why. */
function supersedeReasonMissing(_: RoundFacts, event: Event<Round>) {
  return event.type === 'supersede' && event.reason.trim().length < reasonLengthMin ? ('reason_missing' as const) : null;
}

/** The words of an act belong to the subject that wants it signed: it is withdrawn there, and another one drawn up. */
function isAct({ act }: RoundFacts) {
  return act ? ('act_not_superseded' as const) : null;
}

/** A hand signs a text that exists, and no later than the day its paper is received. */
function paperOutOfTime({ assembledOn }: RoundFacts, event: Event<Round>) {
  if (event.type !== 'recordPaper') return null;
  if (event.signedOn > event.effectiveOn) return 'signed_in_future' as const;
  return assembledOn !== null && event.signedOn < assembledOn ? ('signed_before_text' as const) : null;
}

function slotRefuses(facts: RoundFacts, event: Event<Round>) {
  return refusalOfSlot(facts, event);
}

// --- what picks a row -------------------------------------------------------------------------------------------

function isLastMissing({ slots }: RoundFacts, event: Event<Round>) {
  return 'slotId' in event && slots.every((slot) => slot.id === event.slotId || isSettled(slot));
}

/** Its refusal does not stop the others, and there are others: a text that nobody signs is no act. */
function declines(facts: RoundFacts, event: Event<Round>) {
  const slot = slotOf(facts, event);
  return slot !== undefined && !slot.blocks && facts.slots.some(({ id, state }) => id !== slot.id && state !== 'declined');
}

function declinesLast(facts: RoundFacts, event: Event<Round>) {
  return declines(facts, event) && isLastMissing(facts, event);
}
