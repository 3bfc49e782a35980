import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What servers say of our mails, what each reminder covered, and what the préfecture was told of both. All of it is added to, never rewritten. */
export class Correspondence1700000001050 implements MigrationInterface {
  name = 'Correspondence1700000001050';

  async up(db: QueryRunner): Promise<void> {
    await db.query(tables);
    await db.query(isolation);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}

const tables = `
  create table mail_report (
    id uuid primary key,
    mail_id uuid not null references mail,
    source text not null check (source in ('relay', 'report')),
    action text not null check (action in ('failed', 'delayed', 'delivered', 'relayed', 'expanded')),
    status text check (status ~ '^[245][.][0-9]{1,3}[.][0-9]{1,3}$'),
    diagnostic text not null,
    content_hash text not null,
    received_at timestamptz(3) not null,
    unique (mail_id, content_hash)
  );
  create index mail_report_failed on mail_report (received_at) where action = 'failed';
  comment on column mail_report.diagnostic is 'the words of a server, without any address';

  create table mail_cover (
    mail_id uuid not null,
    signatory_id uuid not null references signatory,
    round_id uuid not null references round,
    created_at timestamptz(3) not null,
    primary key (mail_id, signatory_id)
  );
  create index mail_cover_of_signatory on mail_cover (signatory_id, created_at);
  comment on column mail_cover.mail_id is 'the effect that writes it: the mail itself comes later, or never when nothing waits any more';

  create table reminder_digest (
    correspondent text not null,
    day date not null,
    mail_id uuid not null unique,
    primary key (correspondent, day)
  );
  comment on column reminder_digest.correspondent is 'HMAC of the address';

  create table bounce_notice (
    round_id uuid not null references round,
    day date not null,
    until timestamptz(3) not null,
    primary key (round_id, day)
  );
  comment on column bounce_notice.until is 'the latest report it tells of';

  create index mail_of_recipient on mail (recipient_kind, recipient_id, created_at);
  grant select, insert on mail_report, mail_cover, reminder_digest, bounce_notice to paraphe_app;`;

const reader = `paraphe_role() in ('prefecture', 'auditor')`;
/** The rounds one sees are filtered by their own policy, and so are the mails. */
const ofSeenRound = (table: string) => `${reader} and exists (select from round r where r.id = ${table}.round_id)`;

const seen: Readonly<Record<string, string>> = {
  mail_report: 'exists (select from mail m where m.id = mail_report.mail_id)',
  mail_cover: ofSeenRound('mail_cover'),
  reminder_digest: 'false',
  bounce_notice: ofSeenRound('bounce_notice'),
};

const isolation = `${Object.entries(seen).map(([table, condition]) => `
  alter table ${table} enable row level security;
  alter table ${table} force row level security;
  create policy ${table}_seen on ${table} for select using (paraphe_serves() or (${condition}));
  create policy ${table}_written on ${table} for insert with check (paraphe_serves());`).join('')}
  create policy mail_covering on mail for select using (${reader} and exists (select from mail_cover c where c.mail_id = mail.id));`;
