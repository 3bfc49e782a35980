/** Programs of the machine: found on PATH, or installed by the system's own package manager when we are allowed to. */
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { runToEnd } from './processes.mjs';

/** Downloading and unpacking LibreOffice or Chromium takes under two minutes; a package manager silent this long is stuck. */
const INSTALL_LIMIT_MS = 10 * 60_000;

/** Another installation may be running (a fresh machine updates itself at boot): apt waits this long for its turn, in seconds. */
const APT_TURN_S = 120;

/** Time left to one server before apt tries the next, in seconds: without network, the refusal comes quickly. */
const APT_SERVER_S = 20;

/**
 * First of the names found on PATH.
 * @param {string[]} names names, or absolute paths.
 * @returns {string | null} absolute path.
 */
export function findProgram(names) {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  for (const name of names) {
    const candidates = path.isAbsolute(name) ? [name] : folders.map((folder) => path.join(folder, name));
    const found = candidates.find(isExecutable);
    if (found) return found;
  }
  return null;
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** Words to type, by package manager, for a person who must install by hand. The first manager present on the machine is used. */
const MANAGERS = [
  { name: 'apt-get', typed: (packages) => `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages}` },
  { name: 'brew', typed: (packages) => `brew install --cask ${packages}` },
  { name: 'dnf', typed: (packages) => `sudo dnf install -y ${packages}` },
  { name: 'zypper', typed: (packages) => `sudo zypper install -y ${packages}` },
  { name: 'pacman', typed: (packages) => `sudo pacman -S ${packages}` },
  { name: 'apk', typed: (packages) => `sudo apk add ${packages}` },
];

/**
 * The package manager of this machine.
 * @returns {{ name: string, typed: (packages: string) => string } | null}
 */
export function packageManager() {
  return MANAGERS.find(({ name }) => findProgram([name])) ?? null;
}

/** Whether apt is here and we may use it without asking anybody: as root, or with password-less sudo. */
export async function canUseApt() {
  if (!findProgram(['apt-get'])) return false;
  if (process.getuid?.() === 0) return true;
  if (!findProgram(['sudo'])) return false;
  return (await runToEnd('sudo', ['-n', 'true'], { timeoutMs: APT_SERVER_S * 1000 })).code === 0;
}

let listsUpdated = false;

/**
 * Installs packages with apt; the lists are brought up to date once per launch. To be called when `canUseApt()` said yes.
 * @param {string[]} packages
 * @returns {Promise<{ code: number, output: string }>}
 */
export async function aptInstall(packages) {
  if (!listsUpdated) {
    // A broken third-party source makes `update` fail while ours is fine: its verdict is left to the installation that follows.
    await apt(['update']);
    listsUpdated = true;
  }
  return apt(['install', '-y', '--no-install-recommends', ...packages]);
}

function apt(args) {
  const options = [`DPkg::Lock::Timeout=${APT_TURN_S}`, `Acquire::http::Timeout=${APT_SERVER_S}`, 'Acquire::Retries=1'].flatMap((o) => ['-o', o]);
  // `env` rather than the environment: sudo would drop the variable.
  const words = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...options, ...args];
  const [file, ...rest] = process.getuid?.() === 0 ? words : ['sudo', '-n', ...words];
  return runToEnd(file, rest, { timeoutMs: INSTALL_LIMIT_MS, endsWithUs: false });
}

/** Installs a macOS application with Homebrew. */
export function brewInstallCask(name) {
  return runToEnd('brew', ['install', '--cask', name], { timeoutMs: INSTALL_LIMIT_MS, endsWithUs: false });
}
