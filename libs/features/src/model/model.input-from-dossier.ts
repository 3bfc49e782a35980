import { type College, type Dossier, type LegalDay, type Structure, equipments, weekdays } from '#libs/domain';
import {
  dayNames, equipmentNames, formatAddress, formatDay, formatFullTime, formatIntervals, formatList, formatMonths, formatPhone, formatSiret, formatWeekly,
  gestionnaireKinds, lastNoticeDay, offerModes, structureFormats,
} from './model.format.js';
import { type ModelInput, type OfficialDocument, type SignaturePair, modelInputSchema } from './model.input.js';

/** Printed when nothing more precise is known: neutral, and names nobody (the natural person appears in the signature only). */
export const defaultCapacity = 'par son représentant habilité';
const SIGNATURE_CAPTION = 'Signature électronique';
const SEAL_CAPTION = 'Cachet électronique';
const UNKNOWN = 'Non renseigné';

/** One signature slot of the round. `marker` is an address unique in the document; `capacity` reads after the body's name and a comma. */
export type ModelSlot = { name: string; college: College; bodyName: string; capacity: string; marker: string };

/** What the round adds to the dossier. */
export type ModelRound = {
  number: string;
  date: LegalDay;
  term: { startsOn?: LegalDay | null; endsOn: LegalDay; renewalMonths: number };
  slots: readonly ModelSlot[];
  sealMarker: string;
  verifyUrl: string;
  demonstration: boolean;
  modelVersion: string;
  /** The official PDFs attached to the sealed file (annexes 1 and 3). Absent: the covers say they are still to be joined. */
  officialDocuments?: { charte: OfficialDocument | null; accordCadre: OfficialDocument | null };
};

const french = new Intl.Collator('fr', { numeric: true });
const byName = <T extends { name: string }>(a: T, b: T): number => french.compare(a.name, b.name);
const sorted = (names: readonly string[]): string[] => [...names].sort(french.compare);

/**
 * Turns a dossier and its round into the input of the built-in model's templates: dates, hours, telephone numbers and lists are written here, in French.
 * Throws RangeError when two slots share a marker or when a local partner has a slot: local partners sign a separate adhesion act, never the agreement.
 */
export function modelInput(dossier: Dossier, round: ModelRound): ModelInput {
  checkSlots(round);
  const { departement } = dossier;
  const { prefecture } = departement;
  return modelInputSchema.parse({
    demonstration: round.demonstration,
    modelVersion: round.modelVersion,
    agreement: { number: round.number, date: formatDay(round.date) },
    departement: {
      code: departement.code,
      name: departement.name,
      ofName: departement.ofName,
      prefet: departement.prefetTitle.replace(/^L(?=[ea] )/, 'l'),
      prefecture: { name: prefecture.name, fullAddress: formatAddress(prefecture), email: prefecture.email, phone: formatPhone(prefecture.phone) },
    },
    term: termOf(round.term),
    verification: { url: round.verifyUrl },
    officialDocuments: round.officialDocuments ?? { charte: null, accordCadre: null },
    ...partiesOf(dossier, round.slots),
    structures: [...dossier.structures].sort(byName).map((structure) => structureOf(structure, dossier)),
    offers: offersOf(dossier),
    referents: referentsOf(dossier),
    signatures: {
      prefet: pairsOf(round.slots, 'prefet'),
      gestionnaires: pairsOf(round.slots, 'gestionnaire'),
      nationalPartners: pairsOf(round.slots, 'partenaire_national'),
    },
    seal: { link: { url: round.sealMarker, label: SEAL_CAPTION } },
  });
}

function checkSlots({ slots, sealMarker }: ModelRound): void {
  const markers = [...slots.map(({ marker }) => marker), sealMarker];
  if (new Set(markers).size !== markers.length) throw new RangeError('Two signature slots share one marker.');
  const local = slots.find(({ college }) => college === 'partenaire_local');
  if (local) throw new RangeError(`A local partner holds no slot in the agreement: ${local.bodyName}`);
}

function termOf(term: ModelRound['term']): ModelInput['term'] {
  const renewable = term.renewalMonths > 0;
  return {
    startsOn: term.startsOn ? formatDay(term.startsOn) : '',
    endsOn: formatDay(term.endsOn),
    renewable,
    renewal: renewable ? formatMonths(term.renewalMonths) : '',
    lastNoticeDay: formatDay(lastNoticeDay(term.endsOn)),
  };
}

function partiesOf(dossier: Dossier, slots: readonly ModelSlot[]): Pick<ModelInput, 'gestionnaires' | 'nationalPartners' | 'localPartners'> {
  const capacityOf = (college: College, ...names: string[]): string =>
    slots.find((slot) => slot.college === college && names.includes(slot.bodyName))?.capacity || defaultCapacity;
  const structureNames = (keep: (structure: Structure) => boolean): string =>
    formatList(sorted(dossier.structures.filter(keep).map(({ name }) => name))) || UNKNOWN;
  return {
    gestionnaires: [...dossier.gestionnaires].sort(byName).map((gestionnaire) => ({
      name: gestionnaire.name,
      kind: gestionnaireKinds[gestionnaire.kind],
      siret: formatSiret(gestionnaire.siret),
      capacity: capacityOf('gestionnaire', gestionnaire.name),
      fullAddress: formatAddress(gestionnaire),
      email: gestionnaire.email,
      structureNames: structureNames(({ gestionnaireId }) => gestionnaireId === gestionnaire.id),
    })),
    nationalPartners: [...dossier.nationalPartners].sort(byName).map((partner) => ({
      name: partner.name,
      localBody: partner.localBody,
      capacity: capacityOf('partenaire_national', partner.localBody, partner.name),
      address: partner.address,
      email: partner.email,
      services: partner.services.map(({ label, detail }) => ({ label, detail: detail ?? '' })),
    })),
    localPartners: [...dossier.localPartners].sort(byName).map((partner) => ({
      name: partner.name,
      address: partner.address,
      email: partner.email,
      structureNames: structureNames(({ id }) => partner.structureIds.includes(id)),
    })),
  };
}

function structureOf(structure: Structure, dossier: Dossier): ModelInput['structures'][number] {
  const gestionnaire = dossier.gestionnaires.find(({ id }) => id === structure.gestionnaireId);
  if (!gestionnaire) throw new RangeError(`Structure ${structure.id} has no gestionnaire in the dossier.`);
  const { hours } = structure;
  const contacts = [structure.phone && formatPhone(structure.phone), structure.email, structure.contactFormUrl].filter((contact): contact is string => !!contact);
  const partners = dossier.nationalPartners.filter(({ id }) => structure.nationalPartnerIds.includes(id)).map(({ name }) => name);
  return {
    name: structure.name,
    gestionnaire: gestionnaire.name,
    siret: formatSiret(gestionnaire.siret),
    fullAddress: formatAddress(structure),
    contact: contacts.join(' – ') || UNKNOWN,
    format: structureFormats[structure.format],
    labelledOn: structure.labelledOn ? `Obtenu le ${formatDay(structure.labelledOn)}` : 'En cours de labellisation',
    management: structure.management || UNKNOWN,
    staff: structure.staff.map(({ role, fullTimeEquivalent }) => `${role} (${formatFullTime(fullTimeEquivalent)})`).join(', ') || UNKNOWN,
    nationalPartners: formatList(sorted(partners)) || 'Aucun',
    weekly: hours ? formatWeekly(hours) : 'Horaires non communiqués',
    hours: hours ? weekdays.map((day) => ({ day: dayNames[day], hours: formatIntervals(hours[day]) })) : [],
    equipment: equipmentPairs(structure),
  };
}

/** The checklist of article 4.3 in two columns, read line by line. */
function equipmentPairs(structure: Structure): ModelInput['structures'][number]['equipment'] {
  const lines = equipments.map((equipment) => ({ label: equipmentNames[equipment], present: structure.equipment.includes(equipment) ? 'Oui' : 'Non' }));
  const half = Math.ceil(lines.length / 2);
  return lines.slice(0, half).map((left, index) => ({ left, right: lines[half + index] ?? { label: '', present: '' } }));
}

/** Name of a partner, national or local. An id unknown to the dossier is a defect of the dossier, never a blank in print. */
function partnerName(dossier: Dossier, id: string): string {
  const partner = dossier.nationalPartners.find((candidate) => candidate.id === id) ?? dossier.localPartners.find((candidate) => candidate.id === id);
  if (!partner) throw new RangeError(`Partner ${id} is not in the dossier.`);
  return partner.name;
}

function structureName(dossier: Dossier, id: string): string {
  const structure = dossier.structures.find((candidate) => candidate.id === id);
  if (!structure) throw new RangeError(`Structure ${id} is not in the dossier.`);
  return structure.name;
}

function offersOf(dossier: Dossier): ModelInput['offers'] {
  const rowsByPartner = new Map<string, ModelInput['offers'][number]['rows']>();
  for (const offer of dossier.offers) {
    const partner = partnerName(dossier, offer.partnerId);
    const row = { structure: structureName(dossier, offer.structureId), label: offer.label, schedule: offer.schedule || 'Sur rendez-vous', mode: offerModes[offer.mode] };
    rowsByPartner.set(partner, [...(rowsByPartner.get(partner) ?? []), row]);
  }
  return [...rowsByPartner]
    .sort(([a], [b]) => french.compare(a, b))
    .map(([partner, rows]) => ({ partner, rows: rows.sort((a, b) => french.compare(a.structure, b.structure) || french.compare(a.label, b.label)) }));
}

/** Partner by partner, those who serve every structure first. */
function referentsOf(dossier: Dossier): ModelInput['referents'] {
  return dossier.referents
    .map((referent) => ({
      everywhere: referent.structureId === null,
      row: {
        partner: partnerName(dossier, referent.partnerId),
        structure: referent.structureId === null ? 'Toutes les structures' : structureName(dossier, referent.structureId),
        fullName: referent.fullName,
        phone: referent.phone ? formatPhone(referent.phone) : UNKNOWN,
        email: referent.email ?? UNKNOWN,
      },
    }))
    .sort((a, b) =>
      french.compare(a.row.partner, b.row.partner) ||
      Number(b.everywhere) - Number(a.everywhere) ||
      french.compare(a.row.structure, b.row.structure) ||
      french.compare(a.row.fullName, b.row.fullName))
    .map(({ row }) => row);
}

/** Signature blocks of a college, by body, two by two. */
function pairsOf(slots: readonly ModelSlot[], college: College): SignaturePair[] {
  const blocks = slots
    .filter((slot) => slot.college === college)
    .sort((a, b) => french.compare(a.bodyName, b.bodyName))
    .map((slot) => ({ name: slot.name, bodyName: slot.bodyName, capacity: slot.capacity || defaultCapacity, link: { url: slot.marker, label: SIGNATURE_CAPTION } }));
  return blocks.flatMap((left, index) => (index % 2 === 0 ? [{ left, right: blocks[index + 1] ?? null }] : []));
}
