import type { Budget } from './cos-limits.js';
import { CosParser, CosSyntaxError } from './cos-parser.js';
import { CosDict, CosStream } from './cos-values.js';
import type { CosValue } from './cos-values.js';

/** « n g obj … endobj », as it stands in the file. */
export interface CosObject {
  readonly number: number;
  readonly generation: number;
  readonly value: CosValue;
  readonly start: number;
  /** First byte after `endobj`. */
  readonly end: number;
  /** What is irregular, in English; null when nothing is. */
  readonly oddity: string | null;
}

/**
 * Reads the indirect object that stands at an offset.
 *
 * @param lengthOf gives the value of an indirect /Length; null when it cannot be had
 * @param expected the number it must carry; anything else is refused before the rest is read
 * @throws CosSyntaxError when no such object stands there
 */
export function readObjectAt(
  bytes: Buffer, offset: number, budget: Budget, lengthOf: (length: CosValue) => number | null, expected?: number,
): CosObject {
  if (offset < 0 || offset >= bytes.length) throw new CosSyntaxError(`offset ${offset} is outside the file`);
  const parser = new CosParser(bytes, offset, bytes.length, budget);
  parser.skipWhite(false);
  const start = parser.at;
  const number = parser.unsigned();
  parser.skipWhite(false);
  const generation = parser.unsigned();
  parser.skipWhite(false);
  if (number === undefined || generation === undefined || !parser.keyword('obj')) throw new CosSyntaxError(`no object at ${offset}`);
  if (expected !== undefined && number !== expected) throw new CosSyntaxError(`object ${number} stands where ${expected} should`);
  let value = parser.value();
  let oddity: string | null = null;
  parser.skipWhite();
  if (value instanceof CosDict && parser.keyword('stream')) {
    const read = readStreamData(parser, value, lengthOf, budget);
    value = read.stream;
    oddity = read.oddity;
    parser.skipWhite();
  }
  if (!parser.keyword('endobj')) oddity ??= 'no endobj';
  budget.scan(parser.at - start);
  return { number, generation, value, start, end: parser.at, oddity };
}

function readStreamData(parser: CosParser, dict: CosDict, lengthOf: (length: CosValue) => number | null, budget: Budget): { stream: CosStream; oddity: string | null } {
  const { bytes, end } = parser;
  if (bytes[parser.at] === 0x0d) parser.at++;
  if (bytes[parser.at] === 0x0a) parser.at++;
  const from = parser.at;
  const length = lengthOf(dict.get('Length'));
  if (length !== null && length >= 0 && from + length <= end) {
    parser.at = from + length;
    parser.skipWhite(false);
    // The end of line before `endstream` is at most two bytes; more would be data that the length leaves out.
    if (parser.at - from - length <= 2 && parser.keyword('endstream')) return { stream: new CosStream(dict, bytes.subarray(from, from + length)), oddity: null };
  }
  const close = bytes.indexOf('endstream', from, 'latin1');
  budget.scan((close < 0 ? end : close) - from);
  if (close < 0 || close >= end) throw new CosSyntaxError(`stream at ${from} is not closed`);
  parser.at = close + 'endstream'.length;
  return { stream: new CosStream(dict, bytes.subarray(from, close)), oddity: 'a stream has not the length it says' };
}
