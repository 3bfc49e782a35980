import type { Instant, LegalDay } from '../legal-time/legal-day.js';
import type { Demarche } from './demarches.js';

/** One mandate given to a structure by a person, from the first words said to the last key destroyed (art. 4.6, C. civ. 1984 to 2010). */
export type Mandate = {
  state: MandateState;
  command:
    /** The four items, each acknowledged by the person; before anything else is asked of them. */
    | { type: 'inform'; items: readonly InformationItem[]; place: MandatePlace; ability: Ability; standing: MandateStanding }
    /** Only the kind of the document is kept: neither a copy, nor its number. */
    | { type: 'verifyIdentity'; document: IdentityDocument }
    | { type: 'define'; scope: readonly ScopeItem[]; duration: MandateDuration | null; standing: MandateStanding }
    /** `definedAt`: of the scope that was read; it may have been corrected on another screen since. */
    | { type: 'sign'; place: MandatePlace; definedAt: Instant | null; signature: MandateSignature; text: MandateText; standing: MandateStanding; older: readonly OlderMandate[] }
    | { type: 'abandon' }
    | { type: 'consentSharing'; partner: string; standing: MandateStanding }
    /** `agentId`: the account of who does it. */
    | { type: 'act'; act: MandateAct; agentId: string }
    | { type: 'revoke'; channel: RevocationChannel }
    | { type: 'renounce'; reason: RenunciationReason }
    | { type: 'resolve' }
    /** `occurredOn`: when it happened, if it is known; the acts done until it was known stay valid (C. civ. 2008). */
    | { type: 'lapse'; cause: LapseCause; occurredOn: LegalDay | null }
    /** Errand of a newer mandate of the same person, structure and démarches, at the instant of its signature (C. civ. 2006). */
    | { type: 'replace'; by: string; demarches: readonly Demarche[]; signedAt: Instant }
    /** The working-data key is destroyed; `slipId`: the disposal slip that allowed it; null for a draft, which no archive ever held. */
    | { type: 'recordDestruction'; slipId: string | null }
    /** The proof key is destroyed, its years spent. */
    | { type: 'recordForgetting' };
  tick: 'expire' | 'dropDraft' | 'endProof';
  facts: MandateFacts;
  effect: MandateEffect;
  refusal: MandateRefusal;
};

/**
 * `drafted` → `informed` → `identified` → `defined` → `active` → one of the six ends → `destroyed` → `proof_ended` → `forgotten`.
 * `abandoned`: a draft that nobody signed; forgotten as soon as its keys are destroyed, for nothing was ever put under the proof key.
 * `lapsed`: death or tutelle (C. civ. 2003), another measure of protection (annexe 7). `proof_ended`: the years of the proof are spent, its key is about to be destroyed.
 */
export type MandateState =
  | 'drafted' | 'informed' | 'identified' | 'defined' | 'active'
  | 'revoked' | 'renounced' | 'expired' | 'resolved' | 'lapsed' | 'replaced'
  | 'abandoned' | 'destroyed' | 'proof_ended' | 'forgotten';

/** Art. 4.6, 3rd condition: what the person must have been told. */
export const informationItems = ['controller', 'purpose', 'recipients', 'rights'] as const;
export type InformationItem = (typeof informationItems)[number];

/** A mandate is signed on site (art. 4.6): the other answer is there to be refused by name. */
export type MandatePlace = 'on_site' | 'remote';
/** Refusing the last three is the policy of the service, not a rule of law. */
export const abilities = ['able', 'minor', 'protected', 'cannot_sign'] as const;
export type Ability = (typeof abilities)[number];

export const identityDocuments = ['identity_card', 'passport', 'residence_permit', 'driving_licence', 'other'] as const;
export type IdentityDocument = (typeof identityDocuments)[number];

/** Calendar months (C. proc. civ. 641), never 31 or 182 days. */
export const mandateDurations = ['one_day', 'one_month', 'six_months', 'one_year'] as const;
export type MandateDuration = (typeof mandateDurations)[number];

/** One démarche entrusted: acting in the person's name, asking for their data, or both; before which partners. */
export type ScopeItem = { demarche: Demarche; actions: boolean; dataRequests: boolean; partners: readonly string[] };

/** What the structure may do that day: an agreement in force that binds it, and the démarches it offers with the partners present. */
export type MandateStanding = { agreementId: string | null; demarches: readonly Demarche[]; partners: readonly string[] };

/** `scanHash`: SHA-256 of the scanned original, in hexadecimal. On a tablet the electronic original is made and sealed from what was signed. */
export type MandateSignature = { means: 'paper'; scanHash: string } | { means: 'tablet' };
/** The text signed: annexe 7 of the agreement in force, its version (« annexe-7/v1 ») and the SHA-256 of its template. */
export type MandateText = { version: string; hash: string };
export type OlderMandate = { id: string; demarches: readonly Demarche[] };

export type MandateAct = { demarche: Demarche; kind: 'action' | 'data_request'; partner: string };
/** `desk`: said to an agent; `code`: by the code or the QR of their original, without an account. */
export type RevocationChannel = 'desk' | 'code';
export const renunciationReasons = ['agent_left', 'structure_closes', 'means_lacking', 'conflict', 'other'] as const;
export type RenunciationReason = (typeof renunciationReasons)[number];
export type LapseCause = 'death' | 'guardianship';

/** How long the proof is kept after the end, in months, and who is mandataire: readings of the structure's service. */
export type MandateReadings = { proofMonths: number; mandatary: 'structure' | 'agent' };

/** Ids, days and codes only (decision 26): who the person is lies elsewhere, encrypted. */
export type MandateFacts = {
  id: string;
  /** The structure's own: an act is refused from the instant at which the last day ends there. */
  timeZone: string;
  structureId: string;
  gestionnaireId: string;
  /** The account of the agent who represents the structure. */
  agentId: string;
  /** The agreement under which it is issued; null until it is known to be in force. */
  agreementId: string | null;
  startedOn: LegalDay;
  readings: MandateReadings;
  informedAt: Instant | null;
  identifiedAt: Instant | null;
  identityDocument: IdentityDocument | null;
  definedAt: Instant | null;
  scope: readonly ScopeItem[];
  duration: MandateDuration | null;
  signed: { at: Instant; on: LegalDay; signature: MandateSignature; text: MandateText } | null;
  /** The last day, until 24:00 in the structure's own time. */
  endsOn: LegalDay | null;
  /** What a newer mandate took over; the rest goes on. */
  takenOver: readonly { demarche: Demarche; by: string; at: Instant }[];
  /** Bodies that may be asked for the person's data, or sent them, beyond the scope: never acted before. */
  sharing: readonly { partner: string; at: Instant }[];
  acts: number;
  end: MandateEnd | null;
  destroyed: { at: Instant; slipId: string | null } | null;
  /** Last day of the proof. */
  proofUntil: LegalDay | null;
  forgottenAt: Instant | null;
};

/** `at`: the second that counts. */
export type MandateEnd = {
  how: 'revoked' | 'renounced' | 'expired' | 'resolved' | 'lapsed' | 'replaced';
  at: Instant;
  on: LegalDay;
  detail: RevocationChannel | RenunciationReason | LapseCause | null;
  /** When it happened, for a death or a guardianship learnt later. */
  occurredOn: LegalDay | null;
};

export type MandateEffect =
  /** The electronic original, or the scanned one, is sealed and put under the proof key. */
  | { type: 'sealOriginal' }
  /** The receipt of the end is printed, sealed and put under the proof key. */
  | { type: 'printReceipt' }
  /** Référents of the partners concerned: number, démarches, instant; never a name. */
  | { type: 'tellPartners' }
  /** As soon as a disposal slip allows it. */
  | { type: 'destroyWorkingData' }
  | { type: 'destroyProof' };

export type MandateRefusal =
  | 'information_incomplete' | 'remote_signature' | 'person_minor' | 'person_protected' | 'person_cannot_sign'
  | 'no_agreement' | 'scope_empty' | 'demarche_not_offered' | 'demarche_twice' | 'nothing_entrusted' | 'partner_missing' | 'partner_absent'
  | 'duration_missing' | 'scan_missing' | 'text_missing'
  | 'not_informed' | 'identity_not_verified' | 'scope_not_defined' | 'signed_already' | 'not_signed' | 'scope_changed'
  | 'outside_scope' | 'action_not_entrusted' | 'data_request_not_entrusted' | 'partner_not_entrusted' | 'taken_over' | 'not_the_mandatary'
  | 'ended_already' | 'expired_already' | 'revoked_already' | 'draft_dropped' | 'occurred_later' | 'shared_already' | 'slip_missing'
  /** Said by `credentialIn` of what is typed, before the table is asked anything. */
  | 'credential_typed';

/** Six years: the limitation period of an offence (C. proc. pén. 8), which the State's own system of mandates keeps to. */
const proofMonths = 72;
export const defaultMandateReadings: MandateReadings = { proofMonths, mandatary: 'structure' };

/** A draft, before the first words are said. */
export function newMandateFacts(started: Pick<MandateFacts, 'id' | 'timeZone' | 'structureId' | 'gestionnaireId' | 'agentId' | 'startedOn' | 'readings'>): MandateFacts {
  return {
    ...started, agreementId: null, informedAt: null, identifiedAt: null, identityDocument: null, definedAt: null, scope: [], duration: null, signed: null, endsOn: null,
    takenOver: [], sharing: [], acts: 0, end: null, destroyed: null, proofUntil: null, forgottenAt: null,
  };
}
