import { Injectable } from '@nestjs/common';
import { FileUpload, Sessions } from '#libs/features/identity';

/** Names of the files in their forms. */
export const scanField = 'scan';
export const documentField = 'fichier';
/** A mandate of four pages scanned in colour at 200 dpi weighs some 4 MB; a photograph by tablet, as much. */
export const scanBytesMax = 10_000_000;
/** One proof of address or of income at a time, photographed or scanned. */
export const documentBytesMax = 10_000_000;
/** Memory that files on their way may take, everybody together: counters are busy at the same hours. */
const bytesAtOnceMax = 5 * scanBytesMax;

/** Reads the scan of the signed original. */
@Injectable()
export class MandateScanMiddleware extends FileUpload {
  constructor(sessions: Sessions) {
    super(sessions, { field: scanField, action: 'mandate.issue', bytesMax: scanBytesMax, bytesAtOnceMax });
  }
}

/** Reads a document that a démarche needs. */
@Injectable()
export class MandateDocumentMiddleware extends FileUpload {
  constructor(sessions: Sessions) {
    super(sessions, { field: documentField, action: 'mandate.act', bytesMax: documentBytesMax, bytesAtOnceMax });
  }
}
