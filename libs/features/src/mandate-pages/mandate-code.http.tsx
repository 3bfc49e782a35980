import { Body, Controller, Get, HttpStatus, NotFoundException, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Open } from '#libs/features/access';
import { visitorOf } from '#libs/features/identity';
import { MandateCodes, sendMandateFile } from '#libs/features/mandate';
import type { CodeOpened, MandateOfCode } from '#libs/features/mandate';
import { renderPage } from '#libs/ui';
import { AskForCodePage, codeField, MandateByCodePage, RevokeByCodePage, RevokedByCodePage, TooManyTriesPage, UnknownCodePage } from './mandate-code.views.js';
import type { CodeShown } from './mandate-code.views.js';
import { textOf } from './mandate-form.js';
import type { Posted } from './mandate-form.js';
import { mandateLinks } from './mandate-pages.links.js';

/** The person's own door: the code of their paper, no account. Every GET only shows: scanners of mails and messages follow links. */
@Controller()
@Open()
export class MandateCodeController {
  constructor(private readonly codes: MandateCodes) {}

  @Get('/mandat')
  ask(@Req() req: Request): string {
    return renderPage(<AskForCodePage frame={visitorOf(req).frame} typed="" errors={[]} />);
  }

  /** Told by a form, so that the code is not typed into an address; once known to be right, its page is the QR's. */
  @Post('/mandat')
  async typed(@Req() req: Request, @Res() res: Response, @Body() posted: Posted): Promise<void> {
    const typed = textOf(posted[codeField]);
    if (typed === '') return void res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(renderPage(<AskForCodePage frame={visitorOf(req).frame} typed="" errors={[{ field: codeField, message: 'Tapez le code imprimé sur votre mandat.' }]} />));
    const opened = await this.codes.open(typed, addressOf(req));
    if (!opened.ok) return this.closed(req, res, opened, typed);
    res.redirect(HttpStatus.SEE_OTHER, mandateLinks.byCode(codeInAddress(typed)));
  }

  @Get('/mandat/:code')
  async page(@Req() req: Request, @Res() res: Response, @Param('code') code: string): Promise<void> {
    const mandate = await this.opened(req, res, code);
    if (mandate) res.send(renderPage(<MandateByCodePage frame={visitorOf(req).frame} mandate={mandate} />));
  }

  @Get('/mandat/:code/revocation')
  async confirm(@Req() req: Request, @Res() res: Response, @Param('code') code: string): Promise<void> {
    const mandate = await this.opened(req, res, code);
    if (!mandate) return;
    if (mandate.state !== 'active') return res.redirect(HttpStatus.SEE_OTHER, mandateLinks.byCode(code));
    res.send(renderPage(<RevokeByCodePage frame={visitorOf(req).frame} mandate={mandate} />));
  }

  @Post('/mandat/:code/revocation')
  async revoke(@Req() req: Request, @Res() res: Response, @Param('code') code: string): Promise<void> {
    const done = await this.codes.revoke(code, addressOf(req));
    if (!('mandate' in done)) return this.closed(req, res, done, code);
    res.status(done.ok ? HttpStatus.OK : HttpStatus.CONFLICT).send(renderPage(<RevokedByCodePage frame={visitorOf(req).frame} mandate={shown(code, done.mandate)} already={!done.ok} />));
  }

  @Get('/mandat/:code/original.pdf')
  async original(@Req() req: Request, @Res() res: Response, @Param('code') code: string): Promise<void> {
    this.send(res, await this.codes.original(code, addressOf(req)), 'mon-mandat.pdf');
  }

  @Get('/mandat/:code/recu.pdf')
  async receipt(@Req() req: Request, @Res() res: Response, @Param('code') code: string): Promise<void> {
    this.send(res, await this.codes.receipt(code, addressOf(req)), 'recu-de-fin-de-mandat.pdf');
  }

  private send(res: Response, pdf: Buffer | null, name: string): void {
    if (!pdf) throw new NotFoundException();
    sendMandateFile(res, { content: pdf, mediaType: 'application/pdf', name });
  }

  private async opened(req: Request, res: Response, code: string): Promise<CodeShown | null> {
    const found = await this.codes.open(code, addressOf(req));
    if (found.ok) return shown(code, found.mandate);
    this.closed(req, res, found, code);
    return null;
  }

  private closed(req: Request, res: Response, { refusal, sentence }: CodeOpened & { ok: false }, typed: string): void {
    const { frame } = visitorOf(req);
    if (refusal === 'too_often') return void res.status(HttpStatus.TOO_MANY_REQUESTS).send(renderPage(<TooManyTriesPage frame={frame} sentence={sentence} />));
    res.status(HttpStatus.NOT_FOUND).send(renderPage(<UnknownCodePage frame={frame} typed={typed} sentence={sentence} />));
  }
}

function shown(code: string, { number, state, structureName, structureCity, structurePhone, timeZone, demarches, endsOn, end, original, receipt }: MandateOfCode): CodeShown {
  return { code: codeInAddress(code), number, state, structure: { name: structureName, city: structureCity, phone: structurePhone }, demarches, timeZone, endsOn, end, files: { original, receipt } };
}

/** Spaces and hyphens are for the eye. */
function codeInAddress(typed: string): string {
  return encodeURIComponent(typed.replace(/[\s-]/g, '').toUpperCase());
}

function addressOf(req: Request): string {
  return req.ip ?? '';
}
