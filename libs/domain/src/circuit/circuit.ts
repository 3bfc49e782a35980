import type { College } from '../directory/directory.js';
import type { Instant } from '../legal-time/legal-day.js';

/** Where one body stands in the signing circuit. A slot belongs to a body, never to a person (decision 3). */
export type SlotState = 'waiting' | 'invited' | 'approved' | 'refused';

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
  /** Whom the link was sent to: a row of the signatory table, never a name here. */
  signatoryId: string;
  state: SlotState;
  since: Instant | null;
  /** Rank of the approval among all approvals of the round: the order of the PDF's revisions (decision 7). */
  order: number | null;
  reason: string | null;
};

/** The words of one slot's table. `facts` is the slot with the content hash everybody must sign. */
export type Circuit = {
  state: SlotState;
  command:
    | { type: 'invite' }
    | { type: 'requestCode'; signatoryId: string; contentHash: string }
    | { type: 'approve'; signatoryId: string; contentHash: string; order: number }
    | { type: 'refuse'; signatoryId: string; contentHash: string; reason: string }
    | { type: 'remind' };
  tick: never;
  facts: Slot & { contentHash: string | null };
  effect: never;
  refusal: 'not_your_turn' | 'already_signed' | 'already_refused' | 'other_signatory' | 'other_content' | 'reason_missing';
};

/** A refusal must say why: shorter than this says nothing the préfecture can act on. */
export const reasonLengthMin = 10;
/** Long enough for a paragraph, short enough for a mail; the letter itself goes by post. */
export const reasonLengthMax = 2000;
