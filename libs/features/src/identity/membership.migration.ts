import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Under which role a person acts, for whom and where; sessions that can be listed, limited and ended. The roles of the first accounts become
 * their first memberships; sessions opened before have none, and end.
 */
export class Membership1700000000890 implements MigrationInterface {
  name = 'Membership1700000000890';

  async up(db: QueryRunner): Promise<void> {
    await db.query(memberships);
    await db.query(accounts);
    await db.query(sessions);
    await db.query('grant select, insert, update on membership, account to paraphe_app');
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}

const memberships = `
  create table membership (
    id uuid primary key,
    account_id uuid not null references account,
    role text not null check (role in ('prefecture', 'gestionnaire', 'partner', 'agent', 'auditor')),
    departement_code text not null,
    organisation_id uuid,
    created_at timestamptz(3) not null,
    created_by text not null,
    last_used_at timestamptz(3),
    ended_at timestamptz(3),
    ended_by text,
    check ((role in ('prefecture', 'auditor')) = (organisation_id is null)),
    check ((ended_at is null) = (ended_by is null))
  );
  create unique index membership_in_force on membership (account_id, role, departement_code, organisation_id) nulls not distinct where ended_at is null;
  create index membership_of_departement on membership (departement_code);
  create index membership_of_organisation on membership (organisation_id) where organisation_id is not null;
  comment on column membership.organisation_id is 'gestionnaire, national_partner_body, local_partner, or the structure of an agent';
  insert into membership (id, account_id, role, departement_code, created_at, created_by)
    select gen_random_uuid(), id, role, departement_code, created_at, 'system' from account;`;

/** One address may be two people's (a town hall's mailbox): a person is an address and a name. */
const accounts = `
  alter table account drop column role, drop column departement_code, add column last_used_at timestamptz(3), add column disabled_at timestamptz(3);
  drop index account_email;
  create index account_email on account (lower(email));
  create unique index account_person on account (lower(email), lower(full_name));`;

const sessions = `
  alter table session
    add column id uuid not null unique default gen_random_uuid(),
    add column membership_id uuid references membership,
    add column last_seen_at timestamptz(3),
    add column opened_by text not null default 'link' check (opened_by in ('link', 'proconnect')),
    add column vouched uuid[],
    add column user_agent text not null default '';
  comment on column session.vouched is 'the memberships that ProConnect vouched for, by their SIREN; null: the mailed link opens them all';
  create index session_of_account on session (account_id) where ended_at is null;
  update session set ended_at = expires_at where ended_at is null;
  alter table session add check (ended_at is not null or membership_id is not null);
  alter table sign_in_link add column purpose text not null default 'sign_in' check (purpose in ('sign_in', 'invitation')), add column browser_hash text;
  comment on column sign_in_link.browser_hash is 'of the browser that asked for the link: elsewhere, its address is asked for';`;
