import { Controller, Get, Inject, NotFoundException, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { dayAt } from '#libs/domain';
import { Allow } from '#libs/features/access';
import { accountOf, say, visitorOf } from '#libs/features/identity';
import { CLOCK, CONFIG, Fields, anchorZone, instantOf } from '#libs/platform';
import type { Clock, Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import type { FieldError } from '#libs/ui';
import { accountLinks } from './accounts.links.js';
import type { DataRequestRow } from './data-request.store.js';
import { answerRefusals } from './data-request-words.js';
import { DataRequests } from './data-requests.js';
import { DataRequestPage, DataRequestsPage } from './data-requests.views.js';
import type { AnswerForm } from './data-requests.views.js';

/** The préfecture answers what people ask about their data. */
@Controller()
export class DataRequestsController {
  constructor(private readonly requests: DataRequests, @Inject(CONFIG) private readonly config: Config, @Inject(CLOCK) private readonly clock: Clock) {}

  @Get(accountLinks.requests)
  @Allow('personal_data.manage')
  async list(@Req() req: Request): Promise<string> {
    return renderPage(<DataRequestsPage frame={visitorOf(req).frame} requests={await this.requests.list(accountOf(req))} today={dayAt(instantOf(this.clock), anchorZone)} />);
  }

  @Get('/demandes/:id')
  @Allow('personal_data.manage', { kind: 'data_request', param: 'id' })
  async page(@Req() req: Request, @Param('id') id: string): Promise<string> {
    return this.show(req, await this.request(req, id), { decision: '', reason: '' }, []);
  }

  @Post('/demandes/:id')
  @Allow('personal_data.manage', { kind: 'data_request', param: 'id' })
  async answer(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Fields() body: Fields): Promise<void> {
    const form: AnswerForm = { decision: body.decision ?? '', reason: body.reason ?? '' };
    const request = await this.request(req, id);
    if (form.decision !== 'accept' && form.decision !== 'refuse') {
      return void res.status(422).send(this.show(req, request, form, [{ field: 'decision', message: 'Choisissez d’accepter ou de refuser.' }]));
    }
    const answered = await this.requests.answer(accountOf(req), id, { type: form.decision, reason: form.reason });
    if (!answered.accepted && answered.refusal === 'answered_already') {
      say(res, this.config, { severity: 'info', text: answerRefusals.answered_already });
      return res.redirect(303, accountLinks.request(id));
    }
    if (!answered.accepted) return void res.status(422).send(this.show(req, request, form, [{ field: 'reason', message: answerRefusals[answered.refusal] }]));
    say(res, this.config, { severity: 'success', text: 'La réponse est enregistrée ; la personne la reçoit par courriel.' });
    res.redirect(303, accountLinks.request(id));
  }

  private async request(req: Request, id: string): Promise<DataRequestRow> {
    const request = await this.requests.find(accountOf(req), id);
    if (!request) throw new NotFoundException();
    return request;
  }

  private show(req: Request, request: DataRequestRow, form: AnswerForm, errors: readonly FieldError[]): string {
    return renderPage(<DataRequestPage frame={visitorOf(req).frame} request={request} today={dayAt(instantOf(this.clock), request.timeZone)} form={form} errors={errors} />);
  }
}
