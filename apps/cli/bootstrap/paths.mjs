/** The repository's places, the same from every launcher file. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of this file: the launcher. */
export const BOOTSTRAP_DIR = path.dirname(fileURLToPath(import.meta.url));

/** Root of the repository. */
export const ROOT_DIR = path.resolve(BOOTSTRAP_DIR, '../../..');

/** Compiled applications. */
export const DIST_DIR = path.join(ROOT_DIR, 'dist');

/** Entry points of the three applications, once compiled. */
export const MAIN_FILES = {
  web: path.join(DIST_DIR, 'apps/web/src/main.js'),
  worker: path.join(DIST_DIR, 'apps/worker/src/main.js'),
  cli: path.join(DIST_DIR, 'apps/cli/src/main.js'),
};

/** Path of an installed package's file. */
export function packageFile(...parts) {
  return path.join(ROOT_DIR, 'node_modules', ...parts);
}
