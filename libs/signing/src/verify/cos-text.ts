import { isUtf8 } from 'node:buffer';
import { CosString } from './cos-values.js';
import type { CosValue } from './cos-values.js';

/** Where PDFDocEncoding is not latin-1 (ISO 32000-1, annex D.3), from the code given on. The codes it leaves undefined are read as latin-1, so that each keeps its own character. */
const PDF_DOC: readonly (readonly [first: number, characters: string])[] = [
  [0x18, '\u02d8\u02c7\u02c6\u02d9\u02dd\u02db\u02da\u02dc'],
  [0x80, '\u2022\u2020\u2021\u2026\u2014\u2013\u0192\u2044\u2039\u203a\u2212\u2030\u201e\u201c\u201d\u2018\u2019\u201a\u2122\ufb01\ufb02\u0141\u0152\u0160\u0178\u017d\u0131\u0142\u0153\u0161\u017e'],
  [0xa0, '\u20ac'],
];
const DECODED = new Map(PDF_DOC.flatMap(([first, characters]) => [...characters].map((character, i): [number, string] => [first + i, character])));

/** A text string (ISO 32000-1, 7.9.2.2): UTF-16BE or UTF-8 with their marks, else PDFDocEncoding. Null when the value is no string. */
export function textOf(value: CosValue | undefined): string | null {
  if (!(value instanceof CosString)) return null;
  const { bytes } = value;
  if (isUtf16(bytes)) return Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2))).swap16().toString('utf16le');
  if (isMarkedUtf8(bytes)) return bytes.toString('utf8', 3);
  return [...bytes].map((byte) => DECODED.get(byte) ?? String.fromCharCode(byte)).join('');
}

/** Whether two values are one text, whatever its encoding. False where readers could disagree: half a character, or a mark that some take for another byte order. */
export function isSameText(a: CosValue, b: CosValue): boolean {
  if (!(a instanceof CosString) || !(b instanceof CosString)) return false;
  return a.bytes.equals(b.bytes) || (isClear(a.bytes) && isClear(b.bytes) && textOf(a) === textOf(b));
}

function isUtf16(bytes: Buffer): boolean {
  return bytes[0] === 0xfe && bytes[1] === 0xff;
}

function isMarkedUtf8(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

function isClear(bytes: Buffer): boolean {
  if (isUtf16(bytes)) return bytes.length % 2 === 0;
  if (isMarkedUtf8(bytes)) return isUtf8(bytes);
  return !(bytes[0] === 0xff && bytes[1] === 0xfe);
}
