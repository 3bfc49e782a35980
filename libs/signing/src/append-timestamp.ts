import { signRevision } from './append-contents.js';
import { fieldFor } from './append-fields.js';
import type { SigningManifest } from './manifest.js';
import type { Prefix } from './prefix.js';
import { RevisionWriter } from './revision-writer.js';
import type { Timestamper } from './timestamp/timestamper.js';

/**
 * Appends a document timestamp (ETSI EN 319 142-1, 5.4.3): a token over the whole file as it stands, in a spare field. It raises
 * the signatures before it; it is renewed, in the next field, before its own certificate or algorithm weakens.
 *
 * The authority is asked within this call: call it where nobody waits (`decisions` 7).
 *
 * @param field a prepared field of role `timestamp` that is still empty: see `nextTimestampField`
 * @returns the bytes to append, the prefix they make, and the token on its own
 * @throws SigningError those of the field and of the order of revisions; those of the timestamper (TIMESTAMP_…);
 *   SIGNATURE_TOO_LARGE
 */
export async function appendDocumentTimestamp(
  prefix: Prefix, manifest: SigningManifest, field: string, timestamper: Timestamper,
): Promise<{ bytes: Buffer; prefix: Prefix; token: Buffer }> {
  const { object, widget } = fieldFor(prefix, manifest, 'timestamp', field);
  const revision = new RevisionWriter(prefix);
  const timestamp = revision.allocate();
  revision.object(object, `<<${widget}\n/V ${timestamp} 0 R>>`);
  revision.openObject(timestamp);
  revision.text('<</Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter /ETSI.RFC3161\n/ByteRange ');

  let token = Buffer.alloc(0);
  const appended = await signRevision(prefix, revision, 'timestamp', field, async (digest) => (token = Buffer.from(await timestamper(digest))));
  return { ...appended, token };
}
