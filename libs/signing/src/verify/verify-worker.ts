import { SigningError } from '../errors.js';
import type { VerificationReport } from './report.js';
import { refuseTooLarge } from './verify.js';
import type { VerificationTerms } from './verify.js';
import { startVerification } from './verify-worker-start.js';
import type { VerificationAnswer, VerificationTask } from './verify-worker-thread.js';

/** Time for one file, in milliseconds: a hostile one must be answered within three seconds, thread started and ended. */
export const VERIFY_TIME_MAX_MS = 2_800;
/** Heap of the thread, in megabytes: the objects of a large file, several times over. The bytes themselves lie outside it. */
export const VERIFY_MEMORY_MAX_MB = 512;

export interface VerificationLimits {
  readonly timeMs?: number;
  readonly memoryMb?: number;
}

/**
 * Judges a file that may be anything, in a thread of its own that is ended past its limits: the service goes on whatever the file
 * does. The bytes are copied once, so that the caller keeps its own.
 *
 * @throws SigningError as `verifyPdf`; VERIFICATION_TIMEOUT past the time, PDF_TOO_COMPLEX past the memory, PDF_UNREADABLE when
 *   the reading fails in any other way
 */
export async function verifyInWorker(pdf: Uint8Array, options: VerificationTerms & VerificationLimits): Promise<VerificationReport> {
  refuseTooLarge(pdf);
  if (Number.isNaN(options.at.getTime())) throw new SigningError('DATE_INVALID', 'The instant of judgement is not a date.');
  const copy = new Uint8Array(pdf);
  const workerData: VerificationTask = { pdf: copy, anchors: options.anchors.map((anchor) => new Uint8Array(anchor)), at: options.at.toISOString() };
  return new Promise((resolve, reject) => {
    const thread = startVerification({
      workerData,
      transferList: [copy.buffer],
      resourceLimits: { maxOldGenerationSizeMb: options.memoryMb ?? VERIFY_MEMORY_MAX_MB },
      // The thread needs nothing of the surroundings, and a file must find nothing there.
      env: {},
      stdout: true,
      stderr: true,
    });
    let ended = false;
    const end = (settle: () => void): void => {
      // The exit that we bring about is itself an event: the first ending is the one that counts.
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      settle();
      void thread.terminate();
    };
    const refuse = (code: SigningError['code'], message: string, cause?: unknown): void =>
      end(() => reject(new SigningError(code, message, undefined, { cause })));
    const timeMs = options.timeMs ?? VERIFY_TIME_MAX_MS;
    const timer = setTimeout(() => refuse('VERIFICATION_TIMEOUT', `No answer within ${timeMs} ms.`), timeMs);
    thread.once('message', (answer: VerificationAnswer) => {
      if (answer.kind === 'report') end(() => resolve(answer.report));
      else refuse(answer.code, answer.message);
    });
    thread.once('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ERR_WORKER_OUT_OF_MEMORY') refuse('PDF_TOO_COMPLEX', 'The file takes more memory than allowed.', cause);
      else refuse('PDF_UNREADABLE', `The reading failed: ${cause.message}`, cause);
    });
    thread.once('exit', (code) => refuse('PDF_UNREADABLE', `The reading ended without an answer (${code}).`));
  });
}
