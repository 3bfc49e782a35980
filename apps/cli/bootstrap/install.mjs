/** First care: the right Node, and the npm packages of the lock file. Nothing here needs an installed package. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { waitForLock } from './file-lock.mjs';
import { fingerprint, readJson, readText } from './files.mjs';
import { ROOT_DIR } from './paths.mjs';
import { runToEnd } from './processes.mjs';
import { CannotRun, progress, tail } from './report.mjs';

/** Oldest Node that loads ES modules from CommonJS packages without a flag, which the web framework needs. */
const NODE_MIN = [20, 19];

/** A cold installation on a slow connection takes a few minutes; past this, npm is waiting for something that will not come. */
const NPM_LIMIT_MS = 15 * 60_000;

const LOCK_FILE = path.join(ROOT_DIR, 'package-lock.json');
const MODULES_DIR = path.join(ROOT_DIR, 'node_modules');
/** What npm itself wrote about the installed packages. */
const INSTALLED_FILE = path.join(MODULES_DIR, '.package-lock.json');
const STAMP_FILE = path.join(MODULES_DIR, '.paraphe-stamp');

/** Refuses a Node that is too old, or a system for which no database binaries exist, in one line. */
export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const recent = major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1]);
  if (!recent) {
    throw new CannotRun(`Paraphe demande Node ${NODE_MIN.join('.')} ou plus récent\u00a0; ce poste a Node ${process.versions.node}.`);
  }
  if (!['linux', 'darwin'].includes(process.platform)) {
    throw new CannotRun('Paraphe se lance sous Linux ou macOS\u00a0; sous Windows, utilisez WSL.');
  }
}

/** Installs the npm packages when those present are not exactly those of package-lock.json. Says nothing when there is nothing to do. */
export async function ensurePackages() {
  if (arePackagesCurrent()) return;
  const waitLine = 'Une autre commande installe les paquets npm\u00a0; attente…';
  const release = await waitForLock(rootLock('install'), { waitLine, limitMs: NPM_LIMIT_MS });
  try {
    if (!arePackagesCurrent()) await installPackages();
  } finally {
    release();
  }
}

/**
 * Path of a lock about this copy of the repository. It lives outside the repository, since installing and building both delete folders.
 * @param {string} purpose ASCII word.
 */
export function rootLock(purpose) {
  const user = process.getuid?.() ?? 0;
  return path.join(tmpdir(), `paraphe-${user}-${fingerprint(ROOT_DIR).slice(0, 16)}-${purpose}.lock`);
}

function arePackagesCurrent() {
  const stamp = currentStamp();
  if (readText(STAMP_FILE) === stamp) return true;
  // Packages installed by hand (`npm ci`) carry no stamp of ours: compare once what npm says it installed with what the lock file asks.
  if (!existsSync(INSTALLED_FILE) || !isInstalledAsLocked()) return false;
  writeStamp(stamp);
  return true;
}

function currentStamp() {
  // Binaries (compiler, database) depend on the platform: a node_modules folder copied from another machine must be redone.
  return fingerprint(readFileSync(LOCK_FILE), `${process.platform}-${process.arch}`);
}

function isInstalledAsLocked() {
  const wanted = readJson(LOCK_FILE)?.packages ?? {};
  const installed = readJson(INSTALLED_FILE)?.packages ?? {};
  const isSatisfied = (place, entry) => {
    const found = installed[place];
    if (!found) return entry.optional === true && !isForThisPlatform(entry);
    return found.version === entry.version && existsSync(path.join(ROOT_DIR, place));
  };
  return Object.entries(wanted).every(([place, entry]) => place === '' || isSatisfied(place, entry));
}

function isForThisPlatform({ os, cpu, libc }) {
  // The C library is not worth guessing: a package that asks for a given one may legitimately be absent.
  return !libc && (!os || os.includes(process.platform)) && (!cpu || cpu.includes(process.arch));
}

async function installPackages() {
  const [file, ...before] = npmCommand();
  // Development packages always: the tests and `npm run check` need them, whatever NODE_ENV says.
  const args = [...before, 'ci', '--include=dev', '--no-progress'];
  await progress('Installation des paquets npm', async () => {
    const { code, output } = await runToEnd(file, args, { cwd: ROOT_DIR, timeoutMs: NPM_LIMIT_MS });
    if (code !== 0) throw new CannotRun(`npm ci a échoué (code ${code})\u00a0:\n${tail(output)}`);
  });
  writeStamp(currentStamp());
}

/** The very npm that launched us when there is one: its version and its settings are those the user chose. */
function npmCommand() {
  const launchedBy = process.env.npm_execpath;
  if (launchedBy && path.basename(launchedBy) === 'npm-cli.js' && existsSync(launchedBy)) return [process.execPath, launchedBy];
  const besideNode = path.join(path.dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js');
  return existsSync(besideNode) ? [process.execPath, besideNode] : ['npm'];
}

function writeStamp(stamp) {
  try {
    writeFileSync(STAMP_FILE, stamp);
  } catch {
    // Packages installed by another user (root, an image) cannot be stamped: the comparison is simply made again next time.
  }
}
