import { circuitWorkflow } from '../circuit/circuit.workflow.js';
import { reasonLengthMin } from '../circuit/circuit.js';
import type { Circuit, Slot } from '../circuit/circuit.js';
import { addDays } from '../legal-time/legal-day.js';
import { decide, notPossibleNow } from '../workflow/workflow.js';
import type { Event, Moment, Outcome, Workflow } from '../workflow/workflow.js';
import type { Round, RoundEffect, RoundFacts } from './round.js';

// prettier-ignore
export const roundWorkflow: Workflow<Round> = {
  name: 'round',
  initial: 'draft',
  rows: [
    // from        on                       to            when           unless                                                      then            basis
    ['draft',      'launch',                'assembling', null,          [gapsRemain, seatsMissing, deadlinePast, termTooShort],     assemble,       'art. 1, 2.2, 4.2, 5.2.1'],
    ['draft',      'abandon',               'abandoned',  null,          [abandonReasonMissing],                                     announceEnd     ],
    ['assembling', 'recordAssembly',        'collecting', null,          [],                                                         inviteFirst,    'décision 1'],
    ['assembling', 'reportAssemblyFailure', 'draft',      null,          [],                                                         reportFailure   ],
    ['collecting', 'requestCode',           'collecting', null,          [slotRefuses],                                              sendCode        ],
    ['collecting', 'approve',               'sealing',    isLastMissing, [slotRefuses],                                              approve,        'C. civ. 1366, 1367'],
    ['collecting', 'approve',               'collecting', null,          [slotRefuses],                                              approve,        'C. civ. 1366, 1367'],
    ['collecting', 'refuse',                'blocked',    null,          [slotRefuses],                                              refuse,         'art. 1 : trois collèges'],
    ['collecting', 'remind',                'collecting', null,          [slotRefuses],                                              remind          ],
    ['collecting', 'extend',                'collecting', null,          [deadlinePast, termOutrun],                                 extend          ],
    ['collecting', 'abandon',               'abandoned',  null,          [abandonReasonMissing],                                     announceEnd     ],
    ['collecting', 'reachDeadline',         'expired',    null,          [],                                                         reportExpiry    ],
    ['blocked',    'resume',                'collecting', null,          [],                                                         inviteAgain     ],
    ['blocked',    'abandon',               'abandoned',  null,          [abandonReasonMissing],                                     announceEnd     ],
    ['expired',    'extend',                'collecting', null,          [deadlinePast, termOutrun],                                 extendAndRemind ],
    ['expired',    'abandon',               'abandoned',  null,          [abandonReasonMissing],                                     announceEnd     ],
    ['sealing',    'recordSeal',            'sealed',     null,          [],                                                         deliver,        'décision 5'],
  ],
  otherwise: {
    assembling: 'not_ready_yet', blocked: 'round_blocked', expired: 'round_expired', sealing: 'round_closed', sealed: 'round_closed', abandoned: 'round_closed',
  },
  deadlines: {
    draft: null,
    assembling: null,
    collecting: { on: 'reachDeadline', dueOn: dayAfterCollection },
    blocked: null,
    expired: null,
    sealing: null,
    sealed: null,
    abandoned: null,
  },
};

/** Half-open inside: the last day stays usable to its last minute. */
function dayAfterCollection({ collectUntil }: RoundFacts) {
  if (!collectUntil) throw new Error('A round collects signatures without a last day');
  return addDays(collectUntil, 1);
}

// --- what refuses -----------------------------------------------------------------------------------------------

function gapsRemain(_: RoundFacts, event: Event<Round>) {
  return event.type === 'launch' && event.gaps.some((gap) => gap.severity === 'error' && gap.waived === undefined) ? ('gaps_remain' as const) : null;
}

/** « Tripartite » means three colleges, not three signatures (art. 1). An act is signed by those it concerns, whoever they are. */
function seatsMissing(_: RoundFacts, event: Event<Round>) {
  if (event.type !== 'launch') return null;
  if (event.act) return event.slots.length === 0 ? ('seat_missing' as const) : null;
  const colleges = new Set(event.slots.map(({ college }) => college));
  return colleges.size < 3 ? ('college_missing' as const) : null;
}

function deadlinePast({ collectUntil: current }: RoundFacts, event: Event<Round>) {
  if (event.type !== 'launch' && event.type !== 'extend') return null;
  const notLater = event.type === 'extend' && current !== null && event.collectUntil <= current;
  return event.collectUntil <= event.effectiveOn || notLater ? ('deadline_past' as const) : null;
}

function termTooShort(_: RoundFacts, event: Event<Round>) {
  if (event.type !== 'launch' || (event.act && event.termEndsOn === null)) return null;
  return event.termEndsOn === null || event.termEndsOn <= event.collectUntil ? ('term_before_deadline' as const) : null;
}

/** Signed after its own term, the agreement could not begin (art. 9): no effect back in time (I-23). */
function termOutrun({ termEndsOn }: RoundFacts, event: Event<Round>) {
  return event.type === 'extend' && termEndsOn !== null && termEndsOn <= event.collectUntil ? ('term_before_deadline' as const) : null;
}

function abandonReasonMissing(_: RoundFacts, event: Event<Round>) {
  return event.type === 'abandon' && event.reason.trim().length < reasonLengthMin ? ('abandon_reason_missing' as const) : null;
}

/** The circuit's own table has the last word on one body's act. */
function slotRefuses(facts: RoundFacts, event: Event<Round>) {
  const slot = slotOf(facts, event);
  if (!slot) return 'unknown_slot' as const;
  const decision = decide(circuitWorkflow, { state: slot.state, facts: { ...slot, contentHash: facts.contentHash } }, slotEvent(facts, event));
  return decision.accepted ? null : decision.refusal === notPossibleNow ? ('unknown_slot' as const) : decision.refusal;
}

// --- what picks a row -------------------------------------------------------------------------------------------

function isLastMissing({ slots }: RoundFacts, event: Event<Round>) {
  return event.type === 'approve' && slots.every(({ id, state }) => id === event.slotId || state === 'approved');
}

// --- what follows -----------------------------------------------------------------------------------------------

function assemble(_: RoundFacts, event: Event<Round>): Outcome<Round> {
  if (event.type !== 'launch') return {};
  const { slots, collectUntil, termEndsOn, act } = event;
  return { change: { slots, collectUntil, termEndsOn, act, assemblyFailure: null }, effects: [{ type: 'assembleDocument' }] };
}

/** The seats of an agreement are read again from the directory; those of an act are known here only. */
function reportFailure({ act, slots }: RoundFacts, event: Event<Round>): Outcome<Round> {
  if (event.type !== 'reportAssemblyFailure') return {};
  return { change: { assemblyFailure: event.code, slots: act ? slots : [] }, effects: [{ type: 'reportToClerks', what: 'assembly_failure', slotId: null }] };
}

function inviteFirst(facts: RoundFacts, event: Event<Round>): Outcome<Round> {
  if (event.type !== 'recordAssembly') return {};
  return inviteGroup({ ...facts, contentHash: event.contentHash }, event);
}

function sendCode(_: RoundFacts, event: Event<Round>): Outcome<Round> {
  if (event.type !== 'requestCode') return {};
  const { slotId, signatoryId, codeId } = event;
  return { effects: [{ type: 'sendCode', slotId, signatoryId, codeId }] };
}

/** The POST only records the approval; one writer appends the revision afterwards, in this order (decision 7). */
function approve(facts: RoundFacts, event: Event<Round>): Outcome<Round> {
  if (event.type !== 'approve') return {};
  const signed = withSlot(facts, event);
  const effects: RoundEffect[] = [{ type: 'appendRevisions' }, { type: 'acknowledgeApproval', slotId: event.slotId, signatoryId: event.signatoryId }];
  const group = slotOf(facts, event)!.group;
  const groupDone = signed.slots.every((slot) => slot.group > group || slot.state === 'approved');
  const next = groupDone ? inviteGroup(signed, event) : { change: { slots: signed.slots }, effects: [] };
  return { change: { ...next.change, ...(isLastMissing(facts, event) && { signedOn: event.effectiveOn }) }, effects: [...effects, ...next.effects] };
}

function refuse(facts: RoundFacts, event: Event<Round>): Outcome<Round> {
  if (event.type !== 'refuse') return {};
  return { change: { slots: withSlot(facts, event).slots }, effects: [{ type: 'reportToClerks', what: 'refusal', slotId: event.slotId }] };
}

function remind(facts: RoundFacts, event: Event<Round>): Outcome<Round> {
  const slot = slotOf(facts, event)!;
  return { effects: [invitation(slot, true)] };
}

function extend(_: RoundFacts, event: Event<Round>): Outcome<Round> {
  return event.type === 'extend' ? { change: { collectUntil: event.collectUntil } } : {};
}

function extendAndRemind(facts: RoundFacts, event: Event<Round>): Outcome<Round> {
  const waiting = facts.slots.filter(({ state }) => state === 'invited');
  return { ...extend(facts, event), effects: waiting.map((slot) => invitation(slot, true)) };
}

/** Those who were asked are told, whether they had signed or not; those whose turn had not come never heard of it. */
function announceEnd({ slots, act }: RoundFacts, event: Event<Round>): Outcome<Round> {
  if (event.type !== 'abandon') return {};
  const concerned = slots.filter(({ state }) => state !== 'waiting');
  const effects = concerned.map(({ id, signatoryId }) => ({ type: 'announceAbandonment' as const, slotId: id, signatoryId }));
  return { change: { abandonReason: event.reason.trim() }, effects, commands: act ? [{ kind: act.kind, id: act.id, command: { type: 'recordAbandonment' } }] : [] };
}

function reportExpiry(): Outcome<Round> {
  return { effects: [{ type: 'reportToClerks', what: 'expiry', slotId: null }] };
}

/** The bodies that had refused are asked again; the others keep their signature, for the content is the same. */
function inviteAgain(facts: RoundFacts, event: Event<Round>): Outcome<Round> {
  const refused = facts.slots.filter(({ state }) => state === 'refused');
  return inviteSlots(facts, refused, event);
}

/** A sealed agreement begins its life; a sealed act is told to the subject that asked for it, in the same transaction. */
function deliver({ slots, act, signedOn }: RoundFacts, event: Event<Round>): Outcome<Round> {
  if (event.type !== 'recordSeal') return {};
  const copies = slots.map(({ id, signatoryId }) => ({ type: 'deliverFinalCopy' as const, slotId: id, signatoryId }));
  const effects: RoundEffect[] = [...copies, { type: 'reportToClerks', what: 'sealed', slotId: null }, { type: 'compileEvidence' }];
  const change = { finalHash: event.finalHash };
  if (!act) return { change, effects: [...effects, { type: 'openTerm' }] };
  const told = { type: 'recordSignatures', roundId: act.roundId, signedOn };
  return { change, effects, commands: [{ kind: act.kind, id: act.id, command: told }] };
}

// --- the circuit inside the round -------------------------------------------------------------------------------

function slotOf({ slots }: RoundFacts, event: Event<Round>): Slot | undefined {
  return 'slotId' in event ? slots.find(({ id }) => id === event.slotId) : undefined;
}

/** What the round's event means for one slot. */
function slotEvent(facts: RoundFacts, event: Event<Round>): Event<Circuit> {
  const moment: Moment = { effectiveOn: event.effectiveOn, at: event.at };
  if (event.type === 'approve') return { type: 'approve', signatoryId: event.signatoryId, contentHash: event.contentHash, order: nextOrder(facts), ...moment };
  if (event.type === 'refuse') return { type: 'refuse', signatoryId: event.signatoryId, contentHash: event.contentHash, reason: event.reason, ...moment };
  if (event.type === 'requestCode') return { type: 'requestCode', signatoryId: event.signatoryId, contentHash: event.contentHash, ...moment };
  return { type: 'remind', ...moment };
}

function nextOrder({ slots }: RoundFacts): number {
  return slots.filter(({ order }) => order !== null).length + 1;
}

function withSlot(facts: RoundFacts, event: Event<Round>): RoundFacts {
  return { ...facts, slots: facts.slots.map((slot) => ('slotId' in event && slot.id === event.slotId ? moved(facts, slot, slotEvent(facts, event)) : slot)) };
}

function moved(facts: RoundFacts, slot: Slot, event: Event<Circuit>): Slot {
  const decision = decide(circuitWorkflow, { state: slot.state, facts: { ...slot, contentHash: facts.contentHash } }, event);
  if (!decision.accepted) throw new Error(`${slot.id} refuses ${event.type}: ${decision.refusal}`);
  const { contentHash: _, ...facts_ } = decision.facts;
  return { ...facts_, state: decision.to };
}

/** Invites the first group that still misses a signature. */
function inviteGroup(facts: RoundFacts, moment: Moment): { change: Partial<RoundFacts>; effects: RoundEffect[] } {
  const waiting = facts.slots.filter(({ state }) => state === 'waiting');
  const group = Math.min(...waiting.map((slot) => slot.group));
  return inviteSlots(facts, waiting.filter((slot) => slot.group === group), moment);
}

function inviteSlots(facts: RoundFacts, invited: readonly Slot[], { effectiveOn, at }: Moment): { change: Partial<RoundFacts>; effects: RoundEffect[] } {
  const ids = new Set(invited.map(({ id }) => id));
  const slots = facts.slots.map((slot) => (ids.has(slot.id) ? moved(facts, slot, { type: 'invite', effectiveOn, at }) : slot));
  return { change: { slots, contentHash: facts.contentHash }, effects: invited.map((slot) => invitation(slot, false)) };
}

function invitation({ id, signatoryId }: Slot, reminder: boolean): RoundEffect {
  return { type: 'inviteSignatory', slotId: id, signatoryId, reminder };
}
