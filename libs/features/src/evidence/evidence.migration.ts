import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The evidence files of each sealed round: never changed, made again only when the first one had to do without a timestamp authority. */
export class Evidence1700000000600 implements MigrationInterface {
  name = 'Evidence1700000000600';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table evidence (
        round_id uuid not null references round,
        n integer not null,
        name text not null,
        sha256 text not null,
        length bigint not null,
        archived boolean not null,
        made_at timestamptz(3) not null,
        primary key (round_id, n)
      );
      comment on column evidence.archived is 'the agreement and this file had both reached B-LTA';
      comment on column evidence.name is 'where the sealed file is kept; preuve.json is attached to it';
      grant select, insert on evidence to paraphe_app;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}
