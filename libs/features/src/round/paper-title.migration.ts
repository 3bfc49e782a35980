import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A signature by hand is judged as any other, on the day that the paper bears. */
export class PaperTitle1700000001070 implements MigrationInterface {
  name = 'PaperTitle1700000001070';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table paper_signature add column authority jsonb;
      comment on column paper_signature.authority is 'what was judged of the title on the day that the paper bears; null when nobody had described it';`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}
