import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How a round is asked, while it is prepared; and what becomes of its mails is news for whoever watches its page. */
export class RoundRouting1700000001065 implements MigrationInterface {
  name = 'RoundRouting1700000001065';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table round add column routing jsonb not null default '{}';
      comment on column round.routing is 'chosen while it is prepared: the group of each seat, and whom to ask for it; what was launched is in its slots';

      -- Codes and thanks change nothing on the page, and there may be many of them in the last minute.
      create trigger mail_announces after update of state on mail for each row
        when (new.kind in ('signature.invitation', 'signature.fresh_link') and old.state is distinct from new.state) execute function announce_change();

      create function announce_mail_report() returns trigger language plpgsql as $$
      begin
        perform pg_notify('changes', json_build_object('subject', 'round', 'id', written.round_id)::text)
        from (
          select signatory.round_id from mail join signatory on signatory.id = case when mail.recipient_kind = 'signatory' then mail.recipient_id::uuid end where mail.id = new.mail_id
          union select mail_cover.round_id from mail_cover where mail_cover.mail_id = new.mail_id) as written;
        return null;
      end $$;
      create trigger mail_report_announces after insert on mail_report for each row execute function announce_mail_report();`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}
