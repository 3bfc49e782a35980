/** Everything an instance is made of, started in order and stopped in the reverse order: database, mailbox, migrations, worker, site. */
import { setTimeout as delay } from 'node:timers/promises';
import { startChild } from './children.mjs';
import { startMailbox } from './mailbox.mjs';
import { LOOPBACK } from './network.mjs';
import { MAIN_FILES, ROOT_DIR } from './paths.mjs';
import { ensurePostgres } from './postgres.mjs';
import { runToEnd } from './processes.mjs';
import { CannotRun, EXIT_CANNOT_RUN, progress, say, tail } from './report.mjs';
import { startSmsGateway } from './sms.mjs';
import { Supervisor } from './supervisor.mjs';

/** The site drains its requests; the worker may be converting a document, which it finishes or leaves to its next start. */
const WEB_STOP_LIMIT_MS = 10_000;
const WORKER_STOP_LIMIT_MS = 15_000;

/** The applications are ready in a few seconds; a slow and busy machine may need ten times more. */
const READY_LIMIT_MS = 120_000;
const READY_STEP_MS = 100;
const READY_REQUEST_LIMIT_MS = 2_000;

/** The largest migration or seed stays far below; past this it waits for a lock that somebody else holds. */
const COMMAND_LIMIT_MS = 5 * 60_000;

/** Last lines of a service kept to explain why it cannot be kept alive. */
const LINES_KEPT = 30;

export class Services {
  #supervisor;
  #lastLines = new Map();
  #fatal = withResolvers();
  #options;
  #environment = {};

  /**
   * @param {object} options
   * @param {import('./settings.mjs').Settings} options.settings
   * @param {number} options.port of the site.
   * @param {string} options.soffice path of LibreOffice.
   * @param {(name: string, line: string) => void} options.onLine each line printed by the applications.
   * @param {(state: { environment: Record<string, string>, processes: Record<string, number | null> }) => void} options.onChange a process changed.
   */
  constructor(options) {
    this.#options = options;
    this.#fatal.promise.catch(() => {}); // It may fail when nobody is waiting for it any more.
    this.#supervisor = new Supervisor({
      onChange: () => options.onChange({ environment: this.#environment, processes: this.#supervisor.pids() }),
      onFatal: (name, end) => this.#fatal.reject(this.#explain(name, end)),
    });
  }

  /** What the applications and the command line receive besides the launcher's own environment. */
  get environment() {
    return this.#environment;
  }

  /** Starts everything. Resolves when the site answers that it is ready. */
  async start() {
    await Promise.race([this.#startAll(), this.#fatal.promise]);
    this.#supervisor.settle();
  }

  /** Stops everything, in order and within bounded times. */
  stop() {
    return this.#supervisor.stop();
  }

  /** Does not wait for web, worker and mailbox any more. The database is always left the time to close its files. */
  hurry() {
    this.#supervisor.hurry();
  }

  async #startAll() {
    const { settings } = this.#options;
    const database = settings.databaseUrl ? null : await this.#addPostgres();
    const mailbox = settings.smtpUrl ? null : await this.#addMailbox();
    const sms = settings.mode === 'demonstration' && mailbox && !settings.smsGatewayUrl ? await this.#addSmsGateway(mailbox) : null;
    this.#environment = this.#composeEnvironment(database, mailbox, sms);
    await progress('Préparation de la base', () => runCliCommand('migrate', this.#environment));
    // A préfecture's own data are never mixed with invented ones.
    if (settings.mode === 'demonstration') await progress('Données de démonstration', () => runCliCommand('seed', this.#environment));
    await this.#addApplication('worker', WORKER_STOP_LIMIT_MS);
    await this.#addApplication('web', WEB_STOP_LIMIT_MS);
    await this.#waitUntilReady();
  }

  #addPostgres() {
    const { dataDir } = this.#options.settings;
    return this.#supervisor.add('postgres', (previous) => ensurePostgres({ dataDir, port: previous?.port }));
  }

  #addMailbox() {
    const { dataDir } = this.#options.settings;
    return this.#supervisor.add('mailbox', (previous) => startMailbox({ dataDir, ports: previous?.ports }));
  }

  #addSmsGateway({ smtpUrl }) {
    return this.#supervisor.add('sms', (previous) => startSmsGateway({ smtpUrl, previous }));
  }

  #addApplication(name, stopLimitMs) {
    const onLine = (line) => {
      this.#keepLine(name, line);
      this.#options.onLine(name, line);
    };
    const launch = async () => startChild({ file: MAIN_FILES[name], environment: this.#environment, stopLimitMs, onLine });
    return this.#supervisor.add(name, launch);
  }

  #composeEnvironment(database, mailbox, sms) {
    const { settings, port, soffice } = this.#options;
    const values = {
      PARAPHE_MODE: settings.mode,
      PORT: String(port),
      DATA_DIR: settings.dataDir,
      DATABASE_URL: settings.databaseUrl ?? database.appUrl,
      DATABASE_OWNER_URL: settings.databaseOwnerUrl ?? database.ownerUrl,
      REDIS_URL: settings.redisUrl,
      SMTP_URL: settings.smtpUrl ?? mailbox.smtpUrl,
      MAILBOX_URL: mailbox?.webUrl ?? settings.mailboxUrl,
      ...(sms && { SMS_GATEWAY_URL: sms.url, SMS_GATEWAY_TOKEN: sms.token }),
      PUBLIC_URL: settings.publicUrl ?? `http://localhost:${port}`,
      SOFFICE_PATH: soffice,
    };
    return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
  }

  async #waitUntilReady() {
    const url = `http://${LOOPBACK}:${this.#options.port}/health/ready`;
    const limit = Date.now() + READY_LIMIT_MS;
    while (!(await answers(url))) {
      if (Date.now() > limit) throw new CannotRun(`Le site ne devient pas prêt (${url}).\n${this.#lastLinesOf('web')}`, { code: 1 });
      await delay(READY_STEP_MS);
    }
  }

  #keepLine(name, line) {
    const lines = this.#lastLines.get(name) ?? [];
    lines.push(line);
    this.#lastLines.set(name, lines.slice(-LINES_KEPT));
  }

  #lastLinesOf(name) {
    return (this.#lastLines.get(name) ?? []).join('\n');
  }

  #explain(name, { code, signal }) {
    const end = signal ? `signal ${signal}` : `code ${code}`;
    const exitCode = code === EXIT_CANNOT_RUN ? EXIT_CANNOT_RUN : 1;
    return new CannotRun(`${name} ne peut pas démarrer (${end})\u00a0:\n${this.#lastLinesOf(name)}`, { code: exitCode });
  }
}

/** `Promise.withResolvers`, which Node 20 does not have yet. */
function withResolvers() {
  const parts = {};
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
}

async function answers(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(READY_REQUEST_LIMIT_MS) });
    await response.arrayBuffer(); // An unread body keeps its connection open.
    return response.ok;
  } catch {
    return false;
  }
}

/**
 * Runs a command of the compiled command line to its end.
 * @param {string} name
 * @param {Record<string, string>} environment
 * @returns {Promise<string>} what it printed.
 * @throws {CannotRun} with the command's own exit code, when it is not 0.
 */
export async function runCliCommand(name, environment) {
  const { code, output } = await runToEnd(process.execPath, ['--enable-source-maps', MAIN_FILES.cli, name], {
    cwd: ROOT_DIR,
    env: { ...process.env, ...environment },
    timeoutMs: COMMAND_LIMIT_MS,
  });
  if (code !== 0) throw new CannotRun(`La commande «\u00a0paraphe ${name}\u00a0» a échoué (code ${code})\u00a0:\n${tail(output)}`, { code });
  return output.trimEnd();
}

/** Prints an application's line with the name of the application before it. */
export function printLine(name, line) {
  say(`[${name}] ${line}`);
}
