import { Body, Controller, Get, HttpStatus, Inject, NotFoundException, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Allow, principalOf } from '#libs/features/access';
import { say, visitorOf } from '#libs/features/identity';
import { sendMandateFile } from '#libs/features/mandate';
import { CONFIG } from '#libs/platform';
import type { Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import type { FieldError } from '#libs/ui';
import { disposalLinks } from './disposal.links.js';
import { openingWords, proofClosedWords, proofRefusalWords } from './disposal-words.js';
import { Disposals } from './disposals.js';
import { ProofDesk } from './proof-desk.js';
import { proofGrounds } from './proof-opening.store.js';
import { DisputePage, ProofPage } from './proof.views.js';
import type { ProofForm } from './proof.views.js';

type Posted = Readonly<Record<string, unknown>>;

const mandate = { kind: 'mandate', param: 'id' } as const;
const fields = { number: 'numero', ground: 'fondement', reason: 'motif' } as const;
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The proof of one mandate, opened by its gestionnaire because somebody disputes it. */
@Controller()
export class ProofController {
  constructor(private readonly desk: ProofDesk, private readonly disposals: Disposals, @Inject(CONFIG) private readonly config: Config) {}

  @Get(disposalLinks.dispute)
  @Allow('mandate.dispute')
  form(@Req() req: Request): Promise<string> {
    return this.show(req, { numero: '', fondement: '', motif: '' }, []);
  }

  @Post(disposalLinks.dispute)
  @Allow('mandate.dispute')
  async open(@Req() req: Request, @Res() res: Response, @Body() posted: Posted): Promise<void> {
    const typed: ProofForm = { numero: textOf(posted.numero), fondement: textOf(posted.fondement), motif: textOf(posted.motif) };
    const ground = proofGrounds.find((known) => known === typed.fondement) ?? null;
    const opened = await this.desk.open(typed.numero, { ground, reason: typed.motif }, principalOf(req));
    if (!opened.ok) return void res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(await this.show(req, typed, [{ field: fields[opened.field], message: proofRefusalWords[opened.refusal] }]));
    say(res, this.config, { severity: 'success', text: `La preuve est ouverte. ${openingWords}` });
    res.redirect(HttpStatus.SEE_OTHER, disposalLinks.proof(opened.id));
  }

  @Get('/mandats/litige/:id')
  @Allow('mandate.dispute', mandate)
  async page(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const { frame } = visitorOf(req);
    const proof = await this.desk.opened(id, principalOf(req));
    if (!proof) {
      say(res, this.config, { severity: 'info', text: proofClosedWords });
      return res.redirect(HttpStatus.SEE_OTHER, disposalLinks.dispute);
    }
    res.setHeader('Cache-Control', 'private, no-store');
    res.send(renderPage(<ProofPage frame={frame} proof={proof} />));
  }

  @Get('/mandats/litige/:id/:kind')
  @Allow('mandate.dispute', mandate)
  async file(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Param('kind') kind: string): Promise<void> {
    const file = await this.desk.file(id, kind, principalOf(req));
    if (!file) throw new NotFoundException();
    sendMandateFile(res, { content: file.bytes, mediaType: file.mediaType, name: `${file.number}-${kind}` });
  }

  private async show(req: Request, typed: ProofForm, errors: readonly FieldError[]): Promise<string> {
    const principal = principalOf(req);
    return renderPage(<DisputePage frame={visitorOf(req).frame} typed={typed} openings={await this.desk.openings(principal)} timeZone={await this.disposals.timeZone(principal)} errors={errors} />);
  }
}
