import { Body, ConflictException, Controller, Get, HttpStatus, Inject, NotFoundException, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { MandateState } from '#libs/domain';
import { Allow, principalOf } from '#libs/features/access';
import { say, visitorOf } from '#libs/features/identity';
import { Mandates } from '#libs/features/mandate';
import type { MandateDone, MandateFile, StandingOfStructure } from '#libs/features/mandate';
import { CONFIG } from '#libs/platform';
import type { Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import type { FieldError } from '#libs/ui';
import { outOfOrderSentence } from './draft-order.js';
import { IdentityPage } from './issue-identity.views.js';
import type { TypedIdentity } from './issue-identity.views.js';
import { HelpPage, InformationPage, noInformation, situationField, situationMeans } from './issue-information.views.js';
import type { InformationForm } from './issue-information.views.js';
import { ScopePage, scopeField } from './issue-scope.views.js';
import type { TypedScope } from './issue-scope.views.js';
import { MandateIssueDesk, identityTyped, lastDaysFrom, notOfferedBy, offeredBy, scopeTyped } from './mandate-issue.desk.js';
import { readIdentity, readInformation, readScope, typedIdentity, typedScope } from './mandate-form.js';
import type { Posted } from './mandate-form.js';
import { mandateLinks } from './mandate-pages.links.js';
import { fullName, nextStep } from './mandate-words.js';

const one = { kind: 'mandate', param: 'id' } as const;

/** The first three steps of the issue: inform, look at a document, choose what is entrusted. */
@Controller()
export class MandateIssueController {
  constructor(private readonly mandates: Mandates, private readonly desk: MandateIssueDesk, @Inject(CONFIG) private readonly config: Config) {}

  @Get('/mandats/nouveau')
  @Allow('mandate.issue')
  async begin(@Req() req: Request): Promise<string> {
    return this.informationPage(req, await this.standing(req), noInformation);
  }

  @Post('/mandats/nouveau')
  @Allow('mandate.issue')
  async inform(@Req() req: Request, @Res() res: Response, @Body() posted: Posted): Promise<void> {
    const at = await this.standing(req);
    const { items, situation, errors } = readInformation(posted);
    const form: InformationForm = { ticked: items, situation: situation ?? '', errors: [] };
    if (posted.etape === 'corriger') return void res.send(await this.informationPage(req, at, form));
    const refuse = async (faults: readonly FieldError[]): Promise<void> => void res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(await this.informationPage(req, at, { ...form, errors: faults }));
    if (errors.length > 0 || !situation) return refuse(errors);
    const done = await this.mandates.start({ items, ...situationMeans[situation] }, principalOf(req));
    if (done.ok) return res.redirect(HttpStatus.SEE_OTHER, mandateLinks.identity(done.id));
    if (situation === 'able') return refuse([{ field: situationField, message: done.sentence }]);
    res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(renderPage(<HelpPage frame={visitorOf(req).frame} situation={situation} sentence={done.sentence} form={form} />));
  }

  @Get('/mandats/:id/identite')
  @Allow('mandate.issue', one)
  async identity(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const file = await this.draft(req, res, id, ['informed', 'identified', 'defined']);
    if (file) res.send(this.identityPage(req, file, identityTyped(file), []));
  }

  @Post('/mandats/:id/identite')
  @Allow('mandate.issue', one)
  async identify(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    const file = await this.draft(req, res, id, ['informed', 'identified', 'defined']);
    if (!file) return;
    const typed = typedIdentity(posted);
    const read = readIdentity(typed);
    const done = read.ok ? await this.mandates.identify(id, read.input, principalOf(req)) : null;
    if (done?.ok) return res.redirect(HttpStatus.SEE_OTHER, mandateLinks.scope(id));
    const errors = read.ok ? faultOf(done!, 'document') : read.errors;
    res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(this.identityPage(req, file, typed, errors));
  }

  @Get('/mandats/:id/demarches')
  @Allow('mandate.issue', one)
  async scope(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const file = await this.draft(req, res, id, ['identified', 'defined']);
    if (file) res.send(await this.scopePage(req, file, scopeTyped(file), []));
  }

  @Post('/mandats/:id/demarches')
  @Allow('mandate.issue', one)
  async define(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    const file = await this.draft(req, res, id, ['identified', 'defined']);
    if (!file) return;
    const typed = typedScope(posted);
    const read = readScope(typed);
    const done = read.ok ? await this.mandates.define(id, read.input, principalOf(req)) : null;
    if (done?.ok) return res.redirect(HttpStatus.SEE_OTHER, mandateLinks.signature(id));
    // The desk names the démarche whose words are in fault; the table, none.
    const errors = read.ok ? faultOf(done!, 'scope', (field) => scopeField(field as Parameters<typeof scopeField>[0], 'words')) : read.errors;
    res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(await this.scopePage(req, file, typed, errors));
  }

  @Post('/mandats/:id/abandon')
  @Allow('mandate.issue', one)
  async abandon(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const done = await this.mandates.abandon(id, principalOf(req));
    say(res, this.config, done.ok ? { severity: 'success', text: 'Le mandat est abandonné : ce qui a été saisi est effacé.' } : { severity: 'info', text: done.sentence });
    res.redirect(HttpStatus.SEE_OTHER, done.ok ? mandateLinks.list : mandateLinks.page(id));
  }

  /** A draft at one of these states; whoever comes out of order is led to the step that lacks, and told which it is. */
  private async draft(req: Request, res: Response, id: string, states: readonly MandateState[]): Promise<MandateFile | null> {
    const file = await this.mandates.file(id, principalOf(req));
    if (!file) throw new NotFoundException();
    if (states.includes(file.row.state)) return file;
    const { state } = file.row;
    say(res, this.config, { severity: 'info', text: outOfOrderSentence(state) });
    res.redirect(HttpStatus.SEE_OTHER, nextStep({ id, state }).href);
    return null;
  }

  private async standing(req: Request): Promise<StandingOfStructure> {
    const at = await this.mandates.standing(principalOf(req));
    if (!at) throw new ConflictException();
    return at;
  }

  private async informationPage(req: Request, at: StandingOfStructure, form: InformationForm): Promise<string> {
    return renderPage(<InformationPage frame={visitorOf(req).frame} told={await this.desk.told(at)} form={form} />);
  }

  private identityPage(req: Request, { row }: MandateFile, typed: TypedIdentity, errors: readonly FieldError[]): string {
    return renderPage(<IdentityPage frame={visitorOf(req).frame} draft={row} typed={typed} errors={errors} />);
  }

  private async scopePage(req: Request, file: MandateFile, typed: TypedScope, errors: readonly FieldError[]): Promise<string> {
    const at = await this.standing(req);
    const known = await this.desk.known(file, principalOf(req));
    return renderPage(<ScopePage frame={visitorOf(req).frame} draft={file.row} person={file.person ? fullName(file.person) : ''} known={known} offered={offeredBy(at)} notOffered={notOfferedBy(at)} lastDays={lastDaysFrom(file.today)} typed={typed} errors={errors} />);
  }
}

/** The sentence of a refusal, at its field; at the step's first one when it names none. */
function faultOf(done: MandateDone, first: string, place: (field: string) => string = (field) => field): FieldError[] {
  return done.ok ? [] : [{ field: done.field ? place(done.field) : first, message: done.sentence }];
}
