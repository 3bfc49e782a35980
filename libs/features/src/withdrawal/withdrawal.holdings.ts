import { Injectable } from '@nestjs/common';
import { Holdings } from '#libs/features/access';

/** Whose a notice is: the party's that leaves, and of whoever entered it. Sent, it concerns all the parties; before, those only. */
@Injectable()
export class WithdrawalHoldings {
  constructor(holdings: Holdings) {
    holdings.defineByUuid('withdrawal', async (tx, id) => {
      const [row]: { departementCode: string; partyId: string; filedBy: string | null; sent: boolean; related: string[] }[] = await tx.query(
        `select departement_code as "departementCode", party_id as "partyId", filed_by as "filedBy", sent,
                array(select distinct p.party_id from agreement_party p where p.agreement_id = w.agreement_id) || w.addressee_ids as related
         from withdrawal w where w.id = $1`, [id],
      );
      if (!row) return null;
      const { departementCode, partyId, filedBy, sent, related } = row;
      if (!sent) return { departementCode, owners: filedBy === null ? [] : [filedBy], related: [] };
      return { departementCode, owners: [...new Set([partyId, ...(filedBy === null ? [] : [filedBy])])], related };
    });
  }
}
