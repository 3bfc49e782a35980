import type { EntityManager } from 'typeorm';
import type { Role } from '#libs/domain';
import { membershipColumns, membershipTables } from '#libs/features/identity';

/** One habilitation, as the pages show it: read under the actor's identity, so that row-level security decides what is seen. */
export type MembershipRow = {
  id: string;
  accountId: string;
  role: Role;
  departementCode: string;
  organisationId: string | null;
  /** Null when the organisation has left the directory. */
  organisationName: string | null;
  fullName: string;
  email: string;
  disabledAt: Date | null;
  createdAt: Date;
  createdBy: string;
  /** Null when the actor may not see who it was. */
  givenBy: string | null;
  lastUsedAt: Date | null;
  endedAt: Date | null;
};

const columns = `${membershipColumns}, a.full_name as "fullName", a.email, a.disabled_at as "disabledAt", m.created_at as "createdAt", m.created_by as "createdBy",
  giver.full_name as "givenBy", m.last_used_at as "lastUsedAt", m.ended_at as "endedAt"`;
const tables = `${membershipTables} join account a on a.id = m.account_id left join account giver on giver.id::text = m.created_by`;
/** One always sees one's own habilitations; the list is of those one may read as a role. */
const listed = `m.departement_code = $1 and (paraphe_role() <> 'gestionnaire' or (m.role = 'agent' and paraphe_manages(m.organisation_id)))`;

export const membershipStates = ['current', 'ended'] as const;
export type MembershipFilter = { role: Role | null; state: (typeof membershipStates)[number]; words: string };
export type MembershipPage = { rows: MembershipRow[]; total: number };

/** What is searched is text, not a pattern. */
const literal = (words: string): string => `%${words.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;

export async function listMemberships(tx: EntityManager, departementCode: string, { role, state, words }: MembershipFilter, { offset, limit }: { offset: number; limit: number }): Promise<MembershipPage> {
  const suits = `${listed} and ($2::text is null or m.role = $2) and (m.ended_at is null) = $3 and (a.full_name ilike $4 or a.email ilike $4)`;
  const values = [departementCode, role, state === 'current', literal(words)];
  const [counted]: { total: number }[] = await tx.query(`select count(*)::int as total from ${tables} where ${suits}`, values);
  const rows: MembershipRow[] = await tx.query(`select ${columns} from ${tables} where ${suits} order by a.full_name, m.created_at, m.id offset $5 limit $6`, [...values, offset, limit]);
  return { rows, total: counted!.total };
}

export async function membershipById(tx: EntityManager, id: string): Promise<MembershipRow | null> {
  const rows: MembershipRow[] = await tx.query(`select ${columns} from ${tables} where m.id = $1`, [id]);
  return rows[0] ?? null;
}

/** Who works for the préfecture of a département and can still come in, beside that membership. */
export async function otherClerks(tx: EntityManager, departementCode: string, id: string): Promise<number> {
  const [counted]: { count: number }[] = await tx.query(
    `select count(*)::int as count from ${tables} where m.departement_code = $1 and m.role = 'prefecture' and m.ended_at is null and a.disabled_at is null and m.id <> $2`, [departementCode, id],
  );
  return counted!.count;
}

/** What else the same person holds, of what the actor may see. */
export async function otherMemberships(tx: EntityManager, { id, accountId, departementCode }: MembershipRow): Promise<MembershipRow[]> {
  return tx.query(`select ${columns} from ${tables} where ${listed} and m.account_id = $2 and m.id <> $3 order by m.ended_at nulls first, m.created_at`, [departementCode, accountId, id]);
}

/** Others at that address whom the actor may see in its list. */
export async function othersAtAddress(tx: EntityManager, departementCode: string, email: string, fullName: string): Promise<string[]> {
  const rows: { fullName: string }[] = await tx.query(
    `select distinct a.full_name as "fullName" from ${tables} where ${listed} and lower(a.email) = lower($2) and lower(a.full_name) <> lower($3) order by 1`,
    [departementCode, email, fullName],
  );
  return rows.map((row) => row.fullName);
}

/** False when it had ended already, or is not the actor's to end. */
export async function endMembership(tx: EntityManager, id: string, endedBy: string, now: Date): Promise<boolean> {
  const [rows]: [unknown[], number] = await tx.query('update membership set ended_at = $2, ended_by = $3 where id = $1 and ended_at is null returning id', [id, now, endedBy]);
  return rows.length === 1;
}

const madeUnder = `t.created_by = m.account_id and t.role = m.role and t.departement_code = m.departement_code and t.organisation_id is not distinct from m.organisation_id and t.revoked_at is null`;

/** Tokens that a person made under a habilitation and that are not revoked. */
export async function tokensOf(tx: EntityManager, membershipId: string): Promise<number> {
  const rows: { count: number }[] = await tx.query(`select count(*)::int as count from api_token t join membership m on ${madeUnder} where m.id = $1`, [membershipId]);
  return rows[0]!.count;
}

/** Revokes them; returns their ids. */
export async function revokeTokensOf(tx: EntityManager, membershipId: string, now: Date): Promise<string[]> {
  const [rows]: [{ id: string }[], number] = await tx.query(`update api_token t set revoked_at = $2 from membership m where m.id = $1 and ${madeUnder} returning t.id`, [membershipId, now]);
  return rows.map(({ id }) => id);
}

/** Of two colleagues who close each other's access at once, the second sees what the first has done. */
export async function oneEndAtATime(tx: EntityManager, departementCode: string): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`memberships ${departementCode}`]);
}

/** Habilitations in force of a person, wherever they are: the system's own question. */
export async function standingsOf(tx: EntityManager, accountId: string): Promise<{ id: string; role: Role; departementCode: string }[]> {
  return tx.query('select id, role, departement_code as "departementCode" from membership where account_id = $1 and ended_at is null', [accountId]);
}

/** Whether a person has ever been habilitated in that département. */
export async function hasStoodIn(tx: EntityManager, accountId: string, departementCode: string): Promise<boolean> {
  const rows: unknown[] = await tx.query('select 1 from membership where account_id = $1 and departement_code = $2 limit 1', [accountId, departementCode]);
  return rows.length > 0;
}

export async function setDisabled(tx: EntityManager, accountId: string, at: Date | null): Promise<void> {
  await tx.query('update account set disabled_at = $2 where id = $1', [accountId, at]);
}

export async function invitationsSince(tx: EntityManager, accountId: string, since: Date): Promise<number> {
  const rows: { count: number }[] = await tx.query(`select count(*)::int as count from sign_in_link where account_id = $1 and purpose = 'invitation' and created_at > $2`, [accountId, since]);
  return rows[0]!.count;
}
