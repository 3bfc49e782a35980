/** Compilation of the applications and libraries, only when their sources changed. */
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { waitForLock } from './file-lock.mjs';
import { fingerprint, readText } from './files.mjs';
import { rootLock } from './install.mjs';
import { DIST_DIR, packageFile, ROOT_DIR } from './paths.mjs';
import { runToEnd } from './processes.mjs';
import { CannotRun, progress, tail } from './report.mjs';

/** SWC compiles the whole repository in about a second; past this it is stuck. */
const BUILD_LIMIT_MS = 3 * 60_000;

const SOURCE_DIRS = ['apps', 'libs'];
const SOURCE_EXTENSIONS = ['.ts', '.tsx'];
/** Files that change what the compiler writes: its settings, and its own version through the lock file. */
const SETTINGS_FILES = ['.swcrc', 'package.json', 'package-lock.json'];

/** Stamp kept inside the compiled folder: both vanish together. */
const STAMP_FILE = path.join(DIST_DIR, '.sources');

/** Beside the final folder, at the same depth, so that the paths in source maps stay right once renamed. */
const NEXT_DIR = path.join(ROOT_DIR, 'dist.next');

/** Compiles when needed. Says nothing when the compiled files are those of the present sources. */
export async function ensureBuilt() {
  if (readText(STAMP_FILE) === sourcesStamp()) return;
  const waitLine = 'Une autre commande compile\u00a0; attente…';
  const release = await waitForLock(rootLock('build'), { waitLine, limitMs: BUILD_LIMIT_MS });
  try {
    const stamp = sourcesStamp();
    if (readText(STAMP_FILE) !== stamp) await progress('Compilation', () => build(stamp));
  } finally {
    release();
  }
}

/** Compiles aside then exchanges the folders: deleted sources leave nothing behind, and a failed compilation destroys nothing. */
async function build(stamp) {
  rmSync(NEXT_DIR, { recursive: true, force: true });
  const swc = packageFile('@swc/cli/bin/swc.js');
  const args = [swc, ...SOURCE_DIRS, '--out-dir', path.basename(NEXT_DIR), '--extensions', SOURCE_EXTENSIONS.join(',')];
  const { code, output } = await runToEnd(process.execPath, args, { cwd: ROOT_DIR, timeoutMs: BUILD_LIMIT_MS });
  if (code !== 0) throw new CannotRun(`La compilation a échoué\u00a0:\n${tail(output, 40)}`, { code: 1 });
  writeFileSync(path.join(NEXT_DIR, path.basename(STAMP_FILE)), stamp);
  rmSync(DIST_DIR, { recursive: true, force: true });
  renameSync(NEXT_DIR, DIST_DIR);
}

function sourcesStamp() {
  const sources = SOURCE_DIRS.flatMap((folder) => filesUnder(path.join(ROOT_DIR, folder))).sort();
  const settings = SETTINGS_FILES.map((name) => path.join(ROOT_DIR, name));
  return fingerprint(...[...settings, ...sources].flatMap((file) => [path.relative(ROOT_DIR, file), readFileSync(file)]));
}

function filesUnder(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && SOURCE_EXTENSIONS.includes(path.extname(entry.name)))
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
}
