import { judgeChanges, compareRevision } from './changes.js';
import type { RevisionChanges } from './changes.js';
import { isTimestamp } from './changes-form.js';
import { CosDocument } from './cos-document.js';
import { STRUCTURE_LIMITS, tooComplex } from './cos-limits.js';
import type { StructureLimits } from './cos-limits.js';
import { isWhite } from './cos-parser.js';
import { References } from './cos-references.js';
import type { Finding } from './cos-revisions.js';
import { CosRef, sameValue } from './cos-values.js';
import type { CosDict } from './cos-values.js';
import type { Modification, Reason, UncoveredBytes } from './report.js';
import type { StructureReasonCode } from './structure-codes.js';
import { formTouched, readForm, signatureOf } from './structure-fields.js';
import type { Form, FormField } from './structure-fields.js';
import { permissionsOf } from './structure-permissions.js';
import type { DocMdpLevel, SignaturePermissions } from './structure-permissions.js';
import { readShape, readWords } from './structure-signature.js';
import type { SignatureShape } from './structure-signature.js';
import { readStores } from './structure-stores.js';
import type { PdfStructure, StructuralSignature } from './structure.js';

/** Our spare fields for document timestamps: they are empty by design. */
const SPARE_FIELD = /^timestamp_\d\d$/;
/** Findings told about one file; a hostile one could have thousands. */
const REASONS_MAX = 200;

/** A signature as the revision that made it had it. */
interface Signed {
  readonly field: FormField;
  readonly rank: number;
  readonly dict: CosDict;
  readonly number: number;
  readonly shape: SignatureShape;
  readonly permissions: SignaturePermissions;
  readonly isCertification: boolean;
}

/**
 * Reads the structure of any PDF for its signatures: revisions, signature fields, what each signature covers, and what later
 * revisions changed, judged by what the signature allows. No cryptography, no network, no clock: `limits.expired` tells the time.
 *
 * Oddities are answered as reasons and defects. A permitted change is one that a rule explains; everything else is refused.
 *
 * @throws SigningError PDF_UNREADABLE when it is not a PDF, or its cross-references cannot be followed; PDF_ENCRYPTED;
 *   PDF_TOO_COMPLEX beyond a limit
 */
export function readStructure(pdf: Buffer, limits: Partial<StructureLimits> = {}): PdfStructure {
  try {
    return structureOf(pdf, limits);
  } catch (error) {
    // The last defence: an array, a buffer or a stack that a hostile file made too large.
    if (error instanceof RangeError) throw tooComplex(error.message);
    throw error;
  }
}

function structureOf(pdf: Buffer, limits: Partial<StructureLimits>): PdfStructure {
  const document = new CosDocument(pdf, { ...STRUCTURE_LIMITS, ...limits });
  const forms = readForms(document);
  const references = new References(document);
  const signed = readSignatures(document, forms);
  const certification = signed.find((signature) => signature.isCertification);
  const changes = readChanges(document, references, forms, signed);
  const tail = readTail(document);
  const { stores, unreadable } = readStores(document);
  const lastForm = forms[document.last];

  const findings: Finding[] = [
    ...(document.headerAt > 0 ? [{ code: 'HEADER_DISPLACED', detail: `the header stands at byte ${document.headerAt}` } as const] : []),
    ...(tail ? [tail.finding] : []),
    ...references.findings,
    ...document.revisions.flatMap((revision) => (changes.has(revision.rank) ? (changes.get(revision.rank)?.findings ?? []) : revision.findings)),
    ...(lastForm?.findings ?? []),
    ...outsideForm(document, references, forms, signed),
    ...(unreadable ? [{ code: 'STORE_UNREADABLE', detail: 'part of the validation data cannot be read' } as const] : []),
  ];
  return {
    pdfVersion: document.catalog(document.last)?.name('Version') ?? document.version,
    revisions: document.revisions.map(({ end, startxref }) => ({ end, startxref })),
    signatures: signed.map((signature) => structuralSignature(document, signature, signed, forms, certification, changes, tail)),
    emptyFields: (lastForm?.fields ?? []).filter((field) => field.type === 'Sig' && !signatureOf(document, field, document.last) && !SPARE_FIELD.test(field.name)).map((field) => field.name),
    certification: certification ? { field: certification.field.name, level: certification.permissions.docMdp ?? 1 } : null,
    stores,
    uncovered: uncoveredBytes(document, signed),
    reasons: findings.slice(0, REASONS_MAX).map(({ code, detail }) => ({ code, detail })),
  };
}

function readForms(document: CosDocument): Form[] {
  const forms: Form[] = [];
  for (let rank = 0; rank <= document.last; rank++) {
    const former = forms[rank - 1];
    forms.push(former && !formTouched(document, former, rank) ? former : readForm(document, rank));
  }
  return forms;
}

/** Each signed field, in the order of revisions, at the revision where it was first signed. */
function readSignatures(document: CosDocument, forms: readonly Form[]): Signed[] {
  const signed = new Map<number, Signed>();
  forms.forEach((form, rank) => {
    if (form === forms[rank - 1]) return;
    const certified = document.dictionary(document.catalog(rank)?.get('Perms') ?? null, rank)?.get('DocMDP') ?? null;
    for (const field of form.fields) {
      if (signed.has(field.number)) continue;
      const signature = signatureOf(document, field, rank);
      if (!signature) continue;
      signed.set(field.number, {
        field, rank, ...signature,
        shape: readShape(document, signature.dict, signature.number, rank),
        permissions: permissionsOf(document, signature.dict, field.dict, rank),
        isCertification: certified instanceof CosRef && certified.number === signature.number,
      });
    }
  });
  return [...signed.values()];
}

/** Compares revisions from the first signature on: what came before is nobody's affair. */
function readChanges(document: CosDocument, references: References, forms: readonly Form[], signed: readonly Signed[]): Map<number, RevisionChanges> {
  const changes = new Map<number, RevisionChanges>();
  const first = signed.reduce((rank, signature) => Math.min(rank, signature.shape.revision ?? signature.rank), Infinity);
  for (let rank = first + 1; rank <= document.last; rank++) {
    const [before, after] = [forms[rank - 1], forms[rank]];
    if (before && after) changes.set(rank, compareRevision(document, references, rank, before, after));
  }
  return changes;
}

interface Tail {
  readonly finding: Finding;
  readonly isBlank: boolean;
}

function readTail(document: CosDocument): Tail | null {
  const end = document.revisions[document.last]?.end ?? 0;
  const { bytes } = document;
  if (end >= bytes.length) return null;
  const isBlank = bytes.subarray(end).every(isWhite);
  return { isBlank, finding: { code: isBlank ? 'TAIL_BLANK' : 'TAIL_BYTES', detail: `${bytes.length - end} bytes follow the last revision${document.tailFailure === null ? '' : `: ${document.tailFailure}`}` } };
}

function structuralSignature(
  document: CosDocument, signature: Signed, all: readonly Signed[], forms: readonly Form[],
  certification: Signed | undefined, changes: ReadonlyMap<number, RevisionChanges>, tail: Tail | null,
): StructuralSignature {
  const { field, dict, rank, shape, permissions } = signature;
  const levels = [certification?.permissions.docMdp ?? (certification ? 1 : null), permissions.docMdp, permissions.lockLevel].filter((level) => level !== null);
  const closed = shape.revision ?? rank;
  const later = [...changes.values()].filter((change) => change.rank > closed);
  const modifications: Modification[] = judgeChanges(later, { level: levels.length > 0 ? (Math.min(...levels) as DocMdpLevel) : null, locks: permissions.locks });
  if (tail && !tail.isBlank) modifications.push({ revision: document.revisions.length, kind: 'structure', permitted: false, objects: [], detail: tail.finding.detail });
  const defects: Reason[] = [...shape.defects, ...permissions.malformed.map((code) => ({ code })), ...fateOf(document, signature, forms)];
  const defect = (code: StructureReasonCode): void => void defects.push({ code });
  if (all.some((other) => other !== signature && other.number === signature.number)) defect('SIGNATURE_SHARED');
  if (signature.isCertification && all.some((other) => other.rank < rank)) defect('CERTIFICATION_NOT_FIRST');
  if (!signature.isCertification && permissions.docMdp !== null) defect('DOCMDP_NOT_IN_PERMS');
  if (signature.isCertification && permissions.docMdp === null) defect('DOCMDP_MALFORMED');
  return {
    field: field.name,
    type: isTimestamp(dict) ? 'DocTimeStamp' : 'Sig',
    ...readWords(document, dict, rank),
    byteRange: shape.byteRange, cms: shape.cms,
    isCertification: signature.isCertification,
    ...((permissions.locks.length > 0 || permissions.docMdp !== null || permissions.lockLevel !== null) && { restricts: true as const }),
    coverage: shape.coverage, revision: shape.revision,
    modifications, defects,
  };
}

/** Whether the last revision still has the signature that was made. */
function fateOf(document: CosDocument, { field, dict, number }: Signed, forms: readonly Form[]): Reason[] {
  const { last } = document;
  const form = forms[last];
  const present = form?.fields.filter((candidate) => candidate.name === field.name) ?? [];
  const reasons: Reason[] = present.length > 1 ? [{ code: 'FIELD_NAME_REPEATED' satisfies StructureReasonCode }] : [];
  const same = present.find((candidate) => candidate.number === field.number);
  const now = same && signatureOf(document, same, last);
  if (!now) reasons.push({ code: 'SIGNATURE_REMOVED' satisfies StructureReasonCode });
  else if (now.number !== number || !sameValue(now.dict, dict)) reasons.push({ code: 'SIGNATURE_CHANGED' satisfies StructureReasonCode });
  return reasons;
}

/** Signatures that the form does not lead to, usage rights of a reader program left out (/UR3). */
function outsideForm(document: CosDocument, references: References, forms: readonly Form[], signed: readonly Signed[]): Finding[] {
  const known = new Set(signed.flatMap(({ number, field }) => [number, field.number, ...field.widgets]));
  const permissions = document.dictionary(document.catalog(document.last)?.get('Perms') ?? null, document.last);
  for (const key of ['UR3', 'UR']) {
    const rights = permissions?.get(key);
    if (rights instanceof CosRef) known.add(rights.number);
  }
  const findings: Finding[] = [];
  const outside = [...new Set(references.signatureLike.map(({ number }) => number))].filter((number) => !known.has(number));
  if (outside.length > 0) findings.push({ code: 'SIGNATURE_OUTSIDE_FORM', detail: `objects ${outside.slice(0, 10).join(', ')}`, objects: outside });
  const certified = permissions?.get('DocMDP') ?? null;
  if (certified !== null && !signed.some((signature) => signature.isCertification)) findings.push({ code: 'PERMS_INVALID', detail: '/DocMDP of /Perms is no signature of the form' });
  return findings;
}

/** Bytes outside all the ranges; ranges whose gap is not their /Contents count for nothing. */
function uncoveredBytes(document: CosDocument, signed: readonly Signed[]): UncoveredBytes[] {
  const ranges = signed.flatMap(({ shape: { revision, byteRange } }) => (revision === null || !byteRange ? [] : [byteRange]));
  const covered = ranges.flatMap(([start, length, after, rest]) => [[start, start + length], [after, after + rest]] as const).sort(([a], [b]) => a - b);
  const last = covered.reduce((end, [, to]) => Math.max(end, to), 0);
  const uncovered: UncoveredBytes[] = [];
  let at = 0;
  for (const [from, to] of covered) {
    if (from > at) uncovered.push({ from: at, to: from, what: 'contents' });
    at = Math.max(at, to);
  }
  if (signed.length > 0 && last < document.bytes.length) uncovered.push({ from: last, to: document.bytes.length, what: 'tail' });
  return uncovered;
}
