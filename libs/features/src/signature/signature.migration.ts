import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Personal links and codes. The token is stored hashed and expires here; the code is not stored at all: it is derived from its id. */
export class Signature1700000000300 implements MigrationInterface {
  name = 'Signature1700000000300';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table link (
        id uuid primary key,
        purpose text not null check (purpose in ('sign', 'copy')),
        round_id uuid not null references round,
        slot_id text not null,
        signatory_id uuid not null references signatory,
        content_hash text not null,
        token_hash text not null unique,
        created_at timestamptz(3) not null,
        expires_at timestamptz(3) not null
      );
      create index link_of_slot on link (round_id, slot_id, created_at);

      create table code (
        id uuid primary key,
        link_id uuid not null references link,
        typed_name text not null,
        created_at timestamptz(3) not null,
        expires_at timestamptz(3) not null,
        tries integer not null default 0,
        used_at timestamptz(3)
      );
      create index code_of_link on code (link_id, created_at);
      grant select, insert, update on link, code to paraphe_app;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}
