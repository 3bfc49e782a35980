import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tokens by which the programs of an organisation come in. Only the hash of each is kept. */
export class ApiToken1700000000940 implements MigrationInterface {
  name = 'ApiToken1700000000940';

  async up(db: QueryRunner): Promise<void> {
    await db.query(table);
    await db.query(isolation);
    await db.query(repeats);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}

const table = `
  create table api_token (
    id uuid primary key,
    departement_code text not null,
    role text not null check (role in ('prefecture', 'gestionnaire', 'partner', 'agent', 'auditor')),
    organisation_id uuid check ((role in ('prefecture', 'auditor')) = (organisation_id is null)),
    label text not null,
    token_hash text not null unique,
    shown_prefix text not null,
    created_by uuid not null,
    created_at timestamptz(3) not null,
    expires_at timestamptz(3) not null check (expires_at > created_at),
    last_used_at timestamptz(3),
    revoked_at timestamptz(3)
  );
  comment on column api_token.shown_prefix is 'enough to recognise one in a list, far too little to use it';
  create index api_token_of_departement on api_token (departement_code);
  grant select, insert, update on api_token to paraphe_app;`;

/** Nobody reads it but the service: an answer may hold what its receiver alone may see. */
const repeats = `
  create table api_repeat (
    token_id uuid not null references api_token,
    key text not null,
    fingerprint text not null,
    answer jsonb,
    created_at timestamptz(3) not null,
    primary key (token_id, key)
  );
  comment on table api_repeat is 'what was answered to a request that bears an Idempotency-Key, kept for a day; a null answer is not given yet, or is said once only';
  create index api_repeat_created on api_repeat (created_at);
  alter table api_repeat enable row level security;
  alter table api_repeat force row level security;
  create policy api_repeat_served on api_repeat for all using (paraphe_serves()) with check (paraphe_serves());
  grant select, insert, update, delete on api_repeat to paraphe_app;`;

const ours = (orElse: string) => `(paraphe_serves() or (departement_code = paraphe_departement() and (${orElse})))`;
const seen = ours(`paraphe_role() in ('prefecture', 'auditor') or organisation_id = paraphe_organisation()`);
/** Nobody makes a token of another role than their own, nor an agent any. */
const written = ours(`paraphe_role() = 'prefecture' or (paraphe_role() in ('gestionnaire', 'partner') and role = paraphe_role() and organisation_id = paraphe_organisation())`);

const isolation = `
  alter table api_token enable row level security;
  alter table api_token force row level security;
  create policy api_token_seen on api_token for select using ${seen};
  create policy api_token_written on api_token for all using ${written} with check ${written};`;
