import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a body says and shows of its deliberation, from its own link, until the préfecture takes it up or returns it. */
export class TitleDeposit1700000001100 implements MigrationInterface {
  name = 'TitleDeposit1700000001100';

  async up(db: QueryRunner): Promise<void> {
    await db.query(tables);
    await db.query(isolation);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}

const tables = `
  create table title_deposit (
    id uuid primary key,
    seq bigint generated always as identity,
    round_id uuid not null references round,
    slot_id text not null,
    body_id text not null,
    link_id uuid not null references project_link,
    typed_name text not null,
    decision jsonb not null,
    deposited_at timestamptz(3) not null,
    settlement text check (settlement in ('taken', 'returned', 'replaced')),
    settled_at timestamptz(3),
    settled_by text,
    reason text,
    check ((settlement is null) = (settled_at is null) and (settlement is null) = (settled_by is null)),
    check ((settlement is not distinct from 'returned') = (reason is not null))
  );
  create index title_deposit_of_slot on title_deposit (round_id, slot_id, seq desc);
  create unique index title_deposit_waiting on title_deposit (round_id, slot_id) where settlement is null;
  comment on table title_deposit is 'judged by nobody until it is taken up: it then becomes a signing_authority, and its files authority_file, under the same ids';

  create table title_deposit_file (
    id uuid primary key,
    deposit_id uuid not null references title_deposit,
    kind text not null check (kind in ('decision', 'proof')),
    file_name text not null,
    media_type text not null check (media_type = 'application/pdf'),
    bytes bigint not null check (bytes > 0),
    sha256 text not null,
    created_at timestamptz(3) not null,
    unique (deposit_id, kind)
  );
  comment on column title_deposit_file.file_name is 'as it was given: never trusted, cleaned when it is handed out';

  grant select, insert, update (settlement, settled_at, settled_by, reason) on title_deposit to paraphe_app;
  grant select, insert on title_deposit_file to paraphe_app;`;

const ofSeenRound = 'exists (select from round r where r.id = round_id)';
const clerk = `paraphe_role() = 'prefecture' and ${ofSeenRound}`;

/** A body writes through the service, which has checked its link; the préfecture only settles. */
const isolation = `
  alter table title_deposit enable row level security;
  alter table title_deposit force row level security;
  create policy title_deposit_seen on title_deposit for select using (paraphe_serves() or (paraphe_role() in ('prefecture', 'auditor') and ${ofSeenRound}));
  create policy title_deposit_written on title_deposit for insert with check (paraphe_serves());
  create policy title_deposit_settled on title_deposit for update using (paraphe_serves() or (${clerk})) with check (paraphe_serves() or (${clerk}));

  alter table title_deposit_file enable row level security;
  alter table title_deposit_file force row level security;
  create policy title_deposit_file_seen on title_deposit_file for select using (paraphe_serves() or exists (select from title_deposit d where d.id = deposit_id));
  create policy title_deposit_file_written on title_deposit_file for insert with check (paraphe_serves());`;
