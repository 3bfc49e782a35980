import { Body, Controller, Get, HttpStatus, Inject, Param, ParseUUIDPipe, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { dayAt } from '#libs/domain';
import type { LegalDay } from '#libs/domain';
import { Allow } from '#libs/features/access';
import { departementOf } from '#libs/features/directory';
import { actorOf, clerkOf, say, visitorOf } from '#libs/features/identity';
import { CLOCK, CONFIG, Database, instantOf } from '#libs/platform';
import type { Clock, Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import type { FieldError } from '#libs/ui';
import { Authorities } from './authorities.js';
import { readDay } from './authority.http.js';
import { authorityLinks } from './authority.links.js';
import { TenuresPage, holderLengthMax } from './tenures.views.js';
import type { CameFrom, TypedTenure } from './tenures.views.js';

const blank: TypedTenure = { holder: '', from: '', until: '' };
/** Shorter says nobody. */
const holderLengthMin = 5;

/** Who is préfet, and since when. */
@Controller()
export class TenuresController {
  constructor(private readonly authorities: Authorities, private readonly db: Database, @Inject(CONFIG) private readonly config: Config, @Inject(CLOCK) private readonly clock: Clock) {}

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
    const errors: FieldError[] = [
      ...(typed.holder.length < holderLengthMin || typed.holder.length > holderLengthMax ? [{ field: 'holder', message: 'Donnez la civilité, le prénom et le nom.' }] : []),
      ...(from ? [] : [{ field: 'from', message: 'Indiquez le jour de la prise de fonctions.' }]),
    ];
    if (errors.length > 0 || !from) return this.again(req, res, typed, errors);
    const clerk = clerkOf(req);
    if (!(await this.authorities.openTenure(clerk.departementCode, typed.holder, from, actorOf(clerk)))) return this.again(req, res, typed, [{ field: 'from', message: 'Une prise de fonctions de ce jour ou d’un jour suivant est déjà notée.' }]);
    say(res, this.config, { severity: 'success', text: 'La prise de fonctions est notée.' });
    this.back(req, res);
  }

  @Post('/prefecture/titulaires/:tenure/fin')
  @Allow('round.manage')
  async close(@Req() req: Request, @Res() res: Response, @Param('tenure', ParseUUIDPipe) id: string, @Body() body: Record<string, unknown>): Promise<void> {
    const typed = { ...blank, until: text(body.until) };
    const until = readDay(typed.until);
    if (!until) return this.again(req, res, typed, [{ field: 'until', message: 'Indiquez le dernier jour de fonctions.' }]);
    if (!(await this.authorities.closeTenure(id, until, actorOf(clerkOf(req))))) return this.again(req, res, typed, [{ field: 'until', message: 'Ces fonctions ont déjà pris fin, ou commencent après ce jour.' }]);
    say(res, this.config, { severity: 'success', text: 'La fin des fonctions est notée : les délégations de signature qui en venaient cessent avec elle.' });
    this.back(req, res);
  }

  private back(req: Request, res: Response): void {
    const from = cameFrom(req);
    res.redirect(303, `${authorityLinks.tenures}${from ? authorityLinks.cameFrom(from.roundId, from.slotId) : ''}`);
  }

  private async again(req: Request, res: Response, typed: TypedTenure, errors: readonly FieldError[]): Promise<void> {
    res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(await this.show(req, typed, errors));
  }

  private async show(req: Request, typed: TypedTenure, errors: readonly FieldError[]): Promise<string> {
    const clerk = clerkOf(req);
    const tenures = await this.authorities.tenures(clerk.departementCode, actorOf(clerk));
    return renderPage(<TenuresPage frame={visitorOf(req).frame} tenures={tenures} today={await this.today(req)} typed={typed} errors={errors} from={cameFrom(req)} />);
  }

  private async today(req: Request): Promise<LegalDay> {
    const clerk = clerkOf(req);
    const departement = await this.db.withIdentity(actorOf(clerk), (tx) => departementOf(tx, clerk.departementCode));
    return dayAt(instantOf(this.clock), departement?.timeZone ?? 'Europe/Paris');
  }
}

function cameFrom({ query: { tournee, place } }: Request): CameFrom | null {
  return typeof tournee === 'string' && typeof place === 'string' ? { roundId: tournee, slotId: place } : null;
}

function text(typed: unknown): string {
  return typeof typed === 'string' ? typed.trim().replace(/\s+/g, ' ') : '';
}
