import { createHmac } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { canonicalJson } from '../canonical-json.js';

/**
 * SHA-256 alone stops nobody who writes SQL: whoever alters a line can chain the following ones again. So each line, each head and each
 * anchor also carries an HMAC whose key never enters the database (ADR 6).
 */
const keys = new WeakMap<DataSource, () => Buffer>();

/** Says with which key the journal of that database is sealed; `key` is asked when first needed. */
export function bindJournalKey(source: DataSource, key: () => Buffer): void {
  let known: Buffer | null = null;
  keys.set(source, () => (known ??= key()));
}

/** The key of the journal this transaction writes to. Throws when the connection was opened without one: such a line could never be verified. */
export function journalKeyOf(tx: EntityManager): Buffer {
  const key = keys.get(tx.dataSource);
  if (!key) throw new Error('This connection has no journal key: open it with Database');
  return key();
}

/** `seq` and `witness` as PostgreSQL writes its bigints, `hash` in hexadecimal. */
export type SealedLine = { seq: string; hash: string; witness: string | null };

/** Where a chain stands: its last rank and that line's hash. */
export type Link = { rank: number; hash: string };
export type Head = Link & { subject: string; subjectId: string };

/** What an anchor says, apart from its token, which comes later. Instants in milliseconds of the epoch. */
export type AnchorFacts = { rank: number; day: string; onDemand: boolean; untilMs: number; leafCount: number; heads: Head[]; previousRoot: string | null; root: string; createdMs: number };

/** The three purposes are told apart inside the HMAC: the mac of a line can never pass for that of a head. */
export function lineMac(key: Buffer, { seq, hash, witness }: SealedLine): string {
  return mac(key, 'line', { seq, hash, witness });
}

export function headMac(key: Buffer, { subject, subjectId, rank, hash }: Head): string {
  return mac(key, 'head', { subject, subjectId, rank, hash });
}

export function anchorMac(key: Buffer, { rank, day, onDemand, untilMs, leafCount, heads, previousRoot, root, createdMs }: AnchorFacts): string {
  return mac(key, 'anchor', { rank, day, onDemand, untilMs, leafCount, heads, previousRoot, root, createdMs });
}

function mac(key: Buffer, purpose: 'line' | 'head' | 'anchor', facts: object): string {
  return createHmac('sha256', key).update(purpose).update('\0').update(canonicalJson(facts)).digest('hex');
}
