import { Injectable } from '@nestjs/common';
import { FileUpload, Sessions } from '#libs/features/identity';

export const authorityFileField = 'piece';
/** A deliberation of some twenty pages with its stamp, scanned in colour. */
export const authorityFileBytesMax = 10_000_000;
/** Papers of one place: a deliberation, an order, their receipts, and as many again after a correction. */
export const authorityFilesMax = 20;
/** Two at once: a préfecture takes them one by one. */
const bytesAtOnceMax = 2 * authorityFileBytesMax;

/** Reads a paper that shows a title or a date. */
@Injectable()
export class AuthorityUploadMiddleware extends FileUpload {
  constructor(sessions: Sessions) {
    super(sessions, { field: authorityFileField, action: 'round.manage', bytesMax: authorityFileBytesMax, bytesAtOnceMax });
  }
}
