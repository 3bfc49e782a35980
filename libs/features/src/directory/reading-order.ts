import type { Dossier } from '#libs/domain';

const french = new Intl.Collator('fr');

/**
 * The same dossier in the order in which it is read and printed: bodies and structures by French alphabetical order, national partners
 * as given (the order of the Accord cadre), référents and offers by partner then structure. Ids settle ties, so that the same data always
 * gives the same document.
 */
export function inReadingOrder(dossier: Dossier): Dossier {
  const byName = (a: { name: string; id: string }, b: { name: string; id: string }) => french.compare(a.name, b.name) || compareText(a.id, b.id);
  const structures = dossier.structures.toSorted(byName);
  const localPartners = dossier.localPartners.toSorted(byName);

  const partnerRank = ranks([...dossier.nationalPartners, ...localPartners]);
  const structureRank = ranks(structures);
  const byPartnerThenStructure = (a: Placed, b: Placed) =>
    rankOf(partnerRank, a.partnerId) - rankOf(partnerRank, b.partnerId) || rankOf(structureRank, a.structureId) - rankOf(structureRank, b.structureId);

  return {
    ...dossier,
    gestionnaires: dossier.gestionnaires.toSorted(byName),
    structures: structures.map((structure) => ({ ...structure, nationalPartnerIds: sortedByRank(structure.nationalPartnerIds, partnerRank) })),
    localPartners: localPartners.map((partner) => ({ ...partner, structureIds: sortedByRank(partner.structureIds, structureRank) })),
    referents: dossier.referents.toSorted((a, b) => byPartnerThenStructure(a, b) || french.compare(a.fullName, b.fullName) || compareText(a.id, b.id)),
    offers: dossier.offers.toSorted((a, b) => byPartnerThenStructure(a, b) || french.compare(a.label, b.label) || compareText(a.id, b.id)),
  };
}

type Placed = { partnerId: string; structureId: string | null };

/** Null (the whole département) reads before any structure. */
const WHOLE_DEPARTEMENT_RANK = -1;

function ranks(list: readonly { id: string }[]): ReadonlyMap<string, number> {
  return new Map(list.map(({ id }, rank) => [id, rank]));
}

function rankOf(rank: ReadonlyMap<string, number>, id: string | null): number {
  return id === null ? WHOLE_DEPARTEMENT_RANK : (rank.get(id) ?? rank.size);
}

function sortedByRank(ids: readonly string[], rank: ReadonlyMap<string, number>): string[] {
  return ids.toSorted((a, b) => rankOf(rank, a) - rankOf(rank, b) || compareText(a, b));
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
