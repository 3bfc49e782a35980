import type { EntityManager } from 'typeorm';

/** An identity that ProConnect vouches for and that opens no account yet. */
export type PendingIdentity = { id: string; issuer: string; subject: string; idpId: string; siret: string; sealed: string };

export async function insertPending(tx: EntityManager, pending: PendingIdentity & { tokenHash: string; now: Date; expiresAt: Date }): Promise<void> {
  await tx.query('insert into proconnect_pending (id, token_hash, issuer, sub, idp_id, siret, sealed, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)', [
    pending.id, pending.tokenHash, pending.issuer, pending.subject, pending.idpId, pending.siret, pending.sealed, pending.now, pending.expiresAt,
  ]);
}

/** Locked: of two attachments at once, one gets it. */
export async function pendingOf(tx: EntityManager, tokenHash: string, now: Date): Promise<PendingIdentity | null> {
  const rows: PendingIdentity[] = await tx.query(
    'select id, issuer, sub as subject, idp_id as "idpId", siret, sealed from proconnect_pending where token_hash = $1 and used_at is null and expires_at > $2 for update',
    [tokenHash, now],
  );
  return rows[0] ?? null;
}

/** What it sealed is of no more use: it goes with the use. */
export async function usePending(tx: EntityManager, id: string, now: Date): Promise<void> {
  await tx.query(`update proconnect_pending set used_at = $2, sealed = '' where id = $1`, [id, now]);
}

export type AttachLink = { id: string; pendingId: string; accountId: string; expiresAt: Date; usedAt: Date | null };

export async function insertAttachLink(tx: EntityManager, link: { id: string; pendingId: string; accountId: string; tokenHash: string; now: Date; expiresAt: Date }): Promise<void> {
  await tx.query('insert into proconnect_attach_link (id, pending_id, account_id, token_hash, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)', [link.id, link.pendingId, link.accountId, link.tokenHash, link.now, link.expiresAt]);
}

export async function attachLinkOf(tx: EntityManager, tokenHash: string): Promise<AttachLink | null> {
  const rows: AttachLink[] = await tx.query('select id, pending_id as "pendingId", account_id as "accountId", expires_at as "expiresAt", used_at as "usedAt" from proconnect_attach_link where token_hash = $1', [tokenHash]);
  return rows[0] ?? null;
}

export async function useAttachLink(tx: EntityManager, id: string, now: Date): Promise<boolean> {
  const [rows]: [unknown[], number] = await tx.query('update proconnect_attach_link set used_at = $2 where id = $1 and used_at is null and expires_at > $2 returning id', [id, now]);
  return rows.length === 1;
}

/** Links sent lately to an account, or for a pending identity: the larger of the two. */
export async function recentAttachLinks(tx: EntityManager, of: { accountId: string; pendingId: string }, since: Date): Promise<number> {
  const rows: { count: number }[] = await tx.query(
    `select greatest(count(*) filter (where account_id = $1 and created_at > $3), count(*) filter (where pending_id = $2))::int as count from proconnect_attach_link where account_id = $1 or pending_id = $2`,
    [of.accountId, of.pendingId, since],
  );
  return rows[0]!.count;
}

/** The SIRET of the identity that a link would attach, while it waits. */
export async function siretOfLink(tx: EntityManager, linkId: string): Promise<string | null> {
  const rows: { siret: string }[] = await tx.query('select p.siret from proconnect_attach_link l join proconnect_pending p on p.id = l.pending_id where l.id = $1 and p.used_at is null', [linkId]);
  return rows[0]?.siret ?? null;
}
