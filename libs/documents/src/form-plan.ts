/**
 * A form is a Word template whose every answer is the last thing on its line. It is filled once with markers and converted; then each mark is
 * found in the PDF, and the real answers are drawn in its place, in the same typeface and under the same tags.
 */
export interface FormPlan {
  readonly fields: Readonly<Record<string, FormField>>;
  /**
   * Boxes that are ticked or not, in the order in which they are read; a form printed twice in a file has them twice. A box begins its text; both
   * signs stand elsewhere on the first page, so that they are in one font.
   */
  readonly ticks: readonly string[];
  /** Whether an address is drawn as a code. */
  readonly code: boolean;
}

export interface FormField {
  /** Lines kept for the answer. */
  readonly lines: number;
  /** Where a line must end, in points from the left of the page. */
  readonly right: number;
  /** What must be writable in the typeface of this place, when it is not that of the text. At most what its line can hold. */
  readonly characters?: string;
}

export const TICKED = '■';
export const UNTICKED = '□';
/** Stands for the address while the form is converted; a reserved domain, so that it leads nowhere. */
export const CODE_MARKER = 'https://code.paraphe.invalid/';

/** A mark is « Zq », the rank of the field, « x », that of the line, « _ », some characters to embed, « qZ ». */
export const MARK = /Zq(\d+)x(\d+)_/;
export const MARK_END = 'qZ';

/** What French and its neighbours are written with: ASCII, Latin-1, Latin Extended-A, Romanian commas, typographic signs. Anything else is left to the converter. */
const RANGES: readonly (readonly [first: number, last: number])[] = [
  [0x21, 0x7e], [0xa1, 0xac], [0xae, 0x17f], [0x218, 0x21b], [0x2013, 0x2014], [0x2018, 0x201a], [0x201c, 0x201e], [0x2020, 0x2022], [0x2026, 0x2026], [0x2030, 0x2030], [0x2039, 0x203a], [0x20ac, 0x20ac], [0x2122, 0x2122],
];
/** With its mark, on one line of the narrowest column (230 points at 11 points). */
const CHARACTERS_PER_LINE = 20;

/** What each field is filled with before the conversion. Together they hold every character that an answer may need. */
export function marksOf({ fields }: FormPlan): Map<string, string> {
  const wanted = RANGES.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => String.fromCodePoint(first + i)));
  let taken = 0;
  const next = () => {
    const slice = wanted.slice(taken, taken + CHARACTERS_PER_LINE).join('');
    taken += CHARACTERS_PER_LINE;
    return slice;
  };
  return new Map(Object.entries(fields).map(([name, { lines, characters }], rank) => [
    name,
    Array.from({ length: lines }, (_, line) => `Zq${rank}x${line}_${characters === undefined ? next() : line === 0 ? characters : ''}${MARK_END}`).join('\n'),
  ]));
}
