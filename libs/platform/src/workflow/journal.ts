import { createHash } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Instant, LegalDay } from '#libs/domain';
import { canonicalJson } from '../canonical-json.js';
import type { Actor } from '../database/actor.js';
import { eventTapOf } from '../outbox/event-tap.js';
import { headMac, journalKeyOf, lineMac } from './journal-key.js';
import type { Link } from './journal-key.js';

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

type Place = { seq: string; witness: string | null; headRank: number | null; headHash: string | null; headMac: string | null; lastRank: number | null; lastHash: string | null };

/**
 * Appends a line to its subject's chain (decision 25). Concurrent writers of one subject queue up; others do not meet.
 * The line's mac also binds its number and its witness, the newest line of the whole journal visible at that moment: with no lock at all,
 * a subject that vanishes with its head is missed by the lines of the others. Where the chain stands is known to writers who may not read it.
 */
export async function appendToJournal(tx: EntityManager, entry: JournalEntry): Promise<void> {
  const key = journalKeyOf(tx);
  const { subject, subjectId } = entry;
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`journal ${subject} ${subjectId}`]);
  const [place]: Place[] = await tx.query(
    `select seq, witness, head_rank as "headRank", head_hash as "headHash", head_mac as "headMac", last_rank as "lastRank", last_hash as "lastHash" from journal_place($1, $2)`,
    [subject, subjectId],
  );
  const { seq, witness } = place!;
  const after = linkAfter(key, { subject, subjectId }, place!);
  const rank = after.rank + 1;
  const hash = lineHash(entry, rank, after.hash);
  const insertLine = `insert into journal (seq, subject, subject_id, rank, recorded_at, effective_on, actor, event, payload, state_from, state_to, basis, previous_hash, hash, witness, mac)
     overriding system value values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`;
  const values = [seq, subject, subjectId, rank, entry.recordedAt, entry.effectiveOn, entry.actor, entry.event, entry.payload, entry.stateFrom, entry.stateTo, entry.basis, after.hash, hash, witness, lineMac(key, { seq, hash, witness })];
  if (after.trusted) await tx.query(`with line as (${insertLine}) select journal_advance($2, $3, $4, $14, $17)`, [...values, headMac(key, { subject, subjectId, rank, hash })]);
  else await tx.query(insertLine, values);
  await eventTapOf(tx)?.draw(tx, entry, rank);
}

/**
 * After which link a chain goes on. Work is never blocked, and nothing is whitewashed: when lines were cut the chain goes on from its head,
 * so the gap stays; when the head itself was touched it is left as it is (`trusted: false`), so the verification keeps finding it.
 */
export function linkAfter(key: Buffer, named: { subject: string; subjectId: string }, place: Omit<Place, 'seq' | 'witness'>): Link & { trusted: boolean } {
  const last: Link = { rank: place.lastRank ?? 0, hash: place.lastHash ?? genesisHash };
  const head = place.headRank !== null && place.headHash !== null ? { ...named, rank: place.headRank, hash: place.headHash } : null;
  if (!head && last.rank === 0) return { ...last, trusted: true };
  if (head && place.headMac === headMac(key, head) && head.rank >= last.rank) {
    if (head.rank !== last.rank || head.hash !== last.hash) reportTampering(named);
    return { rank: head.rank, hash: head.hash, trusted: true };
  }
  reportTampering(named);
  return { ...last, trusted: false };
}

function reportTampering({ subject, subjectId }: { subject: string; subjectId: string }): void {
  new Logger('Journal').error(`the chain of ${subject} ${subjectId} does not end where its head says: run « paraphe journal verify »`);
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
