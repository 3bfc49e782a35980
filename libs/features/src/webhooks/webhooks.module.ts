import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { EventTap } from '#libs/platform';
import { publicEvents } from './public-events.js';
import { WebhookEffects } from './webhook.effects.js';
import { WebhookDesk } from './webhook.desk.js';
import { WebhookHoldings } from './webhook.holdings.js';
import { Webhooks } from './webhooks.js';
import { WebhooksController } from './webhooks.http.js';

/** Every process that writes the journal declares its public lines here, or nobody learns of what that process does. */
@Module({})
export class WebhooksModule {
  constructor(tap: EventTap) {
    tap.declare(publicEvents, async (tx, name) => {
      const [row]: { awaited: boolean }[] = await tx.query('select webhook_awaits($1) as awaited', [name]);
      return row!.awaited;
    });
  }

  static forWeb(): DynamicModule {
    return { module: WebhooksModule, controllers: [WebhooksController], providers: [Webhooks, WebhookDesk, WebhookHoldings], exports: [Webhooks] };
  }

  static forWorker(): DynamicModule {
    return { module: WebhooksModule, providers: [WebhookEffects] };
  }

  static forCli(): DynamicModule {
    return { module: WebhooksModule };
  }
}
