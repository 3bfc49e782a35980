/** Our own Node processes: web, worker, mailbox. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { sendSignal, stopProcess } from './processes.mjs';

/**
 * @typedef {object} Child
 * @property {number} pid
 * @property {Promise<{ code: number | null, signal: string | null }>} exited
 * @property {() => Promise<unknown>} stop SIGTERM, a bounded wait, SIGKILL.
 * @property {() => void} kill at once.
 */

/**
 * Starts one of our programs. It stays in the launcher's process group, and holds a channel to the launcher: when the launcher dies,
 * even by SIGKILL, the program receives `disconnect` and ends by itself.
 * @param {object} options
 * @param {string} options.file
 * @param {string[]} [options.args]
 * @param {Record<string, string>} options.environment added to the launcher's own.
 * @param {number} options.stopLimitMs time left to the program to end by itself.
 * @param {(line: string) => void} options.onLine receives each line it prints.
 * @returns {Child & { onMessage: (listener: (message: unknown) => void) => void }}
 */
export function startChild({ file, args = [], environment, stopLimitMs, onLine }) {
  const child = spawn(process.execPath, ['--enable-source-maps', file, ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const output of [child.stdout, child.stderr]) createInterface({ input: output }).on('line', onLine);
  const exited = new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: 127, signal: null }));
  });
  return {
    pid: child.pid,
    exited,
    stop: () => stopProcess(child.pid, [['SIGTERM', stopLimitMs]]),
    kill: () => sendSignal(child.pid, 'SIGKILL'),
    onMessage: (listener) => child.on('message', listener),
  };
}

/** Whether a program says « ready » within `limitMs`, before it ends. */
export function saysReady(child, limitMs) {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), limitMs);
    const end = (ready) => {
      clearTimeout(timer);
      resolve(ready);
    };
    child.onMessage((message) => message === 'ready' && end(true));
    child.exited.then(() => end(false));
  });
}
