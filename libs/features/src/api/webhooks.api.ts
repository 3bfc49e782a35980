import { Controller, Delete, Get, Param, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { z } from 'zod';
import { legalDay } from '#libs/domain';
import { Allow, principalOf } from '#libs/features/access';
import { Webhooks, eventNames, webhookRefusals } from '#libs/features/webhooks';
import type { DeliveryRow, WebhookOutcome, WebhookRow } from '#libs/features/webhooks';
import { tokenOf } from './api.middleware.js';
import { Asked, Describe, Given } from './describe.js';
import { apiPath } from './description.js';
import { cursorOf, pageOf, pageQuery, paginate, placeOf } from './pagination.js';
import type { PageQuery } from './pagination.js';
import { Problem, invalid, notFound } from './problem.js';

const eventName = z.enum(eventNames).meta({ id: 'EventName' });
const instant = z.string().meta({ format: 'date-time' });

const webhookView = z.object({
  id: z.string(),
  organisationId: z.string().nullable(),
  url: z.string(),
  events: z.array(eventName),
  createdAt: instant,
  disabledAt: instant.nullable(),
  disabledReason: z.enum(['asked', 'gone', 'failed']).nullable(),
}).meta({ id: 'Webhook' });
const webhookMade = z.object({ id: z.string(), secret: z.string().meta({ description: 'Donné une seule fois : gardez-le.' }) }).meta({ id: 'WebhookSecret' });
const webhookInput = z.strictObject({ url: z.string(), events: z.array(eventName).min(1) }).meta({ id: 'WebhookInput' });

const deliveryView = z.object({
  id: z.string(),
  eventId: z.string().meta({ description: 'L’en-tête « webhook-id » : le même à chaque essai.' }),
  name: eventName,
  state: z.enum(['waiting', 'delivered', 'failed']),
  attempts: z.int(),
  nextAt: instant.nullable(),
  lastStatus: z.int().nullable(),
  lastError: z.string().nullable(),
  createdAt: instant,
  deliveredAt: instant.nullable(),
}).meta({ id: 'WebhookDelivery' });
const period = z.strictObject({ from: z.iso.date(), to: z.iso.date() }).meta({ id: 'ReplayPeriod', description: 'Deux jours civils du département, compris l’un et l’autre.' });
const replayed = z.object({ count: z.int() }).meta({ id: 'Replayed' });
const deliveryPlace = z.object({ at: z.iso.datetime(), id: z.uuid() });

const webhook = { kind: 'webhook', param: 'id' } as const;

/** Webhooks, for the programs that set themselves up. */
@Controller(apiPath)
export class WebhooksApi {
  constructor(private readonly webhooks: Webhooks) {}

  @Get('webhooks')
  @Allow('webhook.manage')
  @Describe({ operationId: 'listWebhooks', tag: 'Webhooks', summary: 'Les webhooks que vous pouvez voir', query: pageQuery, status: 200, answer: pageOf(webhookView) })
  async list(@Req() req: Request, @Asked() query: PageQuery): Promise<object> {
    const { items, nextCursor } = paginate(await this.webhooks.list(principalOf(req)), query);
    return { items: items.map(shownWebhook), nextCursor };
  }

  @Post('webhooks')
  @Allow('webhook.manage')
  @Describe({ operationId: 'createWebhook', tag: 'Webhooks', summary: 'Crée un webhook pour votre organisation', body: webhookInput, status: 201, answer: webhookMade, isSecret: true, problems: [409] })
  async create(@Req() req: Request, @Given() asked: z.infer<typeof webhookInput>): Promise<object> {
    const { id, secret } = done(await this.webhooks.create(principalOf(req), asked, tokenOf(req).createdBy));
    return { id, secret };
  }

  @Get('webhooks/:id')
  @Allow('webhook.manage', webhook)
  @Describe({ operationId: 'getWebhook', tag: 'Webhooks', summary: 'Un webhook', status: 200, answer: webhookView })
  async one(@Req() req: Request, @Param('id') id: string): Promise<object> {
    const row = await this.webhooks.find(principalOf(req), id);
    if (!row) throw notFound();
    return shownWebhook(row);
  }

  @Delete('webhooks/:id')
  @Allow('webhook.manage', webhook)
  @Describe({ operationId: 'disableWebhook', tag: 'Webhooks', summary: 'Désactive un webhook ; ses livraisons restent lisibles', status: 204, answer: null, problems: [409] })
  async disable(@Req() req: Request, @Param('id') id: string): Promise<void> {
    done(await this.webhooks.disable(principalOf(req), id));
  }

  @Post('webhooks/:id/secret')
  @Allow('webhook.manage', webhook)
  @Describe({ operationId: 'rotateWebhookSecret', tag: 'Webhooks', summary: 'Change le secret ; l’ancien signe encore pendant 24 heures', status: 200, answer: webhookMade, isSecret: true })
  async rotate(@Req() req: Request, @Param('id') id: string): Promise<object> {
    const changed = await this.webhooks.rotate(principalOf(req), id);
    if (!changed) throw notFound();
    return { id, ...changed };
  }

  @Get('webhooks/:id/deliveries')
  @Allow('webhook.manage', webhook)
  @Describe({ operationId: 'listWebhookDeliveries', tag: 'Webhooks', summary: 'Les livraisons d’un webhook, les plus récentes d’abord', query: pageQuery, status: 200, answer: pageOf(deliveryView) })
  async deliveries(@Req() req: Request, @Param('id') id: string, @Asked() { limit, cursor }: PageQuery): Promise<object> {
    const rows = await this.webhooks.deliveries(principalOf(req), id, limit + 1, cursor === undefined ? null : placeOf(cursor, deliveryPlace));
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    return { items: items.map(shownDelivery), nextCursor: rows.length > limit && last ? cursorOf({ at: last.createdAt.toISOString(), id: last.id }) : null };
  }

  @Post('webhooks/:id/deliveries/:deliveryId/replay')
  @Allow('webhook.manage', webhook, { kind: 'webhook_delivery', param: 'deliveryId' })
  @Describe({ operationId: 'replayWebhookDelivery', tag: 'Webhooks', summary: 'Rejoue une livraison', status: 202, answer: replayed, problems: [409] })
  async replay(@Req() req: Request, @Param('deliveryId') deliveryId: string): Promise<object> {
    return { count: done(await this.webhooks.replay(principalOf(req), deliveryId)).count };
  }

  @Post('webhooks/:id/replay')
  @Allow('webhook.manage', webhook)
  @Describe({ operationId: 'replayWebhookPeriod', tag: 'Webhooks', summary: 'Rejoue les livraisons d’une période', body: period, status: 202, answer: replayed, problems: [409] })
  async replayPeriod(@Req() req: Request, @Param('id') id: string, @Given() { from, to }: z.infer<typeof period>): Promise<object> {
    return { count: done(await this.webhooks.replayPeriod(principalOf(req), id, { from: legalDay(from), to: legalDay(to) })).count };
  }
}

/** What was asked, or the problem that says why not. */
function done<T>(outcome: WebhookOutcome<T>): T {
  if (outcome.ok) return outcome;
  const sentence = webhookRefusals[outcome.refusal];
  throw outcome.field ? invalid([{ field: outcome.field, message: sentence }]) : new Problem(409, outcome.refusal, `${sentence}.`);
}

function shownWebhook({ id, organisationId, url, events, createdAt, disabledAt, disabledReason }: WebhookRow): z.infer<typeof webhookView> {
  return { id, organisationId, url, events, createdAt: createdAt.toISOString(), disabledAt: disabledAt?.toISOString() ?? null, disabledReason };
}

function shownDelivery({ id, eventId, name, state, attempts, nextAt, lastStatus, lastError, createdAt, deliveredAt }: DeliveryRow): z.infer<typeof deliveryView> {
  return { id, eventId, name, state, attempts, nextAt: nextAt?.toISOString() ?? null, lastStatus, lastError, createdAt: createdAt.toISOString(), deliveredAt: deliveredAt?.toISOString() ?? null };
}
