import { momentOn, standingOf } from '../authority/publicity.js';
import type { PublicityStanding } from '../authority/publicity.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import type { NoticeFacts, NoticeOutcome, NoticeRules } from '../notice/notice.js';
import type { ReadingAnswers } from '../model/readings.js';
import { addDays } from '../legal-time/legal-day.js';
import { lastUsefulDay } from '../legal-time/term-days.js';

/** One notice by one party: the withdrawal of a local partner, or the denunciation by a gestionnaire (art. 7). */
export type Withdrawal = {
  state: WithdrawalState;
  command:
    | { type: 'showAuthority'; authority: NoticeAuthority }
    | { type: 'send'; letters: readonly SentLetter[]; rules: WithdrawalRules }
    | { type: 'recordOutcome'; letterId: string; outcome: NoticeOutcome; presentedOn: LegalDay | null; deliveredOn: LegalDay | null; rules: WithdrawalRules }
    | { type: 'decideReception'; letterId: string; receivedOn: LegalDay | null; reason: string; rules: WithdrawalRules }
    | { type: 'examine'; gestionnaireId: string; remark: string }
    | { type: 'reexamine'; rules: WithdrawalRules }
    | { type: 'cancel'; reason: string };
  tick: 'missDelivery' | 'takeEffect';
  facts: WithdrawalFacts;
  effect: WithdrawalEffect;
  refusal: WithdrawalRefusal;
};

/**
 * `sent`: at least one reception is not proven, the verdict is provisional. `pressing`: still not proven, and the alert is out.
 * `not_received`: a letter came back and is no notice; another one may be sent. `information_only`: nothing but plain messages.
 */
export type WithdrawalState =
  | 'drafted' | 'sent' | 'pressing' | 'information_only' | 'not_received' | 'accepted_in_time' | 'late' | 'without_object' | 'effective' | 'cancelled';

export type PartyKind = 'gestionnaire' | 'local_partner' | 'national_partner' | 'prefet';
export type Party = { id: string; kind: PartyKind };

/** `decides`: its reception makes the months run; the others are informed (decision 18). */
export type Addressee = Party & { decides: boolean };

/** What entitles a gestionnaire's representative to denounce: a deliberation, or for a private body its own decision. */
export type NoticeAuthority = { kind: 'deliberation' | 'delegation' | 'board_decision'; reference: string; decidedOn: LegalDay; transmittedOn: LegalDay | null };

/** Before anything is known of its reception. */
export type SentLetter = Pick<NoticeLetter, 'id' | 'addresseeId' | 'mode' | 'trackingNumber' | 'sentOn'>;

/** Several may go to one addressee: the first one received counts. */
export type NoticeLetter = NoticeFacts & { id: string; addresseeId: string; trackingNumber: string | null; decisionReason: string | null };

/** The agreement's terms as of the letter's own day (`noticeTermsOn`), and the readings signed with it. */
export type WithdrawalRules = NoticeRules & { capKnown: boolean };

export type NoticeForm = 'letter_or_receipt' | 'registered_letter';

/** Ids and days, and the reasons that clerks write about letters: never about persons (decision 26). */
export type WithdrawalFacts = {
  id: string;
  /** Which subject of the kind `term` learns of the leaver. */
  termId: string;
  party: Party;
  addressees: readonly Addressee[];
  form: NoticeForm;
  authority: NoticeAuthority | null;
  rules: WithdrawalRules;
  letters: readonly NoticeLetter[];
  /** The day on which the last letters were sent, or recorded: the alert leaves them time to arrive. */
  awaitedSince: LegalDay | null;
  examinations: readonly { gestionnaireId: string; on: LegalDay; remark: string }[];
  leavesOn: LegalDay | null;
  cancelReason: string | null;
};

/** `uselessAfter`: as in the life of the agreement (`term.ts`). */
export type WithdrawalEffect =
  | { type: 'issueReceipt'; letterIds: readonly string[] }
  | { type: 'informPrefecture'; what: 'filed' | 'examined' | 'settled' | 'cancelled' }
  | { type: 'informParties'; what: 'filed' | 'settled' | 'cancelled' | 'effective' }
  | { type: 'alertDeliveryMissing'; letterIds: readonly string[]; notifyBy: LegalDay | null; uselessAfter: LegalDay | null }
  /** To the party: its letter came back, and time is left, or not, to notify again. */
  | { type: 'reportUnreceived'; letterId: string; notifyBy: LegalDay | null; uselessAfter: LegalDay | null }
  | { type: 'askAccordCadre' };

export type WithdrawalRefusal =
  | 'not_provided_by_agreement' | 'authority_missing' | 'authority_reference_missing' | 'form_not_accepted' | 'letter_missing' | 'letter_known_already' | 'unknown_addressee' | 'unknown_letter'
  | 'tracking_number_wrong' | 'dates_contradict' | 'day_to_come' | 'reason_missing' | 'letter_not_returned' | 'not_concerned'
  | 'effective_already' | 'settled_already' | 'cancelled_already' | 'nothing_sent';

/** The names that model versions keep for the form (`denonciation.forme`). */
export const noticeFormOf: Readonly<Record<ReadingAnswers['denonciation.forme'], NoticeForm>> = { lettre_ou_recepisse: 'letter_or_receipt', lettre_recommandee: 'registered_letter' };

/** What may be said against an authority. The verdict is « irrégulière », never « nulle »: only a court says that (decision 20). */
export type AuthorityDoubt = 'decided_after_dispatch' | 'not_transmitted' | 'transmitted_too_late';

/** Letters bear a day, not an hour: sent on the day of the transmission, they are not proven later than it. */
const transmissionDoubts: Readonly<Record<PublicityStanding, AuthorityDoubt | null>> = { before: null, missing: 'not_transmitted', same_day_unproven: 'transmitted_too_late', too_late: 'transmitted_too_late' };

/** A deliberation is executory once transmitted, strictly before it is used (CE, 20 Jan. 1989, Ville de Millau, n° 70686). */
export function authorityDoubt({ authority, letters }: Pick<WithdrawalFacts, 'authority' | 'letters'>): AuthorityDoubt | null {
  const used = letters.flatMap(({ mode, sentOn, deliveredOn }) => (mode === 'plain_message' ? [] : (sentOn ?? deliveredOn ?? []))).sort()[0];
  if (!authority || !used) return null;
  if (authority.decidedOn > used) return 'decided_after_dispatch';
  if (authority.kind !== 'deliberation') return null;
  const transmitted = authority.transmittedOn && { on: authority.transmittedOn, at: null, proofFileId: null };
  return transmissionDoubts[standingOf(transmitted, momentOn(used))];
}

/** A notice somebody prepares. Whose reception counts is in `addressees` (`addresseesOf`). */
export function draftedWithdrawal(drafted: Pick<WithdrawalFacts, 'id' | 'termId' | 'party' | 'addressees' | 'form' | 'rules'>): WithdrawalFacts {
  return { ...drafted, authority: null, letters: [], awaitedSince: null, examinations: [], leavesOn: null, cancelReason: null };
}

export type AddresseeReadings = Pick<ReadingAnswers, 'denonciation.destinataire' | 'retrait.destinataire'>;

/**
 * Who is written to, and whose reception counts (I-06, I-07, decision 18). `concerned`: the gestionnaires where a local partner is present,
 * the one it chose first when the reading asks for one only.
 */
export function addresseesOf(party: Party, { concerned, others }: { concerned: readonly Party[]; others: readonly Party[] }, readings: AddresseeReadings): Addressee[] {
  if (party.kind === 'gestionnaire') {
    const all = readings['denonciation.destinataire'] === 'toutes_les_parties';
    return others.filter(({ id }) => id !== party.id).map((other) => ({ ...other, decides: all || other.kind === 'prefet' }));
  }
  const one = readings['retrait.destinataire'] === 'un_gestionnaire';
  return concerned.map((gestionnaire, rank) => ({ ...gestionnaire, decides: !one || rank === 0 }));
}

/** The post keeps a letter fifteen days: one that is not collected by then leaves just the time to notify by other means. */
const alertDays = 15;
/** A registered letter is presented within three days: sooner, « not delivered yet » says nothing. */
const arrivalDays = 3;

/** The last day on which notifying again still helps; null when a notice may come at any time. */
export function notifyBy({ rules }: WithdrawalFacts): LegalDay | null {
  return rules.effect === 'rolling' ? null : lastUsefulDay(rules.termEndsOn, rules.months);
}

/** From this day, a delivery that is still missing is told to those who can do something about it. */
export function deliveryAlertDay(facts: WithdrawalFacts): LegalDay {
  const { awaitedSince } = facts;
  if (awaitedSince === null) throw new Error('A notice waits for letters that nobody sent');
  const useful = notifyBy(facts);
  if (useful === null) return addDays(awaitedSince, alertDays);
  const [early, arrived] = [addDays(useful, -alertDays), addDays(awaitedSince, arrivalDays)];
  if (arrived <= early) return early;
  // Sent in the last days: told on the last useful day at the latest, while something can still be done.
  return arrived > useful && awaitedSince < useful ? useful : arrived;
}
