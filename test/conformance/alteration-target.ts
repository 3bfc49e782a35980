import { PDFArray, PDFDict, PDFDocument, PDFHexString, PDFName, PDFNumber, PDFObject, PDFRawStream, PDFRef, PDFString } from 'pdf-lib';
import type { PDFContext } from 'pdf-lib';

/** A signature of the file to alter, found where its bytes are. */
export interface TargetSignature {
  readonly type: 'Sig' | 'DocTimeStamp';
  /** Of the dictionary that bears /Contents. */
  readonly ref: PDFRef;
  /** The widget and its name. */
  readonly field: { readonly ref: PDFRef; readonly name: string };
  /** First byte of « <… », first byte after « > », end of what it covers. */
  readonly gapStart: number;
  readonly gapEnd: number;
  readonly coveredEnd: number;
}

/** A signed PDF, read by a real parser, ready to be altered. */
export interface Target {
  readonly bytes: Buffer;
  readonly document: PDFDocument;
  readonly context: PDFContext;
  readonly root: PDFRef;
  readonly startxref: number;
  /** The first object number that is free. */
  readonly size: number;
  /** In the order of the file. */
  readonly signatures: readonly TargetSignature[];
  /** Where each revision ends, the last one included. */
  readonly revisionEnds: readonly number[];
}

/** Draws integers from 0 to `below` - 1: the same for the same seed, so that a failure can be looked at again. */
export type Draw = (below: number) => number;

/** One way to alter a file; null where it does not apply (no second signature to swap with, for instance). */
export type Alteration = (target: Target, draw: Draw) => Buffer | null;

export async function readTarget(bytes: Buffer): Promise<Target> {
  const document = await PDFDocument.load(bytes, { updateMetadata: false });
  const { context } = document;
  const text = bytes.toString('latin1');
  // The parser forgets the cross-reference streams themselves: a number of theirs used again would give the forgery away.
  const size = Math.max(context.largestObjectNumber + 1, ...[...text.matchAll(/\/Size (\d+)/g)].map(([, count]) => Number(count)));
  const revisionEnds = [...text.matchAll(/%%EOF\r?\n?/g)].map((found) => found.index + found[0].length);
  return {
    bytes, document, context, root: context.trailerInfo.Root as PDFRef, startxref: Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(text)![1]), size,
    signatures: signaturesOf(document).sort((a, b) => a.coveredEnd - b.coveredEnd), revisionEnds,
  };
}

/** Mulberry32: thirty-two bits of state are plenty to choose bytes and objects. */
export function drawFrom(seed: number): Draw {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

function signaturesOf(document: PDFDocument): TargetSignature[] {
  return document.context.enumerateIndirectObjects().flatMap(([ref, object]): TargetSignature[] => {
    if (!(object instanceof PDFDict) || object.lookup(PDFName.of('FT')) !== PDFName.of('Sig')) return [];
    const value = object.get(PDFName.of('V'));
    const dictionary = value instanceof PDFRef ? document.context.lookup(value) : undefined;
    const range = dictionary instanceof PDFDict ? dictionary.lookupMaybe(PDFName.of('ByteRange'), PDFArray) : undefined;
    if (!(value instanceof PDFRef) || !(dictionary instanceof PDFDict) || !range) return [];
    const [, gapStart, gapEnd, rest] = range.asArray().map((item) => (item as PDFNumber).asNumber()) as [number, number, number, number];
    const type = dictionary.lookup(PDFName.of('Type')) === PDFName.of('DocTimeStamp') ? 'DocTimeStamp' : 'Sig';
    const name = object.lookup(PDFName.of('T'));
    return [{ type, ref: value, field: { ref, name: name instanceof PDFString || name instanceof PDFHexString ? name.decodeText() : '' }, gapStart, gapEnd, coveredEnd: gapEnd + rest }];
  });
}

type Entry = { offset: number } | 'free';

/** An incremental update, as any editor would append it: in the form (table or stream) that the file already uses. */
export class Update {
  private readonly parts: Buffer[] = [];
  private readonly entries = new Map<number, Entry>();
  private next: number;
  private length = 0;

  /** @param base the bytes it follows; those of the target unless it was altered already */
  constructor(private readonly target: Target, private readonly base: Buffer = target.bytes) {
    this.next = target.size;
    this.write(Buffer.from('\n'));
  }

  allocate(): PDFRef {
    return PDFRef.of(this.next++);
  }

  set(ref: PDFRef, object: PDFObject | string): this {
    this.entries.set(ref.objectNumber, { offset: this.base.length + this.length });
    const body = typeof object === 'string' ? Buffer.from(object, 'latin1') : serialised(object);
    this.write(Buffer.concat([Buffer.from(`${ref.objectNumber} ${ref.generationNumber} obj\n`), body, Buffer.from('\nendobj\n')]));
    return this;
  }

  stream(ref: PDFRef, entries: string, data: string): this {
    return this.set(ref, `<<${entries} /Length ${Buffer.byteLength(data, 'latin1')}>>\nstream\n${data}\nendstream`);
  }

  free(ref: PDFRef): this {
    this.entries.set(ref.objectNumber, 'free');
    return this;
  }

  /** Only an entry of the cross-reference: the object is taken to be at another place of the file. */
  place(ref: PDFRef, offset: number): this {
    this.entries.set(ref.objectNumber, { offset });
    return this;
  }

  /** @param root of the new trailer; the same catalog unless said */
  bytes(root: PDFRef = this.target.root): Buffer {
    const isTable = this.target.bytes.toString('latin1', this.target.startxref, this.target.startxref + 4) === 'xref';
    const startxref = this.base.length + this.length;
    const section = isTable ? this.table(root) : this.crossReferenceStream(root, startxref);
    return Buffer.concat([this.base, ...this.parts, section, Buffer.from(`startxref\n${startxref}\n%%EOF\n`)]);
  }

  private write(part: Buffer): void {
    this.parts.push(part);
    this.length += part.length;
  }

  private trailer(root: PDFRef): string {
    const { ID, Info } = this.target.context.trailerInfo;
    return `/Size ${this.next} /Root ${root.toString()} /Prev ${this.target.startxref}${ID ? ` /ID ${ID.toString()}` : ''}${Info ? ` /Info ${Info.toString()}` : ''}`;
  }

  private table(root: PDFRef): Buffer {
    const lines = this.sorted().map(([number, entry]) => `${number} 1\n${String(entry === 'free' ? 0 : entry.offset).padStart(10, '0')} ${entry === 'free' ? '00001 f' : '00000 n'}\r\n`);
    return Buffer.from(`xref\n${lines.join('')}trailer\n<<${this.trailer(root)}>>\n`, 'latin1');
  }

  private crossReferenceStream(root: PDFRef, offset: number): Buffer {
    const self = this.allocate();
    this.entries.set(self.objectNumber, { offset });
    const sorted = this.sorted();
    const data = Buffer.concat(sorted.map(([, entry]) => {
      const line = Buffer.alloc(7);
      line.writeUInt8(entry === 'free' ? 0 : 1, 0);
      line.writeUInt32BE(entry === 'free' ? 0 : entry.offset, 1);
      line.writeUInt16BE(entry === 'free' ? 1 : 0, 5);
      return line;
    }));
    const index = sorted.map(([number]) => `${number} 1`).join(' ');
    const head = `${self.objectNumber} 0 obj\n<</Type /XRef /W [1 4 2] /Index [${index}] ${this.trailer(root)} /Length ${data.length}>>\nstream\n`;
    return Buffer.concat([Buffer.from(head, 'latin1'), data, Buffer.from('\nendstream\nendobj\n')]);
  }

  private sorted(): [number, Entry][] {
    return [...this.entries].sort(([a], [b]) => a - b);
  }
}

function serialised(object: PDFObject): Buffer {
  const bytes = new Uint8Array(object.sizeInBytes());
  object.copyBytesInto(bytes, 0);
  return Buffer.from(bytes);
}

/** A copy of a dictionary in which entries are replaced (PDF syntax) or, given null, removed. */
export function changed(dictionary: PDFDict, entries: Readonly<Record<string, string | null>>): string {
  const kept = dictionary.entries().filter(([key]) => !Object.hasOwn(entries, key.decodeText()));
  const added = Object.entries(entries).filter(([, value]) => value !== null).map(([key, value]) => `/${key} ${value}`);
  return `<<${kept.map(([key, value]) => `${key.toString()} ${serialised(value).toString('latin1')}`).join(' ')} ${added.join(' ')}>>`;
}

export const isStream = (object: PDFObject | undefined): object is PDFRawStream => object instanceof PDFRawStream;
