import { Injectable } from '@nestjs/common';
import type { LegalDay } from '#libs/domain';
import type { Delivery } from '#libs/platform';
import type { AgreementRow } from './agreement.store.js';

/** From `on`, some structures are bound by that agreement no more: they left, their gestionnaire did, or it ended. `delivery`: the effect that tells it. */
export type Departure = { agreement: AgreementRow; on: LegalDay; delivery: Delivery };

type Handler = (departure: Departure) => Promise<void>;

/** What other features end when structures leave an agreement, each in its own transactions. Told as often as the effect runs: handlers are idempotent. */
@Injectable()
export class StructureDepartures {
  private readonly handlers: Handler[] = [];

  add(handler: Handler): void {
    this.handlers.push(handler);
  }

  async tell(departure: Departure): Promise<void> {
    for (const handler of this.handlers) await handler(departure);
  }
}
