import { askedOf } from '../circuit/circuit.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import type { Confirmation } from '../project/confirmation.js';
import type { Event, Outcome } from '../workflow/workflow.js';
import type { ProjectEffect, Round, RoundEffect, RoundFacts } from './round.js';
import { inviteGroup, invitations, inviteSlots, nextGroup, slotOf, withSlot } from './round-slots.js';

export function assemble(_: RoundFacts, event: Event<Round>): Outcome<Round> {
  if (event.type !== 'launch') return {};
  const { slots, collectUntil, termEndsOn, act } = event;
  return { change: { slots, collectUntil, termEndsOn, act, assemblyFailure: null }, effects: [{ type: 'assembleDocument' }] };
}

/** The seats of an agreement are read again from the directory; those of an act are known here only. */
export function reportFailure({ act, slots }: RoundFacts, event: Event<Round>): Outcome<Round> {
  if (event.type !== 'reportAssemblyFailure') return {};
  return { change: { assemblyFailure: event.code, slots: act ? slots : [] }, effects: [{ type: 'reportToClerks', what: 'assembly_failure', slotId: null }] };
}

export function inviteFirst(facts: RoundFacts, event: Event<Round>): Outcome<Round> {
  if (event.type !== 'recordAssembly') return {};
  const invited = inviteGroup({ ...facts, contentHash: event.contentHash }, event);
  return { change: { ...invited.change, assembledOn: event.effectiveOn }, effects: invited.effects };
}

export function sendCode(_: RoundFacts, event: Event<Round>): Outcome<Round> {
  if (event.type !== 'requestCode') return {};
  const { slotId, signatoryId, codeId } = event;
  return { effects: [{ type: event.channel === 'sms' ? 'sendSms' : 'sendCode', slotId, signatoryId, codeId }] };
}

/** The POST only records the approval; one writer appends the revision afterwards, in this order (decision 7). */
export function approve(facts: RoundFacts, event: Event<Round>): Outcome<Round> {
  if (event.type !== 'approve') return {};
  const { slotId, signatoryId } = event;
  return sign(facts, event, event.effectiveOn, [{ type: 'acknowledgeApproval', slotId, signatoryId }]);
}

/** A signature by hand counts from the day it bears. Nobody is thanked for it by a mail that speaks of a link and a code. */
export function recordPaper(facts: RoundFacts, event: Event<Round>): Outcome<Round> {
  if (event.type !== 'recordPaper') return {};
  return sign(facts, event, event.signedOn, []);
}

function sign(facts: RoundFacts, event: Extract<Event<Round>, { type: 'approve' | 'recordPaper' }>, on: LegalDay, told: readonly RoundEffect[]): Outcome<Round> {
  const { slotId, signatoryId } = event;
  const others = askedOf(slotOf(facts, event)!).filter((id) => id !== signatoryId);
  const next = nextGroup(withSlot(facts, event), event);
  const signedOn = facts.signedOn !== null && facts.signedOn > on ? facts.signedOn : on;
  return {
    change: { ...next.change, signedOn },
    effects: [{ type: 'appendRevisions' }, ...told, ...others.map((id) => ({ type: 'tellSignedByAnother' as const, slotId, signatoryId: id })), ...next.effects],
  };
}

export function refuse(facts: RoundFacts, event: Event<Round>): Outcome<Round> {
  if (event.type !== 'refuse') return {};
  return { change: { slots: withSlot(facts, event).slots }, effects: [{ type: 'reportToClerks', what: 'refusal', slotId: event.slotId }] };
}

/** The others go on without it: if it was the last one waited for, the document is closed. */
export function decline(facts: RoundFacts, event: Event<Round>): Outcome<Round> {
  if (event.type !== 'refuse') return {};
  const next = nextGroup(withSlot(facts, event), event);
  return { change: next.change, effects: [{ type: 'reportToClerks', what: 'declined', slotId: event.slotId }, ...next.effects] };
}

export function declineLast(facts: RoundFacts, event: Event<Round>): Outcome<Round> {
  const { change, effects = [] } = decline(facts, event);
  return { change, effects: [{ type: 'appendRevisions' }, ...effects] };
}

/** Only that body's place changes hands. A wrong address hears nothing more; a person who was asked in error is told. */
export function replaceSignatory(facts: RoundFacts, event: Event<Round>): Outcome<Round> {
  if (event.type !== 'replaceSignatory') return {};
  const { slotId, signatoryId, by, cause } = event;
  const wasAsked = slotOf(facts, event)!.state !== 'waiting';
  const told: RoundEffect[] = wasAsked && cause === 'other_person' ? [{ type: 'announceReplacement', slotId, signatoryId }] : [];
  const asked: RoundEffect[] = slotOf(facts, event)!.state === 'invited' ? [{ type: 'inviteSignatory', slotId, signatoryId: by, reminder: false }] : [];
  return { change: { slots: withSlot(facts, event).slots }, effects: [...asked, ...told] };
}

export function propose(facts: RoundFacts, event: Event<Round>): Outcome<Round> {
  if (event.type !== 'proposeSignatory') return {};
  return { change: { slots: withSlot(facts, event).slots }, effects: [{ type: 'reportToClerks', what: 'proposal', slotId: event.slotId }] };
}

export function moveSlot(facts: RoundFacts, event: Event<Round>): Outcome<Round> {
  return { change: { slots: withSlot(facts, event).slots } };
}

export function remind(facts: RoundFacts, event: Event<Round>): Outcome<Round> {
  return { effects: invitations(slotOf(facts, event)!, true) };
}

export function extend(_: RoundFacts, event: Event<Round>): Outcome<Round> {
  return event.type === 'extend' ? { change: { collectUntil: event.collectUntil } } : {};
}

export function extendAndRemind(facts: RoundFacts, event: Event<Round>): Outcome<Round> {
  return { ...extend(facts, event), effects: awaited(facts) };
}

/** Those who were asked are told, whether they had signed or not; those whose turn had not come never heard of it, unless a *projet* had made them read. */
export function announceEnd(facts: RoundFacts, event: Event<Round>): Outcome<Round> {
  if (event.type !== 'abandon') return {};
  const { slots, act } = facts;
  const effects = slots.filter(wasInvited).flatMap((slot) => askedOf(slot).map((signatoryId) => ({ type: 'announceAbandonment' as const, slotId: slot.id, signatoryId })));
  return { change: { abandonReason: event.reason.trim() }, effects: [...effects, ...toldOfProjectOnly(facts)], commands: act ? [{ kind: act.kind, id: act.id, command: { type: 'recordAbandonment' } }] : [] };
}

/** No signature passes to another text (decision 1): those who had signed learn that theirs is void, and why. */
export function announceSupersession(facts: RoundFacts, event: Event<Round>): Outcome<Round> {
  if (event.type !== 'supersede') return {};
  const effects = facts.slots.filter(wasInvited).flatMap((slot) => askedOf(slot).map((signatoryId) => ({ type: 'announceSupersession' as const, slotId: slot.id, signatoryId, signed: slot.state === 'approved' && signatoryId === slot.signatoryId })));
  return { change: { supersededBy: event.successorId, supersededReason: event.reason.trim() }, effects: [...effects, ...toldOfProjectOnly(facts)] };
}

/** Those whom a project made read, or deliberate, and whom nobody has asked to sign yet. */
function toldOfProjectOnly({ slots, confirmations }: RoundFacts): ProjectEffect[] {
  const isAsked = ({ bodyId, college }: Confirmation): boolean => slots.some((slot) => slot.bodyId === bodyId && slot.college === college && wasInvited(slot));
  return confirmations.filter((one) => !isAsked(one)).map(({ bodyId }) => ({ type: 'announceProjectEnd', bodyId }));
}

export function reportExpiry(): Outcome<Round> {
  return { effects: [{ type: 'reportToClerks', what: 'expiry', slotId: null }] };
}

/** The bodies that had refused are asked again, those who were still waited for are told that it goes on; the others keep their signature, for the content is the same. */
export function inviteAgain(facts: RoundFacts, event: Event<Round>): Outcome<Round> {
  const { change, effects } = inviteSlots(facts, facts.slots.filter(({ state }) => state === 'refused'), event);
  return { change, effects: [...effects, ...awaited(facts)] };
}

/** A sealed agreement begins its life; a sealed act is told to the subject that asked for it, in the same transaction. */
export function deliver({ slots, act, signedOn }: RoundFacts, event: Event<Round>): Outcome<Round> {
  if (event.type !== 'recordSeal') return {};
  const copies = slots.filter(({ state }) => state === 'approved').map(({ id, signatoryId }) => ({ type: 'deliverFinalCopy' as const, slotId: id, signatoryId }));
  const effects: RoundEffect[] = [...copies, { type: 'reportToClerks', what: 'sealed', slotId: null }, { type: 'compileEvidence' }];
  const change = { finalHash: event.finalHash };
  if (!act) return { change, effects: [...effects, { type: 'openTerm' }] };
  const declined = slots.filter(({ state }) => state === 'declined').map(({ bodyId }) => bodyId);
  const told = { type: 'recordSignatures', roundId: act.roundId, signedOn, ...(declined.length > 0 && { declined }) };
  return { change, effects, commands: [{ kind: act.kind, id: act.id, command: told }] };
}

function awaited({ slots }: RoundFacts): RoundEffect[] {
  return slots.filter(({ state }) => state === 'invited').flatMap((slot) => invitations(slot, true));
}

function wasInvited({ state }: { state: string }): boolean {
  return state !== 'waiting';
}
