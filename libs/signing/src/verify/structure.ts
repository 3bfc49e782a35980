import type { Coverage, Modification, Reason, UncoveredBytes } from './report.js';

/** What the structural reading of a PDF tells the cryptographic one. No certificate is looked at here, no object of the body there. */
export interface PdfStructure {
  readonly pdfVersion: string | null;
  /** Each revision ends where a `%%EOF` closes a cross-reference section; the last may be followed by bytes nobody accounts for. */
  readonly revisions: readonly { readonly end: number; readonly startxref: number }[];
  readonly signatures: readonly StructuralSignature[];
  /** Names of the signature fields without a value. */
  readonly emptyFields: readonly string[];
  readonly certification: { readonly field: string; readonly level: 1 | 2 | 3 } | null;
  /** /DSS of the last revision, streams decoded; and of each earlier one that had another. */
  readonly stores: readonly SecurityStore[];
  readonly uncovered: readonly UncoveredBytes[];
  readonly reasons: readonly Reason[];
}

export interface SecurityStore {
  /** Rank of the revision that wrote it. */
  readonly revision: number;
  readonly certificates: readonly Buffer[];
  readonly crls: readonly Buffer[];
  readonly ocsps: readonly Buffer[];
}

export interface StructuralSignature {
  readonly field: string;
  readonly type: 'Sig' | 'DocTimeStamp';
  readonly subFilter: string | null;
  readonly byteRange: readonly [number, number, number, number] | null;
  /** The CMS, as it stands in /Contents, padding removed; null when it cannot be read. */
  readonly cms: Buffer | null;
  readonly name: string | null;
  readonly reason: string | null;
  /** /M, ISO 8601. */
  readonly claimedAt: string | null;
  readonly isCertification: boolean;
  /** Present when it limits by itself what may follow: a level of its own, or fields that it closes. */
  readonly restricts?: true;
  readonly coverage: Coverage;
  /** Rank of the revision it closes; null when it closes none. */
  readonly revision: number | null;
  /** What later revisions changed, judged against the permissions in force (DocMDP, FieldMDP, SigFieldLock). */
  readonly modifications: readonly Modification[];
  /** Defects of shape: range, gap, padding, duplicate values… Any of them means the signature cannot be called intact. */
  readonly defects: readonly Reason[];
}
