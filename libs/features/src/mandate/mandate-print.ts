import { Inject, Injectable } from '@nestjs/common';
import { Press } from '#libs/features/papers';
import type { SealedPaper } from '#libs/features/papers';
import { CONFIG } from '#libs/platform';
import type { Config } from '#libs/platform';
import { instantOfPrint, receiptWords, signedWords, toSignWords } from './mandate-print-words.js';
import type { PrintedPlace } from './mandate-print-words.js';
import type { MandatePrint, ReceiptPrint } from './mandate-printed.js';

export type { MandatePrint, ReceiptPrint } from './mandate-printed.js';

/** Prints the papers of a mandate. Throws ZodError on data that cannot be printed, DocumentFault when the converter is missing or fails. */
@Injectable()
export class MandatePrinter {
  private readonly place: PrintedPlace;

  constructor(private readonly press: Press, @Inject(CONFIG) config: Config) {
    this.place = { publicUrl: config.publicUrl, demonstration: config.mode === 'demonstration' };
  }

  /** The two paper originals, in one file, with empty boxes to sign in. Fails before all is defined. */
  toSign(data: MandatePrint): Promise<Buffer> {
    return this.press.printPdf({ document: 'mandat-a-signer', data: toSignWords(data, this.place), title: `Mandat ${data.number}, à signer en deux originaux`, date: instantOfPrint(data, 'toSign') });
  }

  /** What proves the mandate: on a tablet, the one electronic original; on paper, its image, attested by the fingerprint of the scan. Sealed, by the worker. */
  original(data: MandatePrint): Promise<SealedPaper> {
    return this.press.printSealed({ document: 'mandat', data: signedWords(data, this.place, 'original'), title: `Mandat ${data.number}`, date: instantOfPrint(data, 'signed') }, {
      certification: { reason: `Certification du mandat ${data.number}` },
      seal: { reason: `Mandat signé, ${data.number}`, lines: ['Mandat signé', `N° ${data.number}`] },
    });
  }

  /** The print of a signed mandate, called a copy, with the code of the person; it bears no seal. */
  copy(data: MandatePrint): Promise<Buffer> {
    return this.press.printPdf({ document: 'mandat', data: signedWords(data, this.place, 'copy'), title: `Mandat ${data.number}, copie`, date: instantOfPrint(data, 'signed') });
  }

  /** The receipt of its end, sealed, by the worker. */
  receipt(data: ReceiptPrint): Promise<SealedPaper> {
    return this.press.printSealed({ document: 'recu-de-fin', data: receiptWords(data, this.place), title: `Reçu de fin du mandat ${data.number}`, date: instantOfPrint(data, 'ended') }, {
      certification: { reason: `Certification du reçu de fin du mandat ${data.number}` },
      seal: { reason: `Fin du mandat ${data.number}`, lines: ['Fin de mandat', `N° ${data.number}`] },
    });
  }
}
