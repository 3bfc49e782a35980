import type { OpeningHours } from '../directory/directory.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import type { PartyKind } from '../withdrawal/withdrawal.js';

/** What changes in a signed agreement, by article or by annexe, and the notice of new opening hours (art. 4.2), which is no amendment. */
export type Amendment = {
  state: AmendmentState;
  command:
    | { type: 'define'; changes: readonly AmendmentChange[]; agreement: AmendedAgreement }
    | { type: 'propose'; by: string; changes: readonly AmendmentChange[]; agreement: AmendedAgreement }
    | { type: 'accept' }
    | { type: 'decline'; reason: string }
    /** `roundId`: the round that collects the signatures; null when nobody signs. `number`: null for a notice of hours. */
    | { type: 'launch'; number: number | null; effectOn: LegalDay; roundId: string | null; agreement: AmendedAgreement }
    /** `declined`: bodies that were asked to sign and did not, without stopping the others; none when absent. */
    | { type: 'recordSignatures'; roundId: string; signedOn: LegalDay; declined?: readonly string[] }
    | { type: 'recordAbandonment' }
    | { type: 'withdraw'; reason: string };
  tick: 'takeEffect';
  facts: AmendmentFacts;
  effect: AmendmentEffect;
  refusal: AmendmentRefusal;
};

/**
 * `proposed`: a party asks for it, the préfecture has not answered. `adopted`: signed by all, its day is to come. `informed`: nobody signs, the
 * parties know, its day is to come. `refused`: the préfecture declined a proposal. `abandoned`: its round was given up.
 */
export type AmendmentState = 'drafted' | 'proposed' | 'signing' | 'adopted' | 'informed' | 'in_force' | 'refused' | 'abandoned' | 'withdrawn';

/** `derogatesFrom`: the articles that the wording says it departs from (art. 11). */
type Clause = { wording: string; derogatesFrom: readonly string[] };

/** A closed list: what is not in it is another agreement. */
export type AmendmentChange =
  | { kind: 'article'; article: string; before: string; after: string }
  | ({ kind: 'annexe_4'; structureId: string } & Clause)
  | ({ kind: 'annexe_5'; partnerId: string; structureIds: readonly string[] } & Clause)
  | ({ kind: 'annexe_6'; partnerId: string } & Pick<Clause, 'wording'>)
  | ({ kind: 'annexes_1_to_3'; annexe: 1 | 2 | 3 } & Clause)
  /** `gestionnaireId`, `labelledOn`: as the directory has them on the day the amendment is prepared. */
  | { kind: 'structure_entry'; structureId: string; gestionnaireId: string; labelledOn: LegalDay | null }
  | { kind: 'structure_exit'; structureId: string; cause: StructureExitCause }
  | { kind: 'gestionnaire_entry'; partyId: string }
  | { kind: 'national_partner_entry'; partyId: string }
  /** The party stays the same legal person: it signs, never the new person in its own name. */
  | ({ kind: 'representative'; partyId: string } & Pick<Clause, 'wording'>)
  | { kind: 'hours'; structureId: string; before: OpeningHours | null; after: OpeningHours; publicTold: readonly PublicMeans[] };
export type AmendmentChangeKind = AmendmentChange['kind'];
export type StructureExitCause = 'label_lost' | 'closed';
/** How the public learns of new hours: art. 4.2 asks for the entrance at least. */
export const publicMeans = ['entrance', 'website', 'press'] as const;
export type PublicMeans = (typeof publicMeans)[number];

export type AmendmentParty = { id: string; kind: PartyKind };
export type AmendmentStructure = { id: string; gestionnaireId: string | null };

/** `not_yet`: signed, its first day is to come. `expired`: executed in fact. `ending`: a termination for general interest is recorded. */
export type AgreementStanding = 'not_yet' | 'in_force' | 'expired' | 'ending' | 'ended';

/** What an amendment is judged by, on the day of the command. */
export type AmendedAgreement = {
  standing: AgreementStanding;
  nextNumber: number;
  /** Numbers of its articles and of their parts: « 4.2 ». */
  articles: readonly string[];
  parties: readonly AmendmentParty[];
  structures: readonly AmendmentStructure[];
  /** Bodies, parties or about to be, for whom nobody is known who can sign. */
  withoutSignatory: readonly string[];
  hours: HoursRules;
};

/** The readings signed with the agreement on « substantielles » and « en amont » (I-09). */
export type HoursRules = { thresholdMinutes: number; noticeDays: number };

/** Who signs, and the reasons: `change` is a rank in `changes`. `entrant`: becomes a party by this very amendment. */
export type RequiredSignatory = AmendmentParty & { entrant: boolean; reasons: readonly { change: number; why: SignatureReason }[] };
export type SignatureReason =
  | 'article_binds_all' | 'annexe_4_gestionnaire' | 'annexe_5_partner' | 'annexe_5_gestionnaire' | 'annexes_1_to_3_bind_all'
  | 'structure_gestionnaire' | 'structure_national_partner' | 'structure_prefet' | 'entry_binds_all' | 'entrant' | 'representative_party';

export type AmendmentFacts = {
  id: string;
  /** Subject of the kind `term`: the agreement that is amended. */
  agreementId: string;
  proposedBy: string | null;
  /** In the order of their launch, within the agreement; null before it, and for a notice of hours. */
  number: number | null;
  changes: readonly AmendmentChange[];
  /** As computed at the launch, from the parties of that day. */
  signatories: readonly RequiredSignatory[];
  effectOn: LegalDay | null;
  launchedOn: LegalDay | null;
  roundId: string | null;
  signedOn: LegalDay | null;
  /** The day asked for, or that of the last signature when it came later. */
  inForceOn: LegalDay | null;
  reason: string | null;
  /** Parties that did not sign it: it does not bind them (C. civ., art. 1199). Absent from amendments older than the word. */
  declined?: readonly string[];
};

export type AmendmentEffect =
  | { type: 'informParties'; what: 'proposed' | 'declined' | 'informed' | 'hours' | 'adopted' | 'in_force' | 'abandoned' | 'withdrawn' }
  /** What the amendment itself changes in the records, then the consolidated version. */
  | { type: 'enact'; on: LegalDay }
  /** The mandates of a structure end the day it leaves (issue of the mandates). */
  | { type: 'endMandates'; structureId: string; on: LegalDay };

export type AmendmentRefusal =
  | 'not_in_force_yet' | 'term_expired' | 'terminating_already' | 'agreement_ended'
  | 'empty' | 'hours_apart' | 'wording_missing' | 'wording_unchanged' | 'unknown_article' | 'unknown_structure' | 'structure_already' | 'not_labelled'
  | 'not_a_party' | 'party_already' | 'gestionnaire_not_party' | 'silent_derogation' | 'public_not_told' | 'not_their_own'
  | 'number_out_of_order' | 'effect_in_the_past' | 'informed_too_late' | 'signatory_missing' | 'round_missing' | 'other_round' | 'reason_missing'
  | 'signing_already' | 'signed_already' | 'settled_already';

/** An amendment somebody starts; `define` or `propose` says what it changes. */
export function draftedAmendment({ id, agreementId }: Pick<AmendmentFacts, 'id' | 'agreementId'>): AmendmentFacts {
  return { id, agreementId, proposedBy: null, number: null, changes: [], signatories: [], effectOn: null, launchedOn: null, roundId: null, signedOn: null, inForceOn: null, reason: null };
}

/** Art. 4.2 asks for information, not for an amendment: a notice of hours bears no number. */
export function isHoursNotice({ changes }: Pick<AmendmentFacts, 'changes'>): boolean {
  return changes.length > 0 && changes.every(({ kind }) => kind === 'hours');
}

/** The structures bound on a day, from those first signed and the amendments in force, in any order: the last day wins, exits after entries. */
export function structuresAfter(signed: readonly string[], amendments: readonly Pick<AmendmentFacts, 'changes' | 'inForceOn'>[], on: LegalDay): string[] {
  const inOrder = amendments.flatMap(({ inForceOn, changes }) => (inForceOn !== null && inForceOn <= on ? [{ inForceOn, changes }] : [])).sort((a, b) => a.inForceOn.localeCompare(b.inForceOn));
  const bound = new Set(signed);
  for (const { changes } of inOrder) {
    for (const change of changes) {
      if (change.kind === 'structure_entry') bound.add(change.structureId);
      if (change.kind === 'structure_exit') bound.delete(change.structureId);
    }
  }
  return [...bound];
}
