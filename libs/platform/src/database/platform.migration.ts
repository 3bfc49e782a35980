import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Journal, outbox and mails. The journal is append-only by PostgreSQL's own hand: triggers refuse UPDATE, DELETE and
 * TRUNCATE to everybody, its owner included, and the application has no right to them in the first place.
 */
export class Platform1700000000000 implements MigrationInterface {
  name = 'Platform1700000000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`do $$ begin if not exists (select from pg_roles where rolname = 'paraphe_app') then create role paraphe_app nologin; end if; end $$`);
    await db.query(`
      create table journal (
        seq bigint generated always as identity primary key,
        subject text not null,
        subject_id text not null,
        rank integer not null,
        recorded_at timestamptz(3) not null,
        effective_on date not null,
        actor jsonb not null,
        event text not null,
        payload jsonb not null,
        state_from text,
        state_to text,
        basis text,
        previous_hash text not null,
        hash text not null,
        unique (subject, subject_id, rank)
      );
      comment on column journal.effective_on is 'the law''s day, in the subject''s civil time; recorded_at is ours';

      create function journal_is_append_only() returns trigger language plpgsql as $$
      begin raise exception 'the journal is append-only: % refused', tg_op using errcode = 'insufficient_privilege'; end $$;
      create trigger journal_no_change before update or delete on journal for each row execute function journal_is_append_only();
      create trigger journal_no_truncate before truncate on journal for each statement execute function journal_is_append_only();

      create function announce_change() returns trigger language plpgsql as $$
      begin perform pg_notify('changes', json_build_object('subject', new.subject, 'id', new.subject_id)::text); return null; end $$;
      create trigger journal_announces after insert on journal for each row execute function announce_change();
      grant select, insert on journal to paraphe_app;

      create table outbox (
        id uuid primary key,
        seq bigint generated always as identity,
        subject text not null,
        subject_id text not null,
        effect jsonb not null,
        created_at timestamptz(3) not null,
        relayed_at timestamptz(3),
        done_at timestamptz(3),
        attempts integer not null default 0,
        last_error text,
        progress jsonb
      );
      create index outbox_to_relay on outbox (seq) where relayed_at is null;
      create index outbox_in_flight on outbox (relayed_at) where done_at is null;
      create index outbox_of_subject on outbox (subject, subject_id);
      create function announce_outbox() returns trigger language plpgsql as $$ begin perform pg_notify('outbox', ''); return null; end $$;
      create trigger outbox_announces after insert on outbox for each statement execute function announce_outbox();
      create trigger outbox_progress after update of progress, last_error on outbox for each row execute function announce_change();
      grant select, insert, update on outbox to paraphe_app;

      create table mail (
        id uuid primary key,
        subject text not null,
        subject_id text not null,
        kind text not null,
        recipient_kind text not null,
        recipient_id text not null,
        template_version text not null,
        message_id text not null unique,
        content_hash text,
        state text not null check (state in ('sending', 'sent')),
        attempts integer not null default 0,
        created_at timestamptz(3) not null,
        sent_at timestamptz(3),
        smtp_reply text
      );
      create index mail_of_subject on mail (subject, subject_id);
      grant select, insert, update on mail to paraphe_app;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}
