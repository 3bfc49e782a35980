import { reasonLengthMin } from '../circuit/circuit.js';
import type { Event } from '../workflow/workflow.js';
import { standingRefusal } from '../term/standing.js';
import { offerLengthMin } from './adhesion.js';
import type { Adhesion, AdhesionFacts } from './adhesion.js';

type Facts = AdhesionFacts;
type Asked = Event<Adhesion>;

export function agreementNotOpen(_: Facts, event: Asked) {
  if (event.type === 'ask') return standingRefusal(event.agreement.state);
  return event.type === 'openSigning' ? standingRefusal(event.agreementState) : null;
}

/** What the parties signed may ask for an amendment of all of them instead (`partenaires_locaux.adhesion`). */
export function byAmendmentOnly(_: Facts, event: Asked) {
  return event.type === 'ask' && !event.agreement.byAct ? ('by_amendment_only' as const) : null;
}

export function partyAlready({ partnerId }: Facts, event: Asked) {
  return event.type === 'ask' && event.agreement.partyIds.includes(partnerId) ? ('party_already' as const) : null;
}

export function requestOpenAlready(_: Facts, event: Asked) {
  return event.type === 'ask' && event.agreement.requestOpen ? ('request_open_already' as const) : null;
}

/** Art. 1: a local partner is active in at least one structure of the département. */
export function structureMissing({ structureIds }: Facts) {
  return structureIds.length === 0 ? ('structure_missing' as const) : null;
}

export function structureOutside({ structureIds }: Facts, event: Asked) {
  return event.type === 'ask' && structureIds.some((id) => !event.agreement.structures.some((structure) => structure.id === id)) ? ('structure_outside' as const) : null;
}

export function offerMissing({ offer }: Facts) {
  return offer.length < offerLengthMin ? ('offer_missing' as const) : null;
}

export function notConcerned({ concernedIds }: Facts, event: Asked) {
  return event.type === 'vote' && !concernedIds.includes(event.gestionnaireId) ? ('not_concerned' as const) : null;
}

/** The partner is told why: it may mend its offer, and ask again. */
export function reasonMissing(_: Facts, event: Asked) {
  return event.type === 'vote' && event.choice === 'against' && event.reason.trim().length < reasonLengthMin ? ('reason_missing' as const) : null;
}

export function otherRound({ roundId }: Facts, event: Asked) {
  return event.type === 'recordSignatures' && event.roundId !== roundId ? ('other_round' as const) : null;
}

export function agreementNotEnded({ boundFrom }: Facts, event: Asked) {
  return event.type === 'findEnded' && event.endedOn >= boundFrom! ? ('agreement_not_ended' as const) : null;
}

/** A better word for each state than « not now »: signing before everybody agreed. */
export function notAcceptedYet() {
  return 'not_accepted_yet' as const;
}
