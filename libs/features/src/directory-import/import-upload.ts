import { Injectable } from '@nestjs/common';
import { FileUpload, Sessions } from '#libs/features/identity';
import { TABLE_BYTES_MAX } from '#libs/features/tabular';

/** Name of the file in the form. */
export const importField = 'fichier';
/** Memory that files on their way may take, everybody together: a département's list weighs some ten kilobytes. */
const bytesAtOnceMax = 3 * TABLE_BYTES_MAX;

/** Reads the list that is sent. */
@Injectable()
export class ImportUploadMiddleware extends FileUpload {
  constructor(sessions: Sessions) {
    super(sessions, { field: importField, action: 'directory.import', bytesMax: TABLE_BYTES_MAX, bytesAtOnceMax });
  }
}
