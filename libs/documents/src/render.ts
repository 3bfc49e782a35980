import { openDocx, packDocx, setProperties } from './docx-package.js';
import { DocumentFault, wordsOf } from './fault.js';
import type { RenderAnswer, RenderTask } from './render-worker.js';
import { cleanData } from './template-data.js';
import type { FieldSource } from './template-fields.js';
import type { TemplateFinding } from './template-finding.js';
import { startThread } from './worker-thread.js';

/** Time for one document, in milliseconds: 138 pages take 1.5 s on two cores; a loop must not hold a department's queue. */
export const RENDER_TIME_MAX_MS = 30_000;
/** Heap of the thread, in megabytes: 138 pages take 222 MB in all. */
export const RENDER_MEMORY_MAX_MB = 512;

export interface RenderLimits {
  /** Milliseconds before the thread is killed. */
  timeMs?: number;
  /** Megabytes of heap before the thread is killed. */
  memoryMb?: number;
}

/** What bounds the work of the thread. */
export interface ThreadOptions {
  signal?: AbortSignal;
  limits?: RenderLimits;
}

export interface RenderOptions extends ThreadOptions {
  /** Title written in the properties of the file; LibreOffice makes it the title of the PDF (required by PDF/UA-1, 7.1). */
  title: string;
  /** Instant written as creation and modification: the present is never read. */
  date: Date;
}

/**
 * Fills a Word template with data. Same template, data, title and date: same bytes.
 * The template is checked and its expressions are evaluated in a thread that is killed past its limits.
 * @param data JSON values; control characters are removed from texts
 * @throws DocumentFault as `checkTemplate`, and `template-refused`, `template-failed`, `data-refused`,
 *         `render-timeout`, `render-memory`, `render-crashed`, `aborted`
 */
export async function renderDocx(template: Buffer, data: unknown, options: RenderOptions): Promise<Buffer> {
  const answer = await inThread({ kind: 'render', template, data: cleanData(data) }, options);
  if (answer.kind !== 'docx') throw new DocumentFault('render-crashed');
  const zip = await openDocx(answer.docx);
  setProperties(zip, options);
  return packDocx(zip);
}

/**
 * Examines an uploaded template, in the same kind of thread, since an uploaded file may be anything.
 * @returns what must be changed before publication, nothing when it may be published
 * @throws DocumentFault `docx-unreadable`, `docx-too-large`, `docx-encrypted`, `docx-macro`, `docx-dangerous`,
 *         `render-timeout`, `render-memory`, `render-crashed`, `aborted`
 */
export async function checkTemplate(docx: Buffer, options: ThreadOptions = {}): Promise<TemplateFinding[]> {
  return findingsOf({ kind: 'check', template: docx }, options);
}

/**
 * Checks every name a template uses against the data it will be given, loops entered: `FOR s IN structures` makes `$s`
 * one of the structures. A name that is near another one is suggested.
 * @returns what is unknown; when the commands cannot be followed (a FOR without its END-FOR), what prevents it
 * @throws DocumentFault as `checkTemplate`, and `data-refused` for a sample that is not JSON
 */
export async function checkFields(docx: Buffer, source: FieldSource, options: ThreadOptions = {}): Promise<TemplateFinding[]> {
  const clean: FieldSource = 'sample' in source ? { sample: cleanData(source.sample) } : { schema: structuredClone(source.schema) };
  return findingsOf({ kind: 'fields', template: docx, source: clean }, options);
}

async function findingsOf(task: RenderTask, options: ThreadOptions): Promise<TemplateFinding[]> {
  const answer = await inThread(task, options);
  if (answer.kind !== 'findings') throw new DocumentFault('render-crashed');
  return answer.findings;
}

/** Runs one task in a thread of its own, killed past its limits. @throws DocumentFault */
export function inThread(task: RenderTask, options: ThreadOptions): Promise<RenderAnswer> {
  const { signal, limits } = options;
  if (signal?.aborted) return Promise.reject(new DocumentFault('aborted'));
  return new Promise((resolve, reject) => {
    const thread = startThread('render-worker', {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: limits?.memoryMb ?? RENDER_MEMORY_MAX_MB },
      // The thread needs nothing of the surroundings, and a template must find nothing there.
      env: {},
    });
    let ended = false;
    const end = (settle: () => void) => {
      // The thread's exit, which we bring about, is itself an event: the first ending is the one that counts.
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      void thread.terminate().finally(settle);
    };
    const abort = () => end(() => reject(new DocumentFault('aborted')));
    const timer = setTimeout(() => end(() => reject(new DocumentFault('render-timeout'))), limits?.timeMs ?? RENDER_TIME_MAX_MS);
    signal?.addEventListener('abort', abort, { once: true });
    thread.once('message', (answer: RenderAnswer) =>
      end(() => (answer.kind === 'fault' ? reject(new DocumentFault(answer.code, answer.detail)) : resolve(answer))),
    );
    thread.once('error', (cause: NodeJS.ErrnoException) =>
      end(() => reject(cause.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new DocumentFault('render-memory', null, { cause }) : new DocumentFault('render-crashed', wordsOf(cause), { cause }))),
    );
    thread.once('exit', (code) => end(() => reject(new DocumentFault('render-crashed', `fin ${code}`))));
  });
}
