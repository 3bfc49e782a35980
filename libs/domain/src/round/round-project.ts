import { faultOfReason, reasonLengthMin } from '../circuit/circuit.js';
import { isAgreed, movedBodies } from '../project/confirmation.js';
import type { AskedBody, Confirmation } from '../project/confirmation.js';
import type { Event, Moment, Outcome } from '../workflow/workflow.js';
import type { ProjectEffect, Round, RoundFacts } from './round.js';
import { inviteGroup } from './round-slots.js';

// --- what refuses -----------------------------------------------------------------------------------------------

/** One answers for what one has read: the page of yesterday does not confirm the annexes of today. */
export function partRefuses(facts: RoundFacts, event: Event<Round>) {
  if (event.type !== 'confirmAnnexes' && event.type !== 'contestAnnexes') return null;
  const asked = confirmationOf(facts, event);
  if (!asked) return 'unknown_body' as const;
  if (asked.hash !== event.partHash) return 'other_annexes' as const;
  return event.type === 'confirmAnnexes' && asked.state === 'confirmed' ? ('already_confirmed' as const) : null;
}

/** The préfecture asks again, or goes on without an answer, where one is still waited for. */
export function bodyRefuses(facts: RoundFacts, event: Event<Round>) {
  const asked = confirmationOf(facts, event);
  if (!asked) return 'unknown_body' as const;
  return isAgreed(asked) ? ('already_confirmed' as const) : null;
}

export function bodyUnknown(facts: RoundFacts, event: Event<Round>) {
  return confirmationOf(facts, event) ? null : ('unknown_body' as const);
}

/** A doubt without words cannot be mended, nor a waiver without them explained. */
export function projectReasonMissing(_: RoundFacts, event: Event<Round>) {
  return (event.type === 'contestAnnexes' || event.type === 'waiveConfirmation') && event.reason.trim().length < reasonLengthMin ? ('reason_missing' as const) : null;
}

/** What comes from behind a link is bounded here, whatever the page. */
export function contestTooLong(_: RoundFacts, event: Event<Round>) {
  return event.type === 'contestAnnexes' && faultOfReason(event.reason) === 'reason_too_long' ? ('reason_too_long' as const) : null;
}

export function nothingChanged({ confirmations }: RoundFacts, event: Event<Round>) {
  return event.type === 'changeContent' && movedBodies(confirmations, event.parts).length === 0 ? ('nothing_changed' as const) : null;
}

export function annexesMoved({ confirmations }: RoundFacts, event: Event<Round>) {
  return event.type === 'freeze' && movedBodies(confirmations, event.parts).length > 0 ? ('annexes_moved' as const) : null;
}

export function confirmationsMissing({ confirmations }: RoundFacts) {
  return confirmations.every(isAgreed) ? null : ('confirmations_missing' as const);
}

/** The last day to sign is chosen once the assemblies have decided; the text bears its own term from now on. */
export function termPast(_: RoundFacts, event: Event<Round>) {
  return event.type === 'freeze' && event.termEndsOn <= event.effectiveOn ? ('term_past' as const) : null;
}

// --- what picks a row -------------------------------------------------------------------------------------------

/** The words of an act are settled on its own page. */
export function isAgreement({ act }: RoundFacts) {
  return act === null;
}

export function isProject({ confirmations }: RoundFacts) {
  return confirmations.length > 0;
}

// --- what follows -----------------------------------------------------------------------------------------------

export function askConfirmations(_: RoundFacts, event: Event<Round>): Outcome<Round> {
  if (event.type !== 'openProject') return {};
  return { change: { confirmations: event.parts.map((body) => asked(body, event)), assemblyFailure: null }, effects: event.parts.map(({ bodyId }) => ({ type: 'askConfirmation', bodyId, why: 'first' })) };
}

export function confirmAnnexes(facts: RoundFacts, event: Event<Round>): Outcome<Round> {
  return event.type === 'confirmAnnexes' ? withConfirmation(facts, event, { state: 'confirmed', answerId: event.answerId, reason: null }) : {};
}

export function contestAnnexes(facts: RoundFacts, event: Event<Round>): Outcome<Round> {
  if (event.type !== 'contestAnnexes') return {};
  return { ...withConfirmation(facts, event, { state: 'contested', answerId: event.answerId, reason: null }), effects: [{ type: 'reportContest', bodyId: event.bodyId }] };
}

/** A doubt that the préfecture does not share becomes a question again. */
export function askOneAgain(facts: RoundFacts, event: Event<Round>): Outcome<Round> {
  if (event.type !== 'askAgain') return {};
  return { ...withConfirmation(facts, event, { state: 'asked', answerId: null, reason: null }), effects: [{ type: 'askConfirmation', bodyId: event.bodyId, why: 'again' }] };
}

/** The frozen text once more, to whoever the directory names now. */
export function sendOneAgain(_: RoundFacts, event: Event<Round>): Outcome<Round> {
  return event.type === 'askAgain' ? { effects: [{ type: 'sendProject', bodyId: event.bodyId }] } : {};
}

export function waiveConfirmation(facts: RoundFacts, event: Event<Round>): Outcome<Round> {
  return event.type === 'waiveConfirmation' ? withConfirmation(facts, event, { state: 'waived', answerId: null, reason: event.reason.trim() }) : {};
}

/** Those whose own part moved are asked again; what the others said of theirs stands. */
export function changeContent({ confirmations }: RoundFacts, event: Event<Round>): Outcome<Round> {
  if (event.type !== 'changeContent') return {};
  const moved = new Set(movedBodies(confirmations, event.parts));
  const known = new Map(confirmations.map((one) => [one.bodyId, one]));
  const effects: ProjectEffect[] = event.parts.filter(({ bodyId }) => moved.has(bodyId)).map(({ bodyId }) => ({ type: 'askConfirmation', bodyId, why: known.has(bodyId) ? 'changed' : 'first' }));
  return { change: { confirmations: event.parts.map((body) => (moved.has(body.bodyId) ? asked(body, event) : known.get(body.bodyId)!)) }, effects };
}

export function freeze(_: RoundFacts, event: Event<Round>): Outcome<Round> {
  if (event.type !== 'freeze') return {};
  const { slots, termEndsOn } = event;
  return { change: { slots, termEndsOn, collectUntil: null, assemblyFailure: null }, effects: [{ type: 'assembleDocument' }] };
}

/** Nobody is asked to sign yet. Of the bodies, gestionnaires alone may have an assembly that decides. */
export function freezeText({ confirmations }: RoundFacts, event: Event<Round>): Outcome<Round> {
  if (event.type !== 'recordAssembly') return {};
  const effects = confirmations.filter(({ college }) => college === 'gestionnaire').map(({ bodyId }) => ({ type: 'sendProject' as const, bodyId }));
  return { change: { contentHash: event.contentHash, assembledOn: event.effectiveOn }, effects };
}

export function openSignatures(facts: RoundFacts, event: Event<Round>): Outcome<Round> {
  if (event.type !== 'openSignatures') return {};
  const { change, effects } = inviteGroup(facts, event);
  return { change: { ...change, collectUntil: event.collectUntil }, effects };
}

/** Everybody who was asked to confirm learns that it was for nothing: some may have put the text on the agenda of their assembly. */
export function announceProjectEnd(facts: RoundFacts, event: Event<Round>): Outcome<Round> {
  return event.type === 'abandon' ? { change: { abandonReason: event.reason.trim() }, effects: endings(facts) } : {};
}

export function supersedeProject(facts: RoundFacts, event: Event<Round>): Outcome<Round> {
  return event.type === 'supersede' ? { change: { supersededBy: event.successorId, supersededReason: event.reason.trim() }, effects: endings(facts) } : {};
}

function endings({ confirmations }: RoundFacts): ProjectEffect[] {
  return confirmations.map(({ bodyId }) => ({ type: 'announceProjectEnd', bodyId }));
}

function confirmationOf({ confirmations }: RoundFacts, event: Event<Round>): Confirmation | undefined {
  return 'bodyId' in event ? confirmations.find(({ bodyId }) => bodyId === event.bodyId) : undefined;
}

function asked({ bodyId, bodyName, college, hash }: AskedBody, { at }: Moment): Confirmation {
  return { bodyId, bodyName, college, hash, state: 'asked', since: at, answerId: null, reason: null };
}

function withConfirmation({ confirmations }: RoundFacts, { bodyId, at }: { bodyId: string } & Moment, change: Pick<Confirmation, 'state' | 'answerId' | 'reason'>): Outcome<Round> {
  return { change: { confirmations: confirmations.map((one) => (one.bodyId === bodyId ? { ...one, ...change, since: at } : one)) } };
}
