import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { HashState } from './append-hash.js';
import { SigningError } from './errors.js';
import { ForeignRevision, catalogOfFile } from './foreign-catalog.js';
import type { ForeignCatalog } from './foreign-catalog.js';
import { CosSyntaxError } from './verify/cos-parser.js';
import { crossReferenceOffset, readTrailer } from './xref-tail.js';
import type { Trailer } from './xref-tail.js';

/** Bytes hashed at a time: large enough for the disk, small enough for fifty documents at once. */
const CHUNK_BYTES = 1 << 20;
/** Where a trailer dictionary is looked for. Ours take 300 bytes; other writers add little. */
const TRAILER_BYTES = 16_384;
const TAIL_BYTES = 1024;
/** Revisions followed back from the last: far above the signatories of any département. */
const REVISIONS_MAX = 5_000;
/** Object numbers that one revision by another program may take: a signature and its drawing need some tens. Numbers end at eight million, and ours come after. */
const FOREIGN_OBJECTS_MAX = 1_000;
/** Numbers told in a refusal. */
const MISSING_TOLD_MAX = 5;

/**
 * The file as it stands: all that appending needs to know of it. Holds the SHA-256 state of its bytes, so that signing hashes
 * only what it appends, whatever the size of the document. A value: appending returns another one.
 */
export interface Prefix {
  readonly length: number;
  readonly startxref: number;
  readonly size: number;
  /** « n g R », « n g R » and an array, in PDF syntax. */
  readonly root: string;
  readonly info: string | undefined;
  readonly id: string | undefined;
  /** Objects that a revision has written again: a prepared field found here is already signed. */
  readonly rewritten: ReadonlySet<number>;
  /** The catalog as another program wrote it; absent where the manifest tells it. */
  readonly catalog?: ForeignCatalog;
  /** State over the first `length` bytes. Copy it before adding to it. */
  readonly hash: HashState;
}

/**
 * Reads the first `length` bytes of a file once, from start to end, without parsing its objects but the catalog where another program wrote it. What follows them is ignored:
 * the caller cuts an uncommitted end off before appending.
 *
 * @throws SigningError PREFIX_TOO_SHORT when the file is shorter; PREFIX_NOT_A_REVISION when those bytes do not end on a
 *   revision written with cross-reference streams (as `prepare` and `appendRevision` write them)
 */
export async function openPrefix(path: string, length: number): Promise<Prefix> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (size < length) throw new SigningError('PREFIX_TOO_SHORT', `The file has ${size} bytes, ${length} were expected.`, path);
    const hash = HashState.empty();
    for (let at = 0; at < length; at += CHUNK_BYTES) hash.update(await bytesAt(file, at, Math.min(CHUNK_BYTES, length - at)));

    const tail = await bytesAt(file, Math.max(0, length - TAIL_BYTES), Math.min(TAIL_BYTES, length));
    const startxref = crossReferenceOffset(tail);
    if (startxref === undefined || !/%%EOF\r?\n$/.test(tail.toString('latin1'))) throw notARevision(path, 'no end of revision');
    const trailers = await trailersFrom(file, startxref, length, path);
    const [last] = trailers;
    if (!last) throw notARevision(path, 'no trailer');
    const rewritten = new Set<number>();
    // Numbers from the size of the revision before are new objects. The prepared file itself, the oldest, rewrites none.
    trailers.forEach((trailer, i) => addRewritten(rewritten, trailer, trailers[i + 1]?.size ?? 0));
    const catalog = await catalogOfFile(trailers, Number.parseInt(last.root, 10), () => bytesAt(file, 0, length));
    return { length, startxref, size: last.size, root: last.root, info: last.info, id: last.id, rewritten, ...(catalog && { catalog }), hash };
  } finally {
    await file.close();
  }
}

/**
 * The prefix that one revision by another program makes of this one: what our own writer goes on from. Pure; nothing is read but the end of that revision.
 *
 * @param bytes all that follows the prefix in the file
 * @throws SigningError PREFIX_NOT_A_REVISION when we could not write after it: no cross-reference stream, one that does not follow ours, another end of
 *   line than LF or CRLF, an identifier in a form that we do not repeat, object numbers set free (nothing was: pyHanko takes it for a change of all that was signed),
 *   references to objects that are not there, more validation data than are read again at each verification
 */
export function foreignPrefix(prefix: Prefix, bytes: Buffer): Prefix {
  const refuse = (why: string): SigningError => notARevision('', why);
  const tail = bytes.subarray(Math.max(0, bytes.length - TAIL_BYTES));
  const startxref = crossReferenceOffset(tail);
  if (startxref === undefined || !/%%EOF\r?\n$/.test(tail.toString('latin1'))) throw refuse('no end of revision');
  const at = startxref - prefix.length;
  if (at < 0 || at >= bytes.length) throw refuse('its cross-reference is not its own');
  const text = bytes.toString('latin1', at, Math.min(bytes.length, at + TRAILER_BYTES));
  const trailer = readTrailer(text);
  if (!trailer) throw refuse(`no cross-reference stream at ${startxref}`);
  // Strings, comments and escaped names could hold other entries than those that a parser reads.
  if (/[(%#]/.test(text.split('stream', 1)[0]!)) throw refuse('its trailer holds what we do not read');
  if (trailer.previous !== prefix.startxref) throw refuse('its cross-reference does not follow ours');
  if (trailer.root !== prefix.root || trailer.size < prefix.size) throw refuse('its trailer is not that of this file');
  if (trailer.id !== undefined && !/^\[\s*<[0-9A-Fa-f\s]*>\s*<[0-9A-Fa-f\s]*>\s*\]$/.test(trailer.id)) throw refuse('its identifier is not in hexadecimal');
  if (trailer.size > prefix.size + FOREIGN_OBJECTS_MAX) throw refuse('it skips object numbers');
  if (trailer.runs.some(([first, count]) => first + count > trailer.size)) throw refuse('it lists objects beyond its size');
  const { freed, missing, isStoreHeavy, catalog } = foreignRevision(bytes, prefix, startxref);
  if (freed.length > 0) throw refuse('it frees object numbers');
  if (missing.length > 0) throw refuse(`it refers to objects that are not there: ${missing.slice(0, MISSING_TOLD_MAX).join(', ')}`);
  if (isStoreHeavy) throw refuse('it brings too much validation data');
  const rewritten = new Set(prefix.rewritten);
  addRewritten(rewritten, trailer, prefix.size);
  return {
    length: prefix.length + bytes.length, startxref, size: trailer.size, root: trailer.root, info: trailer.info, id: trailer.id, rewritten,
    ...(catalog ? { catalog } : prefix.catalog && { catalog: prefix.catalog }), hash: prefix.hash.copy().update(bytes),
  };
}

function foreignRevision(bytes: Buffer, { length, size, root, catalog: before }: Prefix, startxref: number) {
  try {
    const revision = new ForeignRevision(bytes, length, startxref);
    return { freed: revision.freed, missing: revision.missing(size), isStoreHeavy: revision.isStoreHeavy, catalog: revision.catalog(Number.parseInt(root, 10), before) };
  } catch (fault) {
    if (fault instanceof CosSyntaxError || (fault instanceof SigningError && fault.code === 'PDF_TOO_COMPLEX')) throw notARevision('', fault.message);
    throw fault;
  }
}

/** Number 0 stands for no object: other programs list it all the same. */
function addRewritten(rewritten: Set<number>, { runs }: Trailer, sizeBefore: number): void {
  for (const [first, count] of runs) for (let n = Math.max(1, first); n < Math.min(first + count, sizeBefore); n++) rewritten.add(n);
}

async function trailersFrom(file: FileHandle, startxref: number, length: number, path: string): Promise<Trailer[]> {
  const trailers: Trailer[] = [];
  for (let at: number | undefined = startxref; at !== undefined; ) {
    if (at >= length || trailers.length >= REVISIONS_MAX) throw notARevision(path, 'its chain of revisions is broken');
    const trailer: Trailer | undefined = readTrailer((await bytesAt(file, at, Math.min(TRAILER_BYTES, length - at))).toString('latin1'));
    if (!trailer) throw notARevision(path, `no cross-reference stream at ${at}`);
    // Each /Prev lies before its own section, or the chain would turn in circles.
    if (trailer.previous !== undefined && trailer.previous >= at) throw notARevision(path, 'its chain of revisions loops');
    trailers.push(trailer);
    at = trailer.previous;
  }
  return trailers;
}

function notARevision(path: string, why: string): SigningError {
  return new SigningError('PREFIX_NOT_A_REVISION', `These bytes do not end on a revision: ${why}.`, path);
}

async function bytesAt(file: FileHandle, position: number, count: number): Promise<Buffer> {
  const bytes = Buffer.alloc(count);
  let read = 0;
  while (read < count) {
    const { bytesRead } = await file.read(bytes, read, count - read, position + read);
    if (bytesRead === 0) throw new SigningError('PREFIX_TOO_SHORT', 'The file was cut while it was read.');
    read += bytesRead;
  }
  return bytes;
}
