import type { Instant } from '../legal-time/legal-day.js';
import type { Errand, Event, Outcome } from '../workflow/workflow.js';
import type { Demarche } from './demarches.js';
import { lastDayOf, lastProofDay } from './mandate-days.js';
import type { Mandate, MandateEffect, MandateEnd, MandateFacts } from './mandate.js';

type Facts = MandateFacts;
type Asked = Event<Mandate>;

export function keepInformation(_: Facts, event: Asked): Outcome<Mandate> {
  return event.type === 'inform' ? { change: { informedAt: event.at, agreementId: event.standing.agreementId } } : {};
}

/** Whoever corrects the identity says again what is entrusted: the person reads it with the right name on it. */
export function keepIdentity(_: Facts, event: Asked): Outcome<Mandate> {
  return event.type === 'verifyIdentity' ? { change: { identifiedAt: event.at, identityDocument: event.document, definedAt: null } } : {};
}

export function keepScope(_: Facts, event: Asked): Outcome<Mandate> {
  if (event.type !== 'define') return {};
  const scope = event.scope.map(({ demarche, actions, dataRequests, partners }) => ({ demarche, actions, dataRequests, partners: [...new Set(partners)] }));
  return { change: { definedAt: event.at, scope, duration: event.duration, agreementId: event.standing.agreementId } };
}

/** The older mandates learn of it in the same transaction, and end at the same instant for what they share (C. civ. 2006, decision 24). */
export function bind(facts: Facts, event: Asked): Outcome<Mandate> {
  if (event.type !== 'sign' || facts.duration === null) return {};
  const { at, effectiveOn: on, signature, text, standing, older } = event;
  return {
    change: { agreementId: standing.agreementId, signed: { at, on, signature, text }, endsOn: lastDayOf(on, facts.duration) },
    effects: [{ type: 'sealOriginal' }],
    commands: older.flatMap(({ id, demarches }) => replacement(facts, id, demarches, at)),
  };
}

function replacement({ id: by, scope }: Facts, id: string, demarches: readonly Demarche[], signedAt: Instant): Errand[] {
  const shared = demarches.filter((demarche) => scope.some((item) => item.demarche === demarche));
  if (id === by || shared.length === 0) return [];
  const command: Extract<Mandate['command'], { type: 'replace' }> = { type: 'replace', by, demarches: shared, signedAt };
  return [{ kind: 'mandate', id, command }];
}

export function abandon(): Outcome<Mandate> {
  return { effects: [{ type: 'destroyWorkingData' }] };
}

// --- while it runs ----------------------------------------------------------------------------------------------------

export function countAct({ acts }: Facts): Outcome<Mandate> {
  return { change: { acts: acts + 1 } };
}

export function keepConsent({ sharing }: Facts, event: Asked): Outcome<Mandate> {
  return event.type === 'consentSharing' ? { change: { sharing: [...sharing, { partner: event.partner, at: event.at }] } } : {};
}

/** What a newer mandate takes over, added to what others took before it. */
export function withTakeOver({ scope, takenOver }: Facts, event: Asked): Facts['takenOver'] {
  if (event.type !== 'replace') return takenOver;
  const taken = scope.map(({ demarche }) => demarche).filter((demarche) => event.demarches.includes(demarche) && takenOver.every((one) => one.demarche !== demarche));
  return [...takenOver, ...taken.map((demarche) => ({ demarche, by: event.by, at: event.signedAt }))];
}

export function yieldSome(facts: Facts, event: Asked): Outcome<Mandate> {
  return { change: { takenOver: withTakeOver(facts, event) } };
}

// --- its end ------------------------------------------------------------------------------------------------------------

/** Third parties in good faith are bound by what they do not know (C. civ. 2005): they are told of an end that the mandate did not announce. */
const unforeseen: readonly MandateEffect[] = [{ type: 'printReceipt' }, { type: 'tellPartners' }, { type: 'destroyWorkingData' }];
const foreseen: readonly MandateEffect[] = [{ type: 'printReceipt' }, { type: 'destroyWorkingData' }];

function ended(event: Asked, how: MandateEnd['how'], given: Partial<MandateEnd> = {}): MandateEnd {
  return { how, at: event.at, on: event.effectiveOn, detail: null, occurredOn: null, ...given };
}

export function revoke(_: Facts, event: Asked): Outcome<Mandate> {
  return event.type === 'revoke' ? { change: { end: ended(event, 'revoked', { detail: event.channel }) }, effects: unforeseen } : {};
}

export function renounce(_: Facts, event: Asked): Outcome<Mandate> {
  return event.type === 'renounce' ? { change: { end: ended(event, 'renounced', { detail: event.reason }) }, effects: unforeseen } : {};
}

export function resolve(_: Facts, event: Asked): Outcome<Mandate> {
  return { change: { end: ended(event, 'resolved') }, effects: foreseen };
}

/** The instant at which it is known is the one that counts: what was done in ignorance is valid (C. civ. 2008). */
export function lapse(_: Facts, event: Asked): Outcome<Mandate> {
  if (event.type !== 'lapse') return {};
  return { change: { end: ended(event, 'lapsed', { detail: event.cause, occurredOn: event.occurredOn }) }, effects: unforeseen };
}

/** The tick bears the first instant of the morrow: 24:00 of the last day. */
export function expire({ endsOn }: Facts, event: Asked): Outcome<Mandate> {
  return { change: { end: ended(event, 'expired', { on: endsOn! }) }, effects: foreseen };
}

export function yieldAll(facts: Facts, event: Asked): Outcome<Mandate> {
  if (event.type !== 'replace') return {};
  return { change: { takenOver: withTakeOver(facts, event), end: ended(event, 'replaced', { at: event.signedAt }) }, effects: unforeseen };
}

// --- after its end ------------------------------------------------------------------------------------------------------

export function recordDestruction(facts: Facts, event: Asked): Outcome<Mandate> {
  return event.type === 'recordDestruction' ? { change: { destroyed: { at: event.at, slipId: event.slipId }, proofUntil: lastProofDay(facts) } } : {};
}

/** A draft has no proof: both keys go at once. */
export function forgetDraft(_: Facts, event: Asked): Outcome<Mandate> {
  return event.type === 'recordDestruction' ? { change: { destroyed: { at: event.at, slipId: event.slipId }, forgottenAt: event.at } } : {};
}

export function endProof(): Outcome<Mandate> {
  return { effects: [{ type: 'destroyProof' }] };
}

export function forget(_: Facts, event: Asked): Outcome<Mandate> {
  return { change: { forgottenAt: event.at } };
}
