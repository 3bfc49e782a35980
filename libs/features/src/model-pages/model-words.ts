import type { BlankKind, DeviationKind, LintCode, Severity } from '#libs/domain';
import type { BadgeTone } from '#libs/ui';
import type { VersionOrigin, VersionState } from './model-shown.js';

/** Words of the model pages, by code. */
export const stateWords: Readonly<Record<VersionState, { label: string; tone: BadgeTone }>> = {
  draft: { label: 'Brouillon', tone: 'info' },
  published: { label: 'Publié', tone: 'success' },
  retired: { label: 'Retiré', tone: 'neutral' },
};

export const originWords: Readonly<Record<VersionOrigin, string>> = {
  built_in: 'Modèle du projet, non officiel',
  imported: 'Texte officiel importé',
  uploaded: 'Modèle retouché dans Word',
};

export const severityWords: Readonly<Record<Severity, { label: string; tone: BadgeTone }>> = {
  error: { label: 'Erreur', tone: 'error' },
  warning: { label: 'À vérifier', tone: 'warning' },
  info: { label: 'Remarque', tone: 'info' },
};

export const deviationWords: Readonly<Record<DeviationKind, string>> = {
  artefact_stripped: 'Trace de Word retirée',
  blank_filled: 'Blanc rempli',
  white_space: 'Espaces seules',
};

export const blankWords: Readonly<Record<BlankKind, string>> = {
  dots: 'pointillés',
  line: 'trait',
  instruction: 'consigne entre crochets',
  highlight: 'passage surligné',
  content_control: 'champ de Word',
};

/** Why the catalogue looks for this at all: what would happen to a signed agreement. */
export const whyFinding: Readonly<Record<LintCode, string>> = {
  XREF_MISMATCH: 'Le texte renvoie à une annexe dont le titre ne correspond pas à ce qu’il en dit. Les parties ne sauraient pas laquelle elles ont acceptée.',
  UNCITED_ANNEX: 'Une annexe à laquelle aucun article ne renvoie peut être tenue pour étrangère à la convention.',
  DUPLICATE_CLAUSE: 'La même règle est écrite deux fois. Si l’une des deux change un jour, les parties discuteront de celle qui l’emporte.',
  UNFILLED_BLANK: 'Un blanc signé en l’état peut être rempli ensuite par n’importe qui, ou rendre la clause inapplicable.',
  STALE_DATE: 'La date est passée. La phrase promet ou annonce quelque chose qui a déjà eu lieu, ou qui n’aura plus lieu.',
  STALE_NAME: 'L’organisme a changé de nom. Une partie nommée par un ancien nom reste identifiable, mais le document paraît périmé.',
  TERM_VARIANT: 'Plusieurs mots désignent la même partie. Un lecteur peut croire à plusieurs parties différentes.',
  UNDEFINED_TERM: 'Le mot décide d’une obligation, et rien ne dit ce qu’il recouvre. Les lectures signées plus bas peuvent y pourvoir.',
  WORD_ARTEFACT: 'Word a laissé un message ou un code dans le texte. Il serait imprimé et signé avec lui.',
  LEGAL_REF: 'Le texte cité a changé, ou sa désignation est incomplète.',
  MISSING_PARTY_BLOCK: 'Aucun passage ne nomme les parties. On ne saurait pas qui s’engage, ni en quelle qualité.',
  NO_DURATION: 'Rien ne dit quand la convention prend fin. Chaque partie pourrait alors y mettre fin à tout moment, avec un préavis raisonnable.',
  TYPO: 'Une faute d’écriture, sans effet sur le sens.',
};

/** Sentences with the unbreakable spaces of French: our own, and the differences between two texts, in which spaces are all alike. */
export function unbroken(sentence: string): string {
  return sentence.replace(/« /gu, '«\u00A0').replace(/ (?=[»:])/gu, '\u00A0').replace(/ (?=[;?!])/gu, '\u202F');
}
