import { Body, Controller, Get, HttpStatus, Inject, NotFoundException, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { dayAt, legalDay, obligationRefusalSentence, civilTime } from '#libs/domain';
import type { CivilTime, LegalDay, Obligation } from '#libs/domain';
import { Allow } from '#libs/features/access';
import { agreementById } from '#libs/features/agreement';
import type { AgreementRow } from '#libs/features/agreement';
import { accountOf, actorOf, may, say, uploadedName, visitorOf } from '#libs/features/identity';
import { Papers, scanType } from '#libs/features/papers';
import { CLOCK, CONFIG, Database, instantOf } from '#libs/platform';
import type { Clock, Config, Submission } from '#libs/platform';
import { formatCount, renderPage } from '#libs/ui';
import type { FieldError } from '#libs/ui';
import { ObligationPage } from './obligation.views.js';
import type { Typed } from './obligation.views.js';
import { planOf } from './obligation-plan.store.js';
import { obligations } from './obligation.store.js';
import type { ObligationRow } from './obligation.store.js';
import { answersFor, Obligations } from './obligations.js';
import { obligationLinks } from './obligations.links.js';
import { ObligationsYearPage } from './obligations-year.views.js';
import { proofField } from './proof-upload.js';

type Posted = Readonly<Record<string, unknown>>;

const ofAgreement = { kind: 'agreement', param: 'id' } as const;
const one = { kind: 'obligation', param: 'id' } as const;
/** Years shown before and after the one asked: a term and its renewals. */
const yearsAround = 3;

/** The calendar of an agreement's obligations, and each of them. */
@Controller()
export class ObligationsController {
  constructor(
    private readonly obligations: Obligations,
    private readonly papers: Papers,
    private readonly db: Database,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get('/conventions/:id/obligations')
  @Allow('obligation.read', ofAgreement)
  async year(@Req() req: Request, @Param('id') id: string, @Query('annee') asked: unknown): Promise<string> {
    const account = accountOf(req);
    const actor = actorOf(account);
    const { agreement, plan } = await this.db.withIdentity(actor, async (tx) => ({ agreement: await agreementById(tx, id), plan: await planOf(tx, id) }));
    if (!agreement) throw new NotFoundException();
    const today = this.today(agreement);
    const year = yearOf(asked) ?? Number(today.slice(0, 4));
    const { due, open } = await this.obligations.year(actor, id, year);
    const isMine = (row: ObligationRow): boolean => may(req, 'obligation.prove') && answersFor(actor, row);
    const own = new Set((plan?.facts.structures ?? []).filter((bound) => bound.until === null && answersFor(actor, bound)).map(({ structureId }) => structureId));
    const structures = may(req, 'obligation.prove') ? await this.named(req, own) : [];
    return renderPage(<ObligationsYearPage frame={visitorOf(req).frame} agreement={agreement} year={year} today={today} due={due} open={open} isMine={isMine} structures={structures} years={yearsOf(agreement, year, today)} />);
  }

  @Get('/obligations/:id')
  @Allow('obligation.read', one)
  async page(@Req() req: Request, @Param('id') id: string): Promise<string> {
    return this.show(req, await this.found(req, id));
  }

  @Post('/obligations/:id/preuve')
  @Allow('obligation.prove', one)
  async prove(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    const row = await this.answerable(req, id);
    const typed = { doneOn: textOf(posted.jour) };
    const doneOn = dayOf(typed.doneOn);
    const mediaType = req.file ? scanType(req.file.buffer) : null;
    const errors: FieldError[] = [
      ...(doneOn ? [] : [{ field: 'jour', message: 'Donnez le jour où c’est fait.' }]),
      ...(!req.file || req.file.size === 0 ? [{ field: proofField, message: 'Joignez la preuve, ou donnez l’adresse de la page publiée.' }] : mediaType ? [] : [{ field: proofField, message: 'Ce fichier n’est ni un PDF, ni une image PNG ou JPEG. Enregistrez-le en PDF, puis joignez-le de nouveau.' }]),
    ];
    if (errors.length > 0 || !doneOn || !req.file || !mediaType) return this.refuse(req, res, row, typed, errors);
    const done = await this.obligations.declareWithFile(actorOf(accountOf(req)), row, doneOn, { name: uploadedName(req.file.originalname), mediaType, content: req.file.buffer });
    await this.answerTo(req, res, row, done, typed, 'jour', 'C’est déclaré fait. La preuve est gardée avec la convention.');
  }

  @Post('/obligations/:id/page-publiee')
  @Allow('obligation.prove', one)
  async publish(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    const row = await this.answerable(req, id);
    const typed = { doneOn: textOf(posted['jour-page']), url: textOf(posted.adresse).trim() };
    const doneOn = dayOf(typed.doneOn);
    if (!doneOn) return this.refuse(req, res, row, typed, [{ field: 'jour-page', message: 'Donnez le jour de la publication.' }]);
    const done = await this.obligations.submit(actorOf(accountOf(req)), id, { type: 'declare', doneOn, proof: { kind: 'page', url: typed.url } });
    await this.answerTo(req, res, row, done, typed, !done.accepted && done.refusal === 'page_address_wrong' ? 'adresse' : 'jour-page', 'C’est déclaré fait, avec l’adresse de la page.');
  }

  @Post('/obligations/:id/reponse')
  @Allow('obligation.prove', one)
  async answer(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    const row = await this.answerable(req, id);
    const typed = { answeredOn: textOf(posted.jour), answeredAt: textOf(posted.heure) };
    const answeredAt = timeOf(typed.answeredOn, typed.answeredAt);
    if (!answeredAt) return this.refuse(req, res, row, typed, [{ field: dayOf(typed.answeredOn) ? 'heure' : 'jour', message: 'Donnez le jour et l’heure de la réponse : l’article 4.2 compte en heures.' }]);
    await this.answerTo(req, res, row, await this.obligations.submit(actorOf(accountOf(req)), id, { type: 'answer', answeredAt }), typed, 'heure', 'La réponse est enregistrée.');
  }

  @Post('/obligations/:id/sans-objet')
  @Allow('obligation.manage', one)
  async waive(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    const reason = textOf(posted.motif);
    if (posted.toutes === undefined) return this.decide(req, res, id, { type: 'waive', reason }, 'motif', 'L’obligation est déclarée sans objet.');
    const row = await this.found(req, id);
    const { waived, refused } = await this.obligations.waiveAlike(actorOf(accountOf(req)), row, reason);
    if (refused) return this.refuse(req, res, row, { reason }, [{ field: 'motif', message: obligationRefusalSentence(refused) }]);
    say(res, this.config, { severity: 'success', text: `${formatCount(waived, 'obligation est déclarée', 'obligations sont déclarées')} sans objet.` });
    res.redirect(HttpStatus.SEE_OTHER, obligationLinks.year(row.agreementId, Number(row.dueOn.slice(0, 4))));
  }

  @Post('/obligations/:id/reouverture')
  @Allow('obligation.manage', one)
  async reopen(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    const reason = textOf(posted.motif);
    await this.decide(req, res, id, { type: 'reopen', reason }, 'motif', 'L’obligation est rouverte.');
  }

  @Post('/obligations/:id/annulation')
  @Allow('obligation.manage', one)
  async cancelMeeting(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    await this.decide(req, res, id, { type: 'cancelMeeting', reason: textOf(posted['motif-annulation']) }, 'motif-annulation', 'La réunion est annulée ; les parties en sont informées.');
  }

  private async decide(req: Request, res: Response, id: string, command: Extract<Obligation['command'], { reason: string }>, field: string, done: string): Promise<void> {
    const row = await this.found(req, id);
    await this.answerTo(req, res, row, await this.obligations.submit(actorOf(accountOf(req)), id, command), { reason: command.reason }, field, done);
  }

  private async answerTo(req: Request, res: Response, row: ObligationRow, submission: Submission<Obligation>, typed: Typed, field: string, done: string): Promise<void> {
    if (!submission.accepted) return this.refuse(req, res, await this.found(req, row.id), typed, [{ field, message: obligationRefusalSentence(submission.refusal) }]);
    say(res, this.config, { severity: 'success', text: done });
    res.redirect(HttpStatus.SEE_OTHER, obligationLinks.page(row.id));
  }

  private async refuse(req: Request, res: Response, row: ObligationRow, typed: Typed, errors: readonly FieldError[]): Promise<void> {
    res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(await this.show(req, row, typed, errors));
  }

  private async show(req: Request, row: ObligationRow, typed: Typed = {}, errors: readonly FieldError[] = []): Promise<string> {
    const actor = actorOf(accountOf(req));
    const { agreement, papers } = await this.db.withIdentity(actor, async (tx) => ({ agreement: await agreementById(tx, row.agreementId), papers: await this.papers.of(tx, { subject: obligations.kind, subjectId: row.id }) }));
    const history = await this.obligations.history(actor, row.id);
    const rights = { prove: may(req, 'obligation.prove') && answersFor(actor, row), manage: may(req, 'obligation.manage') };
    return renderPage(<ObligationPage frame={visitorOf(req).frame} row={row} agreement={agreement} papers={papers} history={history} today={this.today(row)} rights={rights} typed={typed} errors={errors} />);
  }

  private async answerable(req: Request, id: string): Promise<ObligationRow> {
    const row = await this.found(req, id);
    if (!answersFor(actorOf(accountOf(req)), row)) throw new NotFoundException();
    return row;
  }

  private async found(req: Request, id: string): Promise<ObligationRow> {
    const row = await this.obligations.find(actorOf(accountOf(req)), id);
    if (!row) throw new NotFoundException();
    return row;
  }

  private async named(req: Request, ids: ReadonlySet<string>): Promise<{ id: string; name: string }[]> {
    return this.db.withIdentity(actorOf(accountOf(req)), (tx) => tx.query('select id, name from structure where id = any($1) order by name', [[...ids]]));
  }

  private today({ timeZone }: { timeZone: string }): LegalDay {
    return dayAt(instantOf(this.clock), timeZone);
  }
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function dayOf(text: string): LegalDay | null {
  try {
    return legalDay(text.trim());
  } catch {
    return null;
  }
}

/** A day and an hour as forms give them. */
export function timeOf(day: string, hour: string): CivilTime | null {
  try {
    return civilTime(`${day.trim()}T${hour.trim()}`);
  } catch {
    return null;
  }
}

export function yearOf(asked: unknown): number | null {
  return typeof asked === 'string' && /^(19|20|21)\d\d$/.test(asked) ? Number(asked) : null;
}

function yearsOf({ facts }: AgreementRow, year: number, today: LegalDay): number[] {
  const [first, last] = [Number(facts.inForceSince.slice(0, 4)), Number((facts.end?.on ?? today).slice(0, 4)) + 1];
  const from = Math.max(first, year - yearsAround);
  return Array.from({ length: Math.max(0, Math.min(last, year + yearsAround) - from + 1) }, (_, rank) => from + rank);
}
