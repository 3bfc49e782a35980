import { Body, ConflictException, Controller, Get, HttpStatus, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Allow, principalOf } from '#libs/features/access';
import type { Principal } from '#libs/features/access';
import { may, visitorOf } from '#libs/features/identity';
import { Mandates } from '#libs/features/mandate';
import type { ListedMandate, StandingOfStructure } from '#libs/features/mandate';
import { renderPage } from '#libs/ui';
import type { FieldError } from '#libs/ui';
import { badBirth, birthOf, textOf } from './mandate-form.js';
import type { Posted } from './mandate-form.js';
import { mandateLinks } from './mandate-pages.links.js';
import type { LineShown } from './mandate-shown.js';
import { fullName } from './mandate-words.js';
import { FoundPage, MandatesPage } from './mandates.views.js';
import type { DayShown, TypedPerson } from './mandates.views.js';

/** Ended lately: a screen of them, the rest is for statistics. */
const endedMax = 12;

/** The agent's day, and the look-up of a person. */
@Controller()
export class MandatesController {
  constructor(private readonly mandates: Mandates) {}

  /** One entry of the menu for all: who supervises is led to the figures. */
  @Get('/mandats')
  @Allow('mandate.count')
  async list(@Req() req: Request, @Res() res: Response): Promise<void> {
    if (!may(req, 'mandate.read')) return res.redirect(HttpStatus.SEE_OTHER, mandateLinks.statistics);
    res.send(renderPage(<MandatesPage frame={visitorOf(req).frame} day={await this.day(principalOf(req))} />));
  }

  /** A form, though it changes nothing: a name in an address would stay in every history on the way. */
  @Post('/mandats/recherche')
  @Allow('mandate.read')
  async lookUp(@Req() req: Request, @Res() res: Response, @Body() posted: Posted): Promise<void> {
    const principal = principalOf(req);
    const typed: TypedPerson = { familyName: textOf(posted.familyName), givenNames: textOf(posted.givenNames), birthDate: textOf(posted.birthDate) };
    const birthDate = birthOf(typed.birthDate);
    const errors: FieldError[] = [
      ...(typed.familyName === '' ? [{ field: 'familyName', message: 'Donnez le nom de naissance.' }] : []),
      ...(typed.givenNames === '' ? [{ field: 'givenNames', message: 'Donnez le premier prénom.' }] : []),
      ...(birthDate ? [] : [{ field: 'birthDate', message: badBirth }]),
    ];
    const frame = visitorOf(req).frame;
    if (!birthDate || errors.length > 0) return void res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(renderPage(<MandatesPage frame={frame} day={await this.day(principal)} typed={typed} errors={errors} />));
    const at = await this.standing(principal);
    const found = await this.mandates.ofPerson({ ...typed, birthDate }, principal);
    res.send(renderPage(<FoundPage frame={frame} typed={typed} found={found.map(lineOf)} canIssue={at.agreement !== null} today={at.today} />));
  }

  private async day(principal: Principal): Promise<DayShown> {
    const at = await this.standing(principal);
    const [drafts, signed, expiring, ended] = [await this.mandates.drafts(principal), await this.mandates.today(principal), await this.mandates.expiring(principal), await this.mandates.ended(principal)];
    return {
      structure: at.structure.name, today: at.today, canIssue: at.agreement !== null,
      drafts: drafts.map(lineOf), signed: signed.map(lineOf), expiring: expiring.map(lineOf), ended: ended.slice(0, endedMax).map(lineOf),
    };
  }

  private async standing(principal: Principal): Promise<StandingOfStructure> {
    const at = await this.mandates.standing(principal);
    if (!at) throw new ConflictException();
    return at;
  }
}

function lineOf({ id, number, state, person, timeZone, facts: { scope, endsOn, signed, end } }: ListedMandate): LineShown {
  return { id, number, state, person: person && fullName(person), demarches: scope.map(({ demarche }) => demarche), timeZone, endsOn, signedAt: signed?.at ?? null, end };
}
