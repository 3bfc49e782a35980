import { Injectable } from '@nestjs/common';
import { FileUpload, Sessions } from '#libs/features/identity';

/** Name of the file in the form. */
export const attachmentField = 'piece';
/** A deliberation of twenty pages, scanned in grey at 200 dpi, weighs some 5 MB; a photograph by telephone, 4 MB. */
export const attachmentBytesMax = 10_000_000;
/** A letter, its slip, its acknowledgement, a deliberation and its proof of transmission, for each of a dozen addressees. */
export const attachmentsMax = 60;
/** Memory that files on their way may take, everybody together: notices come in the same weeks of a year. */
const bytesAtOnceMax = 5 * attachmentBytesMax;

/** Reads a scan attached to a notice. */
@Injectable()
export class NoticeUploadMiddleware extends FileUpload {
  constructor(sessions: Sessions) {
    super(sessions, { field: attachmentField, action: 'notice.record', bytesMax: attachmentBytesMax, bytesAtOnceMax });
  }
}
