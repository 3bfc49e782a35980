import type { Alteration, Target } from './alteration-target.js';

/** Attacks without any knowledge of the format: bits, cuts, pieces moved. */

const isCovered = (target: Target, at: number) => target.signatures.every(({ gapStart, gapEnd }) => at < gapStart || at >= gapEnd) && at < target.signatures.at(-1)!.coveredEnd;

/** One bit of a byte that the last signature covers, and that no signature holds. */
export const bitFlipped: Alteration = (target, draw) => {
  const at = draw(target.signatures.at(-1)!.coveredEnd);
  if (!isCovered(target, at)) return null;
  const copy = Buffer.from(target.bytes);
  copy[at] = copy[at]! ^ (1 << draw(8));
  return copy;
};

/** A digit of the printed structure (an offset, a length, a rectangle) is another: the file stays readable. */
export const digitChanged: Alteration = (target, draw) => {
  const from = draw(target.signatures.at(-1)!.coveredEnd);
  for (let at = from; at < target.bytes.length; at += 1) {
    const byte = target.bytes[at]!;
    if (byte < 0x30 || byte > 0x39 || !isCovered(target, at)) continue;
    const copy = Buffer.from(target.bytes);
    copy[at] = 0x30 + ((byte - 0x30 + 1 + draw(8)) % 10);
    return copy;
  }
  return null;
};

export const bytesInserted: Alteration = (target, draw) => {
  const at = draw(target.signatures[0]!.gapStart);
  return Buffer.concat([target.bytes.subarray(0, at), Buffer.from(' '.repeat(1 + draw(20))), target.bytes.subarray(at)]);
};

export const bytesRemoved: Alteration = (target, draw) => {
  const at = draw(target.signatures[0]!.gapStart);
  return Buffer.concat([target.bytes.subarray(0, at), target.bytes.subarray(at + 1 + draw(20))]);
};

/** Cut inside a revision, not at the end of one. */
export const cutInside: Alteration = (target, draw) => {
  const start = target.revisionEnds.at(-2) ?? Math.floor(target.bytes.length / 2);
  const at = start + 1 + draw(Math.max(target.bytes.length - start - 40, 1));
  return target.revisionEnds.includes(at) ? null : target.bytes.subarray(0, at);
};

/** A revision in the middle is taken out. */
export const revisionRemoved: Alteration = (target, draw) => {
  const ends = target.revisionEnds;
  if (ends.length < 3) return null;
  const rank = draw(ends.length - 2);
  return Buffer.concat([target.bytes.subarray(0, ends[rank]), target.bytes.subarray(ends[rank + 1])]);
};

/** Two revisions change places. */
export const revisionsSwapped: Alteration = (target, draw) => {
  const ends = target.revisionEnds;
  if (ends.length < 3) return null;
  const rank = draw(ends.length - 2);
  const [a, b, c] = [ends[rank]!, ends[rank + 1]!, ends[rank + 2]!];
  return Buffer.concat([target.bytes.subarray(0, a), target.bytes.subarray(b, c), target.bytes.subarray(a, b), target.bytes.subarray(c)]);
};

/** The last revision twice. */
export const revisionRepeated: Alteration = (target) => {
  const start = target.revisionEnds.at(-2);
  return start === undefined ? null : Buffer.concat([target.bytes, target.bytes.subarray(start)]);
};

/** Roll-back: the end of the file sends the reader to an older cross-reference; later signatures are there, and not shown. */
export const rolledBack: Alteration = (target, draw) => {
  const earlier = target.revisionEnds.slice(0, -1).map((end) => /startxref\s+(\d+)\s+%%EOF\s*$/.exec(target.bytes.toString('latin1', Math.max(end - 100, 0), end))?.[1]).filter((offset) => offset !== undefined && offset !== '0');
  if (earlier.length === 0) return null;
  return Buffer.concat([target.bytes, Buffer.from(`startxref\n${earlier[draw(earlier.length)]!}\n%%EOF\n`)]);
};

/** Bytes that nobody accounts for, after the end. */
export const tailAppended: Alteration = (target, draw) => Buffer.concat([target.bytes, Buffer.from(Array.from({ length: 1 + draw(5_000) }, () => draw(256)))]);

/** Another document before it. */
export const headerDisplaced: Alteration = (target, draw) => Buffer.concat([Buffer.from(`%PDF-1.4\n%${'x'.repeat(draw(500))}\n`), target.bytes]);
