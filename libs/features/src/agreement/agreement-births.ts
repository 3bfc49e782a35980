import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AgreementRow } from './agreement.store.js';

type Handler = (tx: EntityManager, agreement: AgreementRow) => Promise<void>;

/** What other features make when an agreement is made, in the same transaction. */
@Injectable()
export class AgreementBirths {
  private readonly handlers: Handler[] = [];

  add(handler: Handler): void {
    this.handlers.push(handler);
  }

  async tell(tx: EntityManager, agreement: AgreementRow): Promise<void> {
    for (const handler of this.handlers) await handler(tx, agreement);
  }
}
