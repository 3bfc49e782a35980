import { addDays } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import type { LivingAgreement } from '../term/standing.js';
import type { TermState } from '../term/term.js';
import type { Party } from '../withdrawal/withdrawal.js';

/** One party hands its place to somebody else, in whole or in part (art. 7, last paragraph), or the law does it for it (I-26). */
export type Assignment = {
  state: AssignmentState;
  command:
    | { type: 'ask'; agreement: AssignedAgreement }
    | { type: 'consent'; partyId: string; on: LegalDay; proof: ConsentProof }
    | { type: 'refuse'; partyId: string; on: LegalDay; proof: ConsentProof; reason: string }
    | { type: 'cancel'; reason: string }
    | { type: 'takeEffect'; agreement: AssignedAgreement };
  tick: 'approachEffect' | 'reachEffect';
  facts: AssignmentFacts;
  effect: AssignmentEffect;
  refusal: AssignmentRefusal;
};

/**
 * `awaiting`: consents are awaited. `pressing`: they still are, and the reminder is out. `announced`: by law, for information only.
 * `settling`: its day has come, and the parties of that day are being counted. `without_object`: the agreement, or the assignor's part in it,
 * had ended by then.
 */
export type AssignmentState = 'drafted' | 'awaiting' | 'pressing' | 'announced' | 'settling' | 'effective' | 'refused' | 'cancelled' | 'without_object';

export type AssignedAgreement = LivingAgreement & { parties: readonly Party[] };

/** How a consent is known: a click of the party's own account, or a letter that the préfecture records, with its scan when there is one. */
export type ConsentProof = { kind: 'account' } | { kind: 'letter'; paperId: string | null };
export type ConsentAnswer = { partyId: string; answer: 'consent' | 'refusal'; on: LegalDay; proof: ConsentProof; reason: string | null };

/** What is handed over: everything, or the structures named (art. 7: « en tout ou partie »). */
export type AssignedPart = { kind: 'whole' } | { kind: 'structures'; structureIds: readonly string[] };

/** By the sole effect of the law: its text, and the day of the act that applies it (the prefect's order, the decree). */
export type LegalGround = { reference: string; actOn: LegalDay | null };

/** Ids, days, and the legal person that comes: no natural person is named (decision 26). */
export type AssignmentFacts = {
  id: string;
  agreementId: string;
  assignor: Party;
  assignee: { partyId: string; name: string; siret: string };
  part: AssignedPart;
  /** First day on which the assignee is bound. */
  effectOn: LegalDay;
  reason: string;
  /** Null: an assignment, which everybody must agree to. */
  byLaw: LegalGround | null;
  askedOn: LegalDay | null;
  /** The other parties, on the day of the request, then on the day of effect. */
  otherParties: readonly Party[];
  /** One per party: the latest that counts. */
  answers: readonly ConsentAnswer[];
  cancelReason: string | null;
};

export type AssignmentEffect =
  | { type: 'askConsents'; before: LegalDay; uselessAfter: LegalDay }
  | { type: 'remindParties'; before: LegalDay; uselessAfter: LegalDay }
  | { type: 'informPrefecture'; what: 'asked' | 'answered' | AssignmentNews }
  | { type: 'informParties'; what: AssignmentNews }
  | { type: 'informAssignor'; what: 'asked' | 'answered' }
  /** To ourselves: who the parties are on that day, no tick can say. */
  | { type: 'countParties'; on: LegalDay }
  | { type: 'replaceParty'; since: LegalDay }
  | { type: 'updateAnnexes'; from: LegalDay };
export type AssignmentNews = 'announced' | 'effective' | 'refused' | 'cancelled' | 'without_object';

export type AssignmentRefusal =
  | 'not_in_force_yet' | 'agreement_ended' | 'unknown_assignor' | 'prefet_cannot_assign' | 'assignee_name_missing' | 'assignee_siret_wrong' | 'same_person' | 'part_missing' | 'part_of_gestionnaires_only' | 'reason_missing' | 'effect_day_past' | 'effect_before_force'
  | 'legal_reference_missing' | 'legal_day_missing' | 'legal_day_to_come' | 'law_moves_the_whole' | 'not_another_party' | 'consent_too_late' | 'day_to_come' | 'consent_binds' | 'answered_so_already'
  | 'not_asked_yet' | 'no_consent_needed' | 'settling_now' | 'effective_already' | 'refused_already' | 'cancelled_already' | 'without_object_already';

/** The post takes three days and keeps a letter fifteen: later, a party that is away learns of the request after its day. */
const reminderDays = 15;
/** A legal reference fits a line or two: « arrêté préfectoral n° … du …, article L5211-41-3 du CGCT ». */
export const legalReferenceLengthMax = 300;
/** The name of a legal person, as the SIRENE register prints it. */
export const assigneeNameLengthMax = 200;

/** What the law itself replaces: offered to whoever fills the form, with its article. */
export const legalGrounds = {
  epci_merger: 'fusion d’établissements publics de coopération intercommunale (code général des collectivités territoriales, article L5211-41-3)',
  new_commune: 'création d’une commune nouvelle (code général des collectivités territoriales, article L2113-5)',
} as const;

/** The last day on which a consent counts: it is *prior* (art. 7), so dated before the day of effect. */
export function consentUntil({ effectOn }: Pick<AssignmentFacts, 'effectOn'>): LegalDay {
  return addDays(effectOn, -1);
}

/** Those who have not answered are reminded from this day; asked in the last days, from the morrow. */
export function consentReminderDay({ effectOn, askedOn }: Pick<AssignmentFacts, 'effectOn' | 'askedOn'>): LegalDay {
  if (askedOn === null) throw new Error('Nobody has asked for this assignment yet');
  const [early, morrow] = [addDays(effectOn, -reminderDays), addDays(askedOn, 1)];
  return morrow > early ? morrow : early;
}

/** The parties whose express consent is missing, and whether each said no or said nothing. Silence is not consent; a late consent is none. */
export function missingConsents({ answers, effectOn }: Pick<AssignmentFacts, 'answers' | 'effectOn'>, others: readonly Party[]): { party: Party; why: 'silent' | 'refused' }[] {
  return others.flatMap((party) => {
    const said = answers.filter(({ partyId, on }) => partyId === party.id && on < effectOn);
    if (said.some(({ answer }) => answer === 'consent')) return [];
    return [{ party, why: said.length > 0 ? ('refused' as const) : ('silent' as const) }];
  });
}

/** Everybody but the one who hands over, and the one who takes when it is a party already: it asks with the assignor. */
export function othersOf({ assignor, assignee }: Pick<AssignmentFacts, 'assignor' | 'assignee'>, parties: readonly Party[]): Party[] {
  return parties.filter(({ id }) => id !== assignor.id && id !== assignee.partyId);
}

/** Whether an agreement in that state still has parties to replace: expired, it is executed in fact by those who were bound. */
export function hasParties(state: TermState): boolean {
  return state !== 'ended';
}

/** A request somebody prepares. */
export function draftedAssignment(drafted: Pick<AssignmentFacts, 'id' | 'agreementId' | 'assignor' | 'assignee' | 'part' | 'effectOn' | 'reason' | 'byLaw'>): AssignmentFacts {
  return { ...drafted, askedOn: null, otherParties: [], answers: [], cancelReason: null };
}
