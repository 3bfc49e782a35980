import type { Trailer } from './xref-tail.js';
import { CosDocument } from './verify/cos-document.js';
import { decodeStream } from './verify/cos-filters.js';
import { Budget, STRUCTURE_LIMITS } from './verify/cos-limits.js';
import { readObjectAt } from './verify/cos-object.js';
import { CosParser, CosSyntaxError } from './verify/cos-parser.js';
import { CosDict, CosRef, CosStream, isArray, referencesIn } from './verify/cos-values.js';
import type { CosValue } from './verify/cos-values.js';
import { entriesSyntax, pdfSyntax } from './verify/cos-write.js';
import { readSection } from './verify/cos-xref.js';
import type { XrefEntry } from './verify/cos-xref.js';

/**
 * The catalog as another program left it: what our next revisions write again, rather than what the manifest knew. Plain JSON.
 * `entries`: in PDF syntax, without /DSS; `store`: what its validation data hold, or null.
 */
export interface ForeignCatalog {
  readonly entries: string;
  readonly store: ForeignStore | null;
}

/** References, in PDF syntax, and the other entries of the dictionary (/VRI), which it keeps. */
export interface ForeignStore {
  readonly Certs: readonly string[];
  readonly CRLs: readonly string[];
  readonly OCSPs: readonly string[];
  readonly others: string;
}

/** What one revision by a signing program may list and unpack: a signature, its drawing, its font. */
const LISTED_MAX = 10_000;
const DECODED_BYTES_MAX = 1 << 20;
/** Validation data that one revision may bring: certificates of two hierarchies and their lists. What is refused here would stay in the document for ever, and be read at each verification. */
const STORE_ITEMS_MAX = 100;
/** Once unpacked, in bytes: sixty such revisions stay under what a verification unpacks. */
const STORE_BYTES_MAX = 2 << 20;
const STORE_LISTS = ['Certs', 'CRLs', 'OCSPs'] as const;
/** Of a /DSS, and of the entries of its /VRI (ETSI EN 319 142-1, 5.4). */
const STORE_KEYS: ReadonlySet<string> = new Set([...STORE_LISTS, 'Cert', 'CRL', 'OCSP', 'TS']);
type Resolve = (value: CosValue) => CosValue;

/** One appended revision, read by itself: its cross-reference says where its own objects are. */
export class ForeignRevision {
  private readonly budget: Budget;
  private readonly section: ReturnType<typeof readSection>;
  private readonly containers = new Map<number, Packed>();

  /**
   * @param start where its bytes stand in the file; `startxref` too counts from the beginning of the file
   * @throws CosSyntaxError
   */
  constructor(private readonly bytes: Buffer, private readonly start: number, startxref: number) {
    this.budget = new Budget({ ...STRUCTURE_LIMITS, objectsMax: LISTED_MAX, decodedBytesMax: DECODED_BYTES_MAX }, bytes.length);
    this.section = readSection(bytes, startxref - start, this.budget);
  }

  /** Objects that it declares free; the first one, which stands for none, apart. */
  get freed(): number[] {
    return [...this.section.entries].flatMap(([number, { kind }]) => (kind === 'free' && number !== 0 ? [number] : []));
  }

  /**
   * Numbers from `size` on that it refers to without bringing their objects. A later revision would give one of them to an object of its own, which a verifier
   * would take for what had been waiting to be shown.
   */
  missing(size: number): number[] {
    const written = [...this.section.entries.keys()].map((number) => this.object(number) ?? null);
    const named = [...written, this.section.trailer].flatMap(referencesIn).map(({ number }) => number);
    return [...new Set(named)].filter((number) => number >= size && this.entryOf(number) === undefined);
  }

  /** Whether the validation data that it brings are too many, or too large, to be read again at each verification. */
  get isStoreHeavy(): boolean {
    const items = new Set([...this.section.entries.keys()].flatMap((number) => storeItems(this.object(number) ?? null)));
    if (items.size > STORE_ITEMS_MAX) return true;
    const budget = new Budget({ ...STRUCTURE_LIMITS, decodedBytesMax: STORE_BYTES_MAX }, this.bytes.length);
    for (const number of items) {
      const stream = this.object(number);
      if (stream instanceof CosStream) budget.decodedBytes(decodeStream(stream, this.resolve, budget).length);
    }
    return false;
  }

  /** Null when it does not write the catalog. `before`: as the catalog stood. */
  catalog(number: number, before: ForeignCatalog | undefined): ForeignCatalog | null {
    const catalog = this.object(number);
    return catalog === undefined ? null : foreignCatalog(catalog, this.resolve, before?.store ?? null);
  }

  private readonly resolve: Resolve = (value) => (value instanceof CosRef ? (this.object(value.number) ?? null) : value);

  private entryOf(number: number): Exclude<XrefEntry, { kind: 'free' }> | undefined {
    const entry = this.section.entries.get(number);
    return entry?.kind === 'free' ? undefined : entry;
  }

  private object(number: number): CosValue | undefined {
    const entry = this.entryOf(number);
    if (entry?.kind === 'offset') return this.at(entry.offset, number);
    return entry && this.container(entry.container).object(number, entry.index, this.budget);
  }

  /** Unpacked once, however many objects it holds. */
  private container(number: number): Packed {
    const known = this.containers.get(number);
    if (known) return known;
    const entry = this.entryOf(number);
    const stream = entry?.kind === 'offset' ? this.at(entry.offset, number) : null;
    if (!(stream instanceof CosStream)) throw new CosSyntaxError(`its container ${number} is not there`);
    const packed = new Packed(stream, this.budget);
    this.containers.set(number, packed);
    return packed;
  }

  private at(offset: number, number: number): CosValue {
    return readObjectAt(this.bytes, offset - this.start, this.budget, (length) => (typeof length === 'number' ? length : null), number).value;
  }
}

/** An object stream, unpacked (ISO 32000-1, 7.5.7). */
class Packed {
  private readonly bytes: Buffer;
  private readonly first: number;
  private readonly header: readonly number[];

  constructor(stream: CosStream, budget: Budget) {
    const first = stream.dict.get('First');
    this.bytes = decodeStream(stream, (value) => value, budget);
    if (typeof first !== 'number' || first < 0 || first > this.bytes.length) throw new CosSyntaxError('an object stream without its /First');
    this.first = first;
    this.header = this.bytes.toString('latin1', 0, first).trim().split(/\s+/).map(Number);
  }

  object(number: number, index: number, budget: Budget): CosValue {
    const offset = this.header[2 * index + 1];
    if (this.header[2 * index] !== number || offset === undefined || !Number.isSafeInteger(offset)) throw new CosSyntaxError('an object stream whose header says otherwise');
    return new CosParser(this.bytes, this.first + offset, this.bytes.length, budget).value();
  }
}

/** Numbers that an object may put among validation data: what its lists name, or the list that it is itself. */
function storeItems(value: CosValue): number[] {
  if (isArray(value)) return value.flatMap((item) => (item instanceof CosRef ? [item.number] : []));
  if (!(value instanceof CosDict)) return [];
  return [...value.entries].flatMap(([key, entry]) => {
    if (entry instanceof CosDict) return storeItems(entry);
    return STORE_KEYS.has(key) ? referencesIn(entry).map(({ number }) => number) : [];
  });
}

/**
 * The same from a whole file, read again: null where our own revisions alone wrote the catalog, at the certification, so that the manifest tells it.
 *
 * @param trailers of its revisions, the last one first
 * @param read all its bytes; asked only where they are needed
 * @throws SigningError when it cannot be read
 */
export async function catalogOfFile(trailers: readonly Trailer[], root: number, read: () => Promise<Buffer>): Promise<ForeignCatalog | null> {
  const last = trailers.findIndex(({ runs }) => runs.some(([first, count]) => root >= first && root < first + count));
  // The prepared file is the oldest, its certification comes next.
  if (last < 0 || last >= trailers.length - 2) return null;
  const document = new CosDocument(await read(), STRUCTURE_LIMITS);
  return foreignCatalog(document.valueOf(root, document.last), (value) => document.resolve(value, document.last));
}

function foreignCatalog(catalog: CosValue, resolve: Resolve, known: ForeignStore | null = null): ForeignCatalog {
  if (!(catalog instanceof CosDict) || catalog.repeated !== undefined) throw new CosSyntaxError('the catalog is no dictionary');
  return { entries: entriesSyntax(catalog, ['DSS']), store: catalog.get('DSS') === null ? null : foreignStore(resolve(catalog.get('DSS')), resolve, known) };
}

/** @param known what stood before: where this revision does not write a part again, that part is as it was */
function foreignStore(store: CosValue, resolve: Resolve, known: ForeignStore | null): ForeignStore | null {
  if (!(store instanceof CosDict)) return known;
  const list = (key: (typeof STORE_LISTS)[number]): readonly string[] => {
    const value = store.get(key);
    if (value === null) return [];
    const items = resolve(value);
    if (items === null && known) return known[key];
    if (!isArray(items) || !items.every((item) => item instanceof CosRef)) throw new CosSyntaxError('validation data that are no list of objects');
    return items.map(pdfSyntax);
  };
  return { Certs: list('Certs'), CRLs: list('CRLs'), OCSPs: list('OCSPs'), others: entriesSyntax(store, ['Type', ...STORE_LISTS]) };
}
