import { signRevision } from './append-contents.js';
import type { Appended } from './append-contents.js';
import { fieldFor } from './append-fields.js';
import { storedStream } from './append-stored-stream.js';
import { appearanceContent } from './appearance.js';
import { detachedSignature } from './cms.js';
import type { SignerIdentity } from './identity.js';
import type { PreparedField, SigningManifest } from './manifest.js';
import { coordinate, pdfDate, textString } from './pdf-syntax.js';
import type { Prefix } from './prefix.js';
import { RevisionWriter } from './revision-writer.js';

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
  /** Asks a timestamp authority for a token over this SHA-256 imprint (level B-T). Without it, or when it gives null, the signature is B-B. */
  readonly timestamp?: (imprint: Buffer) => Promise<Buffer | null>;
}

/**
 * Builds one signature as an incremental revision: the bytes to append right after the prefix, and the prefix they make.
 * Pure: nothing is written, the prefix given stays usable. The cost does not depend on the size of the document.
 * Order is checked as far as it shows: see `fieldFor`.
 *
 * @throws SigningError when the act does not suit the field or the prefix, or when the signature does not fit in /Contents
 */
export async function appendRevision(
  prefix: Prefix, manifest: SigningManifest, act: SigningAct, signer: SignerIdentity,
): Promise<Appended> {
  const field = fieldFor(prefix, manifest, act.kind, act.field);
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

  return signRevision(prefix, revision, act.kind, act.field, (digest) => detachedSignature(digest, signer, act.timestamp));
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
  const data = storedStream(appearanceContent(act.lines, manifest.font, width, height));
  revision.stream(
    object,
    `/Type /XObject /Subtype /Form /BBox [0 0 ${width} ${height}] /Resources <</Font <</F1 ${manifest.font.object} 0 R>>>> /Filter /FlateDecode`,
    data,
  );
}
