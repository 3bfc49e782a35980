import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What makes a document provable for decades: tokens and certificates of each revision, the state from which any process appends
 * the next one, and the renewal of its archive timestamps.
 */
export class Proof1700000000700 implements MigrationInterface {
  name = 'Proof1700000000700';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table revision drop constraint revision_kind_check;
      alter table revision
        add constraint revision_kind_check check (kind in ('prepared', 'certification', 'approval', 'seal', 'timestamp', 'store')),
        add column field text,
        add column timestamped boolean not null default false,
        add column proven_at timestamptz(3),
        add column certificates bytea[],
        add column token bytea;
      comment on column revision.timestamped is 'the signature carries a token of its own (level B-T at least)';
      comment on column revision.proven_at is 'instant proven by the token of this revision';

      create table document_state (
        document_id uuid primary key references document,
        n integer not null,
        prefix text not null,
        store jsonb
      );
      comment on column document_state.prefix is 'saved hash state after revision n: appending does not read the file again';
      comment on column document_state.store is 'where validation data already stand in the file';

      create table preservation (
        document_id uuid primary key references document,
        round_id uuid not null unique references round,
        time_zone text not null,
        state text not null,
        facts jsonb not null,
        due_at timestamptz
      );
      create index preservation_due on preservation (due_at) where due_at is not null;

      -- Documents sealed before archive timestamps existed are due at once: the calendar takes them from here.
      insert into preservation (document_id, round_id, time_zone, state, facts, due_at)
      select document.id, round.id, round.time_zone, 'archived', jsonb_build_object('archives', 0, 'archivedOn', null, 'renewOn', document.created_at::date::text), document.created_at
      from document join round on round.id = document.round_id where round.state = 'sealed';

      grant select, insert, update on document_state, preservation to paraphe_app;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}
