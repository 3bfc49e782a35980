import { type Dossier, type Gestionnaire, type NationalPartner, type OpeningHours, type Structure, equipments, legalDay } from '#libs/domain';
import type { ModelRound } from './model.input-from-dossier.js';

/** An invented dossier, of the size one asks for: it feeds the samples beside the templates and the specs. No real person or contact. */

const half = (from: number, to: number) => ({ from: from * 60, to: to * 60 });
const hours: OpeningHours = {
  monday: [half(9, 12), half(13.5, 16.5)],
  tuesday: [half(9, 12), half(13.5, 16.5)],
  wednesday: [half(9, 12)],
  thursday: [half(9, 12), half(13.5, 16.5)],
  friday: [half(9, 12), half(13.5, 16)],
  saturday: [],
  sunday: [],
};

const communes = ['Mende', 'Florac Trois Rivières', 'Langogne', 'Marvejols', 'Saint-Chély-d’Apcher', 'Le Collet-de-Dèze', 'Meyrueis', 'Villefort', 'Nasbinals', 'Grandrieu', 'La Canourgue', 'Châteauneuf-de-Randon'];
const partnerNames: readonly (readonly [code: string, name: string, localBody: string])[] = [
  ['france_travail', 'France Travail', 'France Travail Lozère'],
  ['cnam', 'Assurance maladie (Cnam)', 'Caisse commune de sécurité sociale de la Lozère, au titre de l’Assurance maladie'],
  ['msa', 'Mutualité sociale agricole (CCMSA)', 'MSA du Languedoc'],
  ['cnaf', 'Allocations familiales (Cnaf)', 'Caisse commune de sécurité sociale de la Lozère, au titre des Allocations familiales'],
  ['cnav', 'Assurance retraite (Cnav)', 'Carsat Languedoc-Roussillon'],
  ['dgfip', 'Direction générale des finances publiques', 'Direction départementale des finances publiques de la Lozère'],
  ['la_poste', 'La Poste', 'La Poste, direction territoriale'],
  ['justice', 'Ministère de la Justice', 'Conseil départemental de l’accès au droit de la Lozère'],
  ['interieur', 'Ministère de l’Intérieur', 'Préfecture de la Lozère, centre d’expertise et de ressources des titres'],
];

const nationalPartner = ([code, name, localBody]: readonly [string, string, string]): NationalPartner => ({
  id: `np-${code}`,
  code,
  name,
  localBody,
  address: '1 place de l’Exemple, 48000\u00A0Mende',
  email: `${code.replaceAll('_', '-')}@exemple.invalid`,
  signatory: null,
  services: [
    { label: 'Information de premier niveau', detail: 'Présenter les droits, les conditions et les pièces à réunir.' },
    { label: 'Démarche en ligne', detail: 'Aider à créer un compte, remplir une demande, joindre des pièces, suivre un dossier.' },
    { label: 'Mise en relation', detail: null },
  ],
});

function gestionnaire(index: number): Gestionnaire {
  const commune = communes[index % communes.length] ?? 'Mende';
  const kind = (['commune', 'epci', 'association', 'la_poste'] as const)[index % 4] ?? 'commune';
  const name = { commune: `Commune de ${commune}`, epci: `Communauté de communes de ${commune} et des vallées voisines`, association: `Association Familles rurales de ${commune}`, la_poste: 'La Poste' }[kind];
  return { id: `g-${index}`, name: kind === 'la_poste' && index > 4 ? `La Poste, établissement de ${commune}` : name, kind, siret: `2148009560${String(index).padStart(4, '0')}`, address: `${index + 1} rue de l’Exemple`, postcode: '48000', city: commune, email: `gestionnaire${index}@exemple.invalid`, signatory: null };
}

function structure(index: number, partnerIds: readonly string[]): Structure {
  const commune = communes[index % communes.length] ?? 'Mende';
  return {
    id: `s-${index}`,
    name: `France Services ${commune}${index >= communes.length ? ` ${Math.floor(index / communes.length) + 1}` : ''}`,
    gestionnaireId: `g-${index}`,
    format: index === 5 ? 'itinerante' : 'fixe',
    address: `${index + 3} place de la Mairie`,
    postcode: '48000',
    city: commune,
    inseeCommune: '48095',
    phone: '0466000000',
    email: `structure${index}@exemple.invalid`,
    contactFormUrl: null,
    hours: index === 11 ? null : hours,
    equipment: index === 2 ? equipments.filter((equipment) => equipment !== 'wifi') : equipments,
    staff: [{ role: 'Deux agents d’accueil', fullTimeEquivalent: 1.5 }, { role: 'Conseillère numérique', fullTimeEquivalent: 0.5 }],
    labelledOn: index === 3 ? null : legalDay('2021-10-01'),
    management: index % 2 === 0 ? 'En régie' : 'Convention de mise à disposition avec la commune',
    nationalPartnerIds: partnerIds,
  };
}

/** `structures` structures, each with its own gestionnaire, the nine national partners and two local ones. */
export function sampleDossier(structures: number): Dossier {
  const nationalPartners = partnerNames.map(nationalPartner);
  const ids = nationalPartners.map(({ id }) => id);
  const numbers = Array.from({ length: structures }, (_, index) => index);
  return {
    departement: {
      code: '48', name: 'Lozère', ofName: 'de la Lozère', timeZone: 'Europe/Paris', prefetTitle: 'Le préfet de la Lozère',
      prefecture: { name: 'Préfecture de la Lozère', address: '2 rue de l’Exemple', postcode: '48000', city: 'Mende', email: 'prefecture@exemple.invalid', phone: '0466000001' },
    },
    prefetSignatory: null,
    gestionnaires: numbers.map(gestionnaire),
    structures: numbers.map((index) => structure(index, ids)),
    nationalPartners,
    localPartners: [
      { id: 'lp-udaf', name: 'Union des associations familiales', kind: 'association', address: '5 rue de l’Exemple, 48000\u00A0Mende', email: 'familles@exemple.invalid', signatory: null, structureIds: ['s-0', 's-1'] },
      { id: 'lp-mission', name: 'Mission locale', kind: 'association', address: '6 rue de l’Exemple, 48000\u00A0Mende', email: 'mission-locale@exemple.invalid', signatory: null, structureIds: ['s-0'] },
    ],
    referents: [
      ...nationalPartners.map(({ id, code }, index) => ({ id: `r-${id}`, partnerId: id, structureId: null, fullName: `Camille Exemple-${index + 1}`, phone: `04660000${10 + index}`, email: `referent.${code.replaceAll('_', '-')}@exemple.invalid` })),
      { id: 'r-lp', partnerId: 'lp-udaf', structureId: 's-0', fullName: 'Dominique Exemple', phone: '0466000030', email: 'referent.familles@exemple.invalid' },
    ],
    offers: [
      { id: 'o-1', partnerId: 'lp-udaf', structureId: 's-0', label: 'Point conseil budget', schedule: 'Le 1er mardi du mois, de 9\u00A0h à 12\u00A0h, sur place', mode: 'sur_place' },
      { id: 'o-2', partnerId: 'lp-udaf', structureId: 's-1', label: 'Point conseil budget', schedule: null, mode: 'visio' },
      { id: 'o-3', partnerId: 'np-dgfip', structureId: 's-0', label: 'Rendez-vous avec un agent des impôts', schedule: 'Le jeudi après-midi, en mai et juin', mode: 'sur_place' },
    ],
  };
}

/** A demonstration round over that dossier: one slot for the préfet, each gestionnaire, each national partner. */
export function sampleRound(dossier: Dossier): ModelRound {
  const marker = (name: string): string => `https://paraphe.invalid/emplacement/${name}`;
  const slot = (name: string, college: 'prefet' | 'gestionnaire' | 'partenaire_national', bodyName: string, capacity: string) => ({ name, college, bodyName, capacity, marker: marker(name) });
  const capacities = { commune: 'représentée par son maire', epci: 'représentée par sa présidente ou son président', association: 'représentée par sa présidente ou son président', la_poste: 'représentée par sa directrice ou son directeur territorial' };
  return {
    number: '48-2026-0001',
    date: legalDay('2026-11-24'),
    term: { startsOn: null, endsOn: legalDay('2027-12-31'), renewalMonths: 12 },
    slots: [
      slot('prefet', 'prefet', 'L’État', 'représenté par le préfet de la Lozère'),
      ...dossier.gestionnaires.map(({ id, name, kind }) => slot(id, 'gestionnaire', name, kind in capacities ? capacities[kind as keyof typeof capacities] : '')),
      ...dossier.nationalPartners.map(({ id, localBody }) => slot(id, 'partenaire_national', localBody, '')),
    ],
    sealMarker: marker('cachet'),
    verifyUrl: 'https://paraphe.invalid/verifier/48-2026-0001',
    demonstration: true,
    modelVersion: '1',
  };
}
