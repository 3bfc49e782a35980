import { Injectable } from '@nestjs/common';
import { Holdings } from '#libs/features/access';

/** Whose a slip is: the gestionnaire's that answers for what it lists. */
@Injectable()
export class DisposalHoldings {
  constructor(holdings: Holdings) {
    holdings.defineByUuid('disposal_slip', async (tx, id) => {
      const [row]: { departementCode: string; owner: string }[] = await tx.query('select departement_code as "departementCode", gestionnaire_id as owner from disposal_slip where id = $1', [id]);
      return row ? { departementCode: row.departementCode, owners: [row.owner], related: [] } : null;
    });
  }
}
