import { Body, Controller, Get, HttpStatus, Inject, NotFoundException, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { mandateRefusalSentence } from '#libs/domain';
import { Allow, principalOf } from '#libs/features/access';
import { say, visitorOf } from '#libs/features/identity';
import { Mandates } from '#libs/features/mandate';
import type { MandateDone, MandateFile } from '#libs/features/mandate';
import { CONFIG } from '#libs/platform';
import type { Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import type { FieldError } from '#libs/ui';
import { definedField, nameField, SignaturePage, SignedPage, TabletPage } from './issue-signature.views.js';
import { MandateIssueDesk, mandateShown } from './mandate-issue.desk.js';
import { outOfOrderSentence } from './draft-order.js';
import { textOf } from './mandate-form.js';
import type { Posted } from './mandate-form.js';
import { mandateLinks } from './mandate-pages.links.js';
import type { MandateShown } from './mandate-shown.js';
import { scanField } from './mandate-upload.js';
import { nextStep, untilWords } from './mandate-words.js';
import { showPdf } from './pdf-answer.js';

const one = { kind: 'mandate', param: 'id' } as const;
type Ready = { file: MandateFile; shown: MandateShown };

/** The last step: on paper, or on the tablet that changes hands. A mandate is signed on site: these pages are the structure's. */
@Controller()
export class MandateSignController {
  constructor(private readonly mandates: Mandates, private readonly desk: MandateIssueDesk, @Inject(CONFIG) private readonly config: Config) {}

  @Get('/mandats/:id/signature')
  @Allow('mandate.issue', one)
  async choose(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const ready = await this.ready(req, res, id);
    if (ready) res.send(await this.signaturePage(req, ready, []));
  }

  @Get('/mandats/:id/originaux.pdf')
  @Allow('mandate.issue', one)
  async originals(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const pdf = await this.mandates.printToSign(id, principalOf(req));
    if (!pdf) throw new NotFoundException();
    showPdf(res, pdf, 'mandat-a-signer.pdf');
  }

  @Post('/mandats/:id/signature/papier')
  @Allow('mandate.issue', one)
  async onPaper(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    const ready = await this.ready(req, res, id);
    if (!ready) return;
    const refuse = async (message: string): Promise<void> => void res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(await this.signaturePage(req, ready, [{ field: scanField, message }]));
    if (!req.file || req.file.size === 0) return refuse(mandateRefusalSentence('scan_missing'));
    const done = await this.mandates.sign(id, { place: 'on_site', definedAt: textOf(posted[definedField]), means: 'paper', scan: req.file.buffer }, principalOf(req));
    if (!done.ok) return refuse(done.sentence);
    say(res, this.config, { severity: 'success', text: 'Le mandat est enregistré. La personne garde son original : le code qui s’y trouve lui permet de tout arrêter.' });
    res.redirect(HttpStatus.SEE_OTHER, mandateLinks.page(id));
  }

  @Get('/mandats/:id/signature/tablette')
  @Allow('mandate.issue', one)
  async hand(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const ready = await this.ready(req, res, id);
    if (ready) res.send(await this.tabletPage(req, ready, '', []));
  }

  @Post('/mandats/:id/signature/tablette')
  @Allow('mandate.issue', one)
  async onTablet(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    const ready = await this.ready(req, res, id);
    if (!ready) return;
    const typedName = textOf(posted[nameField]);
    const refuse = async (message: string): Promise<void> => void res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(await this.tabletPage(req, ready, typedName, [{ field: nameField, message }]));
    if (typedName === '') return refuse('Tapez votre prénom et votre nom : c’est votre signature.');
    const done: MandateDone = await this.mandates.sign(id, { place: 'on_site', definedAt: textOf(posted[definedField]), means: 'tablet', typedName }, principalOf(req));
    if (!done.ok) return refuse(done.sentence);
    res.redirect(HttpStatus.SEE_OTHER, mandateLinks.signed(id));
  }

  @Get('/mandats/:id/signature/merci')
  @Allow('mandate.issue', one)
  async signed(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const file = await this.found(req, id);
    const { signed, endsOn, timeZone } = file.row.facts;
    if (!signed || !endsOn) return res.redirect(HttpStatus.SEE_OTHER, nextStep(file.row).href);
    res.send(renderPage(<SignedPage frame={visitorOf(req).frame} draft={file.row} signedAt={signed.at} timeZone={timeZone} endsWords={untilWords(endsOn)} />));
  }

  /** Ready to be signed; otherwise led to the step that lacks. A second press of « Je signe » finds it signed. */
  private async ready(req: Request, res: Response, id: string): Promise<Ready | null> {
    const file = await this.found(req, id);
    const { state } = file.row;
    const shown = state === 'defined' ? mandateShown(file) : null;
    if (shown) return { file, shown };
    say(res, this.config, { severity: 'info', text: outOfOrderSentence(state) });
    res.redirect(HttpStatus.SEE_OTHER, nextStep(file.row).href);
    return null;
  }

  private async found(req: Request, id: string): Promise<MandateFile> {
    const file = await this.mandates.file(id, principalOf(req));
    if (!file) throw new NotFoundException();
    return file;
  }

  private async signaturePage(req: Request, { file, shown }: Ready, errors: readonly FieldError[]): Promise<string> {
    return renderPage(<SignaturePage frame={visitorOf(req).frame} draft={file.row} text={shown} older={await this.mandates.older(file.row.id, principalOf(req))} errors={errors} />);
  }

  private async tabletPage(req: Request, { file, shown }: Ready, typedName: string, errors: readonly FieldError[]): Promise<string> {
    // Said again as it was said: the partners of this structure, not all that the département knows.
    const at = await this.mandates.standing(principalOf(req));
    if (!at) throw new NotFoundException();
    const told = await this.desk.told(at);
    return renderPage(<TabletPage frame={visitorOf(req).frame} draft={file.row} text={shown} told={told} typedName={typedName} errors={errors} />);
  }
}
