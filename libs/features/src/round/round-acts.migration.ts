import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rounds that sign an act of an agreement's life, an amendment or an adhesion, rather than an agreement. */
export class RoundActs1700000000972 implements MigrationInterface {
  name = 'RoundActs1700000000972';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table round add column act jsonb;
      create index round_of_act on round ((act->>'agreementId')) where act is not null;
      comment on column round.act is 'the act this round signs, with the data of its document; null for an agreement';`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}
