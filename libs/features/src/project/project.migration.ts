import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The links by which bodies read their annexes before the text is frozen, and what they answered. */
export class Project1700000001055 implements MigrationInterface {
  name = 'Project1700000001055';

  async up(db: QueryRunner): Promise<void> {
    await db.query(tables);
    await db.query(isolation);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}

const tables = `
  create table project_link (
    id uuid primary key,
    round_id uuid not null references round,
    body_id text not null,
    address_mac text not null,
    token_hash text not null unique,
    created_at timestamptz(3) not null
  );
  create index project_link_of_body on project_link (round_id, body_id, created_at);
  comment on column project_link.address_mac is 'HMAC of the address it left for: it opens while that address is the one on record';

  create table annex_answer (
    id uuid primary key,
    round_id uuid not null references round,
    body_id text not null,
    link_id uuid not null references project_link,
    kind text not null check (kind in ('confirmed', 'contested')),
    part_hash text not null,
    typed_name text not null,
    words text,
    answered_at timestamptz(3) not null,
    check ((kind = 'contested') = (words is not null))
  );
  create index annex_answer_of_round on annex_answer (round_id, answered_at);
  comment on table annex_answer is 'added to, never rewritten: which one stands is said by the round';

  grant select, insert on project_link, annex_answer to paraphe_app;`;

const isolation = `
  alter table project_link enable row level security;
  alter table project_link force row level security;
  create policy project_link_seen on project_link for select using (paraphe_serves());
  create policy project_link_written on project_link for insert with check (paraphe_serves());

  alter table annex_answer enable row level security;
  alter table annex_answer force row level security;
  create policy annex_answer_seen on annex_answer for select using (paraphe_serves() or (paraphe_role() in ('prefecture', 'auditor') and exists (select from round r where r.id = round_id)));
  create policy annex_answer_written on annex_answer for insert with check (paraphe_serves());

  -- Before its text is frozen, an agreement is nobody's business but the préfecture's.
  alter policy round_seen on round using (
    paraphe_serves() or (paraphe_passes_by() and state not in ('draft', 'confirming', 'assembling')) or id = paraphe_link_round()
    or (departement_code = paraphe_departement() and (paraphe_role() in ('prefecture', 'auditor') or (paraphe_role() in ('gestionnaire', 'partner') and paraphe_party_to(id)))));`;
