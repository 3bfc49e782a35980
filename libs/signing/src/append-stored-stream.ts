/** Header of a zlib stream that says « fastest », with the check bits it must have (RFC 1950, 2.2). */
const ZLIB_HEADER = 0x7801;
/** The last block, stored (RFC 1951, 3.2.3). */
const LAST_STORED = 1;
/** What one stored block holds. */
export const STORED_BYTES_MAX = 0xffff;
const ADLER_MODULUS = 65_521;

/**
 * Bytes for a stream whose filter is FlateDecode, not compressed (RFC 1951, 3.2.4). The empty appearance of a prepared slot has
 * that filter, so the signed one must have it too; but to compress a few hundred bytes costs as much as to sign them.
 *
 * @throws RangeError above 65 535 bytes
 */
export function storedStream(data: Buffer): Buffer {
  const start = 7;
  const stream = Buffer.allocUnsafe(start + data.length + 4);
  stream.writeUInt16BE(ZLIB_HEADER, 0);
  stream.writeUInt8(LAST_STORED, 2);
  stream.writeUInt16LE(data.length, 3);
  stream.writeUInt16LE(STORED_BYTES_MAX - data.length, 5);
  data.copy(stream, start);
  let [low, high] = [1, 0];
  for (const byte of data) {
    low = (low + byte) % ADLER_MODULUS;
    high = (high + low) % ADLER_MODULUS;
  }
  stream.writeUInt32BE(high * 0x1_0000 + low, start + data.length);
  return stream;
}
