import { SigningError } from '../errors.js';
import { decodeStream } from './cos-filters.js';
import { Budget, unreadable } from './cos-limits.js';
import type { StructureLimits } from './cos-limits.js';
import { readObjectAt } from './cos-object.js';
import { CosParser, CosSyntaxError } from './cos-parser.js';
import { readRevisions } from './cos-revisions.js';
import type { CosRevision, Finding } from './cos-revisions.js';
import { CosDict, CosRef, CosStream, dictOf, isArray } from './cos-values.js';
import type { CosValue } from './cos-values.js';
import { sameEntry } from './cos-xref.js';
import type { XrefEntry } from './cos-xref.js';

/** One object as one revision wrote it. */
export interface CosVersion {
  readonly number: number;
  readonly rank: number;
  readonly entry: XrefEntry;
}

export interface ReadObject {
  /** Null when it cannot be read. */
  readonly value: CosValue;
  /** Where it stands in the file; null inside an object stream. */
  readonly span: readonly [from: number, to: number] | null;
  readonly finding: Finding | null;
}

interface Container {
  readonly bytes: Buffer;
  /** Object number and offset, by index. */
  readonly index: readonly (readonly [number: number, offset: number])[];
}

/** Readers look for the header in the first kilobyte. */
const HEADER_WITHIN_BYTES = 1024;
/** A reference to a reference is already unusual. */
const HOPS_MAX = 16;

/** A PDF, revision by revision. Objects are read when they are asked for, and kept. */
export class CosDocument {
  readonly budget: Budget;
  readonly version: string | null;
  readonly headerAt: number;
  readonly revisions: readonly CosRevision[];
  /** Why the end of the file is not one more revision, when it looks like one. */
  readonly tailFailure: string | null;
  /** What each revision really changed: entries listed again as they were are left out. */
  readonly changed: readonly ReadonlyMap<number, CosVersion>[];
  /** Versions of each object, oldest first. Nearly all have one: those are kept without a list. */
  private readonly histories = new Map<number, CosVersion | CosVersion[]>();
  private readonly read = new Map<CosVersion, ReadObject>();
  private readonly containers = new Map<CosVersion, Container | CosSyntaxError>();
  /** A container whose length is inside a container would turn in circles. */
  private openingContainer = false;

  /** @throws SigningError PDF_UNREADABLE, PDF_ENCRYPTED or PDF_TOO_COMPLEX */
  constructor(readonly bytes: Buffer, limits: StructureLimits) {
    this.budget = new Budget(limits, bytes.length);
    const header = /%PDF-(\d\.\d)?/.exec(bytes.toString('latin1', 0, HEADER_WITHIN_BYTES));
    if (!header) throw unreadable('they do not begin like a PDF');
    this.headerAt = header.index;
    this.version = header[1] ?? null;
    ({ revisions: this.revisions, failure: this.tailFailure } = readRevisions(bytes, this.budget));
    if (this.revisions.some((revision) => revision.trailer.get('Encrypt') !== null)) throw new SigningError('PDF_ENCRYPTED', 'The document is encrypted.');
    this.changed = this.revisions.map((revision) => this.register(revision));
  }

  get last(): number {
    return this.revisions.length - 1;
  }

  private register(revision: CosRevision): ReadonlyMap<number, CosVersion> {
    const changed = new Map<number, CosVersion>();
    for (const [number, entry] of revision.listed) {
      if (number === 0) continue;
      const history = this.histories.get(number);
      const known = Array.isArray(history) ? history.at(-1) : history;
      if (known ? sameEntry(known.entry, entry) : entry.kind === 'free') continue;
      const version = { number, rank: revision.rank, entry };
      changed.set(number, version);
      if (Array.isArray(history)) history.push(version);
      else this.histories.set(number, history ? [history, version] : version);
    }
    return changed;
  }

  /** The object as a reader of that revision finds it; undefined when there is none. */
  versionOf(number: number, rank: number): CosVersion | undefined {
    const found = this.histories.get(number);
    const history = Array.isArray(found) ? found : found ? [found] : [];
    for (let i = history.length - 1; i >= 0; i--) {
      const version = history[i];
      if (version && version.rank <= rank) return version.entry.kind === 'free' ? undefined : version;
    }
    return undefined;
  }

  load(number: number, rank: number): ReadObject | undefined {
    const version = this.versionOf(number, rank);
    return version && this.readVersion(version);
  }

  valueOf(number: number, rank: number): CosValue {
    return this.load(number, rank)?.value ?? null;
  }

  /** Reads a version; `keep` false for those that are looked at once. */
  readVersion(version: CosVersion, keep = true): ReadObject {
    const known = this.read.get(version);
    if (known) return known;
    this.budget.tick();
    const object = this.parse(version);
    if (keep) this.read.set(version, object);
    return object;
  }

  resolve(value: CosValue, rank: number): CosValue {
    let resolved = value;
    for (let hops = 0; resolved instanceof CosRef; hops++) {
      if (hops >= HOPS_MAX) return null;
      const version = this.versionOf(resolved.number, rank);
      // A reference with another generation names no object (ISO 32000-1, 7.3.10).
      if (!version || generationOf(version.entry) !== resolved.generation) return null;
      resolved = this.readVersion(version).value;
    }
    return resolved;
  }

  dictionary(value: CosValue, rank: number): CosDict | null {
    return dictOf(this.resolve(value, rank));
  }

  array(value: CosValue, rank: number): readonly CosValue[] {
    const resolved = this.resolve(value, rank);
    return isArray(resolved) ? resolved : [];
  }

  catalog(rank: number): CosDict | null {
    return this.dictionary(this.revisions[rank]?.trailer.get('Root') ?? null, rank);
  }

  /** @throws CosSyntaxError when the data cannot be decoded */
  decode(stream: CosStream, rank: number): Buffer {
    return decodeStream(stream, (value) => this.resolve(value, rank), this.budget);
  }

  private parse(version: CosVersion): ReadObject {
    const failed = (error: unknown): ReadObject => {
      if (!(error instanceof CosSyntaxError)) throw error;
      const detail = `object ${version.number}: ${error.message}`;
      return { value: null, span: null, finding: { code: 'OBJECT_MISPLACED', detail, objects: [version.number] } };
    };
    try {
      return version.entry.kind === 'compressed' ? this.parseCompressed(version, version.entry) : this.parsePlain(version);
    } catch (error) {
      return failed(error);
    }
  }

  private parsePlain(version: CosVersion): ReadObject {
    const { entry, number, rank } = version;
    if (entry.kind !== 'offset') throw new CosSyntaxError('it is not at an offset');
    const revision = this.revisions[rank];
    const lengthOf = (length: CosValue): number | null => (typeof length === 'number' ? length : length instanceof CosRef ? this.plainInteger(length, rank) : null);
    const { bytes, budget } = this;
    const object = readObjectAt(bytes, entry.offset, budget, lengthOf, number);
    const finding = (code: Finding['code'], why: string): Finding => ({ code, detail: `object ${number}: ${why}`, objects: [number] });
    const repeated = dictOf(object.value)?.repeated;
    let found: Finding | null = null;
    if (revision && (object.start < revision.start || object.end > revision.end)) found = finding('XREF_OUTSIDE_REVISION', `its entry points to ${entry.offset}, in another revision`);
    else if (object.generation !== entry.generation) found = finding('OBJECT_MISPLACED', `it has generation ${object.generation} instead of ${entry.generation}`);
    else if (object.oddity !== null) found = finding('OBJECT_IRREGULAR', object.oddity);
    else if (repeated !== undefined) found = finding('OBJECT_IRREGULAR', `it has /${repeated} twice`);
    return { value: object.value, span: [object.start, object.end], finding: found };
  }

  /** The length of a stream, when it is an object of its own: a plain number, hence nothing that could ask for a length in turn. */
  private plainInteger(ref: CosRef, rank: number): number | null {
    const version = this.versionOf(ref.number, rank);
    if (!version || (version.entry.kind === 'compressed' && this.openingContainer)) return null;
    try {
      const { bytes, budget } = this;
      const value =
        version.entry.kind === 'offset'
          ? readObjectAt(bytes, version.entry.offset, budget, () => null, ref.number).value
          : this.readVersion(version).value;
      return typeof value === 'number' ? value : null;
    } catch (error) {
      if (error instanceof CosSyntaxError) return null;
      throw error;
    }
  }

  private parseCompressed(version: CosVersion, entry: Extract<XrefEntry, { kind: 'compressed' }>): ReadObject {
    const holder = this.versionOf(entry.container, version.rank);
    if (!holder || holder.entry.kind !== 'offset') throw new CosSyntaxError(`its container ${entry.container} is not there`);
    const container = this.containerOf(holder);
    const [number, offset] = container.index[entry.index] ?? [];
    if (number !== version.number || offset === undefined) throw new CosSyntaxError(`its container ${entry.container} has not it at rank ${entry.index}`);
    const value = new CosParser(container.bytes, offset, container.bytes.length, this.budget).value();
    const outside = holder.rank !== version.rank;
    const repeated = dictOf(value)?.repeated;
    const detail = outside ? `object ${number}: its container was written by another revision` : `object ${number}: it has /${repeated} twice`;
    const finding: Finding | null = outside || repeated !== undefined ? { code: outside ? 'XREF_OUTSIDE_REVISION' : 'OBJECT_IRREGULAR', detail, objects: [number] } : null;
    return { value, span: null, finding };
  }

  private containerOf(version: CosVersion): Container {
    const known = this.containers.get(version);
    if (known instanceof CosSyntaxError) throw known;
    if (known) return known;
    try {
      const container = this.openContainer(version);
      this.containers.set(version, container);
      return container;
    } catch (error) {
      if (error instanceof CosSyntaxError) this.containers.set(version, error);
      throw error;
    }
  }

  private openContainer(version: CosVersion): Container {
    this.openingContainer = true;
    const stream = this.readVersion(version).value;
    this.openingContainer = false;
    if (!(stream instanceof CosStream) || stream.dict.name('Type') !== 'ObjStm') throw new CosSyntaxError(`${version.number} is no object stream`);
    const [count, first] = [stream.dict.get('N'), stream.dict.get('First')];
    const bytes = decodeStream(stream, (value) => value, this.budget);
    if (typeof count !== 'number' || typeof first !== 'number' || first > bytes.length || count * 2 > bytes.length) {
      throw new CosSyntaxError(`object stream ${version.number} has no usable /N or /First`);
    }
    const header = new CosParser(bytes, 0, first, this.budget);
    const index: [number, number][] = [];
    for (let i = 0; i < count; i++) {
      header.skipWhite();
      const number = header.unsigned();
      header.skipWhite();
      const offset = header.unsigned();
      if (number === undefined || offset === undefined) throw new CosSyntaxError(`object stream ${version.number} has a damaged header`);
      index.push([number, first + offset]);
    }
    return { bytes, index };
  }
}

export function generationOf(entry: XrefEntry): number {
  return entry.kind === 'offset' ? entry.generation : 0;
}
