// npm run bench:calendar. The fullest day of the calendar over the whole country, with one year and with ten years of history in the same run on
// one machine; exits 1 when a goal is missed, 2 when it cannot run. Effects are written to the outbox and left there.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ensurePostgres } from '../../apps/cli/bootstrap/postgres.mjs';
import { benchDatabase, commandFile, costOf, decidedRound, dueScannedInFull, openChains } from './bench-database.mjs';
import { DEPARTEMENTS, STRUCTURES } from './country.mjs';

const { startOfDay } = await import('#libs/domain');
const { DAY, PARTIES, YEARS, makeDue, seedCountry } = await import('./calendar-seed.mjs');

const GOALS = { seconds: 5, storedRatio: 1.5 };
/** Small and large by turns: what else the machine does weighs on both. */
const ROUNDS = 3;
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
  const scans = await dueScannedInFull(whole, now);
  const commandLine = await wholeCommand(whole);
  return print({ tenth, whole, times, scans, commandLine });
}

/** A database of its own, filled; what is due goes on a chain that the service wrote itself. */
async function country(name, share) {
  const database = await benchDatabase(postgres, folder, name);
  const { client } = database;
  clients.push(client);
  await seedCountry(client, share);
  const { rows: due } = await client.query('select id, kind, state from bench_due');
  await openChains(database, now, due.map(({ id, kind, state }) => ({ id, subject: subjectKinds[kind], state })), '2036-01-01');
  const [{ rows, bytes }] = (await client.query(`select sum(n_live_tup)::int as rows, pg_database_size(current_database())::float as bytes from pg_stat_user_tables where relname not like 'bench%'`)).rows;
  return { ...database, rows, bytes };
}

async function decided(country, times) {
  return decidedRound(country, now, await makeDue(country.client, times));
}

/** `paraphe tick --as-of`, the whole process: it says itself how long it took to find and decide. The rest is starting, forgetting and leaving. */
async function wholeCommand(country) {
  const due = await makeDue(country.client, 1);
  const start = performance.now();
  const { stdout } = await run(process.execPath, [fileURLToPath(commandFile), 'tick', '--as-of', DAY, '--json'], { env: { ...process.env, ...country.environment } });
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
  const stored = costOf(times.whole) / costOf(times.tenth);
  const followed = costOf(times.twice) / costOf(times.whole);
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
