import type { CosDocument } from './cos-document.js';
import { textOf } from './cos-text.js';
import { CosName, CosString, isArray } from './cos-values.js';
import type { CosDict, CosValue } from './cos-values.js';
import type { Coverage, Reason } from './report.js';
import type { StructureReasonCode } from './structure-codes.js';

/** What the dictionary of a signature says, and what is wrong with its shape. */
export interface SignatureShape {
  readonly byteRange: readonly [number, number, number, number] | null;
  readonly cms: Buffer | null;
  readonly coverage: Coverage;
  /** Rank of the revision it closes; null when it closes none, or when its range is not sound. */
  readonly revision: number | null;
  readonly defects: readonly Reason[];
}

type ByteRange = readonly [number, number, number, number];

/**
 * Judges /ByteRange and /Contents (ISO 32000-1, 12.8.1; EN 319 142-1, 5.3), as the revision that signed had them: what is left
 * out must be this very dictionary's /Contents, delimiters included, and nothing else, up to the end of a revision. This is what
 * forbids to move the signature elsewhere and to free the bytes in between.
 *
 * @param number object that holds the dictionary; `rank` the revision where it first appeared
 */
export function readShape(document: CosDocument, dict: CosDict, number: number, rank: number): SignatureShape {
  const defects: Reason[] = [];
  const defect = (code: StructureReasonCode, detail?: string): void => void defects.push(detail === undefined ? { code } : { code, detail });
  const version = document.versionOf(number, rank);
  const read = version && document.readVersion(version);
  const isCompressed = version?.entry.kind === 'compressed';
  if (isCompressed || read?.finding || dict.repeated !== undefined) {
    defect('SIGNATURE_DICTIONARY_IRREGULAR', isCompressed ? 'it is in an object stream' : (read?.finding?.detail ?? `it has /${dict.repeated} twice`));
  }
  const contents = dict.get('Contents');
  const cms = readContents(document, contents, isCompressed, defect);
  const byteRange = readByteRange(document, dict.get('ByteRange'), defect);
  if (!byteRange) return { byteRange, cms, coverage: 'partial', revision: null, defects };

  const [, before, after, length] = byteRange;
  const end = after + length;
  const isGap = contents instanceof CosString && !isCompressed && contents.start === before && contents.end === after;
  if (!isGap) defect('BYTE_RANGE_GAP', `bytes ${before} to ${after} are left out, /Contents is elsewhere`);
  if (read?.span && read.span[1] > end) defect('SIGNATURE_OUTSIDE_RANGE');
  const revision = document.revisions.find((candidate) => candidate.rank >= rank && (candidate.end === end || candidate.markerEnd === end))?.rank ?? null;
  if (revision === null && end <= document.bytes.length) defect('BYTE_RANGE_END', `it ends at ${end}, where no revision ends`);
  const isSound = isGap && byteRange[0] === 0 && revision !== null;
  return { byteRange, cms, coverage: isSound ? coverageOf(document, revision) : 'partial', revision: isSound ? revision : null, defects };
}

function coverageOf(document: CosDocument, revision: number): Coverage {
  return revision === document.last && document.revisions[revision]?.end === document.bytes.length ? 'whole_file' : 'revision';
}

function readByteRange(document: CosDocument, value: CosValue, defect: (code: StructureReasonCode, detail?: string) => void): ByteRange | null {
  if (value === null) {
    defect('BYTE_RANGE_MISSING');
    return null;
  }
  const numbers = isArray(value) && value.length === 4 ? value.filter((item) => typeof item === 'number' && Number.isSafeInteger(item) && item >= 0) : [];
  const [start, before, after, length] = numbers;
  if (typeof start !== 'number' || typeof before !== 'number' || typeof after !== 'number' || typeof length !== 'number' || start + before > after) {
    defect('BYTE_RANGE_MALFORMED');
    return null;
  }
  if (start !== 0) defect('BYTE_RANGE_START', `it starts at ${start}`);
  if (after + length > document.bytes.length) defect('BYTE_RANGE_OUTSIDE_FILE', `it ends at ${after + length}, the file at ${document.bytes.length}`);
  return [start, before, after, length];
}

/** The signature itself: a plain hexadecimal string, one ASN.1 value, zeros. */
function readContents(document: CosDocument, contents: CosValue, isCompressed: boolean, defect: (code: StructureReasonCode, detail?: string) => void): Buffer | null {
  if (!(contents instanceof CosString)) {
    defect('CONTENTS_MISSING');
    return null;
  }
  const { bytes, start, end } = contents;
  // Two digits a byte and two delimiters: no blank, no half byte left.
  if (!contents.hex || (!isCompressed && end - start !== 2 * bytes.length + 2)) defect('CONTENTS_NOT_HEX');
  if (isZero(bytes)) {
    defect('CONTENTS_EMPTY');
    return null;
  }
  const length = asn1Length(bytes);
  if (length === null) {
    defect('CONTENTS_NOT_DER');
    return null;
  }
  if (!isZero(bytes.subarray(length))) defect('CONTENTS_PADDING');
  document.budget.tick();
  return bytes.subarray(0, length);
}

function isZero(bytes: Buffer): boolean {
  return bytes.equals(Buffer.alloc(bytes.length));
}

/**
 * Bytes that the first ASN.1 value takes (X.690, 8.1), indefinite lengths included, which other producers use. Null when it is
 * not a SEQUENCE that ends within the bytes.
 */
export function asn1Length(bytes: Buffer): number | null {
  if (bytes[0] !== 0x30) return null;
  let at = 0;
  for (let open = 0; at + 2 <= bytes.length; ) {
    if (bytes[at] === 0 && bytes[at + 1] === 0 && open > 0) {
      at += 2;
      if (--open === 0) return at;
      continue;
    }
    const tag = bytes[at++] ?? 0;
    if ((tag & 0x1f) === 0x1f) while (at < bytes.length && ((bytes[at++] ?? 0) & 0x80) !== 0);
    const first = bytes[at++];
    if (first === undefined) return null;
    if (first === 0x80) {
      if ((tag & 0x20) === 0) return null;
      open++;
      continue;
    }
    const width = first < 0x80 ? 0 : first & 0x7f;
    if (width > 4 || at + width > bytes.length) return null;
    at += width + (width === 0 ? first : bytes.readUIntBE(at, width));
    if (at > bytes.length) return null;
    if (open === 0) return at;
  }
  return null;
}

/** Text of the dictionary that people read. */
export function readWords(document: CosDocument, dict: CosDict, rank: number): { name: string | null; reason: string | null; claimedAt: string | null; subFilter: string | null } {
  const text = (key: string): string | null => textOf(document.resolve(dict.get(key), rank));
  const subFilter = document.resolve(dict.get('SubFilter'), rank);
  return { name: text('Name'), reason: text('Reason'), claimedAt: isoDate(text('M')), subFilter: subFilter instanceof CosName ? subFilter.text : null };
}

/** A PDF date (ISO 32000-1, 7.9.4) as ISO 8601 in UTC; null when it is not one. A date without zone is read as UTC. */
export function isoDate(text: string | null): string | null {
  const match = /^D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:(Z)|([+-])(\d\d)'?(\d\d)?'?)?/.exec(text ?? '');
  if (!match) return null;
  const part = (i: number, otherwise: number): number => (match[i] === undefined ? otherwise : Number(match[i]));
  const [month, day, hour, minute, second] = [part(2, 1), part(3, 1), part(4, 0), part(5, 0), part(6, 0)];
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59) return null;
  const zone = (match[8] === '-' ? -1 : 1) * (part(9, 0) * 60 + part(10, 0));
  return new Date(Date.UTC(part(1, 0), month - 1, day, hour, minute, second) - zone * 60_000).toISOString();
}
