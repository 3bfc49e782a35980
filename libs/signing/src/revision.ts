import { deflateSync } from 'node:zlib';
import { appearanceContent } from './appearance.js';
import { detachedSignature } from './cms.js';
import { SigningError } from './errors.js';
import type { SignerIdentity } from './identity.js';
import { CERTIFICATION_FIELD } from './manifest.js';
import type { FieldRole, PreparedField, SigningManifest } from './manifest.js';
import { coordinate, pdfDate, textString } from './pdf-syntax.js';
import type { Prefix } from './prefix.js';
import { RevisionWriter } from './revision-writer.js';

/**
 * Bytes kept for the CMS in /Contents. A signatory: 2 KB of signature and certificates, and a timestamp token of up to 6 KB.
 * The service and its seal may have a longer, RSA, chain.
 */
export const CONTENTS_BYTES = { certify: 16_384, approve: 8_192, seal: 16_384 } as const;

/** Room for « [0 a b c] » with offsets of up to ten digits, padded with spaces. */
const BYTE_RANGE_CHARACTERS = 40;

export interface SigningAct {
  readonly kind: 'certify' | 'approve' | 'seal';
  /** Name of the prepared field. */
  readonly field: string;
  /** The signatory, as written in the signature dictionary (/Name); exact, in any script. */
  readonly name: string;
  /** What the signature means (/Reason). */
  readonly reason: string;
  /** What is drawn in the slot. Shrunk, then shortened, to fit; ignored for an invisible field. */
  readonly lines: readonly string[];
  /** The instant claimed by the signature (/M), to the second. */
  readonly at: Date;
  /** Asks a timestamp authority for a token over this SHA-256 imprint (level B-T). Without it the signature is B-B. */
  readonly timestamp?: (imprint: Buffer) => Promise<Buffer>;
}

const ROLE_OF: Readonly<Record<SigningAct['kind'], FieldRole>> = { certify: 'certification', approve: 'slot', seal: 'seal' };

/**
 * Builds one signature as an incremental revision: the bytes to append right after the prefix, and the prefix they make.
 * Pure: nothing is written, the prefix given stays usable. The cost does not depend on the size of the document.
 *
 * Order is checked as far as it shows: certification first and once, each field once (`decisions` 5).
 *
 * @throws SigningError when the act does not suit the field or the prefix, or when the signature does not fit in /Contents
 */
export async function appendRevision(
  prefix: Prefix, manifest: SigningManifest, act: SigningAct, signer: SignerIdentity,
): Promise<{ bytes: Buffer; prefix: Prefix }> {
  const field = fieldFor(prefix, manifest, act);
  const revision = new RevisionWriter(prefix);
  const appearance = field.role === 'certification' ? undefined : revision.allocate();
  const signature = revision.allocate();

  if (act.kind === 'certify') revision.object(manifest.catalog.object, `<<${certifiedCatalogEntries(manifest)}>>`);
  revision.object(field.object, `<<${field.widget}\n${appearance === undefined ? '' : `/AP <</N ${appearance} 0 R>>\n`}/V ${signature} 0 R>>`);
  if (appearance !== undefined) writeAppearance(revision, appearance, field, manifest, act);

  revision.openObject(signature);
  revision.text(`<</Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached
/M ${pdfDate(act.at)}
/Name ${textString(act.name)}
/Reason ${textString(act.reason)}
${referenceEntry(manifest, act)}/ByteRange `);

  const capacity = CONTENTS_BYTES[act.kind];
  const gapLength = 2 * capacity + 2;
  const gapStart = prefix.length + revision.length + BYTE_RANGE_CHARACTERS + '/Contents '.length;
  const ending = revision.endingAfterGap(gapLength + BYTE_RANGE_CHARACTERS + '/Contents '.length, '>>\nendobj\n');
  const byteRange = `[0 ${gapStart} ${gapStart + gapLength} ${ending.bytes.length}]`;
  revision.text(`${byteRange.padEnd(BYTE_RANGE_CHARACTERS)}/Contents `);
  const beginning = revision.bytes();

  const digest = prefix.hash.copy().update(beginning).update(ending.bytes).digest();
  const cms = await detachedSignature(digest, signer, act.timestamp);
  if (cms.length > capacity) {
    throw new SigningError('SIGNATURE_TOO_LARGE', `The signature takes ${cms.length} bytes, ${capacity} were kept for it.`, act.field);
  }
  const contents = `<${cms.toString('hex').toUpperCase().padEnd(2 * capacity, '0')}>`;
  const bytes = Buffer.concat([beginning, Buffer.from(contents, 'latin1'), ending.bytes]);
  return { bytes, prefix: revision.prefixAfter(bytes, ending) };
}

function fieldFor(prefix: Prefix, manifest: SigningManifest, act: SigningAct): PreparedField {
  const field = manifest.fields[act.field];
  if (!field || !Object.hasOwn(manifest.fields, act.field)) throw new SigningError('FIELD_UNKNOWN', 'The document has no such field.', act.field);
  if (field.role !== ROLE_OF[act.kind]) throw new SigningError('ACT_NOT_FOR_THIS_FIELD', `A ${field.role} field cannot hold this act.`, act.field);
  if (prefix.length < manifest.length || prefix.root !== `${manifest.catalog.object} 0 R`) {
    throw new SigningError('PREFIX_OF_ANOTHER_DOCUMENT', 'The file is not the one of this manifest.');
  }
  if (prefix.rewritten.has(field.object)) throw new SigningError('FIELD_ALREADY_SIGNED', 'The field is already signed.', act.field);
  if (act.kind === 'certify' && prefix.length !== manifest.length) {
    throw new SigningError('CERTIFICATION_NOT_FIRST', 'Only the prepared file, as it was, can be certified.');
  }
  if (act.kind === 'certify' && prefix.hash.copy().digest('hex') !== manifest.sha256) {
    throw new SigningError('PREFIX_OF_ANOTHER_DOCUMENT', 'The prepared file has changed since it was prepared.');
  }
  const certification = manifest.fields[CERTIFICATION_FIELD];
  if (act.kind !== 'certify' && !(certification && prefix.rewritten.has(certification.object))) {
    throw new SigningError('CERTIFICATION_MISSING', 'The document is not certified yet.');
  }
  return field;
}

/**
 * The catalog once the document is certified: the same entries, and /Perms. The certification is always the first revision and
 * its dictionary the first new object, so that later revisions that must write the catalog again (/DSS) know it too.
 */
export function certifiedCatalogEntries(manifest: SigningManifest): string {
  return `${manifest.catalog.entries}\n/Perms <</DocMDP ${manifest.size} 0 R>>`;
}

function referenceEntry(manifest: SigningManifest, act: SigningAct): string {
  // Level 2 allows signing and filling in fields, nothing else (ISO 32000-1, 12.8.2.2).
  if (act.kind === 'certify') {
    return '/Reference [<</Type /SigRef /TransformMethod /DocMDP /TransformParams <</Type /TransformParams /P 2 /V /1.2>>>>]\n';
  }
  if (act.kind === 'approve') return '';
  // The same closing of the slots as in the /Lock of the seal's field (ISO 32000-1, 12.8.2.4).
  const slots = Object.values(manifest.fields).filter((field) => field.role === 'slot').map((field) => textString(field.name));
  const parameters = `<</Type /TransformParams /Action /Include /Fields [${slots.join(' ')}] /V /1.2>>`;
  return `/Reference [<</Type /SigRef /TransformMethod /FieldMDP /Data ${manifest.catalog.object} 0 R /TransformParams ${parameters}>>]\n`;
}

function writeAppearance(revision: RevisionWriter, object: number, field: PreparedField, manifest: SigningManifest, act: SigningAct): void {
  const [left, bottom, right, top] = field.rect;
  const [width, height] = [coordinate(right - left), coordinate(top - bottom)];
  const data = deflateSync(appearanceContent(act.lines, manifest.font, width, height));
  revision.stream(
    object,
    `/Type /XObject /Subtype /Form /BBox [0 0 ${width} ${height}] /Resources <</Font <</F1 ${manifest.font.object} 0 R>>>> /Filter /FlateDecode`,
    data,
  );
}
