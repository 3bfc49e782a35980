import { Injectable } from '@nestjs/common';
import { FileUpload, Sessions } from '#libs/features/identity';

export const scanField = 'piece';
/** A letter of a few pages, scanned in colour. */
export const scanBytesMax = 10_000_000;
/** Scans of one assignment: a letter per party of the largest département, and some to spare. */
export const scansMax = 120;
/** Two at once: a préfecture types in letters one by one. */
const bytesAtOnceMax = 2 * scanBytesMax;

/** Reads the scan of a letter by which a party answers. */
@Injectable()
export class AssignmentUploadMiddleware extends FileUpload {
  constructor(sessions: Sessions) {
    super(sessions, { field: scanField, action: 'assignment.manage', bytesMax: scanBytesMax, bytesAtOnceMax });
  }
}
