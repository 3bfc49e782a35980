import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rounds, those who are asked to sign, what they approved, and the document with its revisions. */
export class Round1700000000200 implements MigrationInterface {
  name = 'Round1700000000200';

  async up(db: QueryRunner): Promise<void> {
    await this.createRounds(db);
    await this.createDocuments(db);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }

  private async createRounds(db: QueryRunner): Promise<void> {
    await db.query(`
      create table round (
        id uuid primary key,
        number text not null unique,
        departement_code text not null,
        time_zone text not null,
        state text not null,
        facts jsonb not null,
        due_at timestamptz,
        model_id text not null,
        model_version text not null,
        structures_max integer,
        waivers jsonb not null default '[]',
        dossier jsonb,
        created_at timestamptz(3) not null,
        created_by text not null
      );
      create index round_due on round (due_at) where due_at is not null;
      create index round_of_departement on round (departement_code, created_at desc);
      comment on column round.dossier is 'the directory as it was at launch: the assembled document depends on nothing else';

      create table signatory (
        id uuid primary key,
        round_id uuid not null references round,
        body_id text not null,
        civility text not null,
        first_name text not null,
        last_name text not null,
        quality text not null,
        email text not null
      );
      create index signatory_of_round on signatory (round_id);
      create index signatory_email on signatory (lower(email));

      create table approval (
        round_id uuid not null references round,
        slot_id text not null,
        signatory_id uuid not null references signatory,
        approved_at timestamptz(3) not null,
        content_hash text not null,
        typed_name text not null,
        consent_version text not null,
        code_id uuid not null,
        link_id uuid not null,
        ip text not null,
        user_agent text not null,
        primary key (round_id, slot_id)
      );
      grant select, insert, update on round to paraphe_app;
      grant select, insert on signatory, approval to paraphe_app;`);
  }

  private async createDocuments(db: QueryRunner): Promise<void> {
    await db.query(`
      create table document (
        id uuid primary key,
        round_id uuid not null unique references round,
        name text not null,
        manifest jsonb not null,
        provenance jsonb not null,
        content_hash text not null,
        pages integer not null,
        created_at timestamptz(3) not null
      );

      create table revision (
        document_id uuid not null references document,
        n integer not null,
        kind text not null check (kind in ('prepared', 'certification', 'approval', 'seal')),
        slot_id text,
        start bigint not null,
        length bigint not null,
        sha256 text not null,
        certificate_serial text,
        created_at timestamptz(3) not null,
        primary key (document_id, n),
        unique (document_id, slot_id)
      );
      create unique index one_seal_per_document on revision (document_id) where kind = 'seal';
      create unique index one_certification_per_document on revision (document_id) where kind = 'certification';
      comment on column revision.length is 'length of the file once this revision is in: every earlier revision is a prefix of it';

      -- Locking a document for its writer wants the right to update it; nothing ever does.
      grant select, insert, update on document to paraphe_app;
      grant select, insert on revision to paraphe_app;`);
  }
}
