import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Under which title each body signs, the papers that show it, who is préfet and since when, and what was judged at each signature. */
export class Authority1700000001030 implements MigrationInterface {
  name = 'Authority1700000001030';

  async up(db: QueryRunner): Promise<void> {
    await db.query(tables);
    await db.query(isolation);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}

const tables = `
  create table office_tenure (
    id uuid primary key,
    departement_code text not null references departement (code),
    office text not null check (office in ('prefet')),
    holder text not null,
    from_day date not null,
    until_day date check (until_day >= from_day),
    recorded_at timestamptz(3) not null,
    recorded_by text not null,
    unique (departement_code, office, from_day)
  );
  comment on table office_tenure is 'who held an office, until_day being the last day; a delegation of signature ends with it';

  create table signing_authority (
    id uuid primary key,
    seq bigint generated always as identity,
    round_id uuid not null references round,
    slot_id text not null,
    signatory_id uuid not null references signatory,
    facts jsonb not null,
    recorded_at timestamptz(3) not null,
    recorded_by text not null
  );
  create index signing_authority_of_slot on signing_authority (round_id, slot_id, seq desc);
  comment on table signing_authority is 'append only: the latest one of a place is what its signature is judged on';

  create table authority_file (
    id uuid primary key,
    round_id uuid not null references round,
    slot_id text not null,
    file_name text not null,
    media_type text not null,
    bytes bigint not null check (bytes > 0),
    sha256 text not null,
    created_at timestamptz(3) not null,
    created_by text not null
  );
  create index authority_file_of_slot on authority_file (round_id, slot_id, created_at);
  comment on column authority_file.file_name is 'as it was given: never trusted, cleaned when it is handed out';

  alter table approval add column authority jsonb;
  comment on column approval.authority is 'what was judged of the title at the instant of the signature; null when nobody had described it';

  grant select, insert, update on office_tenure to paraphe_app;
  grant select, insert on signing_authority, authority_file to paraphe_app;`;

const reader = `paraphe_role() in ('prefecture', 'auditor')`;
const ofSeenRound = 'exists (select from round r where r.id = round_id)';
const clerk = `paraphe_role() = 'prefecture' and ${ofSeenRound}`;
/** Whoever signs by a link sees what their own place is judged on, and nothing else. */
const ownPlace = 'signatory_id::text = paraphe_actor()';
const ofLinkedRound = 'departement_code = (select r.departement_code from round r where r.id = paraphe_link_round())';
const rules: readonly { table: string; seen: string; written: string }[] = [
  { table: 'office_tenure', seen: `(departement_code = paraphe_departement() and ${reader}) or ${ofLinkedRound}`, written: `departement_code = paraphe_departement() and paraphe_role() = 'prefecture'` },
  { table: 'signing_authority', seen: `${ownPlace} or (${reader} and ${ofSeenRound})`, written: clerk },
  { table: 'authority_file', seen: `${reader} and ${ofSeenRound}`, written: clerk },
];

const isolation = rules.map(({ table, seen, written }) => `
  alter table ${table} enable row level security;
  alter table ${table} force row level security;
  create policy ${table}_seen on ${table} for select using (paraphe_serves() or (${seen}));
  create policy ${table}_written on ${table} for all using (paraphe_serves() or (${written})) with check (paraphe_serves() or (${written}));`).join('');
