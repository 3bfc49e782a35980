import { Injectable } from '@nestjs/common';
import { Holdings } from '#libs/features/access';

/** Whose a membership or a session is. */
@Injectable()
export class IdentityHoldings {
  constructor(holdings: Holdings) {
    // A gestionnaire manages its agents: those of its structures. Its own people are the préfecture's to manage.
    holdings.defineByUuid('membership', async (tx, id) => {
      const [row]: { departementCode: string; gestionnaireId: string | null }[] = await tx.query(
        `select m.departement_code as "departementCode", s.gestionnaire_id as "gestionnaireId" from membership m left join structure s on s.id = m.organisation_id and m.role = 'agent' where m.id = $1`,
        [id],
      );
      return row ? { departementCode: row.departementCode, owners: row.gestionnaireId ? [row.gestionnaireId] : [], related: [] } : null;
    });
    holdings.defineByUuid('session', async (tx, id) => {
      const [row]: { accountId: string }[] = await tx.query('select account_id as "accountId" from session where id = $1', [id]);
      return row ? { departementCode: null, owners: [row.accountId], related: [] } : null;
    });
  }
}
