import { isValidSiret, printDayHours, weekdays } from '#libs/domain';
import type { Dossier, Signatory } from '#libs/domain';
import { csvFile } from '#libs/features/tabular';
import { formatWords, kindWords, modeWords } from './field-words.js';
import { dayFields } from './import-fields.js';

/** What may be exported as a table, by the word of the address. */
export const exportObjects = ['structures', 'gestionnaires', 'partenaires-nationaux', 'partenaires-locaux', 'referents', 'offres'] as const;
export type ExportObject = (typeof exportObjects)[number];

type Cells = Readonly<Record<string, string | number | null>>;

/** Headers are those an import recognises, so that a list exported, corrected and imported again finds its cards. */
const rowsOf: Readonly<Record<ExportObject, (dossier: Dossier) => Cells[]>> = {
  structures: ({ departement, structures, gestionnaires }) => structures.map((structure) => {
    const gestionnaire = gestionnaires.find(({ id }) => id === structure.gestionnaireId);
    return {
      'Identifiant Paraphe': structure.id, Département: departement.code, 'Nom de la structure': structure.name, Adresse: structure.address, 'Code postal': structure.postcode, Commune: structure.city,
      'Code INSEE de la commune': structure.inseeCommune, 'Adresse électronique': structure.email, Téléphone: structure.phone, 'Formulaire de contact': structure.contactFormUrl,
      ...Object.fromEntries(weekdays.map((day) => [`Horaires du ${dayFields[day]}`, printDayHours(structure.hours?.[day] ?? [])])),
      Format: formatWords[structure.format] ?? structure.format, 'Date de labellisation': structure.labelledOn, 'Mode de gestion': structure.management,
      'Gestionnaire (SIRET ou nom)': gestionnaire ? (isValidSiret(gestionnaire.siret) ? gestionnaire.siret : gestionnaire.name) : null,
    };
  }),
  gestionnaires: ({ departement, gestionnaires }) => gestionnaires.map(({ id, name, kind, siret, address, postcode, city, email, signatory }) => ({
    'Identifiant Paraphe': id, Département: departement.code, 'Nom du gestionnaire': name, Nature: kindWords[kind] ?? kind, SIRET: siret, Adresse: address, 'Code postal': postcode, Commune: city, 'Adresse électronique': email, ...signing(signatory),
  })),
  'partenaires-nationaux': ({ departement, nationalPartners }) => nationalPartners.map(({ name, localBody, address, email, signatory }) => ({
    Département: departement.code, Partenaire: name, 'Organisme local': localBody, Adresse: address, 'Adresse électronique': email, ...signing(signatory),
  })),
  'partenaires-locaux': ({ departement, localPartners, structures }) => localPartners.map(({ id, name, kind, address, email, signatory, structureIds }) => ({
    'Identifiant Paraphe': id, Département: departement.code, 'Nom du partenaire local': name, Nature: kindWords[kind] ?? kind, Adresse: address, 'Adresse électronique': email, ...signing(signatory),
    'Structures (noms séparés par |)': structures.filter((structure) => structureIds.includes(structure.id)).map((structure) => structure.name).join(' | '),
  })),
  referents: (dossier) => dossier.referents.map(({ id, partnerId, structureId, fullName, phone, email }) => ({
    'Identifiant Paraphe': id, Département: dossier.departement.code, Partenaire: partnerName(dossier, partnerId), Structure: structureName(dossier, structureId), 'Nom du référent': fullName, Téléphone: phone, 'Adresse électronique': email,
  })),
  offres: (dossier) => dossier.offers.map(({ id, partnerId, structureId, label, schedule, mode }) => ({
    'Identifiant Paraphe': id, Département: dossier.departement.code, Partenaire: partnerName(dossier, partnerId), Structure: structureName(dossier, structureId), Offre: label, Permanences: schedule, Mode: modeWords[mode] ?? mode,
  })),
};

export function exportCsv(dossier: Dossier, object: ExportObject): Buffer {
  return csvFile(columnsOf(object), rowsOf[object](dossier));
}

/** The columns, even of an empty list: those of a card of which nothing is known. */
function columnsOf(object: ExportObject): string[] {
  const nothing = { id: '', name: '', kind: '', siret: '', address: '', postcode: '', city: '', email: '', signatory: null, structureIds: [], partnerId: '', structureId: '', hours: null };
  const one = { departement: { code: '' }, gestionnaires: [nothing], structures: [nothing], nationalPartners: [nothing], localPartners: [nothing], referents: [nothing], offers: [nothing] };
  return Object.keys(rowsOf[object](one as unknown as Dossier)[0] ?? {});
}

function signing(signatory: Signatory | null): Cells {
  return {
    'Civilité du signataire': signatory?.civility ?? null, 'Prénom du signataire': signatory?.firstName ?? null, 'Nom du signataire': signatory?.lastName ?? null, 'Qualité du signataire': signatory?.quality ?? null,
    'Adresse électronique du signataire': signatory?.email ?? null,
  };
}

const partnerName = ({ nationalPartners, localPartners }: Dossier, id: string): string => [...nationalPartners, ...localPartners].find((partner) => partner.id === id)?.name ?? '';
const structureName = ({ structures }: Dossier, id: string | null): string => structures.find((structure) => structure.id === id)?.name ?? '';
