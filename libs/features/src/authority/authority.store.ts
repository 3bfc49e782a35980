import type { EntityManager } from 'typeorm';
import type { LegalDay, SigningAuthority } from '#libs/domain';

export type TenureRow = { id: string; departementCode: string; office: 'prefet'; holder: string; from: LegalDay; until: LegalDay | null };
export type AuthorityRow = { id: string; roundId: string; slotId: string; signatoryId: string; facts: SigningAuthority; recordedAt: Date; recordedBy: string };
export type AuthorityFileRow = { id: string; roundId: string; slotId: string; fileName: string; mediaType: string; bytes: number; sha256: string; createdAt: Date; createdBy: string };

/** The latest first. */
export function tenuresOf(tx: EntityManager, departementCode: string): Promise<TenureRow[]> {
  return tx.query(
    `select id, departement_code as "departementCode", office, holder, from_day::text as "from", until_day::text as "until" from office_tenure where departement_code = $1 order by from_day desc`, [departementCode],
  );
}

export async function insertTenure(tx: EntityManager, row: TenureRow, at: Date, by: string): Promise<void> {
  await tx.query('insert into office_tenure (id, departement_code, office, holder, from_day, until_day, recorded_at, recorded_by) values ($1, $2, $3, $4, $5, $6, $7, $8)', [row.id, row.departementCode, row.office, row.holder, row.from, row.until, at, by]);
}

export async function rewriteTenure(tx: EntityManager, { id, holder, from, until }: TenureRow, at: Date, by: string): Promise<void> {
  await tx.query('update office_tenure set holder = $2, from_day = $3, until_day = $4, recorded_at = $5, recorded_by = $6 where id = $1', [id, holder, from, until, at, by]);
}

/** Held until the end of the transaction: of two who note the same term at once, the second sees what the first has noted. */
export async function oneTenureAtATime(tx: EntityManager, departementCode: string): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`tenures ${departementCode}`]);
}

export async function insertAuthority(tx: EntityManager, row: AuthorityRow): Promise<void> {
  await tx.query('insert into signing_authority (id, round_id, slot_id, signatory_id, facts, recorded_at, recorded_by) values ($1, $2, $3, $4, $5, $6, $7)', [row.id, row.roundId, row.slotId, row.signatoryId, row.facts, row.recordedAt, row.recordedBy]);
}

const columns = 'id, round_id as "roundId", slot_id as "slotId", signatory_id as "signatoryId", facts, recorded_at as "recordedAt", recorded_by as "recordedBy"';

/** The latest of each place of a round. */
export function authoritiesOf(tx: EntityManager, roundId: string): Promise<AuthorityRow[]> {
  return tx.query(`select distinct on (slot_id) ${columns} from signing_authority where round_id = $1 order by slot_id, seq desc`, [roundId]);
}

export async function authorityOf(tx: EntityManager, roundId: string, slotId: string): Promise<AuthorityRow | null> {
  const rows: AuthorityRow[] = await tx.query(`select ${columns} from signing_authority where round_id = $1 and slot_id = $2 order by seq desc limit 1`, [roundId, slotId]);
  return rows[0] ?? null;
}

const fileColumns = 'id, round_id as "roundId", slot_id as "slotId", file_name as "fileName", media_type as "mediaType", bytes::float8 as bytes, sha256, created_at as "createdAt", created_by as "createdBy"';

export async function insertAuthorityFile(tx: EntityManager, row: AuthorityFileRow): Promise<void> {
  await tx.query(
    'insert into authority_file (id, round_id, slot_id, file_name, media_type, bytes, sha256, created_at, created_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
    [row.id, row.roundId, row.slotId, row.fileName, row.mediaType, row.bytes, row.sha256, row.createdAt, row.createdBy],
  );
}

export function authorityFilesOf(tx: EntityManager, roundId: string, slotId: string): Promise<AuthorityFileRow[]> {
  return tx.query(`select ${fileColumns} from authority_file where round_id = $1 and slot_id = $2 order by created_at, id`, [roundId, slotId]);
}

export async function authorityFile(tx: EntityManager, roundId: string, id: string): Promise<AuthorityFileRow | null> {
  const rows: AuthorityFileRow[] = await tx.query(`select ${fileColumns} from authority_file where round_id = $1 and id = $2`, [roundId, id]);
  return rows[0] ?? null;
}
