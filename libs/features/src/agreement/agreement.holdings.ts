import { Injectable } from '@nestjs/common';
import { Holdings } from '#libs/features/access';

/** Whose an agreement is: the préfecture's of its département; it concerns whoever it binds, or has bound. */
@Injectable()
export class AgreementHoldings {
  constructor(holdings: Holdings) {
    holdings.defineByUuid('agreement', async (tx, id) => {
      const [row]: { departementCode: string; related: string[] }[] = await tx.query(
        `select departement_code as "departementCode", array(select distinct party_id from agreement_party where agreement_id = agreement.id) as related from agreement where id = $1`, [id],
      );
      return row ? { ...row, owners: [] } : null;
    });
  }
}
