import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What people ask about their data, the links of those who have no account, and the right to forget: sessions and links that are past their time
 * are deleted, as the retention table says.
 */
export class PersonalData1700000000960 implements MigrationInterface {
  name = 'PersonalData1700000000960';

  async up(db: QueryRunner): Promise<void> {
    await db.query(requests);
    await db.query(links);
    await db.query('grant delete on session, sign_in_link to paraphe_app');
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}

const clerk = `departement_code = paraphe_departement() and paraphe_role() = 'prefecture'`;
const requester = `current_setting('paraphe.actor_kind', true) = 'account' and account_id::text = paraphe_actor()`;

const requests = `
  create table data_request (
    id uuid primary key,
    departement_code text not null,
    time_zone text not null,
    account_id uuid references account,
    email text,
    said text not null,
    state text not null check (state in ('waiting', 'pressing', 'accepted', 'refused')),
    facts jsonb not null,
    due_at timestamptz,
    created_at timestamptz(3) not null,
    check ((account_id is null) <> (email is null))
  );
  create index data_request_of_departement on data_request (departement_code, created_at desc);
  create index data_request_of_account on data_request (account_id) where account_id is not null;
  create index data_request_of_email on data_request (lower(email)) where email is not null;
  create index data_request_due on data_request (due_at) where due_at is not null;
  comment on column data_request.email is 'of somebody without account, who has shown by a link that the address is theirs';
  alter table data_request enable row level security;
  alter table data_request force row level security;
  create policy data_request_seen on data_request for select using (paraphe_serves() or (${clerk}) or (${requester}));
  create policy data_request_written on data_request for all using (paraphe_serves() or (${clerk})) with check (paraphe_serves() or (${clerk}));
  create policy data_request_asked on data_request for insert with check (${requester} and departement_code = paraphe_departement());
  grant select, insert, update, delete on data_request to paraphe_app;`;

const links = `
  create table data_link (
    id uuid primary key,
    email text not null,
    token_hash text not null unique,
    created_at timestamptz(3) not null,
    expires_at timestamptz(3) not null
  );
  create index data_link_of_email on data_link (lower(email), created_at);
  alter table data_link enable row level security;
  alter table data_link force row level security;
  create policy data_link_served on data_link using (paraphe_serves()) with check (paraphe_serves());
  grant select, insert, delete on data_link to paraphe_app;`;
