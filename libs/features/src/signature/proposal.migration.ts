import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who should sign instead, according to a person who says that it is not for them. */
export class SignatoryProposal1700000001045 implements MigrationInterface {
  name = 'SignatoryProposal1700000001045';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table signatory_proposal (
        id uuid primary key,
        round_id uuid not null references round,
        slot_id text not null,
        signatory_id uuid not null references signatory,
        link_id uuid not null references link,
        said_by text not null,
        full_name text not null,
        email text not null,
        reason text,
        created_at timestamptz(3) not null
      );
      create index signatory_proposal_of_round on signatory_proposal (round_id, created_at);
      create index signatory_proposal_email on signatory_proposal (lower(email));
      comment on table signatory_proposal is 'added to, never rewritten: whether it waits for an answer is said by the slot';
      grant select, insert on signatory_proposal to paraphe_app;

      alter table signatory_proposal enable row level security;
      alter table signatory_proposal force row level security;
      create policy signatory_proposal_seen on signatory_proposal for select using (${seen});
      create policy signatory_proposal_written on signatory_proposal for insert with check (paraphe_serves() or signatory_id::text = paraphe_actor());`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}

/** Whoever proposed, and those who follow the round. */
const seen = `paraphe_serves() or signatory_id::text = paraphe_actor() or (paraphe_role() in ('prefecture', 'auditor') and exists (select from round r where r.id = round_id))`;
