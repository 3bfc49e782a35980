import { Injectable } from '@nestjs/common';
import { FileUpload, Sessions } from '#libs/features/identity';
import { modelBytesMax, modelField } from './model-upload.js';

/** Memory that files on their way may take, everybody together: a préfecture imports a text a year. */
const bytesAtOnceMax = 2 * modelBytesMax;
/** Past this, the sender only holds a place: the slowest line the law calls broadband (3.3 Mbit/s) carries 30 MB in 75 seconds. */
const uploadMaxMs = 90_000;

/** Reads the file of a model, or of an official annexe. */
@Injectable()
export class ModelUploadMiddleware extends FileUpload {
  constructor(sessions: Sessions) {
    super(sessions, { field: modelField, action: 'model.manage', bytesMax: modelBytesMax, bytesAtOnceMax, maxMs: uploadMaxMs });
  }
}
