// A database of its own for a benchmark, and the round of its calendar as the service makes it: how long, what processor, how many rows.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

const cli = new URL('../../dist/apps/cli/src/', import.meta.url);
if (!existsSync(new URL('main.js', cli))) {
  console.error('Le programme n’est pas construit : npm run build');
  process.exit(2);
}
const { NestFactory } = await import('@nestjs/core');
const { Database, MovedClock, WorkflowRunner, loadConfig, migrate, systemActor } = await import('#libs/platform');
const { CliModule } = await import(new URL('cli.module.js', cli));
const { migrations } = await import(new URL('installation.js', cli));
const { appendAllToJournal } = await import(new URL('../../../libs/platform/src/workflow/journal.js', cli));

const LINES_TOGETHER = 500;
const SMALL_TABLE_ROWS = 1_000;
export const commandFile = new URL('main.js', cli);

/** Made and migrated. `connect` again after the server has been started anew. */
export async function benchDatabase(postgres, folder, name) {
  const admin = await connected(postgres.superuserUrl);
  await admin.query(`create database bench_${name} owner ${new URL(postgres.ownerUrl).username}`);
  await admin.end();
  return openDatabase(postgres, folder, name);
}

/** Brought to the tables of this version: it may have been kept from an older one. `client`: a superuser's, of that database. */
export async function openDatabase(postgres, folder, name) {
  const at = (url) => Object.assign(new URL(url), { pathname: `/bench_${name}` }).href;
  const environment = { PARAPHE_MODE: 'demonstration', DATABASE_URL: at(postgres.appUrl), DATABASE_OWNER_URL: at(postgres.ownerUrl), SMTP_URL: 'smtp://127.0.0.1:9', DATA_DIR: join(folder, name) };
  await migrate(loadConfig(environment), migrations);
  return { environment, client: await connected(at(postgres.superuserUrl)) };
}

async function connected(connectionString) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return client;
}

export async function withService({ environment }, now, work) {
  const app = await NestFactory.createApplicationContext(CliModule.forRoot({ config: loadConfig(environment), clock: new MovedClock(now) }), { logger: ['error', 'warn'], abortOnError: false });
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}

/** The first line of each subject, on a chain that the service writes itself. */
export function openChains(database, now, subjects, on) {
  return withService(database, now, async (app) => {
    for (let from = 0; from < subjects.length; from += LINES_TOGETHER) {
      const lines = subjects.slice(from, from + LINES_TOGETHER).map(({ id, subject, state }) => ({ subject, subjectId: id, recordedAt: `${on}T08:00:00Z`, effectiveOn: on, actor: systemActor('bench'), event: 'open', payload: {}, stateFrom: null, stateTo: state, basis: null }));
      await app.get(Database).withIdentity(systemActor('bench'), (tx) => appendAllToJournal(tx, lines));
    }
  });
}

/** The real round of the calendar, on an open service; `due`: how many it must decide. */
export async function decidedRound(database, now, due) {
  const before = await rowsRead(database.client);
  const { moved, ...spent } = await withService(database, now, async (app) => {
    // Opening the connection is part of the start.
    await app.get(Database).ping();
    const [start, ours, theirs] = [performance.now(), process.cpuUsage(), await serverCpuMs(database.client)];
    const { moved } = await app.get(WorkflowRunner).tickAll((kind, id, fault) => console.error(kind, id, fault));
    const { user, system } = process.cpuUsage(ours);
    return { moved, ms: performance.now() - start, nodeMs: (user + system) / 1000, serverMs: (await serverCpuMs(database.client)) - theirs };
  });
  if (moved !== due) throw new Error(`${due} sont dus et ${moved} ont été décidés`);
  return { ...spent, due, read: (await rowsRead(database.client)) - before };
}

/** Processor time of the server's processes that serve this database, where the system tells it. */
async function serverCpuMs(client) {
  const { rows } = await client.query('select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()');
  return rows.reduce((sum, { pid }) => sum + processCpuMs(pid), 0);
}

export function processCpuMs(pid) {
  const { user, system } = statOf(pid);
  // A tick of the processor is a hundredth of a second on every Linux.
  return (user + system) * 10;
}

/** Of the programs that it has started, ended or not: LibreOffice for the worker, its connections for the database. */
export function startedCpuMs(pid) {
  const others = existsSync('/proc/self/stat') ? readdirSync('/proc').filter((name) => /^\d+$/.test(name)) : [];
  return others.filter((other) => statOf(other).parent === pid).reduce((sum, other) => sum + processCpuMs(other) + startedCpuMs(Number(other)), statOf(pid).ended * 10);
}

function statOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
    return { parent: Number(fields[1]), user: Number(fields[11]), system: Number(fields[12]), ended: Number(fields[13]) + Number(fields[14]) };
  } catch {
    // It has ended, or the system does not tell.
    return { parent: 0, user: 0, system: 0, ended: 0 };
  }
}

/** All the processor time of the machine so far, and what its host gave to others meanwhile: a measure taken then says little. Zero where the system does not tell. */
export function machineMs() {
  const line = existsSync('/proc/stat') ? readFileSync('/proc/stat', 'utf8').split('\n')[0] : '';
  const ticks = line.split(/\s+/).slice(1, 9).map(Number);
  return { all: ticks.reduce((sum, tick) => sum + tick, 0), stolen: ticks[7] ?? 0 };
}

export function stolenSince(before) {
  const now = machineMs();
  return now.all > before.all ? (now.stolen - before.stolen) / (now.all - before.all) : 0;
}

/** What it costs is processor time: the clock also counts what else the machine does. Where the system does not tell, the clock has to do. */
export function costOf(runs) {
  return runs.reduce((sum, { ms, nodeMs, serverMs }) => sum + (serverMs > 0 ? nodeMs + serverMs : ms), 0);
}

async function rowsRead(client) {
  const [{ read }] = (await client.query('select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::float8 as read from pg_stat_user_tables where relname not like $1', ['bench%'])).rows;
  return read;
}

/** The question « what is due » of every kind, as the service asks it: the large tables that it would read from end to end. A small one fits in a few pages. */
export function dueScannedInFull(database, now) {
  return withService(database, now, async (app) => {
    const found = [];
    for (const { store } of app.get(WorkflowRunner).kinds.values()) {
      await app.get(Database).withIdentity(systemActor('bench'), async (tx) => {
        const explained = {
          async query(sql, values) {
            const plan = JSON.stringify(await tx.query(`explain (format json) ${sql}`, values));
            found.push(...[...plan.matchAll(/"Node Type":"Seq Scan"[^{}]*?"Relation Name":"(\w+)"/g)].map(([, table]) => table));
            return [];
          },
        };
        await store.dueIds(explained, now.toISOString(), 200);
      });
    }
    const { rows } = await database.client.query('select relname from pg_class where relname = any($1) and reltuples > $2', [found, SMALL_TABLE_ROWS]);
    return rows.map(({ relname }) => relname);
  });
}
