import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The evidence file of each sealed round: made once, never changed. */
export class Evidence1700000000600 implements MigrationInterface {
  name = 'Evidence1700000000600';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table evidence (
        round_id uuid primary key references round,
        name text not null,
        sha256 text not null,
        length bigint not null,
        made_at timestamptz(3) not null
      );
      comment on column evidence.name is 'where the sealed file is kept; preuve.json is attached to it';
      grant select, insert on evidence to paraphe_app;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}
