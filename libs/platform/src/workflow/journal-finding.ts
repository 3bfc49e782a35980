import type { ChainFault } from './journal-chain.js';

/** Of a token: it dates another root, or its signature does not hold. */
export type TokenFault = 'token_imprint' | 'token_invalid';

/**
 * An anchor gone (`anchor_missing`), not as this service wrote it (`anchor_forged`), that no longer hangs on the one before (`anchor_unchained`),
 * whose root is not that of its heads (`anchor_root_wrong`), not the one the chain of anchors ends with (`anchor_head_wrong`); a line that was
 * under an anchored root and is gone or no longer the same (`anchored_line_missing`, `anchored_line_changed`).
 */
export type AnchorFault = 'anchor_missing' | 'anchor_forged' | 'anchor_unchained' | 'anchor_root_wrong' | 'anchor_head_wrong' | 'anchored_line_missing' | 'anchored_line_changed' | TokenFault;

/**
 * What the key adds to the chain: a coherent line that this service never wrote (`mac_wrong`), a line that another one has seen and that is
 * gone (`witness_missing`), a head that is gone or that this service never wrote (`head_missing`, `head_forged`), the end of a chain cut,
 * lengthened or rewritten (`tail_missing`, `tail_added`, `tail_changed`), a subject of which nothing is left (`subject_missing`).
 */
export type JournalFault = ChainFault | AnchorFault | 'mac_wrong' | 'witness_missing' | 'head_missing' | 'head_forged' | 'tail_missing' | 'tail_added' | 'tail_changed' | 'subject_missing';

/**
 * The first thing that does not hold in one subject, or one thing that concerns none (`subject` null). `rank` is the line's in its subject, or the
 * anchor's among anchors; `seq` the line's number in the whole journal; `detail` the day of the anchor, or the number of the line that remembers.
 */
export type JournalFinding = { fault: JournalFault; subject: string | null; subjectId: string | null; rank: number | null; seq: string | null; detail?: string };
