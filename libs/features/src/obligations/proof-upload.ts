import { Injectable } from '@nestjs/common';
import { FileUpload, Sessions } from '#libs/features/identity';

/** Name of the file in the form. */
export const proofField = 'fichier';
/** A scanned report of some forty pages, or the print of a web page. */
export const proofBytesMax = 10_000_000;
/** Memory that files on their way may take, everybody together: reports of a département arrive in the last days of a month. */
const bytesAtOnceMax = 5 * proofBytesMax;

/** Reads the proof that is sent. */
@Injectable()
export class ProofUploadMiddleware extends FileUpload {
  constructor(sessions: Sessions) {
    super(sessions, { field: proofField, action: 'obligation.prove', bytesMax: proofBytesMax, bytesAtOnceMax });
  }
}
