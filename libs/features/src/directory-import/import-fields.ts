import type { Table } from '#libs/features/tabular';

/** What a file may list. One file lists one kind of cards. */
export const importKinds = ['structures', 'gestionnaires', 'localPartners', 'referents', 'offers'] as const;
export type ImportKind = (typeof importKinds)[number];

/** A piece of information that a column may give, and the words by which columns call it. */
export type Field = { key: string; label: string; synonyms: readonly string[]; required?: true };

/** Field → header of the column that gives it; a field without a column keeps what the directory holds. */
export type Mapping = Readonly<Record<string, string>>;

const own: Field = { key: 'id', label: 'Identifiant Paraphe', synonyms: ['identifiant paraphe'] };
const departement: Field = { key: 'departement', label: 'Département', synonyms: ['insee dep', 'departement', 'code departement', 'dep', 'dept', 'num dep', 'numero departement'] };
const address: Field = { key: 'address', label: 'Adresse', synonyms: ['adresse', 'adresse postale', 'voie', 'numero et voie', 'rue'] };
const postcode: Field = { key: 'postcode', label: 'Code postal', synonyms: ['code postal', 'cp', 'codepostal'] };
const city: Field = { key: 'city', label: 'Commune', synonyms: ['lib com', 'commune', 'ville', 'nom commune', 'libelle commune', 'localite'] };
const email: Field = { key: 'email', label: 'Adresse électronique', synonyms: ['mail', 'email', 'e mail', 'courriel', 'adresse electronique', 'adresse mail', 'mel', 'adresse email'] };
const phone: Field = { key: 'phone', label: 'Téléphone', synonyms: ['telephone', 'tel', 'numero de telephone', 'ligne directe', 'telephone direct'] };
const partner: Field = { key: 'partner', label: 'Partenaire', synonyms: ['partenaire', 'nom du partenaire', 'operateur', 'organisme'], required: true };
const structure: Field = { key: 'structure', label: 'Structure', synonyms: ['structure', 'nom de la structure', 'espace france services', 'maison france services', 'lib fs'] };
const kind: Field = { key: 'kind', label: 'Nature', synonyms: ['nature', 'type', 'nature juridique', 'statut juridique', 'forme juridique', 'categorie'] };

const signatory: readonly Field[] = [
  { key: 'signatoryCivility', label: 'Civilité du signataire', synonyms: ['civilite du signataire', 'civilite', 'civilite signataire'] },
  { key: 'signatoryFirstName', label: 'Prénom du signataire', synonyms: ['prenom du signataire', 'prenom signataire', 'prenom'] },
  { key: 'signatoryLastName', label: 'Nom du signataire', synonyms: ['nom du signataire', 'nom signataire', 'signataire'] },
  { key: 'signatoryQuality', label: 'Qualité du signataire', synonyms: ['qualite du signataire', 'qualite signataire', 'qualite', 'fonction', 'fonction du signataire'] },
  { key: 'signatoryEmail', label: 'Adresse électronique du signataire', synonyms: ['adresse electronique du signataire', 'courriel du signataire', 'mail signataire', 'email signataire', 'mail du signataire', 'courriel signataire'] },
];

/** Days of the week by their field: the open list has no Sunday, the directory does. */
export const dayFields = { monday: 'lundi', tuesday: 'mardi', wednesday: 'mercredi', thursday: 'jeudi', friday: 'vendredi', saturday: 'samedi', sunday: 'dimanche' } as const;

const days: readonly Field[] = Object.entries(dayFields).map(([key, day]) => ({ key, label: `Horaires du ${day}`, synonyms: [`h ${day}`, day, `horaires ${day}`, `horaires du ${day}`, `horaire ${day}`] }));

/** The fields of each kind, in the order of its form. Synonyms are written as `plain` leaves a header. */
export const importFields: Readonly<Record<ImportKind, readonly Field[]>> = {
  structures: [
    own,
    { key: 'sourceId', label: 'Identifiant dans la liste nationale', synonyms: ['id fs', 'matricule', 'identifiant', 'id', 'numero'] },
    departement,
    { key: 'name', label: 'Nom de la structure', synonyms: ['lib fs', 'format fs nom', 'nom', 'nom de la structure', 'structure', 'libelle', 'denomination', 'intitule'], required: true },
    address,
    { key: 'addressComplement', label: 'Complément d’adresse', synonyms: ['complement adresse', 'complement d adresse', 'complement'] },
    postcode, city,
    { key: 'insee', label: 'Code INSEE de la commune', synonyms: ['insee com', 'code insee', 'insee', 'code commune', 'code insee commune'] },
    { key: 'latitude', label: 'Latitude', synonyms: ['latitude', 'lat'] },
    { key: 'longitude', label: 'Longitude', synonyms: ['longitude', 'lon', 'long', 'lng'] },
    email, phone,
    { key: 'contactFormUrl', label: 'Formulaire de contact', synonyms: ['formulaire de contact', 'url contact', 'lien formulaire', 'contact en ligne'] },
    ...days,
    { key: 'type', label: 'Type (principal ou antenne)', synonyms: ['type fs', 'type', 'type de structure'] },
    { key: 'format', label: 'Format', synonyms: ['format fs', 'format', 'format de la structure'] },
    { key: 'group', label: 'Groupe (antennes et multisites)', synonyms: ['groupe fs', 'groupe', 'reseau'] },
    { key: 'labelledOn', label: 'Date de labellisation', synonyms: ['labellisation fs', 'labellisation', 'date de labellisation', 'labellisee le', 'date labellisation'] },
    { key: 'management', label: 'Mode de gestion', synonyms: ['mode de gestion', 'gestion'] },
    { key: 'gestionnaire', label: 'Gestionnaire (SIRET ou nom)', synonyms: ['siret gestionnaire', 'siret du gestionnaire', 'gestionnaire', 'nom du gestionnaire', 'structure porteuse', 'porteur', 'siret'] },
  ],
  gestionnaires: [
    own,
    departement,
    { key: 'name', label: 'Nom du gestionnaire', synonyms: ['nom', 'gestionnaire', 'nom du gestionnaire', 'denomination', 'raison sociale', 'structure porteuse', 'porteur'], required: true },
    kind,
    { key: 'siret', label: 'SIRET', synonyms: ['siret', 'numero siret', 'n siret', 'siret gestionnaire', 'siret du gestionnaire'] },
    address, postcode, city, email, ...signatory,
  ],
  localPartners: [
    own,
    departement,
    { key: 'name', label: 'Nom du partenaire local', synonyms: ['nom', 'partenaire', 'partenaire local', 'nom du partenaire', 'nom du partenaire local', 'denomination', 'raison sociale'], required: true },
    kind, address, email, ...signatory,
    { key: 'structures', label: 'Structures (noms séparés par |)', synonyms: ['structures', 'structure', 'structures france services', 'lieux'] },
  ],
  referents: [
    own, departement, partner, structure,
    { key: 'fullName', label: 'Nom du référent', synonyms: ['nom du referent', 'referent', 'nom et prenom', 'prenom et nom', 'nom complet', 'correspondant', 'contact', 'nom'], required: true },
    { key: 'firstName', label: 'Prénom, quand il est à part', synonyms: ['prenom', 'prenom du referent'] },
    phone, email,
  ],
  offers: [
    own, departement, partner, { ...structure, required: true },
    { key: 'label', label: 'Offre', synonyms: ['offre', 'intitule', 'service', 'libelle', 'prestation', 'description'], required: true },
    { key: 'schedule', label: 'Permanences', synonyms: ['permanences', 'permanence', 'horaires', 'quand', 'calendrier'] },
    { key: 'mode', label: 'Mode (sur place, visio, téléphone)', synonyms: ['mode', 'modalite', 'modalites', 'canal'] },
  ],
};

/** A header or a name without what spelling makes vary: « Code_Postal », « code postal ». */
export function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('œ', 'oe').replaceAll('æ', 'ae').replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

/** Two names are the same card's when only their spelling differs; null when the first says nothing. */
export function likenessOf(...parts: readonly string[]): string | null {
  const words = parts.map((part) => plain(part) || part.trim());
  return words[0] === '' ? null : words.join('|');
}

/** The mapping proposed for these columns: each column serves once, and the first of a field's words that names one wins. */
export function guessMapping(header: readonly string[], kind: ImportKind): Mapping {
  const free = new Map([...header].reverse().filter((name) => plain(name) !== '').map((name) => [plain(name), name]));
  const found: Record<string, string> = {};
  for (const { key, label, synonyms } of importFields[kind]) {
    const word = [plain(label), ...synonyms].find((candidate) => free.has(candidate));
    if (word === undefined) continue;
    found[key] = free.get(word)!;
    free.delete(word);
  }
  return found;
}

/** What the file lists, by its columns: the kind that understands most of them, among those whose required fields are all there. */
export function guessKind({ header }: Pick<Table, 'header'>): ImportKind | null {
  const scores = importKinds.map((candidate) => {
    const mapping = guessMapping(header, candidate);
    return { candidate, score: missingFields(mapping, candidate).length > 0 ? 0 : Object.keys(mapping).length };
  });
  const best = scores.reduce((a, b) => (b.score > a.score ? b : a));
  return best.score > 0 ? best.candidate : null;
}

/** Required fields that no column gives. */
export function missingFields(mapping: Mapping, kind: ImportKind): Field[] {
  return importFields[kind].filter(({ key, required }) => required && !mapping[key]);
}

/** Keeps of a mapping typed or written by hand what names a field of that kind and a column of that file. */
export function checkedMapping(given: Readonly<Record<string, unknown>>, header: readonly string[], kind: ImportKind): Mapping {
  const entries = importFields[kind].flatMap(({ key }) => {
    const column = given[key];
    return typeof column === 'string' && header.includes(column) ? [[key, column] as const] : [];
  });
  return Object.fromEntries(entries);
}
