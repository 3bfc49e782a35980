/** Processes seen from outside: run one to its end, tell whether one lives, stop one for sure. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Pause between two looks at a process we are waiting for: short, so that stopping feels immediate. */
const LOOK_EVERY_MS = 50;

/** A process that survived SIGKILL this long is stuck in the kernel: waiting longer would not help. */
const AFTER_KILL_MS = 5_000;

/** Output kept from a program run to its end: enough for any compiler message, bounded against a program gone mad. */
const OUTPUT_KEPT_CHARS = 1_000_000;

/** Programs being run to their end, ended with us: a compiler must not go on alone when the launcher is told to stop. */
const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGTERM')));

/**
 * Runs a program to its end and collects what it prints.
 * @param {string} file
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions & { timeoutMs?: number, endsWithUs?: boolean }} [options] past `timeoutMs` the program
 *   is killed; `endsWithUs: false` for those that must not be cut short (a package manager would be left half way).
 * @returns {Promise<{ code: number, output: string }>} code 127 when the program cannot be started, 128 when it was killed.
 */
export function runToEnd(file, args, { timeoutMs, endsWithUs = true, ...options } = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs, killSignal: 'SIGKILL', ...options });
    if (endsWithUs) running.add(child);
    let output = '';
    const keep = (chunk) => {
      output = (output + chunk).slice(-OUTPUT_KEPT_CHARS);
    };
    child.stdout?.setEncoding('utf8').on('data', keep);
    child.stderr?.setEncoding('utf8').on('data', keep);
    child.on('error', (error) => {
      running.delete(child);
      resolve({ code: 127, output: `${output}${error.message}\n` });
    });
    child.on('close', (code) => {
      running.delete(child);
      resolve({ code: code ?? 128, output });
    });
  });
}

/**
 * Whether a process lives. A zombie (dead, not yet collected by its parent) does not: in a container whose first process collects
 * nobody, zombies stay for ever and `kill(pid, 0)` alone would take them for living.
 */
export function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return false;
  }
  return !isZombie(pid);
}

function isZombie(pid) {
  try {
    // Third field, after the program's name in parentheses, which may itself hold spaces and parentheses.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return false;
  }
}

/**
 * The command line of a process, or '' when unknown. A pid read from a file is never trusted alone: the system gives the numbers of
 * dead processes to new ones.
 */
export function commandLine(pid) {
  try {
    if (existsSync('/proc/self/cmdline')) return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() ?? '';
  } catch {
    return '';
  }
}

/** Waits until the process is gone; false if it still lives after `limitMs`. */
export async function waitForEnd(pid, limitMs) {
  const limit = Date.now() + limitMs;
  while (isAlive(pid)) {
    if (Date.now() >= limit) return false;
    await delay(LOOK_EVERY_MS);
  }
  return true;
}

/**
 * Stops a process: each signal in turn with its time limit, then SIGKILL.
 * @param {number} pid
 * @param {[NodeJS.Signals, number][]} steps signal and milliseconds left to it.
 * @returns {Promise<boolean>} false when even SIGKILL had no effect.
 */
export async function stopProcess(pid, steps) {
  for (const [signal, limitMs] of steps) {
    sendSignal(pid, signal);
    if (await waitForEnd(pid, limitMs)) return true;
  }
  sendSignal(pid, 'SIGKILL');
  return waitForEnd(pid, AFTER_KILL_MS);
}

/** Sends a signal; a process that is already gone is not an error. */
export function sendSignal(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/**
 * The instant a process was born, in the system's own words, or '' when it is gone. With its pid it names a process without doubt.
 */
export function birthOf(pid) {
  try {
    if (existsSync('/proc/self/stat')) {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // Field 22 (starttime), counted after the name in parentheses: twenty fields further.
      return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
    }
    return spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() ?? '';
  } catch {
    return '';
  }
}
