import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { superuserUrl } from './database.js';
import type { TestDatabase } from './database.js';

/** One table of one schema, as COPY gives it. */
export type CopiedTable = { name: string; columns: readonly string[]; rows: Buffer };

async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** Every table of every schema but PostgreSQL's own: the queue's too. */
export async function copyTables(database: TestDatabase): Promise<CopiedTable[]> {
  return connected(superuserUrl(database), async (client) => {
    const { rows: tables } = await client.query<{ schema: string; table: string; columns: string[] }>(
      `select n.nspname as schema, c.relname as "table", array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns
       from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_toast%' order by 1, 2`,
    );
    const copied: CopiedTable[] = [];
    for (const { schema, table, columns } of tables) {
      const name = `${quoted(schema)}.${quoted(table)}`;
      const chunks: Buffer[] = [];
      await pipeline(client.query(copyTo(`copy ${name} (${columns.map(quoted).join(', ')}) to stdout`)), async (source) => {
        for await (const chunk of source) chunks.push(chunk as Buffer);
      });
      copied.push({ name, columns, rows: Buffer.concat(chunks) });
    }
    return copied;
  });
}

/** A backup as an operator keeps it: the whole database, the file store, and nothing of the key store (decision 28). */
export type Backup = { tables: readonly CopiedTable[]; dataDir: string; remove: () => void };

export async function backUp(database: TestDatabase, dataDir: string): Promise<Backup> {
  const copy = mkdtempSync(join(tmpdir(), 'paraphe-sauvegarde-'));
  cpSync(dataDir, copy, { recursive: true, filter: (path) => path !== join(dataDir, 'keys') });
  return { tables: await copyTables(database), dataDir: copy, remove: () => rmSync(copy, { recursive: true, force: true }) };
}

/** Into a database that has the same schema: whatever it holds is replaced, triggers and keys left aside as pg_restore does. */
export async function restore({ tables }: Pick<Backup, 'tables'>, database: TestDatabase): Promise<void> {
  await connected(superuserUrl(database), async (client) => {
    await client.query('set session_replication_role = replica');
    for (const { name, columns, rows } of tables) {
      await client.query(`delete from ${name}`);
      await pipeline(Readable.from([rows]), client.query(copyFrom(`copy ${name} (${columns.map(quoted).join(', ')}) from stdin`)));
    }
  });
}

/** Every file below a folder, but those of the folders left out. */
export function filesBelow(folder: string, without: readonly string[] = []): { name: string; bytes: Buffer }[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (without.includes(path)) return [];
    if (entry.isDirectory()) return filesBelow(path, without);
    return entry.isFile() ? [{ name: path, bytes: readFileSync(path) }] : [];
  });
}
