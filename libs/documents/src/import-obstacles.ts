/**
 * What stands between a Word file and a text that can be signed. None is settled here without a decision: a person chooses, by
 * `settleImport` or in Word, or the file is refused.
 */
const SENTENCES = {
  tracked_change: 'Une modification suivie n’est ni acceptée ni refusée.',
  comment: 'Un commentaire est resté dans le document.',
  hidden_text: 'Un texte masqué figure dans le fichier sans être visible.',
  field: 'Un champ se met à jour de lui-même : le texte pourrait changer après la lecture.',
  text_box: 'Une zone de texte flotte sur la page : sa place dans la lecture n’est pas sûre.',
  numbering: 'Un numéro automatique a une forme que la reprise ne sait pas écrire.',
  even_header: 'Les pages paires ont un en-tête à elles, qui ne serait pas repris.',
  endnote: 'Une note de fin n’est pas reprise : faites-en une note de bas de page.',
  image_alt: 'Une image n’a pas de texte de remplacement : une personne aveugle ne saurait pas ce qu’elle montre.',
  embedded: 'Un objet incorporé ne peut pas être repris.',
  command: 'Le texte contient « {{ » ou « }} », que l’assemblage prendrait pour une commande.',
} as const satisfies Record<string, string>;

export type ImportObstacleKind = keyof typeof SENTENCES;

/** What a person may decide about an obstacle; the others are mended in Word. */
export const DECISIONS = {
  tracked_change: ['accept'],
  comment: ['remove'],
  hidden_text: ['remove', 'reveal'],
  field: ['freeze'],
  text_box: [],
  numbering: [],
  even_header: [],
  endnote: [],
  image_alt: [],
  embedded: [],
  command: [],
} as const satisfies Record<ImportObstacleKind, readonly string[]>;

export type ImportDecision = 'accept' | 'remove' | 'reveal' | 'freeze';

export interface ImportObstacle {
  /** The same for the same file: « field-2 ». */
  id: string;
  kind: ImportObstacleKind;
  /** Place in the file, in French: « paragraphe 57 », « en-tête », « note 2 ». */
  where: string;
  /** The words concerned, or the instruction of the field. */
  excerpt: string;
  /** What is wrong, in French. */
  sentence: string;
  /** What may be decided here; empty: to be mended in Word. */
  decisions: readonly ImportDecision[];
}

/** Longest excerpt shown. */
const EXCERPT_LENGTH_MAX = 120;
/** Beyond, the file is unsettled as a whole: one more line teaches nothing. */
const OBSTACLES_MAX = 500;

/** Collects obstacles as a file is read, and numbers each kind. */
export class ObstacleList {
  readonly found: ImportObstacle[] = [];
  readonly #counts = new Map<ImportObstacleKind, number>();

  /** Takes note of one obstacle and gives back its identifier. */
  add(kind: ImportObstacleKind, where: string, excerpt: string): string {
    const rank = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, rank);
    const id = `${kind}-${rank}`;
    const words = excerpt.replace(/\s+/g, ' ').trim();
    const shown = words.length > EXCERPT_LENGTH_MAX ? `${words.slice(0, EXCERPT_LENGTH_MAX)}…` : words;
    if (this.found.length < OBSTACLES_MAX) this.found.push({ id, kind, where, excerpt: shown, sentence: SENTENCES[kind], decisions: DECISIONS[kind] });
    return id;
  }
}
