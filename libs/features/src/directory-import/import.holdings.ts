import { Injectable } from '@nestjs/common';
import { Holdings } from '#libs/features/access';
import { findImport } from './import.store.js';

/** Whose an import is: its département's, or nobody's but the operator's. */
@Injectable()
export class ImportHoldings {
  constructor(holdings: Holdings) {
    holdings.defineByUuid('import', async (tx, id) => {
      const row = await findImport(tx, id);
      return row?.departementCode ? { departementCode: row.departementCode, owners: [], related: [] } : null;
    });
  }
}
