import { inflateSync } from 'node:zlib';
import type { Budget } from './cos-limits.js';
import { tooComplex } from './cos-limits.js';
import { CosSyntaxError } from './cos-parser.js';
import { CosDict, CosName, isArray } from './cos-values.js';
import type { CosStream, CosValue } from './cos-values.js';

/** Filters applied one on the other; more serves only to swell a file. */
const FILTERS_MAX = 4;

/**
 * The data of a stream, decoded: the filters that cross-references, object streams and validation data use.
 *
 * @throws CosSyntaxError when the data or the filter cannot be read; SigningError PDF_TOO_COMPLEX beyond the budget
 */
export function decodeStream(stream: CosStream, resolve: (value: CosValue) => CosValue, budget: Budget): Buffer {
  const filters = listOf(resolve(stream.dict.get('Filter'))).map(resolve);
  const parameters = listOf(resolve(stream.dict.get('DecodeParms'))).map(resolve);
  if (filters.length > FILTERS_MAX) throw tooComplex(`more than ${FILTERS_MAX} filters on a stream`);
  let data = stream.data;
  filters.forEach((filter, i) => {
    if (!(filter instanceof CosName)) throw new CosSyntaxError('a filter is not a name');
    const parameter = parameters[i];
    data = decodeOnce(filter.text, parameter instanceof CosDict ? parameter : undefined, data, budget);
    budget.decodedBytes(data.length);
  });
  return data;
}

function listOf(value: CosValue): readonly CosValue[] {
  if (value === null) return [];
  return isArray(value) ? value : [value];
}

function decodeOnce(filter: string, parameters: CosDict | undefined, data: Buffer, budget: Budget): Buffer {
  switch (filter) {
    case 'FlateDecode':
    case 'Fl':
      return unpredict(inflate(data, budget), parameters);
    case 'ASCIIHexDecode':
    case 'AHx':
      return asciiHex(data);
    case 'ASCII85Decode':
    case 'A85':
      return ascii85(data);
    default:
      throw new CosSyntaxError(`filter ${filter} is not read here`);
  }
}

function inflate(data: Buffer, budget: Budget): Buffer {
  if (budget.decodable <= 0) throw tooComplex('streams give too many bytes');
  try {
    return inflateSync(data, { maxOutputLength: budget.decodable });
  } catch (cause) {
    if (typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE') throw tooComplex('a stream gives too many bytes');
    throw new CosSyntaxError('compressed data is damaged', { cause });
  }
}

function asciiHex(data: Buffer): Buffer {
  const digits = data.toString('latin1').replace(/>[^]*$/, '').replace(/\s+/g, '');
  if (/[^0-9A-Fa-f]/.test(digits)) throw new CosSyntaxError('hexadecimal data has other signs');
  return Buffer.from(digits.length % 2 ? `${digits}0` : digits, 'hex');
}

function ascii85(data: Buffer): Buffer {
  const text = data.toString('latin1').replace(/~>?[^]*$/, '').replace(/[\s\0]+/g, '');
  const bytes: number[] = [];
  for (let i = 0; i < text.length; ) {
    if (text[i] === 'z') {
      bytes.push(0, 0, 0, 0);
      i++;
      continue;
    }
    const group = text.slice(i, i + 5);
    let value = 0;
    for (const sign of group.padEnd(5, 'u')) {
      const digit = sign.charCodeAt(0) - 33;
      if (digit < 0 || digit > 84) throw new CosSyntaxError('base 85 data has other signs');
      value = value * 85 + digit;
    }
    for (let k = 0; k < group.length - 1; k++) bytes.push(Math.floor(value / 256 ** (3 - k)) & 0xff);
    i += 5;
  }
  return Buffer.from(bytes);
}

/** Undoes a predictor (ISO 32000-1, 7.4.4.4): the PNG ones, and TIFF's on whole bytes. */
function unpredict(data: Buffer, parameters: CosDict | undefined): Buffer {
  const integer = (key: string, otherwise: number): number => {
    const value = parameters?.get(key) ?? otherwise;
    if (typeof value !== 'number' || value < 1 || value > 1 << 20) throw new CosSyntaxError(`/${key} is out of range`);
    return value;
  };
  const predictor = integer('Predictor', 1);
  if (predictor === 1) return data;
  const step = Math.max(1, (integer('Colors', 1) * integer('BitsPerComponent', 8)) >> 3);
  const width = Math.ceil((integer('Colors', 1) * integer('BitsPerComponent', 8) * integer('Columns', 1)) / 8);
  return predictor === 2 ? untiff(data, width, step) : unpng(data, width, step);
}

function untiff(data: Buffer, width: number, step: number): Buffer {
  const out = Buffer.from(data);
  for (let i = 0; i < out.length; i++) if (i % width >= step) out[i] = ((out[i] ?? 0) + (out[i - step] ?? 0)) & 0xff;
  return out;
}

function unpng(data: Buffer, width: number, step: number): Buffer {
  const rows = Math.ceil(data.length / (width + 1));
  const out = Buffer.alloc(Math.max(0, data.length - rows));
  for (let row = 0; row < rows; row++) {
    const kind = data[row * (width + 1)] ?? 0;
    if (kind > 4) throw new CosSyntaxError('unknown PNG predictor');
    for (let i = 0; i < width && row * width + i < out.length; i++) {
      const at = row * width + i;
      const left = i >= step ? (out[at - step] ?? 0) : 0;
      const up = row > 0 ? (out[at - width] ?? 0) : 0;
      const corner = row > 0 && i >= step ? (out[at - width - step] ?? 0) : 0;
      const guess = kind === 0 ? 0 : kind === 1 ? left : kind === 2 ? up : kind === 3 ? (left + up) >> 1 : paeth(left, up, corner);
      out[at] = ((data[row * (width + 1) + 1 + i] ?? 0) + guess) & 0xff;
    }
  }
  return out;
}

function paeth(left: number, up: number, corner: number): number {
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}
