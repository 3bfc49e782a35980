/**
 * The instance running on a data folder: one at a time, known to the command line through two files of that folder.
 * `launcher.lock`: who runs. `run.json` (private: it holds passwords): with what environment, and which processes.
 */
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { lockHolder, tryLock } from './file-lock.mjs';
import { readJson, writePrivateJson } from './files.mjs';
import { MAIN_FILES } from './paths.mjs';
import { commandLine, isAlive, stopProcess, waitForEnd } from './processes.mjs';
import { CannotRun } from './report.mjs';

/** Web and worker end by themselves when their launcher dies; this is the time left to them to finish what they hold. */
const LEFTOVERS_LIMIT_MS = 10_000;

/**
 * @typedef {object} Run
 * @property {number} launcher pid of the launcher that wrote it.
 * @property {'start' | 'command'} kind a lasting instance, or one that lives as long as a command of `npx paraphe`.
 * @property {boolean} ready `GET /health/ready` has answered.
 * @property {string} publicUrl
 * @property {Record<string, string>} environment what the applications receive besides the launcher's own environment.
 * @property {Record<string, number | null>} processes pid by service name (`postgres`, `mailbox`, `worker`, `web`).
 */

const files = (dataDir) => ({ lock: path.join(dataDir, 'launcher.lock'), run: path.join(dataDir, 'run.json') });

/**
 * Takes the data folder for this launcher.
 * @param {string} dataDir
 * @returns {Promise<{ writeRun: (run: Omit<Run, 'launcher'>) => void, release: () => void }>}
 * @throws {CannotRun} when another launcher runs on it, or when it cannot be written.
 */
export async function claimDataDir(dataDir) {
  const { lock: lockFile, run: runFile } = files(dataDir);
  const lock = tryLockIn(dataDir, lockFile);
  if (!lock.release) throw new CannotRun(alreadyRunning(dataDir, runningInstance(dataDir) ?? { pid: lock.heldBy, run: null }));
  await endLeftovers(readJson(runFile));
  rmSync(runFile, { force: true });
  const release = () => {
    rmSync(runFile, { force: true });
    lock.release();
  };
  return { writeRun: (run) => writePrivateJson(runFile, { launcher: process.pid, ...run }), release };
}

function tryLockIn(dataDir, lockFile) {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    return tryLock(lockFile);
  } catch (cause) {
    throw new CannotRun(`Le dossier de données ${dataDir} n’est pas utilisable (${cause.code ?? cause.message}).`, { cause });
  }
}

function alreadyRunning(dataDir, { pid, run }) {
  const where = run?.publicUrl ? `\u00a0: ${run.publicUrl}` : '';
  if (run?.kind === 'command') return `Une commande paraphe (processus ${pid}) utilise déjà ${dataDir}\u00a0: attendez sa fin, ou choisissez un autre DATA_DIR.`;
  return `Paraphe tourne déjà sur ${dataDir} (processus ${pid})${where}. Arrêtez-le, ou choisissez un autre DATA_DIR.`;
}

/** Applications whose launcher was killed: waited for, then stopped, so that they hold neither the port nor a job. */
async function endLeftovers(run) {
  for (const name of ['web', 'worker']) {
    const pid = run?.processes?.[name];
    if (!isAlive(pid) || !commandLine(pid).includes(MAIN_FILES[name])) continue;
    if (!(await waitForEnd(pid, LEFTOVERS_LIMIT_MS))) await stopProcess(pid, []);
  }
}

/**
 * The launcher running on a data folder.
 * @returns {{ pid: number, run: Run | null } | null} `run` is null while it is still installing or starting its services.
 */
export function runningInstance(dataDir) {
  const { lock, run } = files(dataDir);
  const pid = lockHolder(lock);
  if (pid === null) return null;
  const lastRun = readJson(run);
  // A file left by a launcher that was killed describes processes that are no more.
  return { pid, run: lastRun?.launcher === pid ? lastRun : null };
}
