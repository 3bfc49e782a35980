import type { Equipment, GestionnaireKind, LocalPartner, Offer, RemovalRefusal, SiretFault, Structure } from '#libs/domain';
import { formatCount, formatList, plural } from '#libs/ui';
import type { Option } from '#libs/ui';

/** The legal forms of gestionnaires, as a clerk reads them in a list. */
export const gestionnaireKinds: Readonly<Record<GestionnaireKind, string>> = {
  commune: 'Commune',
  epci: 'Intercommunalité (communauté de communes, d’agglomération…)',
  departement: 'Département',
  association: 'Association',
  la_poste: 'La Poste',
  msa: 'Caisse de mutualité sociale agricole',
  other_public: 'Autre personne publique (CCAS, syndicat, GIP…)',
};

export const localPartnerKinds: Readonly<Record<LocalPartner['kind'], string>> = { association: 'Association', public: 'Organisme public', private: 'Organisme privé' };

export const structureFormats: Readonly<Record<Structure['format'], string>> = {
  fixe: 'Lieu fixe',
  multisite: 'Plusieurs sites',
  itinerante: 'Itinérante',
  bus: 'Bus ou véhicule aménagé',
  antenne: 'Antenne d’une autre structure',
};

export const offerModes: Readonly<Record<Offer['mode'], string>> = { sur_place: 'Sur place', visio: 'En visioconférence', telephone: 'Par téléphone' };

/** Article 4.3, as the checklist reads it. */
export const equipmentNames: Readonly<Record<Equipment, string>> = {
  staffed_reception: 'Accueil assuré par une personne',
  confidential_space: 'Espace de confidentialité',
  reduced_mobility_access: 'Accès aux personnes à mobilité réduite',
  computer: 'Ordinateur',
  printer_scanner: 'Imprimante et numériseur',
  photocopier: 'Photocopieur',
  phone: 'Téléphone',
  self_service_space: 'Espace numérique en libre accès',
  internet: 'Connexion internet stable',
  wifi: 'Wi-Fi pour le public',
  videoconference: 'Visioconférence',
};

/** Why a SIRET is refused, and the way out. A new fault without its sentence does not compile. */
export const siretFaults: Readonly<Record<SiretFault, string>> = {
  siret_as_number: 'Ce SIRET a été abrégé par un tableur. Recopiez ses quatorze chiffres',
  siret_not_digits: 'Un SIRET n’a que des chiffres. Retirez les lettres et les signes',
  siret_length: 'Un SIRET a quatorze chiffres. Vérifiez qu’il n’en manque pas et qu’aucun n’est de trop',
  siret_all_zeros: 'Ce SIRET n’a que des zéros. Recopiez celui de l’organisme',
  siret_siren_key: 'Les neuf premiers chiffres, le SIREN, ne sont pas cohérents entre eux. L’un d’eux est faux',
  siret_key: 'Le SIREN est juste, mais la clé du SIRET est fausse. Vérifiez les cinq derniers chiffres',
};

/** Why a card stays, and the way out. A new code without its sentence does not compile. */
const removalSentences: { readonly [C in RemovalRefusal['code']]: (refusal: Extract<RemovalRefusal, { code: C }>) => string } = {
  running_round_needs_it: ({ agreements }) =>
    `${plural(agreements.length, 'La tournée', 'Les tournées')} ${formatList(agreements)} ${plural(agreements.length, 'est en cours et la nomme', 'sont en cours et la nomment')} : ` +
    'cette fiche doit rester tant que la signature n’est pas achevée ou abandonnée.',
  agreement_in_force_needs_it: ({ agreements }) =>
    `${plural(agreements.length, 'La convention', 'Les conventions')} ${formatList(agreements)}, en vigueur, ${plural(agreements.length, 'la nomme', 'la nomment')} (article 1er) : ` +
    'cette fiche sert aux préavis et aux avenants (article 7). Une partie quitte une convention par un retrait ou une dénonciation, non par l’annuaire.',
  gestionnaire_has_structures: ({ structures }) =>
    `Cet organisme gère ${formatCount(structures.length, 'structure')} : ${formatList(structures)}. Rattachez-${plural(structures.length, 'la', 'les')} d’abord à un autre gestionnaire, ou retirez-${plural(structures.length, 'la', 'les')}.`,
  structure_has_antennes: ({ antennes }) =>
    `Cette structure a ${formatCount(antennes.length, 'antenne')} : ${formatList(antennes)}. Rattachez-${plural(antennes.length, 'la', 'les')} d’abord à une autre structure, ou retirez-${plural(antennes.length, 'la', 'les')}.`,
  organisation_has_memberships: ({ count }) =>
    `${formatCount(count, 'habilitation')} ${plural(count, 'est encore ouverte', 'sont encore ouvertes')} au nom de cette fiche. Mettez-y fin d’abord, depuis la page « Habilitations ».`,
  structure_has_mandates: ({ count }) =>
    `Cette structure a ${formatCount(count, 'mandat')} dont les données de travail ne sont pas détruites (article 4.6) : sans cette fiche, le reçu de leur fin ne s’imprime plus, et rien n’est détruit. ` +
    'Attendez leur fin, puis leur élimination : le gestionnaire obtient le visa des Archives départementales depuis la page « Élimination » (/elimination).',
};

export function removalSentence(refusal: RemovalRefusal): string {
  return (removalSentences[refusal.code] as (given: RemovalRefusal) => string)(refusal);
}

export function optionsFrom<V extends string>(words: Readonly<Record<V, string>>): Option[] {
  return Object.entries<string>(words).map(([value, label]) => ({ value, label }));
}
