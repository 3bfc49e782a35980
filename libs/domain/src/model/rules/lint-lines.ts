import { articlesWithin, flattenAgreement, printedText } from '../text.js';
import { excerptOf, singleSpaced } from '../words.js';
import { annexMark } from '../marks.js';
import type { LintLine, RuleFinding } from '../finding.js';
import type { AgreementText, Article, Paragraph } from '../text.js';

/** A reference by name, as the built-in model writes it before numbering. */
export const SYMBOL = /\b(?:annexe|article):[a-z_]+/gu;

/** The paragraphs the rules read, in order. A symbol that `symbols` does not know is left as it is. */
export function lintLines(text: AgreementText, symbols: ReadonlyMap<string, string>): LintLine[] {
  const owners = new Map<Paragraph, { part: Article; article: Article }>();
  for (const article of text.articles) {
    for (const part of articlesWithin(article)) for (const paragraph of [...part.heading, ...part.paragraphs]) owners.set(paragraph, { part, article });
  }
  return flattenAgreement(text).flatMap((paragraph, rank) => {
    if (paragraph.role === 'contents' || paragraph.body.trim() === '') return [];
    const printed = singleSpaced(printedText(paragraph.source)).replace(SYMBOL, (symbol) => symbols.get(symbol) ?? symbol);
    const owner = owners.get(paragraph);
    return [{ rank, paragraph, text: printed, part: owner?.part ?? null, article: owner?.article ?? null }];
  });
}

/** A line of the list of annexes, in the article that sets it out or after the signatures: it lists, it does not cite. */
export function listsAnnex({ paragraph }: LintLine): boolean {
  return paragraph.role === 'annex_list' || annexMark(paragraph.body, false) !== null;
}

type Words = Pick<RuleFinding, 'message' | 'suggestion'>;

/** A finding on the characters [start, end[ of a line. */
export function findingAt(line: LintLine, span: { start: number; end: number }, rule: Pick<RuleFinding, 'id' | 'severity'>, words: Words): RuleFinding {
  return { ...rule, ...words, where: line.paragraph.place, excerpt: excerptOf(line.text, span.start, span.end), rank: line.rank, at: span.start };
}

/** « l’article 4.2 », « le préambule »: who speaks, in a message. */
export function speakerOf({ part, paragraph }: LintLine): string {
  return part ? `l’article ${part.number}` : paragraph.place.replace(/,.*$/u, '');
}

/** French quotation, with unbreakable spaces. */
export const quoted = (words: string): string => `«\u00a0${words}\u00a0»`;
