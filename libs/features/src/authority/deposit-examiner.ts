import { Inject, Injectable } from '@nestjs/common';
import { scanType } from '#libs/features/papers';
import { CLOCK } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { SigningError, verifyInWorker } from '#libs/signing';
import type { SigningErrorCode } from '#libs/signing';
import { depositExaminationMaxMs, depositExaminationsAtOnce, depositFileBytesMax } from './deposit-limits.js';
import type { DepositRefusal } from './deposit-refusals.js';

/** What the reader of PDFs may say of a file from outside. Any other code is a fault of ours. */
const refusalOf: Partial<Record<SigningErrorCode, DepositRefusal>> = {
  PDF_UNREADABLE: 'file_not_pdf', PDF_ENCRYPTED: 'file_protected', PDF_TOO_LARGE: 'file_too_large', PDF_TOO_COMPLEX: 'file_too_complex', VERIFICATION_TIMEOUT: 'file_too_complex',
};

/** Looks at what a body sends, hostile until shown otherwise: it must read as a PDF, in a thread of its own that is ended past its time and memory. Keeps nothing. */
@Injectable()
export class DepositExaminer {
  private running = 0;

  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  /** Null when the file may be kept. Its signatures are not judged: a deliberation needs none. */
  async examine(content: Buffer): Promise<DepositRefusal | null> {
    if (scanType(content) !== 'application/pdf') return 'file_not_pdf';
    if (content.length > depositFileBytesMax) return 'file_too_large';
    if (this.running >= depositExaminationsAtOnce) return 'busy';
    this.running++;
    try {
      await verifyInWorker(content, { anchors: [], at: this.clock.now(), timeMs: depositExaminationMaxMs });
      return null;
    } catch (fault) {
      const refusal = fault instanceof SigningError ? refusalOf[fault.code] : undefined;
      if (!refusal) throw fault;
      return refusal;
    } finally {
      this.running--;
    }
  }
}
