import type { Dossier } from '#libs/domain';

/**
 * The dossier of the first `count` structures in its order, for trials and benches. What has no structure left goes with them:
 * gestionnaires, local partners, référents and offers of the structures left out. The national partners all stay (art. 1).
 * Throws RangeError unless `count` is a whole number of at least one; beyond their number, all the structures stay.
 */
export function limitStructures(dossier: Dossier, count: number): Dossier {
  if (!Number.isInteger(count) || count < 1) throw new RangeError(`Not a number of structures: ${count}`);
  const structures = dossier.structures.slice(0, count);
  const kept = new Set(structures.map(({ id }) => id));
  const gestionnaireIds = new Set(structures.map(({ gestionnaireId }) => gestionnaireId));

  const localPartners = dossier.localPartners
    .map((partner) => ({ ...partner, structureIds: partner.structureIds.filter((id) => kept.has(id)) }))
    .filter(({ structureIds }) => structureIds.length > 0);
  const partnerIds = new Set([...dossier.nationalPartners, ...localPartners].map(({ id }) => id));

  return {
    ...dossier,
    structures,
    gestionnaires: dossier.gestionnaires.filter(({ id }) => gestionnaireIds.has(id)),
    localPartners,
    referents: dossier.referents.filter(({ partnerId, structureId }) => partnerIds.has(partnerId) && (structureId === null || kept.has(structureId))),
    offers: dossier.offers.filter(({ partnerId, structureId }) => partnerIds.has(partnerId) && kept.has(structureId)),
  };
}
