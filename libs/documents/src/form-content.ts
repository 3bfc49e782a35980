/**
 * Reads the drawing of a page as LibreOffice writes it, no further than a form needs: which texts are shown, in which font and where. Bytes that
 * are not changed are kept as they are.
 */

/** One text shown: `[…]TJ` or `<…>Tj`, between two offsets of the content. */
export interface ShownText {
  readonly start: number;
  readonly end: number;
  /** Name of the font in the resources, without its slash; its size in points. */
  readonly font: string;
  readonly size: number;
  readonly x: number;
  readonly y: number;
  /** Codes of the characters, and the adjustments between them, as they are written. */
  readonly pieces: readonly (Buffer | number)[];
}

type Operand = { kind: 'number'; value: number } | { kind: 'name'; value: string } | { kind: 'string'; value: Buffer } | { kind: 'array'; value: Operand[] } | { kind: 'other' };

const WHITE = new Set([0x00, 0x09, 0x0a, 0x0c, 0x0d, 0x20]);
const DELIMITERS = new Set([...'()<>[]{}/%'].map((character) => character.charCodeAt(0)));
const ESCAPES: Readonly<Record<string, number>> = { n: 0x0a, r: 0x0d, t: 0x09, b: 0x08, f: 0x0c };
const OCTAL_DIGITS_MAX = 3;

class Reader {
  at = 0;

  constructor(private readonly content: Buffer) {}

  /** The next operand, or the next operator as a text; null at the end. */
  next(): Operand | string | null {
    const { content } = this;
    while (this.at < content.length && WHITE.has(content[this.at]!)) this.at += 1;
    if (this.at >= content.length) return null;
    const character = String.fromCharCode(content[this.at]!);
    if (character === '(') return { kind: 'string', value: this.literal() };
    if (character === '<') return content[this.at + 1] === 0x3c ? this.dictionary() : { kind: 'string', value: this.hexadecimal() };
    if (character === '[') return this.array();
    if (character === '/') return { kind: 'name', value: this.word(this.at + 1) };
    const word = this.word(this.at);
    if (word === '') throw new RangeError(`A content this reader does not know, at ${this.at}`);
    return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(word) ? { kind: 'number', value: Number(word) } : word;
  }

  private word(from: number): string {
    const { content } = this;
    let end = from;
    while (end < content.length && !WHITE.has(content[end]!) && !DELIMITERS.has(content[end]!)) end += 1;
    this.at = end;
    return content.toString('latin1', from, end);
  }

  private array(): Operand {
    this.at += 1;
    const value: Operand[] = [];
    for (;;) {
      while (WHITE.has(this.content[this.at]!)) this.at += 1;
      if (this.content[this.at] === 0x5d) {
        this.at += 1;
        return { kind: 'array', value };
      }
      const item = this.next();
      if (item === null) throw new RangeError('An array that does not end');
      if (typeof item !== 'string') value.push(item);
    }
  }

  private dictionary(): Operand {
    let depth = 0;
    do {
      const pair = this.content.toString('latin1', this.at, this.at + 2);
      if (pair === '<<' || pair === '>>') {
        depth += pair === '<<' ? 1 : -1;
        this.at += 2;
      } else if (pair[0] === '(') this.literal();
      else if (pair[0] === '<') this.hexadecimal();
      else this.at += 1;
    } while (depth > 0 && this.at < this.content.length);
    return { kind: 'other' };
  }

  private hexadecimal(): Buffer {
    const end = this.content.indexOf('>', this.at);
    if (end < 0) throw new RangeError('A text that does not end');
    const digits = this.content.toString('latin1', this.at + 1, end).replace(/\s/g, '');
    this.at = end + 1;
    return Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, 'hex');
  }

  private literal(): Buffer {
    const { content } = this;
    const bytes: number[] = [];
    let depth = 1;
    for (this.at += 1; this.at < content.length; this.at += 1) {
      const byte = content[this.at]!;
      if (byte === 0x5c) this.escaped(bytes);
      else {
        depth += byte === 0x28 ? 1 : byte === 0x29 ? -1 : 0;
        if (depth === 0) break;
        bytes.push(byte);
      }
    }
    this.at += 1;
    return Buffer.from(bytes);
  }

  /** ISO 32000-1, 7.3.4.2. Leaves the reader on the last byte of the escape. */
  private escaped(bytes: number[]): void {
    const { content } = this;
    this.at += 1;
    const octal = /^[0-7]{1,3}/.exec(content.toString('latin1', this.at, this.at + OCTAL_DIGITS_MAX))?.[0];
    if (octal) {
      bytes.push(parseInt(octal, 8) & 0xff);
      this.at += octal.length - 1;
      return;
    }
    const byte = content[this.at]!;
    if (byte === 0x0d && content[this.at + 1] === 0x0a) this.at += 1;
    else if (byte !== 0x0a && byte !== 0x0d) bytes.push(ESCAPES[String.fromCharCode(byte)] ?? byte);
  }
}

/** The texts of a content, in their order. @throws RangeError on a content that is not read to its end */
export function shownTexts(content: Buffer): ShownText[] {
  const reader = new Reader(content);
  const texts: ShownText[] = [];
  let operands: Operand[] = [];
  let start = 0;
  let [font, size, x, y] = ['', 0, 0, 0];
  const numbers = (): number[] => operands.map((operand) => (operand.kind === 'number' ? operand.value : 0));
  for (;;) {
    const before = reader.at;
    const token = reader.next();
    if (token === null) return texts;
    if (typeof token !== 'string') {
      if (operands.length === 0) start = before;
      operands.push(token);
      continue;
    }
    const [first] = operands;
    if (token === 'BT') [x, y] = [0, 0];
    else if (token === 'Td') [x, y] = [x + numbers()[0]!, y + numbers()[1]!];
    else if (token === 'Tm') [x, y] = [numbers()[4]!, numbers()[5]!];
    else if (token === 'Tf' && first?.kind === 'name') [font, size] = [first.value, numbers()[1]!];
    else if (token === 'Tj' || token === 'TJ') texts.push({ start, end: reader.at, font, size, x, y, pieces: piecesOf(first) });
    operands = [];
  }
}

function piecesOf(operand: Operand | undefined): (Buffer | number)[] {
  const items = operand?.kind === 'array' ? operand.value : operand ? [operand] : [];
  return items.flatMap((item) => (item.kind === 'string' || item.kind === 'number' ? [item.value] : []));
}

/** The content with other bytes at some places, which do not overlap. */
export function replaced(content: Buffer, changes: readonly { start: number; end: number; bytes: string }[]): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  for (const { start, end, bytes } of [...changes].sort((a, b) => a.start - b.start)) {
    parts.push(content.subarray(at, start), Buffer.from(bytes, 'latin1'));
    at = end;
  }
  return Buffer.concat([...parts, content.subarray(at)]);
}
