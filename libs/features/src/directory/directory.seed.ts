import type { EntityManager } from 'typeorm';
import { demonstrationDossier } from './demonstration.js';
import { DepartementEntity } from './directory.entities.js';
import { saveGestionnaire, saveLocalPartner, saveNationalPartner, saveOffer, saveReferent, saveStructure } from './directory.store.js';

/**
 * Sows the demonstration's département, once per database. The row of the département is the claim: whoever inserts it writes the rest in
 * the same transaction; when it is already there nothing is touched, so that neither an edit nor a removal is ever undone by a restart.
 * Runs in the name of the system. Returns whether it sowed.
 */
export async function seedDemonstration(tx: EntityManager): Promise<{ sown: boolean }> {
  const dossier = demonstrationDossier();
  const { departement, prefetSignatory } = dossier;
  const claim = await tx
    .createQueryBuilder()
    .insert()
    .into(DepartementEntity)
    .values({ ...departement, prefetSignatory })
    .orIgnore()
    .returning('code')
    .execute();
  if ((claim.raw as unknown[]).length === 0) return { sown: false };

  for (const gestionnaire of dossier.gestionnaires) await saveGestionnaire(tx, departement.code, gestionnaire);
  for (const partner of dossier.nationalPartners) await saveNationalPartner(tx, departement.code, partner);
  for (const structure of dossier.structures) await saveStructure(tx, departement.code, structure);
  for (const partner of dossier.localPartners) await saveLocalPartner(tx, departement.code, partner);
  for (const referent of dossier.referents) await saveReferent(tx, departement.code, referent);
  for (const offer of dossier.offers) await saveOffer(tx, departement.code, offer);
  return { sown: true };
}
