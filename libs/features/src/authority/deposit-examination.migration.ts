import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How many files of a body were examined of late, so that whoever holds its link does not keep the examiners from the others, whichever process of the site answers. */
export class DepositExamination1700000001110 implements MigrationInterface {
  name = 'DepositExamination1700000001110';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table deposit_examination (
        round_id uuid not null references round,
        slot_id text not null,
        since timestamptz(3) not null,
        files integer not null check (files > 0),
        primary key (round_id, slot_id)
      );
      comment on table deposit_examination is 'one row per place, written again: nothing of the files, nor of who sent them, is in it';
      comment on column deposit_examination.files is 'examined since then, refused ones among them';
      grant select, insert, update (since, files) on deposit_examination to paraphe_app;

      alter table deposit_examination enable row level security;
      alter table deposit_examination force row level security;
      create policy deposit_examination_seen on deposit_examination for select using (paraphe_serves());
      create policy deposit_examination_written on deposit_examination for all using (paraphe_serves()) with check (paraphe_serves());`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}
