import { reasonLengthMin } from '../circuit/circuit.js';
import { isValidSiret } from '../directory/siret.js';
import type { Event } from '../workflow/workflow.js';
import type { Assignment, AssignmentFacts } from './assignment.js';

type Facts = AssignmentFacts;
type Asked = Event<Assignment>;

/** The law replaces a party even before the agreement is in force; the parties cannot yet. */
export function agreementNotOpen({ byLaw }: Facts, event: Asked) {
  if (event.type !== 'ask') return null;
  const { state } = event.agreement;
  if (state === 'ended') return 'agreement_ended' as const;
  return state === 'signed' && byLaw === null ? ('not_in_force_yet' as const) : null;
}

/** The State has no successor: its place is not the prefect's to give. */
export function prefetCannotAssign({ assignor }: Facts) {
  return assignor.kind === 'prefet' ? ('prefet_cannot_assign' as const) : null;
}

export function unknownAssignor({ assignor }: Facts, event: Asked) {
  return event.type === 'ask' && !event.agreement.parties.some(({ id }) => id === assignor.id) ? ('unknown_assignor' as const) : null;
}

export function assigneeIncomplete({ assignee, assignor }: Facts) {
  if (assignee.name.trim() === '') return 'assignee_name_missing' as const;
  if (!isValidSiret(assignee.siret)) return 'assignee_siret_wrong' as const;
  return assignee.partyId === assignor.id ? ('same_person' as const) : null;
}

/** A part is one or several structures, which only a gestionnaire has. */
export function partUnclear({ part, assignor, byLaw }: Facts) {
  if (part.kind === 'whole') return null;
  if (byLaw !== null) return 'law_moves_the_whole' as const;
  if (assignor.kind !== 'gestionnaire') return 'part_of_gestionnaires_only' as const;
  return part.structureIds.length === 0 ? ('part_missing' as const) : null;
}

export function reasonMissing(facts: Facts, event: Asked) {
  const reason = event.type === 'ask' ? facts.reason : event.type === 'cancel' ? event.reason : null;
  return reason !== null && reason.trim().length < reasonLengthMin ? ('reason_missing' as const) : null;
}

/** Consent is prior: it needs a day before the effect. What the law has already done is recorded at its own day. */
export function effectDayPast({ effectOn, byLaw }: Facts, event: Asked) {
  return event.type === 'ask' && byLaw === null && effectOn <= event.effectiveOn ? ('effect_day_past' as const) : null;
}

export function effectBeforeForce({ effectOn }: Facts, event: Asked) {
  return event.type === 'ask' && effectOn < event.agreement.inForceSince ? ('effect_before_force' as const) : null;
}

export function legalGroundIncomplete({ byLaw }: Facts, event: Asked) {
  if (byLaw === null) return null;
  if (byLaw.reference.trim().length < reasonLengthMin) return 'legal_reference_missing' as const;
  if (byLaw.actOn === null) return 'legal_day_missing' as const;
  return byLaw.actOn > event.effectiveOn ? ('legal_day_to_come' as const) : null;
}

/** A party that joined since the request answers too: it is told with the command who the others are only at the day of effect. */
export function notAnotherParty({ assignor, assignee }: Facts, event: Asked) {
  return 'partyId' in event && (event.partyId === assignor.id || event.partyId === assignee.partyId) ? ('not_another_party' as const) : null;
}

export function dayToCome(_: Facts, event: Asked) {
  return 'on' in event && event.on > event.effectiveOn ? ('day_to_come' as const) : null;
}

/** Art. 7: *prior* consent. Dated the very day, it is not. */
export function consentTooLate({ effectOn }: Facts, event: Asked) {
  return 'on' in event && event.on >= effectOn ? ('consent_too_late' as const) : null;
}

/** Given, a consent binds (C. civ. 1103, 1193): the assignor may have counted on it. A refusal may still become a consent. */
export function consentBinds({ answers }: Facts, event: Asked) {
  if (!('partyId' in event)) return null;
  const said = answers.find(({ partyId }) => partyId === event.partyId)?.answer;
  if (said === 'consent') return event.type === 'consent' ? ('answered_so_already' as const) : ('consent_binds' as const);
  return said === 'refusal' && event.type === 'refuse' ? ('answered_so_already' as const) : null;
}

/** By law, nobody is asked. */
export function noConsentNeeded() {
  return 'no_consent_needed' as const;
}
