import type { EntityManager } from 'typeorm';
import { partnersInForce } from '#libs/domain';
import type { Departement, Dossier, Gestionnaire, LegalDay, LocalPartner, NationalPartner, NationalPartnerReference, Offer, Referent, Signatory, Stop, Structure } from '#libs/domain';
import {
  DepartementEntity,
  GestionnaireEntity,
  LocalPartnerEntity,
  LocalPartnerPresenceEntity,
  NationalPartnerBodyEntity,
  NationalPartnerEntity,
  NationalPartnerNameEntity,
  OfferEntity,
  ReferentEntity,
  StructureEntity,
  StructurePresenceEntity,
  StructureStopEntity,
} from './directory.entities.js';
import type { LocalPartnerPresenceRow, StructurePresenceRow, StructureStopRow } from './directory.entities.js';
import { inReadingOrder } from './reading-order.js';
import { nationalPartnerId } from './stable-id.js';

/** The directory holds no département of that code. */
export class UnknownDepartement extends Error {
  readonly code = 'departement_unknown';
  readonly retryable = false;

  constructor(readonly departementCode: string) {
    super(`No département ${departementCode} in the directory`);
  }
}

/** The département as the directory knows it, or null. */
export async function departementOf(tx: EntityManager, code: string): Promise<Departement | null> {
  const row = await tx.findOneBy(DepartementEntity, { code });
  if (!row) return null;
  const { prefetSignatory: _, ...departement } = row;
  return departement;
}

/**
 * Gathers all that the convention of a département says of the world. `day` picks the national partners in force and the names they bear;
 * a partner in force whose local body nobody has recorded is there too, with an empty one: `gaps` reports it.
 * Throws UnknownDepartement.
 */
export async function loadDossier(tx: EntityManager, departementCode: string, day: LegalDay): Promise<Dossier> {
  const row = await tx.findOneBy(DepartementEntity, { code: departementCode });
  if (!row) throw new UnknownDepartement(departementCode);
  const { prefetSignatory, ...departement } = row;
  const where = { where: { departementCode } };

  const nationalPartners = await loadNationalPartners(tx, departementCode, day);
  const idByCode = new Map(nationalPartners.map(({ id, code }) => [code, id]));
  const presences = await tx.find(StructurePresenceEntity, where);
  const localPresences = await tx.find(LocalPartnerPresenceEntity, where);
  const stops = await tx.find(StructureStopEntity, { ...where, order: { rank: 'asc', id: 'asc' } });

  return inReadingOrder({
    departement,
    prefetSignatory,
    gestionnaires: (await tx.find(GestionnaireEntity, where)).map(withoutDepartement),
    structures: (await tx.find(StructureEntity, where)).map((structure) => ({ ...withoutDepartement(structure), ...stopsOf(structure.id, stops), nationalPartnerIds: presentIn(structure.id, presences, idByCode) })),
    nationalPartners,
    localPartners: (await tx.find(LocalPartnerEntity, where)).map((partner) => ({ ...withSiretIfAny(withoutDepartement(partner)), structureIds: structuresOf(partner.id, localPresences) })),
    referents: (await tx.find(ReferentEntity, where)).flatMap((referent) => withPartnerId(referent, idByCode)),
    offers: (await tx.find(OfferEntity, where)).flatMap((offer) => withPartnerId(offer, idByCode)).map(withPermanencesIfAny),
  });
}

async function loadNationalPartners(tx: EntityManager, departementCode: string, day: LegalDay): Promise<NationalPartner[]> {
  const bodies = await tx.findBy(NationalPartnerBodyEntity, { departementCode });
  return partnersInForce(await loadReference(tx), day).map(({ code, name }) => {
    const known = bodies.find(({ nationalPartnerCode }) => nationalPartnerCode === code);
    if (!known) return { id: nationalPartnerId(departementCode, code), code, name, localBody: '', address: '', email: '', signatory: null, services: [] };
    const { departementCode: _, nationalPartnerCode: __, ...body } = known;
    return { ...withSiretIfAny(body), code, name };
  });
}

/** The reference of the national partners, with the names they bore and the days between which they belong (art. 2.2). */
export async function loadReference(tx: EntityManager): Promise<NationalPartnerReference[]> {
  const names = await tx.find(NationalPartnerNameEntity, { order: { rank: 'asc' } });
  const partners = await tx.find(NationalPartnerEntity, { order: { rank: 'asc' } });
  return partners.map(({ code, memberFrom, memberTo }) => ({
    code,
    membership: { validFrom: memberFrom, validTo: memberTo },
    names: names.filter(({ nationalPartnerCode }) => nationalPartnerCode === code).map(({ name, validFrom, validTo }) => ({ name, validFrom, validTo })),
  }));
}

/** A presence of a partner that is not, or no longer, in force that day is not due: it is left out, not reported. */
function presentIn(structureId: string, presences: readonly StructurePresenceRow[], idByCode: ReadonlyMap<string, string>): string[] {
  return presences.filter((presence) => presence.structureId === structureId).flatMap(({ nationalPartnerCode }) => idByCode.get(nationalPartnerCode) ?? []);
}

function structuresOf(localPartnerId: string, presences: readonly LocalPartnerPresenceRow[]): string[] {
  return presences.filter((presence) => presence.localPartnerId === localPartnerId).map(({ structureId }) => structureId);
}

/** What a dossier may lack is absent from it rather than empty: dossiers frozen before such a field existed read the same. */
function stopsOf(structureId: string, stops: readonly StructureStopRow[]): Pick<Structure, 'stops'> {
  const own = stops.filter((stop) => stop.structureId === structureId).map(({ id, commune, place, weekday, rhythm, from, to }) => ({ id, commune, place, weekday, rhythm, from, to }));
  return own.length === 0 ? {} : { stops: own };
}

function withSiretIfAny<R extends { siret?: string | null }>({ siret, ...body }: R): Omit<R, 'siret'> & { siret?: string } {
  return siret ? { ...body, siret } : body;
}

function withPermanencesIfAny({ permanences, ...offer }: Offer): Offer {
  return permanences && permanences.length > 0 ? { ...offer, permanences } : offer;
}

function withPartnerId<R extends { departementCode: string; nationalPartnerCode: string | null; localPartnerId: string | null }>(row: R, idByCode: ReadonlyMap<string, string>) {
  const { departementCode: _, nationalPartnerCode, localPartnerId, ...rest } = row;
  const partnerId = nationalPartnerCode === null ? localPartnerId : idByCode.get(nationalPartnerCode);
  return partnerId == null ? [] : [{ ...rest, partnerId }];
}

function withoutDepartement<R extends { departementCode: string }>({ departementCode: _, ...row }: R): Omit<R, 'departementCode'> {
  return row;
}

/** Each `save…` writes the whole thing given, creating it or replacing what bears its id; parents first, as the foreign keys ask. */
export async function saveDepartement(tx: EntityManager, departement: Departement, prefetSignatory: Signatory | null): Promise<void> {
  await tx.upsert(DepartementEntity, { ...departement, prefetSignatory }, ['code']);
}

export async function saveGestionnaire(tx: EntityManager, departementCode: string, gestionnaire: Gestionnaire): Promise<void> {
  await tx.upsert(GestionnaireEntity, { ...gestionnaire, departementCode }, ['id']);
}

/** Writes the structure and the list of the national partners present in it; its stops too, when they are told. */
export async function saveStructure(tx: EntityManager, departementCode: string, { nationalPartnerIds, stops, ...structure }: Structure): Promise<void> {
  await tx.upsert(StructureEntity, { ...structure, principalId: structure.principalId ?? null, departementCode }, ['id']);
  await tx.delete(StructurePresenceEntity, { structureId: structure.id });
  const codes = await codesById(tx, departementCode);
  const presences = nationalPartnerIds.map((partnerId) => {
    const nationalPartnerCode = codes.get(partnerId);
    if (nationalPartnerCode === undefined) throw new RangeError(`No national partner ${partnerId} in ${departementCode}`);
    return { structureId: structure.id, nationalPartnerCode, departementCode };
  });
  if (presences.length > 0) await tx.insert(StructurePresenceEntity, presences);
  if (stops !== undefined) await saveStops(tx, departementCode, structure.id, stops);
}

async function saveStops(tx: EntityManager, departementCode: string, structureId: string, stops: readonly Stop[]): Promise<void> {
  await tx.delete(StructureStopEntity, { structureId });
  if (stops.length > 0) await tx.insert(StructureStopEntity, stops.map((stop, rank) => ({ ...stop, structureId, rank, departementCode })));
}

/** Writes the local body of a national partner; its name stays that of the reference. */
export async function saveNationalPartner(tx: EntityManager, departementCode: string, { code, name: _, siret = null, ...body }: NationalPartner): Promise<void> {
  await tx.upsert(NationalPartnerBodyEntity, { ...body, siret, nationalPartnerCode: code, departementCode }, ['id']);
}

/** Writes the local partner and the list of the structures it works in. */
export async function saveLocalPartner(tx: EntityManager, departementCode: string, { structureIds, siret = null, ...partner }: LocalPartner): Promise<void> {
  await tx.upsert(LocalPartnerEntity, { ...partner, siret, departementCode }, ['id']);
  await tx.delete(LocalPartnerPresenceEntity, { localPartnerId: partner.id });
  if (structureIds.length > 0) await tx.insert(LocalPartnerPresenceEntity, structureIds.map((structureId) => ({ localPartnerId: partner.id, structureId, departementCode })));
}

export async function saveReferent(tx: EntityManager, departementCode: string, { partnerId, ...referent }: Referent): Promise<void> {
  await tx.upsert(ReferentEntity, { ...referent, ...(await partnerColumns(tx, departementCode, partnerId)), departementCode }, ['id']);
}

export async function saveOffer(tx: EntityManager, departementCode: string, { partnerId, permanences = [], ...offer }: Offer): Promise<void> {
  await tx.upsert(OfferEntity, { ...offer, permanences, ...(await partnerColumns(tx, departementCode, partnerId)), departementCode }, ['id']);
}

/** A partner id that is no national partner's must be a local one's: the foreign key refuses anything else. */
async function partnerColumns(tx: EntityManager, departementCode: string, partnerId: string) {
  const nationalPartnerCode = (await codesById(tx, departementCode)).get(partnerId) ?? null;
  return { nationalPartnerCode, localPartnerId: nationalPartnerCode === null ? partnerId : null };
}

/** National partner codes by the ids they bear in a département, whether their local body is recorded or not. */
async function codesById(tx: EntityManager, departementCode: string): Promise<ReadonlyMap<string, string>> {
  const partners = await tx.find(NationalPartnerEntity);
  const bodies = await tx.findBy(NationalPartnerBodyEntity, { departementCode });
  return new Map([
    ...partners.map(({ code }) => [nationalPartnerId(departementCode, code), code] as const),
    ...bodies.map(({ id, nationalPartnerCode }) => [id, nationalPartnerCode] as const),
  ]);
}
