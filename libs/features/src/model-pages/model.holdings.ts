import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Holding } from '#libs/domain';
import { Holdings } from '#libs/features/access';

/** Versions of models and official files belong to a département, or to all. */
@Injectable()
export class ModelHoldings {
  constructor(holdings: Holdings) {
    holdings.define('model_version', (tx, id) => ofDepartement(tx, 'select departement_code as "departementCode" from model_version where id = $1', id));
    holdings.defineByUuid('official_file', (tx, id) => ofDepartement(tx, 'select departement_code as "departementCode" from official_file where id = $1', id));
  }
}

async function ofDepartement(tx: EntityManager, query: string, id: string): Promise<Holding | null> {
  const [row]: { departementCode: string | null }[] = await tx.query(query, [id]);
  return row ? { ...row, owners: [], related: [] } : null;
}
