import { Body, Controller, Get, HttpStatus, Inject, NotFoundException, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { currentTermEndsOn, currentTermStartsOn, reasonLengthMin } from '#libs/domain';
import { Allow, principalOf } from '#libs/features/access';
import { agreementLinks } from '#libs/features/agreement';
import { say, visitorOf } from '#libs/features/identity';
import { CONFIG } from '#libs/platform';
import type { Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import type { FieldError } from '#libs/ui';
import { GeneralInterestPage, NotProvidedPage, ReceivedPage, StartPage } from './notice-file.views.js';
import type { TypedTermination } from './notice-file.views.js';
import { dayOf, textOf } from './notice-input.js';
import type { Posted } from './notice-input.js';
import { NoticesPage } from './notice-page.views.js';
import { rulesOn } from './notice-rules.js';
import { wayOut } from './notice-rights.js';
import { refusalWords } from './notice.refusals.js';
import { namesOf } from './notice-words.js';
import { noticeActions } from './notice-panel.js';
import { noticeLinks } from './withdrawal.links.js';
import { Withdrawals } from './withdrawals.js';
import type { Opening } from './withdrawals.js';

const ofAgreement = { kind: 'agreement', param: 'id' } as const;
const noTermination: TypedTermination = { endsOn: '', reason: '' };

/** From the agreement to a notice: whether art. 7 provides for it, until when, and the first step. */
@Controller()
export class NoticeFilingController {
  constructor(private readonly notices: Withdrawals, @Inject(CONFIG) private readonly config: Config) {}

  @Get('/conventions/:id/preavis')
  @Allow('notice.read', ofAgreement)
  async list(@Req() req: Request, @Param('id') id: string): Promise<string> {
    const opening = await this.opening(req, id);
    const rows = await this.notices.list(id, principalOf(req));
    const actions = noticeActions(opening.agreement, principalOf(req).standing, opening.parties, rows);
    return renderPage(<NoticesPage frame={visitorOf(req).frame} opening={opening} rows={rows.filter(({ facts, state }) => facts.letters.length > 0 || state === 'drafted')} nameOf={namesOf(opening.parties)} actions={actions} />);
  }

  @Get('/conventions/:id/preavis/nouveau')
  @Allow('notice.file', ofAgreement)
  async start(@Req() req: Request, @Param('id') id: string): Promise<string> {
    return this.startPage(req, await this.opening(req, id));
  }

  @Post('/conventions/:id/preavis/nouveau')
  @Allow('notice.file', ofAgreement)
  async open(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    const opening = await this.opening(req, id);
    if (!opening.me || wayOut[opening.me.kind] === 'not_provided') return void res.status(HttpStatus.CONFLICT).send(await this.startPage(req, opening));
    const first = textOf(posted.premier);
    if (first === '' && (await this.choosableHosts(opening)).length > 0) return void res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(await this.startPage(req, opening, first, [{ field: 'premier', message: 'Choisissez le gestionnaire à qui vous écrivez.' }]));
    const done = await this.notices.draft(id, { partyId: opening.me.partyId, received: false, firstHostId: first || null }, principalOf(req));
    if (!done) throw new NotFoundException();
    if (!done.ok) return void res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(await this.startPage(req, opening, first, [{ field: 'premier', message: refusalWords(done.refusal).sentence }]));
    await this.goOn(req, res, done.id);
  }

  @Get('/conventions/:id/preavis/recu')
  @Allow('notice.file', ofAgreement)
  async received(@Req() req: Request, @Param('id') id: string): Promise<string> {
    return this.receivedPage(req, await this.opening(req, id), '', []);
  }

  @Post('/conventions/:id/preavis/recu')
  @Allow('notice.file', ofAgreement)
  async openReceived(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    const opening = await this.opening(req, id);
    const partyId = textOf(posted.party);
    const refuse = (message: string): void => void res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(this.receivedPage(req, opening, partyId, [{ field: 'party', message }]));
    if (partyId === '') return refuse('Choisissez la partie qui a écrit.');
    const done = await this.notices.draft(id, { partyId, received: true, firstHostId: null }, principalOf(req));
    if (!done) throw new NotFoundException();
    if (!done.ok) return refuse(refusalWords(done.refusal).sentence);
    await this.goOn(req, res, done.id);
  }

  @Get('/conventions/:id/preavis/interet-general')
  @Allow('agreement.manage', ofAgreement)
  async termination(@Req() req: Request, @Param('id') id: string): Promise<string> {
    return this.terminationPage(req, await this.opening(req, id), noTermination, []);
  }

  @Post('/conventions/:id/preavis/interet-general')
  @Allow('agreement.manage', ofAgreement)
  async terminate(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    const opening = await this.opening(req, id);
    const form = { endsOn: textOf(posted.endsOn), reason: textOf(posted.reason) };
    const refuse = (errors: FieldError[]): void => void res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(this.terminationPage(req, opening, form, errors));
    const endsOn = dayOf(form.endsOn);
    if (!endsOn) return refuse([{ field: 'endsOn', message: 'Indiquez le dernier jour de la convention.' }]);
    if (form.reason.length < reasonLengthMin) return refuse([{ field: 'reason', message: `Donnez le motif en ${reasonLengthMin}\u00a0caractères au moins : il est gardé avec l’acte.` }]);
    const done = await this.notices.terminate(id, { endsOn, reason: form.reason }, principalOf(req));
    if (!done.ok) return refuse([{ field: done.refusal.code === 'reason_missing' ? 'reason' : 'endsOn', message: refusalWords(done.refusal).sentence }]);
    say(res, this.config, { severity: 'success', text: 'La résiliation est enregistrée.' });
    res.redirect(HttpStatus.SEE_OTHER, agreementLinks.page(id));
  }

  /** To the first step that is left; a notice whose letters left already has a page of its own. */
  private async goOn(req: Request, res: Response, id: string): Promise<void> {
    const file = await this.notices.find(id, principalOf(req));
    if (!file) throw new NotFoundException();
    const { state, facts } = file.row;
    const next = state !== 'drafted' ? noticeLinks.page : facts.party.kind === 'gestionnaire' && !facts.authority ? noticeLinks.authority : noticeLinks.letters;
    if (state !== 'drafted') say(res, this.config, { severity: 'info', text: 'Un préavis de cette partie est déjà enregistré : complétez-le ici.' });
    res.redirect(HttpStatus.SEE_OTHER, next(id));
  }

  private async startPage(req: Request, opening: Opening, first = '', errors: readonly FieldError[] = []): Promise<string> {
    const { frame } = visitorOf(req);
    const { agreement, me, today } = opening;
    if (!me || wayOut[me.kind] === 'not_provided') return renderPage(<NotProvidedPage frame={frame} agreement={agreement} isClerk={principalOf(req).standing.role === 'prefecture'} />);
    return renderPage(<StartPage frame={frame} opening={opening} rules={rulesOn(agreement, today, today)} hosts={await this.choosableHosts(opening)} first={first} errors={errors} />);
  }

  /** Where the signed reading asks for one gestionnaire, a local partner present at several chooses. */
  private async choosableHosts({ agreement, me, bound }: Opening) {
    if (me?.kind !== 'local_partner' || agreement.readings['retrait.destinataire'] !== 'un_gestionnaire') return [];
    const hosts = await this.notices.hosts(me.partyId);
    const present = bound.filter(({ partyId }) => hosts.includes(partyId));
    return present.length > 1 ? present : [];
  }

  private receivedPage(req: Request, opening: Opening, chosen: string, errors: readonly FieldError[]): string {
    return renderPage(<ReceivedPage frame={visitorOf(req).frame} opening={opening} chosen={chosen} errors={errors} />);
  }

  private terminationPage(req: Request, { agreement }: Opening, form: TypedTermination, errors: readonly FieldError[]): string {
    const window = { from: currentTermStartsOn(agreement.facts), until: currentTermEndsOn(agreement.facts) };
    return renderPage(<GeneralInterestPage frame={visitorOf(req).frame} agreement={agreement} window={window} form={form} errors={errors} />);
  }

  private async opening(req: Request, id: string): Promise<Opening> {
    const opening = await this.notices.opening(id, principalOf(req));
    if (!opening) throw new NotFoundException();
    return opening;
  }
}
