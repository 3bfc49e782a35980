import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Mandates are issued by agents: a structure's own software does it under a token that one of its agents made. Nobody makes one of another role, nor for another organisation. */
export class AgentToken1700000001015 implements MigrationInterface {
  name = 'AgentToken1700000001015';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      drop policy api_token_written on api_token;
      create policy api_token_written on api_token for all using ${written} with check ${written};`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}

const written = `(paraphe_serves() or (departement_code = paraphe_departement() and (paraphe_role() = 'prefecture'
  or (paraphe_role() in ('gestionnaire', 'partner', 'agent') and role = paraphe_role() and organisation_id = paraphe_organisation()))))`;
