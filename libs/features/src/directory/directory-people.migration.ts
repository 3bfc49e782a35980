import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the directory says of people and of places beyond the convention's first needs: the others who may sign for a body, the stops of an
 * itinerant structure, permanences as rows, and the SIRET of partners. The new tables are seen like the cards they hang on.
 */
export class DirectoryPeople1700000000910 implements MigrationInterface {
  name = 'DirectoryPeople1700000000910';

  async up(db: QueryRunner): Promise<void> {
    await db.query(columns);
    await db.query(candidates);
    await db.query(stops);
    await db.query('grant select, insert, update, delete on signatory_candidate, structure_stop to paraphe_app');
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}

const columns = `
  alter table national_partner_body add column siret text;
  alter table local_partner add column siret text;
  alter table offer add column permanences jsonb not null default '[]';
  comment on column offer.permanences is 'what offer.schedule was printed from; empty when the text was typed as it stands';`;

/** Bodies are of four kinds in as many tables, so no foreign key holds them: the directory removes the candidates with their body. */
const candidates = `
  create table signatory_candidate (
    id uuid primary key,
    departement_code text not null references departement,
    body_kind text not null check (body_kind in ('prefet', 'gestionnaire', 'national_partner', 'local_partner')),
    body_id uuid,
    civility text not null check (civility in ('Mme', 'M.')),
    first_name text not null,
    last_name text not null,
    quality text not null,
    email text not null,
    authority text,
    check ((body_kind = 'prefet') = (body_id is null))
  );
  create index signatory_candidate_of_body on signatory_candidate (departement_code, body_kind, body_id);
  comment on table signatory_candidate is 'who else may sign for a body; the one asked first is the body''s own signatory. Two people may share an address';

  alter table signatory_candidate enable row level security;
  alter table signatory_candidate force row level security;
  create policy signatory_candidate_seen on signatory_candidate for select using (
    paraphe_serves()
    or (departement_code = paraphe_departement() and (paraphe_role() in ('prefecture', 'auditor') or (paraphe_role() in ('gestionnaire', 'partner') and body_id = paraphe_organisation()))));
  create policy signatory_candidate_written on signatory_candidate for all using (
    paraphe_serves()
    or (departement_code = paraphe_departement() and (paraphe_role() = 'prefecture' or (paraphe_role() in ('gestionnaire', 'partner') and body_id = paraphe_organisation()))))
  with check (
    paraphe_serves()
    or (departement_code = paraphe_departement() and (paraphe_role() = 'prefecture' or (paraphe_role() in ('gestionnaire', 'partner') and body_id = paraphe_organisation()))));`;

/** The structure's own policies decide through the sub-query: whoever sees the structure sees its stops. */
const stops = `
  create table structure_stop (
    id uuid primary key,
    departement_code text not null references departement,
    structure_id uuid not null,
    rank integer not null,
    commune text not null,
    place text not null,
    weekday text not null check (weekday in ('monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday')),
    rhythm text not null check (rhythm in ('weekly', 'fortnightly', 'first', 'second', 'third', 'fourth', 'last', 'first_third', 'second_fourth')),
    from_minute integer check (from_minute between 0 and 1440),
    to_minute integer check (to_minute between 0 and 1440),
    check (to_minute > from_minute),
    foreign key (departement_code, structure_id) references structure (departement_code, id) on delete cascade
  );
  create index structure_stop_of_structure on structure_stop (structure_id, rank);
  comment on column structure_stop.rhythm is 'which of the days of that name in the month, or how often';

  alter table structure_stop enable row level security;
  alter table structure_stop force row level security;
  create policy structure_stop_seen on structure_stop for select using (
    paraphe_serves() or (departement_code = paraphe_departement() and exists (select from structure s where s.id = structure_id)));
  create policy structure_stop_written on structure_stop for all using (
    paraphe_serves()
    or (departement_code = paraphe_departement() and (paraphe_role() = 'prefecture'
      or (paraphe_role() = 'gestionnaire' and exists (select from structure s where s.id = structure_id and s.gestionnaire_id = paraphe_organisation())))))
  with check (
    paraphe_serves()
    or (departement_code = paraphe_departement() and (paraphe_role() = 'prefecture'
      or (paraphe_role() = 'gestionnaire' and exists (select from structure s where s.id = structure_id and s.gestionnaire_id = paraphe_organisation())))));`;
