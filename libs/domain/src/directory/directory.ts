import type { LegalDay } from '../legal-time/legal-day.js';

/** Who may sign for a body. The natural person never appears in the frozen pages, only in the signature itself. */
export type Signatory = {
  civility: 'Mme' | 'M.';
  firstName: string;
  lastName: string;
  /** In French, as printed: « maire », « présidente », « directrice départementale ». */
  quality: string;
  email: string;
  /** Where a code may be sent instead of to that address (E.164); absent when nobody gave one. */
  mobile?: string | null;
  /** On what ground they sign, when known: « délibération n° 12 du 3 mars 2026 », « délégation de signature du … » (decisions 2 and 20). */
  authority?: string | null;
};

/** The three colleges of article 1, and the local partners who adhere apart. */
export type College = 'prefet' | 'gestionnaire' | 'partenaire_national' | 'partenaire_local';

export type Departement = {
  /** INSEE code, kept as text: '48', '2A', '974'. */
  code: string;
  name: string;
  /** « de la Lozère », « de l'Hérault », « du Gard »: elided and contracted once, here. */
  ofName: string;
  /** IANA time zone whose civil days count. */
  timeZone: string;
  prefecture: { name: string; address: string; postcode: string; city: string; email: string; phone: string; siret?: string };
  /** « Le préfet de la Lozère », as a capacity. */
  prefetTitle: string;
};

export type GestionnaireKind = 'commune' | 'epci' | 'departement' | 'association' | 'la_poste' | 'msa' | 'other_public';

export type Gestionnaire = {
  id: string;
  name: string;
  kind: GestionnaireKind;
  siret: string;
  address: string;
  postcode: string;
  city: string;
  email: string;
  signatory: Signatory | null;
};

export type Weekday = 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday';
export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const satisfies readonly Weekday[];

/** Opening, in minutes from midnight, civil time: `from` inclusive, `to` exclusive. */
export type OpeningInterval = { from: number; to: number };
export type OpeningHours = Record<Weekday, readonly OpeningInterval[]>;

/** Article 4.3's checklist. */
export const equipments = [
  'staffed_reception',
  'confidential_space',
  'reduced_mobility_access',
  'computer',
  'printer_scanner',
  'photocopier',
  'phone',
  'self_service_space',
  'internet',
  'wifi',
  'videoconference',
] as const;
export type Equipment = (typeof equipments)[number];

/** Art. 4.3 makes all of it due but the Wi-Fi, which « pourront offrir » leaves open; videoconference is due since 31 December 2022. */
export const dueEquipments: readonly Equipment[] = equipments.filter((equipment) => equipment !== 'wifi');

export type Structure = {
  id: string;
  name: string;
  /** Null while nobody has said who runs it: the open list of structures names no gestionnaire. */
  gestionnaireId: string | null;
  format: 'fixe' | 'multisite' | 'itinerante' | 'bus' | 'antenne';
  address: string;
  postcode: string;
  city: string;
  inseeCommune: string;
  phone: string | null;
  email: string | null;
  contactFormUrl: string | null;
  hours: OpeningHours | null;
  equipment: readonly Equipment[];
  staff: readonly { role: string; fullTimeEquivalent: number }[];
  labelledOn: LegalDay | null;
  /** Free text of annexe 4: « en régie », « convention avec la commune »… */
  management: string | null;
  /** National partners present in the structure (art. 2.2): ids of NationalPartner. */
  nationalPartnerIds: readonly string[];
  /** For an antenne: the labelled structure whose opening hours it adds to (art. 4.2, read over the group). */
  principalId?: string | null;
  /** Where an itinerant structure stops, and when; absent when none is recorded. */
  stops?: readonly Stop[];
};

/** « 1er mardi du mois », « un jeudi sur deux »: which of the days of that name. */
export type Rhythm = (typeof rhythms)[number];
export const rhythms = ['weekly', 'fortnightly', 'first', 'second', 'third', 'fourth', 'last', 'first_third', 'second_fourth'] as const;

/** When somebody is there: a day that comes back, from an hour to another (minutes from midnight; null when the hours are not fixed). */
export type Recurrence = { weekday: Weekday; rhythm: Rhythm; from: number | null; to: number | null };

/** A stop of an itinerant structure. */
export type Stop = Recurrence & { id: string; commune: string; place: string };

/** Art. 5.3: when and where a partner receives. `place` is null in the structure itself. */
export type Permanence = Recurrence & { place: string | null; appointment: boolean };

/** A named person reachable directly (art. 5.2.1, annexe 6). */
export type Referent = {
  id: string;
  partnerId: string;
  /** Null: for every structure of the département. */
  structureId: string | null;
  fullName: string;
  phone: string | null;
  email: string | null;
};

export type NationalPartner = {
  id: string;
  /** Stable code: 'france_travail', 'cnam', 'msa', 'cnaf', 'cnav', 'dgfip', 'la_poste', 'justice', 'interieur'. */
  code: string;
  /** The name in force on the day the dossier was made (successive names are kept in the directory). */
  name: string;
  /** The local body that signs: « CPAM de la Lozère ». */
  localBody: string;
  address: string;
  email: string;
  siret?: string | null;
  signatory: Signatory | null;
  /** Annexe 2: services of the bouquet. */
  services: readonly { label: string; detail: string | null }[];
};

export type LocalPartner = {
  id: string;
  name: string;
  kind: 'association' | 'public' | 'private';
  address: string;
  email: string;
  siret?: string | null;
  signatory: Signatory | null;
  structureIds: readonly string[];
};

/** Annexe 5: what a partner offers in a structure beyond the bouquet. */
export type Offer = {
  id: string;
  partnerId: string;
  structureId: string;
  label: string;
  /** When and where, in French: « le 1er mardi du mois, de 9 h à 12 h, sur place ». */
  schedule: string | null;
  /** What `schedule` was printed from, when it was; absent when the text was typed as it stands. */
  permanences?: readonly Permanence[];
  mode: 'sur_place' | 'visio' | 'telephone';
};

/**
 * Everything the convention of one département says of the world, on the day it was gathered.
 * Frozen with the round: the assembled document depends on nothing else.
 */
export type Dossier = {
  departement: Departement;
  prefetSignatory: Signatory | null;
  gestionnaires: readonly Gestionnaire[];
  structures: readonly Structure[];
  nationalPartners: readonly NationalPartner[];
  localPartners: readonly LocalPartner[];
  referents: readonly Referent[];
  offers: readonly Offer[];
};
