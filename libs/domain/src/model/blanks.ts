import { folded, singleSpaced } from './words.js';
import type { Blank, BlankKind, Paragraph, SourceParagraph } from './text.js';

/** Words kept on each side of a blank: enough to recognise the sentence. */
const CONTEXT_LENGTH = 40;

/**
 * Three dots, or one « … », suspend a sentence (« dépliant, kakémono… »); more ask for an answer. A line is three underscores or more.
 * Bracketed instructions are those of lawyers (« [à compléter] »), and Word’s own invitation to type.
 */
const patterns: readonly { kind: BlankKind; pattern: RegExp }[] = [
  { kind: 'dots', pattern: /…(?:[\s\u00a0]?…)+|\.{4,}…*|…\.{2,}|\.{2,3}…+|(?:\.[\s\u00a0]){3,}\./gu },
  { kind: 'line', pattern: /_{3,}/gu },
  { kind: 'instruction', pattern: /\[\s*(?:à\s+)?(?:compléter|préciser|renseigner|remplir)[^\]]{0,80}\]|cliquez (?:ou appuyez )?ici pour (?:entrer|taper) du texte\.?/giu },
];

type Span = { kind: BlankKind; start: number; end: number };

/** The places to fill in of one paragraph, in order; a run marked by Word wins over the characters it covers. */
export function blankSpans(source: SourceParagraph): Span[] {
  const marked = (source.marks ?? []).filter(({ from, to }) => to > from).map(({ kind, from, to }): Span => ({ kind, start: from, end: to }));
  const written = patterns.flatMap(({ kind, pattern }) =>
    [...source.text.matchAll(pattern)].map((match): Span => ({ kind, start: match.index, end: match.index + match[0].trimEnd().length })),
  );
  const kept: Span[] = [];
  for (const span of [...marked, ...written]) {
    if (kept.every(({ start, end }) => span.end <= start || span.start >= end)) kept.push(span);
  }
  return kept.sort((a, b) => a.start - b.start);
}

/** Every blank of an agreement, with its id. Lines of contents have leader dots, not blanks. */
export function blanksOf(paragraphs: readonly Paragraph[]): Blank[] {
  const blanks: Blank[] = [];
  const taken = new Set<string>();
  let unnamed = 0;
  for (const [rank, { source, role, place }] of paragraphs.entries()) {
    if (role === 'contents') continue;
    for (const { kind, start, end } of blankSpans(source)) {
      const before = singleSpaced(source.text.slice(Math.max(0, start - CONTEXT_LENGTH), start));
      const after = singleSpaced(source.text.slice(end, end + CONTEXT_LENGTH));
      const wanted = role === 'closing' ? closingName(before) : null;
      const id = wanted !== null && !taken.has(wanted) ? wanted : `blanc_${(unnamed += 1)}`;
      taken.add(id);
      blanks.push({ id, kind, paragraph: rank, start, end, length: end - start, where: place, before, after });
    }
  }
  return blanks;
}

/** « Fait à ▯ le ▯ »: the two blanks every agreement ends with. */
function closingName(before: string): string | null {
  const words = folded(before);
  if (/\bfait a$/u.test(words)) return 'fait_a';
  return /(?:^|[^\p{L}])le$/u.test(words) ? 'fait_le' : null;
}
