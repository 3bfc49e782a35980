import type { MigrationInterface, QueryRunner } from 'typeorm';
import { wholeTableFunction } from '#libs/platform';

/** Files of an agreement's life: letters, receipts, records, minutes, acts, and the scans that people attach. Kept for ever, never changed. */
export class Papers1700000000970 implements MigrationInterface {
  name = 'Papers1700000000970';

  async up(db: QueryRunner): Promise<void> {
    await db.query(table);
    await db.query(ofDepartement);
    await db.query(boundWhen);
    await db.query(isolation);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}

const table = `
  create table paper (
    id uuid primary key,
    agreement_id uuid not null references agreement,
    subject text not null,
    subject_id text not null,
    kind text not null,
    title text not null,
    file_name text not null,
    media_type text not null,
    bytes bigint not null check (bytes >= 0),
    sha256 text not null,
    readers text[],
    created_at timestamptz(3) not null
  );
  create index paper_of_agreement on paper (agreement_id, created_at);
  create index paper_of_subject on paper (subject, subject_id, created_at);
  comment on column paper.readers is 'organisations that read it besides the préfecture and the auditors; null: every party, but those that had left when it was written';
  comment on column paper.sha256 is 'also where it is kept: papers/<first two digits>/<sha256>';
  comment on column paper.file_name is 'as it was given: never trusted, cleaned when it is handed out';
  grant select, insert on paper to paraphe_app;`;

/** A local partner that asks to adhere writes about an agreement it does not see yet: it learns no more than that this one is of its département. */
const ofDepartement = wholeTableFunction({
  signature: 'paraphe_agreement_here(agreement uuid)', returns: 'boolean',
  body: 'answer := exists (select from agreement a where a.id = agreement and a.departement_code = paraphe_departement())',
});

/** A party reads what was written while it was bound, and before; not what is written once it has left. */
const boundWhen = wholeTableFunction({
  signature: 'paraphe_bound_when(agreement uuid, written timestamptz)', returns: 'boolean',
  body: 'answer := exists (select from agreement_party p where p.agreement_id = agreement and p.party_id = paraphe_organisation()::text and (p.until is null or p.until >= written::date))',
});

const organisation = `paraphe_role() in ('gestionnaire', 'partner') and case when readers is null then paraphe_bound_when(agreement_id, created_at) else paraphe_organisation()::text = any(readers) end`;
const seen = `paraphe_agreement_here(agreement_id) and (paraphe_role() in ('prefecture', 'auditor') or (${organisation}))`;
const added = `paraphe_agreement_here(agreement_id) and (paraphe_role() = 'prefecture' or (${organisation}))`;

const isolation = `
  alter table paper enable row level security;
  alter table paper force row level security;
  create policy paper_seen on paper for select using (paraphe_serves() or (${seen}));
  create policy paper_written on paper for insert with check (paraphe_serves() or (${added}));`;
