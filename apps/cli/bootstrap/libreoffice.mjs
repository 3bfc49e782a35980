/**
 * Programs that npm does not carry. LibreOffice is required: it turns the agreement into PDF. The others serve the tests: absent, the
 * tests that need them are skipped, and one loud line says so.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { aptInstall, brewInstallCask, canUseApt, findProgram, packageManager } from './programs.mjs';
import { runToEnd } from './processes.mjs';
import { CannotRun, progress, tail, warn } from './report.mjs';

const MAC_APPLICATION = '/Applications/LibreOffice.app/Contents/MacOS/soffice';
const LIBREOFFICE_NAMES = ['soffice', 'libreoffice', MAC_APPLICATION];

/** The word processor without its screens, and the free fonts that have the metrics of the usual ones (else page counts change). */
const LIBREOFFICE_PACKAGES = ['libreoffice-writer-nogui', 'fonts-liberation'];

/** What other package managers call it. */
const LIBREOFFICE_ELSEWHERE = 'libreoffice';

/** A browser that does not even print its version by then cannot run the journeys (Ubuntu installs a stub that only asks for a snap). */
const BROWSER_VERSION_LIMIT_MS = 20_000;

/** Debian's way to say that what is installed is not started, as containers do. Elsewhere a mail server, once installed, would serve the accounts of the machine to the network. */
const NOTHING_STARTS_FILE = '/usr/sbin/policy-rc.d';

/** The tests write the settings of Dovecot 2.3; those of 2.4 are others. */
const DOVECOT_VERSION = /^2\.3\./;

/**
 * @typedef {{ title: string, names: string[], packages: string[], lost: string, serves?: boolean }} OptionalTool `lost`: what is skipped without it.
 *   `serves`: it would serve the network by itself once installed, and is left to a person where that may happen.
 */

/** @type {Record<'chromium' | 'redis' | 'poppler' | 'qpdf' | 'dovecot' | 'softhsm', OptionalTool>} */
export const OPTIONAL_TOOLS = {
  chromium: {
    title: 'Chromium',
    names: ['chromium', 'chromium-browser', 'google-chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
    packages: ['chromium'],
    lost: 'les essais dans un navigateur sont sautés',
  },
  redis: { title: 'Redis', names: ['redis-server'], packages: ['redis-server'], lost: 'les essais de la file sur Redis sont sautés' },
  poppler: { title: 'Poppler', names: ['pdfsig'], packages: ['poppler-utils'], lost: 'les contrôles de nos PDF par Poppler sont sautés' },
  dovecot: { title: 'Dovecot 2.3', names: ['dovecot', '/usr/sbin/dovecot'], packages: ['dovecot-imapd'], lost: 'les essais d’une boîte aux lettres IMAP sont sautés', serves: true },
  softhsm: { title: 'SoftHSM2', names: ['softhsm2-util'], packages: ['softhsm2', 'opensc'], lost: 'les essais d’un cachet gardé par un module PKCS#11 sont sautés' },
  qpdf: { title: 'qpdf', names: ['qpdf'], packages: ['qpdf'], lost: 'les contrôles de nos PDF par qpdf sont sautés' },
};

/**
 * LibreOffice if it is here already, without installing anything.
 * @returns {string | null}
 * @throws {CannotRun} when SOFFICE_PATH names a program that does not exist: another one is not what was asked for.
 */
export function findLibreOffice() {
  const asked = process.env.SOFFICE_PATH;
  if (!asked) return findProgram(LIBREOFFICE_NAMES);
  const found = findProgram([path.resolve(asked)]);
  if (!found) throw new CannotRun(`SOFFICE_PATH ne désigne pas un programme\u00a0: ${asked}`);
  return found;
}

/**
 * Makes sure LibreOffice is here.
 * @returns {Promise<string>} path of its program.
 * @throws {CannotRun} with the exact command to type when we may not install it ourselves.
 */
export async function ensureLibreOffice() {
  const present = findLibreOffice();
  if (present) return present;
  const outcome = await installLibreOffice();
  const installed = findProgram(LIBREOFFICE_NAMES);
  if (installed) return installed;
  const failure = outcome ? `\n${tail(outcome.output)}` : '';
  throw new CannotRun(`LibreOffice est nécessaire et n’a pas pu être installé. ${whatToType()}${failure}`);
}

async function installLibreOffice() {
  if (await canUseApt()) return progress('Installation de LibreOffice (environ 85\u00a0Mo)', () => aptInstall(LIBREOFFICE_PACKAGES));
  if (process.platform === 'darwin' && findProgram(['brew'])) {
    return progress('Installation de LibreOffice', () => brewInstallCask('libreoffice'));
  }
  return null;
}

function whatToType() {
  const manager = packageManager();
  if (!manager) return 'Installez-le, puis recommencez.';
  const packages = manager.name === 'apt-get' ? LIBREOFFICE_PACKAGES.join(' ') : LIBREOFFICE_ELSEWHERE;
  return `Tapez\u00a0: ${manager.typed(packages)}`;
}

/**
 * Finds the optional tools, installing with apt those that are missing when that is allowed.
 * @returns {Promise<Record<keyof typeof OPTIONAL_TOOLS, string | null>>} path of each, or null after one loud line.
 */
export async function ensureOptionalTools() {
  const missing = Object.values(OPTIONAL_TOOLS).filter(({ names, serves }) => !findProgram(names) && (!serves || existsSync(NOTHING_STARTS_FILE)));
  if (missing.length > 0 && (await canUseApt())) await installTools(missing);
  const found = {};
  for (const [key, tool] of Object.entries(OPTIONAL_TOOLS)) {
    found[key] = await usableTool(key, tool);
    if (!found[key]) warn(`${tool.title} est absent et n’a pas pu être installé\u00a0: ${tool.lost}.`);
  }
  return found;
}

async function installTools(tools) {
  const titles = tools.map(({ title }) => title).join(', ');
  await progress(`Installation des outils d’essai (${titles})`, async () => {
    const together = await aptInstall(tools.flatMap(({ packages }) => packages));
    if (together.code === 0) return;
    // One package unknown to this system must not deprive the tests of the others.
    for (const { packages } of tools) await aptInstall(packages);
  });
}

async function usableTool(key, { names }) {
  const wanted = key === 'chromium' && process.env.CHROMIUM_PATH ? [process.env.CHROMIUM_PATH] : names;
  const file = findProgram(wanted);
  if (!file || !['chromium', 'dovecot'].includes(key)) return file;
  const { code, output } = await runToEnd(file, ['--version'], { timeoutMs: BROWSER_VERSION_LIMIT_MS });
  return code === 0 && (key !== 'dovecot' || DOVECOT_VERSION.test(output)) ? file : null;
}
