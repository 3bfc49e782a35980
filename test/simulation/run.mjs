// npm run simulate:circuit -- --seed S --rounds N [--processes 2] [--lanes 1] [--only i] [--trace] [--plant name]. Plays N rounds to their end, in a throwaway PostgreSQL; exits 1 when something is found
// that must never be (with --plant: when nothing is), 2 when it cannot run. See README.md.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuilt } from '../../apps/cli/bootstrap/build.mjs';
import { DIST_DIR, packageFile, ROOT_DIR } from '../../apps/cli/bootstrap/paths.mjs';
import { ensurePostgres } from '../../apps/cli/bootstrap/postgres.mjs';
import { runToEnd } from '../../apps/cli/bootstrap/processes.mjs';
import { CannotRun, runMain } from '../../apps/cli/bootstrap/report.mjs';
import { Crew } from './crew.mjs';

/** Nothing of it is kept, and nobody copies it. */
const SETTINGS = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'wal_level=minimal', 'max_wal_senders=0', 'max_wal_size=4GB', 'checkpoint_timeout=1h', 'jit=off', 'update_process_title=off'];
const COMPILE_LIMIT_MS = 60_000;
/** A line of progress from time to time. */
const SAID_EVERY = 100;
/** The shell's convention for « interrupted ». */
const INTERRUPTED = 130;
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const USAGE = 'Usage : npm run simulate:circuit -- --seed graine --rounds 10000 [--processes 2] [--lanes 1] [--only rang] [--trace] [--plant nom]';

async function main() {
  const asked = read();
  await compile();
  const folder = mkdtempSync(path.join(tmpdir(), 'paraphe-simulation-'));
  const postgres = await ensurePostgres({ dataDir: folder, settings: SETTINGS });
  process.env.TEST_DATABASE_URL = postgres.superuserUrl;
  try {
    return await play(asked);
  } finally {
    await postgres.stop({ hurry: true });
    rmSync(folder, { recursive: true, force: true });
  }
}

function read() {
  const text = (usual) => ({ type: 'string', ...(usual && { default: usual }) });
  const { values } = parseArgs({ options: { seed: text('1'), rounds: text('300'), processes: text('2'), lanes: text('1'), only: text(), plant: text(), trace: { type: 'boolean', default: false } } });
  const [rounds, processes, lanes, only] = [Number(values.rounds), Number(values.processes), Number(values.lanes), values.only === undefined ? null : Number(values.only)];
  if (!(rounds >= 1) || !(processes >= 1) || !(lanes >= 1) || (only !== null && !(only >= 0))) throw new CannotRun(USAGE);
  return { ...values, processes, lanes, rounds: only === null ? Array.from({ length: rounds }, (_, n) => n) : [only] };
}

/** Beside the service: the same modules are shared. */
async function compile() {
  await ensureBuilt();
  const args = [packageFile('@swc/cli/bin/swc.js'), 'test/simulation', 'test/support', '--out-dir', path.basename(DIST_DIR), '--extensions', '.ts,.tsx'];
  const { code, output } = await runToEnd(process.execPath, args, { cwd: ROOT_DIR, timeoutMs: COMPILE_LIMIT_MS });
  if (code !== 0) throw new CannotRun(`La compilation a échoué :\n${output}`);
}

async function play({ seed, rounds, plant: name, processes, lanes, trace }) {
  const plant = name === undefined ? null : await plantNamed(name);
  const begun = performance.now();
  const played = { rounds: 0, steps: 0, ends: {}, found: [] };
  const onRound = ({ index, state, steps, told, found }) => {
    played.rounds += 1;
    played.steps += steps;
    if (found) played.found.push(found);
    else played.ends[state] = (played.ends[state] ?? 0) + 1;
    if (told) console.log([`Tournée ${index}`, ...told.map((line) => `  ${line}`), ...(found ? [`  ${found.message}`] : [])].join('\n'));
    else if (played.rounds % SAID_EVERY === 0) console.log(`${played.rounds} tournées en ${seconds(begun)} s`);
    if (plant && found) crew.enough();
  };
  const crew = new Crew({ seed, rounds, plant: name, processes, lanes, trace }, onRound);
  for (const signal of STOP_SIGNALS) process.on(signal, () => crew.interrupt());
  await crew.finished;
  const ends = Object.entries(played.ends).map(([state, count]) => `${state} ${count}`).join(', ');
  console.log(`Graine « ${seed} » : ${played.rounds} tournées, ${played.steps} pas, ${seconds(begun)} s ; ${ends}.`);
  for (const { index, message } of played.found) console.log(`VIOLATION, tournée ${index} (--seed ${seed} --only ${index} --trace) : ${message.split('\n')[0]}`);
  if (crew.interrupted) return INTERRUPTED;
  if (!plant) return played.found.length === 0 ? 0 : 1;
  const caught = played.found.some(({ invariant }) => plant.caughtBy.includes(invariant));
  console.log(caught ? `Le défaut « ${name} » est trouvé en ${played.rounds} tournées.` : `Le défaut « ${name} » n’est PAS trouvé.`);
  return caught ? 0 : 1;
}

async function plantNamed(name) {
  const { plants } = await import(new URL('../../dist/test/simulation/planted/index.js', import.meta.url));
  const plant = plants.find((one) => one.name === name);
  if (!plant) throw new CannotRun(`Aucun défaut « ${name} » : ${plants.map((one) => one.name).join(', ')}`);
  return plant;
}

function seconds(begun) {
  return ((performance.now() - begun) / 1000).toFixed(1);
}

await runMain(main);
