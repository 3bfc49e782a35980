import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { loadConfig, migrate } from '#libs/platform';
import { migrations } from '../../apps/cli/src/installation.js';

export type TestDatabase = { ownerUrl: string; appUrl: string; superuser: <T extends object>(sql: string, values?: unknown[]) => Promise<T[]>; drop: () => Promise<void> };

const appRole = 'paraphe_test_web';

/** The address of a real PostgreSQL, given by `npm test`. */
export const testDatabaseUrl = process.env.TEST_DATABASE_URL ?? '';

/** A database of its own for one spec: migrated, with an application login that has the application's rights and no more. */
export async function freshDatabase(): Promise<TestDatabase> {
  if (!testDatabaseUrl) throw new Error('TEST_DATABASE_URL is missing: run the tests with npm test');
  const name = `paraphe_test_${randomBytes(6).toString('hex')}`;
  const admin = (sql: string) => run(testDatabaseUrl, sql);
  await admin(`create database ${name}`);
  const ownerUrl = withDatabase(testDatabaseUrl, name);
  const password = 'test';
  await migrate(loadConfig({ DATABASE_URL: ownerUrl, SMTP_URL: 'smtp://127.0.0.1:9', PARAPHE_MODE: 'demonstration' }), migrations);
  await admin(
    `do $$ begin create role ${appRole} login password '${password}'; exception when duplicate_object then null; when unique_violation then null; end $$; grant paraphe_app to ${appRole};`,
  );
  const appUrl = withLogin(ownerUrl, appRole, password);
  return {
    ownerUrl,
    appUrl,
    superuser: (sql, values) => run(ownerUrl, sql, values),
    drop: async () => void (await admin(`drop database ${name} with (force)`)),
  };
}

async function run<T extends object>(url: string, sql: string, values: unknown[] = []): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}

function withLogin(url: string, user: string, password: string): string {
  const address = new URL(url);
  address.username = user;
  address.password = password;
  return address.href;
}
