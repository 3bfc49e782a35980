import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '#libs/features/access';
import { departementOf } from '#libs/features/directory';
import { Database } from '#libs/platform';
import { deliveriesOf, webhookById, webhooksSeen } from './webhook.store.js';
import type { DeliveryRow, WebhookRow } from './webhook.store.js';
import type { ListedWebhook } from './webhooks.views.js';

/** A page shows the latest; the API gives them all. */
const deliveriesShown = 50;

/** What the pages show of webhooks. Reads only. */
@Injectable()
export class WebhookDesk {
  constructor(private readonly db: Database) {}

  list({ actor }: Principal): Promise<ListedWebhook[]> {
    return this.db.withIdentity(actor, async (tx) => {
      const listed: ListedWebhook[] = [];
      for (const webhook of await webhooksSeen(tx)) listed.push({ ...webhook, owner: await ownerOf(tx, webhook) });
      return listed;
    });
  }

  shown({ actor }: Principal, id: string): Promise<{ webhook: ListedWebhook; deliveries: DeliveryRow[]; timeZone: string } | null> {
    return this.db.withIdentity(actor, async (tx) => {
      const webhook = await webhookById(tx, id);
      if (!webhook) return null;
      const timeZone = (await departementOf(tx, webhook.departementCode))?.timeZone ?? 'Europe/Paris';
      return { webhook: { ...webhook, owner: await ownerOf(tx, webhook) }, deliveries: await deliveriesOf(tx, id, deliveriesShown), timeZone };
    });
  }
}

/** The name of the organisation, as the directory has it and as far as one may see it. */
async function ownerOf(tx: EntityManager, { organisationId }: WebhookRow): Promise<string> {
  if (organisationId === null) return 'Préfecture';
  const rows: { name: string }[] = await tx.query(
    `select name from gestionnaire where id = $1 union all select local_body from national_partner_body where id = $1 union all select name from local_partner where id = $1`,
    [organisationId],
  );
  return rows[0]?.name || 'Une organisation du département';
}
