import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import type { HashName } from './crypto-algorithms.js';

export type ByteRange = readonly [number, number, number, number];

/**
 * Digests of many byte ranges of one file. The ranges of a PDF all begin at its first byte: what they have in common is hashed
 * once, so that fifty signatures cost little more than one.
 */
export class RangeDigests {
  private readonly found = new Map<string, Buffer>();
  /** State over the first bytes of the file, as far as the last question went. */
  private readonly states = new Map<HashName, { hash: Hash; length: number }>();

  constructor(private readonly pdf: Buffer) {}

  /** Digest of what the range covers. Asking in the order of the ranges is what makes it quick; any order is right. */
  of(hash: HashName, [start, before, after, rest]: ByteRange): Buffer {
    const key = `${hash} ${start} ${before} ${after} ${rest}`;
    const known = this.found.get(key);
    if (known) return known;
    const first = start === 0 ? this.upTo(hash, before) : createHash(hash).update(this.pdf.subarray(start, start + before));
    const digest = first.update(this.pdf.subarray(after, after + rest)).digest();
    this.found.set(key, digest);
    return digest;
  }

  private upTo(hash: HashName, length: number): Hash {
    const last = this.states.get(hash);
    const usable = last && last.length <= length ? last : { hash: createHash(hash), length: 0 };
    usable.hash.update(this.pdf.subarray(usable.length, length));
    this.states.set(hash, { hash: usable.hash, length });
    return usable.hash.copy();
  }
}

/** The bytes a range covers, end to end: only for the rare CMS that signs them without attributes. */
export function bytesOf(pdf: Buffer, [start, before, after, rest]: ByteRange): Buffer {
  return Buffer.concat([pdf.subarray(start, start + before), pdf.subarray(after, after + rest)]);
}
