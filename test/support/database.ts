import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { loadConfig, migrate } from '#libs/platform';
import { migrations } from '../../apps/cli/src/installation.js';

export type TestDatabase = { ownerUrl: string; appUrl: string; superuser: <T extends object>(sql: string, values?: unknown[]) => Promise<T[]>; drop: () => Promise<void> };

const appRole = 'paraphe_test_web';
/** As in real life, the owner migrates and is no superuser: what only a superuser may do must fail here too. */
const ownerRole = 'paraphe_test_owner';
const password = 'test';

/** The address of a real PostgreSQL, given by `npm test`. */
export const testDatabaseUrl = process.env.TEST_DATABASE_URL ?? '';

/** A database of its own for one spec: migrated, with an application login that has the application's rights and no more. */
export async function freshDatabase(): Promise<TestDatabase> {
  if (!testDatabaseUrl) throw new Error('TEST_DATABASE_URL is missing: run the tests with npm test');
  const name = `paraphe_test_${randomBytes(6).toString('hex')}`;
  const admin = (sql: string) => run(testDatabaseUrl, sql);
  await admin(roles);
  await admin(`create database ${name} owner ${ownerRole}`);
  const superuserUrl = withDatabase(testDatabaseUrl, name);
  const ownerUrl = withLogin(superuserUrl, ownerRole, password);
  await migrate(loadConfig({ DATABASE_URL: ownerUrl, SMTP_URL: 'smtp://127.0.0.1:9', PARAPHE_MODE: 'demonstration' }), migrations);
  const appUrl = withLogin(ownerUrl, appRole, password);
  return {
    ownerUrl,
    appUrl,
    superuser: (sql, values) => run(superuserUrl, sql, values),
    drop: async () => void (await admin(`drop database ${name} with (force)`)),
  };
}

/** For what only an operator does: copying every table of every schema. */
export function superuserUrl({ ownerUrl }: Pick<TestDatabase, 'ownerUrl'>): string {
  return withDatabase(testDatabaseUrl, new URL(ownerUrl).pathname.slice(1));
}

/** Made once for the cluster, whoever comes first: specs run side by side, and one statement at a time keeps a collision harmless. */
const role = (name: string, rights: string): string => `begin create role ${name} ${rights}; exception when duplicate_object then null; when unique_violation then null; end;`;
const roles = `
  select pg_advisory_xact_lock(hashtext('${ownerRole}'));
  do $$ begin
    ${role('paraphe_app', 'nologin')}
    ${role(appRole, `login password '${password}' in role paraphe_app`)}
    ${role(ownerRole, `login createrole password '${password}'`)}
    grant paraphe_app to ${ownerRole} with admin true, inherit false, set false;
  end $$`;

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
