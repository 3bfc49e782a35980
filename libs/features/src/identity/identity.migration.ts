import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Accounts, sign-in links and sessions. Tokens are stored hashed; they expire here, not in anybody's memory. */
export class Identity1700000000150 implements MigrationInterface {
  name = 'Identity1700000000150';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table account (
        id uuid primary key,
        email text not null,
        full_name text not null,
        role text not null check (role in ('prefecture')),
        departement_code text not null,
        created_at timestamptz(3) not null
      );
      create unique index account_email on account (lower(email));

      create table sign_in_link (
        id uuid primary key,
        account_id uuid not null references account,
        token_hash text not null unique,
        created_at timestamptz(3) not null,
        expires_at timestamptz(3) not null,
        used_at timestamptz(3)
      );
      create index sign_in_link_of_account on sign_in_link (account_id, created_at);

      create table session (
        token_hash text primary key,
        account_id uuid not null references account,
        created_at timestamptz(3) not null,
        expires_at timestamptz(3) not null,
        ended_at timestamptz(3)
      );
      grant select, insert on account to paraphe_app;
      grant select, insert, update on sign_in_link, session to paraphe_app;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}
