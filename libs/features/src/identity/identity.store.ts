import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { Role } from '#libs/domain';

/** A person: an address may be shared, a name at that address is not. */
export type Person = { id: string; email: string; fullName: string; disabledAt: Date | null; lastUsedAt: Date | null };

/** Under which role a person acts, for whom and where. */
export type Membership = { id: string; accountId: string; role: Role; departementCode: string; organisationId: string | null; /** « Préfecture de la Lozère », « Commune de Mende »… */ organisationName: string };

/** A person who has signed in, under the membership of the session. */
export type Account = Pick<Person, 'id' | 'email' | 'fullName'> & { membershipId: string; role: Role; departementCode: string; organisationId: string | null; organisationName: string };

const personColumns = 'account.id, account.email, account.full_name as "fullName", account.disabled_at as "disabledAt", account.last_used_at as "lastUsedAt"';

/** The organisation of a membership, under whatever table it lives; a membership whose organisation is gone opens nothing. */
export const membershipTables = `membership m
  left join departement d on d.code = m.departement_code and m.role in ('prefecture', 'auditor')
  left join gestionnaire g on g.id = m.organisation_id and m.role = 'gestionnaire'
  left join structure s on s.id = m.organisation_id and m.role = 'agent'
  left join national_partner_body n on n.id = m.organisation_id and m.role = 'partner'
  left join local_partner l on l.id = m.organisation_id and m.role = 'partner'`;
const organisationName = `coalesce(g.name, s.name, n.local_body, l.name, case when m.organisation_id is null then coalesce(d.prefecture->>'name', 'Préfecture ' || m.departement_code) end)`;
export const membershipColumns = `m.id, m.account_id as "accountId", m.role, m.departement_code as "departementCode", m.organisation_id as "organisationId", ${organisationName} as "organisationName"`;

/** Only this is kept of a link or a session: whoever reads the database cannot come in. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Everybody at that address, those who are deactivated too. */
export function accountsByEmail(tx: EntityManager, email: string): Promise<Person[]> {
  return tx.query(`select ${personColumns} from account where lower(email) = lower($1) order by full_name`, [email.trim()]);
}

export async function accountById(tx: EntityManager, id: string): Promise<Person | null> {
  const rows: Person[] = await tx.query(`select ${personColumns} from account where id = $1`, [id]);
  return rows[0] ?? null;
}

/** The memberships in force of a person, the last used first. */
export function membershipsOf(tx: EntityManager, accountId: string): Promise<Membership[]> {
  return tx.query(
    `select ${membershipColumns} from ${membershipTables}
     where m.account_id = $1 and m.ended_at is null and ${organisationName} is not null order by m.last_used_at desc nulls last, m.created_at, m.id`,
    [accountId],
  );
}

/** Finds the person of that address and name, or records one. A person without membership can do nothing. Returns the id. */
export async function recordPerson(tx: EntityManager, person: { id: string; email: string; fullName: string }, now: Date): Promise<string> {
  const made: { id: string }[] = await tx.query('insert into account (id, email, full_name, created_at) values ($1, $2, $3, $4) on conflict do nothing returning id', [person.id, person.email, person.fullName, now]);
  if (made[0]) return made[0].id;
  const known: { id: string }[] = await tx.query('select id from account where id = $1 or (lower(email) = lower($2) and lower(full_name) = lower($3)) order by id = $1 desc', [person.id, person.email, person.fullName]);
  return known[0]!.id;
}

export type NewMembership = Pick<Membership, 'id' | 'accountId' | 'role' | 'departementCode' | 'organisationId'> & { createdBy: string };

/** Gives a membership; false when the person already has it. */
export async function giveMembership(tx: EntityManager, m: NewMembership, now: Date): Promise<boolean> {
  const given: { count: number }[] = await tx.query(
    `with given as (insert into membership (id, account_id, role, departement_code, organisation_id, created_at, created_by)
       select $1, $2, $3, $4, $5, $6, $7
       where not exists (select 1 from membership where account_id = $2 and role = $3 and departement_code = $4 and organisation_id is not distinct from $5::uuid and ended_at is null)
       on conflict do nothing returning 1)
     select count(*)::int as count from given`,
    [m.id, m.accountId, m.role, m.departementCode, m.organisationId, now, m.createdBy],
  );
  return given[0]!.count === 1;
}

export async function insertSignInLink(tx: EntityManager, link: { id: string; accountId: string; tokenHash: string; purpose: 'sign_in' | 'invitation'; browserHash: string | null; now: Date; expiresAt: Date }): Promise<void> {
  await tx.query('insert into sign_in_link (id, account_id, token_hash, purpose, browser_hash, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)', [
    link.id, link.accountId, link.tokenHash, link.purpose, link.browserHash, link.now, link.expiresAt,
  ]);
}

export async function recentSignInLinks(tx: EntityManager, accountId: string, since: Date): Promise<number> {
  const rows: { count: number }[] = await tx.query('select count(*)::int as count from sign_in_link where account_id = $1 and created_at > $2', [accountId, since]);
  return rows[0]!.count;
}

export type SignInLink = { id: string; accountId: string; browserHash: string | null; expiresAt: Date; usedAt: Date | null };

export async function signInLinkOf(tx: EntityManager, token: string): Promise<SignInLink | null> {
  const rows: SignInLink[] = await tx.query('select id, account_id as "accountId", browser_hash as "browserHash", expires_at as "expiresAt", used_at as "usedAt" from sign_in_link where token_hash = $1', [tokenHash(token)]);
  return rows[0] ?? null;
}

/** Claims the link: of two simultaneous clicks, one gets it. */
export async function useSignInLink(tx: EntityManager, id: string, now: Date): Promise<boolean> {
  const [rows]: [unknown[], number] = await tx.query('update sign_in_link set used_at = $2 where id = $1 and used_at is null and expires_at > $2 returning id', [id, now]);
  return rows.length === 1;
}
