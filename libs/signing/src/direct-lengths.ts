import { crossReferenceOffset } from './xref-tail.js';

/** Cross-reference sections read at most: a finalised document has one, an edited one a few. */
const SECTIONS_MAX = 64;

/**
 * Writes every indirect stream /Length in its place, without moving a byte.
 *
 * LibreOffice writes « /Length 12 0 R ». pdf-lib then looks for the word « endstream » instead, and takes a last byte 0A or 0D
 * of the data for an end of line: one stream in some hundreds loses a byte, and no tool complains. Objects are found through
 * the classic cross-reference table, so that bytes of a stream are never mistaken for syntax. A file without such a table is
 * returned as it is: `prepare` then refuses it if a length is still indirect.
 */
export function withDirectLengths(pdf: Buffer): Buffer {
  const offsets = classicOffsets(pdf);
  const fixed = Buffer.from(pdf);
  for (const offset of offsets.values()) {
    // One dictionary before « stream » is short; 4096 bytes hold any that LibreOffice writes.
    const head = pdf.toString('latin1', offset, Math.min(pdf.length, offset + 4096));
    const stream = /^\s*\d+ \d+ obj\b[^]*?>>\s*stream\r?\n/.exec(head);
    if (!stream || stream[0].includes('endobj')) continue;
    const length = /\/Length\s+(\d+)\s+0\s+R/.exec(stream[0]);
    const target = length && offsets.get(Number(length[1]));
    if (!length || target === undefined || target === null) continue;
    const value = /^\s*\d+ \d+ obj\s+(\d+)\s+endobj/.exec(pdf.toString('latin1', target, Math.min(pdf.length, target + 64)));
    const direct = `/Length ${value?.[1]}`;
    if (!value || direct.length > length[0].length) continue;
    fixed.write(direct.padEnd(length[0].length, ' '), offset + length.index, 'latin1');
  }
  return fixed;
}

/** Offset of each object in use, newest section first; empty when the file has no classic table. */
function classicOffsets(pdf: Buffer): Map<number, number> {
  const offsets = new Map<number, number>();
  let at: number | undefined = crossReferenceOffset(pdf);
  for (let sections = 0; at !== undefined && sections < SECTIONS_MAX; sections++) {
    const section = readTable(pdf, at);
    if (!section) break;
    for (const [object, offset] of section.offsets) if (!offsets.has(object)) offsets.set(object, offset);
    at = section.previous;
  }
  return offsets;
}

function readTable(pdf: Buffer, at: number): { offsets: Map<number, number>; previous: number | undefined } | undefined {
  const end = pdf.indexOf('trailer', at, 'latin1');
  if (pdf.toString('latin1', at, at + 4) !== 'xref' || end < 0) return undefined;
  const offsets = new Map<number, number>();
  const numbers = pdf.toString('latin1', at + 4, end).trim().split(/\s+/);
  for (let i = 0; i + 1 < numbers.length; ) {
    const first = Number(numbers[i]);
    const count = Number(numbers[i + 1]);
    i += 2;
    for (let k = 0; k < count && i + 2 < numbers.length; k++, i += 3) {
      if (numbers[i + 2] === 'n') offsets.set(first + k, Number(numbers[i]));
    }
  }
  const startxref = pdf.indexOf('startxref', end, 'latin1');
  const previous = /\/Prev\s+(\d+)/.exec(pdf.toString('latin1', end, startxref < 0 ? pdf.length : startxref));
  return { offsets, previous: previous ? Number(previous[1]) : undefined };
}
