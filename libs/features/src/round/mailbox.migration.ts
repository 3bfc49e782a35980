import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What two people of one mailbox share is asked at every page behind a link. `lower` is not leak-proof: under row-level security an index on it
 * is never used for what the policies have not filtered yet, and every link of every round was read. The equality of two columns is.
 */
export class Mailbox1700000001085 implements MigrationInterface {
  name = 'Mailbox1700000001085';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table signatory add column mailbox text not null generated always as (lower(email)) stored;
      comment on column signatory.mailbox is 'the address without its capital letters: what the people of one mailbox share';
      create index signatory_of_mailbox on signatory (mailbox);
      drop index signatory_email;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}
