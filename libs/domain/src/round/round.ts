import type { Gap } from '../directory/completeness.js';
import type { Circuit, Slot } from '../circuit/circuit.js';
import type { LegalDay } from '../legal-time/legal-day.js';

/** The signing of one agreement, or of one act of its life, from the choice of its parties to the sealed PDF. Round and circuit are one aggregate (decision 24). */
export type Round = {
  state: RoundState;
  command:
    | { type: 'launch'; gaps: readonly Gap[]; slots: readonly Slot[]; collectUntil: LegalDay; termEndsOn: LegalDay | null; act: SignedAct | null }
    | { type: 'recordAssembly'; contentHash: string }
    | { type: 'reportAssemblyFailure'; code: string }
    | { type: 'requestCode'; slotId: string; signatoryId: string; contentHash: string; codeId: string }
    | { type: 'approve'; slotId: string; signatoryId: string; contentHash: string }
    | { type: 'refuse'; slotId: string; signatoryId: string; contentHash: string; reason: string }
    | { type: 'remind'; slotId: string }
    | { type: 'resume' }
    | { type: 'extend'; collectUntil: LegalDay }
    | { type: 'abandon'; reason: string }
    | { type: 'recordSeal'; finalHash: string };
  tick: 'reachDeadline';
  facts: RoundFacts;
  effect: RoundEffect;
  refusal: RoundRefusal;
};

export type RoundState = 'draft' | 'assembling' | 'collecting' | 'blocked' | 'expired' | 'sealing' | 'sealed' | 'abandoned';

/** What is signed when it is not an agreement: a subject of its own, which the round tells of its end. Another table knows its words and its seats. */
export type SignedAct = { kind: string; id: string; /** This round, as the act must know it. */ roundId: string };

/** Ids and days only: names and addresses live in the signatory table (decision 26). */
export type RoundFacts = {
  slots: readonly Slot[];
  /** Last day on which one may sign, in the département's civil time. */
  collectUntil: LegalDay | null;
  /** Last day of the agreement's first term; an act has none of its own. */
  termEndsOn: LegalDay | null;
  /** Null for an agreement. */
  act: SignedAct | null;
  /** Day of the last signature, in the département's civil time. */
  signedOn: LegalDay | null;
  /** SHA-256 of the certified revision (decision 1). */
  contentHash: string | null;
  finalHash: string | null;
  /** Why the last assembly failed, when it did: a stable code. */
  assemblyFailure: string | null;
  abandonReason: string | null;
};

export type RoundEffect =
  | { type: 'assembleDocument' }
  | { type: 'inviteSignatory'; slotId: string; signatoryId: string; reminder: boolean }
  | { type: 'sendCode'; slotId: string; signatoryId: string; codeId: string }
  | { type: 'appendRevisions' }
  | { type: 'acknowledgeApproval'; slotId: string; signatoryId: string }
  | { type: 'reportToClerks'; what: 'refusal' | 'expiry' | 'assembly_failure' | 'sealed'; slotId: string | null }
  | { type: 'announceAbandonment'; slotId: string; signatoryId: string }
  | { type: 'deliverFinalCopy'; slotId: string; signatoryId: string }
  | { type: 'compileEvidence' }
  | { type: 'openTerm' };

export type RoundRefusal = Circuit['refusal'] | 'gaps_remain' | 'college_missing' | 'seat_missing' | 'deadline_past' | 'term_before_deadline' | 'unknown_slot' | 'abandon_reason_missing' | 'round_blocked' | 'round_expired' | 'round_closed' | 'not_ready_yet';

export const emptyRound: RoundFacts = { slots: [], collectUntil: null, termEndsOn: null, act: null, signedOn: null, contentHash: null, finalHash: null, assemblyFailure: null, abandonReason: null };

/** Seats left to sign, in circuit order. */
export function missingSlots({ slots }: RoundFacts): Slot[] {
  return slots.filter(({ state }) => state !== 'approved');
}

/** Approvals in the order they were given: the order of the PDF's revisions (decision 7). */
export function approvals({ slots }: RoundFacts): Slot[] {
  return slots.filter(({ order }) => order !== null).sort((a, b) => a.order! - b.order!);
}
