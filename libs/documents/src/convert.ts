import { accessSync, constants } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { gotenberg } from './convert-gotenberg.js';
import { places, type Places } from './convert-pool.js';
import { convertOnce, versionOf } from './convert-process.js';
import type { Converter } from './converter.js';
import { openDocx } from './docx-package.js';
import { DocumentFault } from './fault.js';

/** One conversion, in milliseconds: 138 pages take 4 s on two cores, the worst of 175 hostile files took 7 s. */
export const CONVERSION_TIME_MAX_MS = 60_000;
/** A cold start fails now and then for reasons that do not last; twice in a row is the document's fault. */
const ATTEMPTS = 2;

/** What of the service's configuration chooses the converter. */
export interface ConverterSettings {
  /** Address of a Gotenberg, used instead of LibreOffice. */
  gotenbergUrl: string | null;
  sofficePath: string | null;
  /** Where LibreOffice is looked for when its path is not given. */
  searchPath: string;
  /** LibreOffice processes at once. */
  converters: number;
}

/** One converter for one configuration: those who share the configuration share its places too, or `converters` would bound nothing. */
const known = new WeakMap<ConverterSettings, Converter>();

/** The converter that the configuration chooses. It is looked for when it is used: a machine without any says so then, `converter-missing`. */
export function converterOf(settings: ConverterSettings): Converter {
  const found = known.get(settings);
  if (found) return found;
  const { gotenbergUrl, sofficePath, searchPath, converters } = settings;
  const made = gotenbergUrl ? gotenberg(gotenbergUrl) : libreOffice({ binary: sofficePath ?? findLibreOffice(searchPath) ?? undefined, atOnce: converters });
  known.set(settings, made);
  return made;
}

/** Where LibreOffice puts its command when it is installed by hand on macOS. */
const MACOS_BINARY = '/Applications/LibreOffice.app/Contents/MacOS/soffice';

/**
 * Looks for LibreOffice.
 * @param path the PATH of the process, given by whoever is allowed to read the environment
 * @returns the absolute path of the command, or null
 */
export function findLibreOffice(path: string): string | null {
  const folders = path.split(delimiter).filter(isAbsolute);
  const candidates = folders.flatMap((folder) => [join(folder, 'soffice'), join(folder, 'libreoffice')]);
  return [...candidates, MACOS_BINARY].find(isExecutable) ?? null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

interface LibreOfficeOptions {
  /** Absolute path, see `findLibreOffice`; by default `soffice` in the system's usual folders. */
  binary?: string;
  /** Where the throwaway folders are made; the system's temporary folder by default. */
  workDir?: string;
  /** Processes at once; the next documents wait for their turn. */
  atOnce?: number;
  /** Documents that may wait. */
  waitingMax?: number;
}

/**
 * LibreOffice, one cold process per document, each with its own profile (two processes on one profile, and one of them exits
 * without a file), and no more at once than the machine bears: 250 MB each. What hangs, dies or gives nothing is tried again once.
 */
export function libreOffice({ binary = 'soffice', workDir = tmpdir(), atOnce = 1, waitingMax }: LibreOfficeOptions = {}): Converter {
  const queue: Places = places(atOnce, waitingMax);
  let version: Promise<string> | null = null;
  return {
    async toPdf(docx, { timeoutMs = CONVERSION_TIME_MAX_MS, signal, onWaiting } = {}) {
      // LibreOffice converts garbage named .docx as plain text, with success.
      await openDocx(docx);
      return queue.use(() => attempted(() => convertOnce(binary, workDir, docx, { timeoutMs, signal })), { signal, onWaiting });
    },
    version() {
      version ??= versionOf(binary, workDir).catch((thrown: unknown) => {
        version = null;
        throw thrown;
      });
      return version;
    },
  };
}

/** The retry keeps the place: a document that waited does not wait again because LibreOffice stumbled. */
async function attempted<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (thrown) {
      if (attempt >= ATTEMPTS || !(thrown instanceof DocumentFault) || !isWorthRetrying(thrown)) throw thrown;
    }
  }
}

function isWorthRetrying({ code }: DocumentFault): boolean {
  return code.startsWith('conversion-');
}
