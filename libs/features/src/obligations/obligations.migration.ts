import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What each agreement makes its parties do by a day, the calendar that opens it, and the papers of the yearly committee. */
export class Obligations1700000000990 implements MigrationInterface {
  name = 'Obligations1700000000990';

  async up(db: QueryRunner): Promise<void> {
    await db.query(tables);
    await db.query(isolation);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}

const tables = `
  create table obligation_plan (
    id uuid primary key references agreement,
    departement_code text not null,
    time_zone text not null,
    state text not null,
    facts jsonb not null,
    due_at timestamptz,
    created_at timestamptz(3) not null
  );
  create index obligation_plan_due on obligation_plan (due_at) where due_at is not null;
  comment on table obligation_plan is 'opens the obligations of one agreement quarter after quarter; bears the id of its agreement';

  create table obligation (
    id uuid primary key,
    agreement_id uuid not null references agreement,
    departement_code text not null,
    time_zone text not null,
    kind text not null check (kind in ('quarterly_report', 'yearly_survey', 'published_indicators', 'steering_committee', 'user_request')),
    structure_id uuid,
    gestionnaire_id uuid,
    debtor_name text,
    opens_on date not null,
    due_on date not null,
    channel text check (channel in ('counter', 'phone', 'mail', 'form', 'post')),
    reference text,
    state text not null,
    facts jsonb not null,
    due_at timestamptz,
    created_at timestamptz(3) not null,
    check ((structure_id is null) = (gestionnaire_id is null))
  );
  create index obligation_of_agreement on obligation (agreement_id, due_on);
  create index obligation_of_structure on obligation (structure_id, due_on) where structure_id is not null;
  create index obligation_due on obligation (due_at) where due_at is not null;
  comment on column obligation.structure_id is 'null: the signatories together owe it, and the préfecture calls the meeting (art. 6)';
  comment on column obligation.debtor_name is 'the structure as it was called when the obligation opened';
  comment on column obligation.reference is 'of a user request: a file number, never a person';

  create table committee_paper (
    id uuid primary key,
    obligation_id uuid not null references obligation,
    agreement_id uuid not null references agreement,
    departement_code text not null,
    kind text not null check (kind in ('convocation', 'minutes')),
    content jsonb not null,
    created_at timestamptz(3) not null
  );
  create index committee_paper_of_obligation on committee_paper (obligation_id, created_at);
  comment on column committee_paper.content is 'what the Word template is filled with, and the addresses beside those of the parties';

  grant select, insert, update on obligation_plan, obligation to paraphe_app;
  grant select, insert on committee_paper to paraphe_app;`;

const here = 'departement_code = paraphe_departement()';
const clerk = `${here} and paraphe_role() = 'prefecture'`;
const mine = `${here} and (gestionnaire_id = paraphe_organisation() or paraphe_works_in(structure_id)) and paraphe_role() in ('gestionnaire', 'agent')`;

/**
 * Each gestionnaire reads what its own structures owe, and what all owe together. Partners, to whom the structures report (art. 4.7), read what
 * they owe too; what a user asked concerns the structure alone.
 */
const isolation = `
  alter table obligation_plan enable row level security;
  alter table obligation_plan force row level security;
  create policy obligation_plan_seen on obligation_plan for select using (paraphe_serves() or (${here} and (paraphe_role() in ('prefecture', 'auditor') or paraphe_bound_by(id))));
  create policy obligation_plan_written on obligation_plan for all using (paraphe_serves()) with check (paraphe_serves());

  alter table obligation enable row level security;
  alter table obligation force row level security;
  create policy obligation_seen on obligation for select using (paraphe_serves() or (${here} and paraphe_role() in ('prefecture', 'auditor')) or (${mine})
    or (${here} and paraphe_bound_by(agreement_id) and (structure_id is null or (paraphe_role() = 'partner' and kind <> 'user_request'))));
  create policy obligation_written on obligation for all using (paraphe_serves() or (${clerk}) or (${mine}))
    with check (paraphe_serves() or (${clerk}) or (${mine}));

  alter table committee_paper enable row level security;
  alter table committee_paper force row level security;
  create policy committee_paper_seen on committee_paper for select using (paraphe_serves() or (${here} and (paraphe_role() in ('prefecture', 'auditor') or paraphe_bound_by(agreement_id))));
  create policy committee_paper_written on committee_paper for insert with check (paraphe_serves() or (${clerk}));

  create policy journal_of_obligation_seen on journal for select using (subject = 'obligation' and not paraphe_passes_by() and exists (select from obligation o where o.id::text = subject_id));`;
