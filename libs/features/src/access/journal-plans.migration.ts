import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Each line of the journal asks for its place: under all the policies of the journal, planning the question takes ten milliseconds, five times per connection. Once is enough: it is a look-up by key whoever asks. */
export class JournalPlans1700000001020 implements MigrationInterface {
  name = 'JournalPlans1700000001020';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter function journal_place(text, text) set plan_cache_mode = force_generic_plan;
      alter function journal_advance(text, text, integer, text, text) set plan_cache_mode = force_generic_plan;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}
