import { Body, Controller, Get, Inject, NotFoundException, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { earliestHoursEffect, hoursNotice, printDayHours, publicMeans, substantialChange, weekdays } from '#libs/domain';
import type { LegalDay, OpeningHours, PublicMeans } from '#libs/domain';
import { Allow } from '#libs/features/access';
import { accountOf, actorOf, say, visitorOf } from '#libs/features/identity';
import { CONFIG } from '#libs/platform';
import type { Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import type { FieldError } from '#libs/ui';
import { structureName } from './amended-agreement.js';
import type { AmendmentContext } from './amended-agreement.js';
import { hoursSteps } from './amendment-words.js';
import { amendmentLinks } from './amendment.links.js';
import { refusalOf } from './amendment.refusals.js';
import { Amendments } from './amendments.js';
import { byOf } from './amendments.http.js';
import { choicesFor } from './change-choices.js';
import { dayOf, hoursChange, hoursOfForm, listOf, textOf } from './change-input.js';
import type { Typed } from './change-input.js';
import { HoursPage } from './hours.views.js';
import type { HoursPageProps } from './hours.views.js';

/** A gestionnaire tells the parties of new hours, before they take effect (art. 4.2). */
@Controller()
export class HoursController {
  constructor(private readonly amendments: Amendments, @Inject(CONFIG) private readonly config: Config) {}

  @Get('/conventions/:id/avenants/horaires')
  @Allow('amendment.propose', { kind: 'agreement', param: 'id' })
  async form(@Req() req: Request, @Param('id') agreementId: string, @Query() query: Typed): Promise<string> {
    const context = await this.amendments.context(agreementId);
    const options = this.structures(req, context);
    const structureId = textOf(query.structure) || (options.length === 1 ? options[0]!.value : '');
    const chosen = options.some(({ value }) => value === structureId) ? structureId : null;
    const known = context.dossier.structures.find(({ id }) => id === chosen)?.hours ?? null;
    const { strict, advised } = earliestHoursEffect(context.today, context.amended.hours);
    return this.page(req, context, chosen, { ...typedHours(known), effectOn: advised > strict ? advised : strict, publicTold: [] }, []);
  }

  @Post('/conventions/:id/avenants/horaires')
  @Allow('amendment.propose', { kind: 'agreement', param: 'id' })
  async tell(@Req() req: Request, @Res() res: Response, @Param('id') agreementId: string, @Body() body: Typed): Promise<void> {
    const context = await this.amendments.context(agreementId);
    const structureId = textOf(body.structureId);
    if (!this.structures(req, context).some(({ value }) => value === structureId)) throw new NotFoundException();
    const { hours, errors } = hoursOfForm(body);
    const effectOn = dayOf(body.effectOn);
    const faults = [...errors, ...(effectOn ? [] : [{ field: 'effectOn', message: 'Indiquez une date, par exemple 01/06/2027' }])];
    if (!effectOn || faults.length > 0) return void res.status(422).send(this.page(req, context, structureId, body, faults));
    if (textOf(body.verifier) === '1') return void res.send(this.page(req, context, structureId, body, [], { hours, effectOn }));
    const publicTold = listOf(body.publicTold).filter((one): one is PublicMeans => publicMeans.some((means) => means === one));
    const answer = await this.amendments.tellHours({ agreementId, by: byOf(req), actor: actorOf(accountOf(req)) }, { structureId, hours: hours as never, publicTold }, effectOn);
    if (answer.ok) {
      say(res, this.config, { severity: 'success', text: 'Les parties sont informées. N’oubliez pas l’affichage à l’entrée.' });
      return res.redirect(303, amendmentLinks.page(answer.id));
    }
    const { sentence, status, field } = refusalOf(answer);
    res.status(status).send(this.page(req, context, structureId, body, [{ field: field === 'publicTold' ? field : 'effectOn', message: sentence }], { hours, effectOn }));
  }

  private structures(req: Request, context: AmendmentContext): HoursPageProps['structures'] {
    const by = byOf(req);
    const own = new Set(context.amended.structures.filter(({ gestionnaireId }) => by === null || gestionnaireId === by).map(({ id }) => id));
    return choicesFor(by, context).structures.filter(({ value }) => own.has(value));
  }

  private page(req: Request, context: AmendmentContext, structureId: string | null, typed: Typed, errors: readonly FieldError[], looked?: { hours: OpeningHours; effectOn: LegalDay }): string {
    const rules = context.amended.hours;
    return renderPage(
      <HoursPage
        frame={visitorOf(req).frame} agreement={context.agreement} structures={this.structures(req, context)} structure={structureId === null ? null : { id: structureId, name: structureName(context, structureId) }} typed={typed}
        earliest={earliestHoursEffect(context.today, rules)} noticeDays={rules.noticeDays} errors={errors} finding={looked && structureId !== null ? finding(context, structureId, looked) : null}
      />,
    );
  }
}

function finding(context: AmendmentContext, structureId: string, { hours, effectOn }: { hours: OpeningHours; effectOn: LegalDay }): HoursPageProps['finding'] {
  const change = hoursChange({ structureId, hours: hours as never, publicTold: [] }, context);
  if (change.kind !== 'hours') return null;
  const { today, amended: { hours: rules } } = context;
  return { verdict: hoursNotice(today, effectOn, rules), substantial: substantialChange(change.before, change.after, rules).substantial, steps: hoursSteps(change, { informedOn: today, effectOn, rules }) };
}

function typedHours(hours: OpeningHours | null): Typed {
  return Object.fromEntries(weekdays.map((day) => [day, hours ? printDayHours(hours[day]) : '']));
}
