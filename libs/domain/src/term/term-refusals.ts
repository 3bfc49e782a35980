import { reasonLengthMin } from '../circuit/circuit.js';
import type { Event } from '../workflow/workflow.js';
import { currentTermEndsOn, currentTermStartsOn } from './term-calendar.js';
import { annulled } from './term-leavers.js';
import type { Term, TermFacts } from './term.js';

type Facts = TermFacts;
type Asked = Event<Term>;

export function accordCadreDates(_: Facts, event: Asked) {
  return event.type === 'recordAccordCadre' && event.endsOn < event.concludedOn ? ('accord_cadre_dates' as const) : null;
}

/** `duree.plafond`: the parties chose the Accord cadre of the first day, renewed or not. */
export function accordCadreInitialOnly({ capFollows, capEndsOn, inForceSince }: Facts, event: Asked) {
  if (event.type !== 'recordAccordCadre' || capFollows === 'latest') return null;
  return capEndsOn !== null || event.concludedOn > inForceSince ? ('accord_cadre_initial_only' as const) : null;
}

/** A cap before the current term would undo renewals that everybody was told of: a person must look at it. */
export function accordCadreOvertaken(facts: Facts, event: Asked) {
  return event.type === 'recordAccordCadre' && event.endsOn < currentTermStartsOn(facts) ? ('accord_cadre_overtaken' as const) : null;
}

/** Once the last useful day has passed, nobody can want the agreement not to be renewed; amending it stays possible. */
export function noticeDayPast(_: Facts, event: Asked) {
  return event.type === 'decide' && event.decision === 'denounce' ? ('notice_day_past' as const) : null;
}

export function partyAlready({ gestionnaireIds }: Facts, event: Asked) {
  return event.type === 'recordGestionnaire' && gestionnaireIds.includes(event.gestionnaireId) ? ('party_already' as const) : null;
}

/** Local partners are not listed here: each is a party by its own adhesion (decision 10). */
export function unknownParty({ gestionnaireIds }: Facts, event: Asked) {
  return event.type === 'recordLeaver' && event.leaver.kind === 'gestionnaire' && !gestionnaireIds.includes(event.leaver.partyId) ? ('unknown_party' as const) : null;
}

export function leavingAlready({ leavers }: Facts, event: Asked) {
  return event.type === 'recordLeaver' && leavers.some(({ partyId }) => partyId === event.leaver.partyId) ? ('leaving_already' as const) : null;
}

export function leavesBeforeForce({ inForceSince }: Facts, event: Asked) {
  return event.type === 'recordLeaver' && event.leaver.leavesOn < inForceSince ? ('leaves_before_force' as const) : null;
}

export function notLeaving(facts: Facts, event: Asked) {
  if (event.type !== 'withdrawLeaver') return null;
  const leaver = annulled(facts, event);
  if (!leaver) return 'not_leaving' as const;
  return leaver.leavesOn < event.effectiveOn ? ('left_already' as const) : null;
}

/** Somebody already gone refuses nothing: the term may have released them the same day. */
export function leavesLater({ leavers }: Facts, event: Asked) {
  return event.type === 'releaseLeaver' && leavers.some(({ partyId, leavesOn }) => partyId === event.partyId && leavesOn >= event.effectiveOn) ? ('leaves_later' as const) : null;
}

/** After the term, only what took effect by then can still be recorded. */
export function termExpired({ expiry }: Facts, event: Asked) {
  return event.type === 'recordLeaver' && event.leaver.leavesOn > expiry!.on ? ('term_expired' as const) : null;
}

export function endReasonMissing(_: Facts, event: Asked) {
  return 'reason' in event && event.reason.trim().length < reasonLengthMin ? ('reason_missing' as const) : null;
}

export function endBeforeExpiry({ expiry }: Facts, event: Asked) {
  return event.type === 'endInFact' && event.endedOn < expiry!.on ? ('end_before_expiry' as const) : null;
}

export function dayToCome(_: Facts, event: Asked) {
  return event.type === 'endInFact' && event.endedOn > event.effectiveOn ? ('day_to_come' as const) : null;
}

export function terminationOutsideTerm(facts: Facts, event: Asked) {
  if (event.type !== 'recordGeneralInterestTermination') return null;
  return event.endsOn < currentTermStartsOn(facts) || event.endsOn > currentTermEndsOn(facts) ? ('termination_outside_term' as const) : null;
}
