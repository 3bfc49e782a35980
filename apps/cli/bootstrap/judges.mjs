/**
 * The judges of our PDFs that npm does not carry: EU DSS and veraPDF (Java, through Maven), pyHanko (Python, through pip). Compiled and
 * installed once, into a folder that is not part of the repository. Absent, the tests that need them are skipped, and a loud line says so.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { waitForLock } from './file-lock.mjs';
import { fingerprint, readText } from './files.mjs';
import { rootLock } from './install.mjs';
import { packageFile, ROOT_DIR } from './paths.mjs';
import { findProgram } from './programs.mjs';
import { runToEnd } from './processes.mjs';
import { progress, tail, warn } from './report.mjs';

const SOURCES_DIR = path.join(ROOT_DIR, 'test/conformance');
const JUDGES_DIR = packageFile('.cache/paraphe-judges');

/** Fetching all the jars takes half a minute; a client silent this long is waiting for what will not come. */
const FETCH_LIMIT_MS = 10 * 60_000;
const VERSION_LIMIT_MS = 30_000;

/** Oldest Java for which our program is compiled, and oldest Python that pyHanko takes. */
const JAVA_MIN = 17;
const PYTHON_MIN = [3, 10];

/**
 * @typedef {object} Judges what the specs are told; a member is null when its judge cannot be had here.
 * @property {{ java: string, classpath: string } | null} dss
 * @property {{ java: string, classpath: string } | null} verapdf
 * @property {{ python: string } | null} pyhanko
 */

/**
 * Brings the judges.
 * @returns {Promise<Judges>}
 */
export async function ensureJudges() {
  mkdirSync(JUDGES_DIR, { recursive: true });
  const release = await waitForLock(rootLock('judges'), { waitLine: 'Une autre commande prépare les juges\u00a0; attente…', limitMs: FETCH_LIMIT_MS });
  try {
    const java = await usableJava();
    return {
      dss: java && (await fromMaven('dss', 'EU DSS', java, ['compile'])),
      verapdf: java && (await fromMaven('verapdf', 'veraPDF', java, [])),
      pyhanko: await pyHanko(),
    };
  } finally {
    release();
  }
}

async function usableJava() {
  const java = findProgram(['java']);
  const maven = findProgram(['mvn']);
  const version = java ? Number(/version "(\d+)/.exec((await runToEnd(java, ['-version'], { timeoutMs: VERSION_LIMIT_MS })).output)?.[1] ?? 0) : 0;
  if (maven && version >= JAVA_MIN) return { java, maven, version };
  warn(`Java ${JAVA_MIN} ou Maven est absent\u00a0: EU DSS et veraPDF ne jugent PAS nos PDF.`);
  return null;
}

/** Resolves the jars of a pom (and compiles its program, when it has one). */
async function fromMaven(name, title, { java, maven, version }, goals) {
  const source = path.join(SOURCES_DIR, name);
  const folder = path.join(JUDGES_DIR, name);
  const jarsFile = path.join(folder, 'classpath');
  const classpath = () => [...(goals.length > 0 ? [path.join(folder, 'classes')] : []), readText(jarsFile)].join(path.delimiter);
  const arrived = await once(folder, fingerprint(contentOf(source), `java ${version}`), `Préparation de ${title}`, async () => {
    const options = ['-q', '-B', '-f', path.join(source, 'pom.xml'), `-Djudge.target=${folder}`, `-Dmdep.outputFile=${jarsFile}`];
    return runToEnd(maven, [...options, ...goals, 'dependency:build-classpath'], { timeoutMs: FETCH_LIMIT_MS });
  });
  if (arrived) return { java, classpath: classpath() };
  warn(`${title} n’a pas pu être obtenu\u00a0: il ne juge PAS nos PDF.`);
  return null;
}

async function pyHanko() {
  const python = await usablePython();
  if (!python) {
    warn(`Python ${PYTHON_MIN.join('.')} est absent\u00a0: pyHanko ne juge PAS nos PDF.`);
    return null;
  }
  const requirements = path.join(SOURCES_DIR, 'requirements.txt');
  const folder = path.join(JUDGES_DIR, 'pyhanko');
  const own = path.join(folder, 'bin/python');
  const arrived = await once(folder, fingerprint(readFileSync(requirements), python.version), 'Préparation de pyHanko', async () => {
    const made = await runToEnd(python.file, ['-m', 'venv', folder], { timeoutMs: FETCH_LIMIT_MS });
    if (made.code !== 0) return made;
    return runToEnd(own, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements], { timeoutMs: FETCH_LIMIT_MS });
  });
  if (arrived) return { python: own };
  warn('pyHanko n’a pas pu être obtenu\u00a0: il ne juge PAS nos PDF.');
  return null;
}

async function usablePython() {
  const file = findProgram(['python3', 'python']);
  if (!file) return null;
  const version = (await runToEnd(file, ['-c', 'import sys, venv; print(sys.version)'], { timeoutMs: VERSION_LIMIT_MS })).output.trim();
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return major > PYTHON_MIN[0] || (major === PYTHON_MIN[0] && minor >= PYTHON_MIN[1]) ? { file, version } : null;
}

/** Does the work unless the folder bears its stamp already. A folder left half made by an interruption has none, and is begun again. */
async function once(folder, stamp, label, work) {
  const stampFile = path.join(folder, '.stamp');
  if (readText(stampFile) === stamp) return true;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { code, output } = await progress(label, work);
  if (code !== 0) warn(tail(output));
  else writeFileSync(stampFile, stamp);
  return code === 0;
}

/** Every byte that the result depends on. */
function contentOf(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Buffer.concat(files.map((entry) => path.join(entry.parentPath ?? entry.path, entry.name)).sort().map((file) => readFileSync(file)));
}
