import { Injectable } from '@nestjs/common';
import { Holdings } from '#libs/features/access';

/** Whose a round is: the préfecture's of its département; it concerns the bodies that are asked to sign. */
@Injectable()
export class RoundHoldings {
  constructor(holdings: Holdings) {
    holdings.defineByUuid('round', async (tx, id) => {
      const [row]: { departementCode: string; related: string[] }[] = await tx.query(
        `select departement_code as "departementCode", array(select distinct body_id from signatory where round_id = round.id) as related from round where id = $1`, [id],
      );
      return row ? { ...row, owners: [] } : null;
    });
  }
}
