/**
 * The text of an agreement as its file says it, then as its structure. The structure sorts paragraphs, it never rewrites one:
 * `flattenAgreement` gives back every paragraph that was read, in order (decision 15).
 */

/** A stretch [from, to[ of a paragraph that Word shows as a place to fill in. */
export type MarkedRun = { from: number; to: number; kind: 'highlight' | 'content_control'; label?: string };

/** One paragraph of the file that was read. */
export type SourceParagraph = {
  text: string;
  /** Word's outline level, 0 for the highest. */
  level?: number;
  /** Identifier of Word's paragraph style. */
  style?: string;
  /** Number or bullet that Word writes by itself: it is printed, and it is not in `text`. `level` 0 for the outermost list. */
  list?: { level: number; marker: string };
  /** Place in the file, in French: « paragraphe 57 », « ligne 12 ». */
  where: string;
  inTable?: boolean;
  marks?: readonly MarkedRun[];
};

export type ParagraphRole = 'cover' | 'contents' | 'parties' | 'preamble' | 'heading' | 'body' | 'closing' | 'signature_box' | 'annex_list';

/** A paragraph in its place. `marker` and `body` make up what is printed: « · » and « un point d’accueil », or nothing and the whole text. */
export type Paragraph = {
  source: SourceParagraph;
  role: ParagraphRole;
  /** Bullet or letter of a list; empty for prose. */
  marker: string;
  body: string;
  /** Place in the agreement, in French: « article 4.2, alinéa 3 ». */
  place: string;
};

/** An article, or one of its parts (« 5.2.1 »). A clause numbered without a title has an empty `title`: its heading is its text. */
export type Article = {
  /** As written: « 7 », « 5.2.1 », « IV », « 2 bis ». */
  number: string;
  title: string;
  /** One paragraph, or two when the title stands under « Article 4 ». */
  heading: readonly Paragraph[];
  paragraphs: readonly Paragraph[];
  subArticles: readonly Article[];
};

/** One line of the list of annexes; `note` is the remark in brackets that follows the title. */
export type Annex = { number: string; title: string; note: string; place: string };

export type BlankKind = 'dots' | 'line' | 'instruction' | 'highlight' | 'content_control';

/** A place to fill in. `start` and `end` count in the source text of the paragraph of rank `paragraph` in the flattened agreement. */
export type Blank = {
  /** « fait_a » and « fait_le » in the closing formula, otherwise « blanc_1 », « blanc_2 »… in reading order. */
  id: string;
  kind: BlankKind;
  paragraph: number;
  start: number;
  end: number;
  length: number;
  where: string;
  /** The words around it, for the person who names the field. */
  before: string;
  after: string;
};

export type AgreementText = {
  title: string;
  /** Cover, contents, block of parties and preamble, in the order of the file. */
  head: readonly Paragraph[];
  preamble: readonly Paragraph[];
  articles: readonly Article[];
  /** Closing formula, signature boxes, list of annexes, in the order of the file. */
  tail: readonly Paragraph[];
  /** « Fait à … le … », as written. */
  closing: string;
  signatureBoxes: readonly string[];
  annexes: readonly Annex[];
  blanks: readonly Blank[];
};

/** An article and its parts, in reading order. */
export function articlesWithin(article: Article): Article[] {
  return [article, ...article.subArticles.flatMap(articlesWithin)];
}

/** Every paragraph of an article and of its parts, headings included, in order. */
export function paragraphsWithin(article: Article): Paragraph[] {
  return [...article.heading, ...article.paragraphs, ...article.subArticles.flatMap(paragraphsWithin)];
}

/** Every paragraph that was read, in order. */
export function flattenAgreement(text: Pick<AgreementText, 'head' | 'articles' | 'tail'>): Paragraph[] {
  return [...text.head, ...text.articles.flatMap(paragraphsWithin), ...text.tail];
}

/** What Word prints for a paragraph: its automatic number or bullet, then its text. */
export function printedText({ text, list }: SourceParagraph): string {
  return list === undefined || list.marker === '' ? text : `${list.marker} ${text}`;
}

/** The paragraphs of a text file: one for each line that is not white. Throws nothing; a byte order mark is white space. */
export function linesOf(text: string): SourceParagraph[] {
  return text
    .split(/\r\n|[\n\r\f\u2028\u2029]/u)
    .map((line, index): SourceParagraph => ({ text: line, where: `ligne ${index + 1}` }))
    .filter((line) => line.text.trim() !== '');
}
