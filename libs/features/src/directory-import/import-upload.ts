import { HttpStatus, Injectable, PayloadTooLargeException, ServiceUnavailableException } from '@nestjs/common';
import type { NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import multer, { MulterError } from 'multer';
import { reachOf } from '#libs/domain';
import { AccessRefused } from '#libs/features/access';
import { Sessions, sessionCookie } from '#libs/features/identity';
import { TABLE_BYTES_MAX } from '#libs/features/tabular';

/** Name of the file in the form. */
export const importField = 'fichier';
/** Beside the file, the form holds its anti-forgery token and the kind of the list. */
const limits = { fileSize: TABLE_BYTES_MAX, files: 1, fields: 2, parts: 3, fieldNameSize: 50, fieldSize: 2_000, headerPairs: 10 };
/** What surrounds the file in the form. */
const formOverheadBytes = 10_000;
/** Memory that files on their way may take, everybody together: a département's list weighs some ten kilobytes. */
const bytesAtOnceMax = 3 * TABLE_BYTES_MAX;
/** Past this, the sender only holds a place: the slowest line the law calls broadband (3.3 Mbit/s) carries 10 MB in 25 seconds. */
const uploadMaxMs = 60_000;
/** Only shown, and kept with the import. */
const fileNameLengthMax = 120;

/**
 * Reads the list that is sent, in memory. Applied before the visitor's middleware, since the anti-forgery token of a multipart form is known
 * only once the body is read; whoever may not import is sent away before a byte of it is.
 */
@Injectable()
export class ImportUploadMiddleware implements NestMiddleware {
  private readonly read = multer({ storage: multer.memoryStorage(), limits }).single(importField);
  private bytesInFlight = 0;

  constructor(private readonly sessions: Sessions) {}

  use(req: Request, res: Response, next: NextFunction): void {
    if (!req.is('multipart/form-data')) return next();
    const length = Number(req.get('content-length') ?? NaN);
    const bytes = Number.isFinite(length) ? length : TABLE_BYTES_MAX;
    if (bytes > TABLE_BYTES_MAX + formOverheadBytes) return next(new PayloadTooLargeException());
    const token = (req.cookies as Record<string, string>)[sessionCookie];
    (token ? this.sessions.find(token) : Promise.resolve(null)).then((session) => {
      if (!session) return res.redirect(HttpStatus.SEE_OTHER, '/connexion');
      if (reachOf(session.account.role, 'directory.import') === null) return next(new AccessRefused('role_forbidden'));
      this.receive(req, res, next, bytes);
    }, next);
  }

  private receive(req: Request, res: Response, next: NextFunction, bytes: number): void {
    if (this.bytesInFlight + bytes > bytesAtOnceMax) return next(new ServiceUnavailableException());
    this.bytesInFlight += bytes;
    const late = setTimeout(() => req.destroy(), uploadMaxMs);
    res.once('close', () => {
      clearTimeout(late);
      this.bytesInFlight -= bytes;
    });
    this.read(req, res, (fault: unknown) => {
      clearTimeout(late);
      if (!fault) return next();
      if (!res.destroyed) next(fault instanceof MulterError && fault.code === 'LIMIT_FILE_SIZE' ? new PayloadTooLargeException() : fault);
    });
  }
}

/** Multipart headers are read as Latin-1, while browsers write UTF-8; what a screen would not print is left out. */
export function uploadedName(originalName: string): string {
  const name = Buffer.from(originalName, 'latin1').toString('utf8').replace(/[\p{Cc}\p{Cf}]/gu, '').trim();
  return name.length <= fileNameLengthMax ? name : `${name.slice(0, fileNameLengthMax)}…`;
}
