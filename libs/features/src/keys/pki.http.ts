import { Controller, Get, Header, Inject, Logger, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Open } from '#libs/features/access';
import { CLOCK } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { OCSP_REQUEST_BYTES_MAX, OCSP_VALIDITY_MS, ocspInternalError } from '#libs/signing';
import { Certificates } from './certificates.js';
import { pkiPaths } from './keys.links.js';

/** The root changes once in twenty years; a renewed one should not take days to be seen. */
const rootCache = 'public, max-age=3600';
/** Base64 takes four characters for three bytes, percent-encoding at most three for one. */
const addressCharactersMax = OCSP_REQUEST_BYTES_MAX * 4;

/**
 * What programs ask in order to verify our signatures. The site signs the lists itself, with the authority's key: lists and answers
 * are then never older than the last revocation, even while the worker is stopped.
 */
@Controller()
export class PkiController {
  private readonly log = new Logger('Pki');

  constructor(private readonly certificates: Certificates, @Inject(CLOCK) private readonly clock: Clock) {}

  @Get(pkiPaths.root)
  @Open()
  @Header('Content-Type', 'application/x-pem-file')
  @Header('Content-Disposition', 'attachment; filename="paraphe-racine.pem"')
  @Header('Cache-Control', rootCache)
  root(): Promise<string> {
    return this.certificates.rootPem(this.clock.now());
  }

  @Get(pkiPaths.revocationList)
  @Open()
  async revocationList(@Res() res: Response): Promise<void> {
    const now = this.clock.now();
    const { der, issuedAt, nextUpdate } = await this.certificates.publishedRevocationList(now);
    const secondsLeft = Math.max(0, Math.floor((nextUpdate.getTime() - now.getTime()) / 1_000));
    res.setHeader('Content-Type', 'application/pkix-crl');
    res.setHeader('Last-Modified', issuedAt.toUTCString());
    res.setHeader('Expires', nextUpdate.toUTCString());
    res.setHeader('Cache-Control', `public, max-age=${secondsLeft}`);
    res.end(der);
  }

  /** RFC 6960, A.1: the request, in base64, is the end of the address. Such questions carry no nonce: their answer may be kept as long as it is good. */
  @Get(`${pkiPaths.ocsp}/*request`)
  @Open()
  async ocspByAddress(@Req() req: Request, @Res() res: Response): Promise<void> {
    const asked = req.path.slice(req.path.indexOf(pkiPaths.ocsp) + pkiPaths.ocsp.length + 1);
    await this.answer(decode(asked), res, `public, max-age=${OCSP_VALIDITY_MS / 1_000}`);
  }

  @Post(pkiPaths.ocsp)
  @Open()
  async ocsp(@Req() req: Request, @Res() res: Response): Promise<void> {
    // The parser of this route leaves the body alone when it is announced as something else.
    await this.answer(Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0), res, 'no-store');
  }

  private async answer(request: Buffer, res: Response, cache: string): Promise<void> {
    res.setHeader('Content-Type', 'application/ocsp-response');
    try {
      const answer = await this.certificates.ocspAnswer(request, this.clock.now());
      res.setHeader('Cache-Control', cache);
      res.status(200).end(answer);
    } catch (fault) {
      this.log.error(`no OCSP answer: ${String(fault)}`);
      res.setHeader('Cache-Control', 'no-store');
      res.status(200).end(ocspInternalError());
    }
  }
}

/** Whatever cannot be read becomes an empty question, which gets the answer it deserves. */
function decode(asked: string): Buffer {
  if (asked.length > addressCharactersMax) return Buffer.alloc(0);
  try {
    return Buffer.from(decodeURIComponent(asked), 'base64');
  } catch {
    return Buffer.alloc(0);
  }
}
