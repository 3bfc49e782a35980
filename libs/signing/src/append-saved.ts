import { z } from 'zod';
import { HashState } from './append-hash.js';
import { SigningError } from './errors.js';
import type { Prefix } from './prefix.js';

const VERSION = 1;

const reference = z.string().regex(/^\d+ \d+ R$/);
const references = z.array(reference);
const savedPrefix = z.strictObject({
  version: z.literal(VERSION),
  length: z.int().positive(),
  startxref: z.int().positive(),
  size: z.int().positive(),
  root: reference,
  info: reference.nullable(),
  id: z.string().regex(/^\[[^\]]*\]$/).nullable(),
  rewritten: z.array(z.int().positive()),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  state: z.base64(),
  catalog: z.strictObject({ entries: z.string(), store: z.strictObject({ Certs: references, CRLs: references, OCSPs: references, others: z.string() }).nullable() }).optional(),
});

/**
 * Writes down a prefix, so that any process goes on appending without reading the file. About 600 bytes, a few more for
 * each signature, and the catalog where another program wrote it. May be kept beside the document: it says no more of it than its last 63 bytes.
 */
export function savePrefix(prefix: Prefix): string {
  const saved: z.infer<typeof savedPrefix> = {
    version: VERSION,
    length: prefix.length,
    startxref: prefix.startxref,
    size: prefix.size,
    root: prefix.root,
    info: prefix.info ?? null,
    id: prefix.id ?? null,
    rewritten: [...prefix.rewritten],
    sha256: prefix.hash.digest('hex'),
    state: Buffer.from(prefix.hash.save()).toString('base64'),
    ...(prefix.catalog && { catalog: prefix.catalog as z.infer<typeof savedPrefix>['catalog'] }),
  };
  return JSON.stringify(saved);
}

/**
 * The prefix that `savePrefix` wrote down. It says nothing of the file as it is now: compare its length and hash with what was
 * committed, as for any prefix.
 *
 * @throws SigningError PREFIX_STATE_UNUSABLE when it is damaged, or was written by an incompatible version: `openPrefix` then
 *   reads the file again
 */
export function restorePrefix(saved: string): Prefix {
  try {
    const { version: _version, sha256, state, info, id, rewritten, catalog, ...rest } = savedPrefix.parse(JSON.parse(saved));
    const hash = HashState.restored(Buffer.from(state, 'base64'));
    if (hash.digest('hex') !== sha256) throw new Error('The state does not lead to the hash written beside it.');
    return { ...rest, info: info ?? undefined, id: id ?? undefined, rewritten: new Set(rewritten), ...(catalog && { catalog }), hash };
  } catch (cause) {
    throw new SigningError('PREFIX_STATE_UNUSABLE', 'The saved state of the file cannot be used.', undefined, { cause });
  }
}
