import type { Modification, SignatureReport, TimestampReport, Verdict } from './report.js';
import type { PdfStructure } from './structure.js';

/** Later additions that take nothing from a signature: time and validation data (`decisions` 14). */
const HARMLESS: ReadonlySet<Modification['kind']> = new Set(['document_timestamp', 'security_store']);

/** Findings about the whole file that no signature allows: what nobody signed stands there as if it belonged to the rest. */
const FOREIGN: ReadonlySet<string> = new Set(['TAIL_BYTES', 'TRAILING_BYTES', 'SIGNATURE_OUTSIDE_FORM', 'FIELD_TREE_IRREGULAR', 'PERMS_INVALID']);

/**
 * Findings that let two readers show two documents. Made after a signature, they are also told as a forbidden modification; made
 * before, they were signed as they stand, and what the signatories saw cannot be known. Others (blanks at the end, a clumsy object
 * under every signature) are told and change nothing.
 */
const AMBIGUOUS: ReadonlySet<string> = new Set(['XREF_AMBIGUOUS', 'XREF_OUTSIDE_REVISION', 'OBJECT_MISPLACED']);

/** Fields prepared for signatories and for the seal, as `prepare` names them. */
const PREPARED_FIELD = /^(slot_.+|seal)$/;
const SEAL_FIELD = 'seal';
const SPARE_TIMESTAMP = /^timestamp_\d+$/;

export interface Judged {
  readonly signatures: readonly SignatureReport[];
  readonly documentTimestamps: readonly TimestampReport[];
  /** Codes of the findings about the whole file. */
  readonly codes: readonly string[];
}

/** One word for the file (`decisions` 14). The gravest finding wins; `valid` is what is left when there is none. */
export function verdictOf({ signatures, documentTimestamps, codes }: Judged): Verdict {
  const all = [...signatures, ...documentTimestamps];
  if (all.length === 0) return codes.includes('SIGNATURE_OUTSIDE_FORM') ? 'modified' : 'unsigned';
  if (all.some((each) => each.integrity !== 'intact')) return 'broken';
  if (codes.some((code) => FOREIGN.has(code)) || all.some((each) => each.modifications.some((change) => !change.permitted))) return 'modified';
  if (all.some((each) => each.coverage === 'partial')) return 'modified';
  // The timestamp inside a signature is not covered by it: replaced by another one it proves nothing, damaged it is a trace.
  const isTokenDamaged = signatures.some(({ timestamp }) => timestamp && timestamp.integrity !== 'intact');
  if (isTokenDamaged || codes.some((code) => AMBIGUOUS.has(code)) || all.some((each) => each.trust !== 'trusted')) return 'indeterminate';
  const last = lastOf(signatures) ?? lastOf(documentTimestamps);
  return last?.modifications.every((change) => HARMLESS.has(change.kind)) ? 'valid' : 'valid_extended';
}

/** The one that closes the latest revision. */
function lastOf<T extends { readonly revision: number | null }>(each: readonly T[]): T | undefined {
  return [...each].sort((a, b) => (b.revision ?? -1) - (a.revision ?? -1))[0];
}

/** What is still to be signed, as far as the file says it. */
export function completenessOf(structure: PdfStructure): { complete: boolean | null; emptyFields: string[] } {
  const emptyFields = structure.emptyFields.filter((field) => !SPARE_TIMESTAMP.test(field));
  const isPrepared = [...structure.signatures.map(({ field }) => field), ...emptyFields].some((field) => PREPARED_FIELD.test(field));
  // The seal comes last, and only once nobody is waited for: a place still empty then is that of a party that declined.
  const isSealed = structure.signatures.some(({ field }) => field === SEAL_FIELD);
  return { complete: isPrepared ? isSealed || !emptyFields.some((field) => PREPARED_FIELD.test(field)) : null, emptyFields };
}
