import type { EntityManager } from 'typeorm';
import { shownMobile } from '#libs/domain';
import type { Role } from '#libs/domain';
import { membershipColumns, membershipTables } from '#libs/features/identity';

/** Everything kept on somebody. Keys travel in the exported file: they are words of the domain. */
export type KeptData = { people: KeptPerson[]; signatures: KeptSignature[]; cards: KeptCard[]; requests: KeptRequest[] };

export type KeptPerson = {
  id: string; fullName: string; email: string; createdAt: Date; lastUsedAt: Date | null; disabledAt: Date | null;
  memberships: { role: Role; departementCode: string; organisationName: string | null; createdAt: Date; lastUsedAt: Date | null; endedAt: Date | null }[];
  sessions: { openedBy: 'link' | 'proconnect'; userAgent: string; createdAt: Date; lastSeenAt: Date | null; expiresAt: Date; endedAt: Date | null }[];
  links: { purpose: 'sign_in' | 'invitation'; createdAt: Date; expiresAt: Date; usedAt: Date | null }[];
  identities: { issuer: string; siret: string; linkedAt: Date; lastUsedAt: Date | null }[];
  feeds: { createdAt: Date; lastReadAt: Date | null; revokedAt: Date | null }[];
  mandates: KeptMandates[];
  acts: KeptAct[];
  mails: KeptMail[];
};
/** Mandates in which somebody represents a structure: how many, and how many acts they did under whichever. */
export type KeptMandates = { structure: string; represented: number; acts: number; lastAt: Date | null };
/** Lines of the journal, by kind: what was done, how often, and when last. */
export type KeptAct = { subject: string; event: string; count: number; lastAt: Date };
export type KeptMail = { kind: string; state: string; createdAt: Date; sentAt: Date | null };
export type KeptSignature = {
  round: string; departementCode: string; body: string | null; fullName: string; quality: string; email: string; /** As people read it. */ mobile: string | null; approvedAt: Date | null; ip: string | null; userAgent: string | null; mails: KeptMail[]; messages: KeptMessage[];
};
/** A code sent to a telephone, its number masked. */
export type KeptMessage = { to: string; state: string; createdAt: Date; acceptedAt: Date | null };
export type KeptCard = { kind: 'prefet' | 'gestionnaire' | 'structure' | 'national_partner' | 'local_partner' | 'referent' | 'candidate' | 'proposal'; name: string; detail: string; departementCode: string };
export type KeptRequest = { id: string; departementCode: string; kind: string; state: string; said: string; askedOn: string; dueOn: string; answeredOn: string | null; reason: string | null };

/** What is kept on one account, and on whoever signs or is named at its address under its name. */
export async function keptOnAccount(tx: EntityManager, accountId: string): Promise<KeptData> {
  const [account]: { email: string; fullName: string }[] = await tx.query('select email, full_name as "fullName" from account where id = $1', [accountId]);
  if (!account) return { people: [], signatures: [], cards: [], requests: [] };
  return {
    people: [await person(tx, accountId)],
    signatures: await signatures(tx, account.email, account.fullName),
    cards: await cards(tx, account.email),
    requests: await requests(tx, 'account_id = $1', accountId),
  };
}

/** What is kept on one address, whoever reads its mails. */
export async function keptOnAddress(tx: EntityManager, email: string): Promise<KeptData> {
  const accounts: { id: string }[] = await tx.query('select id from account where lower(email) = lower($1) order by full_name', [email]);
  const people = [];
  for (const { id } of accounts) people.push(await person(tx, id));
  return { people, signatures: await signatures(tx, email, null), cards: await cards(tx, email), requests: await requests(tx, 'lower(email) = lower($1)', email) };
}

const addresses = [
  ['account', 'email'], ['signatory', 'email'], ['data_request', 'email'], ['departement', `prefet_signatory->>'email'`], ['gestionnaire', 'email'], ['gestionnaire', `signatory->>'email'`], ['structure', 'email'],
  ['national_partner_body', 'email'], ['national_partner_body', `signatory->>'email'`], ['local_partner', 'email'], ['local_partner', `signatory->>'email'`], ['referent', 'email'], ['signatory_candidate', 'email'], ['signatory_proposal', 'email'],
] as const;

/**
 * The address on which something is kept, as it is kept; null when there is none. It is written to as we know it, never as it was typed: capital
 * letters that PostgreSQL folds together (« İ » and « i ») may be two domains. Nothing is gathered for it, so that the answer takes as long
 * for somebody of whom years are kept as for a stranger.
 */
export async function keptAddress(tx: EntityManager, email: string): Promise<string | null> {
  const [row]: { email: string }[] = await tx.query(`${addresses.map(([table, column]) => `select ${column} as email from ${table} where lower(${column}) = lower($1)`).join(' union all ')} limit 1`, [email]);
  return row?.email ?? null;
}

/** Where something is kept on these people: whom a request may be sent to. */
export function departementsOf({ people, signatures: signed, cards: named }: KeptData): string[] {
  return [...new Set([...people.flatMap(({ memberships }) => memberships.map(({ departementCode }) => departementCode)), ...signed.map(({ departementCode }) => departementCode), ...named.map(({ departementCode }) => departementCode)])].sort();
}

async function person(tx: EntityManager, id: string): Promise<KeptPerson> {
  const [account]: Omit<KeptPerson, 'memberships' | 'sessions' | 'links' | 'identities' | 'feeds' | 'mandates' | 'acts' | 'mails'>[] = await tx.query(
    'select id, full_name as "fullName", email, created_at as "createdAt", last_used_at as "lastUsedAt", disabled_at as "disabledAt" from account where id = $1', [id],
  );
  const query = <T>(sql: string): Promise<T[]> => tx.query(sql, [id]);
  return {
    ...account!,
    memberships: (await query<KeptPerson['memberships'][number] & { id: string; accountId: string; organisationId: string | null }>(
      `select ${membershipColumns}, m.created_at as "createdAt", m.last_used_at as "lastUsedAt", m.ended_at as "endedAt" from ${membershipTables} where m.account_id = $1 order by m.created_at`,
    )).map(({ id: _, accountId: __, organisationId: ___, ...membership }) => membership),
    sessions: await query('select opened_by as "openedBy", user_agent as "userAgent", created_at as "createdAt", last_seen_at as "lastSeenAt", expires_at as "expiresAt", ended_at as "endedAt" from session where account_id = $1 order by created_at desc'),
    links: await query('select purpose, created_at as "createdAt", expires_at as "expiresAt", used_at as "usedAt" from sign_in_link where account_id = $1 order by created_at desc'),
    identities: await query('select issuer, siret, linked_at as "linkedAt", last_used_at as "lastUsedAt" from proconnect_identity where account_id = $1 order by linked_at'),
    feeds: await query('select created_at as "createdAt", last_read_at as "lastReadAt", revoked_at as "revokedAt" from calendar_feed where account_id = $1 order by created_at'),
    mandates: await query(mandatesRepresented),
    acts: await query(`select subject, event, count(*)::int as count, max(recorded_at) as "lastAt" from journal where actor->>'id' = $1 or (subject = 'account' and subject_id = $1) group by subject, event order by max(recorded_at) desc`),
    mails: await mails(tx, 'account', id),
  };
}

/** By structure, as its own lists are: the cost is that of the structures where the person has worked. */
const mandatesRepresented = `select s.name as structure, (select count(*)::int from mandate m where m.structure_id = s.id and m.agent_id = $1) as represented, a.acts, a."lastAt"
  from structure s cross join lateral (select count(*)::int as acts, max(at) as "lastAt" from mandate_act where structure_id = s.id and agent_id = $1) a
  where s.id in (select organisation_id from membership where account_id = $1 and role = 'agent') order by s.name`;

function mails(tx: EntityManager, kind: 'account' | 'signatory', id: string): Promise<KeptMail[]> {
  return tx.query(
    `select kind, state, created_at as "createdAt", sent_at as "sentAt" from mail
     where (recipient_kind = $1 and recipient_id = $2) or ($1 = 'signatory' and id in (select mail_id from mail_cover where signatory_id = $2::uuid)) order by created_at desc`,
    [kind, id],
  );
}

function messages(tx: EntityManager, signatoryId: string): Promise<KeptMessage[]> {
  return tx.query('select masked_number as "to", state, created_at as "createdAt", accepted_at as "acceptedAt" from sms where signatory_id = $1 order by created_at desc', [signatoryId]);
}

/** Without a name, everybody who signs at that address. */
async function signatures(tx: EntityManager, email: string, fullName: string | null): Promise<KeptSignature[]> {
  const rows: (Omit<KeptSignature, 'mails' | 'messages'> & { id: string })[] = await tx.query(
    `select s.id, r.number as round, r.departement_code as "departementCode", slot->>'bodyName' as body, s.first_name || ' ' || s.last_name as "fullName", s.quality, s.email, s.mobile,
       a.approved_at as "approvedAt", a.ip, a.user_agent as "userAgent"
     from signatory s join round r on r.id = s.round_id
     left join lateral (select slot from jsonb_array_elements(r.facts->'slots') slot where slot->>'signatoryId' = s.id::text limit 1) own on true
     left join approval a on a.signatory_id = s.id
     where s.mailbox = lower($1) and ($2::text is null or lower(s.first_name || ' ' || s.last_name) = lower($2)) order by r.created_at desc`,
    [email, fullName],
  );
  const kept = [];
  for (const { id, ...row } of rows) kept.push({ ...row, mobile: row.mobile && shownMobile(row.mobile), mails: await mails(tx, 'signatory', id), messages: await messages(tx, id) });
  return kept;
}

/** A card names somebody as its contact, or as who signs for it: what it says of them comes with it. */
function cards(tx: EntityManager, email: string): Promise<KeptCard[]> {
  const signs = (column: string) => `lower(${column}->>'email') = lower($1)`;
  const signatory = (column: string) => `case when ${signs(column)} then concat_ws(', ', concat_ws(' ', ${column}->>'civility', ${column}->>'firstName', ${column}->>'lastName'), ${column}->>'quality', ${column}->>'mobile') else '' end`;
  return tx.query(
    `select 'prefet' as kind, prefet_title as name, ${signatory('prefet_signatory')} as detail, code as "departementCode" from departement where ${signs('prefet_signatory')}
     union all select 'gestionnaire', name, ${signatory('signatory')}, departement_code from gestionnaire where lower(email) = lower($1) or ${signs('signatory')}
     union all select 'structure', name, concat_ws(', ', phone), departement_code from structure where lower(email) = lower($1)
     union all select 'national_partner', local_body, ${signatory('signatory')}, departement_code from national_partner_body where lower(email) = lower($1) or ${signs('signatory')}
     union all select 'local_partner', name, ${signatory('signatory')}, departement_code from local_partner where lower(email) = lower($1) or ${signs('signatory')}
     union all select 'referent', full_name, concat_ws(', ', phone), departement_code from referent where lower(email) = lower($1)
     union all select 'candidate', concat_ws(' ', civility, first_name, last_name), concat_ws(', ', quality, mobile, authority), departement_code from signatory_candidate where lower(email) = lower($1)
     union all select 'proposal', p.full_name, r.number, r.departement_code from signatory_proposal p join round r on r.id = p.round_id where lower(p.email) = lower($1)
     order by 4, 1, 2`,
    [email],
  );
}

function requests(tx: EntityManager, whose: string, value: string): Promise<KeptRequest[]> {
  return tx.query(
    `select id, departement_code as "departementCode", facts->>'kind' as kind, state, said, facts->>'askedOn' as "askedOn", facts->>'dueOn' as "dueOn", facts->>'answeredOn' as "answeredOn", facts->>'reason' as reason
     from data_request where ${whose} order by created_at desc`,
    [value],
  );
}
