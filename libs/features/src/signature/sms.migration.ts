import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Codes by SMS. The number of a signatory is kept like their address: where they sign, and in the directory. Of each message, that it left and what
 * the gateway answered stay; its text is drawn again from the code, and is kept nowhere.
 */
export class SmsCodes1700000001075 implements MigrationInterface {
  name = 'SmsCodes1700000001075';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table signatory add column mobile text check (mobile ~ '^[+][0-9]{11,12}$');
      alter table signatory_candidate add column mobile text check (mobile ~ '^[+][0-9]{11,12}$');
      alter table code add column channel text not null default 'mail' check (channel in ('mail', 'sms'));
      alter table approval add column code_channel text not null default 'mail' check (code_channel in ('mail', 'sms'));
      comment on column signatory.mobile is 'E.164, as the préfecture gave it; null when it gave none';

      create table sms (
        id uuid primary key,
        round_id uuid not null references round,
        signatory_id uuid not null references signatory,
        code_id uuid not null unique references code,
        masked_number text not null check (length(regexp_replace(masked_number, '[^0-9]', '', 'g')) <= 4),
        template_version text not null,
        state text not null check (state in ('sending', 'accepted', 'refused')),
        gateway_status integer,
        attempts integer not null,
        created_at timestamptz(3) not null,
        accepted_at timestamptz(3),
        check ((state = 'accepted') = (accepted_at is not null))
      );
      create index sms_of_signatory on sms (signatory_id, created_at);
      comment on column sms.id is 'the effect that sends it, and the reference by which the gateway drops a duplicate';

      alter table sms enable row level security;
      alter table sms force row level security;
      create policy sms_seen on sms for select using (
        paraphe_serves() or (paraphe_role() in ('prefecture', 'auditor') and exists (select from round r where r.id = round_id)));
      create policy sms_written on sms for all using (paraphe_serves()) with check (paraphe_serves());
      grant select, insert, update on sms to paraphe_app;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}
