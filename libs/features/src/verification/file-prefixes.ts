import { createHash } from 'node:crypto';

const endMark = Buffer.from('%%EOF');
const carriageReturn = 0x0d;
const lineFeed = 0x0a;
/** Revisions looked up in one file: twelve times the largest round and its timestamps. A file with more is not ours. */
const revisionsMax = 1_024;

/**
 * SHA-256, in hexadecimal, of the file and of each of its beginnings that may be an earlier version: up to each end-of-file mark,
 * with and without the line ending after it. One pass, whatever their number. Nothing is parsed: what this finds is looked up among
 * the hashes we committed, and a hash cannot be hit by chance.
 */
export function prefixHashes(file: Buffer): { sha256: string; prefixes: string[] } {
  const hash = createHash('sha256');
  const prefixes: string[] = [];
  let done = 0;
  for (const end of possibleEnds(file)) {
    hash.update(file.subarray(done, end));
    done = end;
    prefixes.push(hash.copy().digest('hex'));
  }
  return { sha256: hash.update(file.subarray(done)).digest('hex'), prefixes };
}

function possibleEnds(file: Buffer): number[] {
  const ends: number[] = [];
  for (let at = file.indexOf(endMark), marks = 0; at >= 0 && marks < revisionsMax; at = file.indexOf(endMark, at + endMark.length), marks++) {
    let end = at + endMark.length;
    ends.push(end);
    if (file[end] === carriageReturn) ends.push(++end);
    if (file[end] === lineFeed) ends.push(++end);
  }
  return ends.filter((end) => end < file.length);
}
