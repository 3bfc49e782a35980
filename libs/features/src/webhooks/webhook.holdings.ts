import { Injectable } from '@nestjs/common';
import { Holdings } from '#libs/features/access';
import type { Holding } from '#libs/domain';
import { deliveryById, webhookById } from './webhook.store.js';
import type { WebhookRow } from './webhook.store.js';

/** Says whose a webhook is: its organisation's, or the préfecture's. */
@Injectable()
export class WebhookHoldings {
  constructor(holdings: Holdings) {
    holdings.defineByUuid('webhook', async (tx, id) => holdingOf(await webhookById(tx, id)));
    holdings.defineByUuid('webhook_delivery', async (tx, id) => {
      const delivery = await deliveryById(tx, id);
      return holdingOf(delivery && (await webhookById(tx, delivery.webhookId)));
    });
  }
}

function holdingOf(webhook: WebhookRow | null): Holding | null {
  return webhook && { departementCode: webhook.departementCode, owners: webhook.organisationId ? [webhook.organisationId] : [], related: [] };
}
