import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { Instant, LegalDay } from '#libs/domain';
import { canonicalJson } from '../canonical-json.js';
import type { Actor } from '../database/actor.js';

/** One line to write. Ids, days and codes only, never personal data in clear (decision 26). */
export type JournalEntry = {
  subject: string;
  subjectId: string;
  recordedAt: Instant;
  effectiveOn: LegalDay;
  actor: Actor;
  event: string;
  payload: object;
  stateFrom: string | null;
  stateTo: string | null;
  basis: string | null;
};

export type JournalLine = JournalEntry & { rank: number; previousHash: string; hash: string };

/** What the first line of each subject chains to. */
export const genesisHash = '0'.repeat(64);

/** SHA-256 over the line and the hash before it: changing, removing or inserting a line breaks the chain from there on. */
export function lineHash(entry: JournalEntry, rank: number, previousHash: string): string {
  return createHash('sha256').update(canonicalJson({ ...entry, recordedAt: new Date(entry.recordedAt).toISOString(), rank, previousHash })).digest('hex');
}

/** Appends a line to its subject's chain (decision 25). Concurrent writers of one subject queue up; others do not meet. */
export async function appendToJournal(tx: EntityManager, entry: JournalEntry): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`journal ${entry.subject} ${entry.subjectId}`]);
  const last: { rank: number; hash: string }[] = await tx.query('select rank, hash from journal where subject = $1 and subject_id = $2 order by rank desc limit 1', [entry.subject, entry.subjectId]);
  const rank = (last[0]?.rank ?? 0) + 1;
  const previousHash = last[0]?.hash ?? genesisHash;
  await tx.query(
    `insert into journal (subject, subject_id, rank, recorded_at, effective_on, actor, event, payload, state_from, state_to, basis, previous_hash, hash)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [entry.subject, entry.subjectId, rank, entry.recordedAt, entry.effectiveOn, entry.actor, entry.event, entry.payload, entry.stateFrom, entry.stateTo, entry.basis, previousHash, lineHash(entry, rank, previousHash)],
  );
}

/** The lines of one subject, oldest first. */
export async function journalOf(tx: EntityManager, subject: string, subjectId: string): Promise<JournalLine[]> {
  return tx.query(
    `select subject, subject_id as "subjectId", rank, to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "recordedAt", effective_on::text as "effectiveOn",
            actor, event, payload, state_from as "stateFrom", state_to as "stateTo", basis, previous_hash as "previousHash", hash
     from journal where subject = $1 and subject_id = $2 order by rank`,
    [subject, subjectId],
  );
}
