import type { College, Dossier, Equipment, Offer, OpeningInterval, Recurrence, Structure } from '../directory/directory.js';
import { weekdays } from '../directory/directory.js';

/** One structure of annexe 4, as it will be printed. `hours`: seven days from Monday; null when nobody knows them. */
export type StructureLines = Pick<Structure, 'name' | 'format' | 'phone' | 'email' | 'contactFormUrl' | 'labelledOn' | 'management'> & {
  address: string;
  hours: readonly (readonly OpeningInterval[])[] | null;
  equipment: readonly Equipment[];
  staff: Structure['staff'];
  /** Names of the national partners present in it (art. 2.2). */
  partners: readonly string[];
  stops: readonly (Recurrence & { commune: string; place: string })[];
};

/** `structure`: null for every structure of the département. */
export type ReferentLine = { partner: string; structure: string | null; fullName: string; phone: string | null; email: string | null };
export type OfferLine = Pick<Offer, 'label' | 'schedule' | 'mode'> & { partner: string; structure: string };

/** What annexes 4, 5 and 6 say of one body: what it reads and confirms before the text is frozen (decision 20). */
export type AnnexPart = {
  bodyId: string;
  bodyName: string;
  college: Exclude<College, 'prefet'>;
  /** Annexe 4, for a gestionnaire. */
  structures: readonly StructureLines[];
  /** Annexe 4, for a partner: the structures that name it. */
  presentIn: readonly string[];
  /** Annexe 5: what the partner offers; for a gestionnaire, what is offered in its structures. */
  offers: readonly OfferLine[];
  /** Annexe 6: those of the partner; for a gestionnaire, those of its structures alone. */
  referents: readonly ReferentLine[];
};

/**
 * The parts of everybody whom the annexes describe: gestionnaires, national partners, local partners present somewhere.
 * Two parts that say the same are equal key for key, whatever the order in which the directory was read: hash them to compare.
 */
export function annexPartsOf(dossier: Dossier): AnnexPart[] {
  return [
    ...dossier.gestionnaires.map((body) => gestionnairePart(dossier, body)),
    ...dossier.nationalPartners.map(({ id, name, localBody }) => partnerPart(dossier, { id, name: localBody || name, college: 'partenaire_national' }, ({ nationalPartnerIds }) => nationalPartnerIds.includes(id))),
    ...dossier.localPartners.map(({ id, name, structureIds }) => partnerPart(dossier, { id, name, college: 'partenaire_local' }, (structure) => structureIds.includes(structure.id))).filter(({ presentIn, offers }) => presentIn.length + offers.length > 0),
  ];
}

/** The part of one body; null when the annexes say nothing of it. */
export function annexPartOf(dossier: Dossier, bodyId: string): AnnexPart | null {
  return annexPartsOf(dossier).find((part) => part.bodyId === bodyId) ?? null;
}

function gestionnairePart(dossier: Dossier, { id, name }: { id: string; name: string }): AnnexPart {
  const own = dossier.structures.filter(({ gestionnaireId }) => gestionnaireId === id);
  const ids = new Set(own.map((structure) => structure.id));
  return {
    bodyId: id, bodyName: name, college: 'gestionnaire', structures: own.map((structure) => linesOf(dossier, structure)), presentIn: [],
    offers: offerLines(dossier, ({ structureId }) => ids.has(structureId)), referents: referentLines(dossier, ({ structureId }) => structureId !== null && ids.has(structureId)),
  };
}

function partnerPart(dossier: Dossier, { id, name, college }: { id: string; name: string; college: AnnexPart['college'] }, hosts: (structure: Structure) => boolean): AnnexPart {
  const ofPartner = ({ partnerId }: { partnerId: string }): boolean => partnerId === id;
  return { bodyId: id, bodyName: name, college, structures: [], presentIn: dossier.structures.filter(hosts).map((structure) => structure.name), offers: offerLines(dossier, ofPartner), referents: referentLines(dossier, ofPartner) };
}

function linesOf({ nationalPartners }: Dossier, structure: Structure): StructureLines {
  const { name, format, address, postcode, city, phone, email, contactFormUrl, hours, equipment, staff, labelledOn, management, nationalPartnerIds, stops = [] } = structure;
  return {
    name, format, phone, email, contactFormUrl, labelledOn, management, address: `${address}, ${postcode} ${city}`,
    hours: hours && weekdays.map((day) => hours[day].map(({ from, to }) => ({ from, to }))), equipment: [...equipment], staff: staff.map(({ role, fullTimeEquivalent }) => ({ role, fullTimeEquivalent })),
    partners: nationalPartners.filter(({ id }) => nationalPartnerIds.includes(id)).map((partner) => partner.name),
    stops: stops.map(({ commune, place, weekday, rhythm, from, to }) => ({ commune, place, weekday, rhythm, from, to })),
  };
}

function offerLines(dossier: Dossier, of: (offer: Offer) => boolean): OfferLine[] {
  return dossier.offers.filter(of).map(({ partnerId, structureId, label, schedule, mode }) => ({ partner: partnerName(dossier, partnerId), structure: structureName(dossier, structureId), label, schedule, mode }));
}

function referentLines(dossier: Dossier, of: (referent: Dossier['referents'][number]) => boolean): ReferentLine[] {
  return dossier.referents.filter(of).map(({ partnerId, structureId, fullName, phone, email }) => ({ partner: partnerName(dossier, partnerId), structure: structureId && structureName(dossier, structureId), fullName, phone, email }));
}

function partnerName({ nationalPartners, localPartners }: Dossier, id: string): string {
  return [...nationalPartners, ...localPartners].find((partner) => partner.id === id)?.name ?? '';
}

function structureName({ structures }: Dossier, id: string): string {
  return structures.find((structure) => structure.id === id)?.name ?? '';
}
