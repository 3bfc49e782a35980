import type { College } from '../directory/directory.js';
import type { Instant } from '../legal-time/legal-day.js';
import type { LevelMin } from '../level/level.js';

/** Where one body stands in the signing circuit. A slot belongs to a body, never to a person (decision 3). Declined: it refused, and the others go on without it. */
export type SlotState = 'waiting' | 'invited' | 'approved' | 'refused' | 'declined';

/** By what one signed: a code sent to the person, a hand on paper whose scan is kept, or a certificate of one's own. */
export type SignatureMeans = 'simple' | 'handwritten' | 'own_certificate';

/** Why another row of the signatory table takes the place: another person, or the same one whose address or name was misspelt. */
export type ReplacementCause = 'other_person' | 'address' | 'spelling';

/** What was judged of the authority to sign, at the instant of the signature (decision 20): ids and stable codes only. */
export type JudgedAuthority = { id: string; verdict: 'regular' | 'irregular'; faults: readonly string[] };

export type Slot = {
  /** 'slot_<uuid>': also the name of the signature field in the PDF. */
  id: string;
  /** A local partner sits at its adhesion only (decision 10). */
  college: College;
  /** Groups sign one after the other; within a group, in any order. The préfet comes last by default. */
  group: number;
  bodyId: string;
  bodyName: string;
  /** « en qualité de … »: the capacity, not the person. */
  capacity: string;
  /** Whom the link was sent to, and once approved who signed: a row of the signatory table, never a name here. */
  signatoryId: string;
  /** The others who may sign for the body: all are asked, the first who signs has signed for it. */
  candidateIds: readonly string[];
  /** Whether its refusal stops the others. */
  blocks: boolean;
  /** The least that is asked there, frozen when the place is made; null while the operator has not chosen, and such a place is not launched (decision 13). */
  level: LevelMin | null;
  state: SlotState;
  since: Instant | null;
  /** Rank of the approval among all approvals of the round: the order of the PDF's revisions (decision 7). */
  order: number | null;
  reason: string | null;
  means: SignatureMeans | null;
  /** Paper kept of a handwritten signature. */
  paperId: string | null;
  /** The préfecture let this body sign although its authority is irregular; why stays with the round. */
  irregularityAccepted: boolean;
  /** « Je ne suis pas la bonne personne » : the proposal that waits for the préfecture's answer. Reminders pause meanwhile. */
  proposalId: string | null;
};

/** What a slot older than a word is read as: before levels were chosen, a link and a code were enough for all. */
export const emptySlot = { candidateIds: [], blocks: true, level: 'simple', since: null, order: null, reason: null, means: null, paperId: null, irregularityAccepted: false, proposalId: null } as const satisfies Partial<Slot>;

/** Everybody who may act for the body today. */
export function askedOf({ signatoryId, candidateIds }: Pick<Slot, 'signatoryId' | 'candidateIds'>): string[] {
  return [signatoryId, ...candidateIds];
}

/** The words of one slot's table. `facts` is the slot with the content hash everybody must sign. */
export type Circuit = {
  state: SlotState;
  command:
    | { type: 'invite' }
    | { type: 'requestCode'; signatoryId: string; contentHash: string; authority?: JudgedAuthority | null }
    | { type: 'approve'; signatoryId: string; contentHash: string; order: number; /** Absent: a code. */ means?: 'code' | 'certificate'; authority?: JudgedAuthority | null }
    | { type: 'refuse'; signatoryId: string; contentHash: string; reason: string }
    | { type: 'recordPaper'; signatoryId: string; contentHash: string; order: number; paperId: string; authority?: JudgedAuthority | null }
    | { type: 'acceptIrregularity' }
    | { type: 'replaceSignatory'; signatoryId: string; by: string; cause: ReplacementCause }
    | { type: 'proposeSignatory'; signatoryId: string; contentHash: string; proposalId: string }
    | { type: 'dismissProposal' }
    | { type: 'remind' };
  tick: never;
  facts: Slot & { contentHash: string | null };
  effect: never;
  refusal: 'not_your_turn' | 'already_signed' | 'already_refused' | 'other_signatory' | 'other_content' | 'reason_missing' | 'reason_too_long' | 'no_proposal' | 'proposal_pending' | 'authority_irregular' | 'level_insufficient';
};

/** A refusal must say why: shorter than this says nothing the préfecture can act on. */
export const reasonLengthMin = 10;
/** Long enough for a paragraph, short enough for a mail; the letter itself goes by post. */
export const reasonLengthMax = 2000;

/** What is wrong with a reason as it was typed; null when it can be acted on. */
export function faultOfReason(reason: string): 'reason_missing' | 'reason_too_long' | null {
  const { length } = reason.trim();
  return length < reasonLengthMin ? 'reason_missing' : length > reasonLengthMax ? 'reason_too_long' : null;
}
