import { Body, Controller, Get, HttpStatus, Inject, NotFoundException, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { legalDay } from '#libs/domain';
import type { LegalDay } from '#libs/domain';
import { Allow, principalOf } from '#libs/features/access';
import { say, visitorOf } from '#libs/features/identity';
import { CONFIG } from '#libs/platform';
import type { Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import { WebhookDesk } from './webhook.desk.js';
import { webhookLinks } from './webhook.links.js';
import { webhookRefusals } from './webhook.refusals.js';
import { SecretPage, WebhookPage, WebhooksPage } from './webhooks.views.js';
import type { WebhookForm, WebhookPageProps } from './webhooks.views.js';
import { Webhooks } from './webhooks.js';
import type { WebhookOutcome } from './webhooks.js';

type Posted = Readonly<Record<string, string | string[] | undefined>>;
const webhook = { kind: 'webhook', param: 'id' } as const;

/** The webhooks of those who may have some: préfecture, gestionnaires, partners. */
@Controller()
export class WebhooksController {
  constructor(private readonly webhooks: Webhooks, private readonly desk: WebhookDesk, @Inject(CONFIG) private readonly config: Config) {}

  @Get(webhookLinks.list)
  @Allow('webhook.manage')
  list(@Req() req: Request): Promise<string> {
    return this.listPage(req, { url: '', events: [], errors: [] });
  }

  @Post(webhookLinks.list)
  @Allow('webhook.manage')
  async create(@Req() req: Request, @Res() res: Response, @Body() posted: Posted): Promise<void> {
    const asked = { url: one(posted.url).trim(), events: many(posted.events) };
    const principal = principalOf(req);
    const made = await this.webhooks.create(principal, asked, principal.actor.id);
    if (!made.ok) {
      const faults = made.field ? this.webhooks.faults(asked) : [{ field: 'url', refusal: made.refusal }];
      const errors = faults.map(({ field, refusal }) => ({ field, message: webhookRefusals[refusal] }));
      return void res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(await this.listPage(req, { ...asked, errors }));
    }
    res.status(HttpStatus.CREATED).send(renderPage(<SecretPage frame={visitorOf(req).frame} id={made.id} secret={made.secret} changed={false} />));
  }

  @Get('/webhooks/:id')
  @Allow('webhook.manage', webhook)
  page(@Req() req: Request, @Param('id') id: string): Promise<string> {
    return this.onePage(req, id, { from: '', to: '', errors: [] });
  }

  @Post('/webhooks/:id/secret')
  @Allow('webhook.manage', webhook)
  async rotate(@Req() req: Request, @Param('id') id: string): Promise<string> {
    const changed = await this.webhooks.rotate(principalOf(req), id);
    if (!changed) throw new NotFoundException();
    return renderPage(<SecretPage frame={visitorOf(req).frame} id={id} secret={changed.secret} changed />);
  }

  @Post('/webhooks/:id/desactiver')
  @Allow('webhook.manage', webhook)
  async disable(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    this.back(res, id, await this.webhooks.disable(principalOf(req), id), 'Le webhook est désactivé : rien ne lui est plus envoyé.');
  }

  @Post('/webhooks/:id/reactiver')
  @Allow('webhook.manage', webhook)
  async enable(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    this.back(res, id, await this.webhooks.enable(principalOf(req), id), 'Le webhook est de nouveau actif.');
  }

  @Post('/webhooks/:id/livraisons/:deliveryId/rejouer')
  @Allow('webhook.manage', webhook, { kind: 'webhook_delivery', param: 'deliveryId' })
  async replay(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Param('deliveryId') deliveryId: string): Promise<void> {
    this.back(res, id, await this.webhooks.replay(principalOf(req), deliveryId), 'La livraison repart.');
  }

  @Post('/webhooks/:id/rejouer')
  @Allow('webhook.manage', webhook)
  async replayPeriod(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    const asked = { from: one(posted.from), to: one(posted.to) };
    const [from, to] = [dayOrNull(asked.from), dayOrNull(asked.to)];
    const replayed = from && to ? await this.webhooks.replayPeriod(principalOf(req), id, { from, to }) : ({ ok: false, refusal: 'period_unreadable', field: 'from' } as const);
    if (!replayed.ok && replayed.field) {
      const errors = [{ field: replayed.field, message: webhookRefusals[replayed.refusal] }];
      return void res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(await this.onePage(req, id, { ...asked, errors }));
    }
    this.back(res, id, replayed, replayed.ok && replayed.count > 1 ? `${replayed.count} livraisons repartent.` : 'La livraison repart.');
  }

  private back(res: Response, id: string, outcome: WebhookOutcome, done: string): void {
    say(res, this.config, outcome.ok ? { severity: 'success', text: done } : { severity: 'warning', text: `${webhookRefusals[outcome.refusal]}.` });
    res.redirect(HttpStatus.SEE_OTHER, webhookLinks.page(id));
  }

  private async listPage(req: Request, form: WebhookForm): Promise<string> {
    return renderPage(<WebhooksPage frame={visitorOf(req).frame} webhooks={await this.desk.list(principalOf(req))} form={form} />);
  }

  private async onePage(req: Request, id: string, form: WebhookPageProps['form']): Promise<string> {
    const shown = await this.desk.shown(principalOf(req), id);
    if (!shown) throw new NotFoundException();
    return renderPage(<WebhookPage frame={visitorOf(req).frame} {...shown} form={form} />);
  }
}

const one = (given: string | string[] | undefined): string => (Array.isArray(given) ? (given[0] ?? '') : (given ?? ''));
const many = (given: string | string[] | undefined): string[] => (Array.isArray(given) ? given : given === undefined ? [] : [given]);

function dayOrNull(text: string): LegalDay | null {
  try {
    return legalDay(text);
  } catch {
    return null;
  }
}
