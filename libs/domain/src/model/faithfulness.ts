import { blanksByParagraph, renderedParagraph } from './deviations.js';
import { flattenAgreement } from './text.js';
import { singleSpaced, withoutSpaces } from './words.js';
import type { AgreementText, SourceParagraph } from './text.js';

export type DeclaredAdditions = {
  /** What is printed in each blank, by its id. */
  fills: ReadonlyMap<string, string>;
  /**
   * What is printed around the text, each on lines of its own: running header, « 3 / 17 », the conditions particulières. A declared
   * addition may come several times, or not at all; it starts where a line starts and ends where one ends, so that no number of a page can
   * slip inside a sentence.
   */
  lines: readonly string[];
  /** Footnotes: printed on lines of their own at the foot of a page, wherever it falls. Each must be there, to the letter. */
  notes?: readonly string[];
};

export type Faithfulness =
  | { faithful: true }
  | { faithful: false; /** Place in the agreement, in French. */ where: string; /** The words that were due, and those that were found. */ expected: string; found: string };

/** Words shown on each side of the first difference. */
const CONTEXT_LENGTH = 60;
/** Ways of reading that stay open at one character. Two or three in practice: a header that starts like the sentence it interrupts. */
const READINGS_MAX = 64;

const BULLET_GLYPHS = new Set([...'·•‣▪◦●○■*-–—\uf0b7\uf0a7\uf02d']);
/** Ligatures that a font draws and a PDF gives back as one character. */
const LIGATURES: Readonly<Record<string, string>> = { '\ufb00': 'ff', '\ufb01': 'fi', '\ufb02': 'fl', '\ufb03': 'ffi', '\ufb04': 'ffl', '\ufb05': 'st', '\ufb06': 'st' };

/**
 * Bar 2: every word of the imported text is in the rendered one, in order, and nothing else is but declared additions and fills. White space
 * alone may differ; the drawing of a bullet too, which is no word. `rendered` is the text of the PDF, line by line.
 */
export function isFaithful(text: AgreementText, rendered: string, declared: DeclaredAdditions): Faithfulness {
  const printed = compactLines(rendered);
  const blanksAt = blanksByParagraph(text);
  const notes = charactersOf(declared.notes ?? []);
  const additions = [...charactersOf(declared.lines), ...notes];
  let open = skipAdditions(new Set([0]), printed, additions);
  for (const [rank, { source, marker, place }] of flattenAgreement(text).entries()) {
    const due = comparable(renderedParagraph(source, blanksAt.get(rank) ?? [], declared));
    const { bullet, words } = bulletAside(source, marker, due);
    if (bullet) open = withOptionalBullet(open, printed, additions);
    for (const [at, character] of words.entries()) {
      const next = new Set([...open].filter((place_) => printed.text[place_] === character).map((place_) => place_ + 1));
      if (next.size === 0) return difference(place, words.slice(at).join(''), printed.text, Math.max(...open));
      open = skipAdditions(next, printed, additions);
    }
  }
  const end = Math.max(...open);
  if (end !== printed.text.length) return difference('fin du texte', '', printed.text, end);
  const lost = notes.find((note) => ![...printed.starts].some((place) => standsAt(note, place, printed)));
  return lost ? difference('notes de bas de page', lost.join(''), [], 0) : { faithful: true };
}

const charactersOf = (lines: readonly string[]): string[][] => lines.map((line) => [...comparable(line)]).filter(({ length }) => length > 0);

/** Characters that are compared: composed, without ligatures and without white space. */
function comparable(text: string): string {
  return withoutSpaces(text.replace(/[\ufb00-\ufb06]/gu, (ligature) => LIGATURES[ligature] ?? ligature).normalize('NFC'));
}

type Printed = { text: readonly string[]; starts: ReadonlySet<number>; ends: ReadonlySet<number> };

/** The rendered text without white space, with the places where its lines start and end. */
function compactLines(rendered: string): Printed {
  const text: string[] = [];
  const starts = new Set<number>();
  const ends = new Set<number>();
  for (const line of rendered.split(/[\n\r\f]+/u)) {
    const characters = [...comparable(line)];
    if (characters.length === 0) continue;
    starts.add(text.length);
    text.push(...characters);
    ends.add(text.length);
  }
  return { text, starts, ends };
}

/** The open places, and those after the additions that start there; several may follow one another. */
function skipAdditions(open: ReadonlySet<number>, printed: Printed, additions: readonly (readonly string[])[]): Set<number> {
  const reached = new Set(open);
  for (const place of reached) {
    if (!printed.starts.has(place) || reached.size >= READINGS_MAX) continue;
    for (const addition of additions) if (standsAt(addition, place, printed)) reached.add(place + addition.length);
  }
  return reached;
}

/** True when these characters are printed there and a line ends after them. */
function standsAt(characters: readonly string[], place: number, { text, ends }: Printed): boolean {
  return ends.has(place + characters.length) && characters.every((character, at) => text[place + at] === character);
}

function withOptionalBullet(open: ReadonlySet<number>, printed: Printed, additions: readonly (readonly string[])[]): Set<number> {
  const after = [...open].filter((place) => BULLET_GLYPHS.has(printed.text[place] ?? '')).map((place) => place + 1);
  return new Set([...open, ...skipAdditions(new Set(after), printed, additions)]);
}

/** A bullet is set aside; a number or a letter (« a) », « Art. 3 - ») is words, whether it was typed or Word writes it. */
function bulletAside(source: SourceParagraph, marker: string, due: string): { bullet: boolean; words: string[] } {
  const automatic = source.list?.marker ?? '';
  if (!BULLET_GLYPHS.has(marker)) return { bullet: false, words: [...comparable(automatic), ...due] };
  return { bullet: true, words: [...(automatic === '' ? due.slice(marker.length) : due)] };
}

function difference(where: string, expected: string, printed: readonly string[], at: number): Faithfulness {
  return { faithful: false, where, expected: singleSpaced(expected).slice(0, CONTEXT_LENGTH), found: printed.slice(at, at + CONTEXT_LENGTH).join('') };
}
