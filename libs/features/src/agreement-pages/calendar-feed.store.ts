import type { EntityManager } from 'typeorm';
import type { Role } from '#libs/domain';

export type CalendarFeedRow = { id: string; createdAt: Date; lastReadAt: Date | null };
/** Whose calendar an address opens. */
export type FeedReader = { id: string; accountId: string; departementCode: string; role: Role; organisationId: string | null; lastReadAt: Date | null };

/** The address that is open for that membership; null: none was made, or it was revoked. */
export async function openFeed(tx: EntityManager, membershipId: string): Promise<CalendarFeedRow | null> {
  const rows: CalendarFeedRow[] = await tx.query('select id, created_at as "createdAt", last_read_at as "lastReadAt" from calendar_feed where membership_id = $1 and revoked_at is null', [membershipId]);
  return rows[0] ?? null;
}

export async function insertFeed(tx: EntityManager, feed: { id: string; departementCode: string; membershipId: string; accountId: string; tokenHash: string; createdAt: Date }): Promise<void> {
  await tx.query('insert into calendar_feed (id, departement_code, membership_id, account_id, token_hash, created_at) values ($1, $2, $3, $4, $5, $6)', [feed.id, feed.departementCode, feed.membershipId, feed.accountId, feed.tokenHash, feed.createdAt]);
}

/** False when there was none. */
export async function revokeFeed(tx: EntityManager, membershipId: string, now: Date): Promise<boolean> {
  const [rows]: [unknown[], number] = await tx.query('update calendar_feed set revoked_at = $2 where membership_id = $1 and revoked_at is null returning id', [membershipId, now]);
  return rows.length === 1;
}

/** An address closes with the membership, and with the account: nothing goes on being told to somebody who has left. */
export async function feedByHash(tx: EntityManager, tokenHash: string): Promise<FeedReader | null> {
  const rows: FeedReader[] = await tx.query(
    `select f.id, m.account_id as "accountId", m.departement_code as "departementCode", m.role, m.organisation_id as "organisationId", f.last_read_at as "lastReadAt"
     from calendar_feed f join membership m on m.id = f.membership_id join account a on a.id = m.account_id
     where f.token_hash = $1 and f.revoked_at is null and m.ended_at is null and a.disabled_at is null`,
    [tokenHash],
  );
  return rows[0] ?? null;
}

export async function noteRead(tx: EntityManager, id: string, now: Date): Promise<void> {
  await tx.query('update calendar_feed set last_read_at = $2 where id = $1', [id, now]);
}
