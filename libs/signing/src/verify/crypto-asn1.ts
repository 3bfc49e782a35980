import { der, dottedIdentifier } from '../der.js';

/**
 * A reader of BER and DER (ITU-T X.690), lazy: a value is cut into its parts only when asked. The exact bytes of every value stay
 * at hand, which signatures need and which object mappers lose; depth and lengths are bounded, since the input is hostile.
 */

/** Nested values followed while looking for the end of an indefinite length: a CMS in BER has about ten. */
const DEPTH_MAX = 32;
/** Length octets: four describe more bytes than any file has. */
const LENGTH_OCTETS_MAX = 4;

/** The longest identifiers in use, those of UUIDs, take twenty bytes. */
const IDENTIFIER_BYTES_MAX = 64;
/** The same hundred identifiers are met thousands of times in one file; a hostile one fills the memory kept for them, no more. */
const IDENTIFIERS_KEPT = 500;
const knownIdentifiers = new Map<string, string>();

const INDEFINITE = 0x80;
const CONSTRUCTED = 0x20;

/** Bytes that are not ASN.1, or not of the shape expected there. */
export class Asn1Fault extends Error {
  override readonly name = 'Asn1Fault';
}

export const TAG = {
  boolean: 0x01, integer: 0x02, bitString: 0x03, octetString: 0x04, null: 0x05, objectIdentifier: 0x06, enumerated: 0x0a, utf8String: 0x0c,
  utcTime: 0x17, generalizedTime: 0x18, sequence: 0x30, set: 0x31,
} as const;

/** `[n]`, constructed; primitive with `primitive`. */
export const contextTag = (n: number, primitive = false): number => 0x80 | n | (primitive ? 0 : CONSTRUCTED);

export class Asn1 {
  private cut: readonly Asn1[] | undefined;

  private constructor(
    /** Identifier octet: class, constructed bit and number. */
    readonly tag: number,
    /** The whole value, header included, as it stands in the input. */
    readonly raw: Buffer,
    /** What is between the header and the end. */
    readonly content: Buffer,
    readonly indefinite: boolean,
  ) {}

  /** Reads the value at the start of `bytes`, which may go on after it. @throws Asn1Fault */
  static read(bytes: Buffer, depth = 0): Asn1 {
    if (depth > DEPTH_MAX) throw new Asn1Fault('Values are nested too deeply.');
    const tag = bytes[0];
    const first = bytes[1];
    if (tag === undefined || first === undefined) throw new Asn1Fault('A value is cut.');
    if ((tag & 0x1f) === 0x1f) throw new Asn1Fault('A tag of several bytes is not expected here.');
    if (first === INDEFINITE) return Asn1.readIndefinite(bytes, tag, depth);
    let header = 2;
    let length = first;
    if (first > INDEFINITE) {
      const octets = first & 0x7f;
      if (octets > LENGTH_OCTETS_MAX || bytes.length < 2 + octets) throw new Asn1Fault('A length cannot be read.');
      length = bytes.readUIntBE(2, octets);
      header += octets;
    }
    if (header + length > bytes.length) throw new Asn1Fault('A value is longer than what holds it.');
    return new Asn1(tag, bytes.subarray(0, header + length), bytes.subarray(header, header + length), false);
  }

  /** Reads the only value of `bytes`. @throws Asn1Fault when anything follows it */
  static readWhole(bytes: Buffer): Asn1 {
    const value = Asn1.read(bytes);
    if (value.raw.length !== bytes.length) throw new Asn1Fault('Bytes follow the value.');
    return value;
  }

  private static readIndefinite(bytes: Buffer, tag: number, depth: number): Asn1 {
    if (!(tag & CONSTRUCTED)) throw new Asn1Fault('A primitive value has no length.');
    for (let at = 2; ; ) {
      if (bytes[at] === 0 && bytes[at + 1] === 0) return new Asn1(tag, bytes.subarray(0, at + 2), bytes.subarray(2, at), true);
      at += Asn1.read(bytes.subarray(at), depth + 1).raw.length;
    }
  }

  get isConstructed(): boolean {
    return (this.tag & CONSTRUCTED) !== 0;
  }

  /** The parts of a constructed value. */
  get parts(): readonly Asn1[] {
    if (this.cut) return this.cut;
    if (!this.isConstructed) throw new Asn1Fault('A constructed value was expected.');
    const parts: Asn1[] = [];
    for (let at = 0; at < this.content.length; ) {
      const part = Asn1.read(this.content.subarray(at));
      parts.push(part);
      at += part.raw.length;
    }
    return (this.cut = parts);
  }

  /** The part of that rank. @throws Asn1Fault when there is none */
  at(index: number): Asn1 {
    const part = this.parts[index];
    if (!part) throw new Asn1Fault(`Part ${index} is missing.`);
    return part;
  }

  /** The first part with that tag, if any. */
  tagged(tag: number): Asn1 | undefined {
    return this.parts.find((part) => part.tag === tag);
  }

  /** This value, once its tag is checked. @throws Asn1Fault */
  expect(...tags: readonly number[]): this {
    if (!tags.includes(this.tag)) throw new Asn1Fault(`Tag ${this.tag.toString(16)} is not the one expected.`);
    return this;
  }

  /** Dotted form. */
  get objectIdentifier(): string {
    const { content } = this.expect(TAG.objectIdentifier);
    if (content.length > IDENTIFIER_BYTES_MAX) throw new Asn1Fault('An object identifier is too long.');
    const key = content.toString('latin1');
    const dotted = knownIdentifiers.get(key) ?? dottedIdentifier(content);
    if (knownIdentifiers.size < IDENTIFIERS_KEPT) knownIdentifiers.set(key, dotted);
    return dotted;
  }

  /** Octets of an OCTET STRING, or of an implicitly tagged one, in one piece or (BER) in several. */
  get octets(): Buffer {
    return this.isConstructed ? Buffer.concat(this.parts.map((part) => part.octets)) : this.content;
  }

  /** Octets of a BIT STRING of whole bytes. */
  get bits(): Buffer {
    if (this.expect(TAG.bitString).content[0] !== 0) throw new Asn1Fault('A bit string of whole bytes was expected.');
    return this.content.subarray(1);
  }

  /** A small non-negative integer. */
  get number(): number {
    const { content } = this;
    if (content.length === 0 || content.length > LENGTH_OCTETS_MAX || (content[0] ?? 0) & 0x80) throw new Asn1Fault('A small integer was expected.');
    return content.readUIntBE(0, content.length);
  }

  get isTrue(): boolean {
    return this.expect(TAG.boolean).content[0] !== 0;
  }

  /** UTCTime or GeneralizedTime, in UTC (RFC 5280, 4.1.2.5; fractions as in RFC 3161, 2.4.2). */
  get date(): Date {
    const text = this.expect(TAG.utcTime, TAG.generalizedTime).content.toString('latin1');
    const match = /^(\d{2,4}?)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?:\.(\d+))?Z$/.exec(text);
    const [, year = '', month, day, hour, minute, second = '00', fraction = ''] = match ?? [];
    const full = this.tag === TAG.generalizedTime ? year : `${Number(year) < 50 ? 20 : 19}${year}`;
    const date = new Date(`${full}-${month}-${day}T${hour}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}Z`);
    if (!match || full.length !== 4 || Number.isNaN(date.getTime())) throw new Asn1Fault(`${text} is not an instant.`);
    return date;
  }

  /** The same value in DER: definite, minimal lengths, strings in one piece, sets in order (X.690, 10 and 11). */
  toDer(depth = 0): Buffer {
    if (depth > DEPTH_MAX) throw new Asn1Fault('Values are nested too deeply.');
    const inOnePiece = this.tag === (TAG.octetString | CONSTRUCTED);
    if (!this.isConstructed || inOnePiece) return der(this.tag & ~(inOnePiece ? CONSTRUCTED : 0), inOnePiece ? this.octets : this.content);
    const parts = this.parts.map((part) => part.toDer(depth + 1));
    return der(this.tag, Buffer.concat(this.tag === TAG.set ? parts.sort(Buffer.compare) : parts));
  }
}

/** Runs a reading that may meet anything: undefined instead of an Asn1Fault. */
export function attempt<T>(reading: () => T): T | undefined {
  try {
    return reading();
  } catch (fault) {
    if (fault instanceof Asn1Fault) return undefined;
    throw fault;
  }
}
