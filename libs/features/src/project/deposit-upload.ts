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
const fields = kinds.map((kind) => ({ name: depositFileFields[kind], maxCount: 1 }));
const bytesMax = kinds.length * depositFileBytesMax;
const formBytesMax = bytesMax + formOverheadBytes;
const bytesAtOnceMax = depositBytesAtOnceMax + (depositBytesAtOnceMax / bytesMax) * formOverheadBytes;
/** Past the two files, some more is still read and thrown away, so that a scan a little too heavy is named beside its field. */
const bytesReadMax = 2 * bytesMax;
/** The form's own answers: a bound on what is kept, whatever is sent. */
const limits = { fileSize: depositFileBytesMax, files: kinds.length, fields: 12, parts: 14, fieldNameSize: 50, fieldSize: 2_000, headerPairs: 10 };
const storage = multer.memoryStorage();

/**
 * Reads what a body deposits, in memory. Applied before the visitor's middleware, which checks the anti-forgery token of the form: the token of a multipart
 * form is known only once the body is read. Only behind a link whose text is frozen is a byte read. One form of a body is received at a time, by this process; of one more,
 * of one that is much too large, and when the service is full, only what was typed is read: no file takes memory, and the page gives it back with the refusal.
 */
@Injectable()
export class DepositUploadMiddleware implements NestMiddleware {
  private bytesInFlight = 0;
  /** The bodies whose form is being received or answered, each in its round: a body holds a link per mail, and all lead to one place. */
  private readonly receiving = new Set<string>();
  private readonly read = multer({ storage, limits }).fields(fields);

  constructor(private readonly desk: ProjectDesk) {}

  use(req: Request, res: Response, next: NextFunction): void {
    const token = addressPattern.exec(req.originalUrl.split('?')[0]!)?.[1];
    if (!req.is('multipart/form-data') || !token) return next();
    this.desk.open(token, ['project']).then((found) => {
      // The page says why: the link is dead, or the text is not frozen.
      if ('dead' in found) return res.redirect(HttpStatus.SEE_OTHER, projectLinks.answer(token));
      // Gone while we looked at its link: its end was told already.
      if (res.closed || req.destroyed) return;
      const length = Number(req.get('content-length') ?? NaN);
      const form: Incoming = { body: `${found.round.id} ${found.body.bodyId}`, length, bytes: Number.isFinite(length) ? Math.min(length, formBytesMax) : formBytesMax };
      const refusal = this.refusalOf(form);
      if (refusal) readTyped(req, res, next, refusal);
      else this.receive(req, res, next, form);
    }).catch(next);
  }

  private refusalOf({ body, length, bytes }: Incoming): DepositRefusal | null {
    if (length > bytesReadMax) return 'file_too_large';
    if (this.receiving.has(body)) return 'upload_running';
    return this.bytesInFlight + bytes > bytesAtOnceMax ? 'busy' : null;
  }

  private receive(req: Request, res: Response, next: NextFunction, { body, bytes }: Incoming): void {
    this.bytesInFlight += bytes;
    this.receiving.add(body);
    const late = setTimeout(() => req.destroy(), uploadMaxMs);
    res.once('close', () => {
      clearTimeout(late);
      this.bytesInFlight -= bytes;
      this.receiving.delete(body);
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

/** `length`: bytes announced, NaN when none are; `bytes`: of memory that it may take. */
type Incoming = { body: string; length: number; bytes: number };

/** The answer leaves at the first file: what was typed comes before. The files themselves are thrown away as they come. */
function readTyped(req: Request, res: Response, next: NextFunction, refusal: DepositRefusal): void {
  res.locals[turnedAwayMark] = refusal;
  const late = setTimeout(() => req.destroy(), uploadMaxMs);
  let answered = false;
  const answer = (fault?: unknown): void => {
    if (answered || res.destroyed) return;
    answered = true;
    next(fault ? new BadRequestException('This form cannot be read') : undefined);
  };
  const fileFilter: multer.Options['fileFilter'] = (_req, _file, skip) => {
    answer();
    skip(null, false);
  };
  multer({ storage, limits, fileFilter }).fields(fields)(req, res, (fault: unknown) => {
    clearTimeout(late);
    answer(fault);
  });
}

const turnedAwayMark = 'depositTurnedAway';

/** Why the files of the form were not received; null when they were. */
export function turnedAwayIn(res: Response): DepositRefusal | null {
  return (res.locals[turnedAwayMark] as DepositRefusal | undefined) ?? null;
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
