import type { MigrationInterface, QueryRunner } from 'typeorm';
import { identityFunctions, journalFunctions, relationFunctions } from './isolation.functions.js';
import { appendCondition, appendOnly, tablePolicies } from './isolation.policies.js';
import type { TablePolicy } from './isolation.policies.js';

/**
 * Row-level security on every table: the same policy as the table of `libs/domain/src/access`, said a second time by PostgreSQL, so that a query
 * that forgets a condition shows nothing of others. It also replaces the first policies of the directory and of the models.
 */
export class Isolation1700000000900 implements MigrationInterface {
  name = 'Isolation1700000000900';

  async up(db: QueryRunner): Promise<void> {
    await db.query(identityFunctions);
    await db.query(relationFunctions);
    await db.query(journalFunctions);
    await dropFormerPolicies(db);
    for (const policy of tablePolicies) await isolate(db, policy);
    for (const table of appendOnly) await db.query(`create policy ${table}_appended on ${table} for insert with check (${appendCondition})`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}

async function isolate(db: QueryRunner, { table, seen, written }: TablePolicy): Promise<void> {
  await db.query(`
    alter table ${table} enable row level security;
    alter table ${table} force row level security;
    create policy ${table}_seen on ${table} for select using (paraphe_serves() or ${seen});
    create policy ${table}_written on ${table} for all using (paraphe_serves() or (${written})) with check (paraphe_serves() or (${written}))`);
}

async function dropFormerPolicies(db: QueryRunner): Promise<void> {
  const former: { table: string; policy: string }[] = await db.query(`select tablename as table, policyname as policy from pg_policies where schemaname = current_schema() and policyname like '%\\_of\\_departement'`);
  for (const { table, policy } of former) await db.query(`drop policy ${policy} on ${table}`);
}
