import type { LegalDay } from '../legal-time/legal-day.js';
import type { NoticeEffect } from '../notice/notice.js';
import type { ReadingAnswers } from '../model/readings.js';

/** The life of one agreement, from its last signature to its end: terms, tacit renewals, the cap, those who leave (art. 7 and 9). */
export type Term = {
  state: TermState;
  command:
    | { type: 'recordAccordCadre'; concludedOn: LegalDay; endsOn: LegalDay }
    | { type: 'decide'; decision: TermDecision }
    | { type: 'recordGestionnaire'; gestionnaireId: string }
    /** An assignment, or a merger by law: without a notice. `stays`: only some of its structures go. */
    | { type: 'replaceGestionnaire'; leavingId: string; arrivingId: string; stays: boolean }
    | { type: 'recordLeaver'; leaver: Leaver }
    /** `withdrawalId`: the notice that is annulled; its author's place may have passed to a successor meanwhile. */
    | { type: 'withdrawLeaver'; partyId: string; withdrawalId?: string }
    | { type: 'releaseLeaver'; partyId: string }
    | { type: 'endInFact'; endedOn: LegalDay; reason: string }
    | { type: 'recordGeneralInterestTermination'; endsOn: LegalDay; reason: string };
  tick: 'enterIntoForce' | 'alertParties' | 'passLastUsefulDay' | 'reachTerm' | 'reachTermination';
  facts: TermFacts;
  effect: TermEffect;
  refusal: TermRefusal;
};

/**
 * `in_force`: a notice for the current term can still be received. `notice_closing`: the last alert is out, the last useful day is near.
 * `notice_closed`: it has passed. `executed_in_fact`: the term came and nothing renewed it: "échue – exécution de fait", never "renewed"
 * (C. civ. 1212, 1215). `terminating`: a termination for general interest is recorded, its day is to come.
 */
export type TermState = 'signed' | 'in_force' | 'notice_closing' | 'notice_closed' | 'executed_in_fact' | 'terminating' | 'ended';

/** What the préfecture means to do at the term. `denounce` is an intention: art. 7 gives the préfet no way out (decision 19). */
export type TermDecision = 'continue' | 'amend' | 'denounce';

/** A party bound until `leavesOn`, that day included. */
export type Leaver = { partyId: string; kind: 'gestionnaire' | 'local_partner'; leavesOn: LegalDay; withdrawalId: string };

/** Ids and days only (decision 26), and the readings signed with the agreement (decision 15). Every other day is computed from these. */
export type TermFacts = {
  inForceSince: LegalDay;
  /** The anchor: every later term is counted from this day, never from one another. */
  firstTermEndsOn: LegalDay;
  /** 0: never renewed. */
  renewalMonths: number;
  renewals: number;
  /** Last day of the Accord cadre national; null as long as no version is recorded: then nothing is renewed, and nothing guessed. */
  capEndsOn: LegalDay | null;
  /** `initial`: the Accord cadre in force on the first day stays the cap, even when it is renewed (`duree.plafond`). */
  capFollows: CapFollows;
  noticeMonths: number;
  noticeEffect: NoticeEffect;
  /** `collective`: gestionnaires leave all together or not at all (`denonciation.portee`). */
  denunciation: Denunciation;
  gestionnaireIds: readonly string[];
  /** In the order of their record. */
  leavers: readonly Leaver[];
  /** Alert stages given, or out of date, for the current term. */
  alerts: number;
  /** From this day the alerts of the current term count: its first day, or the day on which the cap moved it. */
  alertsFrom: LegalDay;
  decisionAskedOn: LegalDay | null;
  decision: { choice: TermDecision; on: LegalDay } | null;
  expiry: { reason: ExpiryReason; on: LegalDay } | null;
  termination: { reason: string; endsOn: LegalDay } | null;
  /** `on` is the last day of the agreement. */
  end: { reason: EndReason; on: LegalDay; said: string | null } | null;
};
export type CapFollows = 'latest' | 'initial';
export type Denunciation = 'individual' | 'collective';

/** Why the term was not renewed. */
export type ExpiryReason = 'not_renewable' | 'cap_unknown' | 'cap_reached';
export type EndReason = 'last_gestionnaire_left' | 'ended_in_fact' | 'general_interest';
export type AlertStage = 'prepare' | 'deliberate' | 'last_days';

/** `uselessAfter`: the last day on which the message still helps somebody; born later, after an outage, it is not sent. */
export type TermEffect =
  | { type: 'announceInForce'; since: LegalDay; termEndsOn: LegalDay; uselessAfter: LegalDay }
  | { type: 'alertParties'; stage: AlertStage; termEndsOn: LegalDay; lastUsefulDay: LegalDay; uselessAfter: LegalDay }
  | { type: 'askDecision'; termEndsOn: LegalDay; uselessAfter: LegalDay }
  /** The record is always made: it is the evidence of its legal day. Only its sending can be out of date. */
  /** `leaverIds`: those whom the former term released; the record is printed without waiting for their annexes. */
  | { type: 'issueRenewalRecord'; renewal: number; from: LegalDay; until: LegalDay; leaverIds: readonly string[] }
  | { type: 'sendRenewalRecord'; renewal: number; uselessAfter: LegalDay }
  | { type: 'regenerateAnnexes'; leaverIds: readonly string[]; from: LegalDay }
  | { type: 'announceTermMoved'; from: LegalDay; to: LegalDay; uselessAfter: LegalDay }
  | { type: 'reportToClerks'; what: TermReport; on: LegalDay; uselessAfter: LegalDay | null }
  | { type: 'announceEnd'; reason: EndReason; on: LegalDay };

export type TermReport = ExpiryReason | 'notice_closed' | 'denounce_needs_an_act' | 'denunciation_incomplete' | 'accord_cadre_after_expiry';

export type TermRefusal =
  | 'not_in_force_yet' | 'term_expired' | 'terminating_already' | 'agreement_ended'
  | 'accord_cadre_overtaken' | 'accord_cadre_initial_only' | 'accord_cadre_dates'
  | 'notice_day_past' | 'unknown_party' | 'leaving_already' | 'party_already' | 'not_leaving' | 'leaves_later' | 'leaves_before_force' | 'left_already'
  | 'reason_missing' | 'end_before_expiry' | 'day_to_come' | 'termination_outside_term';

/** The names that model versions keep for the readings of art. 7 and 9. */
export const capFollowsOf: Readonly<Record<ReadingAnswers['duree.plafond'], CapFollows>> = { fin_accord_cadre: 'latest', accord_cadre_initial: 'initial' };
export const denunciationOf: Readonly<Record<ReadingAnswers['denonciation.portee'], Denunciation>> = { individuelle: 'individual', collective: 'collective' };

/** What the parties signed, on the day of the last required signature. */
export type SignedTerm = Pick<TermFacts, 'inForceSince' | 'firstTermEndsOn' | 'renewalMonths' | 'capEndsOn' | 'capFollows' | 'noticeMonths' | 'noticeEffect' | 'denunciation' | 'gestionnaireIds'>;

/** Throws RangeError on what no signed agreement can say: no effect back in time (I-23), a term after its first day, a gestionnaire at least (art. 1). */
export function signedTerm(signed: SignedTerm): TermFacts {
  const { inForceSince, firstTermEndsOn, capEndsOn, renewalMonths, noticeMonths, gestionnaireIds } = signed;
  if (firstTermEndsOn < inForceSince) throw new RangeError('The first term ends before the agreement is in force');
  if (capEndsOn !== null && capEndsOn < inForceSince) throw new RangeError('The Accord cadre ends before the agreement is in force');
  if (!Number.isInteger(renewalMonths) || renewalMonths < 0 || !Number.isInteger(noticeMonths) || noticeMonths < 0) throw new RangeError('Months are whole numbers');
  if (gestionnaireIds.length === 0) throw new RangeError('An agreement has a gestionnaire');
  return { ...signed, renewals: 0, leavers: [], alerts: 0, alertsFrom: inForceSince, decisionAskedOn: null, decision: null, expiry: null, termination: null, end: null };
}
