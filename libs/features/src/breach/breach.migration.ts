import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The register of data breaches (RGPD, art. 33, § 5; art. 4.6): kept for ever, its words encrypted. */
export class Breach1700000001010 implements MigrationInterface {
  name = 'Breach1700000001010';

  async up(db: QueryRunner): Promise<void> {
    await db.query(tables);
    await db.query(isolation);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}

const tables = `
  create sequence breach_number;
  grant usage on sequence breach_number to paraphe_app;

  create table breach (
    id uuid primary key,
    number text not null unique,
    departement_code text not null,
    time_zone text not null,
    gestionnaire_id uuid not null,
    gestionnaire_name text not null,
    structure_id uuid,
    structure_name text,
    declared_by uuid,
    state text not null,
    facts jsonb not null,
    due_at timestamptz,
    created_at timestamptz(3) not null,
    check ((structure_id is null) = (structure_name is null))
  );
  create index breach_of_gestionnaire on breach (gestionnaire_id, created_at desc);
  create index breach_of_structure on breach (structure_id, created_at desc) where structure_id is not null;
  create index breach_due on breach (due_at) where due_at is not null;
  comment on table breach is 'the register of RGPD art. 33, § 5: codes and instants only, never deleted';
  comment on column breach.structure_id is 'null: of the gestionnaire itself; names are those of the day it was declared';
  comment on column breach.declared_by is 'the account; null: a program';

  create table breach_text (
    id uuid primary key,
    breach_id uuid not null references breach,
    kind text not null,
    body bytea not null,
    created_at timestamptz(3) not null,
    created_by text not null
  );
  create index breach_text_of_breach on breach_text (breach_id, created_at);
  comment on table breach_text is 'what is said of a breach, which may name people: AES-256-GCM under a key of the key store; added to, never rewritten';

  grant select, insert, update on breach to paraphe_app;
  grant select, insert on breach_text to paraphe_app;`;

const here = 'departement_code = paraphe_departement()';
const manages = `${here} and paraphe_role() = 'gestionnaire' and gestionnaire_id = paraphe_organisation()`;
const declares = `${here} and paraphe_role() = 'agent' and structure_id = paraphe_organisation()`;

/** A gestionnaire and the structure concerned; neither the préfecture nor the partners read a register that is not theirs. What an agent declares is kept by the service, in its name. */
const isolation = `
  alter table breach enable row level security;
  alter table breach force row level security;
  create policy breach_seen on breach for select using (paraphe_serves() or (${manages}) or (${declares}));
  create policy breach_written on breach for all using (paraphe_serves() or (${manages})) with check (paraphe_serves() or (${manages}));

  alter table breach_text enable row level security;
  alter table breach_text force row level security;
  create policy breach_text_seen on breach_text for select using (paraphe_serves() or exists (select from breach b where b.id = breach_id));
  create policy breach_text_written on breach_text for insert with check (paraphe_serves() or exists (select from breach b where b.id = breach_id and paraphe_role() = 'gestionnaire'));

  create policy journal_of_breach_seen on journal for select using (subject = 'breach' and not paraphe_passes_by() and exists (select from breach b where b.id::text = subject_id));`;
