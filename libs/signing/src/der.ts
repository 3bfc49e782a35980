/** The few ASN.1 DER encodings that a CAdES signature and a certificate policy need (ITU-T X.690). */

/** One value: its tag, its length, its parts end to end. */
export function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), derLength(content.length), content]);
}

function derLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

export const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
/** The elements of a SET OF are sorted by their encoding (X.690, 11.6), or signatures over it fail elsewhere. */
export const setOf = (...parts: readonly Buffer[]): Buffer => der(0x31, ...[...parts].sort(Buffer.compare));
export const octetString = (bytes: Buffer): Buffer => der(0x04, bytes);
export const utf8String = (text: string): Buffer => der(0x0c, Buffer.from(text, 'utf8'));
export const smallInteger = (value: number): Buffer => der(0x02, Buffer.from([value]));

/** An object identifier in dotted form. Arcs are big integers: those under 2.25 are whole UUIDs. */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0n, second = 0n, ...rest] = dotted.split('.').map(BigInt);
  return der(0x06, ...[first * 40n + second, ...rest].map(base128));
}

function base128(value: bigint): Buffer {
  const bytes = [Number(value & 0x7fn)];
  for (let rest = value >> 7n; rest > 0n; rest >>= 7n) bytes.unshift(Number(rest & 0x7fn) | 0x80);
  return Buffer.from(bytes);
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
