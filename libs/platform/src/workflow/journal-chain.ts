import { genesisHash, lineHash } from './journal.js';
import type { JournalLine } from './journal.js';
import type { Link } from './journal-key.js';

/**
 * What breaks a chain at a line: the lines before it are gone (`rank_missing`), its rank was already taken (`rank_unexpected`), it does not
 * hang on the line before it (`previous_hash_wrong`), it does not say what its hash says (`hash_wrong`), it is another subject's (`subject_mixed`).
 */
export type ChainFault = 'rank_missing' | 'rank_unexpected' | 'previous_hash_wrong' | 'hash_wrong' | 'subject_mixed';

/** Before the first line of a subject. */
export const chainStart: Link = { rank: 0, hash: genesisHash };

/** The fault of `line` where it follows `previous` in its subject's chain, with the first rank concerned; null when it follows well. */
export function chainFault(previous: Link, line: JournalLine): { rank: number; why: ChainFault } | null {
  const expected = previous.rank + 1;
  if (line.rank > expected) return { rank: expected, why: 'rank_missing' };
  if (line.rank !== expected) return { rank: line.rank, why: 'rank_unexpected' };
  if (line.previousHash !== previous.hash) return { rank: line.rank, why: 'previous_hash_wrong' };
  return saysItsHash(line) ? null : { rank: line.rank, why: 'hash_wrong' };
}

/**
 * Checks an extract by itself, with no key and no database: every line of one subject, oldest first, from rank 1.
 * A cut tail does not show here: compare the last line with the head proved under an anchored root.
 * @returns the first line that does not hold and why, or null.
 */
export function brokenLine(lines: readonly JournalLine[]): { rank: number; why: ChainFault } | null {
  const [first] = lines;
  let previous = chainStart;
  for (const line of lines) {
    if (line.subject !== first!.subject || line.subjectId !== first!.subjectId) return { rank: line.rank, why: 'subject_mixed' };
    const fault = chainFault(previous, line);
    if (fault) return fault;
    previous = line;
  }
  return null;
}

function saysItsHash({ subject, subjectId, recordedAt, effectiveOn, actor, event, payload, stateFrom, stateTo, basis, rank, previousHash, hash }: JournalLine): boolean {
  try {
    return lineHash({ subject, subjectId, recordedAt, effectiveOn, actor, event, payload, stateFrom, stateTo, basis }, rank, previousHash) === hash;
  } catch {
    // An instant that no calendar knows ('infinity', the year 300000): nobody but a forger wrote it.
    return false;
  }
}
