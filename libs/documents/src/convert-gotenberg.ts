import { setTimeout as wait } from 'node:timers/promises';
import { PDF_BYTES_MAX, verified } from './convert-result.js';
import type { Converter } from './converter.js';
import { openDocx } from './docx-package.js';
import { DocumentFault, wordsOf } from './fault.js';

/** One document, waits and retries included, in milliseconds: Gotenberg gives up after 30 s by itself, and answers 503. */
const TIME_MAX_MS = 120_000;
const VERSION_TIME_MAX_MS = 10_000;
const ATTEMPTS = 4;
/** Wait before the second attempt, in milliseconds, doubled each time; a longer `Retry-After` is followed up to the maximum. */
const RETRY_WAIT_MS = 1_000;
const RETRY_WAIT_MAX_MS = 15_000;
/** What is read of a refusal, which is plain text. */
const REFUSAL_BYTES_MAX = 2_000;
const REFUSAL_LENGTH_MAX = 300;
const DOCX_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
/** 429: its queue is full. 503: it ran out of time, or is starting. 500, 502, 504: what stands before it, or LibreOffice, stumbled. */
const PASSING = new Set([429, 500, 502, 503, 504]);

/** The form of Gotenberg 8, `/forms/libreoffice/convert`: the same choices as those made for LibreOffice itself. */
const FORM: Readonly<Record<string, string>> = {
  pdfa: 'PDF/A-3b',
  pdfua: 'true',
  exportBookmarks: 'true',
  exportFormFields: 'false',
  exportNotes: 'false',
  losslessImageCompression: 'true',
  // Contents are computed when the file is composed; a converter that rebuilds them would change the text.
  updateIndexes: 'false',
};

interface GotenbergOptions {
  /** First wait before trying again, in milliseconds. */
  retryWaitMs?: number;
  pdfBytesMax?: number;
}

/**
 * A Gotenberg server, which keeps its own queue and its own LibreOffice.
 * @param address http(s); a name and a password in it are sent as HTTP Basic, never printed
 */
export function gotenberg(address: string, { retryWaitMs = RETRY_WAIT_MS, pdfBytesMax = PDF_BYTES_MAX }: GotenbergOptions = {}): Converter {
  const server = serverOf(address);
  let version: Promise<string> | null = null;

  async function attempt(docx: Buffer, signal: AbortSignal): Promise<Buffer> {
    const body = new FormData();
    body.append('files', new Blob([new Uint8Array(docx)], { type: DOCX_TYPE }), 'document.docx');
    for (const [name, value] of Object.entries(FORM)) body.append(name, value);
    const response = await server.call('forms/libreoffice/convert', { method: 'POST', body, signal });
    if (response.status !== 200) throw await refusal(response);
    const pdf = await bytesOf(response, pdfBytesMax);
    if (pdf === null) throw new DocumentFault('conversion-refused', 'PDF trop volumineux');
    return verified(pdf);
  }

  return {
    async toPdf(docx, { timeoutMs = TIME_MAX_MS, signal: abort } = {}) {
      await openDocx(docx);
      const timeout = AbortSignal.timeout(timeoutMs);
      const signal = abort ? AbortSignal.any([abort, timeout]) : timeout;
      for (let tries = 1; ; tries += 1) {
        try {
          return await attempt(docx, signal);
        } catch (thrown) {
          if (abort?.aborted) throw new DocumentFault('aborted', null, { cause: thrown });
          if (timeout.aborted) throw new DocumentFault('conversion-timeout', null, { cause: thrown });
          const fault = thrown instanceof Passing ? thrown.fault : thrown instanceof DocumentFault ? thrown : unreachable(thrown);
          if (tries >= ATTEMPTS || !fault.retryable) throw fault;
          const asked = thrown instanceof Passing ? thrown.retryAfterMs : 0;
          // The signal ends the wait; the next attempt then says which of the two it was.
          await wait(Math.min(Math.max(asked, retryWaitMs * 2 ** (tries - 1)), RETRY_WAIT_MAX_MS), undefined, { signal }).catch(() => undefined);
        }
      }
    },
    version() {
      version ??= askVersion(server).catch((thrown: unknown) => {
        version = null;
        throw thrown;
      });
      return version;
    },
  };
}

interface Server {
  call(path: string, request: RequestInit): Promise<Response>;
}

function serverOf(address: string): Server {
  const base = new URL(address.endsWith('/') ? address : `${address}/`);
  const { username, password } = base;
  base.username = '';
  base.password = '';
  const headers: Record<string, string> = username === '' ? {} : { authorization: `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}` };
  // Following a redirection would hand the agreement to an address that nobody configured.
  return { call: (path, request) => fetch(new URL(path, base), { ...request, headers, redirect: 'manual' }) };
}

/** A refusal that may pass, with the wait it asks for. */
class Passing extends Error {
  constructor(readonly fault: DocumentFault, readonly retryAfterMs: number) {
    super(fault.message);
  }
}

function unreachable(cause: unknown): DocumentFault {
  // `fetch` says « fetch failed »; the reason is underneath.
  const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  return new DocumentFault('converter-unreachable', wordsOf(reason), { cause });
}

async function refusal(response: Response): Promise<Error> {
  const said = ((await bytesOf(response, REFUSAL_BYTES_MAX)) ?? Buffer.alloc(0)).toString('utf8').trim().slice(0, REFUSAL_LENGTH_MAX);
  const detail = said === '' ? `réponse ${response.status}` : `réponse ${response.status} : ${said}`;
  if (PASSING.has(response.status)) {
    const seconds = Number(response.headers.get('retry-after') ?? 0);
    return new Passing(new DocumentFault('converter-unreachable', detail), Number.isFinite(seconds) ? seconds * 1000 : 0);
  }
  if (response.status === 413) return new DocumentFault('docx-too-large', detail);
  // A field it does not know is our disagreement with its version; any other 400 is about the document.
  if (response.status === 400 && !/form data/i.test(said)) return new DocumentFault('conversion-refused', detail);
  return new DocumentFault('converter-misconfigured', detail);
}

/** The body, or null once it exceeds the size: a server may lie about its length, or send without end. */
async function bytesOf(response: Response, bytesMax: number): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > bytesMax) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** `/version` answers the number alone; older or compatible servers may only have a `Server` header. */
async function askVersion(server: Server): Promise<string> {
  const response = await server.call('version', { signal: AbortSignal.timeout(VERSION_TIME_MAX_MS) }).catch((thrown: unknown) => { throw unreachable(thrown); });
  const said = response.ok ? ((await bytesOf(response, REFUSAL_BYTES_MAX)) ?? '').toString().trim().split('\n')[0]! : '';
  if (/^v?\d[\w.+-]*$/.test(said)) return `Gotenberg ${said}`;
  await response.body?.cancel().catch(() => undefined);
  return response.headers.get('server') ?? 'Gotenberg';
}
