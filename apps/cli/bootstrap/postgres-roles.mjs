/**
 * Passwords and roles of the embedded cluster.
 *
 * Three logins (docs: the owner migrates, the application obeys row level security, neither is the superuser):
 * `postgres`, superuser, used by the launcher and the tests; `paraphe_owner`, owns the database, runs migrations; `paraphe_web`, the
 * application, whose rights all come from the group role `paraphe_app`.
 */
import { randomBytes } from 'node:crypto';
import { LOOPBACK } from './network.mjs';

/** 256 bits, as every secret of the project; base64url needs no quoting in SQL nor in an address. */
const PASSWORD_BYTES = 32;

/** One connection attempt on the loopback: a cluster that does not answer by then is not ready. */
const CONNECT_LIMIT_MS = 2_000;

const DATABASE = 'paraphe';
const SUPERUSER = 'postgres';
const OWNER = 'paraphe_owner';
const WEB = 'paraphe_web';
const GROUP = 'paraphe_app';

/** New passwords for the three logins. @returns {{ superuser: string, owner: string, web: string }} */
export function newPasswords() {
  const password = () => randomBytes(PASSWORD_BYTES).toString('base64url');
  return { superuser: password(), owner: password(), web: password() };
}

/** Addresses of the three logins. */
export function databaseUrls(port, passwords) {
  const url = (user, password, database) => `postgresql://${user}:${password}@${LOOPBACK}:${port}/${database}`;
  return {
    superuserUrl: url(SUPERUSER, passwords.superuser, 'postgres'),
    ownerUrl: url(OWNER, passwords.owner, DATABASE),
    appUrl: url(WEB, passwords.web, DATABASE),
  };
}

/**
 * Runs `work` with a connection, closed afterwards.
 * @template T @param {string} url @param {(client: import('pg').Client) => Promise<T>} work @param {number} [limitMs] to connect.
 * @returns {Promise<T>}
 */
export async function withConnection(url, work, limitMs = CONNECT_LIMIT_MS) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: limitMs });
  client.on('error', () => {}); // The failure of the query in course says the same, where it can be handled.
  try {
    await client.connect();
    return await work(client);
  } finally {
    // Never awaited: saying goodbye to a server that stopped answering could last for ever.
    client.end().catch(() => {});
  }
}

/** Folder of the cluster that answers at this address: proves that a port is served by our cluster and not by another. */
export async function servedCluster(superuserUrl) {
  return withConnection(superuserUrl, async (client) => {
    const { rows } = await client.query(`select current_setting('data_directory') as folder`);
    return rows[0].folder;
  });
}

/** Makes sure roles and database exist, with the passwords on file. Safe to repeat: a first start cut short is completed by the next. */
export async function ensureRoles(superuserUrl, passwords) {
  await withConnection(superuserUrl, async (client) => {
    const { rows } = await client.query('select rolname from pg_roles');
    const present = new Set(rows.map((row) => row.rolname));
    if (!present.has(GROUP)) await client.query(`create role ${GROUP} nologin`);
    if (!present.has(OWNER)) await client.query(`create role ${OWNER} login createdb createrole password '${passwords.owner}'`);
    if (!present.has(WEB)) await client.query(`create role ${WEB} login password '${passwords.web}' in role ${GROUP}`);
    // The owner may hand out the group (a migration creates it on foreign servers), without itself being bound by the group's policies.
    if (!present.has(OWNER)) await client.query(`grant ${GROUP} to ${OWNER} with admin true, inherit false, set false`);
    const databases = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (databases.rowCount === 0) await client.query(`create database ${DATABASE} owner ${OWNER} template template0 encoding 'UTF8'`);
  });
}
