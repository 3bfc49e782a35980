import { execFile, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openDocx } from './docx-package.js';
import { DocumentFault, wordsOf } from './fault.js';
import { pageCount } from './pdf.js';

/** One conversion, in milliseconds: 138 pages take 4 s on two cores, the worst of 175 hostile files took 7 s. */
export const CONVERSION_TIME_MAX_MS = 60_000;
/** Largest PDF accepted back: 138 pages weigh 6 MB. */
const PDF_BYTES_MAX = 200 * 1024 * 1024;
/** A cold start fails now and then for reasons that do not last; twice in a row is the document's fault. */
const ATTEMPTS = 2;
/** Last words of the converter kept for a fault. */
const STDERR_LENGTH_MAX = 500;
const VERSION_TIME_MAX_MS = 20_000;

export interface ConversionOptions {
  timeoutMs?: number;
  signal?: AbortSignal;
}

/** Turns a Word file into a tagged PDF/A-3b and PDF/UA-1 file. */
export interface Converter {
  /** @throws DocumentFault `docx-unreadable`, `converter-missing`, `conversion-*`, `aborted` */
  toPdf(docx: Buffer, options?: ConversionOptions): Promise<Buffer>;
  /** Name and version as the converter gives them, for the manifest. */
  version(): Promise<string>;
}

/** `writer_pdf_Export` options: https://help.libreoffice.org, "PDF Export Command Line Parameters". */
const PDF_OPTIONS = JSON.stringify({
  // 3 means PDF/A-3, which LibreOffice 7.4 writes with conformance B: attachments of any kind are allowed.
  SelectPdfVersion: { type: 'long', value: '3' },
  UseTaggedPDF: { type: 'boolean', value: 'true' },
  PDFUACompliance: { type: 'boolean', value: 'true' },
  ExportBookmarks: { type: 'boolean', value: 'true' },
  DisplayPDFDocumentTitle: { type: 'boolean', value: 'true' },
  // Fields to be signed are prepared later; a content control of Word must not become one.
  ExportFormFields: { type: 'boolean', value: 'false' },
  ExportNotes: { type: 'boolean', value: 'false' },
  // JPEG would blur the QR codes.
  UseLosslessCompression: { type: 'boolean', value: 'true' },
});

/** Settings of the throwaway profile: no macro, no link updated, nothing fetched from elsewhere. */
const PROFILE = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
`;

/** Where LibreOffice puts its command when it is installed by hand on macOS. */
const MACOS_BINARY = '/Applications/LibreOffice.app/Contents/MacOS/soffice';
/** What the launcher script of LibreOffice (a shell script) needs to find `sed` and `uname`; the caller's own is not inherited. */
const LAUNCHER_PATH = '/usr/local/bin:/usr/bin:/bin';

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

/**
 * LibreOffice, one cold process per document, each with its own profile in a folder that does not outlive it: two
 * processes on one profile, and one of them exits without a file.
 * @param binary  absolute path, see `findLibreOffice`; by default `soffice` in the system's usual folders
 * @param workDir where the throwaway folders are made; the system's temporary folder by default
 */
export function libreOffice({ binary = 'soffice', workDir = tmpdir() }: { binary?: string; workDir?: string } = {}): Converter {
  let version: Promise<string> | null = null;
  return {
    async toPdf(docx, { timeoutMs = CONVERSION_TIME_MAX_MS, signal } = {}) {
      // LibreOffice converts garbage named .docx as plain text, with success.
      await openDocx(docx);
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await inFolder(workDir, (folder) => convert(binary, folder, docx, timeoutMs, signal));
        } catch (thrown) {
          if (attempt >= ATTEMPTS || !(thrown instanceof DocumentFault) || !isWorthRetrying(thrown)) throw thrown;
        }
      }
    },
    version() {
      version ??= inFolder(workDir, (folder) => askVersion(binary, folder)).catch((thrown: unknown) => {
        version = null;
        throw thrown;
      });
      return version;
    },
  };
}

function isWorthRetrying({ code }: DocumentFault): boolean {
  return code === 'conversion-crashed' || code === 'conversion-invalid' || code === 'conversion-refused';
}

async function inFolder<T>(workDir: string, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(workDir, 'paraphe-office-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function surroundings(folder: string): NodeJS.ProcessEnv {
  return { PATH: LAUNCHER_PATH, HOME: folder, TMPDIR: folder, LC_ALL: 'C.UTF-8', TZ: 'UTC', SAL_USE_VCLPLUGIN: 'svp' };
}

function profileArgument(folder: string): string {
  return `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`;
}

async function convert(binary: string, folder: string, docx: Buffer, timeoutMs: number, signal?: AbortSignal): Promise<Buffer> {
  await mkdir(join(folder, 'profile', 'user'), { recursive: true });
  await writeFile(join(folder, 'profile', 'user', 'registrymodifications.xcu'), PROFILE);
  await writeFile(join(folder, 'document.docx'), docx);
  const ending = await run(
    binary,
    [
      profileArgument(folder), '--headless', '--norestore', '--nologo', '--nodefault', '--nolockcheck', '--nofirststartwizard',
      // Without it the type is guessed, and a damaged file becomes a page of gibberish.
      '--infilter=MS Word 2007 XML',
      '--convert-to', `pdf:writer_pdf_Export:${PDF_OPTIONS}`,
      '--outdir', folder, join(folder, 'document.docx'),
    ],
    { folder, timeoutMs, signal },
  );
  return verified(join(folder, 'document.pdf'), ending);
}

interface Ending {
  code: number | null;
  stderr: string;
}

/** A failed conversion also exits 0: only the file tells. */
async function verified(file: string, ending: Ending): Promise<Buffer> {
  if (ending.code !== 0) throw new DocumentFault('conversion-crashed', ending.stderr);
  const size = await stat(file).then((found) => found.size, () => 0);
  if (size === 0) throw new DocumentFault('conversion-refused', ending.stderr);
  if (size > PDF_BYTES_MAX) throw new DocumentFault('conversion-refused', 'PDF trop volumineux');
  const pdf = await readFile(file);
  try {
    if ((await pageCount(pdf)) > 0) return pdf;
  } catch (cause) {
    throw new DocumentFault('conversion-invalid', wordsOf(cause), { cause });
  }
  throw new DocumentFault('conversion-invalid', 'aucune page');
}

/** Runs the command in a process group of its own, so that the launcher, `oosplash` and `soffice.bin` die together. */
function run(
  binary: string,
  args: readonly string[],
  { folder, timeoutMs, signal }: { folder: string; timeoutMs: number; signal?: AbortSignal },
): Promise<Ending> {
  if (signal?.aborted) return Promise.reject(new DocumentFault('aborted'));
  return new Promise((resolve, reject) => {
    const child = spawn(binary, args, { cwd: folder, env: surroundings(folder), detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    let fault: DocumentFault | null = null;
    const kill = (reason: DocumentFault) => {
      fault ??= reason;
      if (child.pid !== undefined) killGroup(child.pid);
    };
    const abort = () => kill(new DocumentFault('aborted'));
    const timer = setTimeout(() => kill(new DocumentFault('conversion-timeout')), timeoutMs);
    signal?.addEventListener('abort', abort, { once: true });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-STDERR_LENGTH_MAX)));
    const end = (settle: () => void) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      settle();
    };
    child.once('error', (cause) => end(() => reject(new DocumentFault('converter-missing', wordsOf(cause), { cause }))));
    child.once('close', (code) => end(() => (fault ? reject(fault) : resolve({ code, stderr: stderr.trim() }))));
  });
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group ended in between: this is what was wanted.
  }
}

function askVersion(binary: string, folder: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      binary,
      [profileArgument(folder), '--headless', '--version'],
      { cwd: folder, env: surroundings(folder), timeout: VERSION_TIME_MAX_MS, killSignal: 'SIGKILL' },
      (cause, stdout) => {
        const version = stdout.trim();
        if (cause || version === '') reject(new DocumentFault('converter-missing', cause ? wordsOf(cause) : binary, { cause }));
        else resolve(version);
      },
    );
  });
}
