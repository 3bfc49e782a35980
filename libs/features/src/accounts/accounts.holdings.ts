import { Injectable } from '@nestjs/common';
import { Holdings } from '#libs/features/access';

/** Whose a request about personal data is: the préfecture's of its département. Who asked follows it on the page of their own data. */
@Injectable()
export class AccountsHoldings {
  constructor(holdings: Holdings) {
    holdings.defineByUuid('data_request', async (tx, id) => {
      const [row]: { departementCode: string }[] = await tx.query('select departement_code as "departementCode" from data_request where id = $1', [id]);
      return row ? { ...row, owners: [], related: [] } : null;
    });
  }
}
