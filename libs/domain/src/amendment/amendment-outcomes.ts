import type { LegalDay } from '../legal-time/legal-day.js';
import type { Event, Outcome } from '../workflow/workflow.js';
import { isHoursNotice } from './amendment.js';
import type { Amendment, AmendmentEffect, AmendmentFacts } from './amendment.js';
import { requiredSignatories } from './required-signatories.js';

type Facts = AmendmentFacts;
type Asked = Event<Amendment>;

export function keepChanges(_: Facts, event: Asked): Outcome<Amendment> {
  return event.type === 'define' ? { change: { changes: event.changes } } : {};
}

export function keepProposal(_: Facts, event: Asked): Outcome<Amendment> {
  return event.type === 'propose' ? { change: { changes: event.changes, proposedBy: event.by }, effects: [{ type: 'informParties', what: 'proposed' }] } : {};
}

export function decline(_: Facts, event: Asked): Outcome<Amendment> {
  return event.type === 'decline' ? { change: { reason: event.reason.trim() }, effects: [{ type: 'informParties', what: 'declined' }] } : {};
}

export function openSigning(facts: Facts, event: Asked): Outcome<Amendment> {
  return { change: launched(facts, event) };
}

export function inform(facts: Facts, event: Asked): Outcome<Amendment> {
  const change = launched(facts, event);
  return { change: { ...change, inForceOn: change.effectOn! }, effects: [told(facts)] };
}

/** Told and in force the same day: nothing more is to come. */
export function informAndEnact(facts: Facts, event: Asked): Outcome<Amendment> {
  const informed = inform(facts, event).change!;
  return { change: informed, effects: [told(facts), ...enacted({ ...facts, ...informed }, informed.inForceOn!)] };
}

export function adopt(facts: Facts, event: Asked): Outcome<Amendment> {
  return { change: signed(facts, event), effects: [{ type: 'informParties', what: 'adopted' }] };
}

export function adoptAndEnact(facts: Facts, event: Asked): Outcome<Amendment> {
  const change = signed(facts, event);
  return { change, effects: [{ type: 'informParties', what: 'in_force' }, ...enacted(facts, change.inForceOn!)] };
}

export function enact(facts: Facts): Outcome<Amendment> {
  // New hours were told once, with their day: their coming is no news.
  const news: AmendmentEffect[] = isHoursNotice(facts) ? [] : [{ type: 'informParties', what: 'in_force' }];
  return { effects: [...news, ...enacted(facts, facts.inForceOn!)] };
}

export function abandon(): Outcome<Amendment> {
  return { effects: [{ type: 'informParties', what: 'abandoned' }] };
}

export function drop(_: Facts, event: Asked): Outcome<Amendment> {
  return event.type === 'withdraw' ? { change: { reason: event.reason.trim() } } : {};
}

export function callOff(facts: Facts, event: Asked): Outcome<Amendment> {
  return { ...drop(facts, event), effects: [{ type: 'informParties', what: 'withdrawn' }] };
}

// --- what they share --------------------------------------------------------------------------------------------

function launched({ changes }: Facts, event: Asked): Partial<Facts> {
  if (event.type !== 'launch') throw new Error(`${event.type} launches nothing`);
  const { number, effectOn, roundId, agreement } = event;
  return { number, effectOn, roundId, launchedOn: event.effectiveOn, signatories: requiredSignatories(changes, agreement.parties, agreement.structures) };
}

/** Never before the last signature, even when a closer day was asked for. */
function signed({ effectOn }: Facts, event: Asked): Pick<Facts, 'signedOn' | 'inForceOn' | 'declined'> {
  if (event.type !== 'recordSignatures') throw new Error(`${event.type} signs nothing`);
  return { signedOn: event.signedOn, inForceOn: dayOfForce(effectOn!, event.signedOn), declined: event.declined ?? [] };
}

export function dayOfForce(effectOn: LegalDay, signedOn: LegalDay): LegalDay {
  return effectOn < signedOn ? signedOn : effectOn;
}

function told(facts: Facts): AmendmentEffect {
  return { type: 'informParties', what: isHoursNotice(facts) ? 'hours' : 'informed' };
}

function enacted({ changes }: Facts, on: LegalDay): AmendmentEffect[] {
  const leaving = changes.flatMap((change): AmendmentEffect[] => (change.kind === 'structure_exit' ? [{ type: 'endMandates', structureId: change.structureId, on }] : []));
  return [{ type: 'enact', on }, ...leaving];
}
