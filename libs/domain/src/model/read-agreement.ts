import { blanksOf } from './blanks.js';
import {
  annexMark, articleMark, bulletMark, hasPageNumber, headingKey, isAnnexListHeading, isClosingFormula, isContentsHeading, isContentsStyle, isPartiesHeading,
  isPreambleHeading, isSignatoriesHeading, isSignatureBox, subArticleMark,
} from './marks.js';
import { flattenAgreement, printedText } from './text.js';
import { singleSpaced } from './words.js';
import type { AgreementText, Annex, Paragraph, ParagraphRole, SourceParagraph } from './text.js';

/** A title that stands alone under « Article 4 » fits on a line. */
const LONE_TITLE_LENGTH_MAX = 120;
/** A line of contents fits on two lines, without its leader dots. */
const CONTENTS_LENGTH_MAX = 160;

type Draft = { source: SourceParagraph; role: ParagraphRole; marker: string; body: string; place: string };
type ArticleDraft = { number: string; title: string; heading: Draft[]; paragraphs: Draft[]; subArticles: ArticleDraft[] };
type Zone = 'cover' | 'contents' | 'parties' | 'preamble' | 'article' | 'closing' | 'annex_list';

/**
 * Sorts the paragraphs of a file into the structure of an agreement: cover, contents, parties, preamble, articles and their parts, closing
 * formula, signature boxes, list of annexes, blanks. Nothing is lost, added or reworded; white paragraphs stay where they were.
 * A text in which nothing is recognised comes back whole, as a cover.
 */
export function readAgreement(paragraphs: readonly SourceParagraph[]): AgreementText {
  const reader = new AgreementReader(paragraphs);
  for (const rank of paragraphs.keys()) reader.read(rank);
  const { head, articles, tail } = reader;
  placeAll(head, articles, tail);
  const flat = flattenAgreement({ head, articles, tail });
  return {
    title: titleOf(head),
    head,
    preamble: head.filter(({ role }) => role === 'preamble'),
    articles,
    tail,
    closing: tail.filter(({ role, body }) => role === 'closing' && isClosingFormula(body)).map(({ body }) => singleSpaced(body)).join('\n'),
    signatureBoxes: tail.filter(({ role }) => role === 'signature_box').map(({ body }) => singleSpaced(body)),
    annexes: annexesOf(flat),
    blanks: blanksOf(flat),
  };
}

/** One pass over the paragraphs: what a line is depends on the zone it stands in. */
class AgreementReader {
  readonly head: Draft[] = [];
  readonly articles: ArticleDraft[] = [];
  readonly tail: Draft[] = [];
  #zone: Zone = 'cover';
  #lastRank = 0;
  #current: ArticleDraft | null = null;
  /** Where each heading is met for the last time: a line of contents is met again further on. */
  readonly #lastSeen = new Map<string, number>();

  constructor(private readonly paragraphs: readonly SourceParagraph[]) {
    for (const [rank, source] of paragraphs.entries()) this.#lastSeen.set(headingKey(printedText(source)), rank);
  }

  read(rank: number): void {
    const source = this.paragraphs[rank];
    if (!source) return;
    const line = singleSpaced(printedText(source));
    if (line !== '' && !this.#isContents(rank, source, line)) this.#enter(source, line);
    if (line !== '' && this.#zone === 'article' && (this.#opensArticle(source, line) || this.#opensPart(source, line))) return;
    this.#keep(source, line);
  }

  #isContents(rank: number, source: SourceParagraph, line: string): boolean {
    if (this.articles.length > 0) return false;
    if (isContentsHeading(line) || isContentsStyle(source.style)) {
      this.#zone = 'contents';
      return true;
    }
    if (this.#zone !== 'contents') return false;
    const again = (this.#lastSeen.get(headingKey(line)) ?? rank) > rank;
    const stays = line.replace(/[.…_]{2,}/gu, '').length <= CONTENTS_LENGTH_MAX && (again || hasPageNumber(source.text) || headingKey(line).startsWith('annexe '));
    if (!stays) this.#zone = 'cover';
    return stays;
  }

  /** Moves to the zone that the line opens, if it opens one. */
  #enter(source: SourceParagraph, line: string): void {
    if (this.articles.length === 0) {
      if (isPartiesHeading(line)) this.#zone = 'parties';
      else if (isPreambleHeading(line)) this.#zone = 'preamble';
    }
    if (this.#zone === 'closing' || this.#zone === 'annex_list') {
      if (isAnnexListHeading(line) || (annexMark(line, false) && !source.inTable)) this.#zone = 'annex_list';
      else if (isClosingFormula(line) || isSignatoriesHeading(line)) this.#zone = 'closing';
      return;
    }
    if (this.#articleHere(source, line)) this.#zone = 'article';
    else if (this.#zone === 'article' && isAnnexListHeading(line)) this.#zone = 'annex_list';
    else if (this.#zone === 'article' && (isClosingFormula(line) || isSignatoriesHeading(line))) this.#zone = 'closing';
  }

  /** Numbers only grow: a line that steps back cites an article. A leap needs a separator or an outline level to be believed. */
  #articleHere(source: SourceParagraph, line: string): ReturnType<typeof articleMark> {
    const mark = articleMark(line) ?? numberedHeading(source);
    if (!mark || mark.rank <= this.#lastRank) return null;
    return mark.rank <= this.#lastRank + 1 || mark.separated || source.level !== undefined ? mark : null;
  }

  #opensArticle(source: SourceParagraph, line: string): boolean {
    const mark = this.#articleHere(source, line);
    if (!mark) return false;
    this.#lastRank = mark.rank;
    this.#current = { number: mark.number, title: mark.title, heading: [draft(source, 'heading')], paragraphs: [], subArticles: [] };
    this.articles.push(this.#current);
    return true;
  }

  #opensPart(source: SourceParagraph, line: string): boolean {
    const top = this.articles.at(-1);
    const mark = subArticleMark(line);
    if (!top || !mark || !mark.number.startsWith(`${top.number}.`) || source.inTable) return false;
    let parent = top;
    for (let child = parent.subArticles.at(-1); child && mark.number.startsWith(`${child.number}.`); child = parent.subArticles.at(-1)) parent = child;
    this.#current = { number: mark.number, title: mark.title, heading: [draft(source, 'heading')], paragraphs: [], subArticles: [] };
    parent.subArticles.push(this.#current);
    return true;
  }

  #keep(source: SourceParagraph, line: string): void {
    if (this.#zone === 'closing' || this.#zone === 'annex_list') {
      const box = this.#zone === 'closing' && isSignatureBox(line);
      this.tail.push(draft(source, box ? 'signature_box' : this.#zone));
    } else if (this.#zone !== 'article') {
      this.head.push(draft(source, this.#zone));
    } else if (this.#current && this.#isLoneTitle(source, line)) {
      this.#current.heading.push(draft(source, 'heading'));
      this.#current.title = line;
    } else {
      this.#current?.paragraphs.push(draft(source, 'body'));
    }
  }

  #isLoneTitle(source: SourceParagraph, line: string): boolean {
    const { title, heading, paragraphs } = this.#current ?? { title: 'none', heading: [], paragraphs: [] };
    const bare = title === '' && heading.length === 1 && paragraphs.length === 0 && articleMark(printedText(heading[0]?.source ?? source)) !== null;
    return bare && /^\p{Lu}/u.test(line) && line.length <= LONE_TITLE_LENGTH_MAX && !/[.;:,]$/u.test(line);
  }
}

/** A heading that Word numbers « 1. », without the word « article »: its outline level is what tells it from a list. */
function numberedHeading({ level, list, text }: SourceParagraph): ReturnType<typeof articleMark> {
  const number = level === undefined ? undefined : /^(\d{1,3})\s*[.)–-]?$/u.exec(list?.marker ?? '')?.[1];
  return number === undefined ? null : { number, rank: Number(number), title: singleSpaced(text), separated: true };
}

function draft(source: SourceParagraph, role: ParagraphRole): Draft {
  const split = source.list && source.list.marker !== '' ? { marker: source.list.marker, body: source.text } : bulletMark(source.text);
  return { source, role, ...split, place: '' };
}

const zoneNames: Readonly<Record<Exclude<ParagraphRole, 'heading' | 'body'>, string>> = {
  cover: 'page de garde, ligne',
  contents: 'sommaire, ligne',
  parties: 'désignation des parties, alinéa',
  preamble: 'préambule, alinéa',
  closing: 'bloc de signature, ligne',
  signature_box: 'bloc de signature, ligne',
  annex_list: 'liste des annexes, ligne',
};

/** Writes each paragraph's place. White paragraphs have no rank of their own, as for a reader who counts alinéas. */
function placeAll(head: Draft[], articles: readonly ArticleDraft[], tail: Draft[]): void {
  const ranks = new Map<string, number>();
  const rank = (name: string, { body }: Draft): string => {
    const next = (ranks.get(name) ?? 0) + (body.trim() === '' ? 0 : 1);
    ranks.set(name, next);
    return `${name} ${Math.max(1, next)}`;
  };
  for (const paragraph of [...head, ...tail]) {
    if (paragraph.role !== 'heading' && paragraph.role !== 'body') paragraph.place = rank(zoneNames[paragraph.role], paragraph);
  }
  const visit = (article: ArticleDraft): void => {
    for (const paragraph of article.heading) paragraph.place = `article ${article.number}, intitulé`;
    for (const paragraph of article.paragraphs) paragraph.place = rank(`article ${article.number}, alinéa`, paragraph);
    article.subArticles.forEach(visit);
  };
  articles.forEach(visit);
}

/** The heading of the cover, else its first line; empty when there is none. Lines of a template’s commands are no title. */
function titleOf(head: readonly Draft[]): string {
  const lines = head.filter(({ role, body }) => role === 'cover' && body.trim() !== '' && !body.includes('{{'));
  const styled = (pattern: RegExp): Draft | undefined => lines.find(({ source }) => pattern.test(source.style ?? ''));
  const title = lines.find(({ source }) => source.level !== undefined) ?? styled(/^(?:heading|titre)1$/iu) ?? styled(/^(?:title|titre)$/iu) ?? lines[0];
  return singleSpaced(title?.body ?? '');
}

/** The list of annexes, wherever it stands; the first line that names a number counts. */
function annexesOf(paragraphs: readonly Paragraph[]): Annex[] {
  const annexes = new Map<string, Annex>();
  for (const { role, body, place } of paragraphs) {
    const mark = role === 'body' || role === 'annex_list' ? annexMark(body, role === 'annex_list') : null;
    if (mark && !annexes.has(mark.number)) annexes.set(mark.number, { ...mark, place });
  }
  return [...annexes.values()];
}

