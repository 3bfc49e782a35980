import type { EntityManager } from 'typeorm';
import { dataRequestWorkflow } from '#libs/domain';
import type { DataRequest, DataRequestFacts, Event } from '#libs/domain';
import { rowStore } from '#libs/platform';
import type { Kept } from '#libs/platform';

/** One request about personal data. Of the account and the address, one is known: the other is null. */
export type DataRequestRow = {
  id: string;
  departementCode: string;
  timeZone: string;
  accountId: string | null;
  email: string | null;
  said: string;
  state: DataRequest['state'];
  facts: DataRequestFacts;
  createdAt: Date;
  /** Of the account, when the reader may see it. */
  accountName: string | null;
  accountEmail: string | null;
};

const columns = `r.id, r.departement_code as "departementCode", r.time_zone as "timeZone", r.account_id as "accountId", r.email, r.said, r.state, r.facts, r.created_at as "createdAt", a.full_name as "accountName", a.email as "accountEmail"`;
const tables = 'data_request r left join account a on a.id = r.account_id';

export const dataRequests: Kept<DataRequest> = { kind: 'data_request', workflow: dataRequestWorkflow, store: rowStore<DataRequest>('data_request'), journalled };

/** The answer is free text: the journal keeps that there was one. */
function journalled({ type: _type, effectiveOn: _day, at: _at, ...rest }: Event<DataRequest>): object {
  return 'reason' in rest ? { reason: rest.reason.length } : rest;
}

export type NewDataRequest = Pick<DataRequestRow, 'id' | 'departementCode' | 'timeZone' | 'accountId' | 'email' | 'said' | 'facts'> & { dueAt: string; now: Date };

export async function insertDataRequest(tx: EntityManager, r: NewDataRequest): Promise<void> {
  await tx.query('insert into data_request (id, departement_code, time_zone, account_id, email, said, state, facts, due_at, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)', [
    r.id, r.departementCode, r.timeZone, r.accountId, r.email, r.said, dataRequestWorkflow.initial, r.facts, r.dueAt, r.now,
  ]);
}

export async function dataRequestById(tx: EntityManager, id: string): Promise<DataRequestRow | null> {
  const rows: DataRequestRow[] = await tx.query(`select ${columns} from ${tables} where r.id = $1`, [id]);
  return rows[0] ?? null;
}

/** Those that wait first, the most pressing first. */
export function dataRequestsOf(tx: EntityManager, departementCode: string, limit: number): Promise<DataRequestRow[]> {
  return tx.query(`select ${columns} from ${tables} where r.departement_code = $1 order by (r.state in ('accepted', 'refused')), r.created_at desc limit $2`, [departementCode, limit]);
}

/** Requests of the same person that still wait. */
export async function waitingRequests(tx: EntityManager, { accountId, email }: { accountId: string | null; email: string | null }): Promise<number> {
  const rows: { count: number }[] = await tx.query(
    `select count(*)::int as count from data_request where state in ('waiting', 'pressing') and (account_id = $1::uuid or lower(email) = lower($2::text))`, [accountId, email],
  );
  return rows[0]!.count;
}

export type DataLink = { id: string; email: string; createdAt: Date; expiresAt: Date };

export async function insertDataLink(tx: EntityManager, link: DataLink & { tokenHash: string }): Promise<void> {
  await tx.query('insert into data_link (id, email, token_hash, created_at, expires_at) values ($1, $2, $3, $4, $5)', [link.id, link.email, link.tokenHash, link.createdAt, link.expiresAt]);
}

const linkColumns = 'id, email, created_at as "createdAt", expires_at as "expiresAt"';

export async function dataLinkByHash(tx: EntityManager, hash: string): Promise<DataLink | null> {
  const rows: DataLink[] = await tx.query(`select ${linkColumns} from data_link where token_hash = $1`, [hash]);
  return rows[0] ?? null;
}

export async function dataLinkById(tx: EntityManager, id: string): Promise<DataLink | null> {
  const rows: DataLink[] = await tx.query(`select ${linkColumns} from data_link where id = $1`, [id]);
  return rows[0] ?? null;
}

export async function dataLinksSince(tx: EntityManager, email: string, since: Date): Promise<number> {
  const rows: { count: number }[] = await tx.query('select count(*)::int as count from data_link where lower(email) = lower($1) and created_at > $2', [email, since]);
  return rows[0]!.count;
}
