import { spawn } from 'node:child_process';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PDF_BYTES_MAX, verified } from './convert-result.js';
import { DocumentFault, wordsOf } from './fault.js';
import { inScratch } from './scratch.js';

/** Last words of the converter kept for a fault, and what it may say of its version. */
const WORDS_LENGTH_MAX = 500;
const VERSION_TIME_MAX_MS = 20_000;
/** After the kill, how long a pipe held open by a process that fled its group is waited for, in milliseconds. */
const KILLED_PIPE_WAIT_MS = 1_000;

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

/** What the launcher script of LibreOffice (a shell script) needs to find `sed` and `uname`; the caller's own is not inherited. */
const LAUNCHER_PATH = '/usr/local/bin:/usr/bin:/bin';

export interface Limits {
  timeoutMs: number;
  signal?: AbortSignal;
}

/** Where a process runs: its command and the folder that holds its profile, its document and its temporary files. */
interface Place {
  binary: string;
  folder: string;
}

/**
 * One cold process for one document, in a folder that does not outlive it. A fresh profile costs 0.2 s of 1.4 s of processor;
 * one used again would carry from a document to the next whatever the first could write there.
 * @returns the PDF, tagged and readable
 * @throws DocumentFault `converter-missing`, `conversion-*`, `aborted`
 */
export function convertOnce(binary: string, workDir: string, docx: Buffer, limits: Limits): Promise<Buffer> {
  return inScratch(async (folder) => {
    await mkdir(join(folder, 'profile', 'user'), { recursive: true });
    await writeFile(join(folder, 'profile', 'user', 'registrymodifications.xcu'), PROFILE);
    await writeFile(join(folder, 'document.docx'), docx);
    const args = [
      profileArgument(folder), '--headless', '--norestore', '--nologo', '--nodefault', '--nolockcheck', '--nofirststartwizard',
      // Without it the type is guessed, and a damaged file becomes a page of gibberish.
      '--infilter=MS Word 2007 XML',
      '--convert-to', `pdf:writer_pdf_Export:${PDF_OPTIONS}`,
      '--outdir', folder, join(folder, 'document.docx'),
    ];
    const { code, stderr } = await run({ binary, folder }, args, limits);
    if (code !== 0) throw new DocumentFault('conversion-crashed', stderr);
    // A failed conversion also exits 0: only the file tells.
    const file = join(folder, 'document.pdf');
    const size = await stat(file).then((found) => found.size, () => 0);
    if (size === 0) throw new DocumentFault('conversion-refused', stderr);
    if (size > PDF_BYTES_MAX) throw new DocumentFault('conversion-refused', 'PDF trop volumineux');
    return verified(await readFile(file));
  }, workDir);
}

/** What the command says of itself. @throws DocumentFault `converter-missing` */
export function versionOf(binary: string, workDir: string): Promise<string> {
  return inScratch(async (folder) => {
    const { stdout, stderr } = await run({ binary, folder }, [profileArgument(folder), '--headless', '--version'], { timeoutMs: VERSION_TIME_MAX_MS })
      .catch((cause: unknown) => { throw new DocumentFault('converter-missing', wordsOf(cause), { cause }); });
    if (stdout === '') throw new DocumentFault('converter-missing', stderr || binary);
    return stdout;
  }, workDir);
}

function surroundings(folder: string): NodeJS.ProcessEnv {
  return { PATH: LAUNCHER_PATH, HOME: folder, TMPDIR: folder, LC_ALL: 'C.UTF-8', TZ: 'UTC', SAL_USE_VCLPLUGIN: 'svp' };
}

function profileArgument(folder: string): string {
  return `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`;
}

interface Ending {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the command in a process group of its own, so that the launcher, `oosplash` and `soffice.bin` die together. */
function run({ binary, folder }: Place, args: readonly string[], { timeoutMs, signal }: Limits): Promise<Ending> {
  if (signal?.aborted) return Promise.reject(new DocumentFault('aborted'));
  return new Promise((resolve, reject) => {
    const child = spawn(binary, args, { cwd: folder, env: surroundings(folder), detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const { pid } = child;
    if (pid !== undefined) register(pid);
    let fault: DocumentFault | null = null;
    let closing: NodeJS.Timeout | undefined;
    const words = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) child[name].setEncoding('utf8').on('data', (text: string) => (words[name] = (words[name] + text).slice(-WORDS_LENGTH_MAX)));

    const kill = (reason: DocumentFault) => {
      fault ??= reason;
      if (pid !== undefined) killGroup(pid);
    };
    const abort = () => kill(new DocumentFault('aborted'));
    const timer = setTimeout(() => kill(new DocumentFault('conversion-timeout')), timeoutMs);
    signal?.addEventListener('abort', abort, { once: true });

    const end = (settle: () => void) => {
      clearTimeout(timer);
      clearTimeout(closing);
      signal?.removeEventListener('abort', abort);
      if (pid !== undefined) running.delete(pid);
      settle();
    };
    child.once('error', (cause) => end(() => reject(new DocumentFault('converter-missing', wordsOf(cause), { cause }))));
    child.once('exit', () => {
      // What the command leaves behind would write in a folder about to be deleted, and holds its pipes open.
      if (pid !== undefined) killGroup(pid);
      closing = setTimeout(() => [child.stdout, child.stderr].forEach((pipe) => pipe.destroy()), KILLED_PIPE_WAIT_MS);
    });
    child.once('close', (code) => end(() => (fault ? reject(fault) : resolve({ code, stdout: words.stdout.trim(), stderr: words.stderr.trim() }))));
  });
}

/** The groups now running: a detached process would outlive the service that stops. */
const running = new Set<number>();

function register(pid: number): void {
  if (running.size === 0 && !process.listeners('exit').includes(killAllGroups)) process.on('exit', killAllGroups);
  running.add(pid);
}

function killAllGroups(): void {
  running.forEach(killGroup);
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group ended in between: this is what was wanted.
  }
}
