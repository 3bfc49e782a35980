import { parentPort, workerData } from 'node:worker_threads';
import { SigningError } from '../errors.js';
import type { SigningErrorCode } from '../errors.js';
import type { VerificationReport } from './report.js';
import { verifyPdf } from './verify.js';

/** What the thread is given. */
export interface VerificationTask {
  readonly pdf: Uint8Array;
  readonly anchors: readonly Uint8Array[];
  /** ISO 8601. */
  readonly at: string;
}

/** What the thread answers, once. */
export type VerificationAnswer =
  | { readonly kind: 'report'; readonly report: VerificationReport }
  | { readonly kind: 'fault'; readonly code: SigningErrorCode; readonly message: string };

const buffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

async function answer({ pdf, anchors, at }: VerificationTask): Promise<VerificationAnswer> {
  try {
    return { kind: 'report', report: await verifyPdf(buffer(pdf), { anchors: anchors.map(buffer), at: new Date(at) }) };
  } catch (fault) {
    if (fault instanceof SigningError) return { kind: 'fault', code: fault.code, message: fault.message };
    const message = fault instanceof Error ? `${fault.name}: ${fault.message}` : String(fault);
    // A stack or an array beyond what the engine allows: the file asked for it.
    return { kind: 'fault', code: fault instanceof RangeError ? 'PDF_TOO_COMPLEX' : 'PDF_UNREADABLE', message };
  }
}

parentPort?.postMessage(await answer(workerData as VerificationTask));
