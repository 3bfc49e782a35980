import type { Modification, SignatureReport, Trust, VerificationReport } from '#libs/signing';
import { bearsName } from './certificate-name.js';
import type { OwnCertificateRefusal } from './own-certificate.refusals.js';

/** What came back is judged against this. `signatures` and `timestamps`: those of the file as it was lent. */
export type Expected = { slotId: string; firstName: string; lastName: string; signatures: number; timestamps: number; now: Date };
export type Judged = { refusal: OwnCertificateRefusal } | { signature: SignatureReport };

/** ISO 32000-2, table 255, and ETSI EN 319 142-1. Older forms sign a SHA-1, or carry a content of their own. */
const subFilters: ReadonlySet<string | null> = new Set(['ETSI.CAdES.detached', 'adbe.pkcs7.detached']);
/** What signing brings besides the signature itself. `structure` without a field is the catalog that names the form again. */
const allowedKinds: ReadonlySet<Modification['kind']> = new Set(['signature', 'security_store', 'metadata', 'structure']);
const trustRefusals: Record<Exclude<Trust, 'trusted'>, OwnCertificateRefusal> = {
  untrusted: 'certificate_untrusted', unknown: 'certificate_untrusted', expired: 'certificate_expired', revoked: 'certificate_revoked',
};

/**
 * Whether a file is the one that was lent and one permitted signature more, by that person, in their own place (decision 11). Pure: `report` is the
 * verifier's, of a file whose first bytes were compared already.
 */
export function judgeUpload(report: VerificationReport, expected: Expected): Judged {
  const last = report.file.revisions - 1;
  if (report.signatures.length === expected.signatures && report.documentTimestamps.length === expected.timestamps) return { refusal: unsignedRefusal(report, last) };
  const earlier = report.signatures.filter(({ revision }) => revision === null || revision < last);
  const added = report.signatures.filter((signature) => !earlier.includes(signature));
  const [signature] = added;
  const before = [...earlier, ...report.documentTimestamps];
  const isNext = Math.max(...before.map(({ revision }) => revision ?? -1)) === last - 1;
  if (!signature || added.length > 1 || earlier.length !== expected.signatures || report.documentTimestamps.length !== expected.timestamps || !isNext) return { refusal: 'several_revisions' };
  if (signature.field !== expected.slotId) return { refusal: 'other_slot' };
  if (signature.integrity !== 'intact') return { refusal: 'signature_broken' };
  if (!subFilters.has(signature.subFilter) || signature.kind !== 'approval') return { refusal: 'format_unsupported' };
  if (signature.restricts) return { refusal: 'closes_document' };
  if (signature.coverage !== 'whole_file' || report.uncovered.some(({ what }) => what === 'tail')) return { refusal: 'partly_signed' };
  if (before.some(({ integrity }) => integrity !== 'intact')) return { refusal: 'document_changed' };
  const strange = before.flatMap(({ modifications }) => modifications.filter((change) => change.revision === last && !isAllowed(change, expected.slotId)));
  if (strange.length > 0) return { refusal: strange.some(({ kind, field }) => kind === 'content' && field === expected.slotId) ? 'slot_changed' : 'document_changed' };
  if (report.verdict === 'broken' || report.verdict === 'modified') return { refusal: 'document_changed' };
  return judgeSigner(signature, expected);
}

/** A file without a new signature is untouched, or was changed without being signed. */
function unsignedRefusal(report: VerificationReport, last: number): OwnCertificateRefusal {
  const changed = report.signatures.some(({ revision, modifications }) => (revision ?? 0) < last && modifications.some((change) => change.revision === last && change.kind !== 'signature' && change.kind !== 'document_timestamp'));
  return changed ? 'document_changed' : 'not_signed';
}

function isAllowed({ kind, permitted, field }: Modification, slotId: string): boolean {
  if (!permitted || !allowedKinds.has(kind)) return false;
  return kind === 'signature' ? field === slotId : kind !== 'structure' || field === undefined;
}

/** Whose it is, and whether the certificate is worth anything now. Revocation is known only as far as the file itself tells it. */
function judgeSigner(signature: SignatureReport, { firstName, lastName, now }: Expected): Judged {
  const { trust, certificate, timestamp } = signature;
  if (trust !== 'trusted') return { refusal: trustRefusals[trust] };
  if (!certificate || new Date(certificate.notAfter) < now || new Date(certificate.notBefore) > now) return { refusal: 'certificate_expired' };
  if (timestamp && timestamp.integrity !== 'intact') return { refusal: 'timestamp_unusable' };
  return bearsName(certificate.commonName ?? '', { firstName, lastName }) ? { signature } : { refusal: 'other_person' };
}
