import { BadRequestException, HttpStatus, Injectable } from '@nestjs/common';
import type { NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import multer, { MulterError } from 'multer';
import { SigningTable } from '#libs/features/signature';
import { OwnCertificateDesk } from './own-certificate.desk.js';
import { addedBytesMax, bytesAtOnceMax, formOverheadBytes, signedField, uploadMaxMs } from './own-certificate.limits.js';
import { ownCertificateLinks } from './own-certificate.links.js';
import type { OwnCertificateRefusal } from './own-certificate.refusals.js';

/** A token is written in base64url: what is not is no token of ours, and its page says so. */
const addressPattern = /^\/signer\/([\w-]+)\/certificat\/envoi$/;

/**
 * Reads the signed file, in memory. Applied before the visitor's middleware, which checks the anti-forgery token of the form: the token of a multipart form
 * is known only once the body is read. Only whoever holds a reservation sends anything: the others, and what is too large, are turned away before a byte is read.
 */
@Injectable()
export class SignedFileMiddleware implements NestMiddleware {
  private bytesInFlight = 0;

  constructor(private readonly table: SigningTable, private readonly desk: OwnCertificateDesk) {}

  use(req: Request, res: Response, next: NextFunction): void {
    const token = addressPattern.exec(req.originalUrl.split('?')[0]!)?.[1];
    if (!req.is('multipart/form-data') || !token) return next();
    this.lentLength(token).then((lent) => {
      const turnAway = (refusal: OwnCertificateRefusal | null) => res.redirect(HttpStatus.SEE_OTHER, `${ownCertificateLinks.page(token)}${refusal ? `?refus=${refusal}` : ''}`);
      if (lent === null) return turnAway('over');
      const bytesMax = lent + addedBytesMax;
      const length = Number(req.get('content-length') ?? NaN);
      const bytes = Number.isFinite(length) ? length : bytesMax;
      if (bytes > bytesMax + formOverheadBytes) return turnAway('too_large');
      if (this.bytesInFlight + bytes > bytesAtOnceMax + formOverheadBytes) return turnAway('busy');
      this.receive(req, res, next, { bytes, bytesMax, tooLarge: () => turnAway('too_large') });
    }).catch(next);
  }

  /** Bytes of the document lent behind that link; null when none is. */
  private async lentLength(token: string): Promise<number | null> {
    const sitting = await this.table.sit(token);
    const lending = 'dead' in sitting ? null : await this.desk.lending(sitting);
    return lending?.kind === 'mine' ? lending.reservation.baseLength : null;
  }

  private receive(req: Request, res: Response, next: NextFunction, { bytes, bytesMax, tooLarge }: { bytes: number; bytesMax: number; tooLarge: () => void }): void {
    // Gone while we looked at its link: its end was told already.
    if (res.closed || req.destroyed) return;
    // Beside the file, the form holds its anti-forgery token and nothing else.
    const limits = { fileSize: bytesMax, files: 1, fields: 1, parts: 2, fieldNameSize: 50, fieldSize: 2_000, headerPairs: 10 };
    this.bytesInFlight += bytes;
    const late = setTimeout(() => req.destroy(), uploadMaxMs);
    res.once('close', () => {
      clearTimeout(late);
      this.bytesInFlight -= bytes;
    });
    multer({ storage: multer.memoryStorage(), limits }).single(signedField)(req, res, (fault: unknown) => {
      clearTimeout(late);
      if (!fault) return next();
      if (res.destroyed) return;
      if (fault instanceof MulterError && fault.code === 'LIMIT_FILE_SIZE') tooLarge();
      else next(new BadRequestException('This form cannot be read'));
    });
  }
}
