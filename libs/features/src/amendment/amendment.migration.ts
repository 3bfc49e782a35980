import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Amendments of the agreements, and the notices of new opening hours, which bear no number. */
export class Amendment1700000000985 implements MigrationInterface {
  name = 'Amendment1700000000985';

  async up(db: QueryRunner): Promise<void> {
    await db.query(table);
    await db.query(isolation);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}

const table = `
  create table amendment (
    id uuid primary key,
    agreement_id uuid not null references agreement,
    departement_code text not null,
    time_zone text not null,
    entered_by text,
    number integer check (number > 0),
    launched boolean not null,
    state text not null,
    facts jsonb not null,
    due_at timestamptz,
    created_at timestamptz(3) not null,
    created_by text not null,
    unique (agreement_id, number)
  );
  create index amendment_of_agreement on amendment (agreement_id, created_at);
  create index amendment_due on amendment (due_at) where due_at is not null;
  comment on column amendment.entered_by is 'the organisation that proposed or told it; null: the préfecture';
  comment on column amendment.launched is 'false as long as it is prepared: a draft is read by nobody but the préfecture and who proposed it';
  grant select, insert, update on amendment to paraphe_app;`;

const here = 'departement_code = paraphe_departement()';
const bound = `paraphe_role() in ('gestionnaire', 'partner') and paraphe_bound_by(agreement_id)`;
const mine = 'entered_by = paraphe_organisation()::text';

/** Once launched, an amendment is known to all the parties: it binds them, or informs them. */
const isolation = `
  alter table amendment enable row level security;
  alter table amendment force row level security;
  create policy amendment_seen on amendment for select using (paraphe_serves() or (${here} and (paraphe_role() in ('prefecture', 'auditor') or (${bound} and (launched or ${mine})))));
  create policy amendment_written on amendment for all using (paraphe_serves() or (${here} and (paraphe_role() = 'prefecture' or (${bound} and ${mine}))))
    with check (paraphe_serves() or (${here} and (paraphe_role() = 'prefecture' or (${bound} and ${mine}))));

  create policy journal_of_amendment_seen on journal for select using (subject = 'amendment' and exists (select from amendment a where a.id::text = subject_id));`;
