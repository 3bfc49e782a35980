import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who asks to join an agreement, and who hands over its place in it (art. 7, first and last paragraphs). */
export class Adhesion1700000000980 implements MigrationInterface {
  name = 'Adhesion1700000000980';

  async up(db: QueryRunner): Promise<void> {
    await db.query(adhesions);
    await db.query(assignments);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}

const here = 'departement_code = paraphe_departement()';
const organised = `paraphe_role() in ('gestionnaire', 'partner')`;

/** A request is between the partner, those who examine it, and the préfecture: the other parties learn of it when the partner has joined. */
const adhesions = `
  create table adhesion (
    id uuid primary key,
    agreement_id uuid not null references agreement,
    departement_code text not null,
    time_zone text not null,
    partner_id text not null,
    concerned_ids text[] not null,
    state text not null,
    facts jsonb not null,
    due_at timestamptz,
    created_at timestamptz(3) not null,
    created_by text not null
  );
  create index adhesion_of_agreement on adhesion (agreement_id, created_at);
  create index adhesion_of_partner on adhesion (partner_id, created_at);
  create index adhesion_due on adhesion (due_at) where due_at is not null;
  create unique index adhesion_open on adhesion (agreement_id, partner_id) where state in ('examined', 'pressing', 'accepted', 'signing');
  comment on column adhesion.concerned_ids is 'the gestionnaires of the structures named, on the day of the request: they examine it';
  comment on index adhesion_open is 'one request at a time: two that cross do not both go through';
  grant select, insert, update on adhesion to paraphe_app;

  alter table adhesion enable row level security;
  alter table adhesion force row level security;
  create policy adhesion_seen on adhesion for select using (paraphe_serves() or (${here} and (
    paraphe_role() in ('prefecture', 'auditor') or (${organised} and (partner_id = paraphe_organisation()::text or paraphe_organisation()::text = any(concerned_ids))))));
  create policy adhesion_written on adhesion for all using (paraphe_serves() or (${here} and (
    paraphe_role() = 'prefecture' or (${organised} and (partner_id = paraphe_organisation()::text or paraphe_organisation()::text = any(concerned_ids))))))
    with check (paraphe_serves() or (${here} and (
    paraphe_role() = 'prefecture' or (${organised} and (partner_id = paraphe_organisation()::text or paraphe_organisation()::text = any(concerned_ids))))));`;

/** Every party answers, so every party reads. */
const assignments = `
  create table assignment (
    id uuid primary key,
    agreement_id uuid not null references agreement,
    departement_code text not null,
    time_zone text not null,
    assignor_id text not null,
    state text not null,
    facts jsonb not null,
    due_at timestamptz,
    created_at timestamptz(3) not null,
    created_by text not null
  );
  create index assignment_of_agreement on assignment (agreement_id, created_at);
  create index assignment_due on assignment (due_at) where due_at is not null;
  grant select, insert, update on assignment to paraphe_app;

  alter table assignment enable row level security;
  alter table assignment force row level security;
  create policy assignment_seen on assignment for select using (paraphe_serves() or (${here} and (
    paraphe_role() in ('prefecture', 'auditor') or (${organised} and paraphe_bound_by(agreement_id)))));
  create policy assignment_written on assignment for all using (paraphe_serves() or (${here} and (
    paraphe_role() = 'prefecture' or (${organised} and paraphe_bound_by(agreement_id)))))
    with check (paraphe_serves() or (${here} and (
    paraphe_role() = 'prefecture' or (${organised} and paraphe_bound_by(agreement_id)))));`;
