import type { Gap } from '../directory/completeness.js';
import { emptySlot } from '../circuit/circuit.js';
import type { Circuit, JudgedAuthority, ReplacementCause, Slot } from '../circuit/circuit.js';
import type { RoutingFault } from '../circuit/routing.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import type { AskedBody, Confirmation } from '../project/confirmation.js';

/** The signing of one agreement, or of one act of its life, from the choice of its parties to the sealed PDF. Round and circuit are one aggregate (decision 24). */
export type Round = {
  state: RoundState;
  command:
    | { type: 'launch'; gaps: readonly Gap[]; slots: readonly Slot[]; collectUntil: LegalDay; termEndsOn: LegalDay | null; act: SignedAct | null; /** What is wrong with whom the préfecture chose to ask. */ routing?: readonly RoutingFault[] }
    | { type: 'openProject'; gaps: readonly Gap[]; parts: readonly AskedBody[] }
    | { type: 'confirmAnnexes'; bodyId: string; partHash: string; answerId: string }
    | { type: 'contestAnnexes'; bodyId: string; partHash: string; answerId: string; reason: string }
    | { type: 'askAgain'; bodyId: string }
    | { type: 'waiveConfirmation'; bodyId: string; reason: string }
    | { type: 'changeContent'; parts: readonly AskedBody[] }
    | { type: 'freeze'; gaps: readonly Gap[]; slots: readonly Slot[]; parts: readonly AskedBody[]; termEndsOn: LegalDay; routing?: readonly RoutingFault[] }
    | { type: 'openSignatures'; collectUntil: LegalDay }
    | { type: 'recordAssembly'; contentHash: string }
    | { type: 'reportAssemblyFailure'; code: string }
    | { type: 'requestCode'; slotId: string; signatoryId: string; contentHash: string; codeId: string; authority?: JudgedAuthority | null; /** Absent: by mail. */ channel?: CodeChannel }
    | { type: 'approve'; slotId: string; signatoryId: string; contentHash: string; /** Absent: a code. */ means?: 'code' | 'certificate'; authority?: JudgedAuthority | null }
    | { type: 'refuse'; slotId: string; signatoryId: string; contentHash: string; reason: string }
    | { type: 'recordPaper'; slotId: string; signatoryId: string; contentHash: string; signedOn: LegalDay; paperId: string; authority?: JudgedAuthority | null }
    | { type: 'acceptIrregularity'; slotId: string; reason: string }
    | { type: 'replaceSignatory'; slotId: string; signatoryId: string; by: string; cause: ReplacementCause }
    | { type: 'proposeSignatory'; slotId: string; signatoryId: string; contentHash: string; proposalId: string }
    | { type: 'dismissProposal'; slotId: string }
    | { type: 'remind'; slotId: string }
    | { type: 'supersede'; successorId: string; reason: string }
    | { type: 'resume' }
    | { type: 'extend'; collectUntil: LegalDay }
    | { type: 'abandon'; reason: string }
    | { type: 'recordSeal'; finalHash: string };
  tick: 'reachDeadline';
  facts: RoundFacts;
  effect: RoundEffect | ProjectEffect;
  refusal: RoundRefusal;
};

/** By what a code leaves. */
export type CodeChannel = 'mail' | 'sms';

/** `confirming`: the bodies read their annexes; `project`: the text is frozen, and assemblies decide on it before anybody signs. A launch from the draft goes without both. */
export type RoundState = 'draft' | 'confirming' | 'assembling' | 'project' | 'collecting' | 'blocked' | 'expired' | 'sealing' | 'sealed' | 'abandoned' | 'superseded';

/** What is signed when it is not an agreement: a subject of its own, which the round tells of its end. Another table knows its words and its seats. */
export type SignedAct = { kind: string; id: string; /** This round, as the act must know it. */ roundId: string };

/** Ids and days only: names and addresses live in the signatory table (decision 26). */
export type RoundFacts = {
  slots: readonly Slot[];
  /** Who was asked to confirm its annexes, and where each stands; empty when the round was launched without a project. */
  confirmations: readonly Confirmation[];
  /** Last day on which one may sign, in the département's civil time. */
  collectUntil: LegalDay | null;
  /** Last day of the agreement's first term; an act has none of its own. */
  termEndsOn: LegalDay | null;
  /** Null for an agreement. */
  act: SignedAct | null;
  /** Day of the latest signature so far, in the département's civil time. */
  signedOn: LegalDay | null;
  /** SHA-256 of the certified revision (decision 1). */
  contentHash: string | null;
  /** Day from which there was a text to sign. */
  assembledOn: LegalDay | null;
  finalHash: string | null;
  /** Why the last assembly failed, when it did: a stable code. */
  assemblyFailure: string | null;
  abandonReason: string | null;
  /** Round whose text this one replaces, and the one that replaces this. */
  supersedes: string | null;
  supersededBy: string | null;
  supersededReason: string | null;
};

export type RoundEffect =
  | { type: 'assembleDocument' }
  | { type: 'inviteSignatory'; slotId: string; signatoryId: string; reminder: boolean }
  | { type: 'sendCode'; slotId: string; signatoryId: string; codeId: string }
  /** The same, to the person's telephone. */
  | { type: 'sendSms'; slotId: string; signatoryId: string; codeId: string }
  | { type: 'appendRevisions' }
  | { type: 'acknowledgeApproval'; slotId: string; signatoryId: string }
  /** To those who might have signed for the body too: another has. */
  | { type: 'tellSignedByAnother'; slotId: string; signatoryId: string }
  | { type: 'announceReplacement'; slotId: string; signatoryId: string }
  | { type: 'announceSupersession'; slotId: string; signatoryId: string; signed: boolean }
  | { type: 'reportToClerks'; what: 'refusal' | 'declined' | 'proposal' | 'expiry' | 'assembly_failure' | 'sealed'; slotId: string | null }
  | { type: 'announceAbandonment'; slotId: string; signatoryId: string }
  | { type: 'deliverFinalCopy'; slotId: string; signatoryId: string }
  | { type: 'compileEvidence' }
  | { type: 'openTerm' };

/** What leaves for the bodies of a project, before anybody is asked to sign. */
export type ProjectEffect =
  | { type: 'askConfirmation'; bodyId: string; why: 'first' | 'again' | 'changed' }
  | { type: 'reportContest'; bodyId: string }
  | { type: 'sendProject'; bodyId: string }
  | { type: 'announceProjectEnd'; bodyId: string };

export type RoundRefusal = ProjectRefusal | Circuit['refusal'] | 'gaps_remain' | 'levels_unchosen' | 'college_missing' | 'seat_missing' | 'deadline_past' | 'last_day_past' | 'term_before_deadline' | 'unknown_slot' | 'abandon_reason_missing' | 'round_blocked' | 'round_expired' | 'round_closed' | 'not_ready_yet' | 'groups_broken' | 'signer_unknown' | 'signed_in_future' | 'signed_before_text' | 'act_not_superseded';

export type ProjectRefusal = 'unknown_body' | 'other_annexes' | 'already_confirmed' | 'nothing_changed' | 'confirmations_missing' | 'annexes_moved' | 'term_past' | 'project_confirming' | 'project_unopened';

export const emptyRound: RoundFacts = {
  slots: [], confirmations: [], collectUntil: null, termEndsOn: null, act: null, signedOn: null, contentHash: null, assembledOn: null, finalHash: null, assemblyFailure: null, abandonReason: null, supersedes: null, supersededBy: null, supersededReason: null,
};

/** Copying ninety slots each time a round is read would cost more than all that is then decided. */
const slotWords = Object.keys(emptySlot);

/** Facts kept before a word existed read as if it had never happened. */
export function completeRound(kept: Partial<RoundFacts>): RoundFacts {
  return { ...emptyRound, ...kept, slots: (kept.slots ?? []).map((slot) => (slotWords.every((word) => word in slot) ? slot : { ...emptySlot, ...slot })) };
}

/** Nobody is waited for there any more: it has signed, or has declined without stopping the others. */
export function isSettled({ state }: Pick<Slot, 'state'>): boolean {
  return state === 'approved' || state === 'declined';
}

/** Seats left to sign, in circuit order. */
export function missingSlots({ slots }: RoundFacts): Slot[] {
  return slots.filter((slot) => !isSettled(slot));
}

/** Approvals in the order they were given: the order of the PDF's revisions (decision 7). */
export function approvals({ slots }: RoundFacts): Slot[] {
  return slots.filter(({ order }) => order !== null).sort((a, b) => a.order! - b.order!);
}
