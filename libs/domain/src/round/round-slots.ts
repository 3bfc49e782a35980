import { circuitWorkflow } from '../circuit/circuit.workflow.js';
import { askedOf } from '../circuit/circuit.js';
import type { Circuit, Slot } from '../circuit/circuit.js';
import { decide, notPossibleNow } from '../workflow/workflow.js';
import type { Event, Moment } from '../workflow/workflow.js';
import { isSettled } from './round.js';
import type { Round, RoundEffect, RoundFacts, RoundRefusal } from './round.js';

export type Changed = { change: Partial<RoundFacts>; effects: RoundEffect[] };

export function slotOf({ slots }: RoundFacts, event: Event<Round>): Slot | undefined {
  return 'slotId' in event ? slots.find(({ id }) => id === event.slotId) : undefined;
}

/** The circuit's own table has the last word on one body's act. */
export function refusalOfSlot(facts: RoundFacts, event: Event<Round>): RoundRefusal | null {
  const slot = slotOf(facts, event);
  if (!slot) return 'unknown_slot';
  const decision = decide(circuitWorkflow, { state: slot.state, facts: { ...slot, contentHash: facts.contentHash } }, slotEvent(facts, event));
  return decision.accepted ? null : decision.refusal === notPossibleNow ? 'unknown_slot' : decision.refusal;
}

/** The same facts once the event has moved its slot. */
export function withSlot(facts: RoundFacts, event: Event<Round>): RoundFacts {
  return { ...facts, slots: facts.slots.map((slot) => ('slotId' in event && slot.id === event.slotId ? moved(facts, slot, slotEvent(facts, event)) : slot)) };
}

/** Invites the next group when nobody of the current one is waited for any more. */
export function nextGroup(facts: RoundFacts, event: Event<Round>): Changed {
  const group = slotOf(facts, event)!.group;
  const done = facts.slots.every((slot) => slot.group > group || isSettled(slot));
  return done ? inviteGroup(facts, event) : { change: { slots: facts.slots }, effects: [] };
}

/** Invites the first group that still misses a signature. */
export function inviteGroup(facts: RoundFacts, moment: Moment): Changed {
  const waiting = facts.slots.filter(({ state }) => state === 'waiting');
  const group = Math.min(...waiting.map((slot) => slot.group));
  return inviteSlots(facts, waiting.filter((slot) => slot.group === group), moment);
}

export function inviteSlots(facts: RoundFacts, invited: readonly Slot[], { effectiveOn, at }: Moment): Changed {
  const ids = new Set(invited.map(({ id }) => id));
  const slots = facts.slots.map((slot) => (ids.has(slot.id) ? moved(facts, slot, { type: 'invite', effectiveOn, at }) : slot));
  return { change: { slots, contentHash: facts.contentHash }, effects: invited.flatMap((slot) => invitations(slot, false)) };
}

/** All who may sign for the body are asked. */
export function invitations(slot: Slot, reminder: boolean): RoundEffect[] {
  return askedOf(slot).map((signatoryId) => ({ type: 'inviteSignatory', slotId: slot.id, signatoryId, reminder }));
}

/** What the round's event means for one slot. */
function slotEvent(facts: RoundFacts, event: Event<Round>): Event<Circuit> {
  const moment: Moment = { effectiveOn: event.effectiveOn, at: event.at };
  switch (event.type) {
    case 'approve':
      return { type: 'approve', signatoryId: event.signatoryId, contentHash: event.contentHash, authority: event.authority ?? null, order: nextOrder(facts), ...(event.means && { means: event.means }), ...moment };
    case 'recordPaper':
      return { type: 'recordPaper', signatoryId: event.signatoryId, contentHash: event.contentHash, paperId: event.paperId, authority: event.authority ?? null, order: nextOrder(facts), ...moment };
    case 'acceptIrregularity':
      return { type: 'acceptIrregularity', ...moment };
    case 'refuse':
      return { type: 'refuse', signatoryId: event.signatoryId, contentHash: event.contentHash, reason: event.reason, ...moment };
    case 'requestCode':
      return { type: 'requestCode', signatoryId: event.signatoryId, contentHash: event.contentHash, authority: event.authority ?? null, ...moment };
    case 'replaceSignatory':
      return { type: 'replaceSignatory', signatoryId: event.signatoryId, by: event.by, cause: event.cause, ...moment };
    case 'proposeSignatory':
      return { type: 'proposeSignatory', signatoryId: event.signatoryId, contentHash: event.contentHash, proposalId: event.proposalId, ...moment };
    case 'dismissProposal':
      return { type: 'dismissProposal', ...moment };
    default:
      return { type: 'remind', ...moment };
  }
}

function nextOrder({ slots }: RoundFacts): number {
  return slots.filter(({ order }) => order !== null).length + 1;
}

function moved(facts: RoundFacts, slot: Slot, event: Event<Circuit>): Slot {
  const decision = decide(circuitWorkflow, { state: slot.state, facts: { ...slot, contentHash: facts.contentHash } }, event);
  if (!decision.accepted) throw new Error(`${slot.id} refuses ${event.type}: ${decision.refusal}`);
  const { contentHash: _, ...facts_ } = decision.facts;
  return { ...facts_, state: decision.to };
}
