import { BadRequestException, HttpStatus, Injectable } from '@nestjs/common';
import type { NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import multer, { MulterError } from 'multer';
import { depositBytesAtOnceMax, depositFileBytesMax, depositFileFields } from '#libs/features/authority';
import type { DepositFileKind, DepositRefusal, SentFile } from '#libs/features/authority';
import { uploadMaxMs } from '#libs/features/identity';
import { ProjectDesk } from './project-desk.js';
import { projectLinks } from './project.links.js';

/** A token is written in base64url: what is not is no token of ours, and its page says so. */
const addressPattern = /^\/projet\/([\w-]+)\/depot$/;
/** What surrounds the files in the form: boundaries, headers, the anti-forgery token and ten answers. */
const formOverheadBytes = 20_000;
const kinds = Object.keys(depositFileFields) as DepositFileKind[];
const bytesMax = kinds.length * depositFileBytesMax;
/** Past the two files, some more is still read and thrown away, so that a scan a little too heavy loses nothing of what was typed beside it. */
const bytesReadMax = 2 * bytesMax;
/** The form's own answers: a bound on what is kept, whatever is sent. */
const limits = { fileSize: depositFileBytesMax, files: kinds.length, fields: 12, parts: 14, fieldNameSize: 50, fieldSize: 2_000, headerPairs: 10 };

/**
 * Reads what a body deposits, in memory. Applied before the visitor's middleware, which checks the anti-forgery token of the form: the token of a multipart
 * form is known only once the body is read. Only behind a link whose text is frozen is a byte read; the others, and what is much too large, are turned away before.
 */
@Injectable()
export class DepositUploadMiddleware implements NestMiddleware {
  private bytesInFlight = 0;
  private readonly read = multer({ storage: multer.memoryStorage(), limits }).fields(kinds.map((kind) => ({ name: depositFileFields[kind], maxCount: 1 })));

  constructor(private readonly desk: ProjectDesk) {}

  use(req: Request, res: Response, next: NextFunction): void {
    const token = addressPattern.exec(req.originalUrl.split('?')[0]!)?.[1];
    if (!req.is('multipart/form-data') || !token) return next();
    this.desk.open(token, ['project']).then((found) => {
      const turnAway = (refusal: DepositRefusal) => res.redirect(HttpStatus.SEE_OTHER, `${projectLinks.answer(token)}?refus=${refusal}`);
      // The page says why: the link is dead, or the text is not frozen.
      if ('dead' in found) return res.redirect(HttpStatus.SEE_OTHER, projectLinks.answer(token));
      const length = Number(req.get('content-length') ?? NaN);
      const bytes = Number.isFinite(length) ? Math.min(length, bytesMax + formOverheadBytes) : bytesMax + formOverheadBytes;
      if (Number.isFinite(length) && length > bytesReadMax) return turnAway('file_too_large');
      if (this.bytesInFlight + bytes > depositBytesAtOnceMax + 2 * formOverheadBytes) return turnAway('busy');
      this.receive(req, res, next, bytes);
    }).catch(next);
  }

  private receive(req: Request, res: Response, next: NextFunction, bytes: number): void {
    // Gone while we looked at its link: its end was told already.
    if (res.closed || req.destroyed) return;
    this.bytesInFlight += bytes;
    const late = setTimeout(() => req.destroy(), uploadMaxMs);
    res.once('close', () => {
      clearTimeout(late);
      this.bytesInFlight -= bytes;
    });
    this.read(req, res, (fault: unknown) => {
      clearTimeout(late);
      if (!fault) return next();
      if (res.destroyed) return;
      // What was typed comes before the files in the form: it is read already, and comes back.
      if (fault instanceof MulterError && fault.code === 'LIMIT_FILE_SIZE') {
        res.locals[tooLargeMark] = kinds.find((kind) => depositFileFields[kind] === fault.field) ?? 'decision';
        return next();
      }
      next(new BadRequestException('This form cannot be read'));
    });
  }
}

const tooLargeMark = 'depositTooLarge';

/** Which file of the form was too heavy; null when none was. */
export function tooLargeIn(res: Response): DepositFileKind | null {
  return (res.locals[tooLargeMark] as DepositFileKind | undefined) ?? null;
}

/** The files that came, an empty field being none. */
export function filesIn(req: Request): SentFile[] {
  const sent = (req.files ?? {}) as Record<string, Express.Multer.File[] | undefined>;
  return kinds.flatMap((kind) => (sent[depositFileFields[kind]] ?? []).filter(({ size }) => size > 0).map((file) => ({ kind, content: file.buffer, originalName: file.originalname })));
}
