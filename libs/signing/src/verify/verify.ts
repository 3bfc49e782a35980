import { SigningError } from '../errors.js';
import { readCertificate } from './crypto-certificate.js';
import type { VerificationReport } from './report.js';
import { readStructure } from './structure-reader.js';
import { judgeFile } from './verdict-report.js';

/** The largest file judged, in bytes: an agreement with all its annexes takes twenty megabytes. Checked before anything is read. */
export const VERIFY_BYTES_MAX = 100_000_000;

export interface VerificationTerms {
  /** The roots trusted, in DER. Nothing else is believed: no list of the system, no network. */
  readonly anchors: readonly Buffer[];
  /** The instant for which trust is judged. */
  readonly at: Date;
}

/**
 * Judges any PDF: integrity, later changes, trust, time and strength of each signature, and one verdict (`decisions` 14).
 * Runs in the calling thread, for as long as it takes: for a file from outside, `verifyInWorker`.
 *
 * @throws SigningError PDF_TOO_LARGE; PDF_UNREADABLE, PDF_ENCRYPTED or PDF_TOO_COMPLEX when no answer can be given;
 *   ANCHOR_UNREADABLE when a root given is not a certificate; DATE_INVALID
 */
export async function verifyPdf(pdf: Buffer, terms: VerificationTerms): Promise<VerificationReport> {
  refuseTooLarge(pdf);
  if (Number.isNaN(terms.at.getTime())) throw new SigningError('DATE_INVALID', 'The instant of judgement is not a date.');
  const anchors = terms.anchors.map((der) => {
    const anchor = readCertificate(Buffer.from(der));
    if (!anchor) throw new SigningError('ANCHOR_UNREADABLE', 'A root to trust cannot be read as a certificate.');
    return anchor;
  });
  return judgeFile(pdf, await readStructure(pdf), anchors, terms.at);
}

export function refuseTooLarge(pdf: Uint8Array): void {
  if (pdf.length > VERIFY_BYTES_MAX) throw new SigningError('PDF_TOO_LARGE', `The file has ${pdf.length} bytes, ${VERIFY_BYTES_MAX} are judged at most.`);
}
