import { SigningError } from './errors.js';
import { CERTIFICATION_FIELD } from './manifest.js';
import type { FieldRole, PreparedField, SigningManifest } from './manifest.js';
import type { Prefix } from './prefix.js';

/** What a revision does to a field. */
export type FieldUse = 'certify' | 'approve' | 'seal' | 'timestamp';

const ROLE_OF: Readonly<Record<FieldUse, FieldRole>> = { certify: 'certification', approve: 'slot', seal: 'seal', timestamp: 'timestamp' };

/**
 * The prepared field, when it can be used so now: certification first and once, each field once (`decisions` 5).
 * @throws SigningError when the use does not suit the field or the prefix
 */
export function fieldFor(prefix: Prefix, manifest: SigningManifest, use: FieldUse, name: string): PreparedField {
  const field = manifest.fields[name];
  if (!field || !Object.hasOwn(manifest.fields, name)) throw new SigningError('FIELD_UNKNOWN', 'The document has no such field.', name);
  if (field.role !== ROLE_OF[use]) throw new SigningError('ACT_NOT_FOR_THIS_FIELD', `A ${field.role} field cannot hold this act.`, name);
  checkDocument(prefix, manifest);
  if (prefix.rewritten.has(field.object)) throw new SigningError('FIELD_ALREADY_SIGNED', 'The field is already signed.', name);
  if (use !== 'certify') {
    checkCertified(prefix, manifest);
    return field;
  }
  if (prefix.length !== manifest.length) {
    throw new SigningError('CERTIFICATION_NOT_FIRST', 'Only the prepared file, as it was, can be certified.');
  }
  if (prefix.hash.digest('hex') !== manifest.sha256) {
    throw new SigningError('PREFIX_OF_ANOTHER_DOCUMENT', 'The prepared file has changed since it was prepared.');
  }
  return field;
}

/** @throws SigningError CERTIFICATION_MISSING, or PREFIX_OF_ANOTHER_DOCUMENT when the manifest is plainly not that of this file */
export function checkCertified(prefix: Prefix, manifest: SigningManifest): void {
  checkDocument(prefix, manifest);
  const certification = manifest.fields[CERTIFICATION_FIELD];
  if (!certification || !prefix.rewritten.has(certification.object)) {
    throw new SigningError('CERTIFICATION_MISSING', 'The document is not certified yet.');
  }
}

/** The first spare field for a document timestamp that is still empty, in the order of their names; null when none is left. */
export function nextTimestampField(prefix: Prefix, manifest: SigningManifest): string | null {
  const spares = Object.values(manifest.fields).filter((field) => field.role === 'timestamp' && !prefix.rewritten.has(field.object));
  return spares.map((field) => field.name).sort()[0] ?? null;
}

function checkDocument(prefix: Prefix, manifest: SigningManifest): void {
  if (prefix.length < manifest.length || prefix.root !== `${manifest.catalog.object} 0 R`) {
    throw new SigningError('PREFIX_OF_ANOTHER_DOCUMENT', 'The file is not the one of this manifest.');
  }
}
