import { Injectable } from '@nestjs/common';
import { Holdings } from '#libs/features/access';

/** Whose a mandate is: its structure's; it concerns the gestionnaire, who answers for it in a dispute. Neither ever changes. */
@Injectable()
export class MandateHoldings {
  constructor(holdings: Holdings) {
    holdings.defineForGood('mandate', async (tx, id) => {
      const [row]: { departementCode: string; owners: string[]; related: string[] }[] = await tx.query(
        `select departement_code as "departementCode", array[structure_id]::text[] as owners, array[gestionnaire_id]::text[] as related from mandate where id = $1`, [id],
      );
      return row ?? null;
    });
  }
}
