/**
 * Words as the lint and the comparison see them. Everything is folded: lower case, no accent, one apostrophe, « oe » for « œ ».
 * Inflection is all that a stem takes away (« nationaux », « nationale » → « national »): « gestion » and « gestionnaire » stay two
 * words, since an agreement on one is not an agreement on the other.
 */

/** Unbreakable, narrow, figure and zero-width spaces, line breaks and tabs: decision 16 treats them alike. */
const SPACES = /[\s\u00a0\u180e\u200b\u2060\ufeff]+/gu;

/** Words that tell nothing of a subject, already folded and stemmed by {@link stem}. */
const EMPTY_WORDS = new Set(
  ('a afin ainsi alors apres au aucun auquel aussi autre autres aux avant avec car ce ceci cel celui celle celles ceux ces cet cette chacun chaque ci comme comment d dan dans de ' +
    'des desquels dont du elle elles en entre est et etre eux fait font il ils je l la laquelle le lequel les lesquels leur leurs lors lui meme mis ne ni nom nombre non nos notre nous ' +
    'on ont or ou par pas pour plus propre propres qu quand que quel quelle qui quoi s sa sans se sera ses si soit son sont sous sur tel telle tous tout toute toutes un une uns unes vers via y').split(' '),
);

/** Words of every page of this agreement: two subjects that share only these share nothing. */
const HOUSE_WORDS = new Set('france service services convention present presente annexe annexes article articles'.split(' '));

/** Every run of white space becomes one space; none at the ends. */
export function singleSpaced(text: string): string {
  return text.replace(SPACES, ' ').trim();
}

/** The text without any white space: what must never differ between a source and its rendering. A soft hyphen prints nothing, and counts as one. */
export function withoutSpaces(text: string): string {
  return text.replace(SPACES, '').replace(/\u00ad/gu, '');
}

/** Lower case, no accent, straight apostrophe. Keeps punctuation. */
export function folded(text: string): string {
  return text
    .toLowerCase()
    .replace(/œ/gu, 'oe')
    .replace(/æ/gu, 'ae')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[’ʼ‘]/gu, "'");
}

/** Folded words and numbers, in order; elided articles are words of their own (« l’accord » → « l », « accord »). */
export function wordsOf(text: string): string[] {
  return folded(text).match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** The folded word without the marks of number and gender. */
export function stem(word: string): string {
  const singular = word.length > 4 && word.endsWith('aux') ? `${word.slice(0, -3)}al` : word.length > 3 ? word.replace(/[sx]$/u, '') : word;
  return singular.length > 4 ? singular.replace(/e$/u, '') : singular;
}

/** Stems that carry a subject, in order, repeated words kept. */
export function subjectStems(text: string): string[] {
  return wordsOf(text)
    .filter((word) => !EMPTY_WORDS.has(word) && !HOUSE_WORDS.has(word))
    .map(stem);
}

/** True for a word that carries meaning by itself; house words do. */
export function isMeaningful(word: string): boolean {
  return !EMPTY_WORDS.has(word);
}

/** A dot after these does not end a sentence: « art. 4 », « L. 100 », « M. », « n. ». */
const ABBREVIATION_LENGTH = 8;
const ABBREVIATION = /(?:^|[\s(«])(?:art|al|cf|ex|etc|no|[\p{L}])\.$/iu;

/** Sentences, in order. A sentence ends at « . », « ! », « ? » or « ; » followed by a space. Joined with one space they give the text back. */
export function sentencesOf(text: string): string[] {
  const sentences: string[] = [];
  let current = '';
  for (const piece of singleSpaced(text).split(/(?<=[.!?;])\s/u)) {
    current = current === '' ? piece : `${current} ${piece}`;
    if (ABBREVIATION.test(current.slice(-ABBREVIATION_LENGTH))) continue;
    sentences.push(current);
    current = '';
  }
  return current === '' ? sentences : [...sentences, current];
}

/** Room for an excerpt in a table of findings: one line of a screen. */
const EXCERPT_LENGTH = 90;

/** The place around [start, end[ of a text, cut at `EXCERPT_LENGTH` characters, with « … » where it was cut. */
export function excerptOf(text: string, start = 0, end = text.length): string {
  const room = Math.max(0, Math.floor((EXCERPT_LENGTH - (end - start)) / 2));
  const from = Math.max(0, start - room);
  const to = Math.min(text.length, Math.max(from + EXCERPT_LENGTH, end > from + EXCERPT_LENGTH ? start + EXCERPT_LENGTH : end));
  return `${from > 0 ? '…' : ''}${singleSpaced(text.slice(from, to))}${to < text.length ? '…' : ''}`;
}
