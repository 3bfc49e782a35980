// npm run bench:calendar. The fullest day of the calendar over the whole country, with one year and with ten years of history in the same run on
// one machine; exits 1 when a goal is missed, 2 when it cannot run. Effects are written to the outbox and left there.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';

const cli = new URL('../../dist/apps/cli/src/', import.meta.url);
if (!existsSync(new URL('main.js', cli))) {
  console.error('Le programme n’est pas construit : npm run build');
  process.exit(2);
}
const { ensurePostgres } = await import('../../apps/cli/bootstrap/postgres.mjs');
const { NestFactory } = await import('@nestjs/core');
const { startOfDay } = await import('#libs/domain');
const { Database, MovedClock, WorkflowRunner, loadConfig, migrate, systemActor } = await import('#libs/platform');
const { CliModule } = await import(new URL('cli.module.js', cli));
const { migrations } = await import(new URL('installation.js', cli));
const { appendAllToJournal } = await import(new URL('../../../libs/platform/src/workflow/journal.js', cli));
const { DAY, DEPARTEMENTS, PARTIES, STRUCTURES, YEARS, makeDue, seedCountry } = await import('./calendar-seed.mjs');

const GOALS = { seconds: 5, storedRatio: 1.5 };
/** Small and large by turns: what else the machine does weighs on both. */
const ROUNDS = 3;
const LINES_TOGETHER = 500;
const SMALL_TABLE_ROWS = 1_000;
/** As `paraphe tick --as-of`: the day has begun everywhere. */
const now = new Date(startOfDay(DAY, 'Pacific/Tahiti'));
const subjectKinds = { agreement: 'term', obligation_plan: 'obligation_plan', withdrawal: 'withdrawal', obligation: 'obligation' };
const run = promisify(execFile);

const folder = await mkdtemp(join(tmpdir(), 'paraphe-bench-'));
let postgres = null;
const clients = [];
try {
  postgres = await ensurePostgres({ dataDir: folder });
  process.exitCode = (await measure()) ? 0 : 1;
} finally {
  for (const client of clients) await client.end();
  await postgres?.stop({ hurry: true });
  await rm(folder, { recursive: true, force: true });
}

async function measure() {
  const [tenth, whole] = [await country('tenth', 0.1), await country('whole', 1)];
  const times = { tenth: [], whole: [], twice: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    times.tenth.push(await decided(tenth, 1));
    times.whole.push(await decided(whole, 1));
    times.twice.push(await decided(whole, 2));
  }
  const scans = await scannedInFull(whole);
  const commandLine = await wholeCommand(whole);
  return print({ tenth, whole, times, scans, commandLine });
}

/** A database of its own, filled. */
async function country(name, share) {
  const at = (url) => Object.assign(new URL(url), { pathname: `/bench_${name}` }).href;
  const admin = new pg.Client({ connectionString: postgres.superuserUrl });
  await admin.connect();
  await admin.query(`create database bench_${name} owner ${new URL(postgres.ownerUrl).username}`);
  await admin.end();
  const environment = { PARAPHE_MODE: 'demonstration', DATABASE_URL: at(postgres.appUrl), DATABASE_OWNER_URL: at(postgres.ownerUrl), SMTP_URL: 'smtp://127.0.0.1:9', DATA_DIR: join(folder, name) };
  await migrate(loadConfig(environment), migrations);
  const client = new pg.Client({ connectionString: at(postgres.superuserUrl) });
  await client.connect();
  clients.push(client);
  await seedCountry(client, share);
  const country = { environment, client };
  // What is due goes on a chain that the service wrote itself.
  await withService(country, async (app) => {
    const { rows } = await client.query('select id, kind, state from bench_due');
    for (let from = 0; from < rows.length; from += LINES_TOGETHER) {
      const lines = rows.slice(from, from + LINES_TOGETHER).map(({ id, kind, state }) => ({
        subject: subjectKinds[kind], subjectId: id, recordedAt: '2036-01-01T08:00:00Z', effectiveOn: '2036-01-01', actor: systemActor('bench'), event: 'open', payload: {}, stateFrom: null, stateTo: state, basis: null,
      }));
      await app.get(Database).withIdentity(systemActor('bench'), (tx) => appendAllToJournal(tx, lines));
    }
  });
  const [{ rows, bytes }] = (await client.query(`select sum(n_live_tup)::int as rows, pg_database_size(current_database())::float as bytes from pg_stat_user_tables where relname not like 'bench%'`)).rows;
  return { ...country, rows, bytes };
}

async function withService({ environment }, work) {
  const app = await NestFactory.createApplicationContext(CliModule.forRoot({ config: loadConfig(environment), clock: new MovedClock(now) }), { logger: ['error', 'warn'], abortOnError: false });
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}

/** The real round of the calendar, on an open service: how long, and how many rows PostgreSQL has read for it. */
async function decided(country, times) {
  const due = await makeDue(country.client, times);
  const before = await rowsRead(country.client);
  const { moved, ...spent } = await withService(country, async (app) => {
    // Opening the connection is part of the start.
    await app.get(Database).ping();
    const [start, ours, theirs] = [performance.now(), process.cpuUsage(), await serverCpuMs(country.client)];
    const { moved } = await app.get(WorkflowRunner).tickAll((kind, id, fault) => console.error(kind, id, fault));
    const { user, system } = process.cpuUsage(ours);
    return { moved, ms: performance.now() - start, nodeMs: (user + system) / 1000, serverMs: (await serverCpuMs(country.client)) - theirs };
  });
  if (moved !== due) throw new Error(`${due} sont dus et ${moved} ont été décidés`);
  return { ...spent, due, read: (await rowsRead(country.client)) - before };
}

/** Processor time of the server's processes that serve this database, where the system tells it. */
async function serverCpuMs(client) {
  const { rows } = await client.query('select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()');
  const ticks = rows.map(({ pid }) => {
    const file = `/proc/${pid}/stat`;
    const [user, system] = existsSync(file) ? readFileSync(file, 'utf8').split(') ')[1].split(' ').slice(11, 13).map(Number) : [0, 0];
    return user + system;
  });
  // A tick of the processor is a hundredth of a second on every Linux.
  return ticks.reduce((sum, one) => sum + one, 0) * 10;
}

async function rowsRead(client) {
  const [{ read }] = (await client.query('select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int as read from pg_stat_user_tables where relname not like $1', ['bench%'])).rows;
  return read;
}

/** The question « what is due » of every kind, as the service asks it: the large tables that it would read from end to end. A small one fits in a few pages. */
function scannedInFull(country) {
  return withService(country, async (app) => {
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
    const { rows } = await country.client.query('select relname from pg_class where relname = any($1) and reltuples > $2', [found, SMALL_TABLE_ROWS]);
    return rows.map(({ relname }) => relname);
  });
}

/** `paraphe tick --as-of`, the whole process: it says itself how long it took to find and decide. The rest is starting, forgetting and leaving. */
async function wholeCommand(country) {
  const due = await makeDue(country.client, 1);
  const start = performance.now();
  const { stdout } = await run(process.execPath, [fileURLToPath(new URL('main.js', cli)), 'tick', '--as-of', DAY, '--json'], { env: { ...process.env, ...country.environment } });
  const { moved, kinds, decidedMs } = JSON.parse(stdout);
  if (moved !== due) throw new Error(`${due} sont dus et la commande en a décidé ${moved}`);
  return { ms: performance.now() - start, decidedMs, kinds };
}

function print({ tenth, whole, times, scans, commandLine }) {
  const number = (value, digits = 0) => value.toLocaleString('fr-FR', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const median = (runs) => [...runs].sort((a, b) => a.ms - b.ms)[Math.floor(runs.length / 2)];
  const seconds = (ms) => `${number(ms / 1000, 2)} s`;
  const [small, large, twice] = [times.tenth, times.whole, times.twice].map(median);
  const row = (name, one, all) => console.log(`${`${number(one.due)} dus, ${name}`.padEnd(44)}${seconds(one.ms).padStart(10)}  ${`${seconds(one.nodeMs)} + ${seconds(one.serverMs)}`.padStart(20)}  ${number(one.read / one.due, 1).padStart(8)}    ${all.map(({ ms }) => seconds(ms)).join('  ')}`);
  console.log(`\nLe ${DAY}, ${DEPARTEMENTS} départements, ${number(PARTIES)} parties, ${number(STRUCTURES)} structures, sur ${availableParallelism()} cœurs (charge de la machine : ${number(loadavg()[0], 1)})\n`);
  for (const [name, { rows, bytes }] of [['un an d’histoire', tenth], [`${YEARS} ans d’histoire`, whole]]) console.log(`${name.padEnd(44)}${number(rows).padStart(10)} lignes, ${number(bytes / 1e6)} Mo`);
  console.log(`\n${''.padEnd(44)}${'médiane'.padStart(10)}  ${'processeur : nous + base'.padStart(20)}  lues/sujet  chaque fois`);
  row('un an d’histoire', small, times.tenth);
  row(`${YEARS} ans d’histoire`, large, times.whole);
  row(`${YEARS} ans d’histoire`, twice, times.twice);
  console.log(`\nla commande entière ${seconds(commandLine.ms)}, dont ${seconds(commandLine.decidedMs)} pour trouver et décider : ${Object.entries(commandLine.kinds).filter(([, n]) => n > 0).map(([kind, n]) => `${kind} ${number(n)}`).join(', ')}\n`);
  // What it costs is processor time: the clock also counts what else the machine does. Where the system does not tell, the clock has to do.
  const cost = (runs) => runs.reduce((sum, { ms, nodeMs, serverMs }) => sum + (serverMs > 0 ? nodeMs + serverMs : ms), 0);
  const stored = cost(times.whole) / cost(times.tenth);
  const followed = cost(times.twice) / cost(times.whole);
  return [
    [large.ms < GOALS.seconds * 1000, `${seconds(large.ms)} pour trouver et décider (objectif : moins de ${GOALS.seconds} s)`],
    [commandLine.decidedMs < GOALS.seconds * 1000, `${seconds(commandLine.decidedMs)} par la commande, une fois démarrée (objectif : moins de ${GOALS.seconds} s)`],
    [stored <= GOALS.storedRatio, `dix fois plus d’histoire : ${number(stored, 2)} fois le travail (objectif : au plus ${number(GOALS.storedRatio, 1)})`],
    [followed <= (twice.due / large.due) * GOALS.storedRatio, `${number(twice.due / large.due, 2)} fois plus de sujets dus : ${number(followed, 2)} fois le travail`],
    [scans.length === 0, scans.length === 0 ? 'aucune grande table n’est lue en entier pour trouver ce qui est dû' : `lues en entier : ${scans.join(', ')}`],
  ].map(([good, sentence]) => {
    console.log(`${good ? 'atteint   ' : 'MANQUÉ    '}  ${sentence}`);
    return good;
  }).every(Boolean);
}
