import { createHash } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Instant, LegalDay } from '#libs/domain';
import { canonicalJson } from '../canonical-json.js';
import type { Actor } from '../database/actor.js';
import { sendWithNext } from '../database/database.js';
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
export function appendToJournal(tx: EntityManager, entry: JournalEntry): Promise<void> {
  return appendAllToJournal(tx, [entry]);
}

/** Several lines in their order, of one subject or of many, in as many questions as for one; each witnesses the one before it, as if they came one by one. */
export async function appendAllToJournal(tx: EntityManager, entries: readonly JournalEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const key = journalKeyOf(tx);
  const names = [entries.map(({ subject }) => subject), entries.map(({ subjectId }) => subjectId)];
  await sendWithNext(tx, `select pg_advisory_xact_lock(hashtextextended('journal ' || subject || ' ' || id, 0)) from unnest($1::text[], $2::text[]) as named(subject, id)`, names);
  const places: Place[] = await tx.query(
    `select p.seq, p.witness, p.head_rank as "headRank", p.head_hash as "headHash", p.head_mac as "headMac", p.last_rank as "lastRank", p.last_hash as "lastHash"
     from unnest($1::text[], $2::text[]) with ordinality as named(subject, id, n) cross join lateral journal_place(subject, id) p order by n`, names,
  );
  const lines = chained(key, entries, places);
  const heads = [...new Map(lines.filter(({ trusted }) => trusted).map((line) => [`${line.subject} ${line.subject_id}`, line])).values()];
  const given = [JSON.stringify(lines.map(({ trusted: _, ...row }) => row)), JSON.stringify(heads.map(({ subject, subject_id: subjectId, rank, hash }) => ({ subject, id: subjectId, rank, hash, mac: headMac(key, { subject, subjectId, rank, hash }) })))];
  await sendWithNext(
    tx,
    `with line as (insert into journal (${columns}) overriding system value select ${columns} from jsonb_populate_recordset(null::journal, $1))
     select journal_advance(subject, id, rank, hash, mac) from jsonb_to_recordset($2) as head(subject text, id text, rank integer, hash text, mac text)`,
    given,
  );
  for (const [n, entry] of entries.entries()) await eventTapOf(tx)?.draw(tx, entry, lines[n]!.rank);
}

const columns = 'seq, subject, subject_id, rank, recorded_at, effective_on, actor, event, payload, state_from, state_to, basis, previous_hash, hash, witness, mac';

/** The rows as they are inserted: several lines of one subject follow one another. */
function chained(key: Buffer, entries: readonly JournalEntry[], places: readonly Place[]) {
  const links = new Map<string, Link & { trusted: boolean }>();
  let newest: string | null = null;
  return entries.map((entry, n) => {
    const { subject, subjectId, recordedAt, effectiveOn, stateFrom, stateTo, ...said } = entry;
    const place = places[n]!;
    const name = `${subject} ${subjectId}`;
    const after = links.get(name) ?? linkAfter(key, { subject, subjectId }, place);
    const rank = after.rank + 1;
    const hash = lineHash(entry, rank, after.hash);
    links.set(name, { rank, hash, trusted: after.trusted });
    const { seq } = place;
    const witness: string | null = newest ?? place.witness;
    newest = seq;
    return { ...said, seq, subject, subject_id: subjectId, rank, recorded_at: recordedAt, effective_on: effectiveOn, state_from: stateFrom, state_to: stateTo, previous_hash: after.hash, hash, witness, mac: lineMac(key, { seq, hash, witness }), trusted: after.trusted };
  });
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
