import { Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Open } from '#libs/features/access';
import { roundRefusals, sendDocument } from '#libs/features/round';
import { SignatoryDoor, frameOf, signatureLinks } from '#libs/features/signature';
import type { Sitting } from '#libs/features/signature';
import { CLOCK, Fields } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { renderPage } from '#libs/ui';
import { OwnCertificateDesk } from './own-certificate.desk.js';
import { ownCertificateLinks } from './own-certificate.links.js';
import { ownCertificateRefusals } from './own-certificate.refusals.js';
import type { OwnCertificateRefusal } from './own-certificate.refusals.js';
import { OwnCertificatePage } from './own-certificate.views.js';

/** Those that the address itself may bring: said by whoever turned the file away before it was read. */
const saidByAddress: ReadonlySet<string> = new Set(['too_large', 'busy', 'over'] satisfies OwnCertificateRefusal[]);

/** Signing with one's own certificate, behind a personal link. A GET only shows; the document is lent, sent back and given back by POST. */
@Controller()
export class OwnCertificateController {
  constructor(private readonly door: SignatoryDoor, private readonly desk: OwnCertificateDesk, @Inject(CLOCK) private readonly clock: Clock) {}

  @Get('/signer/:token/certificat')
  @Open()
  async page(@Req() req: Request, @Res() res: Response, @Param('token') token: string, @Query('refus') said: unknown): Promise<void> {
    const sitting = await this.door.open(req, res, token);
    if (!sitting) return;
    const refusal = typeof said === 'string' && saidByAddress.has(said) ? (said as OwnCertificateRefusal) : null;
    if (refusal) res.status(ownCertificateRefusals[refusal].status);
    await this.show(req, res, token, sitting, refusal);
  }

  @Post('/signer/:token/certificat')
  @Open()
  async reserve(@Req() req: Request, @Res() res: Response, @Param('token') token: string, @Fields() body: Fields): Promise<void> {
    const sitting = await this.door.open(req, res, token);
    if (!sitting) return;
    const fullName = body.fullName ?? '';
    const answer = await this.desk.reserve(sitting, fullName);
    if (answer.done) return res.redirect(303, ownCertificateLinks.page(token));
    if (answer.refusal === 'closed') return res.redirect(303, signatureLinks.page(token));
    await this.refuse(req, res, token, sitting, answer.refusal, fullName);
  }

  @Get('/signer/:token/certificat/document.pdf')
  @Open()
  async document(@Req() req: Request, @Res() res: Response, @Param('token') token: string): Promise<void> {
    const sitting = await this.door.open(req, res, token);
    if (!sitting) return;
    const file = await this.desk.file(sitting);
    if (file) sendDocument(res, file);
    else res.redirect(303, ownCertificateLinks.page(token));
  }

  @Post('/signer/:token/certificat/envoi')
  @Open()
  async upload(@Req() req: Request, @Res() res: Response, @Param('token') token: string): Promise<void> {
    const sitting = await this.door.open(req, res, token);
    if (!sitting) return;
    const answer = await this.desk.accept(sitting, req.file?.buffer ?? null, { ip: req.ip ?? '', userAgent: req.get('user-agent') ?? '' });
    if (answer.done || answer.refusal === 'closed') return res.redirect(303, signatureLinks.page(token));
    if (answer.refusal in ownCertificateRefusals) return this.refuse(req, res, token, sitting, answer.refusal as OwnCertificateRefusal);
    const { status, sentence } = roundRefusals[answer.refusal as keyof typeof roundRefusals];
    await this.show(req, res.status(status), token, sitting, sentence);
  }

  @Post('/signer/:token/certificat/abandon')
  @Open()
  async giveBack(@Req() req: Request, @Res() res: Response, @Param('token') token: string): Promise<void> {
    const sitting = await this.door.open(req, res, token);
    if (!sitting) return;
    await this.desk.giveBack(sitting);
    res.redirect(303, signatureLinks.page(token));
  }

  private refuse(req: Request, res: Response, token: string, sitting: Sitting, refusal: OwnCertificateRefusal, fullName = ''): Promise<void> {
    return this.show(req, res.status(ownCertificateRefusals[refusal].status), token, sitting, refusal, fullName);
  }

  /** What there is to do now; the page of the place when nothing can be signed there. `said`: a code of ours, or the sentence of the round. */
  private async show(req: Request, res: Response, token: string, sitting: Sitting, said: OwnCertificateRefusal | string | null, fullName = ''): Promise<void> {
    const lending = await this.desk.lending(sitting);
    if (lending.kind === 'closed') return res.redirect(303, signatureLinks.page(token));
    const sentence = said === null ? null : said in ownCertificateRefusals ? ownCertificateRefusals[said as OwnCertificateRefusal].sentence : said;
    const props = { frame: frameOf(req), request: await this.door.request(token, sitting), lending, offered: this.desk.isOffered, now: this.clock.now(), timeZone: sitting.round.timeZone, commitments: this.desk.commitments(sitting) };
    res.send(renderPage(<OwnCertificatePage {...props} fullName={fullName} refusal={said === null ? null : { field: fieldOf(said), message: sentence! }} />));
  }
}

function fieldOf(said: string): 'fullName' | 'signed' | null {
  if (said === 'name_missing') return 'fullName';
  return ['lent_to_another', 'behind', 'too_many', 'over'].includes(said) ? null : 'signed';
}
