/**
 * The fake SMS gateway of the demonstration: what would go to a telephone is put in the development mailbox. Nothing leaves the machine.
 */
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { saysReady, startChild } from './children.mjs';
import { freePort, LOOPBACK } from './network.mjs';
import { BOOTSTRAP_DIR } from './paths.mjs';
import { CannotRun, tail } from './report.mjs';

/** It loads one package and listens. */
const READY_LIMIT_MS = 30_000;
const STOP_LIMIT_MS = 3_000;

/**
 * Starts the gateway on a free port of this machine, behind a token of its own.
 * @param {object} options
 * @param {string} options.smtpUrl the development mailbox.
 * @param {{ port: number, token: string } | null} [options.previous] the one that died: its port and its token are known to running applications.
 * @returns {Promise<import('./children.mjs').Child & { url: string, port: number, token: string }>}
 */
export async function startSmsGateway({ smtpUrl, previous }) {
  const port = previous?.port ?? (await freePort());
  const token = previous?.token ?? randomBytes(32).toString('base64url');
  let output = '';
  const child = startChild({
    file: path.join(BOOTSTRAP_DIR, 'sms-server.mjs'),
    args: [String(port), smtpUrl],
    // Arguments are seen by everybody on the machine, the environment is not.
    environment: { SMS_GATEWAY_TOKEN: token },
    stopLimitMs: STOP_LIMIT_MS,
    onLine: (line) => {
      output = tail(`${output}\n${line}`);
    },
  });
  if (!(await saysReady(child, READY_LIMIT_MS))) {
    child.kill();
    throw new CannotRun(`La passerelle SMS de démonstration ne démarre pas\u00a0:\n${output}`);
  }
  return { ...child, port, token, url: `http://${LOOPBACK}:${port}/` };
}
