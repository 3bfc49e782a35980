import { deflateRawSync } from 'node:zlib';
import JSZip from 'jszip';
import { draft, line } from './word.js';

/** A Word file to be spoiled: each attack changes as little as it can of a sound one. */
export type Parts = Record<string, string | Uint8Array>;

const RELATIONSHIPS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/';
export const BODY = 'word/document.xml';
export const BODY_RELATIONSHIPS = 'word/_rels/document.xml.rels';
export const CONTENT_TYPES = '[Content_Types].xml';

/** A sound template of as many paragraphs as texts. */
export function sound(...texts: string[]): Promise<Buffer> {
  return draft(texts.map((text) => line(text)));
}

/** A sound template with parts changed or added. */
export async function spoiled(change: (read: (path: string) => string) => Parts, ...texts: string[]): Promise<Buffer> {
  const zip = await JSZip.loadAsync(await sound(...(texts.length > 0 ? texts : ['Article 1'])));
  const known = new Map<string, string>();
  for (const path of Object.keys(zip.files)) known.set(path, (await zip.file(path)?.async('string')) ?? '');
  for (const [path, content] of Object.entries(change((path) => known.get(path) ?? ''))) zip.file(path, content, { createFolders: false });
  return zip.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE' });
}

/** A sound template with XML put after its first paragraph. */
export function withBody(xml: string, ...texts: string[]): Promise<Buffer> {
  return spoiled((read) => ({ [BODY]: read(BODY).replace('</w:p>', `</w:p>${xml}`) }), ...texts);
}

/** A sound template with one more relationship of its body. */
export function withRelationship(type: string, target: string, mode: 'External' | 'Internal', others: Parts = {}): Promise<Buffer> {
  const added = `<Relationship Id="mal1" Type="${RELATIONSHIPS}${type}" Target="${target}" TargetMode="${mode}"/></Relationships>`;
  return spoiled((read) => ({ ...others, [BODY_RELATIONSHIPS]: read(BODY_RELATIONSHIPS).replace('</Relationships>', added) }));
}

/** A field as Word writes it: begin, instruction, separator, result, end. */
export function field(instruction: string): string {
  const mark = (kind: string) => `<w:r><w:fldChar w:fldCharType="${kind}"/></w:r>`;
  return `<w:p>${mark('begin')}<w:r><w:instrText>${instruction}</w:instrText></w:r>${mark('separate')}<w:r><w:t>résultat</w:t></w:r>${mark('end')}</w:p>`;
}

export interface RawEntry {
  name: string;
  content: Buffer;
  /** General purpose flags (bit 0: encrypted). */
  flags?: number;
  /** What the directory claims, when it lies. */
  claimedSize?: number;
  deflated?: boolean;
}

/** Adds entries that no library would write to a sound zip: doubled, climbing, encrypted, lying, swelling. */
export function withEntries(zip: Buffer, added: readonly RawEntry[]): Buffer {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  const directoryAt = zip.readUInt32LE(end + 16);
  const files: Buffer[] = [zip.subarray(0, directoryAt)];
  const directory: Buffer[] = [zip.subarray(directoryAt, end)];
  let at = directoryAt;
  for (const { name, content, flags = 0, claimedSize = content.length, deflated = false } of added) {
    const stored = deflated ? deflateRawSync(content) : content;
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(deflated ? 8 : 0, 4);
    // The checksum stays at zero: jszip does not look at it unless asked, and no attack gets that far.
    common.writeUInt32LE(stored.length, 14);
    common.writeUInt32LE(claimedSize, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), common, Buffer.from(name), stored]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    directory.push(Buffer.from([0x50, 0x4b, 1, 2, 20, 0]), common, tail, Buffer.from(name));
    files.push(local);
    at += local.length;
  }
  const record = Buffer.from(zip.subarray(end, end + 22));
  const count = zip.readUInt16LE(end + 10) + added.length;
  record.writeUInt16LE(count & 0xffff, 8);
  record.writeUInt16LE(count & 0xffff, 10);
  record.writeUInt32LE(directory.reduce((sum, piece) => sum + piece.length, 0), 12);
  record.writeUInt32LE(at, 16);
  record.writeUInt16LE(0, 20);
  return Buffer.concat([...files, ...directory, record]);
}
