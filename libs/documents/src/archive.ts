import { DocumentFault } from './fault.js';

/**
 * The directory of a zip, read before any library touches the file: jszip keeps the last of two entries of one name,
 * repairs paths in silence and makes an object of each of a hundred thousand entries. ZIP is APPNOTE.TXT 6.3.10; a Word
 * file is the subset of ISO/IEC 29500-2 (no encryption, one disk, names that differ by more than their case).
 */
export interface ArchiveEntry {
  name: string;
  /** Bytes as stored and as they claim to be once inflated: a claim, counted again when inflating. */
  packed: number;
  size: number;
}

/** More entries than any genuine Word file has: the agreement and its annexes have 60. */
export const ENTRIES_MAX = 2_000;
/** All the parts once inflated: sixty pages of photographs stay under it, and it fits in the memory of a small server. */
export const INFLATED_BYTES_MAX = 128 * 1024 * 1024;
/** Word's own XML packs 5 to 40 times; deflate cannot pass 1,032. Above this the file was made to swell. */
const RATIO_MAX = 250;
/** Under this size a high ratio harms nobody: an empty numbering part packs very well. */
const RATIO_FROM_BYTES = 4 * 1024 * 1024;

const END_RECORD = 0x06054b50;
const END_RECORD_BYTES = 22;
const COMMENT_BYTES_MAX = 0xffff;
const CENTRAL_RECORD = 0x02014b50;
const CENTRAL_RECORD_BYTES = 46;
const ZIP64_MARK = 0xffffffff;
/** Flags of a central record: encrypted (bit 0), strongly encrypted (6), names hidden (13). */
const ENCRYPTION_FLAGS = 0x0001 | 0x0040 | 0x2000;
const STORED = 0;
const DEFLATED = 8;
/** Where each field lies, in bytes from the start of its record (4.3.12 and 4.3.16). */
const AT = { flags: 8, method: 10, packed: 20, size: 24, nameLength: 28, extraLength: 30, commentLength: 32, name: 46, count: 10, directory: 16 } as const;

/** Compound files (MS-CFB): what Word makes of a document with a password, and of the old .doc. */
const COMPOUND_FILE = 'd0cf11e0a1b11ae1';
const SIGNATURES: ReadonlyArray<readonly [string, string]> = [
  ['25504446', 'c’est un PDF'],
  ['7b5c727466', 'c’est un fichier RTF'],
  ['3c', 'c’est du texte ou une page web'],
];
const ENTRY_SIGNATURE = '504b0304';

/**
 * Judges the envelope of a Word file, without inflating anything.
 * @param name what to call the file in a fault
 * @returns its entries, folders included, in the order of the directory
 * @throws DocumentFault `docx-unreadable`, `docx-encrypted`, `docx-too-large`, `docx-dangerous`, with the reason in French
 */
export function archiveEntries(file: Uint8Array, name: string): ArchiveEntry[] {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  requireSignature(bytes, name);
  const end = endRecord(bytes);
  if (end === null) throw new DocumentFault('docx-unreadable', `${name} : le fichier est tronqué`);
  const count = bytes.readUInt16LE(end + AT.count);
  if (count > ENTRIES_MAX) throw new DocumentFault('docx-too-large', `${name} : plus de ${ENTRIES_MAX} éléments`);
  const entries: ArchiveEntry[] = [];
  const seen = new Set<string>();
  let at = bytes.readUInt32LE(end + AT.directory);
  for (let i = 0; i < count; i++) {
    if (at + CENTRAL_RECORD_BYTES > end || bytes.readUInt32LE(at) !== CENTRAL_RECORD) {
      throw new DocumentFault('docx-unreadable', `${name} : le fichier est tronqué ou altéré`);
    }
    const entry = entryAt(bytes, at, name);
    // ISO/IEC 29500-2, 6.2.2.3: part names that differ by their case only are the same name.
    const key = entry.name.toLowerCase();
    if (seen.has(key)) throw new DocumentFault('docx-dangerous', `${name} : « ${shown(entry.name)} » y est deux fois`);
    seen.add(key);
    entries.push(entry);
    at += CENTRAL_RECORD_BYTES + bytes.readUInt16LE(at + AT.nameLength) + bytes.readUInt16LE(at + AT.extraLength) + bytes.readUInt16LE(at + AT.commentLength);
  }
  // What the count leaves out would be read by those who do not trust the count.
  if (at !== end) throw new DocumentFault('docx-dangerous', `${name} : le sommaire de l’archive ne tombe pas juste`);
  requireModestSizes(entries, name);
  return entries;
}

function requireSignature(bytes: Buffer, name: string): void {
  if (bytes.length === 0) throw new DocumentFault('docx-unreadable', `${name} : le fichier est vide`);
  const head = bytes.toString('hex', 0, 8);
  if (head.startsWith(ENTRY_SIGNATURE)) return;
  if (head === COMPOUND_FILE) {
    throw new DocumentFault('docx-encrypted', `${name} : protégé par un mot de passe, ou dans l’ancien format .doc`);
  }
  const known = SIGNATURES.find(([signature]) => head.startsWith(signature));
  throw new DocumentFault('docx-unreadable', known ? `${name} : ${known[1]}` : name);
}

/** Position of the end record: the last one of the file whose comment reaches its very end. */
function endRecord(bytes: Buffer): number | null {
  const last = bytes.length - END_RECORD_BYTES;
  for (let at = last; at >= Math.max(0, last - COMMENT_BYTES_MAX); at--) {
    if (bytes.readUInt32LE(at) === END_RECORD && at + END_RECORD_BYTES + bytes.readUInt16LE(at + 20) === bytes.length) return at;
  }
  return null;
}

function entryAt(bytes: Buffer, at: number, file: string): ArchiveEntry {
  const flags = bytes.readUInt16LE(at + AT.flags);
  const name = bytes.toString('utf8', at + AT.name, at + AT.name + bytes.readUInt16LE(at + AT.nameLength));
  if ((flags & ENCRYPTION_FLAGS) !== 0) throw new DocumentFault('docx-encrypted', `${file} : « ${shown(name)} » est chiffré`);
  const method = bytes.readUInt16LE(at + AT.method);
  if (method !== STORED && method !== DEFLATED) throw new DocumentFault('docx-unreadable', `${file} : compression inconnue`);
  const packed = bytes.readUInt32LE(at + AT.packed);
  const size = bytes.readUInt32LE(at + AT.size);
  if (packed === ZIP64_MARK || size === ZIP64_MARK) throw new DocumentFault('docx-too-large', `${file} : « ${shown(name)} »`);
  if (!isPlainPath(name)) throw new DocumentFault('docx-dangerous', `${file} : chemin refusé « ${shown(name)} »`);
  return { name, packed, size };
}

/** A path that stays inside: relative, forward slashes, no `..`, nothing a terminal or a disk would read otherwise. */
function isPlainPath(path: string): boolean {
  if (path === '' || path.startsWith('/') || /[\\:\u0000-\u001f\u007f\ufffd]/.test(path)) return false;
  return !path.split('/').some((step) => step === '..' || step === '.');
}

function requireModestSizes(entries: readonly ArchiveEntry[], name: string): void {
  let total = 0;
  for (const { name: entry, packed, size } of entries) {
    total += size;
    if (size > RATIO_FROM_BYTES && size > packed * RATIO_MAX) {
      throw new DocumentFault('docx-dangerous', `${name} : « ${shown(entry)} » enfle démesurément une fois décompressé`);
    }
  }
  if (total > INFLATED_BYTES_MAX) throw new DocumentFault('docx-too-large', `${name} : une fois décompressé`);
}

/** A name fit to be shown: a hostile one may be long or hold control characters. */
function shown(name: string): string {
  const plain = name.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/g, '�');
  return plain.length > 80 ? `${plain.slice(0, 80)}…` : plain;
}
