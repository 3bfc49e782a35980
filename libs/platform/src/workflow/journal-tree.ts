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

/** Anchored heads by name: each anchor only says which moved since the one before. */
export type Heads = Map<string, Head>;

export function moveHeads(heads: Heads, moved: readonly Head[]): void {
  for (const head of moved) heads.set(headName(head), head);
}

/** The root over every head, and over the anchor before: a timestamp of it dates all those before it. */
export function rootOf(heads: Heads, previous: { rank: number; root: string } | null): { root: string; leafCount: number } {
  const leaves = sortedLeaves(heads, previous).map(headLeaf);
  return { root: merkleRoot(leaves).toString('hex'), leafCount: leaves.length };
}

/** What proves that a chain stood there under an anchored root: `checkInclusion` on `headLeaf(head)` says so, offline. Hashes in hexadecimal. */
export type HeadProof = { head: Head; index: number; size: number; path: string[]; root: string };

/** Null when that subject has no head there. */
export function proofOf(heads: Heads, previous: { rank: number; root: string } | null, named: Pick<Head, 'subject' | 'subjectId'>): HeadProof | null {
  const sorted = sortedLeaves(heads, previous);
  const name = headName(named);
  const index = sorted.findIndex((head) => headName(head) === name);
  if (index < 0) return null;
  const leaves = sorted.map(headLeaf);
  return { head: sorted[index]!, index, size: leaves.length, path: inclusionProof(leaves, index).map((hash) => hash.toString('hex')), root: merkleRoot(leaves).toString('hex') };
}

function sortedLeaves(heads: Heads, previous: { rank: number; root: string } | null): Head[] {
  const all = [...heads.entries()];
  if (previous) {
    const chained = { subject: anchorSubject, subjectId: '', rank: previous.rank, hash: previous.root };
    all.push([headName(chained), chained]);
  }
  return all.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, head]) => head);
}
