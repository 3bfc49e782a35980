import { tooComplex } from './cos-limits.js';
import type { Budget } from './cos-limits.js';
import { CosDict, CosName, CosReal, CosRef, CosString, CosWord } from './cos-values.js';
import type { CosValue } from './cos-values.js';

/** Bytes that are not an object of PDF. Caught where the object is asked for; never leaves the verifier. */
export class CosSyntaxError extends Error {}

const WHITE = 1;
const DELIMITER = 2;
/** Class of each byte (ISO 32000-1, 7.2.2): regular, white space or delimiter. */
const CLASS = new Uint8Array(256);
for (const byte of [0x00, 0x09, 0x0a, 0x0c, 0x0d, 0x20]) CLASS[byte] = WHITE;
for (const byte of Buffer.from('()<>[]{}/%', 'latin1')) CLASS[byte] = DELIMITER;

export const isWhite = (byte: number | undefined): boolean => byte !== undefined && CLASS[byte] === WHITE;
const isRegular = (byte: number | undefined): boolean => byte !== undefined && CLASS[byte] === 0;
const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;

const ESCAPES: Readonly<Record<string, number>> = { n: 0x0a, r: 0x0d, t: 0x09, b: 0x08, f: 0x0c };
/** Words that close an object: met inside an array or a dictionary, they show that it was cut. */
const CLOSING_WORDS = new Set(['endobj', 'stream', 'endstream', 'obj', 'xref', 'trailer', 'startxref']);
/** An object number or generation has at most ten digits in a cross-reference table. */
const REFERENCE_DIGITS_MAX = 10;

/** Reads values one after the other, from `at` on, and nothing outside [at, end). */
export class CosParser {
  constructor(
    readonly bytes: Buffer,
    public at: number,
    readonly end: number,
    private readonly budget: Budget,
  ) {}

  skipWhite(comments = true): void {
    for (; this.at < this.end; this.at++) {
      const byte = this.bytes[this.at];
      if (isWhite(byte)) continue;
      if (byte !== 0x25 || !comments) return;
      const from = this.at;
      while (this.at < this.end && this.bytes[this.at] !== 0x0a && this.bytes[this.at] !== 0x0d) this.at++;
      this.budget.scan(this.at - from);
    }
  }

  /** Steps over a keyword when it stands here, and says whether it did. */
  keyword(word: string): boolean {
    const after = this.at + word.length;
    if (after > this.end) return false;
    for (let i = 0; i < word.length; i++) if (this.bytes[this.at + i] !== word.charCodeAt(i)) return false;
    if (after < this.end && isRegular(this.bytes[after])) return false;
    this.at = after;
    return true;
  }

  /** A whole number without sign when one stands here; undefined, and no move, otherwise. */
  unsigned(digitsMax = REFERENCE_DIGITS_MAX): number | undefined {
    let at = this.at;
    let value = 0;
    while (at < this.end && isDigit(this.bytes[at])) value = value * 10 + ((this.bytes[at++] ?? 0x30) - 0x30);
    if (at === this.at || at - this.at > digitsMax || (at < this.end && isRegular(this.bytes[at]))) return undefined;
    this.at = at;
    return value;
  }

  value(depth = 0): CosValue {
    if (depth > this.budget.limits.depthMax) throw tooComplex(`objects are nested more than ${this.budget.limits.depthMax} deep`);
    this.skipWhite();
    const byte = this.at < this.end ? this.bytes[this.at] : undefined;
    switch (byte) {
      case undefined:
        throw new CosSyntaxError('it ends too early');
      case 0x2f:
        return this.name();
      case 0x28:
        return this.literal();
      case 0x3c:
        return this.at + 1 < this.end && this.bytes[this.at + 1] === 0x3c ? this.dictionary(depth) : this.hexadecimal();
      case 0x5b:
        return this.array(depth);
      default:
        if (!isRegular(byte)) throw new CosSyntaxError(`stray delimiter at ${this.at}`);
        return isDigit(byte) ? (this.reference() ?? this.word()) : this.word();
    }
  }

  private reference(): CosRef | undefined {
    const from = this.at;
    const number = this.unsigned();
    if (number !== undefined) {
      this.skipWhite();
      const generation = this.unsigned(5);
      if (generation !== undefined) {
        this.skipWhite();
        if (this.keyword('R')) return new CosRef(number, generation);
      }
    }
    this.at = from;
    return undefined;
  }

  private word(): CosValue {
    const from = this.at;
    while (this.at < this.end && isRegular(this.bytes[this.at])) this.at++;
    const text = this.bytes.toString('latin1', from, this.at);
    if (/^[+-]?\d+$/.test(text)) return Number(text);
    if (/^[+-]?(\d+\.\d*|\.\d+)$/.test(text)) return new CosReal(Number(text));
    if (text === 'true' || text === 'false') return text === 'true';
    if (text === 'null') return null;
    if (CLOSING_WORDS.has(text)) throw new CosSyntaxError(`« ${text} » at ${from} instead of a value`);
    return new CosWord(text);
  }

  private name(): CosName {
    const from = ++this.at;
    while (this.at < this.end && isRegular(this.bytes[this.at])) this.at++;
    const text = this.bytes.toString('latin1', from, this.at);
    return new CosName(text.includes('#') ? text.replace(/#([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16))) : text);
  }

  private array(depth: number): readonly CosValue[] {
    this.at++;
    const items: CosValue[] = [];
    for (;;) {
      this.skipWhite();
      if (this.at < this.end && this.bytes[this.at] === 0x5d) break;
      items.push(this.value(depth + 1));
    }
    this.at++;
    return items;
  }

  private dictionary(depth: number): CosDict {
    this.at += 2;
    const entries = new Map<string, CosValue>();
    let repeated: string | undefined;
    for (;;) {
      this.skipWhite();
      if (this.at + 1 < this.end && this.bytes[this.at] === 0x3e && this.bytes[this.at + 1] === 0x3e) break;
      if (this.at >= this.end || this.bytes[this.at] !== 0x2f) throw new CosSyntaxError(`no key at ${this.at}`);
      const key = this.name().text;
      if (entries.has(key)) repeated = key;
      entries.set(key, this.value(depth + 1));
    }
    this.at += 2;
    return new CosDict(entries, repeated);
  }

  private hexadecimal(): CosString {
    const from = this.at;
    const close = this.bytes.indexOf(0x3e, from);
    this.budget.scan((close < 0 ? this.end : close) - from);
    if (close < 0 || close >= this.end) throw new CosSyntaxError(`hexadecimal string at ${from} is not closed`);
    this.at = close + 1;
    let digits = this.bytes.toString('latin1', from + 1, close);
    if (/[^0-9A-Fa-f]/.test(digits)) digits = digits.replace(/[\0\t\n\f\r ]+/g, '');
    if (/[^0-9A-Fa-f]/.test(digits)) throw new CosSyntaxError(`hexadecimal string at ${from} has other signs`);
    return new CosString(Buffer.from(digits.length % 2 ? `${digits}0` : digits, 'hex'), true, from, this.at);
  }

  private literal(): CosString {
    const from = this.at;
    const close = this.closingParenthesis(from);
    const bytes = Buffer.alloc(close - from - 1);
    let length = 0;
    for (this.at = from + 1; this.at < close; ) {
      const byte = this.bytes[this.at++] ?? 0;
      if (byte === 0x5c) {
        const escaped = this.escape();
        if (escaped !== undefined) bytes[length++] = escaped;
        continue;
      }
      // Any end of line in a string reads as one line feed (7.3.4.2).
      if (byte === 0x0d && this.bytes[this.at] === 0x0a) this.at++;
      bytes[length++] = byte === 0x0d ? 0x0a : byte;
    }
    this.at = close + 1;
    return new CosString(bytes.subarray(0, length), false, from, this.at);
  }

  private closingParenthesis(from: number): number {
    for (let at = from, open = 0; at < this.end; at++) {
      const byte = this.bytes[at];
      if (byte === 0x5c) at++;
      else if (byte === 0x28) open++;
      else if (byte === 0x29 && --open === 0) return at;
    }
    this.budget.scan(this.end - from);
    throw new CosSyntaxError(`string at ${from} is not closed`);
  }

  private escape(): number | undefined {
    const byte = this.bytes[this.at++] ?? 0;
    if (byte === 0x0d || byte === 0x0a) {
      if (byte === 0x0d && this.bytes[this.at] === 0x0a) this.at++;
      return undefined;
    }
    if (byte < 0x30 || byte > 0x37) return ESCAPES[String.fromCharCode(byte)] ?? byte;
    let code = byte - 0x30;
    for (let more = 0; more < 2; more++) {
      const digit = this.bytes[this.at] ?? 0;
      if (digit < 0x30 || digit > 0x37) break;
      code = code * 8 + (digit - 0x30);
      this.at++;
    }
    return code & 0xff;
  }
}
