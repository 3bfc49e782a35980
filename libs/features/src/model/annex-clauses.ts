import { derogationFindings } from '#libs/domain';
import type { AnnexClause, SourceParagraph } from '#libs/domain';

/** What the check of an edited template reproaches, ours or that of the documents room: a code, a place in Word, a sentence. */
export type ArrivalFinding = { code: string; place: string; sentence: string };

/** « Annexe 4 – Modalités de gestion » as a heading: what follows belongs to it. */
export const ANNEX_HEADING = /^Annexe\s+(?<number>\d{1,2})\b/u;
/** A departure declares the articles it names: « par dérogation à l’article 4.2 ». */
const ARTICLES_NAMED = /articles?\s+(\d+(?:\.\d+)*)/giu;
const ANNOUNCES = /d[ée]rog|par exception|nonobstant|contrairement/iu;

/** Article 11: a clause of an annexe departs from an article only if it says so and names it. What does not is refused, with its place. */
export function derogationsIn(paragraphs: readonly SourceParagraph[]): ArrivalFinding[] {
  let annexe: string | null = null;
  return paragraphs.flatMap(({ text, level, where }) => {
    const heading = level === undefined ? undefined : ANNEX_HEADING.exec(text)?.groups?.number;
    if (heading !== undefined) annexe = heading;
    if (annexe === null || heading !== undefined || !ANNOUNCES.test(text)) return [];
    const clause: AnnexClause = { annexe, paragraph: text, derogeA: [...text.matchAll(ARTICLES_NAMED)].map((match) => match[1]!) };
    return derogationFindings([clause]).map(({ code, excerpt, message, suggestion }) => ({ code, place: `${where} : «\u00a0${excerpt}\u00a0»`, sentence: `${message} ${suggestion}` }));
  });
}
