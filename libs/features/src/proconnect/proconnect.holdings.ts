import { Injectable } from '@nestjs/common';
import { Holdings } from '#libs/features/access';

/** Whose an identity is: the person's whose account it opens, and nobody else's. */
@Injectable()
export class ProConnectHoldings {
  constructor(holdings: Holdings) {
    holdings.defineByUuid('proconnect_identity', async (tx, id) => {
      const [row]: { accountId: string }[] = await tx.query('select account_id as "accountId" from proconnect_identity where id = $1', [id]);
      return row ? { departementCode: null, owners: [row.accountId], related: [] } : null;
    });
  }
}
