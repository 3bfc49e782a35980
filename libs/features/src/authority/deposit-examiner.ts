import { Inject, Injectable } from '@nestjs/common';
import { scanType } from '#libs/features/papers';
import { CLOCK, Database, systemActor } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { SigningError, verifyInWorker } from '#libs/signing';
import type { SigningErrorCode } from '#libs/signing';
import { countExamination } from './deposit-examination.store.js';
import type { DepositPlace } from './deposit-examination.store.js';
import { depositExaminationMaxMs, depositExaminationsAtOnce, depositExaminationsPerHourMax, depositFileBytesMax } from './deposit-limits.js';
import type { DepositRefusal } from './deposit-refusals.js';

/** What the reader of PDFs may say of a file from outside. Any other code is a fault of ours. */
const refusalOf: Partial<Record<SigningErrorCode, DepositRefusal>> = {
  PDF_UNREADABLE: 'file_not_pdf', PDF_ENCRYPTED: 'file_protected', PDF_TOO_LARGE: 'file_too_large', PDF_TOO_COMPLEX: 'file_too_complex', VERIFICATION_TIMEOUT: 'file_too_complex',
};

const house = systemActor('deposit-examiner');

/** Looks at what a body sends, hostile until shown otherwise: it must read as a PDF, in a thread of its own that is ended past its time and memory. Keeps nothing of it but that it was examined. */
@Injectable()
export class DepositExaminer {
  /** The places whose file is being examined: one each, even when its sender has gone and sends it again. */
  private readonly running = new Set<string>();

  constructor(private readonly db: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  /** Null when the file may be kept. Its signatures are not judged: a deliberation needs none. */
  async examine(content: Buffer, { roundId, slotId }: DepositPlace): Promise<DepositRefusal | null> {
    if (scanType(content) !== 'application/pdf') return 'file_not_pdf';
    if (content.length > depositFileBytesMax) return 'file_too_large';
    const place = `${roundId} ${slotId}`;
    if (this.running.has(place)) return 'upload_running';
    if (this.running.size >= depositExaminationsAtOnce) return 'busy';
    this.running.add(place);
    try {
      const now = this.clock.now();
      if (!(await this.db.withIdentity(house, (tx) => countExamination(tx, { roundId, slotId }, now, depositExaminationsPerHourMax)))) return 'examinations_too_many';
      await verifyInWorker(content, { anchors: [], at: now, timeMs: depositExaminationMaxMs });
      return null;
    } catch (fault) {
      const refusal = fault instanceof SigningError ? refusalOf[fault.code] : undefined;
      if (!refusal) throw fault;
      return refusal;
    } finally {
      this.running.delete(place);
    }
  }
}
