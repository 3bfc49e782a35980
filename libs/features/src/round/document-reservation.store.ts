import type { EntityManager } from 'typeorm';
import { askedOf } from '#libs/domain';
import { loadRound } from './round.store.js';
import type { RoundRow } from './round.store.js';

/** A file lent to one person, for one place. `baseN`, `baseLength` in bytes and `baseSha256`: its last revision when it was lent. */
export type DocumentReservation = {
  id: string; roundId: string; documentId: string; slotId: string; signatoryId: string; linkId: string; typedName: string;
  baseN: number; baseLength: number; baseSha256: string;
  /** Files sent back so far. */
  uploads: number;
  createdAt: Date; expiresAt: Date; usedAt: Date | null; releasedAt: Date | null;
};

const columns = `id, round_id as "roundId", document_id as "documentId", slot_id as "slotId", signatory_id as "signatoryId", link_id as "linkId", typed_name as "typedName", base_n as "baseN", base_length::float8 as "baseLength",
  base_sha256 as "baseSha256", uploads, created_at as "createdAt", expires_at as "expiresAt", used_at as "usedAt", released_at as "releasedAt"`;

/** Neither used, nor given back, nor over; and of the file as it still is: once it has grown, what was lent is worth nothing, even if its place waits again. */
const open = `round_id = $1 and used_at is null and released_at is null and expires_at > $2
  and not exists (select from revision where revision.document_id = document_reservation.document_id and revision.n > document_reservation.base_n)`;

/** The one that still holds the document; null when none does: its time is over, it was given back, or its place no longer waits for that person. */
export async function livingReservation(tx: EntityManager, round: Pick<RoundRow, 'id' | 'state' | 'facts'>, now: Date): Promise<DocumentReservation | null> {
  const rows: DocumentReservation[] = await tx.query(`select ${columns} from document_reservation where ${open}`, [round.id, now]);
  return rows.find((one) => isStillAwaited(round, one)) ?? null;
}

function isStillAwaited({ state, facts }: Pick<RoundRow, 'state' | 'facts'>, { slotId, signatoryId }: DocumentReservation): boolean {
  const slot = facts.slots.find(({ id }) => id === slotId);
  return state === 'collecting' && slot?.state === 'invited' && askedOf(slot).includes(signatoryId);
}

/** The same for whoever only wants to know: the round is read when something stands open, and no oftener. */
export async function isReserved(tx: EntityManager, roundId: string, now: Date): Promise<boolean> {
  const found: unknown[] = await tx.query(`select 1 from document_reservation where ${open}`, [roundId, now]);
  return found.length > 0 && (await livingReservation(tx, await loadRound(tx, roundId), now)) !== null;
}

export async function insertReservation(tx: EntityManager, r: Omit<DocumentReservation, 'uploads' | 'usedAt' | 'releasedAt'>): Promise<void> {
  await tx.query(
    `insert into document_reservation (id, round_id, document_id, slot_id, signatory_id, link_id, typed_name, base_n, base_length, base_sha256, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [r.id, r.roundId, r.documentId, r.slotId, r.signatoryId, r.linkId, r.typedName, r.baseN, r.baseLength, r.baseSha256, r.createdAt, r.expiresAt],
  );
}

/** Closes whatever still stood open for that document: given back, or over. */
export async function releaseReservations(tx: EntityManager, documentId: string, now: Date): Promise<void> {
  await tx.query('update document_reservation set released_at = $2 where document_id = $1 and used_at is null and released_at is null', [documentId, now]);
}

export async function useReservation(tx: EntityManager, id: string, now: Date): Promise<void> {
  await tx.query('update document_reservation set used_at = $2 where id = $1', [id, now]);
}

/** Counts one file sent back before it is looked at; false once as many as `uploadsMax` were. */
export async function countUpload(tx: EntityManager, id: string, uploadsMax: number): Promise<boolean> {
  const [rows]: [unknown[], number] = await tx.query('update document_reservation set uploads = uploads + 1 where id = $1 and uploads < $2 returning id', [id, uploadsMax]);
  return rows.length === 1;
}

/** How many that person has taken since then, for whatever became of them. */
export async function reservationsSince(tx: EntityManager, signatoryId: string, since: Date): Promise<number> {
  const rows: { count: number }[] = await tx.query('select count(*)::int as count from document_reservation where signatory_id = $1 and created_at > $2', [signatoryId, since]);
  return rows[0]!.count;
}

/** The reservations that became signatures in that round. */
export async function usedReservations(tx: EntityManager, roundId: string): Promise<DocumentReservation[]> {
  return tx.query(`select ${columns} from document_reservation where round_id = $1 and used_at is not null`, [roundId]);
}
