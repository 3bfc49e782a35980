import type { Paragraph } from './template-place.js';

/** Everything a template may be reproached with, once: the code is kept with the version, the sentence is for its author. */
const FINDINGS = {
  'command-refused': 'Cette commande n’est pas admise dans un modèle.',
  'command-unclosed': 'Une commande « {{ » n’est pas refermée dans son paragraphe : le texte qui suit serait perdu.',
  'command-unopened': 'Une fin de commande « }} » n’a pas de début.',
  'command-scattered': 'Une commande est coupée par une zone de texte ou par un autre élément : écrivez-la d’un seul tenant.',
  'block-unbalanced': 'Un FOR ou un IF n’est pas refermé, ou l’est deux fois, ou l’est dans le désordre.',
  'loop-refused': 'Une boucle s’écrit « FOR nom IN liste », avec un nom fait de lettres et de chiffres.',
  'loop-nested-name': 'Deux boucles imbriquées portent le même nom : donnez-leur deux noms.',
  'loop-not-list': 'Une boucle FOR parcourt ce qui n’est pas une liste.',
  'link-not-alone': 'Une commande LINK doit être seule dans son fragment de texte : le reste du fragment serait perdu.',
  'link-outside-body': 'Une commande LINK n’est pas admise en en-tête, en pied de page ni en note.',
  'command-failed': 'Cette commande n’a pas pu être exécutée avec les données d’essai.',
  'expression-refused': 'Cette expression n’est pas admise dans un modèle.',
  'field-unknown': 'Ce nom n’existe pas dans les données.',
  'field-not-text': 'Ce qui est demandé n’est pas un texte qui puisse être imprimé.',
  'resource-external': 'Le modèle va chercher un élément hors du fichier (image liée, modèle attaché) : c’est refusé.',
  'link-refused': 'Un lien mène ailleurs que vers une adresse http, https ou mailto.',
  'content-active': 'Le modèle contient un élément actif (macro, objet incorporé, contenu importé) : c’est refusé.',
  'content-nested': 'Le modèle contient un fichier inattendu (archive, image SVG, son ou vidéo) : enlevez-le, ou convertissez l’image en PNG.',
  'content-disguised': 'Le fichier n’est pas écrit comme Word l’écrit : ouvrez-le dans Word et enregistrez-le de nouveau.',
  'field-refused': 'Le modèle contient un champ Word qui va chercher un contenu ailleurs, ou qui n’est pas admis.',
  'field-changing': 'Le modèle contient un champ Word qui change de lui-même (date, nom du fichier, auteur) : remplacez-le par du texte.',
  'tracked-changes': 'Le modèle contient des modifications suivies : acceptez-les ou refusez-les avant le dépôt.',
  'comments-left': 'Le modèle contient des commentaires : supprimez-les avant le dépôt.',
  'text-hidden': 'Le modèle contient du texte masqué : affichez-le ou supprimez-le avant le dépôt.',
  'text-too-long': 'Un paragraphe est plus long qu’aucun article ne l’est.',
} as const satisfies Record<string, string>;

export type TemplateFindingCode = keyof typeof FINDINGS;

/** One thing that must be changed before a template may be published. */
export interface TemplateFinding {
  code: TemplateFindingCode;
  /** Where, as the author sees it in Word: `en-tête, paragraphe 2 : « Préfecture {{nom »`; the file's own part when nothing shows there. */
  place: string;
  /** What is wrong, and what to do, for the author of the template. */
  sentence: string;
}

/** A finding whose paragraph has not been read to its end yet: the words around are only known then. */
export interface Remark {
  code: TemplateFindingCode;
  /** The paragraph, or the path of a part of the package that Word does not show. */
  where: Paragraph | string;
  /** What to quote; the words of the paragraph otherwise. */
  excerpt?: string;
  /** Said after the sentence: « vouliez-vous dire … ? » */
  more?: string;
}

/** Longest excerpt quoted to locate a finding. */
const EXCERPT_LENGTH_MAX = 120;
/** Findings shown: a template written against other data has hundreds, and nobody reads the hundred and first. */
export const FINDINGS_MAX = 100;

export function findingOf({ code, where, excerpt, more }: Remark): TemplateFinding {
  const [label, words] = typeof where === 'string' ? [where, excerpt ?? ''] : [where.label(), excerpt ?? where.text()];
  const place = words.trim() === '' ? label : `${label}\u00A0: ${quoted(words)}`;
  return { code, place, sentence: unbroken(more ? `${FINDINGS[code]} ${more}` : FINDINGS[code]) };
}

/** Our own sentences, with the non-breaking spaces of French: excerpts are quoted as they are. */
function unbroken(sentence: string): string {
  return sentence.replace(/« /g, '«\u00A0').replace(/ (?=[»:])/g, '\u00A0').replace(/ (?=[;?!])/g, '\u202F');
}

/** Words between French quotation marks, shortened, without what a terminal or a reader would take for something else. */
export function quoted(words: string): string {
  const plain = words.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\s]+/g, ' ').trim();
  return `«\u00A0${plain.length > EXCERPT_LENGTH_MAX ? `${plain.slice(0, EXCERPT_LENGTH_MAX)}…` : plain}\u00A0»`;
}
