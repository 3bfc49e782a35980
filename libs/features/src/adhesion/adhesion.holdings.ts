import { Injectable } from '@nestjs/common';
import { Holdings } from '#libs/features/access';

/** Whose a request is: the partner's that asks; it concerns the gestionnaires that examine it, and the préfecture of its département. */
@Injectable()
export class AdhesionHoldings {
  constructor(holdings: Holdings) {
    holdings.defineByUuid('adhesion', async (tx, id) => {
      const [row]: { departementCode: string; owner: string; related: string[] }[] = await tx.query('select departement_code as "departementCode", partner_id as owner, concerned_ids as related from adhesion where id = $1', [id]);
      return row ? { departementCode: row.departementCode, owners: [row.owner], related: row.related } : null;
    });
  }
}
