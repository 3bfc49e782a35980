import { inflateRawSync } from 'node:zlib';
import JSZip from 'jszip';
import { readSheet } from 'read-excel-file/universal';
import { TABLE_COLUMNS_MAX, TABLE_ROWS_MAX, WORKBOOK_INFLATED_BYTES_MAX, WORKBOOK_PARTS_MAX } from './tabular-limits.js';
import { TableRefusal } from './table-refusal.js';

/** The directory of a zip (APPNOTE.TXT 6.3.10, 4.3.12 and 4.3.16): where each field lies, in bytes from the start of its record. */
const END_RECORD = 0x06054b50;
const END_RECORD_BYTES = 22;
const CENTRAL_RECORD = 0x02014b50;
const CENTRAL_RECORD_BYTES = 46;
const LOCAL_RECORD_BYTES = 30;
const COMMENT_BYTES_MAX = 0xffff;
const AT = { count: 10, directory: 16, flags: 8, method: 10, packed: 20, size: 24, nameLength: 28, extraLength: 30, commentLength: 32, offset: 42, localNameLength: 26, localExtraLength: 28 } as const;
const ENCRYPTED = 0x0001;
const STORED = 0;
const DEFLATED = 8;

type Part = { name: string; size: number; content: () => Buffer };

/**
 * The first sheet of a workbook, as text. It is unpacked here, within bounds, and the library is given an envelope of ours: a zip may hold two
 * directories, lie about sizes, or keep its sheets where nobody looks, and one cell may claim a million rows.
 */
export async function readWorkbook(bytes: Buffer, name: string): Promise<string[][]> {
  const envelope = await repacked(unpacked(partsOf(bytes, name), name));
  try {
    const cells = await readSheet(envelope, { parseNumber: (number) => plainNumber(number) });
    return cells.map((row) => row.map((value) => (value instanceof Date ? value.toISOString().slice(0, 'AAAA-MM-JJ'.length) : value === null ? '' : String(value))));
  } catch (fault) {
    throw new TableRefusal('table_unreadable', name, (fault as Error).name === 'InvalidSpreadsheetError' ? 'une cellule ne peut pas être lue' : '');
  }
}

/** Digits as kept in the file, without the exponent that a SIRET would take, nor the zeros of the binary fraction. */
function plainNumber(written: string): string {
  const value = Number(written);
  return /^-?\d+$/.test(written) || !Number.isFinite(value) ? written : Number.isInteger(value) ? BigInt(value).toString() : String(value);
}

/** The parts that the library reads, each no larger than it says. Any of them may be a sheet, wherever it lies: those that hold rows are judged as such. */
function unpacked(parts: readonly Part[], name: string): Map<string, Buffer> {
  if (parts.length > WORKBOOK_PARTS_MAX || parts.reduce((sum, { size }) => sum + size, 0) > WORKBOOK_INFLATED_BYTES_MAX) throw new TableRefusal('table_too_large', name);
  if (!parts.some((part) => part.name === 'xl/workbook.xml')) throw new TableRefusal('table_kind_unknown', name);
  const contents = new Map(parts.filter((part) => /\.(xml|rels)$/.test(part.name)).map((part) => [part.name, part.content()]));
  for (const content of contents.values()) if (content.includes('sheetData')) requireModestSheet(content.toString('utf8'), name);
  return contents;
}

function repacked(contents: ReadonlyMap<string, Buffer>): Promise<ArrayBuffer> {
  const zip = new JSZip();
  for (const [name, content] of contents) zip.file(name, content);
  return zip.generateAsync({ type: 'arraybuffer', compression: 'STORE' });
}

/** Every row and every cell says where it is (`r="12"`, `r="B12"`): the reader makes all the empty cells before it. Rows that say nothing are counted. */
function requireModestSheet(xml: string, name: string): void {
  let rows = 0;
  for (const _ of xml.matchAll(/<(?:[\w.-]+:)?row\b/g)) if (++rows > TABLE_ROWS_MAX + 1) throw new TableRefusal('table_too_long', name);
  for (const [, place = ''] of xml.matchAll(/\sr\s*=\s*["']([^"']{0,40})/g)) {
    const [, letters, row] = /^([A-Z]{0,3})(\d{1,7})$/.exec(place) ?? [];
    if (row === undefined) throw new TableRefusal('table_unreadable', name);
    // The first line names the columns.
    if (Number(row) > TABLE_ROWS_MAX + 1) throw new TableRefusal('table_too_long', name);
    if (columnRank(letters ?? '') > TABLE_COLUMNS_MAX) throw new TableRefusal('table_too_wide', name);
  }
}

function columnRank(letters: string): number {
  return [...letters].reduce((rank, letter) => rank * 26 + letter.charCodeAt(0) - 64, 0);
}

function partsOf(bytes: Buffer, name: string): Part[] {
  const from = Math.max(0, bytes.length - END_RECORD_BYTES - COMMENT_BYTES_MAX);
  const signature = Buffer.alloc(4);
  signature.writeUInt32LE(END_RECORD);
  const end = bytes.lastIndexOf(signature);
  if (end < from || end + END_RECORD_BYTES > bytes.length) throw new TableRefusal('table_unreadable', name);
  const count = bytes.readUInt16LE(end + AT.count);
  const parts: Part[] = [];
  let at = bytes.readUInt32LE(end + AT.directory);
  for (let index = 0; index < count; index++) {
    if (at + CENTRAL_RECORD_BYTES > end || bytes.readUInt32LE(at) !== CENTRAL_RECORD) throw new TableRefusal('table_unreadable', name);
    parts.push(partAt(bytes, at, name));
    at += CENTRAL_RECORD_BYTES + bytes.readUInt16LE(at + AT.nameLength) + bytes.readUInt16LE(at + AT.extraLength) + bytes.readUInt16LE(at + AT.commentLength);
  }
  return parts;
}

function partAt(bytes: Buffer, at: number, name: string): Part {
  const method = bytes.readUInt16LE(at + AT.method);
  const packed = bytes.readUInt32LE(at + AT.packed);
  const size = bytes.readUInt32LE(at + AT.size);
  const offset = bytes.readUInt32LE(at + AT.offset);
  if (bytes.readUInt16LE(at + AT.flags) & ENCRYPTED) throw new TableRefusal('table_locked', name);
  if ((method !== STORED && method !== DEFLATED) || offset + LOCAL_RECORD_BYTES > bytes.length) throw new TableRefusal('table_unreadable', name);
  const partName = bytes.toString('utf8', at + CENTRAL_RECORD_BYTES, at + CENTRAL_RECORD_BYTES + bytes.readUInt16LE(at + AT.nameLength));
  const begin = offset + LOCAL_RECORD_BYTES + bytes.readUInt16LE(offset + AT.localNameLength) + bytes.readUInt16LE(offset + AT.localExtraLength);
  const content = (): Buffer => {
    try {
      const stored = bytes.subarray(begin, begin + packed);
      return method === STORED ? stored : inflateRawSync(stored, { maxOutputLength: Math.max(size, 1) });
    } catch {
      throw new TableRefusal('table_unreadable', name);
    }
  };
  return { name: partName, size, content };
}
