import { runMigrations } from 'bullmq';
import pg from 'pg';
import { DataSource } from 'typeorm';
import type { MigrationInterface } from 'typeorm';
import type { Config } from '../config.js';
import { KeyStore } from '../storage/key-store.js';
import { bindJournalKey } from '../workflow/journal-key.js';

const connectTimeoutMs = 5_000;

export type Migration = new () => MigrationInterface;

/**
 * Brings the schema up to date, forward only, as the owner of the database; then the queue's own schema.
 * @returns the names of the migrations that ran.
 */
export async function migrate(config: Config, migrations: readonly Migration[]): Promise<string[]> {
  const source = new DataSource({
    type: 'postgres',
    url: config.databaseOwnerUrl,
    migrations: [...migrations],
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    synchronize: false,
    connectTimeoutMS: connectTimeoutMs,
    // Row-level security binds the owner of the tables too: a migration sees every row.
    extra: { options: '-c paraphe.actor_kind=system' },
  });
  bindJournalKey(source, () => new KeyStore(config).journalKey());
  await source.initialize();
  try {
    const ran = await source.runMigrations();
    if (!config.redisUrl) await migrateQueue(config.databaseOwnerUrl);
    return ran.map(({ name }) => name);
  } finally {
    await source.destroy();
  }
}

/** BullMQ keeps its jobs in the schema `bullmq`; the application only works there, it does not own it. */
async function migrateQueue(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: connectTimeoutMs });
  await client.connect();
  try {
    await runMigrations(client as never);
    await client.query(`
      grant usage on schema bullmq to paraphe_app;
      grant select, insert, update, delete, truncate on all tables in schema bullmq to paraphe_app;
      grant usage, select, update on all sequences in schema bullmq to paraphe_app;
      grant execute on all functions in schema bullmq to paraphe_app`);
  } finally {
    await client.end();
  }
}
