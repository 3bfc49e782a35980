import { Inject, Injectable } from '@nestjs/common';
import type { NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import multer, { MulterError } from 'multer';
import { CLOCK, CONFIG } from '#libs/platform';
import type { Clock, Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { refusals } from './refusals.js';
import type { VerificationRefusal } from './refusals.js';
import { UploadGate, documentBytesMax, documentField } from './upload-gate.js';
import { VerificationRefusedPage } from './verification.views.js';

/** Beside the file, the form holds its anti-forgery token and nothing else. */
const limits = { fileSize: documentBytesMax, files: 1, fields: 1, parts: 2, fieldNameSize: 50, fieldSize: 2_000, headerPairs: 10 };
/** Past this, the sender only holds a place: 50 MB in two minutes is 3.3 Mbit/s, the slowest line the law calls broadband. */
const uploadMaxMs = 120_000;

/**
 * Reads the file sent to the verification, in memory only: it is never written down. Applied before the visitor's middleware, which
 * checks the anti-forgery token of the form: the token of a multipart form is known only once the body is read. Whoever may not send
 * is refused before that reading, by the request's length alone.
 */
@Injectable()
export class UploadMiddleware implements NestMiddleware {
  private readonly gate = new UploadGate();
  private readonly read = multer({ storage: multer.memoryStorage(), limits }).single(documentField);

  constructor(@Inject(CLOCK) private readonly clock: Clock, @Inject(CONFIG) private readonly config: Config) {}

  use(req: Request, res: Response, next: NextFunction): void {
    if (!req.is('multipart/form-data')) return next();
    const ticket = this.gate.enter(req.ip ?? '', declaredLength(req), this.clock.now().getTime());
    if (typeof ticket === 'string') return this.refuse(req, res, ticket);
    const late = setTimeout(() => req.destroy(), uploadMaxMs);
    res.once('close', () => {
      clearTimeout(late);
      ticket.leave();
    });
    this.read(req, res, (fault: unknown) => {
      clearTimeout(late);
      if (!fault) return next();
      if (!res.destroyed) this.refuse(req, res, fault instanceof MulterError && fault.code === 'LIMIT_FILE_SIZE' ? 'too_large' : 'cut_short');
    });
  }

  /** Before anyone is recognised: the page has the frame of a passer-by. */
  private refuse(req: Request, res: Response, refusal: VerificationRefusal): void {
    const frame: Frame = { brand: null, demonstration: this.config.mode === 'demonstration', user: null, signInHref: null, navigation: [], path: req.path, csrf: null, flash: [], accessibility: 'non' };
    answerRefusal(res, frame, refusal);
  }
}

/** The page of a refusal, with its status and, where waiting helps, how long. */
export function answerRefusal(res: Response, frame: Frame, refusal: VerificationRefusal): void {
  const { status, retryAfterSeconds } = refusals[refusal];
  if (retryAfterSeconds) res.setHeader('Retry-After', String(retryAfterSeconds));
  res.status(status).send(renderPage(<VerificationRefusedPage frame={frame} refusal={refusal} />));
}

function declaredLength(req: Request): number | null {
  const length = Number(req.get('content-length') ?? NaN);
  return Number.isFinite(length) ? length : null;
}
