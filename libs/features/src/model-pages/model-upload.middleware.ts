import { HttpStatus, Injectable, PayloadTooLargeException, ServiceUnavailableException } from '@nestjs/common';
import type { NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import multer, { MulterError } from 'multer';
import { reachOf } from '#libs/domain';
import type { Role } from '#libs/domain';
import { AccessRefused } from '#libs/features/access';
import { Sessions, sessionCookie } from '#libs/features/identity';
import { modelBytesMax, modelField, uploadLimits } from './model-upload.js';

/** What surrounds the file in the form: boundaries, headers, the anti-forgery token. */
const formOverheadBytes = 10_000;
/** Memory that files on their way may take, everybody together: a préfecture imports a text a year. */
const bytesAtOnceMax = 2 * modelBytesMax;
/** Past this, the sender only holds a place: the slowest line the law calls broadband (3.3 Mbit/s) carries 30 MB in 75 seconds. */
const uploadMaxMs = 90_000;

/**
 * Reads the file of a model, in memory. Applied before the visitor's middleware, which checks the anti-forgery token of the form: the token
 * of a multipart form is known only once the body is read. Whoever is not signed in, or may not change models, is sent away before a byte of it is.
 */
@Injectable()
export class ModelUploadMiddleware implements NestMiddleware {
  private readonly read = multer({ storage: multer.memoryStorage(), limits: uploadLimits }).single(modelField);
  private bytesInFlight = 0;

  constructor(private readonly sessions: Sessions) {}

  use(req: Request, res: Response, next: NextFunction): void {
    if (!req.is('multipart/form-data')) return next();
    const length = Number(req.get('content-length') ?? NaN);
    const bytes = Number.isFinite(length) ? length : modelBytesMax;
    if (bytes > modelBytesMax + formOverheadBytes) return next(new PayloadTooLargeException());
    this.role(req).then((role) => {
      if (!role) return res.redirect(HttpStatus.SEE_OTHER, '/connexion');
      if (reachOf(role, 'model.manage') === null) return next(new AccessRefused('role_forbidden'));
      this.receive(req, res, next, bytes);
    }, next);
  }

  private receive(req: Request, res: Response, next: NextFunction, bytes: number): void {
    if (this.bytesInFlight + bytes > bytesAtOnceMax + formOverheadBytes) return next(new ServiceUnavailableException());
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

  private async role(req: Request): Promise<Role | null> {
    const token = (req.cookies as Record<string, string>)[sessionCookie];
    return (token && (await this.sessions.find(token))?.account.role) || null;
  }
}
