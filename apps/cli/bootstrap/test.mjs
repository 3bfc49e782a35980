/**
 * `npm test [arguments of Jest]`: every test that needs no network, with a database and a Redis of its own.
 *
 * Given to the tests: TEST_DATABASE_URL (superuser of a throwaway cluster: each test makes its own database), TEST_REDIS_URL,
 * CHROMIUM_PATH, DOVECOT_PATH, SOFFICE_PATH. A variable is absent when its tool is: the tests that need it are skipped, and a loud line has said so.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureBuilt } from './build.mjs';
import { checkNode, ensurePackages } from './install.mjs';
import { ensureLibreOffice, ensureOptionalTools } from './libreoffice.mjs';
import { packageFile, ROOT_DIR } from './paths.mjs';
import { ensurePostgres, stopAbandoned } from './postgres.mjs';
import { isAlive } from './processes.mjs';
import { startRedis } from './redis.mjs';
import { runMain } from './report.mjs';

/** Two cores are the least we promise to run on; each worker loads the whole application. */
const JEST_WORKERS = 2;

/** The cluster is deleted at the end: nothing needs to survive a power cut. */
const THROWAWAY_SETTINGS = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

/** Temporary folders carry the pid of their launcher, so that a later one can tell which are abandoned. */
const FOLDER_PREFIX = 'paraphe-test-';

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

async function test() {
  checkNode();
  await ensurePackages();
  const soffice = await ensureLibreOffice();
  const tools = await ensureOptionalTools();
  await ensureBuilt();
  await removeAbandonedFolders();

  const cleanUps = [];
  const interruption = listenToInterruption();
  try {
    const environment = await openServices(tools, cleanUps);
    if (interruption.code) return interruption.code;
    return await runJest({ ...environment, SOFFICE_PATH: soffice, CHROMIUM_PATH: tools.chromium, DOVECOT_PATH: tools.dovecot }, interruption);
  } finally {
    for (const cleanUp of cleanUps.reverse()) await cleanUp();
  }
}

async function openServices(tools, cleanUps) {
  const folder = mkdtempSync(path.join(tmpdir(), `${FOLDER_PREFIX}${process.pid}-`));
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true }));
  const postgres = await ensurePostgres({ dataDir: folder, settings: THROWAWAY_SETTINGS });
  cleanUps.push(() => postgres.stop({ hurry: true }));
  const redis = tools.redis ? await openRedis(tools.redis, folder) : null;
  if (redis) cleanUps.push(() => redis.stop());
  return { TEST_DATABASE_URL: postgres.superuserUrl, TEST_REDIS_URL: redis?.url ?? null };
}

function openRedis(program, parent) {
  const folder = path.join(parent, 'redis');
  mkdirSync(folder);
  return startRedis({ program, folder });
}

/** Folders, and servers, of launchers that were killed before they could clean up. */
async function removeAbandonedFolders() {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(FOLDER_PREFIX))) {
    const folder = path.join(tmpdir(), name);
    const pid = Number(name.slice(FOLDER_PREFIX.length).split('-')[0]);
    const isOurs = statSync(folder, { throwIfNoEntry: false })?.uid === process.getuid();
    if (!isOurs || isAlive(pid)) continue;
    await stopAbandoned(path.join(folder, 'postgres'));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A person who interrupts the tests wants them stopped, and what they started gone too. */
function listenToInterruption() {
  const interruption = { code: 0, onSignal: () => {} };
  for (const signal of STOP_SIGNALS) {
    process.on(signal, () => {
      interruption.code = 130; // The shell's convention for "interrupted".
      interruption.onSignal();
    });
  }
  return interruption;
}

/** Runs Jest; its summary is the last thing printed. @returns {Promise<number>} Jest's exit code. */
function runJest(environment, interruption) {
  const given = process.argv.slice(2);
  const choosesWorkers = given.some((argument) => /^(-w|-i|--maxWorkers|--runInBand)/.test(argument));
  const args = [...given, ...(choosesWorkers ? [] : [`--maxWorkers=${JEST_WORKERS}`])];
  const known = Object.entries(environment).filter(([, value]) => value);
  return new Promise((resolve) => {
    const flags = ['--experimental-vm-modules', '--no-warnings'];
    const child = spawn(process.execPath, [...flags, packageFile('jest/bin/jest.js'), ...args], {
      cwd: ROOT_DIR,
      stdio: 'inherit',
      env: { ...withoutServices(process.env), ...Object.fromEntries(known) },
    });
    interruption.onSignal = () => child.kill('SIGTERM');
    child.once('error', () => resolve(1));
    child.once('exit', (code) => resolve(interruption.code || (code ?? 1)));
  });
}

/** Variables that name a person's real servers never reach the tests, which create and drop databases. */
function withoutServices(environment) {
  const hidden = ['DATABASE_URL', 'DATABASE_OWNER_URL', 'REDIS_URL', 'SMTP_URL', 'MAILBOX_URL', 'DATA_DIR', 'PORT', 'PUBLIC_URL', 'PARAPHE_MODE'];
  const tested = ['TEST_DATABASE_URL', 'TEST_REDIS_URL', 'CHROMIUM_PATH', 'DOVECOT_PATH'];
  return Object.fromEntries(Object.entries(environment).filter(([name]) => ![...hidden, ...tested].includes(name)));
}

await runMain(test);
