import { Injectable } from '@nestjs/common';
import type { NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { FileUpload, Sessions } from '#libs/features/identity';

/** Name of the file in the form. */
export const proofField = 'fichier';
/** A scanned report of some forty pages, or the print of a web page. */
export const proofBytesMax = 10_000_000;
/** Memory that files on their way may take, everybody together: reports of a département arrive in the last days of a month. */
const bytesAtOnceMax = 5 * proofBytesMax;
/** Past this, the sender only holds a place: the slowest line the law calls broadband (3.3 Mbit/s) carries 10 MB in 25 seconds. */
const uploadMaxMs = 60_000;

/** Reads the proof that is sent. */
@Injectable()
export class ProofUploadMiddleware implements NestMiddleware {
  private readonly upload: FileUpload;

  constructor(sessions: Sessions) {
    this.upload = new FileUpload(sessions, { field: proofField, action: 'obligation.prove', bytesMax: proofBytesMax, bytesAtOnceMax, maxMs: uploadMaxMs });
  }

  use(req: Request, res: Response, next: NextFunction): void {
    this.upload.use(req, res, next);
  }
}
