import { Controller, Get, Inject, NotFoundException, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { addMonths, EXAMINATION_MONTHS, legalDay, standingRefusal, voteChoices } from '#libs/domain';
import type { LegalDay } from '#libs/domain';
import { Allow, principalOf } from '#libs/features/access';
import { may, say, visitorOf } from '#libs/features/identity';
import { Boxes, CONFIG, Fields } from '#libs/platform';
import type { Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import type { FieldError } from '#libs/ui';
import { AdhesionSigning } from './adhesion-signing.js';
import { fieldOf, refusalWords } from './adhesion-desk.js';
import type { AskRefusal } from './adhesion-desk.js';
import { AskPage, NotJoinablePage } from './adhesion-form.views.js';
import type { TypedAdhesion } from './adhesion-form.views.js';
import { adhesionLinks } from './adhesion.links.js';
import { AdhesionPage, AdhesionsPage, SigningPage } from './adhesion.views.js';
import type { TypedVote } from './adhesion.views.js';
import { Adhesions } from './adhesions.js';
import type { AdhesionFile } from './adhesions.js';

const agreement = { kind: 'agreement', param: 'id' } as const;
const adhesion = { kind: 'adhesion', param: 'id' } as const;

/** Pages of adhesions: asked by the partner, examined by the gestionnaires, signed at the préfecture's sending. */
@Controller()
export class AdhesionController {
  constructor(private readonly desk: Adhesions, private readonly signing: AdhesionSigning, @Inject(CONFIG) private readonly config: Config) {}

  @Get(adhesionLinks.mine)
  @Allow('adhesion.read')
  async list(@Req() req: Request): Promise<string> {
    return this.listed(req, null);
  }

  @Get(adhesionLinks.start)
  @Allow('adhesion.ask')
  async start(@Req() req: Request): Promise<string> {
    return this.form(req, null, { partnerId: '', structureIds: [], offer: '' }, []);
  }

  @Get('/conventions/:id/adhesions/nouvelle')
  @Allow('adhesion.ask', agreement)
  async startOn(@Req() req: Request, @Param('id') id: string): Promise<string> {
    return this.form(req, id, { partnerId: '', structureIds: [], offer: '' }, []);
  }

  @Get('/conventions/:id/adhesions')
  @Allow('adhesion.read', agreement)
  async listOf(@Req() req: Request, @Param('id') id: string): Promise<string> {
    return this.listed(req, id);
  }

  @Post('/conventions/:id/adhesions')
  @Allow('adhesion.ask', agreement)
  async ask(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Fields() body: Fields, @Boxes('structures') structures: readonly string[]): Promise<void> {
    const form: TypedAdhesion = { partnerId: body.partner ?? '', structureIds: structures, offer: body.offer ?? '' };
    const asked = await this.desk.ask(id, { ...form, partnerId: form.partnerId || null }, principalOf(req));
    if (!asked.ok) return void res.status(422).send(await this.form(req, id, form, [shown(asked.refusal)]));
    say(res, this.config, { severity: 'success', text: 'La demande est partie aux gestionnaires concernés ; la préfecture en est informée.' });
    res.redirect(303, adhesionLinks.page(asked.id));
  }

  @Get('/adhesions/:id')
  @Allow('adhesion.read', adhesion)
  async page(@Req() req: Request, @Param('id') id: string): Promise<string> {
    return this.show(req, await this.found(req, id));
  }

  @Post('/adhesions/:id/votes')
  @Allow('adhesion.examine', adhesion)
  async vote(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Fields() body: Fields): Promise<void> {
    const typed: TypedVote = { choice: body.choice ?? '', reason: body.reason ?? '' };
    const choice = voteChoices.find((one) => one === typed.choice);
    if (!choice) return void res.status(422).send(this.show(req, await this.found(req, id), typed, [{ field: 'choice', message: 'Choisissez votre réponse.' }]));
    const voted = await this.desk.vote(id, { choice, reason: typed.reason }, principalOf(req));
    if (!voted.ok) return void res.status(422).send(this.show(req, await this.found(req, id), typed, [shown(voted.refusal)]));
    say(res, this.config, { severity: 'success', text: 'Votre réponse est enregistrée ; la préfecture en est informée.' });
    res.redirect(303, adhesionLinks.page(id));
  }

  @Post('/adhesions/:id/retrait')
  @Allow('adhesion.ask', adhesion)
  async withdraw(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const done = await this.desk.withdraw(id, principalOf(req));
    say(res, this.config, done.ok ? { severity: 'success', text: 'La demande est retirée.' } : { severity: 'error', text: refusalWords(done.refusal).sentence });
    res.redirect(303, adhesionLinks.page(id));
  }

  @Get('/adhesions/:id/signature')
  @Allow('adhesion.manage', adhesion)
  async signingForm(@Req() req: Request, @Param('id') id: string): Promise<string> {
    const file = await this.found(req, id);
    return this.showSigning(req, file, addMonths(file.today, EXAMINATION_MONTHS), []);
  }

  @Post('/adhesions/:id/signature')
  @Allow('adhesion.manage', adhesion)
  async sign(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Fields() body: Fields): Promise<void> {
    const file = await this.found(req, id);
    const day = readDay(body.collectUntil);
    if (!day) return void res.status(422).send(await this.showSigning(req, file, body.collectUntil ?? '', [{ field: 'collectUntil', message: 'Indiquez le dernier jour pour signer.' }]));
    const opened = await this.signing.open(id, day, principalOf(req));
    if (!opened.ok) return void res.status(422).send(await this.showSigning(req, file, day, [shown(opened.refusal)]));
    say(res, this.config, { severity: 'success', text: 'L’acte s’assemble, puis part à la personne qui signe.' });
    res.redirect(303, adhesionLinks.page(id));
  }

  private async listed(req: Request, agreementId: string | null): Promise<string> {
    return renderPage(<AdhesionsPage frame={visitorOf(req).frame} adhesions={await this.desk.list(principalOf(req), agreementId)} ask={await this.askLabel(req)} />);
  }

  /** A partner that is no local one has nothing to ask for: art. 7 does not provide for it. */
  private async askLabel(req: Request): Promise<string | null> {
    const principal = principalOf(req);
    if (!may(req, 'adhesion.ask')) return null;
    if (principal.standing.role === 'prefecture') return 'Enregistrer une demande d’adhésion';
    return (await this.desk.joinable(principal))?.partnerId ? 'Demander à adhérer' : null;
  }

  private async form(req: Request, agreementId: string | null, form: TypedAdhesion, errors: readonly FieldError[]): Promise<string> {
    const principal = principalOf(req);
    const joinable = await this.desk.joinable(principal, agreementId);
    const isClerk = principal.standing.role === 'prefecture';
    const byAct = joinable?.agreement.readings['partenaires_locaux.adhesion'] === 'acte_separe';
    const isLocalPartner = isClerk || joinable === null || joinable.partnerId !== null;
    const { frame } = visitorOf(req);
    if (!joinable || !byAct || !isLocalPartner || standingRefusal(joinable.agreement.state)) return renderPage(<NotJoinablePage frame={frame} joinable={joinable} byAct={byAct} isLocalPartner={isLocalPartner} />);
    return renderPage(<AskPage frame={frame} joinable={joinable} isClerk={isClerk} form={form} errors={errors} />);
  }

  private show(req: Request, file: AdhesionFile, typed?: TypedVote, errors: readonly FieldError[] = []): string {
    const { standing } = principalOf(req);
    const seesAgreement = standing.role !== 'partner' || file.row.state === 'in_force';
    return renderPage(<AdhesionPage frame={visitorOf(req).frame} file={file} seesAgreement={seesAgreement} {...(typed && { typed })} errors={errors} />);
  }

  private async showSigning(req: Request, file: AdhesionFile, collectUntil: string, errors: readonly FieldError[]): Promise<string> {
    return renderPage(<SigningPage frame={visitorOf(req).frame} file={file} signatory={await this.signing.signatory(file.row, principalOf(req))} collectUntil={collectUntil} errors={errors} />);
  }

  private async found(req: Request, id: string): Promise<AdhesionFile> {
    const file = await this.desk.find(id, principalOf(req));
    if (!file) throw new NotFoundException();
    return file;
  }
}

function shown(refusal: AskRefusal): FieldError {
  return { field: fieldOf(refusal), message: refusalWords(refusal).sentence };
}

function readDay(typed: string | undefined): LegalDay | null {
  try {
    return legalDay(typed ?? '');
  } catch {
    return null;
  }
}
