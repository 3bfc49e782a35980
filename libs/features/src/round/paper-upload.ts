import { Injectable } from '@nestjs/common';
import { FileUpload, Sessions } from '#libs/features/identity';

/** Name of the scan in the form. */
export const scanField = 'scan';
/** The signature page and what surrounds it, or the whole agreement scanned in grey. */
export const scanBytesMax = 20_000_000;
/** Memory that scans on their way may take, everybody together: a clerk sends them one by one. */
const bytesAtOnceMax = 3 * scanBytesMax;

/** Reads the scan of a signature given by hand. */
@Injectable()
export class PaperSignatureUploadMiddleware extends FileUpload {
  constructor(sessions: Sessions) {
    super(sessions, { field: scanField, action: 'round.manage', bytesMax: scanBytesMax, bytesAtOnceMax });
  }
}
