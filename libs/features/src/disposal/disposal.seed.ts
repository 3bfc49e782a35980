import type { EntityManager } from 'typeorm';
import { dayAt, instant } from '#libs/domain';
import type { LegalDay } from '#libs/domain';
import { DEMONSTRATION_DEPARTEMENT } from '#libs/features/directory';
import { anchorZone } from '#libs/platform';
import { insertStandingVisa, standingVisaOf } from './disposal.store.js';

/** Given at the beginning of the year, as Archives do when they renew a tableau de gestion. */
const visaDay = (now: Date) => `${dayAt(instant(now.toISOString()), anchorZone).slice(0, 4)}-01-05` as LegalDay;

/** The demonstration's gestionnaires have a standing visa: what ends there is destroyed within the minute. Those that have one already are left alone. */
export async function seedDisposal(tx: EntityManager, now: Date): Promise<void> {
  const gestionnaires: { id: string }[] = await tx.query('select id from gestionnaire where departement_code = $1 order by id', [DEMONSTRATION_DEPARTEMENT]);
  for (const { id: gestionnaireId } of gestionnaires) {
    if (await standingVisaOf(tx, gestionnaireId)) continue;
    await insertStandingVisa(tx, {
      gestionnaireId, departementCode: DEMONSTRATION_DEPARTEMENT, reference: 'Visa de démonstration n° 1', managementTable: 'Tableau de gestion de démonstration, France Services', grantedOn: visaDay(now), endsOn: null, recordedBy: 'seed', now,
    });
  }
}
