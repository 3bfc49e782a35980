import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';

export type Account = { id: string; email: string; fullName: string; role: 'prefecture'; departementCode: string };

const accountColumns = 'account.id, account.email, account.full_name as "fullName", account.role, account.departement_code as "departementCode"';

/** Only this is kept of a link or a session: whoever reads the database cannot come in. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

export async function accountByEmail(tx: EntityManager, email: string): Promise<Account | null> {
  const rows: Account[] = await tx.query(`select ${accountColumns} from account where lower(email) = lower($1)`, [email.trim()]);
  return rows[0] ?? null;
}

export async function accountById(tx: EntityManager, id: string): Promise<Account | null> {
  const rows: Account[] = await tx.query(`select ${accountColumns} from account where id = $1`, [id]);
  return rows[0] ?? null;
}

export function accountsOf(tx: EntityManager, departementCode: string): Promise<Account[]> {
  return tx.query(`select ${accountColumns} from account where departement_code = $1 order by full_name`, [departementCode]);
}

/** Adds the account when nobody has that address; an existing one is left as it is. */
export async function addAccount(tx: EntityManager, account: Account, now: Date): Promise<void> {
  await tx.query('insert into account (id, email, full_name, role, departement_code, created_at) values ($1, $2, $3, $4, $5, $6) on conflict do nothing', [
    account.id, account.email, account.fullName, account.role, account.departementCode, now,
  ]);
}

export async function insertSignInLink(tx: EntityManager, link: { id: string; accountId: string; tokenHash: string; now: Date; expiresAt: Date }): Promise<void> {
  await tx.query('insert into sign_in_link (id, account_id, token_hash, created_at, expires_at) values ($1, $2, $3, $4, $5)', [link.id, link.accountId, link.tokenHash, link.now, link.expiresAt]);
}

export async function recentSignInLinks(tx: EntityManager, accountId: string, since: Date): Promise<number> {
  const rows: { count: number }[] = await tx.query('select count(*)::int as count from sign_in_link where account_id = $1 and created_at > $2', [accountId, since]);
  return rows[0]!.count;
}

export type SignInLink = { id: string; accountId: string; expiresAt: Date; usedAt: Date | null };

export async function signInLinkOf(tx: EntityManager, token: string): Promise<SignInLink | null> {
  const rows: SignInLink[] = await tx.query('select id, account_id as "accountId", expires_at as "expiresAt", used_at as "usedAt" from sign_in_link where token_hash = $1', [tokenHash(token)]);
  return rows[0] ?? null;
}

/** Claims the link: of two simultaneous clicks, one gets it. */
export async function useSignInLink(tx: EntityManager, id: string, now: Date): Promise<boolean> {
  const [rows]: [unknown[], number] = await tx.query('update sign_in_link set used_at = $2 where id = $1 and used_at is null and expires_at > $2 returning id', [id, now]);
  return rows.length === 1;
}

export async function openSession(tx: EntityManager, token: string, accountId: string, now: Date, expiresAt: Date): Promise<void> {
  await tx.query('insert into session (token_hash, account_id, created_at, expires_at) values ($1, $2, $3, $4)', [tokenHash(token), accountId, now, expiresAt]);
}

export async function endSession(tx: EntityManager, token: string, now: Date): Promise<void> {
  await tx.query('update session set ended_at = $2 where token_hash = $1 and ended_at is null', [tokenHash(token), now]);
}

export async function accountOfSession(tx: EntityManager, token: string, now: Date): Promise<Account | null> {
  const rows: Account[] = await tx.query(
    `select ${accountColumns} from session join account on account.id = session.account_id where session.token_hash = $1 and session.expires_at > $2 and session.ended_at is null`,
    [tokenHash(token), now],
  );
  return rows[0] ?? null;
}
