/** Enough for « startxref », an offset and « %%EOF », with room for the blanks some writers add. */
const TAIL_BYTES = 1024;

/** Offset of the last cross-reference section, or undefined when the end of the file does not say it. */
export function crossReferenceOffset(pdf: Buffer): number | undefined {
  const tail = pdf.toString('latin1', Math.max(0, pdf.length - TAIL_BYTES));
  const found = [...tail.matchAll(/startxref\s+(\d+)\s+%%EOF/g)].at(-1);
  return found ? Number(found[1]) : undefined;
}

/** What a revision must repeat of the trailer before it, and where that trailer points. */
export interface Trailer {
  readonly size: number;
  /** « n g R ». */
  readonly root: string;
  readonly info: string | undefined;
  /** The array, in PDF syntax. */
  readonly id: string | undefined;
  readonly previous: number | undefined;
  /** First number and count of each run of objects the section describes. */
  readonly runs: readonly (readonly [first: number, count: number])[];
}

/**
 * Reads the dictionary of a cross-reference stream, given the text from its « n 0 obj » on. Returns undefined when there is
 * none there. The file is ours, or was checked when it came in: this is a reading of six known keys, not a PDF parser.
 */
export function readTrailer(text: string): Trailer | undefined {
  const end = text.indexOf('stream');
  if (end < 0 || !/^\s*\d+ 0 obj\s*<</.test(text)) return undefined;
  const dictionary = text.slice(0, end);
  const size = /\/Size\s+(\d+)/.exec(dictionary)?.[1];
  const root = /\/Root\s+(\d+ \d+ R)/.exec(dictionary)?.[1];
  if (!/\/Type\s*\/XRef\b/.test(dictionary) || !size || !root) return undefined;
  const previous = /\/Prev\s+(\d+)/.exec(dictionary)?.[1];
  const index = /\/Index\s*\[([\d\s]*)\]/.exec(dictionary)?.[1]?.trim().split(/\s+/).map(Number) ?? [0, Number(size)];
  const runs: [number, number][] = [];
  for (let i = 0; i + 1 < index.length; i += 2) runs.push([index[i] ?? 0, index[i + 1] ?? 0]);
  return {
    size: Number(size),
    root,
    info: /\/Info\s+(\d+ \d+ R)/.exec(dictionary)?.[1],
    id: /\/ID\s*(\[[^\]]*\])/.exec(dictionary)?.[1],
    previous: previous === undefined ? undefined : Number(previous),
    runs,
  };
}
