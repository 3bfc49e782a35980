import { canonicalJson } from '../canonical-json.js';
import type { Head } from './journal-key.js';
import { inclusionProof, leafHash, merkleRoot } from './merkle.js';

/** The anchors are a chain too: its head stands among the others under this name, which no procedure bears. */
export const anchorSubject = 'journal_anchor';

/** The leaf of one subject: where its chain stood. Anyone holding the chain's last line can compute it again. */
export function headLeaf({ subject, subjectId, rank, hash }: Head): Buffer {
  return leafHash(Buffer.from(canonicalJson({ subject, subjectId, rank, hash })));
}

/** One name per subject, that sorts the same on every machine (the database's collation may not). */
export const headName = ({ subject, subjectId }: Pick<Head, 'subject' | 'subjectId'>): string => canonicalJson([subject, subjectId]);

/** The leaf of the anchor before: through it each root dates all those that came earlier. */
type Previous = { rank: number; root: string } | null;

/** The root over these heads, and over the anchor before: those that moved since it, in an anchor of today; every head, in the first ones that were made. */
export function rootOf(heads: Iterable<Head>, previous: Previous): { root: string; leafCount: number } {
  const leaves = sortedLeaves(heads, previous).map(headLeaf);
  return { root: merkleRoot(leaves).toString('hex'), leafCount: leaves.length };
}

/** How many leaves the tree of an anchor has when it holds what moved, and the anchor before. */
export const movedLeaves = (moved: readonly Head[], previousRoot: string | null): number => moved.length + (previousRoot === null ? 0 : 1);

/** What proves that a chain stood there under an anchored root: `checkInclusion` on `headLeaf(head)` says so, offline. Hashes in hexadecimal. */
export type HeadProof = { head: Head; index: number; size: number; path: string[]; root: string };

/** Null when that subject has no head there. */
export function proofOf(heads: Iterable<Head>, previous: Previous, named: Pick<Head, 'subject' | 'subjectId'>): HeadProof | null {
  const sorted = sortedLeaves(heads, previous);
  const name = headName(named);
  const index = sorted.findIndex((head) => headName(head) === name);
  if (index < 0) return null;
  const leaves = sorted.map(headLeaf);
  return { head: sorted[index]!, index, size: leaves.length, path: inclusionProof(leaves, index).map((hash) => hash.toString('hex')), root: merkleRoot(leaves).toString('hex') };
}

function sortedLeaves(heads: Iterable<Head>, previous: Previous): Head[] {
  const all = [...heads, ...(previous ? [{ subject: anchorSubject, subjectId: '', rank: previous.rank, hash: previous.root }] : [])].map((head) => [headName(head), head] as const);
  return all.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, head]) => head);
}

/** The first anchors held every head there was: each only says which moved, and they are folded in their order. */
export class FoldedHeads {
  private readonly heads = new Map<string, Head>();

  move(moved: readonly Head[]): void {
    for (const head of moved) this.heads.set(headName(head), head);
  }

  all(): Iterable<Head> {
    return this.heads.values();
  }

  get size(): number {
    return this.heads.size;
  }
}
