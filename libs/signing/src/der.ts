/** The few ASN.1 DER encodings that a CAdES signature, a certificate policy and a timestamp need (ITU-T X.690). */

/** One value: its tag, its length, its parts end to end. */
export function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  let length = 0;
  for (const part of parts) length += part.length;
  const lengthBytes = length < 0x80 ? 0 : bytesOf(length);
  const bytes = Buffer.allocUnsafe(2 + lengthBytes + length);
  bytes.writeUInt8(tag, 0);
  bytes.writeUInt8(lengthBytes === 0 ? length : 0x80 | lengthBytes, 1);
  if (lengthBytes > 0) bytes.writeUIntBE(length, 2, lengthBytes);
  let at = 2 + lengthBytes;
  for (const part of parts) at += part.copy(bytes, at);
  return bytes;
}

/** How many bytes a number takes. */
function bytesOf(value: number): number {
  let count = 1;
  for (let rest = value; rest > 0xff; rest = Math.floor(rest / 256)) count++;
  return count;
}

export const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
/** The elements of a SET OF are sorted by their encoding (X.690, 11.6), or signatures over it fail elsewhere. */
export const setOf = (...parts: readonly Buffer[]): Buffer => der(0x31, ...[...parts].sort(Buffer.compare));
export const octetString = (bytes: Buffer): Buffer => der(0x04, bytes);
export const utf8String = (text: string): Buffer => der(0x0c, Buffer.from(text, 'utf8'));
export const smallInteger = (value: number): Buffer => der(0x02, Buffer.from([value]));

/** A non-negative integer from its big-endian bytes, in the fewest bytes that keep it positive. */
export function positiveInteger(bytes: Buffer): Buffer {
  const significant = bytes.findIndex((byte) => byte !== 0);
  const shortest = significant < 0 ? Buffer.from([0]) : bytes.subarray(significant);
  return shortest.readUInt8(0) < 0x80 ? der(0x02, shortest) : der(0x02, Buffer.from([0]), shortest);
}

/** An instant in UTC, to the millisecond; a fraction has no trailing zero (X.690, 11.7). */
export function generalizedTime(at: Date): Buffer {
  const [seconds = '', fraction = ''] = at.toISOString().replace(/[-:TZ]/g, '').split('.');
  const shortest = fraction.replace(/0+$/, '');
  return der(0x18, Buffer.from(`${seconds}${shortest ? `.${shortest}` : ''}Z`, 'latin1'));
}

/** An object identifier in dotted form. Arcs are big integers: those under 2.25 are whole UUIDs. */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0n, second = 0n, ...rest] = dotted.split('.').map(BigInt);
  return der(0x06, ...[first * 40n + second, ...rest].map(base128));
}

/** The dotted form of an object identifier, from its content. Libraries give up on arcs beyond 64 bits, as those under 2.25 are. */
export function dottedIdentifier(content: Buffer): string {
  const arcs: bigint[] = [];
  let arc = 0n;
  for (const byte of content) {
    arc = (arc << 7n) | BigInt(byte & 0x7f);
    if (byte < 0x80) {
      arcs.push(arc);
      arc = 0n;
    }
  }
  const [combined = 0n, ...rest] = arcs;
  const first = combined < 80n ? combined / 40n : 2n;
  return [first, combined - first * 40n, ...rest].join('.');
}

function base128(value: bigint): Buffer {
  const bytes = [Number(value & 0x7fn)];
  for (let rest = value >> 7n; rest > 0n; rest >>= 7n) bytes.unshift(Number(rest & 0x7fn) | 0x80);
  return Buffer.from(bytes);
}

/** One encoded value: its tag, its bytes with tag and length, and what they hold. */
export interface Element {
  readonly tag: number;
  readonly whole: Buffer;
  readonly content: Buffer;
}

/**
 * The values that stand end to end in `bytes`, which may come from anyone.
 * @throws RangeError when they are cut short, or longer than any message this project reads
 */
export function elements(bytes: Buffer): Element[] {
  const found: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    const { content, end } = bounds(bytes, at);
    if (end > bytes.length) throw new RangeError('An ASN.1 value is cut short.');
    found.push({ tag: bytes.readUInt8(at), whole: bytes.subarray(at, end), content: bytes.subarray(content, end) });
    at = end;
  }
  return found;
}

/** Where the value at `offset` has its content, and where it ends. */
function bounds(bytes: Buffer, offset: number): { content: number; end: number } {
  const first = bytes.readUInt8(offset + 1);
  if (first < 0x80) return { content: offset + 2, end: offset + 2 + first };
  const count = first & 0x7f;
  const content = offset + 2 + count;
  return { content, end: content + bytes.readUIntBE(offset + 2, count) };
}

/** Issuer and serial number of an X.509 certificate, as its own bytes: re-encoding a name could change it. */
export function issuerAndSerialNumber(certificate: Buffer): Buffer {
  const tbs = bounds(certificate, bounds(certificate, 0).content);
  // The version is an explicit [0], absent from version 1 certificates.
  const serialAt = certificate.readUInt8(tbs.content) === 0xa0 ? bounds(certificate, tbs.content).end : tbs.content;
  const serialEnd = bounds(certificate, serialAt).end;
  const issuerAt = bounds(certificate, serialEnd).end;
  return sequence(certificate.subarray(issuerAt, bounds(certificate, issuerAt).end), certificate.subarray(serialAt, serialEnd));
}
