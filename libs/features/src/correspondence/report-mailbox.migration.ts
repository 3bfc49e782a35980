import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far the mailbox of reports was read, and since when it cannot be. One line per mailbox; no word of what it holds. */
export class ReportMailbox1700000001095 implements MigrationInterface {
  name = 'ReportMailbox1700000001095';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table report_mailbox (
        account text primary key,
        uid_validity bigint,
        last_uid bigint not null default 0,
        due_at timestamptz(3) not null,
        attempts integer not null default 0,
        failing_since timestamptz(3)
      );
      comment on column report_mailbox.account is 'SHA-256 of the server, the name and the folder';
      comment on column report_mailbox.due_at is 'the next visit; whoever moves it forward is the one that visits';
      grant select, insert, update on report_mailbox to paraphe_app;
      alter table report_mailbox enable row level security;
      alter table report_mailbox force row level security;
      create policy report_mailbox_seen on report_mailbox for select using (paraphe_serves());
      create policy report_mailbox_written on report_mailbox for all using (paraphe_serves()) with check (paraphe_serves());`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}
