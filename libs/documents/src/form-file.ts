import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { PDFObjectStream, PDFStream, type PDFDocument, type PDFObject, type PDFRef } from 'pdf-lib';

/** Objects of one object stream: what pdf-lib puts in one. */
const OBJECTS_TOGETHER = 50;
/** Type, offset or stream, generation or rank, in bytes: four bytes reach four gigabytes. */
const ENTRY_WIDTHS = [1, 4, 2] as const;
const ENTRY_BYTES = ENTRY_WIDTHS[0] + ENTRY_WIDTHS[1] + ENTRY_WIDTHS[2];
const HEADER = Buffer.from('%PDF-1.7\n%\xc2\xa5\xc2\xb1\xc3\xab\n', 'latin1');
/** Of a file identifier, in hexadecimal (ISO 32000-1, 14.4). */
const ID_DIGITS = 32;

type Entry = readonly [type: 0 | 1 | 2, where: number, rank: number];

/** A PDF whose objects are written once and for all, but for a few that each copy has its own. */
export class FormFile {
  private readonly constant: Buffer;
  private readonly entries: Entry[] = [];
  private readonly root: string;
  private readonly information: string;

  /** @param own objects that change from a copy to the next, by number */
  constructor(document: PDFDocument, own: ReadonlySet<number>) {
    const { context } = document;
    const parts: Buffer[] = [HEADER];
    let length = HEADER.length;
    const plain: [PDFRef, PDFObject][] = [];
    const write = (number: number, object: PDFObject) => {
      const bytes = objectBytes(number, bytesOf(object));
      this.entries[number] = [1, length, 0];
      parts.push(bytes);
      length += bytes.length;
    };
    for (const [reference, object] of context.enumerateIndirectObjects()) {
      if (own.has(reference.objectNumber)) continue;
      if (object instanceof PDFStream) write(reference.objectNumber, object);
      else plain.push([reference, object]);
    }
    let next = context.largestObjectNumber + 1;
    for (let i = 0; i < plain.length; i += OBJECTS_TOGETHER) {
      const together = plain.slice(i, i + OBJECTS_TOGETHER);
      together.forEach(([reference], rank) => (this.entries[reference.objectNumber] = [2, next, rank]));
      write(next, PDFObjectStream.withContextAndObjects(context, together));
      next += 1;
    }
    this.constant = Buffer.concat(parts);
    this.root = String(context.trailerInfo.Root);
    this.information = String(context.trailerInfo.Info);
  }

  /**
   * One copy.
   * @param own the bodies of its own objects, by number
   * @returns the file, whose identifier is drawn from its content, and its number of objects (/Size)
   */
  write(own: ReadonlyMap<number, Buffer>): { pdf: Buffer; size: number } {
    const parts = [this.constant];
    const entries = [...this.entries];
    let length = this.constant.length;
    for (const [number, body] of own) {
      const bytes = objectBytes(number, body);
      entries[number] = [1, length, 0];
      parts.push(bytes);
      length += bytes.length;
    }
    const last = entries.length;
    entries.push([1, length, 0]);
    const table = deflateSync(tableOf(entries));
    const dictionary = (id: string) => `<</Type /XRef /Size ${entries.length} /W [${ENTRY_WIDTHS.join(' ')}] /Root ${this.root} /Info ${this.information} /ID [<${id}> <${id}>] /Filter /FlateDecode /Length ${table.length}>>`;
    const hash = createHash('sha256');
    for (const part of parts) hash.update(part);
    const id = hash.digest('hex').slice(0, ID_DIGITS).toUpperCase();
    const tail = [Buffer.from(`${last} 0 obj\n${dictionary(id)}\nstream\n`, 'latin1'), table, Buffer.from(`\nendstream\nendobj\nstartxref\n${length}\n%%EOF\n`, 'latin1')];
    return { pdf: Buffer.concat([...parts, ...tail]), size: entries.length };
  }
}

/** A stream with its dictionary, compressed. */
export function streamBody(entries: string, content: Buffer): Buffer {
  const data = deflateSync(content);
  return Buffer.concat([Buffer.from(`<<${entries} /Filter /FlateDecode /Length ${data.length}>>\nstream\n`, 'latin1'), data, Buffer.from('\nendstream', 'latin1')]);
}

/** A stream left in clear, as PDF/A wants its metadata. */
export function clearStreamBody(entries: string, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`<<${entries} /Length ${content.length}>>\nstream\n`, 'latin1'), content, Buffer.from('\nendstream', 'latin1')]);
}

function objectBytes(number: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${number} 0 obj\n`, 'latin1'), body, Buffer.from('\nendobj\n', 'latin1')]);
}

function bytesOf(object: PDFObject): Buffer {
  const bytes = Buffer.alloc(object.sizeInBytes());
  object.copyBytesInto(bytes, 0);
  return bytes;
}

function tableOf(entries: readonly (Entry | undefined)[]): Buffer {
  const table = Buffer.alloc(entries.length * ENTRY_BYTES);
  // Object 0 heads the free ones, and what is in no entry is free too (ISO 32000-1, 7.5.4 and 7.5.8).
  for (let number = 0; number < entries.length; number += 1) {
    const [type, where, rank] = entries[number] ?? [0, 0, 0xffff];
    table.writeUInt8(type, number * ENTRY_BYTES);
    table.writeUInt32BE(where, number * ENTRY_BYTES + ENTRY_WIDTHS[0]);
    table.writeUInt16BE(rank, number * ENTRY_BYTES + ENTRY_WIDTHS[0] + ENTRY_WIDTHS[1]);
  }
  return table;
}
