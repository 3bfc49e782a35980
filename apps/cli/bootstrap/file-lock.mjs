/** A lock held by a process, in a file: two launchers never work on the same folder at once. */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { birthOf, isAlive } from './processes.mjs';
import { CannotRun, say } from './report.mjs';

/** A lock taken over from a dead process may be disputed by another newcomer; nobody loses that race this many times. */
const TAKEOVER_TRIES = 5;

/** How often a waiting launcher looks at the lock again. */
const WAIT_STEP_MS = 200;

/**
 * Tries to take the lock, once. The lock of a dead process is taken over.
 * @param {string} file
 * @returns {{ release: () => void } | { heldBy: number }} `heldBy`: pid of the living holder.
 */
export function tryLock(file) {
  const mine = { pid: process.pid, birth: birthOf(process.pid) };
  for (let attempt = 0; attempt < TAKEOVER_TRIES; attempt += 1) {
    if (create(file, mine)) return { release: releaseOnce(file, mine) };
    const holder = read(file);
    if (holder && isHolding(holder)) return { heldBy: holder.pid };
    removeStale(file, holder);
  }
  return { heldBy: read(file)?.pid ?? 0 };
}

/**
 * Takes the lock, waiting for the present holder to finish.
 * @param {string} file
 * @param {{ waitLine: string, limitMs: number }} options `waitLine` is said once when there is something to wait for.
 * @returns {Promise<() => void>} releases the lock.
 */
export async function waitForLock(file, { waitLine, limitMs }) {
  const limit = Date.now() + limitMs;
  let told = false;
  for (;;) {
    const lock = tryLock(file);
    if (lock.release) return lock.release;
    if (!told) say(waitLine);
    told = true;
    if (Date.now() > limit) throw new CannotRun(`Le processus ${lock.heldBy} occupe toujours ${file}. Arrêtez-le, puis recommencez.`);
    await delay(WAIT_STEP_MS);
  }
}

/** Pid of the living holder of the lock, or null. Changes nothing. */
export function lockHolder(file) {
  const holder = read(file);
  return holder && isHolding(holder) ? holder.pid : null;
}

function isHolding({ pid, birth }) {
  return isAlive(pid) && birthOf(pid) === birth;
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/** Creates the file already filled: a hard link appears with its content, where an empty new file could be read too early. */
function create(file, content) {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(content), { mode: 0o600 });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    return createWithoutLink(file, content, error);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Some file systems know no hard link. */
function createWithoutLink(file, content, linkError) {
  if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(linkError.code)) throw linkError;
  try {
    writeFileSync(file, JSON.stringify(content), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Moves a dead process's lock away, and puts it back if it turns out that a newcomer had just replaced it. */
function removeStale(file, seen) {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
    const moved = read(aside);
    if (moved && (moved.pid !== seen?.pid || moved.birth !== seen?.birth)) linkSync(aside, file);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes(error.code)) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function releaseOnce(file, mine) {
  const release = () => {
    process.off('exit', release);
    const holder = read(file);
    if (holder?.pid === mine.pid && holder.birth === mine.birth) rmSync(file, { force: true });
  };
  process.on('exit', release);
  return release;
}
