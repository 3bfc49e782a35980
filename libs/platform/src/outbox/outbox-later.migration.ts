import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An effect may be committed now and leave later: what waits for another server's recovery waits in our own calendar. */
export class OutboxLater1700000000925 implements MigrationInterface {
  name = 'OutboxLater1700000000925';

  async up(db: QueryRunner): Promise<void> {
    await db.query('alter table outbox add column not_before timestamptz(3)');
    await db.query(`comment on column outbox.not_before is 'null: at once'`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}
