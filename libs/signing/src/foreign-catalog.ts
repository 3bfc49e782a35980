import type { Trailer } from './xref-tail.js';
import { CosDocument } from './verify/cos-document.js';
import { decodeStream } from './verify/cos-filters.js';
import { Budget, STRUCTURE_LIMITS } from './verify/cos-limits.js';
import { readObjectAt } from './verify/cos-object.js';
import { CosParser, CosSyntaxError } from './verify/cos-parser.js';
import { CosDict, CosRef, CosStream, isArray } from './verify/cos-values.js';
import type { CosValue } from './verify/cos-values.js';
import { entriesSyntax, pdfSyntax } from './verify/cos-write.js';
import { readSection } from './verify/cos-xref.js';

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
const STORE_LISTS = ['Certs', 'CRLs', 'OCSPs'] as const;
type Resolve = (value: CosValue) => CosValue;

/** One appended revision, read by itself: its cross-reference says where its own objects are. */
export class ForeignRevision {
  private readonly budget: Budget;
  private readonly section: ReturnType<typeof readSection>;

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

  /** Null when it does not write the catalog. `before`: as the catalog stood. */
  catalog(number: number, before: ForeignCatalog | undefined): ForeignCatalog | null {
    const resolve: Resolve = (value) => (value instanceof CosRef ? (this.object(value.number) ?? null) : value);
    const catalog = this.object(number);
    return catalog === undefined ? null : foreignCatalog(catalog, resolve, before?.store ?? null);
  }

  private object(number: number): CosValue | undefined {
    const entry = this.section.entries.get(number);
    if (!entry || entry.kind === 'free') return undefined;
    if (entry.kind === 'offset') return this.at(entry.offset, number);
    const holder = this.section.entries.get(entry.container);
    const container = holder?.kind === 'offset' ? this.at(holder.offset, entry.container) : null;
    if (!(container instanceof CosStream)) throw new CosSyntaxError(`its container ${entry.container} is not there`);
    return packed(container, number, entry.index, this.budget);
  }

  private at(offset: number, number: number): CosValue {
    return readObjectAt(this.bytes, offset - this.start, this.budget, (length) => (typeof length === 'number' ? length : null), number).value;
  }
}

/** The object of that rank in an object stream (ISO 32000-1, 7.5.7). */
function packed(container: CosStream, number: number, index: number, budget: Budget): CosValue {
  const first = container.dict.get('First');
  const bytes = decodeStream(container, (value) => value, budget);
  if (typeof first !== 'number' || first < 0 || first > bytes.length) throw new CosSyntaxError('an object stream without its /First');
  const header = bytes.toString('latin1', 0, first).trim().split(/\s+/).map(Number);
  const offset = header[2 * index + 1];
  if (header[2 * index] !== number || offset === undefined || !Number.isSafeInteger(offset)) throw new CosSyntaxError('an object stream whose header says otherwise');
  return new CosParser(bytes, first + offset, bytes.length, budget).value();
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
