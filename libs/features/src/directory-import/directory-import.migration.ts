import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Imports of the directory: what was asked, and what each row was before and after, so that one click undoes it. A structure of the open
 * list has no gestionnaire until somebody says who runs it, and bears its number in that list, so that the next month's is the same one.
 */
export class DirectoryImport1700000000920 implements MigrationInterface {
  name = 'DirectoryImport1700000000920';

  async up(db: QueryRunner): Promise<void> {
    await db.query(structureColumns);
    await db.query(importTables);
    await this.isolate(db, 'directory_import', `departement_code = paraphe_departement()`);
    await this.isolate(db, 'directory_import_change', `exists (select from directory_import i where i.id = import_id and i.departement_code = paraphe_departement())`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }

  /** A préfecture sees and makes the imports of its own département; the operator's, of the whole country, are the system's alone. */
  private async isolate(db: QueryRunner, table: string, own: string): Promise<void> {
    const mine = `paraphe_serves() or (${own} and paraphe_role() = 'prefecture')`;
    await db.query(`
      alter table ${table} enable row level security;
      alter table ${table} force row level security;
      create policy ${table}_of_prefecture on ${table} for all using (${mine}) with check (${mine})`);
  }
}

const structureColumns = `
  alter table structure alter column gestionnaire_id drop not null;
  comment on column structure.gestionnaire_id is 'null while nobody has said who runs it; the gaps say so';
  alter table structure
    add column source_key text,
    add column latitude double precision check (latitude between -90 and 90),
    add column longitude double precision check (longitude between -180 and 180);
  comment on column structure.source_key is 'the number of the structure in the list it was imported from, anct:299 for the national one';
  -- What PostgreSQL looks up at each structure that goes: undoing a national list takes thousands away.
  create index structure_of_principal on structure (principal_id) where principal_id is not null;
  create index referent_of_structure on referent (structure_id);
  create index local_partner_structure_of_structure on local_partner_structure (structure_id);
  create unique index structure_source_key on structure (departement_code, source_key) where source_key is not null;`;

const importTables = `
  create table directory_import (
    id uuid primary key,
    departement_code text,
    kind text not null check (kind in ('structures', 'gestionnaires', 'localPartners', 'referents', 'offers')),
    file_name text not null,
    sha256 text not null,
    contents jsonb,
    mapping jsonb not null,
    counts jsonb,
    fingerprint text,
    fault text,
    state text not null check (state in ('previewed', 'applying', 'applied', 'undone')),
    actor jsonb not null,
    created_by text not null,
    created_at timestamptz(3) not null,
    applied_at timestamptz(3),
    undone_at timestamptz(3),
    undone_by text
  );
  create index directory_import_of_departement on directory_import (departement_code, created_at desc);
  comment on column directory_import.departement_code is 'null: the whole country, by the operator';
  comment on column directory_import.contents is 'the table as it was read, erased once applied, or after a day';
  comment on column directory_import.fingerprint is 'SHA-256 of the changes that were shown before they were asked for';
  comment on column directory_import.actor is 'in whose name it is applied: ids and codes only';
  grant select, insert, update on directory_import to paraphe_app;

  create table directory_import_change (
    import_id uuid not null references directory_import,
    rank integer not null,
    table_name text not null,
    row_id text not null,
    before jsonb,
    after jsonb not null,
    primary key (import_id, rank),
    unique (import_id, table_name, row_id)
  );
  comment on column directory_import_change.before is 'the row as it was, to be restored exactly; null when it was created. Erased when it can no longer be undone';
  grant select, insert, delete on directory_import_change to paraphe_app;`;
