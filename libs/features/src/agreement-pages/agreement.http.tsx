import { Body, Controller, Get, HttpStatus, Inject, NotFoundException, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { legalDay } from '#libs/domain';
import type { LegalDay } from '#libs/domain';
import { Allow } from '#libs/features/access';
import { accountOf, actorOf, may, say, visitorOf } from '#libs/features/identity';
import { CONFIG } from '#libs/platform';
import type { Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import { AgreementActs } from './agreement-acts.js';
import type { ActRefused } from './agreement-acts.js';
import { agreementPageLinks } from './agreement-pages.links.js';
import { AgreementStatusPage } from './agreement-status.views.js';
import { AgreementLifePage } from './agreement.views.js';
import type { AgreementForms } from './agreement.views.js';
import { AgreementReader } from './agreements.read.js';
import { AgreementsPage } from './agreements.views.js';
import { YearPage } from './year.views.js';

const agreement = { kind: 'agreement', param: 'id' } as const;
/** No agreement of this kind was signed before, and no picture is drawn of the next century. */
const [yearMin, yearMax] = [2015, 2100];
const typedMax = 40;

/** Agreements in their life: the list, each one, what was in force on a day, and the year of a département. */
@Controller()
export class AgreementController {
  constructor(private readonly reader: AgreementReader, private readonly acts: AgreementActs, @Inject(CONFIG) private readonly config: Config) {}

  @Get(agreementPageLinks.list)
  @Allow('agreement.read')
  async list(@Req() req: Request): Promise<string> {
    const account = accountOf(req);
    const { lines, today } = await this.reader.list(account.departementCode, actorOf(account), account.organisationId);
    return renderPage(<AgreementsPage frame={visitorOf(req).frame} lines={lines} today={today} ofHouse={may(req, 'prefecture.read')} />);
  }

  @Get('/conventions/:id')
  @Allow('agreement.read', agreement)
  async page(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    await this.show(req, res, id);
  }

  @Get('/conventions/:id/etat')
  @Allow('agreement.read', agreement)
  async status(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Query('le') asked: unknown): Promise<void> {
    const day = dayOrNull(asked);
    const data = await this.reader.status(id, day, actorOf(accountOf(req)));
    if (!data) throw new NotFoundException();
    const isUnreadable = asked !== undefined && day === null;
    res.status(isUnreadable ? HttpStatus.UNPROCESSABLE_ENTITY : HttpStatus.OK).send(renderPage(<AgreementStatusPage frame={visitorOf(req).frame} data={data} {...(isUnreadable && { asked: String(asked).slice(0, typedMax) })} />));
  }

  @Post('/conventions/:id/decision')
  @Allow('agreement.manage', agreement)
  async decide(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() body: Record<string, unknown>): Promise<void> {
    const decision = wordsOf(body.decision);
    const refused = await this.acts.decide(id, decision, actorOf(accountOf(req)));
    if (!refused) return this.done(res, id, 'Votre décision est enregistrée.');
    await this.refuse(req, res, id, refused, { decision: { decision, errors: [{ field: 'decision', message: refused.sentence }] } });
  }

  @Post('/conventions/:id/fin')
  @Allow('agreement.manage', agreement)
  async end(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() body: Record<string, unknown>): Promise<void> {
    const [endedOn, reason] = [wordsOf(body.endedOn), wordsOf(body.reason)];
    const refused = await this.acts.end(id, { endedOn, reason }, actorOf(accountOf(req)));
    if (!refused) return this.done(res, id, 'La fin de l’exécution est constatée ; les parties en sont informées.');
    await this.refuse(req, res, id, refused, { end: { endedOn, reason, errors: [{ field: refused.field ?? 'reason', message: refused.sentence }] } });
  }

  @Get('/departement/annee/:year')
  @Allow('prefecture.read')
  async year(@Req() req: Request, @Param('year') asked: string): Promise<string> {
    const year = /^\d{4}$/.test(asked) ? Number(asked) : 0;
    if (year < yearMin || year > yearMax) throw new NotFoundException();
    const account = accountOf(req);
    return renderPage(<YearPage frame={visitorOf(req).frame} data={{ year, ...(await this.reader.lives(account.departementCode, actorOf(account))) }} />);
  }

  private done(res: Response, id: string, text: string): void {
    say(res, this.config, { severity: 'success', text });
    res.redirect(HttpStatus.SEE_OTHER, agreementPageLinks.page(id));
  }

  /** What the form can mend comes back with the form; the rest is said above the page, which has changed meanwhile. */
  private async refuse(req: Request, res: Response, id: string, refused: ActRefused, forms: AgreementForms): Promise<void> {
    if (refused.field) return this.show(req, res.status(HttpStatus.UNPROCESSABLE_ENTITY), id, forms);
    say(res, this.config, { severity: 'error', text: refused.sentence });
    res.redirect(HttpStatus.SEE_OTHER, agreementPageLinks.page(id));
  }

  private async show(req: Request, res: Response, id: string, forms: AgreementForms = {}): Promise<void> {
    const data = await this.reader.page(id, accountOf(req));
    if (!data) throw new NotFoundException();
    res.send(renderPage(<AgreementLifePage frame={visitorOf(req).frame} data={data} decides={may(req, 'agreement.manage')} forms={forms} />));
  }
}

const wordsOf = (given: unknown): string => (typeof given === 'string' ? given.trim() : '');

function dayOrNull(asked: unknown): LegalDay | null {
  try {
    return typeof asked === 'string' ? legalDay(asked) : null;
  } catch {
    return null;
  }
}
