import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables = ['proconnect_identity', 'proconnect_attempt', 'proconnect_pending', 'proconnect_attach_link', 'proconnect_visit'] as const;

/**
 * Identities of ProConnect and the accounts they open; what an attempt, an attachment and a visit need meanwhile. Whatever a browser holds is
 * kept hashed, and what ProConnect wants back at sign-out is sealed under a key that only this browser's cookie gives.
 */
export class ProConnect1700000000950 implements MigrationInterface {
  name = 'ProConnect1700000000950';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table proconnect_identity (
        id uuid primary key,
        issuer text not null,
        sub text not null,
        idp_id text not null,
        account_id uuid not null references account on delete cascade,
        siret text not null,
        linked_at timestamptz(3) not null,
        last_used_at timestamptz(3),
        unique (issuer, sub)
      );
      create index proconnect_identity_of_account on proconnect_identity (account_id);
      comment on column proconnect_identity.sub is 'of one identity provider: a person who has two has two rows; nothing else joins them';

      create table proconnect_attempt (
        token_hash text primary key,
        account_id uuid references account on delete cascade,
        return_to text,
        created_at timestamptz(3) not null,
        expires_at timestamptz(3) not null,
        used_at timestamptz(3)
      );
      comment on column proconnect_attempt.account_id is 'who was signed in already, and attaches an identity; null for who signs in';

      create table proconnect_pending (
        id uuid primary key,
        token_hash text not null unique,
        issuer text not null,
        sub text not null,
        idp_id text not null,
        siret text not null,
        sealed text not null,
        created_at timestamptz(3) not null,
        expires_at timestamptz(3) not null,
        used_at timestamptz(3)
      );

      create table proconnect_attach_link (
        id uuid primary key,
        pending_id uuid not null references proconnect_pending on delete cascade,
        account_id uuid not null references account on delete cascade,
        token_hash text not null unique,
        created_at timestamptz(3) not null,
        expires_at timestamptz(3) not null,
        used_at timestamptz(3)
      );
      create index proconnect_attach_link_of_account on proconnect_attach_link (account_id, created_at);
      create index proconnect_attach_link_of_pending on proconnect_attach_link (pending_id);

      create table proconnect_visit (
        token_hash text primary key,
        account_id uuid not null references account on delete cascade,
        sealed text not null,
        created_at timestamptz(3) not null,
        expires_at timestamptz(3) not null
      );`);
    for (const table of tables) await this.shut(db, table);
    // Of all this, a person sees and detaches what is theirs; the rest is the service's own.
    await db.query(`
      create policy proconnect_identity_own_seen on proconnect_identity for select using (${ownAccount});
      create policy proconnect_identity_own_detached on proconnect_identity for delete using (${ownAccount})`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }

  private async shut(db: QueryRunner, table: string): Promise<void> {
    await db.query(`
      alter table ${table} enable row level security;
      alter table ${table} force row level security;
      create policy ${table}_served on ${table} using (paraphe_serves()) with check (paraphe_serves());
      grant select, insert, update, delete on ${table} to paraphe_app`);
  }
}

const ownAccount = `current_setting('paraphe.actor_kind', true) = 'account' and account_id::text = current_setting('paraphe.actor', true)`;
