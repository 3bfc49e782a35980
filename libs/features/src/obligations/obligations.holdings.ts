import { Injectable } from '@nestjs/common';
import { Holdings } from '#libs/features/access';

/** Whose an obligation is: its structure's and the gestionnaire's; it concerns all the parties, but for what a user asked. */
@Injectable()
export class ObligationHoldings {
  constructor(holdings: Holdings) {
    holdings.defineByUuid('obligation', async (tx, id) => {
      const [row]: { departementCode: string; owners: (string | null)[]; partners: string[] }[] = await tx.query(
        `select departement_code as "departementCode", array[structure_id, gestionnaire_id]::text[] as owners,
                array(select distinct party_id from agreement_party p where p.agreement_id = o.agreement_id and o.kind <> 'user_request' and (o.structure_id is null or p.kind not in ('gestionnaire'))) as partners
         from obligation o where id = $1`, [id],
      );
      if (!row) return null;
      const owners = row.owners.filter((one) => one !== null);
      return { departementCode: row.departementCode, owners, related: row.partners };
    });
  }
}
