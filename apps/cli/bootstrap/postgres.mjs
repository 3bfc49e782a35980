/**
 * The embedded PostgreSQL: a real server, started from the binaries npm carries, whose cluster lives in the data folder.
 *
 * It listens on the loopback only, without a Unix socket, and every login has a password. The server outlives a launcher killed with
 * SIGKILL (it is in a session of its own, so that Ctrl-C does not stop it under the feet of the site): the next launcher adopts it.
 */
import { spawn } from 'node:child_process';
import { existsSync, fstatSync, mkdirSync, openSync, closeSync, readFileSync, realpathSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fingerprint, PRIVATE_FILE_MODE, readJson, readText, writePrivateJson } from './files.mjs';
import { freePort, isPortFree, LOOPBACK } from './network.mjs';
import { asIdentity, canReach, chooseIdentity, giveTo, preparePrograms } from './postgres-programs.mjs';
import { databaseUrls, ensureRoles, newPasswords, servedCluster } from './postgres-roles.mjs';
import { commandLine, isAlive, runToEnd, stopProcess, waitForEnd } from './processes.mjs';
import { CannotRun, tail } from './report.mjs';

/** After a crash the server first replays its log; on a slow disk that takes some time. */
const READY_LIMIT_MS = 60_000;
const READY_STEP_MS = 25;

/** An orphan that neither answers nor ends within this time is stopped and replaced. */
const ORPHAN_LIMIT_MS = 30_000;

/** initdb takes one second; a very slow disk, some tens. */
const INITDB_LIMIT_MS = 5 * 60_000;

/** When a server is killed, its children need a moment to notice; until then a new one is refused the shared memory. */
const START_TRIES = 5;
const START_PAUSE_MS = 500;

/** SIGINT asks for a fast shutdown (connections are cut, data written); SIGQUIT for an immediate one, replayed at the next start. */
const STOP_STEPS = [['SIGINT', 20_000], ['SIGQUIT', 5_000]];
/** For a cluster about to be deleted. */
const HURRIED_STOP_STEPS = [['SIGQUIT', 5_000]];

/** How often the end of a server that is not our child is looked for. */
const WATCH_STEP_MS = 500;

/** Web, worker and command line each hold a few pools, and the queue one listening connection per worker. */
const MAX_CONNECTIONS = 200;

/** The server's log is started afresh beyond this size, so that years of restarts do not fill the disk. */
const LOG_MAX_BYTES = 20 * 1024 * 1024;

/**
 * Starts the embedded server, or adopts the one already running on the same cluster.
 * @param {object} options
 * @param {string} options.dataDir data folder; receives `postgres/` (the cluster), `postgres.json` (port, passwords), `postgres.log`.
 * @param {number} [options.port] this port and no other (a restart under running applications); default: the remembered one, else any.
 * @param {string[]} [options.settings] more server settings, as `name=value`.
 * @param {'auto' | 'namespace' | 'account'} [options.rootMode] how root runs the server; forced only to test both ways.
 * @returns {Promise<EmbeddedPostgres>}
 * @typedef {{ ownerUrl: string, appUrl: string, superuserUrl: string, port: number, pid: number, adopted: boolean,
 *   exited: Promise<unknown>, stop: (options?: { hurry?: boolean }) => Promise<void> }} EmbeddedPostgres
 */
export async function ensurePostgres({ dataDir, port, settings = [], rootMode = 'auto' }) {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const place = locate(realpathSync(dataDir), rootMode);
  // The orphan comes first: the files of a running server must not change hands under it.
  const orphan = await adoptOrphan(place);
  if (!orphan) await ensureCluster(place);
  const memory = place.readMemory();
  const server = orphan ?? (await startServer(place, { memory, port, settings }));
  if (server.port !== memory.port) writePrivateJson(place.memoryFile, { ...memory, port: server.port });
  const urls = databaseUrls(server.port, memory.passwords);
  await ensureRoles(urls.superuserUrl, memory.passwords);
  const stop = async ({ hurry = false } = {}) => {
    const stopped = await stopProcess(server.pid, hurry ? HURRIED_STOP_STEPS : STOP_STEPS);
    if (!stopped) throw new Error(`PostgreSQL (processus ${server.pid}) ne s’arrête pas.`);
  };
  return { ...urls, ...server, adopted: orphan !== null, stop };
}

/** Where things are, and who runs them. The cluster's place is remembered: it never changes once data are in it. */
function locate(dataDir, rootMode) {
  const memoryFile = path.join(dataDir, 'postgres.json');
  const readMemory = () => readJson(memoryFile);
  const memory = readMemory();
  const usual = path.join(dataDir, 'postgres');
  let cluster = memory?.cluster ?? usual;
  if (existsSync(path.join(cluster, 'PG_VERSION')) && !memory) {
    throw new CannotRun(`Le fichier ${memoryFile}, qui garde les mots de passe de la base, manque ou est illisible\u00a0: rétablissez-le, ou choisissez un autre DATA_DIR.`);
  }
  const identity = chooseIdentity(cluster, rootMode);
  if (!canReach(identity, dataDir, dataDir)) {
    if (existsSync(usual)) throw new CannotRun(`Le compte n° ${identity.uid}, qui doit servir la base, n’a pas accès à ${usual}.`);
    // The data folder is below a private one (often /root) that is not ours to open: the cluster goes to the system's place for data.
    cluster = memory?.cluster ?? path.join('/var/lib/paraphe', fingerprint(dataDir).slice(0, 16), 'postgres');
    mkdirSync(path.dirname(cluster), { recursive: true, mode: 0o711 });
  }
  const programs = preparePrograms(identity, path.dirname(cluster));
  const program = (name, args) => asIdentity(identity, path.join(programs, 'bin', name), args);
  return { dataDir, cluster, memoryFile, readMemory, identity, program, logFile: path.join(dataDir, 'postgres.log') };
}

/** Creates the cluster aside, then gives it its name: an initdb cut short is simply done again. */
async function ensureCluster({ cluster, memoryFile, readMemory, identity, program }) {
  if (existsSync(path.join(cluster, 'PG_VERSION'))) {
    if (identity.kind === 'account' && statSync(cluster).uid !== identity.uid) giveTo(identity, cluster);
    return;
  }
  const draft = `${cluster}.new`;
  const passwordFile = `${cluster}.password`;
  const passwords = readMemory()?.passwords ?? newPasswords();
  writePrivateJson(memoryFile, { port: readMemory()?.port ?? null, cluster, passwords });
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  try {
    writeFileSync(passwordFile, passwords.superuser, { mode: PRIVATE_FILE_MODE });
    giveTo(identity, draft);
    giveTo(identity, passwordFile);
    await runInitdb(program, draft, passwordFile);
    renameSync(draft, cluster);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

async function runInitdb(program, folder, passwordFile) {
  // PostgreSQL's own C.UTF-8 sorts the same on every machine, whatever locales the system has; French order is asked for where a list is
  // shown, with an ICU collation.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const access = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  const { file, args, options } = program('initdb', ['-D', folder, ...locale, ...access, '--no-instructions']);
  const { code, output } = await runToEnd(file, args, { ...options, timeoutMs: INITDB_LIMIT_MS });
  if (code !== 0) throw new CannotRun(`La base embarquée n’a pas pu être créée dans ${folder}\u00a0:\n${tail(output)}`);
}

/**
 * The server a previous launcher left on this cluster, if it lives and answers. `postmaster.pid` (documented by PostgreSQL): pid on the
 * first line, port on the fourth.
 */
async function adoptOrphan({ cluster, readMemory }) {
  const pidFile = path.join(cluster, 'postmaster.pid');
  const lines = readText(pidFile).split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!pid) return null;
  if (!isAlive(pid) || !commandLine(pid).includes(`-D ${cluster} `)) {
    // Stale: the process is gone, or its number now belongs to another program, which PostgreSQL itself would take for a server.
    rmSync(pidFile, { force: true });
    return null;
  }
  const limit = Date.now() + ORPHAN_LIMIT_MS;
  const { superuserUrl } = databaseUrls(port, readMemory().passwords);
  while (isAlive(pid) && Date.now() < limit) {
    if ((await answeringCluster(superuserUrl)) === cluster) return { pid, port, exited: watchEnd(pid) };
    await delay(READY_STEP_MS);
  }
  await stopProcess(pid, STOP_STEPS);
  return null;
}

/** Resolves when a process that is not our child ends. */
async function watchEnd(pid) {
  while (isAlive(pid)) await delay(WATCH_STEP_MS);
}

/** Folder served at this address, or null when nobody answers, or not yet. A wrong password is a final answer. */
async function answeringCluster(superuserUrl) {
  try {
    return await servedCluster(superuserUrl);
  } catch (error) {
    const INVALID_PASSWORD = '28P01';
    if (error.code === INVALID_PASSWORD) throw new CannotRun('Le mot de passe gardé dans postgres.json n’est pas celui de la base embarquée.');
    return null;
  }
}

async function startServer(place, { memory, port: imposed, settings }) {
  for (let attempt = 1; ; attempt += 1) {
    const port = imposed ?? (await choosePort(memory.port));
    const { server, failure } = await tryStart(place, port, { memory, settings });
    if (server) return server;
    if (attempt === START_TRIES) throw new CannotRun(`PostgreSQL ne démarre pas (journal\u00a0: ${place.logFile})\u00a0:\n${tail(failure)}`);
    await delay(START_PAUSE_MS * attempt);
  }
}

async function choosePort(remembered) {
  return remembered && (await isPortFree(remembered, LOOPBACK)) ? remembered : freePort();
}

async function tryStart({ cluster, program, logFile }, port, { memory, settings }) {
  const own = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', `max_connections=${MAX_CONNECTIONS}`, 'timezone=UTC', 'log_timezone=UTC'];
  const { file, args, options } = program('postgres', ['-D', cluster, '-p', String(port), ...[...own, ...settings].flatMap((s) => ['-c', s])]);
  if (existsSync(logFile) && statSync(logFile).size > LOG_MAX_BYTES) truncateSync(logFile);
  // A file, not a pipe: the server must be able to go on writing when the launcher is gone.
  const log = openSync(logFile, 'a', PRIVATE_FILE_MODE);
  const logStart = fstatSync(log).size;
  const child = spawn(file, args, { ...options, stdio: ['ignore', log, log], detached: true });
  closeSync(log);
  const exited = new Promise((resolve) => child.once('exit', resolve).once('error', resolve));
  child.unref();
  if (await becomesReady(child, cluster, databaseUrls(port, memory.passwords).superuserUrl)) return { server: { pid: child.pid, port, exited } };
  if (child.pid) await stopProcess(child.pid, HURRIED_STOP_STEPS);
  return { failure: readFileSync(logFile).subarray(logStart).toString('utf8') };
}

async function becomesReady(child, cluster, superuserUrl) {
  const limit = Date.now() + READY_LIMIT_MS;
  while (child.pid && child.exitCode === null && child.signalCode === null && Date.now() < limit) {
    if ((await answeringCluster(superuserUrl)) === cluster) return true;
    await delay(READY_STEP_MS);
  }
  return false;
}

/**
 * Stops the server of a cluster left behind by a launcher that is gone, without adopting it.
 * @param {string} cluster folder of the cluster.
 */
export async function stopAbandoned(cluster) {
  const pid = Number(readText(path.join(cluster, 'postmaster.pid')).split('\n')[0]);
  if (!pid || !commandLine(pid).includes(`-D ${cluster} `)) return;
  await stopProcess(pid, HURRIED_STOP_STEPS);
  await waitForEnd(pid, WATCH_STEP_MS);
}
