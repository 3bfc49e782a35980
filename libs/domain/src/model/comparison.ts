import { alignByScore, alignEqual } from './alignment.js';
import { flattenAgreement, paragraphsWithin, printedText } from './text.js';
import { singleSpaced, subjectStems, wordsOf } from './words.js';
import type { AgreementText, Paragraph } from './text.js';

export type RedlineWords = { kind: 'same' | 'added' | 'removed'; text: string };

/**
 * One paragraph of a redline. `before` and `after` are its two wordings, spaces made single; null where it does not exist. `words` tells them
 * apart: « same » and « removed » give `before`, « same » and « added » give `after`.
 */
export type RedlineLine = {
  kind: 'same' | 'added' | 'removed' | 'changed';
  /** Place in the text where the line stands, in French: « article 4.2 », « préambule ». A removed line tells its former place. */
  article: string;
  before: string | null;
  after: string | null;
  words: RedlineWords[];
};

/** Cells of one alignment. Four million take under a tenth of a second and 32 MB: two thousand paragraphs a side, ten times the official text. */
const PARAGRAPH_CELLS_MAX = 4_000_000;
/** Two paragraphs of a thousand words: the longest of the official text has 170. */
const WORD_CELLS_MAX = 1_000_000;
/** Rewritten paragraphs are looked for among a hundred removed and a hundred added at one place; each pair costs a comparison of words. */
const REWRITTEN_CELLS_MAX = 10_000;
/** Two wordings that share half of their words are one paragraph, rewritten. */
const REWRITTEN_SHARE_MIN = 0.5;

type Section = { number: string; title: string; lines: readonly Line[] };
type Line = { text: string; article: string };

/** What changes from one text to the other, as a redline of the whole text, in order. Spaces are all alike (decision 16). */
export function compareAgreements(before: AgreementText, after: AgreementText): RedlineLine[] {
  const [old, recent] = [sectionsOf(before), sectionsOf(after)];
  return alignByScore(old.length, recent.length, (i, j) => kinship(old[i], recent[j]), PARAGRAPH_CELLS_MAX).flatMap((pair) =>
    compareLines(pair.before === null ? [] : (old[pair.before]?.lines ?? []), pair.after === null ? [] : (recent[pair.after]?.lines ?? [])),
  );
}

/** A title that stays outweighs a number that stays: a new article shifts the numbers of those that follow. */
function kinship(before: Section | undefined, after: Section | undefined): number {
  if (!before || !after) return 0;
  const sameTitle = before.title !== '' && before.title === after.title;
  return (sameTitle ? 3 : 0) + (before.number === after.number ? 1 : 0);
}

/** Cover, parties, preamble, each article with its parts, closing, annexes: what is aligned first. */
function sectionsOf(text: AgreementText): Section[] {
  const around = (paragraphs: readonly Paragraph[]): Section[] => {
    const sections: { number: string; title: string; lines: Line[] }[] = [];
    for (const line of linesOfParagraphs(paragraphs)) {
      const last = sections.at(-1);
      if (last?.title === line.article) last.lines.push(line);
      else sections.push({ number: line.article, title: line.article, lines: [line] });
    }
    return sections;
  };
  const articles = text.articles.map((article) => ({
    number: article.number,
    title: subjectStems(article.title).join(' '),
    lines: linesOfParagraphs(paragraphsWithin(article)),
  }));
  return [...around(text.head), ...articles, ...around(text.tail)];
}

function linesOfParagraphs(paragraphs: readonly Paragraph[]): Line[] {
  return paragraphs
    .map(({ source, place }) => ({ text: singleSpaced(printedText(source)), article: place.replace(/,.*$/u, '') }))
    .filter(({ text }) => text !== '');
}

function compareLines(before: readonly Line[], after: readonly Line[]): RedlineLine[] {
  const redline: RedlineLine[] = [];
  let removed: Line[] = [];
  let added: Line[] = [];
  const flush = (): void => {
    redline.push(...rewritten(removed, added));
    [removed, added] = [[], []];
  };
  for (const pair of alignEqual(before.map(({ text }) => text), after.map(({ text }) => text), PARAGRAPH_CELLS_MAX)) {
    const old = pair.before === null ? undefined : before[pair.before];
    const recent = pair.after === null ? undefined : after[pair.after];
    if (old && recent) {
      flush();
      redline.push(redlineOf(old, recent));
    } else if (old) removed.push(old);
    else if (recent) added.push(recent);
  }
  flush();
  return redline;
}

/** Among paragraphs removed and added at one place, those that are one paragraph in two wordings. */
function rewritten(removed: readonly Line[], added: readonly Line[]): RedlineLine[] {
  const words = new Map([...removed, ...added].map((line) => [line, wordsOf(line.text)]));
  const share = (i: number, j: number): number => {
    const [old, recent] = [removed[i], added[j]];
    const found = old && recent ? sharedWords(words.get(old) ?? [], words.get(recent) ?? []) : 0;
    return found >= REWRITTEN_SHARE_MIN ? found : 0;
  };
  return alignByScore(removed.length, added.length, share, REWRITTEN_CELLS_MAX).map(({ before, after }) =>
    redlineOf(before === null ? undefined : removed[before], after === null ? undefined : added[after]),
  );
}

/** Words in common over all words, from 0 to 1. */
function sharedWords(before: readonly string[], after: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const word of before) counts.set(word, (counts.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of after) {
    const left = counts.get(word) ?? 0;
    if (left === 0) continue;
    common += 1;
    counts.set(word, left - 1);
  }
  return (2 * common) / Math.max(1, before.length + after.length);
}

function redlineOf(before: Line | undefined, after: Line | undefined): RedlineLine {
  const words = compareWords(before?.text ?? '', after?.text ?? '');
  const kind = !before ? 'added' : !after ? 'removed' : before.text === after.text ? 'same' : 'changed';
  return { kind, article: (after ?? before)?.article ?? '', before: before?.text ?? null, after: after?.text ?? null, words };
}

/** Words told apart, neighbours of one kind together. */
function compareWords(before: string, after: string): RedlineWords[] {
  const [old, recent] = [before, after].map((text) => (text === '' ? [] : text.split(' '))) as [string[], string[]];
  const runs: RedlineWords[] = [];
  for (const pair of alignEqual(old, recent, WORD_CELLS_MAX)) {
    const kind = pair.before === null ? 'added' : pair.after === null ? 'removed' : 'same';
    const word = (pair.before === null ? recent[pair.after] : old[pair.before]) ?? '';
    const last = runs.at(-1);
    if (last?.kind === kind) last.text += ` ${word}`;
    else runs.push({ kind, text: word });
  }
  return runs;
}

/** The wording of every paragraph, white ones left out, spaces made single: what a redline must give back for each side. */
export function wordingOf(text: AgreementText): string[] {
  return linesOfParagraphs(flattenAgreement(text)).map(({ text: wording }) => wording);
}
