import type { Prefix } from './prefix.js';

/** Type, offset and generation in the cross-reference stream, in bytes. Five bytes reach far beyond any file. */
const ENTRY_WIDTHS = [1, 5, 2] as const;
const ENTRY_BYTES = ENTRY_WIDTHS[0] + ENTRY_WIDTHS[1] + ENTRY_WIDTHS[2];

/** The end of a revision, once it is known where it stands. */
interface Ending {
  readonly bytes: Buffer;
  readonly startxref: number;
  readonly size: number;
}

/**
 * Writes one incremental revision after a prefix it never reads: objects, then a cross-reference stream that points back to
 * the section before (ISO 32000-1, 7.5.6 and 7.5.8).
 */
export class RevisionWriter {
  private readonly parts: (Buffer | string)[] = [];
  private readonly offsets = new Map<number, number>();
  private next: number;
  /** Bytes written so far. */
  length = 0;

  constructor(private readonly prefix: Prefix) {
    this.next = prefix.size;
  }

  /** A new object number. */
  allocate(): number {
    return this.next++;
  }

  /** Writes PDF syntax: one byte a character. */
  text(text: string): void {
    this.raw(text);
  }

  openObject(number: number): void {
    this.offsets.set(number, this.prefix.length + this.length);
    this.text(`${number} 0 obj\n`);
  }

  object(number: number, body: string): void {
    this.openObject(number);
    this.text(`${body}\nendobj\n`);
  }

  stream(number: number, entries: string, data: Buffer): void {
    this.openObject(number);
    this.text(`<<${entries} /Length ${data.length}>>\nstream\n`);
    this.raw(data);
    this.text('\nendstream\nendobj\n');
  }

  bytes(): Buffer {
    const bytes = Buffer.allocUnsafe(this.length);
    let at = 0;
    for (const part of this.parts) at += typeof part === 'string' ? bytes.write(part, at, 'latin1') : part.copy(bytes, at);
    return bytes;
  }

  /**
   * What ends the revision when `gap` bytes still unknown come first: the end of the open object, then the cross-reference
   * stream. The gap's length is known, hence every offset is; this lets /ByteRange be written before the signature exists.
   */
  endingAfterGap(gap: number, objectEnd: string): Ending {
    const startxref = this.prefix.length + this.length + gap + objectEnd.length;
    const section = this.next;
    const size = section + 1;
    const entries = [...this.offsets, [section, startxref] as const].sort(([a], [b]) => a - b);
    const rows = Buffer.alloc(entries.length * ENTRY_BYTES);
    entries.forEach(([, offset], i) => {
      rows.writeUInt8(1, i * ENTRY_BYTES);
      rows.writeUIntBE(offset, i * ENTRY_BYTES + ENTRY_WIDTHS[0], ENTRY_WIDTHS[1]);
    });
    const { root, info, id, startxref: previous } = this.prefix;
    const dictionary = [
      `/Type /XRef /Size ${size} /Root ${root}`,
      ...(info ? [`/Info ${info}`] : []),
      ...(id ? [`/ID ${id}`] : []),
      `/Prev ${previous} /Index [${entries.map(([object]) => `${object} 1`).join(' ')}]`,
      `/W [${ENTRY_WIDTHS.join(' ')}] /Length ${rows.length}`,
    ].join('\n');
    const bytes = Buffer.concat([
      Buffer.from(`${objectEnd}${section} 0 obj\n<<${dictionary}>>\nstream\n`, 'latin1'),
      rows,
      Buffer.from(`\nendstream\nendobj\nstartxref\n${startxref}\n%%EOF\n`, 'latin1'),
    ]);
    return { bytes, startxref, size };
  }

  /** The prefix that the file becomes once `bytes`, the whole revision, are appended to it. */
  prefixAfter(bytes: Buffer, ending: Ending): Prefix {
    const rewritten = new Set(this.prefix.rewritten);
    for (const object of this.offsets.keys()) if (object < this.prefix.size) rewritten.add(object);
    return {
      ...this.prefix,
      length: this.prefix.length + bytes.length,
      startxref: ending.startxref,
      size: ending.size,
      rewritten,
      hash: this.prefix.hash.copy().update(bytes),
    };
  }

  private raw(part: Buffer | string): void {
    this.parts.push(part);
    this.length += part.length;
  }
}
