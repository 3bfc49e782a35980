import { Body, Controller, Get, HttpStatus, Inject, NotFoundException, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Allow, principalOf } from '#libs/features/access';
import { may, say, visitorOf } from '#libs/features/identity';
import { CONFIG } from '#libs/platform';
import type { Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import type { FieldError } from '#libs/ui';
import { breachActOf, descriptionFields } from './breach-acts.js';
import type { BreachAct } from './breach-acts.js';
import { DeclarationPage } from './breach-form.views.js';
import { errorsIn, first, momentFields, readAccount, readDescription, readInstant, readTexts, typedOf } from './breach-input.js';
import type { Posted, Typed } from './breach-input.js';
import { NoticePage } from './breach-notice.views.js';
import { noticeText } from './breach-notice.js';
import { registerCsv } from './breach-register.js';
import { refusalSentence } from './breach-words.js';
import { breachLinks } from './breach.links.js';
import { BreachPage } from './breach.views.js';
import { Breaches } from './breaches.js';
import type { BreachFile } from './breaches.js';
import { BreachesPage } from './breaches.views.js';

const one = { kind: 'breach', param: 'id' } as const;
/** An address typed by hand asks for no more than that. */
const pageMax = 10_000;

/** Data breaches (art. 4.6): the register of one's own, the declaration, and each file. */
@Controller()
export class BreachController {
  constructor(private readonly breaches: Breaches, @Inject(CONFIG) private readonly config: Config) {}

  @Get(breachLinks.register)
  @Allow('breach.read')
  async register(@Req() req: Request, @Query('page') asked: unknown): Promise<string> {
    const page = typeof asked === 'string' && /^[1-9]\d*$/.test(asked) ? Math.min(Number(asked), pageMax) : 1;
    return renderPage(<BreachesPage frame={visitorOf(req).frame} page={page} {...(await this.breaches.list(principalOf(req).actor, page))} />);
  }

  @Get(breachLinks.registerCsv)
  @Allow('breach.read')
  async csv(@Req() req: Request, @Res() res: Response): Promise<void> {
    res.attachment('registre-des-violations.csv').type('text/csv; charset=utf-8').send(registerCsv(await this.breaches.register(principalOf(req).actor), this.breaches.now()));
  }

  @Get(breachLinks.declaration)
  @Allow('breach.declare')
  declaration(@Req() req: Request): Promise<string> {
    return this.form(req, null, []);
  }

  @Post(breachLinks.declaration)
  @Allow('breach.declare')
  async declare(@Req() req: Request, @Res() res: Response, @Body() posted: Posted): Promise<void> {
    const typed = typedOf(posted);
    const principal = principalOf(req);
    const timeZone = (await this.breaches.declarable(principal))?.place.timeZone;
    if (!timeZone) throw new NotFoundException();
    const refuse = async (errors: readonly FieldError[]): Promise<void> => void res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(await this.form(req, typed, errors));
    const awareAt = readInstant(typed, 'connue', timeZone, 'earlier');
    const description = readDescription(typed, timeZone);
    const account = readAccount(typed);
    if (!awareAt.ok || !account.ok || !description.ok) return refuse(errorsIn(awareAt, account, description));
    const declared = await this.breaches.declare({ structureId: first(typed, 'lieu') || null, awareAt: awareAt.value, description: description.value, texts: readTexts(typed) }, principal);
    if (!declared.ok) return refuse([{ field: descriptionFields[declared.refusal] ?? 'recit', message: refusalSentence(declared.refusal) }]);
    say(res, this.config, { severity: 'success', text: 'La violation est déclarée ; le gestionnaire en est averti, et le délai court.' });
    res.redirect(HttpStatus.SEE_OTHER, breachLinks.page(declared.id));
  }

  @Get('/violations/:id')
  @Allow('breach.read', one)
  async page(@Req() req: Request, @Param('id') id: string): Promise<string> {
    return this.show(req, await this.found(req, id));
  }

  @Get('/violations/:id/notification')
  @Allow('breach.read', one)
  async notice(@Req() req: Request, @Param('id') id: string): Promise<string> {
    return renderPage(<NoticePage frame={visitorOf(req).frame} file={await this.found(req, id)} mayManage={may(req, 'breach.manage')} />);
  }

  @Get('/violations/:id/notification.txt')
  @Allow('breach.read', one)
  async noticeText(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const { row, texts, now } = await this.found(req, id);
    res.attachment(`notification-${row.number}.txt`).type('text/plain; charset=utf-8').send(noticeText(row, texts, now));
  }

  @Post('/violations/:id/actes/:act')
  @Allow('breach.manage', one)
  async act(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Param('act') word: string, @Body() posted: Posted): Promise<void> {
    const act = breachActOf(word);
    const file = act && (await this.found(req, id));
    if (!act || !file) throw new NotFoundException();
    const typed = typedOf(posted);
    const read = act.read(typed, file.row.timeZone);
    if (!read.ok) return this.refuse(req, res, file, { act: act.name, typed }, read.errors);
    const done = await this.breaches.submit(principalOf(req).actor, id, read.value);
    // Read again: what time or somebody else changed meanwhile is shown with the refusal.
    if (!done.accepted) return this.refuse(req, res, await this.found(req, id), { act: act.name, typed }, [{ field: act.field(done.refusal), message: refusalSentence(done.refusal) }]);
    say(res, this.config, { severity: 'success', text: act.done });
    res.redirect(HttpStatus.SEE_OTHER, breachLinks.page(id));
  }

  private refuse(req: Request, res: Response, file: BreachFile, refused: { act: BreachAct; typed: Typed }, errors: readonly FieldError[]): void {
    const isNotice = refused.act === 'notification' && file.row.facts.notices.length === 0;
    const page = isNotice ? renderPage(<NoticePage frame={visitorOf(req).frame} file={file} mayManage refused={refused} errors={errors} />) : this.show(req, file, refused, errors);
    res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(page);
  }

  private async form(req: Request, typed: Typed | null, errors: readonly FieldError[]): Promise<string> {
    const declarable = await this.breaches.declarable(principalOf(req));
    if (!declarable) throw new NotFoundException();
    const now = this.breaches.now();
    return renderPage(<DeclarationPage frame={visitorOf(req).frame} declarable={declarable} now={now} typed={typed ?? momentFields(now, 'connue', declarable.place.timeZone)} errors={errors} />);
  }

  private show(req: Request, file: BreachFile, refused: { act: BreachAct; typed: Typed } | null = null, errors: readonly FieldError[] = []): string {
    return renderPage(<BreachPage frame={visitorOf(req).frame} file={file} mayManage={may(req, 'breach.manage')} refused={refused} errors={errors} />);
  }

  private async found(req: Request, id: string): Promise<BreachFile> {
    const file = await this.breaches.find(principalOf(req).actor, id);
    if (!file) throw new NotFoundException();
    return file;
  }
}
