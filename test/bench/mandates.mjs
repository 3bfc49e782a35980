// npm run bench:mandates -- --share 1 [--parts issue,seal,ends] [--kept folder]. Five million mandates and twenty-five million lines of the journal (by default a hundredth of them): issuing,
// against an empty database in the same run, sealing, the day's ends, and which index answers what; exits 1 when a goal is missed, 2 when it cannot run.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { startChild } from '../../apps/cli/bootstrap/children.mjs';
import { findLibreOffice } from '../../apps/cli/bootstrap/libreoffice.mjs';
import { freePort } from '../../apps/cli/bootstrap/network.mjs';
import { MAIN_FILES } from '../../apps/cli/bootstrap/paths.mjs';
import { ensurePostgres } from '../../apps/cli/bootstrap/postgres.mjs';
import { benchDatabase, costOf, decidedRound, dueScannedInFull, machineMs, openChains, openDatabase, processCpuMs, startedCpuMs, stolenSince, withService } from './bench-database.mjs';

const { dayAt } = await import('#libs/domain');
const { Database } = await import('#libs/platform');
const store = await import(new URL('../../dist/libs/features/src/mandate/mandate.store.js', import.meta.url));
const { LINES_EACH, MANDATES, YEARS, seedMandates } = await import('./mandates-seed.mjs');
const { STEPS, issueAndSealAtRate, issueAtRate } = await import('./mandates-issue.mjs');
const { seedDirectory } = await import('./mandates-directory.mjs');
const { makeDue, seedDue } = await import('./mandates-due.mjs');
const { examine, questionsOf, somebody } = await import('./mandates-questions.mjs');

const GOALS = { issueMs: 150, sealMs: 1_000, ratio: 1.5 };
/** By turns: what else the machine does weighs on all alike. */
const ROUNDS = 3;
/** A service that has just started still compiles what it runs: it is measured as it runs all day. */
const WARM_UP_SECONDS = 30;
const STOP_LIMIT_MS = 10_000;
const READY_LIMIT_MS = 60_000;
/** Of the filling only: what is measured runs as the product's server does. */
const BULK = ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off', 'wal_level=minimal', 'max_wal_senders=0', 'max_wal_size=16GB', 'autovacuum=off'];

const option = (usual) => ({ type: 'string', default: usual });
const { values: asked } = parseArgs({ options: { share: option('0.01'), seconds: option('60'), parts: option('issue,seal,ends'), issues: option('20'), seals: option('5'), due: option('2000'), kept: { type: 'string' } } });
const parts = asked.parts.split(',');
/** `due`: what a country of that size sees end in a day; twice that is tried too. */
const [share, seconds, issuesASecond, sealsASecond, dueADay] = [asked.share, asked.seconds, asked.issues, asked.seals, asked.due].map(Number);
const today = dayAt(new Date().toISOString(), 'Europe/Paris');
/** The day has begun in every zone of the country, and the next in none. */
const noon = new Date(`${today}T10:00:00Z`);
const office = findLibreOffice();
if (!(share > 0 && share <= 1) || !(seconds > 0) || !office) {
  console.error(office ? 'Usage : npm run bench:mandates -- [--share 0.01] [--seconds 60] [--parts issue,seal,ends] [--issues 20] [--seals 5] [--due 2000] [--kept dossier]' : 'LibreOffice est introuvable : rien n’est mesuré.');
  process.exit(2);
}

const number = (value, digits = 0) => value.toLocaleString('fr-FR', { minimumFractionDigits: digits, maximumFractionDigits: digits });
const quantile = (list, part) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * part))];
const inMs = (value) => `${number(value)} ms`.padStart(10);
const quantiles = (name, list) => console.log(`${name.padEnd(60)}${[0.5, 0.95, 0.99].map((part) => inMs(quantile(list, part))).join('')}`);

/** `--kept`: filled once, measured as often as one likes; the file says how many were issued there, so that nobody is issued anew. */
const folder = asked.kept ? resolve(asked.kept) : await mkdtemp(join(tmpdir(), 'paraphe-bench-'));
const filledFile = join(folder, 'issued');
let postgres = null;
/** What each holds of the history asked for. */
const PARTS = { empty: 0, tenth: share / 10, whole: share };
const databases = {};
let issuedSoFar = 0;
try {
  await mkdir(folder, { recursive: true });
  if (!existsSync(filledFile)) await fillAll();
  issuedSoFar = Number(await readFile(filledFile, 'utf8'));
  await openAll();
  const measured = await measure();
  await writeFile(filledFile, String(issuedSoFar));
  process.exitCode = print(measured) ? 0 : 1;
} finally {
  for (const { client } of Object.values(databases)) await client.end().catch(() => undefined);
  await postgres?.stop({ hurry: !asked.kept });
  if (!asked.kept) await rm(folder, { recursive: true, force: true });
}

async function fillAll() {
  postgres = await ensurePostgres({ dataDir: folder, settings: BULK });
  for (const [name, part] of Object.entries(PARTS)) {
    const start = performance.now();
    databases[name] = await benchDatabase(postgres, folder, name);
    await seedDirectory(databases[name].client, today);
    if (part > 0) await seedMandates(databases[name].client, part, today);
    console.error(`${name} : rempli en ${Math.round((performance.now() - start) / 1000)} s`);
    await databases[name].client.end();
  }
  await postgres.stop();
  await promisify(execFile)('sync');
  await writeFile(filledFile, '0');
}

async function openAll() {
  postgres = await ensurePostgres({ dataDir: folder });
  for (const name of Object.keys(PARTS)) databases[name] = await openDatabase(postgres, folder, name);
}

async function measure() {
  const { whole } = databases;
  const [sizes, answers, scans] = [await sizesOf(whole.client), await answersOf(whole), await dueScannedInFull(whole, noon)];
  const issues = parts.includes('issue') ? { empty: await issued(databases.empty), whole: await issued(whole) } : null;
  const seals = parts.includes('seal') ? await sealed(whole) : null;
  return { sizes, answers, scans, issues, seals, ends: parts.includes('ends') ? await ended(databases) : null };
}

async function ended({ tenth, whole }) {
  for (const database of [tenth, whole]) {
    const due = await seedDue(database.client, 2 * dueADay, today);
    await openChains(database, noon, due.map(({ id, state }) => ({ id, state, subject: 'mandate' })), today);
  }
  const ends = { tenth: [], whole: [], twice: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    ends.tenth.push(await decided(tenth, dueADay));
    ends.whole.push(await decided(whole, dueADay));
    ends.twice.push(await decided(whole, 2 * dueADay));
  }
  return ends;
}

async function decided({ client, ...database }, count) {
  await makeDue(client, count);
  return decidedRound({ client, ...database }, noon, count);
}

/** Twenty a second, no worker: what the person waits for. */
function issued(database) {
  return withPrograms(database, ['web'], async ({ url, pids: [web] }) => {
    await issueAtRate({ url, rate: issuesASecond, seconds: WARM_UP_SECONDS, from: issuedSoFar });
    issuedSoFar += 10 * issuesASecond * WARM_UP_SECONDS;
    const [before, machine] = [[processCpuMs(web), startedCpuMs(postgres.pid)], machineMs()];
    const times = await issueAtRate({ url, rate: issuesASecond, seconds, from: issuedSoFar });
    issuedSoFar += 10 * issuesASecond * seconds;
    return { ...times, webMs: (processCpuMs(web) - before[0]) / times.count, serverMs: (startedCpuMs(postgres.pid) - before[1]) / times.count, stolen: stolenSince(machine) };
  });
}

/** Five a second with the worker, until the sealed original is kept. What the round before left in the outbox is not this one's. */
async function sealed(database) {
  await database.client.query('update outbox set relayed_at = now(), done_at = now() where done_at is null');
  return withPrograms(database, ['worker', 'web'], async ({ url, pids: [worker, web] }) => {
    const spent = () => [processCpuMs(web), startedCpuMs(postgres.pid), processCpuMs(worker), startedCpuMs(worker)];
    await issueAndSealAtRate(database.client, { url, rate: sealsASecond, seconds: WARM_UP_SECONDS, from: issuedSoFar });
    issuedSoFar += 10 * sealsASecond * WARM_UP_SECONDS;
    const before = spent();
    const times = await issueAndSealAtRate(database.client, { url, rate: sealsASecond, seconds, from: issuedSoFar });
    issuedSoFar += 10 * sealsASecond * seconds;
    return { ...times, spent: spent().map((ms, n) => (ms - before[n]) / times.count) };
  });
}

/** The product's own programs, started as its launcher does. */
async function withPrograms({ environment }, names, work) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const running = names.map((name) => startChild({ file: MAIN_FILES[name], environment: { ...environment, PORT: String(port), PUBLIC_URL: url, SOFFICE_PATH: office }, stopLimitMs: STOP_LIMIT_MS, onLine: (line) => console.error(`[${name}] ${line}`) }));
  try {
    const limit = performance.now() + READY_LIMIT_MS;
    while (!(await fetch(`${url}/health/ready`).catch(() => null))?.ok) {
      if (performance.now() > limit) throw new Error('Le site ne devient pas prêt');
      await delay(100);
    }
    return await work({ url, pids: running.map(({ pid }) => pid) });
  } finally {
    for (const child of running) await child.stop();
  }
}

function answersOf(database) {
  return withService(database, noon, async (app) => {
    const questions = questionsOf(store, await somebody(database.client), today);
    const answers = [];
    for (const question of questions) answers.push(await examine(app.get(Database), question));
    return answers;
  });
}

async function sizesOf(client) {
  const { rows } = await client.query(`
    select t.relname as table, c.reltuples::float8 as rows, pg_table_size(t.relid)::float8 as bytes, pg_indexes_size(t.relid)::float8 as "indexBytes",
      (select jsonb_object_agg(i.indexrelname, pg_relation_size(i.indexrelid)) from pg_stat_user_indexes i where i.relid = t.relid) as indexes
    from pg_stat_user_tables t join pg_class c on c.oid = t.relid where t.relname ~ '^(mandate|journal|outbox)' and c.reltuples > 0 order by pg_total_relation_size(t.relid) desc`);
  return rows;
}

function print({ sizes, answers, scans, issues, seals, ends }) {
  console.log(`\n${number(MANDATES * share)} mandats et ${number(MANDATES * share * LINES_EACH)} lignes de journal sur ${YEARS} ans, ${availableParallelism()} cœurs (charge de la machine : ${number(loadavg()[0], 1)})\n`);
  printSizes(sizes);
  console.log('\nQui répond à quoi');
  for (const { name, ms, rows, indexes, inFull } of answers) console.log(`${name.padEnd(34)}${`${number(ms, 1)} ms`.padStart(11)}${`${number(rows)} lues`.padStart(13)}  ${inFull.length > 0 ? `EN ENTIER : ${inFull.join(', ')}` : indexes.join(', ')}`);
  const inFull = [...new Set([...scans, ...answers.flatMap((one) => one.inFull)])];
  const verdicts = [...(issues ? issueVerdict(issues) : []), ...(seals ? sealVerdict(seals) : []), ...(ends ? endVerdicts(ends) : []), [inFull.length === 0, inFull.length === 0 ? 'aucune grande table n’est lue en entier' : `lues en entier : ${inFull.join(', ')}`]];
  console.log();
  for (const [good, sentence] of verdicts) console.log(`${good ? 'atteint   ' : 'MANQUÉ    '}  ${sentence}`);
  return verdicts.every(([good]) => good);
}

function printSizes(sizes) {
  const megabytes = (bytes) => `${number(bytes / 1e6)} Mo`.padStart(11);
  for (const { table, rows, bytes, indexBytes, indexes } of sizes) {
    const largest = Object.entries(indexes ?? {}).sort((a, b) => b[1] - a[1]);
    console.log(`${table.padEnd(18)}${number(rows).padStart(12)} lignes${megabytes(bytes)}, index${megabytes(indexBytes)} : ${largest.map(([name, size]) => `${name} ${number(size / 1e6, 1)}`).join(', ')}`);
  }
}

function issueVerdict(issues) {
  console.log(`\n${`Délivrer, ${issuesASecond} par seconde pendant ${seconds} s`.padEnd(60)}${['p50', 'p95', 'p99'].map((name) => name.padStart(10)).join('')}`);
  for (const [name, title] of [['empty', 'base vide'], ['whole', 'base pleine']]) {
    quantiles(`${title}, les quatre requêtes depuis l’arrivée (${issues[name].count})`, issues[name].whole);
    for (const step of STEPS) quantiles(`    ${step}`, issues[name].steps[step]);
    console.log(`    processeur par mandat : site ${number(issues[name].webMs)} ms, base ${number(issues[name].serverMs)} ms ; retiré à la machine par son hôte : ${number(100 * issues[name].stolen, 1)} %`);
  }
  const [full, bare] = [issues.whole, issues.empty].map(({ whole }) => quantile(whole, 0.95));
  return [[full < GOALS.issueMs, `${number(full)} ms au p95 pour délivrer (objectif : moins de ${GOALS.issueMs} ms), ${number(full / bare, 2)} fois celui d’une base vide`]];
}

function sealVerdict({ whole, sealed: seals, count, spent }) {
  console.log(`\nDélivrer et sceller, ${sealsASecond} par seconde pendant ${seconds} s (${count})`);
  quantiles('signé, depuis l’arrivée', whole);
  quantiles('original scellé et gardé, depuis l’arrivée', seals);
  console.log(`    processeur par mandat : site ${number(spent[0])} ms, base ${number(spent[1])} ms, worker ${number(spent[2])} ms, LibreOffice ${number(spent[3])} ms`);
  const p95 = quantile(seals, 0.95);
  return [[p95 < GOALS.sealMs, `${number(p95)} ms au p95 jusqu’à l’original scellé (objectif : moins de ${number(GOALS.sealMs)} ms)`]];
}

function endVerdicts(ends) {
  console.log(`\n${'Les fins du jour'.padEnd(52)}${'médiane'.padStart(10)}   processeur : nous + base   lues/sujet`);
  for (const [name, runs] of [['un dixième de l’histoire', ends.tenth], ['toute l’histoire', ends.whole], ['toute l’histoire', ends.twice]]) {
    const one = [...runs].sort((a, b) => a.ms - b.ms)[Math.floor(runs.length / 2)];
    console.log(`${`${number(one.due)} dus, ${name}`.padEnd(52)}${inMs(one.ms)}   ${`${inMs(one.nodeMs)} +${inMs(one.serverMs)}`.padStart(24)}   ${number(one.read / one.due, 1).padStart(10)}`);
  }
  const [stored, followed] = [costOf(ends.whole) / costOf(ends.tenth), costOf(ends.twice) / costOf(ends.whole)];
  return [
    [stored <= GOALS.ratio, `dix fois plus d’histoire : ${number(stored, 2)} fois le travail des fins du jour (objectif : au plus ${number(GOALS.ratio, 1)})`],
    [followed <= 2 * GOALS.ratio, `deux fois plus de fins : ${number(followed, 2)} fois le travail`],
  ];
}
