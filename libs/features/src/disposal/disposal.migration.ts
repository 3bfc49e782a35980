import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What allows a destruction (C. patr. L212-2), what was destroyed and when, and who opened a proof. */
export class Disposal1700000001005 implements MigrationInterface {
  name = 'Disposal1700000001005';

  async up(db: QueryRunner): Promise<void> {
    await db.query(tables);
    await db.query(isolation);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}

const tables = `
  create table disposal_visa (
    id uuid primary key,
    gestionnaire_id uuid not null,
    departement_code text not null,
    reference text not null,
    management_table text,
    granted_on date not null,
    ends_on date,
    recorded_at timestamptz(3) not null,
    recorded_by text not null,
    withdrawn_at timestamptz(3)
  );
  create unique index disposal_visa_standing on disposal_visa (gestionnaire_id) where withdrawn_at is null;
  comment on table disposal_visa is 'visas given once for all; another one, or its withdrawal, closes the one before';

  create sequence disposal_slip_number;
  grant usage on sequence disposal_slip_number to paraphe_app;
  create table disposal_slip (
    id uuid primary key,
    number text not null unique,
    departement_code text not null,
    time_zone text not null,
    gestionnaire_id uuid not null,
    state text not null,
    facts jsonb not null,
    due_at timestamptz,
    created_at timestamptz(3) not null
  );
  create index disposal_slip_of_gestionnaire on disposal_slip (gestionnaire_id, created_at);
  create index disposal_slip_filling on disposal_slip (gestionnaire_id) where state in ('open', 'submitted', 'monthly');
  create index disposal_slip_due on disposal_slip (due_at) where due_at is not null;

  create table disposal_line (
    mandate_id uuid not null references mandate,
    nature text not null check (nature in ('working_data', 'proof')),
    slip_id uuid not null references disposal_slip,
    gestionnaire_id uuid not null,
    number text not null,
    structure_name text not null,
    from_day date not null,
    until_day date not null,
    pieces integer not null,
    bytes bigint not null,
    motive text not null,
    added_at timestamptz(3) not null,
    destroyed_at timestamptz(3),
    primary key (mandate_id, nature)
  );
  create index disposal_line_of_slip on disposal_line (slip_id, number);
  create index disposal_line_waiting on disposal_line (slip_id) where destroyed_at is null;
  comment on table disposal_line is 'as the slip prints it: counted before the destruction, since nothing is left to count after';

  create table proof_opening (
    id uuid primary key,
    mandate_id uuid not null references mandate,
    number text not null,
    departement_code text not null,
    gestionnaire_id uuid not null,
    opened_by text not null,
    ground text not null check (ground in ('user_contest', 'court', 'cnil', 'other')),
    reason bytea not null,
    opened_at timestamptz(3) not null,
    until timestamptz(3) not null
  );
  create index proof_opening_of_mandate on proof_opening (mandate_id, opened_at);
  create index proof_opening_of_gestionnaire on proof_opening (gestionnaire_id, opened_at);
  comment on column proof_opening.reason is 'free text, under the proof key: it goes with what it is about';

  grant select, insert, update on disposal_visa, disposal_slip, disposal_line to paraphe_app;
  grant select, insert on proof_opening to paraphe_app;`;

const own = `paraphe_role() = 'gestionnaire' and gestionnaire_id = paraphe_organisation()`;
/** Lines are the system's: the gestionnaire decides of the slip, never of what is on it. */
const written: Readonly<Record<string, string>> = { disposal_visa: own, disposal_slip: own, disposal_line: 'false', proof_opening: own };

const isolation = `${Object.entries(written).map(([table, writers]) => `
  alter table ${table} enable row level security;
  alter table ${table} force row level security;
  create policy ${table}_seen on ${table} for select using (paraphe_serves() or (${own}));
  create policy ${table}_written on ${table} for all using (paraphe_serves() or (${writers})) with check (paraphe_serves() or (${writers}));`).join('')}
  create policy journal_of_disposal_seen on journal for select using (paraphe_role() = 'gestionnaire' and (
    (subject = 'disposal_visa' and subject_id = paraphe_organisation()::text)
    or (subject = 'disposal_slip' and exists (select from disposal_slip s where s.id = case when subject = 'disposal_slip' then subject_id::uuid end))));`;
