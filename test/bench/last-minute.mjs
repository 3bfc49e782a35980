// npm run bench:last-minute -- --rounds 20 --backend postgres|redis|both [--authority 300] [--mail 200]. Rounds of ninety people who all sign within one minute, through the site and the
// mails of the product's own programs: nobody is refused, and how soon the seal comes after the last signature; exits 1 when a goal is missed, 2 when it cannot run. `authority`, `mail`: what a
// timestamp authority and a mail server elsewhere take to answer, in milliseconds. All come from this machine's own address: no limit on the way of a signature looks at it.
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startChild } from '../../apps/cli/bootstrap/children.mjs';
import { findLibreOffice } from '../../apps/cli/bootstrap/libreoffice.mjs';
import { freePort } from '../../apps/cli/bootstrap/network.mjs';
import { MAIN_FILES } from '../../apps/cli/bootstrap/paths.mjs';
import { ensurePostgres } from '../../apps/cli/bootstrap/postgres.mjs';
import { findProgram } from '../../apps/cli/bootstrap/programs.mjs';
import { startRedis } from '../../apps/cli/bootstrap/redis.mjs';
import { benchDatabase, processCpuMs, startedCpuMs } from './bench-database.mjs';

const { slowAuthority } = await import('./last-minute-authority.mjs');
const { PostOffice, STEPS, signWithin } = await import('./last-minute-people.mjs');
const { launchAgain, launchFirst, seedDepartement, untilAssembled } = await import('./last-minute-round.mjs');

const GOALS = { sealedMs: 5_000 };
const MINUTE_SECONDS = 60;
const POLL_MS = 20;
const SEALED_WITHIN_MS = 120_000;
/** What the round before left to do (copies, evidence file) is not this one's. */
const CALM_WITHIN_MS = 300_000;
const READY_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 10_000;
const TITLES = { open: 'ouvrir le lien, avec ce que la page demande', read: 'lire le document', code: 'demander un code, jusqu’à sa page', sign: 'signer, jusqu’au remerciement', mailed: 'le code, de la demande au courriel reçu' };

const { values: asked } = parseArgs({ options: { rounds: { type: 'string', default: '20' }, backend: { type: 'string', default: 'both' }, signatories: { type: 'string', default: '90' }, authority: { type: 'string' }, mail: { type: 'string', default: '0' } } });
const [rounds, signatories, authorityMs, mailMs] = [asked.rounds, asked.signatories, asked.authority ?? 0, asked.mail].map(Number);
const backends = asked.backend === 'both' ? ['postgres', 'redis'] : [asked.backend];
const programs = { soffice: findLibreOffice(), redis: findProgram(['redis-server']) };
const missing = !programs.soffice ? 'LibreOffice est introuvable : rien n’est mesuré.' : backends.includes('redis') && !programs.redis ? 'redis-server est introuvable : essayez --backend postgres' : null;
if (!(rounds >= 1) || !(signatories >= 1) || !(authorityMs >= 0) || !(mailMs >= 0) || backends.some((name) => !['postgres', 'redis'].includes(name)) || missing) {
  console.error(missing ?? 'Usage : npm run bench:last-minute -- [--rounds 20] [--backend postgres|redis|both] [--signatories 90] [--authority 300] [--mail 200]');
  process.exit(2);
}

const number = (value, digits = 0) => value.toLocaleString('fr-FR', { minimumFractionDigits: digits, maximumFractionDigits: digits });
const quantile = (list, part) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * part))] ?? NaN;
const inMs = (value) => `${number(value)} ms`.padStart(11);

const folder = await mkdtemp(join(tmpdir(), 'paraphe-bench-'));
const office = await PostOffice.open(mailMs);
const authority = asked.authority === undefined ? null : await slowAuthority({ answersMs: authorityMs, folder });
let postgres = null;
try {
  postgres = await ensurePostgres({ dataDir: folder });
  process.exitCode = (await measure()) ? 0 : 1;
} finally {
  await postgres?.stop({ hurry: true });
  await authority?.stop();
  await office.close();
  await rm(folder, { recursive: true, force: true });
}

async function measure() {
  const verdicts = [];
  for (const backend of backends) {
    const database = await benchDatabase(postgres, folder, `last_${backend}`);
    database.environment.SMTP_URL = office.url;
    try {
      verdicts.push(...print(backend, await withPrograms(database, backend, (service) => playRounds(database, service))));
    } finally {
      await database.client.end();
    }
  }
  console.log();
  for (const [good, sentence] of verdicts) console.log(`${good ? 'atteint   ' : 'MANQUÉ    '}  ${sentence}`);
  return verdicts.every(([good]) => good);
}

async function playRounds(database, service) {
  await seedDepartement(database, signatories);
  const source = await launchFirst(database);
  await untilAssembled(database.client, source);
  const played = [];
  for (let n = 0; n < rounds; n += 1) {
    await calm(database.client);
    const one = await play(database, service, source);
    played.push(one);
    console.error(`tournée ${n + 1} : scellée ${number(one.sealedMs)} ms après la dernière signature${one.faults.length > 0 ? `, ${one.faults.length} refus` : ''}`);
  }
  return played;
}

/** Processor: from the first arrival to the seal, all that the three programs do. */
async function play(database, { url, pids: [web, worker] }, source) {
  const { id, people } = await launchAgain(database, source);
  const spent = () => [processCpuMs(web), processCpuMs(worker), startedCpuMs(postgres.pid)];
  await calm(database.client);
  const before = spent();
  const signed = await signWithin({ people, office, url, seconds: MINUTE_SECONDS });
  const sealedMs = signed.faults.length > 0 ? Infinity : (await sealed(database.client, id)) - signed.lastSignature;
  return { ...signed, sealedMs, spent: spent().map((ms, n) => (ms - before[n]) / people.length) };
}

async function sealed(client, id) {
  for (const limit = performance.now() + SEALED_WITHIN_MS; performance.now() < limit; await delay(POLL_MS)) {
    const { rows: [{ state }] } = await client.query('select state from round where id = $1', [id]);
    if (state === 'sealed') return performance.now();
  }
  return Infinity;
}

/** Nothing is left to do, later hours apart. */
async function calm(client) {
  for (const limit = performance.now() + CALM_WITHIN_MS; ; await delay(100)) {
    const { rows } = await client.query(`select effect->>'type' as type, last_error as fault from outbox where done_at is null and (not_before is null or not_before <= now())`);
    if (rows.length === 0) return;
    if (performance.now() > limit) throw new Error(`Reste à faire : ${rows.slice(0, 5).map(({ type, fault }) => `${type} ${fault ?? ''}`).join(', ')}`);
  }
}

/** The product's own programs, started as its launcher does. */
async function withPrograms({ environment }, backend, work) {
  const redis = backend === 'redis' ? await startRedis({ program: programs.redis, folder }) : null;
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const given = { ...environment, PORT: String(port), PUBLIC_URL: url, SOFFICE_PATH: programs.soffice, REDIS_URL: redis?.url ?? '', ...authority?.environment };
  const running = ['web', 'worker'].map((name) => startChild({ file: MAIN_FILES[name], environment: given, stopLimitMs: STOP_LIMIT_MS, onLine: (line) => console.error(`[${name}] ${line}`) }));
  try {
    const limit = performance.now() + READY_LIMIT_MS;
    while (!(await fetch(`${url}/health/ready`).catch(() => null))?.ok) {
      if (performance.now() > limit) throw new Error('Le site ne devient pas prêt');
      await delay(100);
    }
    return await work({ url, pids: running.map(({ pid }) => pid) });
  } finally {
    for (const child of running.reverse()) await child.stop();
    await redis?.stop();
  }
}

function print(backend, played) {
  const name = backend === 'redis' ? 'Redis' : 'PostgreSQL';
  console.log(`\nFile d’attente sur ${name} : ${number(played.length)} tournées de ${number(signatories)} signataires en ${MINUTE_SECONDS} s, ${availableParallelism()} cœurs (charge de la machine : ${number(loadavg()[0], 1)})`);
  const seals = played.map(({ sealedMs }) => sealedMs);
  console.log(`scellée après la dernière signature, par tournée : ${seals.map((ms) => number(ms)).join(', ')} ms`);
  console.log(`${''.padEnd(52)}${['p50', 'p95', 'max'].map((title) => title.padStart(11)).join('')}`);
  const row = (title, list) => console.log(`${title.padEnd(52)}${[0.5, 0.95, 1].map((part) => inMs(quantile(list, part))).join('')}`);
  row('scellée après la dernière signature', seals);
  for (const step of [...STEPS, 'mailed']) row(TITLES[step], played.flatMap(({ times }) => times[step]));
  const cpu = [0, 1, 2].map((n) => played.reduce((sum, { spent }) => sum + spent[n], 0) / played.length);
  console.log(`processeur par signature : site ${number(cpu[0])} ms, worker ${number(cpu[1])} ms, base ${number(cpu[2])} ms`);
  const faults = played.flatMap((one) => one.faults);
  for (const fault of [...new Set(faults)]) console.log(`  refus : ${fault} (${faults.filter((other) => other === fault).length})`);
  const p95 = quantile(seals, 0.95);
  return [
    [faults.length === 0, `${name} : ${number(faults.length)} réponses inattendues sur ${number(played.length * signatories)} signatures (objectif : aucune)`],
    [p95 < GOALS.sealedMs, `${name} : scellée ${number(p95)} ms au p95 après la dernière signature (objectif : moins de ${number(GOALS.sealedMs)} ms)`],
  ];
}
