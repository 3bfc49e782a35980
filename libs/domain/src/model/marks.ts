import { folded, singleSpaced } from './words.js';

/** Longer than any title of the official text (84 characters): beyond, a numbered paragraph is a clause, not a title. */
const TITLE_LENGTH_MAX = 150;
/** A signature box names a college or a capacity on one line. */
const BOX_LENGTH_MAX = 80;

const DASH = '[-–—]';
const ROMAN: Readonly<Record<string, number>> = { I: 1, V: 5, X: 10 };

/** « Art. 1- Objet », « Art. 3 - … », « Art. 10. … », « Article 4 », « ARTICLE PREMIER : … ». */
const ARTICLE = new RegExp(`^art(?:icle|\\.)?\\s*(\\d{1,3}|premier|[IVX]{1,6})(er)?(?:\\s(bis|ter|quater))?(?![\\p{L}\\p{N}])\\s*(\\.(?!\\d)|[:)]|${DASH})?\\s*(.*)$`, 'iu');
/** « 4.1 Principes », « 5.2.1 – Référents », « 7.2. Retrait ». */
const SUB_ARTICLE = new RegExp(`^(\\d{1,3}(?:\\.\\d{1,3}){1,4})\\.?(?:\\s*[:)]|\\s*${DASH}\\s|\\s)\\s*(\\S.*)$`, 'u');
/** « Annexe 4 : Modalités… », « annexe 1 – Charte… ». */
const ANNEX = new RegExp(`^annexe\\s+(?:n[°o]\\s*)?(\\d{1,2}|[IVX]{1,5})\\s*(?:[:.)]|${DASH})\\s*(\\S.*)$`, 'iu');
const ANNEX_IN_LIST = /^annexe\s+(?:n[°o]\s*)?(\d{1,2}|[IVX]{1,5})\s+(\S.*)$/iu;
/** Bullets of text files and of Word's symbol font (U+F0B7…), letters and numbers of a list. */
const BULLET = /^([·•‣▪◦●○■\uf0b7\uf0a7\uf02d*]|[-–—](?=\s)|o(?=\t)|[a-z]\)|\d{1,2}[°)](?!\d))[\s\u00a0]*(?=\S)/u;
const CONTENTS_STYLE = /^(?:toc|tm|sommaire|tabledesmati)/iu;
/** The leader and page number of a line of contents. The lookbehind keeps a long run of dots from being tried at each of its dots. */
const PAGE_NUMBER = /(?<![\s.…_])[\s.…_]+\d{1,3}$/u;
/** Leaders included, a line of contents is no longer. */
const CONTENTS_LINE_LENGTH_MAX = 400;

export type ArticleMark = { number: string; rank: number; title: string; separated: boolean };

/** Reads the number and title of an article's heading. Null when the paragraph cites an article instead of opening one. */
export function articleMark(printed: string): ArticleMark | null {
  const line = singleSpaced(printed);
  const match = ARTICLE.exec(line);
  if (!match || line.length > TITLE_LENGTH_MAX) return null;
  const [, written = '', , suffix, separator, title = ''] = match;
  const rank = rankOf(written);
  // « Article 5 de la loi » cites; « Article 5 Obligations » opens.
  if (rank === null || (separator === undefined && /^[\p{Ll},;]/u.test(title))) return null;
  const number = /^premier$/iu.test(written) ? '1' : written;
  return { number: suffix ? `${number} ${suffix.toLowerCase()}` : number, rank: rank + (suffix ? 0.5 : 0), title, separated: separator !== undefined };
}

function rankOf(written: string): number | null {
  if (/^\d/u.test(written)) return Number(written);
  if (/^premier$/iu.test(written)) return 1;
  const digits = [...written.toUpperCase()].map((letter) => ROMAN[letter] ?? 0);
  const rank = digits.reduce((sum, digit, at) => sum + (digit < (digits[at + 1] ?? 0) ? -digit : digit), 0);
  return rank > 0 ? rank : null;
}

export type SubArticleMark = { number: string; title: string };

/** Reads « 4.2 Horaires : ». A long paragraph, or one that ends as a sentence, is a numbered clause: no title. */
export function subArticleMark(printed: string): SubArticleMark | null {
  const match = SUB_ARTICLE.exec(singleSpaced(printed));
  if (!match) return null;
  const [, number = '', rest = ''] = match;
  const isTitle = rest.length <= TITLE_LENGTH_MAX && !/[.;,]$/u.test(rest);
  return { number, title: isTitle ? withoutColon(rest) : '' };
}

export type AnnexMark = { number: string; title: string; note: string };

/** Reads a line of the list of annexes. Inside the list itself no separator is asked for. */
export function annexMark(body: string, inList: boolean): AnnexMark | null {
  const line = singleSpaced(body);
  const match = ANNEX.exec(line) ?? (inList ? ANNEX_IN_LIST.exec(line) : null);
  if (!match || line.length > 2 * TITLE_LENGTH_MAX) return null;
  const [, number = '', rest = ''] = match;
  const [, title = '', note = ''] = /^(.*?)\s*(?:\(([^()]*)\))?\s*[.;,]?$/u.exec(rest) ?? [];
  return { number: number.toUpperCase(), title, note };
}

/** Splits a paragraph into its bullet and its words. */
export function bulletMark(text: string): { marker: string; body: string } {
  const trimmed = text.trimStart();
  const match = BULLET.exec(trimmed);
  return match ? { marker: match[1] ?? '', body: trimmed.slice(match[0].length) } : { marker: '', body: text };
}

export const isContentsHeading = (line: string): boolean => /^(?:sommaire|table des matieres)$/u.test(bare(line));
export const isContentsStyle = (style: string | undefined): boolean => style !== undefined && CONTENTS_STYLE.test(style);
export const isPreambleHeading = (line: string): boolean => bare(line) === 'preambule';
export const isAnnexListHeading = (line: string): boolean => line.length <= TITLE_LENGTH_MAX && /^(?:liste\b.{0,40}\bannexes?\b|annexes?$)/u.test(bare(line));
export const isSignatoriesHeading = (line: string): boolean => /^(?:(?:les )?signataires|signatures?)$/u.test(bare(line));

/** « ENTRE LES SOUSSIGNÉS », alone on its line or opening it; « Entre : », « Entre les parties » alone only, since sentences start so. */
export const isPartiesHeading = (line: string): boolean => /^entre les (?:parties )?soussigne/u.test(folded(line.slice(0, TITLE_LENGTH_MAX))) || /^entre(?: les parties)?$/u.test(bare(line));

/** « Fait à … le … », « Fait en deux exemplaires… », « Fait sous la forme d’un original électronique ». */
export const isClosingFormula = (line: string): boolean => /^fait (?:a|en|sous|le)(?:[\s…._]|$)/u.test(folded(singleSpaced(line)));

/** A line of the closing that names who signs: short, and not a sentence. */
export function isSignatureBox(line: string): boolean {
  return line.length <= BOX_LENGTH_MAX && /^\p{Lu}/u.test(line) && !/[.;:,]$/u.test(line) && !isClosingFormula(line) && !isSignatoriesHeading(line);
}

/** What a line of contents and its heading share: « Article 4 – Obligations ........ 7 » and « Art. 4- Obligations » have one key. */
export function headingKey(line: string): string {
  if (line.length > CONTENTS_LINE_LENGTH_MAX) return line;
  const heading = line.replace(PAGE_NUMBER, '');
  const article = articleMark(heading);
  if (article) return `article ${article.number}`;
  const annex = annexMark(bulletMark(heading).body, true);
  return annex ? `annexe ${annex.number}` : bare(line);
}

/** A line that ends with a page number after dots or a tabulation. */
export const hasPageNumber = (text: string): boolean => /(?:\.\.|…|\t)\s*\d{1,3}\s*$/u.test(text.slice(-40));

const withoutColon = (title: string): string => title.replace(/\s*:$/u, '');
const bare = (line: string): string => line.length > CONTENTS_LINE_LENGTH_MAX ? line : folded(singleSpaced(line)).replace(PAGE_NUMBER, '').replace(/\s*[:.]$/u, '');
