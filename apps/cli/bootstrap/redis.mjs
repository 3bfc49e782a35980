/** A throwaway Redis for the tests: nothing on disk, loopback only. */
import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { connectError, freePort, LOOPBACK } from './network.mjs';
import { stopProcess } from './processes.mjs';
import { CannotRun } from './report.mjs';

/** Redis starts in a few milliseconds. */
const READY_LIMIT_MS = 10_000;
const READY_STEP_MS = 20;
const STOP_LIMIT_MS = 2_000;

/** A look-up of a local port answers at once, or not at all. */
const CONNECT_LIMIT_MS = 500;

/**
 * Starts a Redis.
 * @param {{ program: string, folder: string }} options `folder`: its working folder, in which nothing should appear.
 * @returns {Promise<{ url: string, stop: () => Promise<unknown> }>}
 */
export async function startRedis({ program, folder }) {
  const port = await freePort();
  // BullMQ demands `noeviction`: a queue must refuse work rather than forget some.
  const settings = ['--bind', LOOPBACK, '--port', String(port), '--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction', '--dir', folder];
  const child = spawn(program, settings, { stdio: 'ignore' });
  child.once('error', () => {}); // Told below: a child that never started has no pid.
  const limit = Date.now() + READY_LIMIT_MS;
  while ((await connectError({ host: LOOPBACK, port }, CONNECT_LIMIT_MS)) !== null) {
    if (!child.pid || child.exitCode !== null || Date.now() > limit) throw new CannotRun('Le Redis des essais ne démarre pas.');
    await delay(READY_STEP_MS);
  }
  return { url: `redis://${LOOPBACK}:${port}`, stop: () => stopProcess(child.pid, [['SIGTERM', STOP_LIMIT_MS]]) };
}
