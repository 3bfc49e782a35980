import { Injectable } from '@nestjs/common';
import { Holdings } from '#libs/features/access';
import { breachById } from './breach.store.js';

/** Whose a breach is: its gestionnaire's and its structure's, as they were when it was declared. It concerns nobody else. */
@Injectable()
export class BreachHoldings {
  constructor(holdings: Holdings) {
    holdings.defineByUuid('breach', async (tx, id) => {
      const row = await breachById(tx, id);
      return row && { departementCode: row.departementCode, owners: [row.gestionnaireId, ...(row.structureId ? [row.structureId] : [])], related: [] };
    });
  }
}
