import { Body, Controller, Get, HttpStatus, Inject, NotFoundException, Param, ParseUUIDPipe, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Allow } from '#libs/features/access';
import { actorOf, clerkOf, say, visitorOf } from '#libs/features/identity';
import { CONFIG } from '#libs/platform';
import type { Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import type { FieldError } from '#libs/ui';
import { readDay } from './authority.http.js';
import { authorityLinks } from './authority.links.js';
import { tenureRefusals } from './tenure-refusals.js';
import type { TenureRefusal } from './tenure-refusals.js';
import { Tenures } from './tenures.js';
import { TenureCorrectionPage, TenuresPage, holderLengthMax } from './tenures.views.js';
import type { CameFrom, TypedTenure } from './tenures.views.js';

const blank: TypedTenure = { holder: '', from: '', until: '' };
/** Shorter says nobody. */
const holderLengthMin = 5;
const firstDayMissing: FieldError = { field: 'from', message: 'Indiquez le jour de la prise de fonctions.' };
const lastDayMissing: FieldError = { field: 'until', message: 'Indiquez le dernier jour de fonctions.' };

/** Who is préfet, and since when. */
@Controller()
export class TenuresController {
  constructor(private readonly tenures: Tenures, @Inject(CONFIG) private readonly config: Config) {}

  @Get(authorityLinks.tenures)
  @Allow('round.manage')
  page(@Req() req: Request): Promise<string> {
    return this.show(req, blank, []);
  }

  @Post(authorityLinks.tenures)
  @Allow('round.manage')
  async open(@Req() req: Request, @Res() res: Response, @Body() body: Record<string, unknown>): Promise<void> {
    const typed = { ...blank, holder: text(body.holder), from: text(body.from) };
    const from = readDay(typed.from);
    const errors = [...holderErrors(typed), ...(from ? [] : [firstDayMissing])];
    if (errors.length > 0 || !from) return this.again(req, res, typed, errors);
    const clerk = clerkOf(req);
    const refusals = await this.tenures.open(clerk.departementCode, { holder: typed.holder, from }, actorOf(clerk));
    if (refusals.length > 0) return this.again(req, res, typed, errorsOf(refusals));
    say(res, this.config, { severity: 'success', text: 'La prise de fonctions est notée.' });
    this.back(req, res);
  }

  @Post('/prefecture/titulaires/:tenure/fin')
  @Allow('round.manage')
  async end(@Req() req: Request, @Res() res: Response, @Param('tenure', ParseUUIDPipe) id: string, @Body() body: Record<string, unknown>): Promise<void> {
    const typed = { ...blank, until: text(body.until) };
    const until = readDay(typed.until);
    if (!until) return this.again(req, res, typed, [lastDayMissing]);
    const clerk = clerkOf(req);
    const refusals = await this.tenures.end(clerk.departementCode, id, until, actorOf(clerk));
    if (refusals.includes('already_ended')) return this.tooLate(req, res, 'already_ended');
    if (refusals.length > 0) return this.again(req, res, typed, errorsOf(refusals));
    say(res, this.config, { severity: 'success', text: 'La fin des fonctions est notée : les délégations de signature qui en venaient cessent avec elle.' });
    this.back(req, res);
  }

  @Get('/prefecture/titulaires/:tenure/correction')
  @Allow('round.manage')
  async correction(@Req() req: Request, @Res() res: Response, @Param('tenure', ParseUUIDPipe) id: string): Promise<void> {
    await this.showCorrection(req, res, id, null, []);
  }

  @Post('/prefecture/titulaires/:tenure/correction')
  @Allow('round.manage')
  async correct(@Req() req: Request, @Res() res: Response, @Param('tenure', ParseUUIDPipe) id: string, @Body() body: Record<string, unknown>): Promise<void> {
    const typed: TypedTenure = { holder: text(body.holder), from: text(body.from), until: text(body.until) };
    const [from, until] = [readDay(typed.from), readDay(typed.until)];
    const errors = [...holderErrors(typed), ...(from ? [] : [firstDayMissing]), ...(until || typed.until === '' ? [] : [lastDayMissing])];
    if (errors.length > 0 || !from) return this.showCorrection(req, res, id, typed, errors);
    const clerk = clerkOf(req);
    const refusals = await this.tenures.correct(clerk.departementCode, id, { holder: typed.holder, from, until }, actorOf(clerk));
    if (refusals.length > 0) return this.showCorrection(req, res, id, typed, errorsOf(refusals));
    say(res, this.config, { severity: 'success', text: 'La correction est notée : elle vaut pour les signatures à venir.' });
    this.back(req, res);
  }

  private back(req: Request, res: Response): void {
    const from = cameFrom(req);
    res.redirect(303, `${authorityLinks.tenures}${from ? authorityLinks.cameFrom(from.roundId, from.slotId) : ''}`);
  }

  private async again(req: Request, res: Response, typed: TypedTenure, errors: readonly FieldError[]): Promise<void> {
    res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(await this.show(req, typed, errors));
  }

  /** Somebody else has noted something since the page was shown. */
  private tooLate(req: Request, res: Response, refusal: 'already_ended' | 'not_latest'): void {
    say(res, this.config, { severity: 'error', text: tenureRefusals[refusal].sentence });
    this.back(req, res);
  }

  private async show(req: Request, typed: TypedTenure, errors: readonly FieldError[]): Promise<string> {
    const clerk = clerkOf(req);
    const register = await this.tenures.read(clerk.departementCode, actorOf(clerk));
    return renderPage(<TenuresPage frame={visitorOf(req).frame} {...register} typed={typed} errors={errors} from={cameFrom(req)} />);
  }

  /** `typed`: null for what is noted. */
  private async showCorrection(req: Request, res: Response, id: string, typed: TypedTenure | null, errors: readonly FieldError[]): Promise<void> {
    const clerk = clerkOf(req);
    const { tenures, today } = await this.tenures.read(clerk.departementCode, actorOf(clerk));
    const one = tenures.find((row) => row.id === id);
    if (!one) throw new NotFoundException();
    if (one.id !== tenures[0]?.id) return this.tooLate(req, res, 'not_latest');
    const noted: TypedTenure = { holder: one.holder, from: one.from, until: one.until ?? '' };
    const html = renderPage(<TenureCorrectionPage frame={visitorOf(req).frame} one={one} today={today} typed={typed ?? noted} errors={errors} from={cameFrom(req)} />);
    res.status(typed ? HttpStatus.UNPROCESSABLE_ENTITY : HttpStatus.OK).send(html);
  }
}

function holderErrors({ holder }: TypedTenure): FieldError[] {
  return holder.length < holderLengthMin || holder.length > holderLengthMax ? [{ field: 'holder', message: 'Donnez la civilité, le prénom et le nom.' }] : [];
}

function errorsOf(refusals: readonly TenureRefusal[]): FieldError[] {
  return refusals.flatMap((refusal) => {
    const { field, sentence } = tenureRefusals[refusal];
    return field ? [{ field, message: sentence }] : [];
  });
}

function cameFrom({ query: { tournee, place } }: Request): CameFrom | null {
  return typeof tournee === 'string' && typeof place === 'string' ? { roundId: tournee, slotId: place } : null;
}

function text(typed: unknown): string {
  return typeof typed === 'string' ? typed.trim().replace(/\s+/g, ' ') : '';
}
