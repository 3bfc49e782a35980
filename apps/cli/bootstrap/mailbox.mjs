/**
 * The development mailbox: a real SMTP server that keeps every message and shows them on a page. Nothing leaves the machine.
 *
 * Its page is MAILBOX_URL. The same address answers programs, in JSON (maildev 3; note the `/api` before each path):
 *   GET    /api/email/summary?skip=0&limit=200&sort=asc|desc&search=words&unread=true
 *            { items: [{ id, time, read, subject, from, to, cc?, size, attachmentCount, preview }], total, storeTotal, unread, skip, limit }
 *            at most 200 a page; `search` looks in subject, addresses and text. Reading the list marks nothing as read.
 *   GET    /api/email?to.address=x@y&skip=&limit=&sort=asc|desc
 *            whole messages; any field filters, with dots (`subject`, `headers.message-id`, `envelope.to.address`).
 *   GET    /api/email/:id          { id, time, subject, from: [{ address, name }], to, text, html, headers: { 'message-id': … },
 *                                    attachments, envelope }; marks it as read; 404 when unknown.
 *   GET    /api/email/:id/html     its page, cleaned;  /api/email/:id/source  the raw message;  /api/email/:id/attachment/:file
 *   DELETE /api/email/:id  and  /api/email/all
 *   GET    /api/healthz            true
 * `time` is the message's own Date header. Messages are files (`mailbox/<id>.eml`) and keep their id across restarts.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { saysReady, startChild } from './children.mjs';
import { readJson, writePrivateJson } from './files.mjs';
import { freePortLike, LOOPBACK } from './network.mjs';
import { BOOTSTRAP_DIR } from './paths.mjs';
import { CannotRun, tail } from './report.mjs';

/** It loads a web framework and reads thousands of messages again at worst. */
const READY_LIMIT_MS = 60_000;

const STOP_LIMIT_MS = 3_000;

/**
 * Starts the mailbox.
 * @param {object} options
 * @param {string} options.dataDir receives `mailbox/` (messages) and `mailbox.json` (ports).
 * @param {{ smtp: number, web: number }} [options.ports] these and no others (a restart under running applications); default: the
 *   remembered ones when free, else any.
 * @returns {Promise<import('./children.mjs').Child & { smtpUrl: string, webUrl: string, ports: { smtp: number, web: number } }>}
 */
export async function startMailbox({ dataDir, ports }) {
  const memoryFile = path.join(dataDir, 'mailbox.json');
  const folder = path.join(dataDir, 'mailbox');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const chosen = ports ?? (await choosePorts(readJson(memoryFile)));
  let output = '';
  const child = startChild({
    file: path.join(BOOTSTRAP_DIR, 'mailbox-server.mjs'),
    args: [String(chosen.smtp), String(chosen.web), folder],
    environment: {},
    stopLimitMs: STOP_LIMIT_MS,
    onLine: (line) => {
      output = tail(`${output}\n${line}`);
    },
  });
  if (!(await saysReady(child, READY_LIMIT_MS))) {
    child.kill();
    throw new CannotRun(`La boîte aux lettres de développement ne démarre pas\u00a0:\n${output}`);
  }
  writePrivateJson(memoryFile, chosen);
  return { ...child, ports: chosen, smtpUrl: `smtp://${LOOPBACK}:${chosen.smtp}`, webUrl: `http://${LOOPBACK}:${chosen.web}` };
}

async function choosePorts(remembered) {
  const smtp = await freePortLike(remembered?.smtp);
  let web = await freePortLike(remembered?.web);
  // The system may hand out the port it has just taken back.
  while (web === smtp) web = await freePortLike();
  return { smtp, web };
}
