import type { MigrationInterface, QueryRunner } from 'typeorm';
import { wholeTableFunction } from '#libs/platform';
import { mandateCountsFunction, mandateUnfinishedCountFunction } from './mandate-counts.sql.js';

/** Mandates: what the structure does in whose name, the persons' data encrypted, and the proof that stays. */
export class Mandate1700000001000 implements MigrationInterface {
  name = 'Mandate1700000001000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(persons);
    await db.query(mandates);
    await db.query(contents);
    await db.query(isolation);
    await db.query(mandateCountsFunction);
    await db.query(mandateUnfinishedCountFunction);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}

const persons = `
  create table mandate_person (
    id uuid primary key,
    structure_id uuid not null,
    departement_code text not null,
    lookup bytea not null,
    created_at timestamptz(3) not null,
    unique (structure_id, lookup)
  );
  comment on table mandate_person is 'one person, as one structure knows them: a keyed digest that finds them again and says nothing; gone with their last mandate';
  grant select, insert, update, delete on mandate_person to paraphe_app;`;

/** Five million rows: each index is the one list, or the one question, that it is named after; all but the key are partial where most rows have left. */
const mandates = `
  create sequence mandate_number;
  create sequence mandate_slot;
  grant usage on sequence mandate_number, mandate_slot to paraphe_app;
  comment on sequence mandate_slot is 'places of the key vault: the two keys of a mandate bear one number';

  create table mandate (
    id uuid primary key,
    number text not null unique,
    departement_code text not null,
    time_zone text not null,
    structure_id uuid not null,
    gestionnaire_id uuid not null,
    agent_id uuid not null,
    agreement_id uuid,
    person_id uuid references mandate_person on delete set null,
    state text not null,
    facts jsonb not null,
    demarches text[] not null default '{}',
    due_at timestamptz,
    started_at timestamptz(3) not null,
    signed_on date,
    signed_at timestamptz(3),
    ends_on date,
    ended_at timestamptz(3),
    working_slot bigint not null,
    proof_slot bigint not null,
    code_hash bytea unique
  );
  create index mandate_due on mandate (due_at) where due_at is not null;
  create index mandate_of_person on mandate (person_id) where person_id is not null;
  create index mandate_unfinished on mandate (structure_id, started_at) where state in ('drafted', 'informed', 'identified', 'defined');
  create index mandate_active_until on mandate (structure_id, ends_on) where state = 'active';
  create index mandate_signed on mandate (structure_id, signed_on) where signed_on is not null;
  create index mandate_ended on mandate (structure_id, ended_at) where ended_at is not null;
  comment on column mandate.facts is 'ids, days and codes: who the person is lies in mandate_secret, encrypted';
  comment on column mandate.code_hash is 'digest of the code printed on the person''s original, keyed by the key store';
  grant select, insert, update on mandate to paraphe_app;

  create table mandate_active (
    person_id uuid not null references mandate_person on delete cascade,
    structure_id uuid not null,
    demarche text not null,
    mandate_id uuid not null references mandate,
    primary key (person_id, structure_id, demarche)
  );
  create index mandate_active_of_mandate on mandate_active (mandate_id);
  comment on table mandate_active is 'one active mandate per person, structure and démarche: its key says so, whatever the programs do';
  grant select, insert, update, delete on mandate_active to paraphe_app;

  create function mandate_is_over() returns trigger language plpgsql as $$ begin delete from mandate_active where mandate_id = new.id; return null; end $$;
  create trigger mandate_gives_back after update on mandate for each row when (old.state = 'active' and new.state <> 'active') execute function mandate_is_over();`;

const contents = `
  create table mandate_secret (
    id uuid primary key,
    mandate_id uuid not null references mandate,
    structure_id uuid not null,
    kind text not null check (kind in ('identity', 'wording', 'note', 'document', 'code')),
    body bytea not null,
    legal_basis text,
    bytes integer not null,
    media_type text,
    created_at timestamptz(3) not null,
    created_by text not null
  );
  create index mandate_secret_of_mandate on mandate_secret (mandate_id, created_at);
  create unique index mandate_secret_single on mandate_secret (mandate_id, kind) where kind in ('identity', 'wording', 'code');
  comment on column mandate_secret.body is 'AES-256-GCM under the working key; of a document, its title: its content is a file, encrypted likewise';
  grant select, insert, update, delete on mandate_secret to paraphe_app;

  create table mandate_act (
    id uuid primary key,
    mandate_id uuid not null references mandate,
    structure_id uuid not null,
    demarche text not null,
    kind text not null check (kind in ('action', 'data_request')),
    partner text not null,
    at timestamptz(3) not null,
    agent_id uuid not null
  );
  create index mandate_act_of_mandate on mandate_act (mandate_id, at);
  create index mandate_act_of_structure on mandate_act (structure_id, at);
  grant select, insert on mandate_act to paraphe_app;

  create table mandate_proof (
    mandate_id uuid not null references mandate,
    kind text not null check (kind in ('original', 'scan', 'receipt')),
    structure_id uuid not null,
    sha256 text not null,
    bytes integer not null,
    media_type text not null,
    created_at timestamptz(3) not null,
    primary key (mandate_id, kind)
  );
  comment on table mandate_proof is 'files under the proof key, beside the other files of the mandate; sha256 is that of the file in clear';
  grant select, insert, update, delete on mandate_proof to paraphe_app;`;

const own = `paraphe_role() = 'agent' and structure_id = paraphe_organisation()`;
/**
 * From the end on nobody of the structure reads the working data, nor adds to them, whether their destruction waits for a visa or not. A function:
 * a sub-query would be planned nine times over, with the policies of the mandates, whenever a secret is kept.
 */
const unlocked = wholeTableFunction({
  signature: 'mandate_is_unlocked(mandate uuid)', returns: 'boolean',
  body: `answer := exists (select from mandate m where m.id = mandate and m.structure_id = paraphe_organisation() and m.state in ('drafted', 'informed', 'identified', 'defined', 'active'))`,
});
const policies: readonly { table: string; holds: string }[] = [
  ...['mandate_person', 'mandate', 'mandate_active', 'mandate_act', 'mandate_proof'].map((table) => ({ table, holds: own })),
  { table: 'mandate_secret', holds: `${own} and mandate_is_unlocked(mandate_id)` },
];

/**
 * The agents of the structure, and nobody else: who supervises them counts, by a function that answers numbers. A line of the journal is looked
 * up by its mandate's own key, so that it costs the same among millions: an `exists` might be answered by reading them all once. A subject of
 * another kind has no uuid to read.
 */
const isolation = `${unlocked};${policies.map(({ table, holds }) => `
  alter table ${table} enable row level security;
  alter table ${table} force row level security;
  create policy ${table}_seen on ${table} for select using (paraphe_serves() or (${holds}));
  create policy ${table}_written on ${table} for all using (paraphe_serves() or (${holds})) with check (paraphe_serves() or (${holds}));`).join('')}
  create policy journal_of_mandate_seen on journal for select using (subject = 'mandate' and paraphe_role() = 'agent'
    and (select true from mandate m where m.id = case when subject = 'mandate' then subject_id::uuid end));`;
