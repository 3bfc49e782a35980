import { createHash } from 'node:crypto';

/**
 * Merkle trees as RFC 9162 (2.1) builds them, after RFC 6962: SHA-256, leaves and nodes hashed under different prefixes so that neither
 * passes for the other, the left branch holding the largest power of two smaller than the number of leaves.
 */
const leafPrefix = Buffer.of(0);
const nodePrefix = Buffer.of(1);

const sha256 = (...parts: Buffer[]): Buffer => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const node = (left: Buffer, right: Buffer): Buffer => sha256(nodePrefix, left, right);

/** The hash under which `content` stands in a tree. */
export function leafHash(content: Buffer): Buffer {
  return sha256(leafPrefix, content);
}

/** The root over leaf hashes, in their order. The root of nothing is the hash of nothing. */
export function merkleRoot(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return leaves[0]!;
  const left = leftSize(leaves.length);
  return node(merkleRoot(leaves.slice(0, left)), merkleRoot(leaves.slice(left)));
}

/** The neighbours that lead from the leaf at `index` to the root, the nearest first. Throws RangeError when there is no such leaf. */
export function inclusionProof(leaves: readonly Buffer[], index: number): Buffer[] {
  if (!Number.isInteger(index) || index < 0 || index >= leaves.length) throw new RangeError(`No leaf ${index} among ${leaves.length}`);
  if (leaves.length === 1) return [];
  const left = leftSize(leaves.length);
  return index < left
    ? [...inclusionProof(leaves.slice(0, left), index), merkleRoot(leaves.slice(left))]
    : [...inclusionProof(leaves.slice(left), index - left), merkleRoot(leaves.slice(0, left))];
}

export type Inclusion = { leaf: Buffer; index: number; size: number; proof: readonly Buffer[]; root: Buffer };

/** Whether `leaf` is the one at `index` among `size` under `root` (RFC 9162, 2.1.3.2). Whatever it is given, it answers. */
export function checkInclusion({ leaf, index, size, proof, root }: Inclusion): boolean {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return false;
  let at = index;
  let last = size - 1;
  let hash = leaf;
  for (const neighbour of proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = node(neighbour, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else {
      hash = node(hash, neighbour);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 && hash.equals(root);
}

function leftSize(size: number): number {
  return 2 ** Math.floor(Math.log2(size - 1));
}
