import { addDays, addMonths } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import type { LivingAgreement, StandingRefusal } from '../term/standing.js';
import type { TermState } from '../term/term.js';

/** One request by one local partner to become a party: examined by the gestionnaires concerned, then signed apart (art. 7, I-03, decision 10). */
export type Adhesion = {
  state: AdhesionState;
  command:
    | { type: 'ask'; agreement: JoinedAgreement }
    | { type: 'vote'; gestionnaireId: string; choice: VoteChoice; reason: string }
    | { type: 'withdraw' }
    | { type: 'openSigning'; roundId: string; agreementState: TermState }
    | { type: 'recordSignatures'; roundId: string; signedOn: LegalDay }
    | { type: 'recordAbandonment' }
    | { type: 'findEnded'; endedOn: LegalDay };
  tick: 'approachDeadline' | 'passDeadline';
  facts: AdhesionFacts;
  effect: AdhesionEffect;
  refusal: AdhesionRefusal;
};

/**
 * `examined`: votes are awaited. `pressing`: they still are, and the reminder is out. `accepted`: every gestionnaire concerned has voted for.
 * `signing`: the act is in the partner's hands. `lapsed`: « sans suite », the deadline passed without every agreement. `without_object`: the
 * agreement had ended when the act was signed.
 */
export type AdhesionState = 'drafted' | 'examined' | 'pressing' | 'accepted' | 'signing' | 'in_force' | 'refused' | 'lapsed' | 'withdrawn' | 'without_object';

export const voteChoices = ['for', 'against', 'abstain'] as const;
export type VoteChoice = (typeof voteChoices)[number];
export type Vote = { gestionnaireId: string; choice: VoteChoice; reason: string; on: LegalDay };

/** `structures`: those run by a party today. `byAct`: the signed reading lets a local partner join by a separate act (`partenaires_locaux.adhesion`). */
export type JoinedAgreement = LivingAgreement & { structures: readonly { id: string; gestionnaireId: string }[]; byAct: boolean; requestOpen: boolean };

/** Ids and days; the offer and the reasons are words about structures, never about persons (decision 26). */
export type AdhesionFacts = {
  id: string;
  agreementId: string;
  partnerId: string;
  structureIds: readonly string[];
  /** What the partner would bring, in its words: annexe 5 prints it once it is agreed. */
  offer: string;
  inForceSince: LegalDay | null;
  /** The gestionnaires of the structures named, on the day of the request. */
  concernedIds: readonly string[];
  askedOn: LegalDay | null;
  /** One per gestionnaire: the latest it gave. */
  votes: readonly Vote[];
  acceptedOn: LegalDay | null;
  roundId: string | null;
  signedOn: LegalDay | null;
  /** First day on which the partner is bound. */
  boundFrom: LegalDay | null;
};

export type AdhesionEffect =
  | { type: 'askVotes'; until: LegalDay; uselessAfter: LegalDay }
  | { type: 'remindVoters'; until: LegalDay; uselessAfter: LegalDay }
  | { type: 'informPrefecture'; what: 'asked' | 'voted' | AdhesionNews }
  | { type: 'informPartner'; what: 'asked' | AdhesionNews }
  | { type: 'informGestionnaires'; what: AdhesionNews }
  | { type: 'admitParty'; since: LegalDay }
  | { type: 'updateAnnexes'; from: LegalDay };
export type AdhesionNews = 'accepted' | 'refused' | 'lapsed' | 'withdrawn' | 'signing' | 'abandoned' | 'in_force' | 'without_object';

export type AdhesionRefusal =
  | StandingRefusal | 'by_amendment_only' | 'party_already' | 'request_open_already' | 'structure_missing' | 'structure_outside' | 'offer_missing'
  | 'not_concerned' | 'reason_missing' | 'not_asked_yet' | 'accepted_already' | 'signing_already' | 'bound_already' | 'refused_already' | 'lapsed_already' | 'withdrawn_already' | 'ended_meanwhile'
  | 'not_accepted_yet' | 'other_round' | 'agreement_not_ended';

/** The agreement sets no time to examine (art. 7): a month lets an assembly, or its bureau, meet. By quantième, as every month here. */
export const EXAMINATION_MONTHS = 1;
/** A week: time to find out who votes, and to do it. */
const reminderDays = 7;
/** « Permanence juridique » is already an offer. */
export const offerLengthMin = 10;
/** A page of annexe 5. */
export const offerLengthMax = 2_000;

/** The last day on which a vote counts. No extension when it is a day off: a vote is given on line, any day. */
export function voteUntil({ askedOn }: Pick<AdhesionFacts, 'askedOn'>): LegalDay {
  if (askedOn === null) throw new Error('Nobody has asked to join yet');
  return addMonths(askedOn, EXAMINATION_MONTHS);
}

/** From this day, those who have not voted are reminded. */
export function voteReminderDay(facts: Pick<AdhesionFacts, 'askedOn'>): LegalDay {
  return addDays(voteUntil(facts), -reminderDays);
}

/** Who has said nothing, and who abstains: neither is an agreement. */
export function awaitedVotes({ concernedIds, votes }: Pick<AdhesionFacts, 'concernedIds' | 'votes'>): { silent: string[]; abstaining: string[] } {
  const voted = (id: string): VoteChoice | undefined => votes.find(({ gestionnaireId }) => gestionnaireId === id)?.choice;
  return { silent: concernedIds.filter((id) => voted(id) === undefined), abstaining: concernedIds.filter((id) => voted(id) === 'abstain') };
}

/** A request somebody prepares. */
export function draftedAdhesion(drafted: Pick<AdhesionFacts, 'id' | 'agreementId' | 'partnerId' | 'structureIds' | 'offer'>): AdhesionFacts {
  return {
    ...drafted, structureIds: [...new Set(drafted.structureIds)], offer: drafted.offer.trim(), inForceSince: null, concernedIds: [], askedOn: null, votes: [], acceptedOn: null, roundId: null, signedOn: null, boundFrom: null,
  };
}
