import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Secret addresses by which a calendar program reads the dates of one membership. Only the hash of each is kept. */
export class CalendarFeed1700000000995 implements MigrationInterface {
  name = 'CalendarFeed1700000000995';

  async up(db: QueryRunner): Promise<void> {
    await db.query(table);
    await db.query(isolation);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}

const table = `
  create table calendar_feed (
    id uuid primary key,
    departement_code text not null,
    membership_id uuid not null references membership,
    account_id uuid not null references account,
    token_hash text not null unique,
    created_at timestamptz(3) not null,
    last_read_at timestamptz(3),
    revoked_at timestamptz(3)
  );
  comment on table calendar_feed is 'one address at a time per membership; making another one revokes the first';
  create unique index calendar_feed_open on calendar_feed (membership_id) where revoked_at is null;
  grant select, insert, update, delete on calendar_feed to paraphe_app;`;

/** An address opens one person's calendar: nobody but them sees or makes it. */
const own = `(paraphe_serves() or (departement_code = paraphe_departement() and account_id::text = current_setting('paraphe.actor', true)))`;

const isolation = `
  alter table calendar_feed enable row level security;
  alter table calendar_feed force row level security;
  create policy calendar_feed_seen on calendar_feed for select using ${own};
  create policy calendar_feed_written on calendar_feed for all using ${own} with check ${own};`;
