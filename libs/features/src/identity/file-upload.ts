import { HttpStatus, PayloadTooLargeException, ServiceUnavailableException } from '@nestjs/common';
import type { NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import multer, { MulterError } from 'multer';
import { reachOf } from '#libs/domain';
import type { Action } from '#libs/domain';
import { AccessRefused } from '#libs/features/access';
import type { Sessions } from './sessions.js';
import { sessionCookie } from './visitor.js';

/** What surrounds the file in the form: boundaries, headers, the anti-forgery token. */
const formOverheadBytes = 10_000;
/** Only shown, and kept with what the file became. */
const fileNameLengthMax = 120;

/** Past this, the sender only holds a place: the slowest line the law calls broadband (3.3 Mbit/s) carries 10 MB in 25 seconds. */
export const uploadMaxMs = 60_000;

/** Which file is read, for which act, and within which bounds: its size, that of all on their way together, and the time a larger one may take. */
export type FileUploadRules = { field: string; action: Action; bytesMax: number; bytesAtOnceMax: number; maxMs?: number };

/**
 * Reads the file of a form, in memory. Applied before the visitor's middleware, which checks the anti-forgery token of the form: the token of a
 * multipart form is known only once the body is read. Whoever is not signed in, or may not do that act, is sent away before a byte of it is.
 */
export class FileUpload implements NestMiddleware {
  private readonly read;
  private bytesInFlight = 0;

  constructor(private readonly sessions: Sessions, private readonly rules: FileUploadRules) {
    // Beside the file, a form holds its anti-forgery token and one answer.
    const limits = { fileSize: rules.bytesMax, files: 1, fields: 2, parts: 3, fieldNameSize: 50, fieldSize: 2_000, headerPairs: 10 };
    this.read = multer({ storage: multer.memoryStorage(), limits }).single(rules.field);
  }

  use(req: Request, res: Response, next: NextFunction): void {
    if (!req.is('multipart/form-data')) return next();
    const { bytesMax, action } = this.rules;
    const length = Number(req.get('content-length') ?? NaN);
    const bytes = Number.isFinite(length) ? length : bytesMax;
    if (bytes > bytesMax + formOverheadBytes) return next(new PayloadTooLargeException());
    const token = (req.cookies as Record<string, string>)[sessionCookie];
    (token ? this.sessions.find(token) : Promise.resolve(null)).then((session) => {
      if (!session) return res.redirect(HttpStatus.SEE_OTHER, '/connexion');
      if (reachOf(session.account.role, action) === null) return next(new AccessRefused('role_forbidden'));
      this.receive(req, res, next, bytes);
    }, next);
  }

  private receive(req: Request, res: Response, next: NextFunction, bytes: number): void {
    // Gone while we looked at its session: its end was told already.
    if (res.closed || req.destroyed) return;
    if (this.bytesInFlight + bytes > this.rules.bytesAtOnceMax + formOverheadBytes) return next(new ServiceUnavailableException());
    this.bytesInFlight += bytes;
    const late = setTimeout(() => req.destroy(), this.rules.maxMs ?? uploadMaxMs);
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
