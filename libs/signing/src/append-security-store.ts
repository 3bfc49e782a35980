import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { checkCertified } from './append-fields.js';
import type { Appended } from './append-contents.js';
import { SigningError } from './errors.js';
import type { ForeignStore } from './foreign-catalog.js';
import type { SigningManifest } from './manifest.js';
import type { Prefix } from './prefix.js';
import { RevisionWriter } from './revision-writer.js';
import { certifiedCatalogEntries } from './revision.js';

/** What lets signatures be checked long after their authorities have closed; each piece in DER. */
export interface ValidationMaterial {
  readonly certificates: readonly Buffer[];
  readonly crls: readonly Buffer[];
  /** Whole OCSPResponse values, not the BasicOCSPResponse inside. */
  readonly ocsps: readonly Buffer[];
}

const KINDS = { certificate: 'Certs', crl: 'CRLs', ocsp: 'OCSPs' } as const;
type Kind = keyof typeof KINDS;

/** What the file already holds. Plain JSON: kept by the caller, who gives it back for the next addition, years later. */
export interface SecurityStoreIndex {
  /** Object number of the /DSS dictionary. */
  readonly object: number;
  /** By SHA-256 (hexadecimal) of the DER. */
  readonly entries: Readonly<Record<string, { readonly kind: Kind; readonly object: number }>>;
}

/**
 * Writes the document security store (ETSI EN 319 142-1, 5.4.2), or adds to it: a revision without signature, which a document
 * timestamp must follow to be worth anything. What was in the store stays, and is not written twice.
 *
 * The first time the catalog is written again, as it now stands but for /DSS: what another program added to it (/Extensions, /Version) stays. Later only the dictionary
 * and what is new. Validation data that another program brought are kept in the new dictionary. No /VRI of ours: it is optional, and validators look for certificates
 * in the whole store.
 *
 * @param previous what the last call returned for this document; without it a new store takes the place of any other
 * @returns null when there is nothing new
 * @throws SigningError CERTIFICATION_MISSING; PREFIX_OF_ANOTHER_DOCUMENT
 */
export function appendSecurityStore(
  prefix: Prefix, manifest: SigningManifest, material: ValidationMaterial, previous?: SecurityStoreIndex,
): (Appended & { index: SecurityStoreIndex }) | null {
  checkCertified(prefix, manifest);
  if (previous && previous.object >= prefix.size) throw new SigningError('PREFIX_OF_ANOTHER_DOCUMENT', 'The file does not hold this security store yet.');
  const entries = { ...previous?.entries };
  const revision = new RevisionWriter(prefix);
  const object = previous?.object ?? revision.allocate();
  for (const [kind, pieces] of [['certificate', material.certificates], ['crl', material.crls], ['ocsp', material.ocsps]] as const) {
    for (const piece of pieces) {
      const sha256 = createHash('sha256').update(piece).digest('hex');
      if (Object.hasOwn(entries, sha256)) continue;
      const stream = revision.allocate();
      revision.stream(stream, '/Filter /FlateDecode', deflateSync(piece));
      entries[sha256] = { kind, object: stream };
    }
  }
  if (revision.length === 0) return null;

  revision.object(object, dictionary(Object.values(entries), prefix.catalog?.store ?? null));
  if (!previous) revision.object(manifest.catalog.object, `<<${prefix.catalog?.entries ?? certifiedCatalogEntries(manifest)}\n/DSS ${object} 0 R>>`);
  const ending = revision.endingAfterGap(0, '');
  const bytes = Buffer.concat([revision.bytes(), ending.bytes]);
  return { bytes, prefix: revision.prefixAfter(bytes, ending), index: { object, entries } };
}

function dictionary(entries: readonly { readonly kind: Kind; readonly object: number }[], foreign: ForeignStore | null): string {
  const arrays = (Object.keys(KINDS) as Kind[]).map((kind) => {
    const ours = entries.filter((entry) => entry.kind === kind).map((entry) => `${entry.object} 0 R`);
    const references = [...new Set([...(foreign?.[KINDS[kind]] ?? []), ...ours])];
    return references.length > 0 ? `\n/${KINDS[kind]} [${references.join(' ')}]` : '';
  });
  return `<</Type /DSS${arrays.join('')}${foreign?.others ? `\n${foreign.others}` : ''}>>`;
}
