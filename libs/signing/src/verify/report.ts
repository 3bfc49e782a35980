/**
 * What the verifier answers: plain JSON, the same on the page, at the command line and in the evidence. Integrity, trust and
 * strength are separate answers; every reason is a stable code, whose French sentence is written elsewhere.
 */

/** `decisions` 14. `valid`: nothing after the last signature but timestamps and validation data. `valid_extended`: permitted changes later. */
export type Verdict = 'valid' | 'valid_extended' | 'modified' | 'broken' | 'indeterminate' | 'unsigned';

/** ETSI EN 319 142-1, 6.1: a preservation format, never a legal level. */
export type Level = 'B-B' | 'B-T' | 'B-LT' | 'B-LTA';

/** A finding. `code` is stable and in capitals (`DIGEST_MISMATCH`), `detail` is technical, in English, for the folded part of the page. */
export interface Reason {
  readonly code: string;
  readonly detail?: string;
}

/** What changed in the file after a signature, object by object. */
export interface Modification {
  /** Rank of the revision that made it, from 0 (the first one of the file). */
  readonly revision: number;
  readonly kind: 'signature' | 'document_timestamp' | 'security_store' | 'form_filling' | 'annotation' | 'metadata' | 'content' | 'structure' | 'other';
  /** Whether the signature allows it, by itself, its certification level and its locks. */
  readonly permitted: boolean;
  /** Object numbers concerned, and the name of the field when there is one. */
  readonly objects: readonly number[];
  readonly field?: string;
  readonly detail?: string;
}

export interface CertificateSummary {
  readonly commonName: string | null;
  readonly organisation: string | null;
  readonly organisationIdentifier: string | null;
  /** The capacity in which the person signs, when the certificate says it. */
  readonly title: string | null;
  readonly issuer: string | null;
  readonly serialHex: string;
  readonly notBefore: string;
  readonly notAfter: string;
  /** User notice of the certificate policy: how the person was identified. */
  readonly notice: string | null;
  /** What its issuer declares of it; null when it declares nothing. */
  readonly qualified: Qualification | null;
  readonly sha256: string;
}

/**
 * What an issuer declares of a certificate by its QcStatements (ETSI EN 319 412-5): qualified, or qualified with its key in a qualified device.
 * The issuer's own word, never a check of the trusted lists of the European Union.
 */
export type Qualification = 'signature_device' | 'certificate';

export type Integrity = 'intact' | 'altered' | 'unreadable';
/** `whole_file`: up to the last byte. `revision`: up to the end of an earlier revision. `partial`: some bytes before its end are not covered, or it ends nowhere. */
export type Coverage = 'whole_file' | 'revision' | 'partial';
export type Trust = 'trusted' | 'untrusted' | 'revoked' | 'expired' | 'unknown';

export interface TimestampReport {
  /** Field name of a document timestamp; null for the token inside a signature. */
  readonly field: string | null;
  /** Instant the token proves, ISO 8601. Null when the token cannot be read. */
  readonly at: string | null;
  readonly authority: CertificateSummary | null;
  readonly integrity: Integrity;
  readonly coverage: Coverage | null;
  readonly trust: Trust;
  readonly revision: number | null;
  readonly modifications: readonly Modification[];
  readonly reasons: readonly Reason[];
}

export interface SignatureReport {
  readonly field: string;
  /** `certification` bears DocMDP; `approval` is any other signature, a seal included. */
  readonly kind: 'certification' | 'approval';
  /** /Name of the dictionary when there is one, else the common name of the certificate. */
  readonly signer: string | null;
  readonly certificate: CertificateSummary | null;
  readonly reason: string | null;
  /** Best proven instant, ISO 8601: the signature's own token, else the first document timestamp over it, else what it claims. */
  readonly signedAt: string | null;
  readonly signedAtSource: 'timestamp' | 'document_timestamp' | 'claimed' | null;
  readonly integrity: Integrity;
  readonly coverage: Coverage;
  /** Rank of the revision it closes, from 0; null when it closes none. */
  readonly revision: number | null;
  readonly modifications: readonly Modification[];
  readonly trust: Trust;
  readonly level: Level;
  readonly timestamp: TimestampReport | null;
  readonly subFilter: string | null;
  /** Present when the signature limits by itself what may follow it: a level of its own (DocMDP), or fields that it closes (FieldMDP, /Lock). */
  readonly restricts?: true;
  readonly reasons: readonly Reason[];
}

/** Bytes that no signature of the file covers. */
export interface UncoveredBytes {
  readonly from: number;
  /** First byte after them. */
  readonly to: number;
  /** `contents`: the hexadecimal string of a signature, zeros included; `tail`: what follows the last signed revision. */
  readonly what: 'contents' | 'tail';
}

export interface VerificationReport {
  readonly version: 1;
  readonly verdict: Verdict;
  /** Lowest level among the signatures; null when there is none. */
  readonly level: Level | null;
  /** False when fields prepared for signatories (`slot_*`) or for the seal are still empty: an earlier, genuine version. Null when the file has no such field. */
  readonly complete: boolean | null;
  /** Signature fields still empty, spare timestamp fields left out. */
  readonly emptyFields: readonly string[];
  readonly file: { readonly bytes: number; readonly sha256: string; readonly revisions: number; readonly pdfVersion: string | null };
  /** DocMDP level of the certification, when there is one. */
  readonly certification: { readonly field: string; readonly level: 1 | 2 | 3 } | null;
  readonly signatures: readonly SignatureReport[];
  readonly documentTimestamps: readonly TimestampReport[];
  readonly uncovered: readonly UncoveredBytes[];
  /** Findings about the file as a whole. */
  readonly reasons: readonly Reason[];
  /** The instant for which trust was judged, ISO 8601. */
  readonly judgedAt: string;
}
