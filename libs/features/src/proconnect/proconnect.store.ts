import type { EntityManager } from 'typeorm';
import type { Membership } from '#libs/features/identity';
import type { HeldMembership } from './siret-rule.js';

/** An identity of ProConnect that opens an account. */
export type AttachedIdentity = { id: string; accountId: string; idpId: string; siret: string; linkedAt: Date; lastUsedAt: Date | null };

const identityColumns = 'id, account_id as "accountId", idp_id as "idpId", siret, linked_at as "linkedAt", last_used_at as "lastUsedAt"';

export async function identityOf(tx: EntityManager, { issuer, subject }: { issuer: string; subject: string }): Promise<AttachedIdentity | null> {
  const rows: AttachedIdentity[] = await tx.query(`select ${identityColumns} from proconnect_identity where issuer = $1 and sub = $2`, [issuer, subject]);
  return rows[0] ?? null;
}

export function identitiesOf(tx: EntityManager, accountId: string): Promise<AttachedIdentity[]> {
  return tx.query(`select ${identityColumns} from proconnect_identity where account_id = $1 order by linked_at, id`, [accountId]);
}

export type NewIdentity = { id: string; issuer: string; subject: string; idpId: string; accountId: string; siret: string; now: Date };

/** False when somebody attached that identity in the meantime. */
export async function insertIdentity(tx: EntityManager, identity: NewIdentity): Promise<boolean> {
  const rows: unknown[] = await tx.query(
    'insert into proconnect_identity (id, issuer, sub, idp_id, account_id, siret, linked_at) values ($1, $2, $3, $4, $5, $6, $7) on conflict (issuer, sub) do nothing returning id',
    [identity.id, identity.issuer, identity.subject, identity.idpId, identity.accountId, identity.siret, identity.now],
  );
  return rows.length === 1;
}

/** The SIRET of today: people move to another establishment. */
export async function noteUse(tx: EntityManager, id: string, siret: string, now: Date): Promise<void> {
  await tx.query('update proconnect_identity set last_used_at = $2, siret = $3 where id = $1', [id, now, siret]);
}

/** Only one's own: false for anybody else's, or for none. */
export async function deleteIdentity(tx: EntityManager, id: string, accountId: string): Promise<boolean> {
  const [rows]: [unknown[], number] = await tx.query('delete from proconnect_identity where id = $1 and account_id = $2 returning id', [id, accountId]);
  return rows.length === 1;
}

export type Attempt = { accountId: string | null; returnTo: string | null; expiresAt: Date; usedAt: Date | null };

export async function insertAttempt(tx: EntityManager, attempt: { tokenHash: string; accountId: string | null; returnTo: string | null; now: Date; expiresAt: Date }): Promise<void> {
  await tx.query('insert into proconnect_attempt (token_hash, account_id, return_to, created_at, expires_at) values ($1, $2, $3, $4, $5)', [attempt.tokenHash, attempt.accountId, attempt.returnTo, attempt.now, attempt.expiresAt]);
}

export async function attemptOf(tx: EntityManager, tokenHash: string): Promise<Attempt | null> {
  const rows: Attempt[] = await tx.query('select account_id as "accountId", return_to as "returnTo", expires_at as "expiresAt", used_at as "usedAt" from proconnect_attempt where token_hash = $1', [tokenHash]);
  return rows[0] ?? null;
}

/** Claims the attempt: an answer of ProConnect is looked at once. */
export async function useAttempt(tx: EntityManager, tokenHash: string, now: Date): Promise<boolean> {
  const [rows]: [unknown[], number] = await tx.query('update proconnect_attempt set used_at = $2 where token_hash = $1 and used_at is null and expires_at > $2 returning token_hash', [tokenHash, now]);
  return rows.length === 1;
}

/** What nobody can use any more goes: sealed tokens as soon as they expire, attempts once there is nobody left to tell that theirs is over. */
export async function forgetExpired(tx: EntityManager, now: Date, attemptsBefore: Date): Promise<void> {
  await tx.query('delete from proconnect_attempt where expires_at < $1', [attemptsBefore]);
  await tx.query('delete from proconnect_pending where expires_at < $1', [now]);
  await tx.query('delete from proconnect_visit where expires_at < $1', [now]);
}

export async function insertVisit(tx: EntityManager, visit: { tokenHash: string; accountId: string; sealed: string; now: Date; expiresAt: Date }): Promise<void> {
  await tx.query('insert into proconnect_visit (token_hash, account_id, sealed, created_at, expires_at) values ($1, $2, $3, $4, $5)', [visit.tokenHash, visit.accountId, visit.sealed, visit.now, visit.expiresAt]);
}

export async function sealedOfVisit(tx: EntityManager, tokenHash: string, now: Date): Promise<string | null> {
  const rows: { sealed: string }[] = await tx.query('select sealed from proconnect_visit where token_hash = $1 and expires_at > $2', [tokenHash, now]);
  return rows[0]?.sealed ?? null;
}

export async function deleteVisit(tx: EntityManager, tokenHash: string): Promise<boolean> {
  const [rows]: [unknown[], number] = await tx.query('delete from proconnect_visit where token_hash = $1 returning token_hash', [tokenHash]);
  return rows.length === 1;
}

/** Memberships with the SIRET of their organisation: an agent's is that of who runs the structure, the préfecture's is kept with the département. */
export async function withSirets(tx: EntityManager, memberships: readonly Membership[]): Promise<HeldMembership[]> {
  const rows: { id: string; siret: string | null }[] = await tx.query(
    `select m.id, case m.role
         when 'gestionnaire' then (select siret from gestionnaire where id = m.organisation_id)
         when 'agent' then (select g.siret from structure s join gestionnaire g on g.id = s.gestionnaire_id where s.id = m.organisation_id)
         when 'partner' then coalesce((select siret from national_partner_body where id = m.organisation_id), (select siret from local_partner where id = m.organisation_id))
         else (select prefecture->>'siret' from departement where code = m.departement_code)
       end as siret
     from membership m where m.id = any($1::uuid[])`,
    [memberships.map(({ id }) => id)],
  );
  const sirets = new Map(rows.map(({ id, siret }) => [id, siret]));
  return memberships.map(({ id, organisationName }) => ({ id, organisationName, organisationSiret: sirets.get(id) ?? null }));
}
