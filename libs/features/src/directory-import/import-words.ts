import type { BadgeTone } from '#libs/ui';
import type { ImportKind } from './import-fields.js';
import type { ImportState } from './import.store.js';
import type { Verdict } from './plan-types.js';

export const kindWords: Readonly<Record<ImportKind, string>> = { structures: 'Structures', gestionnaires: 'Gestionnaires', localPartners: 'Partenaires locaux', referents: 'Référents', offers: 'Offres complémentaires' };

/** The steps of an import, as its pages show them. */
export const importSteps = ['Fichier', 'Colonnes', 'Aperçu', 'Résultat'] as const;

/** Most urgent first: what one must look at before applying. */
export const verdictWords: Readonly<Record<Verdict, { singular: string; plural: string; badge: string; tone: BadgeTone }>> = {
  refused: { singular: 'refusée', plural: 'refusées', badge: 'Refusée', tone: 'error' },
  merged: { singular: 'à fusionner', plural: 'à fusionner', badge: 'À fusionner', tone: 'warning' },
  changed: { singular: 'à modifier', plural: 'à modifier', badge: 'À modifier', tone: 'info' },
  created: { singular: 'à créer', plural: 'à créer', badge: 'À créer', tone: 'success' },
  unchanged: { singular: 'sans changement', plural: 'sans changement', badge: 'Sans changement', tone: 'neutral' },
};
export const verdicts = Object.keys(verdictWords) as Verdict[];

export const stateWords: Readonly<Record<ImportState, { label: string; tone: BadgeTone }>> = {
  previewed: { label: 'À décider', tone: 'info' }, applying: { label: 'En cours', tone: 'info' }, applied: { label: 'Appliqué', tone: 'success' }, undone: { label: 'Annulé', tone: 'neutral' },
};
