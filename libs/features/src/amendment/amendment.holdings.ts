import { Injectable } from '@nestjs/common';
import { Holdings } from '#libs/features/access';

/** Whose an amendment is: of whoever proposed it; it concerns all the parties of its agreement. */
@Injectable()
export class AmendmentHoldings {
  constructor(holdings: Holdings) {
    holdings.defineByUuid('amendment', async (tx, id) => {
      const [row]: { departementCode: string; enteredBy: string | null; related: string[] }[] = await tx.query(
        `select departement_code as "departementCode", entered_by as "enteredBy", array(select distinct party_id from agreement_party p where p.agreement_id = amendment.agreement_id) as related from amendment where id = $1`, [id],
      );
      return row ? { departementCode: row.departementCode, owners: row.enteredBy === null ? [] : [row.enteredBy], related: row.related } : null;
    });
  }
}
