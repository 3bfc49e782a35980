import { decodeStream } from './cos-filters.js';
import type { Budget } from './cos-limits.js';
import { readObjectAt } from './cos-object.js';
import { CosParser, CosSyntaxError } from './cos-parser.js';
import { CosDict, CosStream, hasRepeatedKey, isArray, sameValue } from './cos-values.js';
import type { CosValue } from './cos-values.js';

/** Where an object is, according to a cross-reference section (ISO 32000-1, 7.5.4 and 7.5.8). */
export type XrefEntry =
  | { readonly kind: 'free' }
  | { readonly kind: 'offset'; readonly offset: number; readonly generation: number }
  | { readonly kind: 'compressed'; readonly container: number; readonly index: number };

export interface XrefSection {
  readonly offset: number;
  /** First byte after its table and trailer, or after its stream. */
  readonly end: number;
  readonly entries: ReadonlyMap<number, XrefEntry>;
  readonly trailer: CosDict;
  /** Number of the cross-reference stream's own object; null for a table. */
  readonly object: number | null;
  readonly previous: number | null;
  /** Bytes of the section and of its companion stream. */
  readonly spans: readonly (readonly [from: number, to: number])[];
  /** It does not say the same to every reader: the two halves of a hybrid section differ, a key stands twice, rows are cut otherwise. */
  readonly ambiguous: boolean;
}

/** Bytes of one field of a cross-reference stream. Some producers write offsets on eight. */
const WIDTH_MAX = 8;
/** Fields of one row. Where more are announced, some readers count them in its length and some do not. */
const FIELDS_OF_ROW = 3;
/** Bytes of one row of a table, its end of line included (7.5.4): readers that know it look for a row there, whatever the blanks. */
const ROW_BYTES = 20;
const OBJECT_NUMBER_MAX = 8_388_607;

/** @throws CosSyntaxError when no section stands there */
export function readSection(bytes: Buffer, offset: number, budget: Budget): XrefSection {
  if (!Number.isSafeInteger(offset) || offset <= 0 || offset >= bytes.length) throw new CosSyntaxError(`no cross-reference at ${offset}`);
  const parser = new CosParser(bytes, offset, bytes.length, budget);
  parser.skipWhite(false);
  return parser.keyword('xref') ? readTable(parser, offset, budget) : readStreamSection(bytes, offset, budget);
}

function readTable(parser: CosParser, offset: number, budget: Budget): XrefSection {
  const entries = new Map<number, XrefEntry>();
  let ambiguous = false;
  for (parser.skipWhite(); !parser.keyword('trailer'); parser.skipWhite()) {
    const first = parser.unsigned();
    parser.skipWhite();
    const count = parser.unsigned();
    if (first === undefined || count === undefined) throw new CosSyntaxError(`cross-reference table at ${offset} is damaged`);
    budget.listed(count);
    parser.skipWhite(false);
    const rows = parser.at;
    for (let i = 0; i < count; i++) {
      const entry = tableEntry(parser);
      setOnce(entries, first + i, entry);
      ambiguous ||= isOtherwise(parser.bytes, rows + i * ROW_BYTES, entry);
    }
  }
  const trailer = parser.value();
  if (!(trailer instanceof CosDict)) throw new CosSyntaxError('the trailer is not a dictionary');
  const spans: [number, number][] = [[offset, parser.at]];
  ambiguous ||= hasRepeatedKey(trailer);
  const companionAt = trailer.get('XRefStm');
  if (typeof companionAt === 'number') {
    const companion = readStreamSection(parser.bytes, companionAt, budget);
    spans.push([companion.offset, companion.end]);
    ambiguous ||= companion.ambiguous;
    for (const [number, entry] of companion.entries) {
      const known = entries.get(number);
      if (known === undefined || known.kind === 'free') entries.set(number, entry);
      else ambiguous ||= !sameEntry(known, entry);
    }
  }
  return { offset, end: parser.at, entries, trailer, object: null, previous: previousOf(trailer), spans, ambiguous };
}

function tableEntry(parser: CosParser): XrefEntry {
  parser.skipWhite(false);
  const offset = parser.unsigned();
  parser.skipWhite(false);
  const generation = parser.unsigned();
  parser.skipWhite(false);
  if (offset === undefined || generation === undefined) throw new CosSyntaxError('a cross-reference entry is damaged');
  if (parser.keyword('n')) return { kind: 'offset', offset, generation };
  if (parser.keyword('f')) return { kind: 'free' };
  throw new CosSyntaxError('a cross-reference entry is neither in use nor free');
}

/** Whether a row of twenty bytes stands at that place and says something else than the entry read word by word. */
function isOtherwise(bytes: Buffer, at: number, entry: XrefEntry): boolean {
  const row = /^(\d{10}) (\d{5}) ([nf])/.exec(bytes.toString('latin1', at, at + ROW_BYTES));
  if (!row) return false;
  return !sameEntry(entry, row[3] === 'f' ? { kind: 'free' } : { kind: 'offset', offset: Number(row[1]), generation: Number(row[2]) });
}

function readStreamSection(bytes: Buffer, offset: number, budget: Budget): XrefSection {
  const direct = (value: CosValue): number | null => (typeof value === 'number' ? value : null);
  const object = readObjectAt(bytes, offset, budget, direct);
  const stream = object.value;
  if (!(stream instanceof CosStream) || stream.dict.name('Type') !== 'XRef') throw new CosSyntaxError(`no cross-reference at ${offset}`);
  const { dict } = stream;
  const widths = integers(dict.get('W'));
  const size = dict.get('Size');
  if (widths.length < FIELDS_OF_ROW || widths.some((width) => width > WIDTH_MAX) || typeof size !== 'number') throw new CosSyntaxError('a cross-reference stream has no usable /W or /Size');
  const data = decodeStream(stream, (value) => value, budget);
  const index = dict.get('Index') === null ? [0, size] : integers(dict.get('Index'));
  const entries = new Map<number, XrefEntry>();
  const row = widths.reduce((sum, width) => sum + width, 0);
  if (row === 0) throw new CosSyntaxError('a cross-reference stream has empty rows');
  let at = 0;
  for (let i = 0; i + 1 < index.length; i += 2) {
    const [first = 0, count = 0] = [index[i], index[i + 1]];
    budget.listed(count);
    if (at + count * row > data.length) throw new CosSyntaxError('a cross-reference stream is too short');
    for (let n = 0; n < count; n++, at += row) {
      const entry = streamEntry(data, at, widths);
      if (entry) setOnce(entries, first + n, entry);
    }
  }
  return {
    offset, end: object.end, entries, trailer: dict, object: object.number, previous: previousOf(dict),
    spans: [[offset, object.end]], ambiguous: widths.length > FIELDS_OF_ROW || hasRepeatedKey(dict) || object.oddity !== null,
  };
}

function streamEntry(data: Buffer, at: number, widths: readonly number[]): XrefEntry | null {
  const [a = 0, b = 0, c = 0] = widths;
  const kind = a === 0 ? 1 : unsigned(data, at, a);
  const second = unsigned(data, at + a, b);
  const third = unsigned(data, at + a + b, c);
  if (kind === 0) return { kind: 'free' };
  if (kind === 1) return { kind: 'offset', offset: second, generation: third };
  // Other types stand for the null object (7.5.8.3).
  return kind === 2 ? { kind: 'compressed', container: second, index: third } : null;
}

/** Beyond 2^53 digits are lost; such an offset is outside any file all the same. */
function unsigned(data: Buffer, at: number, width: number): number {
  let value = 0;
  for (let i = 0; i < width; i++) value = value * 256 + (data[at + i] ?? 0);
  return value;
}

function setOnce(entries: Map<number, XrefEntry>, number: number, entry: XrefEntry): void {
  if (number > OBJECT_NUMBER_MAX) throw new CosSyntaxError(`object number ${number} is out of range`);
  const known = entries.get(number);
  if (known && !sameEntry(known, entry)) throw new CosSyntaxError(`object ${number} is listed twice in one section`);
  entries.set(number, entry);
}

function integers(value: CosValue): number[] {
  if (!isArray(value)) return [];
  return value.map((item) => {
    if (typeof item !== 'number' || item < 0 || !Number.isSafeInteger(item)) throw new CosSyntaxError('a cross-reference stream has a strange number');
    return item;
  });
}

function previousOf(trailer: CosDict): number | null {
  const previous = trailer.get('Prev');
  if (previous === null || sameValue(previous, 0)) return null;
  if (typeof previous !== 'number') throw new CosSyntaxError('/Prev is not an offset');
  return previous;
}

export function sameEntry(a: XrefEntry, b: XrefEntry): boolean {
  if (a.kind === 'offset') return b.kind === 'offset' && a.offset === b.offset && a.generation === b.generation;
  if (a.kind === 'compressed') return b.kind === 'compressed' && a.container === b.container && a.index === b.index;
  return b.kind === 'free';
}
