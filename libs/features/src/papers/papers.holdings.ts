import { Injectable } from '@nestjs/common';
import { Holdings } from '#libs/features/access';

/** Whose a paper is: the préfecture's of its agreement; it concerns whoever may read it. */
@Injectable()
export class PaperHoldings {
  constructor(holdings: Holdings) {
    holdings.defineByUuid('paper', async (tx, id) => {
      const [row]: { departementCode: string; related: string[] }[] = await tx.query(
        `select a.departement_code as "departementCode", coalesce(p.readers, array(select distinct party_id from agreement_party y where y.agreement_id = a.id and (y.until is null or y.until >= p.created_at::date))) as related
         from paper p join agreement a on a.id = p.agreement_id where p.id = $1`, [id],
      );
      return row ? { ...row, owners: [] } : null;
    });
  }
}
