import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a body decided is judged for whoever signs for it, though it was described with somebody else's power: behind a link that holds its place, the
 * title of that place is seen, whoever it was of, and that of no other.
 */
export class DecisionSeen1700000001108 implements MigrationInterface {
  name = 'DecisionSeen1700000001108';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      drop policy signing_authority_seen on signing_authority;
      create policy signing_authority_seen on signing_authority for select using (
        paraphe_serves() or signatory_id::text = paraphe_actor() or (${linkedPlace}) or (paraphe_role() in ('prefecture', 'auditor') and exists (select from round r where r.id = round_id)));`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}

/** The round first, which costs nothing; the link is seen by its own person only. */
const linkedPlace = `round_id = paraphe_link_round()
  and exists (select from link l where l.id = nullif(current_setting('paraphe.link', true), '')::uuid and l.round_id = signing_authority.round_id and l.slot_id = signing_authority.slot_id)`;
