import type { MigrationInterface, QueryRunner } from 'typeorm';
import { nationalPartnerReferences } from './reference/national-partners.js';

/** Tables an account works on, all of one département; `departement` itself bears the code under another name. */
const ownedTables = ['gestionnaire', 'structure', 'structure_national_partner', 'national_partner_body', 'local_partner', 'local_partner_structure', 'referent', 'offer'] as const;

/**
 * The directory: who the parties are and what they run, as the préfecture edits it. A launched round keeps its own copy, so nothing here
 * has a history. The reference (national partners and their names) is changed by migrations only.
 */
export class Directory1700000000100 implements MigrationInterface {
  name = 'Directory1700000000100';

  async up(db: QueryRunner): Promise<void> {
    await db.query(referenceTables);
    await db.query(bodyTables);
    await db.query(linkTables);
    await recordNationalPartners(db);

    await db.query(`grant select on national_partner, national_partner_name to paraphe_app`);
    await db.query(`grant select, insert, update, delete on departement, ${ownedTables.join(', ')} to paraphe_app`);
    await isolate(db, 'departement', 'code');
    for (const table of ownedTables) await isolate(db, table, 'departement_code');
  }

  /** Forward only: data the préfecture typed is not thrown away by a command. */
  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}

/**
 * Writes the reference as the code knows it, adding partners and names and closing periods; it removes nothing.
 * Run again by each later migration that follows a change of `nationalPartnerReferences`.
 */
export async function recordNationalPartners(db: Pick<QueryRunner, 'query'>): Promise<void> {
  for (const [rank, { code, membership, names }] of nationalPartnerReferences.entries()) {
    await db.query(
      `insert into national_partner (code, rank, member_from, member_to) values ($1, $2, $3, $4)
       on conflict (code) do update set rank = excluded.rank, member_from = excluded.member_from, member_to = excluded.member_to`,
      [code, rank, membership.validFrom, membership.validTo],
    );
    for (const [nameRank, { name, validFrom, validTo }] of names.entries()) {
      await db.query(
        `insert into national_partner_name (national_partner_code, rank, name, valid_from, valid_to) values ($1, $2, $3, $4, $5)
         on conflict (national_partner_code, rank) do update set name = excluded.name, valid_from = excluded.valid_from, valid_to = excluded.valid_to`,
        [code, nameRank, name, validFrom, validTo],
      );
    }
  }
}

/**
 * An account sees and writes its own département only; signatories, visitors and the system are bounded by what they hold (a link, a
 * task). Without an identity in the transaction nothing is visible: forgetting `withIdentity` shows an empty directory, never another's.
 */
async function isolate(db: QueryRunner, table: string, column: string): Promise<void> {
  await db.query(`
    alter table ${table} enable row level security;
    alter table ${table} force row level security;
    create policy ${table}_of_departement on ${table} using (
      current_setting('paraphe.actor_kind', true) in ('system', 'signatory', 'anonymous')
      or ${column} = nullif(current_setting('paraphe.departement', true), '')
    )`);
}

const referenceTables = `
  create table national_partner (
    code text primary key,
    rank integer not null,
    member_from date,
    member_to date check (member_to > member_from)
  );
  comment on table national_partner is 'signatories of the Accord cadre national; member_from included, member_to excluded';

  create table national_partner_name (
    national_partner_code text not null references national_partner,
    rank integer not null,
    name text not null,
    valid_from date,
    valid_to date check (valid_to > valid_from),
    primary key (national_partner_code, rank)
  );`;

const bodyTables = `
  create table departement (
    code text primary key check (code ~ '^[0-9AB]{2,3}$'),
    name text not null,
    of_name text not null,
    time_zone text not null,
    prefecture jsonb not null,
    prefet_title text not null,
    prefet_signatory jsonb
  );

  create table gestionnaire (
    id uuid primary key,
    departement_code text not null references departement,
    name text not null,
    kind text not null check (kind in ('commune', 'epci', 'departement', 'association', 'la_poste', 'msa', 'other_public')),
    siret text not null,
    address text not null,
    postcode text not null,
    city text not null,
    email text not null,
    signatory jsonb,
    unique (departement_code, id)
  );
  comment on column gestionnaire.siret is 'text: a number would lose its leading zeros; may be wrong or empty, the gaps say so';

  create table structure (
    id uuid primary key,
    departement_code text not null references departement,
    gestionnaire_id uuid not null,
    principal_id uuid,
    name text not null,
    format text not null check (format in ('fixe', 'multisite', 'itinerante', 'bus', 'antenne')),
    address text not null,
    postcode text not null,
    city text not null,
    insee_commune text not null,
    phone text,
    email text,
    contact_form_url text,
    hours jsonb,
    equipment jsonb not null,
    staff jsonb not null,
    labelled_on date,
    management text,
    unique (departement_code, id),
    foreign key (departement_code, gestionnaire_id) references gestionnaire (departement_code, id),
    foreign key (departement_code, principal_id) references structure (departement_code, id)
  );
  create index structure_of_gestionnaire on structure (gestionnaire_id);
  comment on column structure.hours is 'minutes from midnight, civil time, per weekday; null when not known';

  create table national_partner_body (
    id uuid primary key,
    departement_code text not null references departement,
    national_partner_code text not null references national_partner,
    local_body text not null,
    address text not null,
    email text not null,
    signatory jsonb,
    services jsonb not null,
    unique (departement_code, national_partner_code)
  );

  create table local_partner (
    id uuid primary key,
    departement_code text not null references departement,
    name text not null,
    kind text not null check (kind in ('association', 'public', 'private')),
    address text not null,
    email text not null,
    signatory jsonb,
    unique (departement_code, id)
  );`;

const linkTables = `
  create table structure_national_partner (
    structure_id uuid not null,
    national_partner_code text not null references national_partner,
    departement_code text not null,
    primary key (structure_id, national_partner_code),
    foreign key (departement_code, structure_id) references structure (departement_code, id) on delete cascade
  );
  comment on table structure_national_partner is 'art. 2.2: by code, so that a presence holds before the local body is known';

  create table local_partner_structure (
    local_partner_id uuid not null,
    structure_id uuid not null,
    departement_code text not null,
    primary key (local_partner_id, structure_id),
    foreign key (departement_code, local_partner_id) references local_partner (departement_code, id) on delete cascade,
    foreign key (departement_code, structure_id) references structure (departement_code, id) on delete cascade
  );

  create table referent (
    id uuid primary key,
    departement_code text not null references departement,
    national_partner_code text references national_partner,
    local_partner_id uuid,
    structure_id uuid,
    full_name text not null,
    phone text,
    email text,
    check (num_nonnulls(national_partner_code, local_partner_id) = 1),
    foreign key (departement_code, local_partner_id) references local_partner (departement_code, id) on delete cascade,
    foreign key (departement_code, structure_id) references structure (departement_code, id) on delete cascade
  );
  create index referent_of_departement on referent (departement_code);

  create table offer (
    id uuid primary key,
    departement_code text not null references departement,
    national_partner_code text references national_partner,
    local_partner_id uuid,
    structure_id uuid not null,
    label text not null,
    schedule text,
    mode text not null check (mode in ('sur_place', 'visio', 'telephone')),
    check (num_nonnulls(national_partner_code, local_partner_id) = 1),
    foreign key (departement_code, local_partner_id) references local_partner (departement_code, id) on delete cascade,
    foreign key (departement_code, structure_id) references structure (departement_code, id) on delete cascade
  );
  create index offer_of_structure on offer (structure_id);`;
