import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A folder the web server exposes as it is. The version is part of the path, so responses may be cached for ever. */
export type StaticFolder = { mount: string; dir: string };

/** Characters of the content hash kept in the path: 48 bits, ample to tell two releases apart. */
const VERSION_LENGTH = 12;

const require = createRequire(import.meta.url);

/** Our own files, found from the sources under test and from dist in production: they are served as written, never compiled. */
function ownAssets(): string {
  for (let dir = dirname(fileURLToPath(import.meta.url)); ; dir = dirname(dir)) {
    const candidate = join(dir, 'libs', 'ui', 'assets');
    if (existsSync(join(candidate, 'paraphe.css'))) return candidate;
    if (dirname(dir) === dir) throw new Error('libs/ui/assets not found above this file');
  }
}

function contentVersion(dir: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(dir).sort()) hash.update(name).update(readFileSync(join(dir, name)));
  return hash.digest('hex').slice(0, VERSION_LENGTH);
}

const dsfrPackage = require.resolve('@gouvfr/dsfr/package.json');
const dsfrDist = join(dirname(dsfrPackage), 'dist');
const dsfrVersion = (JSON.parse(readFileSync(dsfrPackage, 'utf8')) as { version: string }).version;

const own = ownAssets();

/** Where the design system lives in URLs. */
export const dsfrMount = `/assets/dsfr-${dsfrVersion}`;
/** Where our own stylesheet and scripts live in URLs. */
export const ownMount = `/assets/paraphe-${contentVersion(own)}`;

/**
 * Folders to expose, read-only. The design system (and Marianne, protected) is served from its package and never copied here;
 * its stylesheet finds fonts and icons by paths relative to itself, hence the same tree under one mount.
 */
export const staticFolders: readonly StaticFolder[] = [
  ...['dsfr', 'fonts', 'icons', 'favicon', 'utility/icons', 'artwork/pictograms'].map(folder => ({
    mount: `${dsfrMount}/${folder}`,
    dir: join(dsfrDist, ...folder.split('/')),
  })),
  { mount: ownMount, dir: own },
];

/** One of our own files: `asset('live.js')`. */
export function asset(name: string): string {
  return `${ownMount}/${name}`;
}

/** One of the design system's files, by its path in the package's `dist`. */
export function dsfrAsset(path: string): string {
  return `${dsfrMount}/${path}`;
}

/** Icon families our pages use; each costs a request, so the list is kept short. */
const iconFamilies = ['system', 'business', 'document', 'arrows'] as const;

/** Addresses of the stylesheets, in order. The design system's « main » sheet leaves out what only Internet Explorer needed. */
export const stylesheets: readonly string[] = [
  dsfrAsset('dsfr/dsfr.main.min.css'),
  ...iconFamilies.map(family => dsfrAsset(`utility/icons/icons-${family}/icons-${family}.main.min.css`)),
  asset('paraphe.css'),
  asset('mandate.css'),
];
