/**
 * What Word or a conversion leaves among the words: bookmarks (« [bookmark: _GoBack] »), field codes, broken references. A reference that is
 * broken stands for words that are lost: it is reported, and never stripped.
 */
const STRIPPABLE = /\[(?:bookmark|signet|comment|commentaire|image|shape|textbox|toc)\s*:\s*[^\]\n]{0,200}\]/giu;
const BROKEN = /(?:Error! |Erreur\s?! )(?:Reference source|Bookmark|Source du renvoi|Signet|Il n’y a pas|Hyperlink|Référence)[^.]{0,80}\.|\{\s*(?:REF|PAGEREF|MERGEFIELD|HYPERLINK|TOC|PAGE|NUMPAGES)\b[^}]{0,200}\}/giu;

export type ArtefactSpan = { start: number; end: number; text: string; strippable: boolean };

/** The artefacts of a text, in order. */
export function artefactSpans(text: string): ArtefactSpan[] {
  const found = (pattern: RegExp, strippable: boolean): ArtefactSpan[] =>
    [...text.matchAll(pattern)].map((match) => ({ start: match.index, end: match.index + match[0].length, text: match[0], strippable }));
  return [...found(STRIPPABLE, true), ...found(BROKEN, false)].sort((a, b) => a.start - b.start);
}
