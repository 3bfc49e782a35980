import type { MigrationInterface, QueryRunner } from 'typeorm';
import { wholeTableFunction } from '#libs/platform';

/** Webhooks of a préfecture and of the organisations of its département, and what was delivered to each. */
export class Webhook1700000000930 implements MigrationInterface {
  name = 'Webhook1700000000930';

  async up(db: QueryRunner): Promise<void> {
    await db.query(tables);
    await db.query(isolation);
    await db.query(awaits);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}

const tables = `
  create table webhook (
    id uuid primary key,
    departement_code text not null,
    organisation_id uuid,
    role text not null,
    url text not null,
    events text[] not null check (cardinality(events) > 0),
    secret_rank integer not null default 1 check (secret_rank > 0),
    secret_changed_at timestamptz(3) not null,
    created_by uuid not null,
    created_at timestamptz(3) not null,
    disabled_at timestamptz(3),
    disabled_reason text check (disabled_reason in ('asked', 'gone', 'failed')),
    check ((disabled_at is null) = (disabled_reason is null))
  );
  comment on column webhook.organisation_id is 'null: the préfecture itself';
  comment on column webhook.secret_rank is 'the secret is drawn from the key store by id and rank (ADR 3): nothing of it is kept here';
  create index webhook_of_departement on webhook (departement_code);
  create index webhook_awaiting on webhook using gin (events) where disabled_at is null;

  create table webhook_delivery (
    id uuid primary key,
    webhook_id uuid not null references webhook,
    event_id uuid not null,
    name text not null,
    body jsonb not null,
    state text not null check (state in ('waiting', 'delivered', 'failed')),
    replays integer not null default 0,
    attempts integer not null default 0,
    next_at timestamptz(3),
    last_status integer,
    last_error text,
    created_at timestamptz(3) not null,
    attempted_at timestamptz(3),
    delivered_at timestamptz(3),
    unique (webhook_id, event_id)
  );
  comment on column webhook_delivery.body is 'ids, days and codes only, never personal data';
  create index webhook_delivery_latest on webhook_delivery (webhook_id, created_at desc);
  grant select, insert, update on webhook, webhook_delivery to paraphe_app;`;

const ours = `departement_code = paraphe_departement() and (%ROLES% or organisation_id = paraphe_organisation())`;
const readers = ours.replace('%ROLES%', `paraphe_role() in ('prefecture', 'auditor')`);
const writers = ours.replace('%ROLES%', `paraphe_role() = 'prefecture'`);
/** The webhooks one sees are filtered by their own policy. */
const seenWebhook = 'exists (select from webhook where webhook.id = webhook_delivery.webhook_id)';

const isolation = `
  alter table webhook enable row level security;
  alter table webhook force row level security;
  create policy webhook_seen on webhook for select using (paraphe_serves() or (${readers}));
  create policy webhook_written on webhook for all using (paraphe_serves() or (${writers})) with check (paraphe_serves() or (${writers}));

  alter table webhook_delivery enable row level security;
  alter table webhook_delivery force row level security;
  create policy webhook_delivery_seen on webhook_delivery for select using (paraphe_serves() or ${seenWebhook});
  create policy webhook_delivery_written on webhook_delivery for update
    using (paraphe_serves() or (paraphe_role() <> 'auditor' and ${seenWebhook})) with check (paraphe_serves() or (paraphe_role() <> 'auditor' and ${seenWebhook}));
  create policy webhook_delivery_made on webhook_delivery for insert with check (paraphe_serves());`;

/** Asked by whoever writes the journal, a signatory among others, who sees no webhook: it answers yes or no, and nothing more. */
const awaits = `${wholeTableFunction({ signature: 'webhook_awaits(event_name text)', returns: 'boolean', body: 'answer := exists (select from webhook where disabled_at is null and events @> array[event_name])' })}
  revoke all on function webhook_awaits(text) from public;
  grant execute on function webhook_awaits(text) to paraphe_app;`;
