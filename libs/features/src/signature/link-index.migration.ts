import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The links of one person are asked for at every page, and when the last one left at every request for another: without an index, all links were read. */
export class LinksOfPerson1700000001086 implements MigrationInterface {
  name = 'LinksOfPerson1700000001086';

  async up(db: QueryRunner): Promise<void> {
    await db.query('create index link_of_person on link (signatory_id, created_at)');
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}
