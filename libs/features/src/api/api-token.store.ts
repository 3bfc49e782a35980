import type { EntityManager } from 'typeorm';
import type { Role } from '#libs/domain';

export type ApiTokenRow = {
  id: string;
  departementCode: string;
  role: Role;
  /** Null: the préfecture's. */
  organisationId: string | null;
  label: string;
  shownPrefix: string;
  /** The account that created it: the one to write to about what the token made. */
  createdBy: string;
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
};

const columns = `id, departement_code as "departementCode", role, organisation_id as "organisationId", label, shown_prefix as "shownPrefix", created_by as "createdBy", created_at as "createdAt",
  expires_at as "expiresAt", last_used_at as "lastUsedAt", revoked_at as "revokedAt"`;

/** Those not revoked that row-level security shows, the latest first. */
export function tokensSeen(tx: EntityManager): Promise<ApiTokenRow[]> {
  return tx.query(`select ${columns} from api_token where revoked_at is null order by created_at desc, id`);
}

export async function tokenById(tx: EntityManager, id: string): Promise<ApiTokenRow | null> {
  const rows: ApiTokenRow[] = await tx.query(`select ${columns} from api_token where id = $1`, [id]);
  return rows[0] ?? null;
}

/** A person to whom the préfecture has closed everything comes in no more by the tokens they made. */
export async function tokenByHash(tx: EntityManager, hash: string): Promise<ApiTokenRow | null> {
  const closed = 'select from account where account.id = api_token.created_by and account.disabled_at is not null';
  const rows: ApiTokenRow[] = await tx.query(`select ${columns} from api_token where token_hash = $1 and not exists (${closed})`, [hash]);
  return rows[0] ?? null;
}

/** Those that still open something. */
export async function countTokens(tx: EntityManager, departementCode: string, organisationId: string | null, now: Date): Promise<number> {
  const rows: { count: number }[] = await tx.query(
    'select count(*)::int as count from api_token where departement_code = $1 and organisation_id is not distinct from $2 and revoked_at is null and expires_at > $3',
    [departementCode, organisationId, now],
  );
  return rows[0]!.count;
}

export async function insertToken(tx: EntityManager, row: Omit<ApiTokenRow, 'lastUsedAt' | 'revokedAt'> & { tokenHash: string }): Promise<void> {
  await tx.query(
    'insert into api_token (id, departement_code, role, organisation_id, label, token_hash, shown_prefix, created_by, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
    [row.id, row.departementCode, row.role, row.organisationId, row.label, row.tokenHash, row.shownPrefix, row.createdBy, row.createdAt, row.expiresAt],
  );
}

/** False when it was revoked already. */
export async function revokeToken(tx: EntityManager, id: string, now: Date): Promise<boolean> {
  const [rows]: [unknown[], number] = await tx.query('update api_token set revoked_at = $2 where id = $1 and revoked_at is null returning id', [id, now]);
  return rows.length === 1;
}

export async function noteUse(tx: EntityManager, id: string, now: Date): Promise<void> {
  await tx.query('update api_token set last_used_at = $2 where id = $1', [id, now]);
}
