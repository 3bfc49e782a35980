import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Notices of art. 7: withdrawals of local partners, denunciations by gestionnaires, and how far each has got. */
export class Withdrawal1700000000975 implements MigrationInterface {
  name = 'Withdrawal1700000000975';

  async up(db: QueryRunner): Promise<void> {
    await db.query(table);
    await db.query(isolation);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}

const table = `
  create table withdrawal (
    id uuid primary key,
    agreement_id uuid not null references agreement,
    departement_code text not null,
    time_zone text not null,
    party_id text not null,
    addressee_ids text[] not null,
    filed_by text,
    received boolean not null,
    sent boolean not null,
    state text not null,
    facts jsonb not null,
    due_at timestamptz,
    created_at timestamptz(3) not null,
    created_by text not null
  );
  create index withdrawal_of_agreement on withdrawal (agreement_id, created_at);
  create index withdrawal_due on withdrawal (due_at) where due_at is not null;
  comment on column withdrawal.filed_by is 'the organisation that entered it; null: the préfecture';
  comment on column withdrawal.received is 'entered by whoever received the letter, and not by the party that leaves';
  comment on column withdrawal.sent is 'false as long as no letter is known: a draft is read by nobody but who prepares it';
  grant select, insert, update on withdrawal to paraphe_app;`;

const here = 'departement_code = paraphe_departement()';
const mine = 'filed_by is not distinct from paraphe_organisation()::text';
const organised = `paraphe_role() in ('gestionnaire', 'partner')`;
const seen = `paraphe_serves() or (${here} and ((paraphe_role() in ('prefecture', 'auditor') and (sent or ${mine})) or (${organised} and ((sent and paraphe_bound_by(agreement_id)) or ${mine}))))`;
const theirs = `${mine} or party_id = paraphe_organisation()::text or paraphe_organisation()::text = any(addressee_ids)`;
const written = `paraphe_serves() or (${here} and (paraphe_role() = 'prefecture' or (${organised} and (${theirs}))))`;

/**
 * Once sent, a notice is known to all the parties (art. 7). It is carried on by the party, by those who received it, and by the préfecture. To
 * write is not to see: a policy for every command would show drafts to whoever may carry on a notice that was sent.
 */
const isolation = `
  alter table withdrawal enable row level security;
  alter table withdrawal force row level security;
  create policy withdrawal_seen on withdrawal for select using (${seen});
  create policy withdrawal_added on withdrawal for insert with check (paraphe_serves() or (${here} and (paraphe_role() = 'prefecture' or ${organised}) and ${mine}));
  create policy withdrawal_written on withdrawal for update using (${written}) with check (${written});`;
