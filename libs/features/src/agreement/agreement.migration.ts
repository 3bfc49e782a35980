import type { MigrationInterface, QueryRunner } from 'typeorm';
import { wholeTableFunction } from '#libs/platform';

/** Agreements in their life, whom they bind and since when, their successive versions, and the Accord cadre national that caps them. */
export class Agreement1700000000965 implements MigrationInterface {
  name = 'Agreement1700000000965';

  async up(db: QueryRunner): Promise<void> {
    await db.query(tables);
    await db.query(boundBy);
    await db.query(isolation);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}

const tables = `
  create table accord_cadre (
    version integer primary key check (version > 0),
    concluded_on date not null,
    ends_on date not null check (ends_on >= concluded_on),
    reference text not null,
    source_url text,
    recorded_at timestamptz(3) not null,
    recorded_by text not null
  );
  comment on table accord_cadre is 'entered by an operator: the service refuses to guess until when an agreement may be renewed (art. 9)';

  create table agreement (
    id uuid primary key,
    number text not null unique,
    departement_code text not null,
    time_zone text not null,
    round_id uuid not null unique references round,
    state text not null,
    facts jsonb not null,
    readings jsonb not null,
    signed_on date not null,
    due_at timestamptz,
    created_at timestamptz(3) not null
  );
  create index agreement_due on agreement (due_at) where due_at is not null;
  create index agreement_of_departement on agreement (departement_code, signed_on desc);
  comment on column agreement.readings is 'the answers signed with the conditions particulières: nothing but them decides what the text leaves open';

  create table agreement_party (
    agreement_id uuid not null references agreement,
    party_id text not null,
    kind text not null check (kind in ('prefet', 'gestionnaire', 'national_partner', 'local_partner')),
    name text not null,
    since date not null,
    until date check (until >= since),
    primary key (agreement_id, party_id, since)
  );
  create index agreement_party_of_body on agreement_party (party_id);
  comment on column agreement_party.until is 'the last day on which it is bound; null: still bound';

  create table agreement_version (
    agreement_id uuid not null references agreement,
    n integer not null check (n > 0),
    kind text not null check (kind in ('signed', 'amendment', 'consolidated')),
    effective_on date not null,
    title text not null,
    cause_kind text,
    cause_id text,
    paper_id uuid,
    round_id uuid references round,
    sha256 text,
    recorded_at timestamptz(3) not null,
    primary key (agreement_id, n),
    unique nulls not distinct (agreement_id, kind, cause_kind, cause_id)
  );
  grant select, insert on accord_cadre, agreement_version to paraphe_app;
  grant select, insert, update on agreement, agreement_party to paraphe_app;`;

const boundBy = wholeTableFunction({
  signature: 'paraphe_bound_by(agreement uuid)', returns: 'boolean',
  body: 'answer := exists (select from agreement_party p where p.agreement_id = agreement and p.party_id = paraphe_organisation()::text)',
});

const here = 'departement_code = paraphe_departement()';
const ofSeenAgreement = 'exists (select from agreement a where a.id = agreement_id)';
const clerkOfIt = `exists (select from agreement a where a.id = agreement_id and a.departement_code = paraphe_departement()) and paraphe_role() = 'prefecture'`;

/** What is in force is nobody's secret: the verification page says it to whoever holds the document. A party's own notice changes the agreement it is bound by. */
const isolation = `
  alter table accord_cadre enable row level security;
  alter table accord_cadre force row level security;
  create policy accord_cadre_seen on accord_cadre for select using (current_setting('paraphe.actor_kind', true) <> '');
  create policy accord_cadre_written on accord_cadre for all using (paraphe_serves()) with check (paraphe_serves());

  alter table agreement enable row level security;
  alter table agreement force row level security;
  create policy agreement_seen on agreement for select using (paraphe_serves() or paraphe_passes_by() or (${here} and (paraphe_role() in ('prefecture', 'auditor') or paraphe_bound_by(id))));
  create policy agreement_written on agreement for all using (paraphe_serves() or (${here} and (paraphe_role() = 'prefecture' or paraphe_bound_by(id))))
    with check (paraphe_serves() or (${here} and (paraphe_role() = 'prefecture' or paraphe_bound_by(id))));

  alter table agreement_party enable row level security;
  alter table agreement_party force row level security;
  create policy agreement_party_seen on agreement_party for select using (paraphe_serves() or ${ofSeenAgreement});
  create policy agreement_party_written on agreement_party for all using (paraphe_serves() or (${clerkOfIt})) with check (paraphe_serves() or (${clerkOfIt}));

  alter table agreement_version enable row level security;
  alter table agreement_version force row level security;
  create policy agreement_version_seen on agreement_version for select using (paraphe_serves() or ${ofSeenAgreement});
  create policy agreement_version_written on agreement_version for all using (paraphe_serves()) with check (paraphe_serves());

  create policy journal_of_term_seen on journal for select using (subject = 'term' and not paraphe_passes_by() and exists (select from agreement a where a.id::text = subject_id));`;
