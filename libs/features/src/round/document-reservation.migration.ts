import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A signatory takes the file away to sign it with their own certificate: the file is reserved meanwhile (decision 11), and their approval rests on that certificate instead of a code. */
export class DocumentReservation1700000001080 implements MigrationInterface {
  name = 'DocumentReservation1700000001080';

  async up(db: QueryRunner): Promise<void> {
    await db.query(tables);
    await db.query(isolation);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}

const tables = `
  create table document_reservation (
    id uuid primary key,
    round_id uuid not null references round,
    document_id uuid not null references document,
    slot_id text not null,
    signatory_id uuid not null references signatory,
    link_id uuid not null references link,
    typed_name text not null,
    base_n integer not null,
    base_length bigint not null check (base_length > 0),
    base_sha256 text not null,
    uploads integer not null default 0,
    created_at timestamptz(3) not null,
    expires_at timestamptz(3) not null,
    used_at timestamptz(3),
    released_at timestamptz(3),
    check (used_at is null or released_at is null)
  );
  create unique index one_reservation_per_document on document_reservation (document_id) where used_at is null and released_at is null;
  create index document_reservation_of_signatory on document_reservation (signatory_id, created_at);
  comment on table document_reservation is 'a file lent to a signatory who signs it with their own certificate: while one lives, nothing is appended';
  comment on column document_reservation.base_length is 'bytes of the file as it was lent: what comes back begins with exactly these';
  comment on column document_reservation.uploads is 'files sent back so far, refused ones among them';
  grant select, insert, update on document_reservation to paraphe_app;

  alter table approval
    alter column code_id drop not null,
    add column certificate jsonb,
    add column reservation_id uuid references document_reservation,
    add constraint approval_means check ((code_id is null) = (certificate is not null) and (certificate is null) = (reservation_id is null));
  comment on column approval.certificate is 'of whoever signed with their own: what was read of it and verified at reception; null when they signed by a code';`;

const isolation = `
  alter table document_reservation enable row level security;
  alter table document_reservation force row level security;
  create policy document_reservation_seen on document_reservation for select using (paraphe_serves() or signatory_id::text = paraphe_actor() or (paraphe_role() in ('prefecture', 'auditor') and exists (select from round r where r.id = round_id)));
  create policy document_reservation_written on document_reservation for all using (paraphe_serves()) with check (paraphe_serves());`;
