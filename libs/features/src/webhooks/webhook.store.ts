import type { EntityManager } from 'typeorm';
import type { Role } from '#libs/domain';
import type { DeliveryFault } from './webhook.post.js';
import type { EventBody, EventName } from './public-events.js';

export type DisabledReason = 'asked' | 'gone' | 'failed';

export type WebhookRow = {
  id: string;
  departementCode: string;
  /** Null: the préfecture's. */
  organisationId: string | null;
  role: Role;
  url: string;
  events: EventName[];
  secretRank: number;
  secretChangedAt: Date;
  /** The account to write to when deliveries stop. */
  createdBy: string;
  createdAt: Date;
  disabledAt: Date | null;
  disabledReason: DisabledReason | null;
};

export type DeliveryState = 'waiting' | 'delivered' | 'failed';

export type DeliveryRow = {
  id: string;
  webhookId: string;
  eventId: string;
  name: EventName;
  body: EventBody;
  state: DeliveryState;
  /** How many times it was asked for again; the tries count from there. */
  replays: number;
  attempts: number;
  nextAt: Date | null;
  lastStatus: number | null;
  lastError: DeliveryFault | null;
  createdAt: Date;
  attemptedAt: Date | null;
  deliveredAt: Date | null;
};

const webhookColumns = `id, departement_code as "departementCode", organisation_id as "organisationId", role, url, events, secret_rank as "secretRank", secret_changed_at as "secretChangedAt",
  created_by as "createdBy", created_at as "createdAt", disabled_at as "disabledAt", disabled_reason as "disabledReason"`;
const deliveryColumns = `id, webhook_id as "webhookId", event_id as "eventId", name, body, state, replays, attempts, next_at as "nextAt", last_status as "lastStatus", last_error as "lastError",
  created_at as "createdAt", attempted_at as "attemptedAt", delivered_at as "deliveredAt"`;

/** All that row-level security shows, the latest first. */
export function webhooksSeen(tx: EntityManager): Promise<WebhookRow[]> {
  return tx.query(`select ${webhookColumns} from webhook order by created_at desc, id`);
}

export async function webhookById(tx: EntityManager, id: string, forUpdate = false): Promise<WebhookRow | null> {
  const rows: WebhookRow[] = await tx.query(`select ${webhookColumns} from webhook where id = $1${forUpdate ? ' for update' : ''}`, [id]);
  return rows[0] ?? null;
}

/** Of an organisation, or of the préfecture (null). */
export async function countWebhooks(tx: EntityManager, departementCode: string, organisationId: string | null): Promise<number> {
  const rows: { count: number }[] = await tx.query('select count(*)::int as count from webhook where departement_code = $1 and organisation_id is not distinct from $2 and disabled_at is null', [departementCode, organisationId]);
  return rows[0]!.count;
}

export async function insertWebhook(tx: EntityManager, row: Omit<WebhookRow, 'secretRank' | 'disabledAt' | 'disabledReason'>): Promise<void> {
  await tx.query('insert into webhook (id, departement_code, organisation_id, role, url, events, secret_changed_at, created_by, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)', [
    row.id, row.departementCode, row.organisationId, row.role, row.url, row.events, row.secretChangedAt, row.createdBy, row.createdAt,
  ]);
}

export async function changeSecret(tx: EntityManager, id: string, now: Date): Promise<void> {
  await tx.query('update webhook set secret_rank = secret_rank + 1, secret_changed_at = $2 where id = $1', [id, now]);
}

/** False when it was disabled already. */
export async function disableWebhook(tx: EntityManager, id: string, reason: DisabledReason, now: Date): Promise<boolean> {
  const [rows]: [unknown[], number] = await tx.query('update webhook set disabled_at = $2, disabled_reason = $3 where id = $1 and disabled_at is null returning id', [id, now, reason]);
  return rows.length === 1;
}

export async function enableWebhook(tx: EntityManager, id: string): Promise<boolean> {
  const [rows]: [unknown[], number] = await tx.query('update webhook set disabled_at = null, disabled_reason = null where id = $1 and disabled_at is not null returning id', [id]);
  return rows.length === 1;
}

/** Those who wait for that event in that département; a shared subject (null) is everybody's. */
export function webhooksAwaiting(tx: EntityManager, name: EventName, departementCode: string | null): Promise<WebhookRow[]> {
  return tx.query(`select ${webhookColumns} from webhook where disabled_at is null and events @> array[$1] and ($2::text is null or departement_code = $2) order by id`, [name, departementCode]);
}

/** Null when that event was already noted for that webhook. */
export async function insertDelivery(tx: EntityManager, { id, webhookId, eventId, name, body, at }: Pick<DeliveryRow, 'id' | 'webhookId' | 'eventId' | 'name' | 'body'> & { at: Date }): Promise<boolean> {
  const rows: unknown[] = await tx.query(
    `insert into webhook_delivery (id, webhook_id, event_id, name, body, state, next_at, created_at) values ($1, $2, $3, $4, $5, 'waiting', $6, $6) on conflict (webhook_id, event_id) do nothing returning id`,
    [id, webhookId, eventId, name, body, at],
  );
  return rows.length === 1;
}

export async function deliveryById(tx: EntityManager, id: string, forUpdate = false): Promise<DeliveryRow | null> {
  const rows: DeliveryRow[] = await tx.query(`select ${deliveryColumns} from webhook_delivery where id = $1${forUpdate ? ' for update' : ''}`, [id]);
  return rows[0] ?? null;
}

/** The latest first; `before` continues a list. */
export function deliveriesOf(tx: EntityManager, webhookId: string, limit: number, before: { at: string; id: string } | null = null): Promise<DeliveryRow[]> {
  return tx.query(
    `select ${deliveryColumns} from webhook_delivery where webhook_id = $1 and ($3::timestamptz is null or (created_at, id) < ($3, $4::uuid)) order by created_at desc, id desc limit $2`,
    [webhookId, limit, before?.at ?? null, before?.id ?? null],
  );
}

/** Those of the civil days from `from` to `to`, the oldest first. */
export function deliveriesBetween(tx: EntityManager, webhookId: string, { from, to, timeZone, limit }: { from: string; to: string; timeZone: string; limit: number }): Promise<DeliveryRow[]> {
  return tx.query(
    `select ${deliveryColumns} from webhook_delivery where webhook_id = $1 and (created_at at time zone $4)::date between $2 and $3 order by created_at, id limit $5 for update`,
    [webhookId, from, to, timeZone, limit],
  );
}

/** What a try came to. `next` null: there is no other. */
export async function recordTry(tx: EntityManager, id: string, { status, error, now, next }: { status: number | null; error: DeliveryFault | null; now: Date; next: Date | null }): Promise<void> {
  const state: DeliveryState = error === null ? 'delivered' : next ? 'waiting' : 'failed';
  await tx.query(
    `update webhook_delivery set state = $2, attempts = attempts + 1, last_status = $3, last_error = $4, attempted_at = $5, next_at = $6, delivered_at = case $2 when 'delivered' then $5::timestamptz else delivered_at end where id = $1`,
    [id, state, status, error, now, next],
  );
}

/** Nothing more is tried; what the last try came to stays as it was. */
export async function giveUp(tx: EntityManager, id: string): Promise<void> {
  await tx.query(`update webhook_delivery set state = 'failed', next_at = null where id = $1`, [id]);
}

/** From the first try again; the tries still to come of the former series know that they are no longer wanted. */
export async function restart(tx: EntityManager, id: string, now: Date): Promise<void> {
  await tx.query(`update webhook_delivery set state = 'waiting', replays = replays + 1, attempts = 0, next_at = $2 where id = $1`, [id, now]);
}
