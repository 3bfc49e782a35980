import type { FieldUse } from './append-fields.js';
import { SigningError } from './errors.js';
import type { Prefix } from './prefix.js';
import type { RevisionWriter } from './revision-writer.js';

/**
 * What a timestamp token may weigh, in bytes: public authorities join a chain of three certificates, about 6 KB. One that would
 * not fit in the smallest /Contents below is refused when it is received, while the signature can still do without.
 */
export const TOKEN_BYTES_MAX = 8_192;

/**
 * Bytes kept for the CMS in /Contents. A signatory: up to 3 KB of signature and certificates, and a token. The service and its
 * seal may have a longer, RSA, chain.
 */
export const CONTENTS_BYTES = { certify: 16_384, approve: 3_072 + TOKEN_BYTES_MAX, seal: 16_384, timestamp: 16_384 } as const satisfies Record<FieldUse, number>;

/** Room for « [0 a b c] » with offsets of up to ten digits, padded with spaces. */
const BYTE_RANGE_CHARACTERS = 40;
const CONTENTS_KEY = '/Contents ';
const OBJECT_END = '>>\nendobj\n';
const ZERO_DIGIT = 0x30;

/** What a revision adds to the file, and what the file becomes with it. */
export interface Appended {
  readonly bytes: Buffer;
  readonly prefix: Prefix;
}

/**
 * Ends a revision whose last object is an open signature dictionary: writes /ByteRange, around everything but the signature
 * itself, then /Contents, then the cross-reference stream. The bytes before the revision are never read: their hash is known.
 *
 * @param sign gives the DER to put in /Contents, from the SHA-256 of all the rest of the file
 * @throws SigningError SIGNATURE_TOO_LARGE when the DER does not fit in the bytes kept for this use
 */
export async function signRevision(
  prefix: Prefix, revision: RevisionWriter, use: FieldUse, field: string, sign: (digest: Buffer) => Promise<Buffer>,
): Promise<Appended> {
  const capacity = CONTENTS_BYTES[use];
  const gap = 2 * capacity + '<>'.length;
  const start = prefix.length + revision.length + BYTE_RANGE_CHARACTERS + CONTENTS_KEY.length;
  const ending = revision.endingAfterGap(gap + BYTE_RANGE_CHARACTERS + CONTENTS_KEY.length, OBJECT_END);
  revision.text(`[0 ${start} ${start + gap} ${ending.bytes.length}]`.padEnd(BYTE_RANGE_CHARACTERS) + CONTENTS_KEY);
  const beginning = revision.bytes();

  const digest = prefix.hash.copy().update(beginning).update(ending.bytes).digest();
  const der = await sign(digest);
  if (der.length > capacity) {
    throw new SigningError('SIGNATURE_TOO_LARGE', `The signature takes ${der.length} bytes, ${capacity} were kept for it.`, field);
  }
  const bytes = Buffer.alloc(beginning.length + gap + ending.bytes.length, ZERO_DIGIT);
  beginning.copy(bytes);
  bytes.write(`<${der.toString('hex').toUpperCase()}`, beginning.length, 'latin1');
  bytes.write('>', beginning.length + gap - 1, 'latin1');
  ending.bytes.copy(bytes, beginning.length + gap);
  return { bytes, prefix: revision.prefixAfter(bytes, ending) };
}
