import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A mail may invite one person to several places. Which mail brings each invitation is decided once; and the pages of all the rounds that a mail names look again when it is taken. */
export class MailCovers1700000001090 implements MigrationInterface {
  name = 'MailCovers1700000001090';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table mail_cover add column effect_id uuid unique;
      comment on column mail_cover.effect_id is 'the invitation that this mail brings, brought by no other; null for a reminder';

      create function announce_mail() returns trigger language plpgsql as $$
      begin
        perform pg_notify('changes', json_build_object('subject', 'round', 'id', written.round_id)::text)
        from (select new.subject_id as round_id where new.subject = 'round' union select mail_cover.round_id::text from mail_cover where mail_cover.mail_id = new.id) as written;
        return null;
      end $$;
      drop trigger mail_announces on mail;
      create trigger mail_announces after update of state on mail for each row
        when (new.kind in ('signature.invitation', 'signature.fresh_link', 'correspondence.digest') and old.state is distinct from new.state) execute function announce_mail();`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}
