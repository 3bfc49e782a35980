import { Injectable } from '@nestjs/common';
import { Holdings } from '#libs/features/access';

/** Whose an assignment is: the party's that hands over; it concerns all those whom the agreement binds, or has bound. */
@Injectable()
export class AssignmentHoldings {
  constructor(holdings: Holdings) {
    holdings.defineByUuid('assignment', async (tx, id) => {
      const [row]: { departementCode: string; owner: string; related: string[] }[] = await tx.query(
        `select departement_code as "departementCode", assignor_id as owner, array(select distinct party_id from agreement_party p where p.agreement_id = a.agreement_id) as related from assignment a where id = $1`, [id],
      );
      return row ? { departementCode: row.departementCode, owners: [row.owner], related: row.related } : null;
    });
  }
}
