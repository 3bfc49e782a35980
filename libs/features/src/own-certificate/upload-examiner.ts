import { X509Certificate, createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Certificates } from '#libs/features/keys';
import { ReservedDocuments } from '#libs/features/round';
import type { DocumentReservation, ForeignRevision, LentDocument, OwnCertificate, SignatoryRow } from '#libs/features/round';
import { CLOCK } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { SigningError, appendSecurityStore, carriedBy, certificatesOfPem, checkToken, foreignPrefix, readToken, verifyInWorker } from '#libs/signing';
import type { Carried, Prefix, SignatureReport, SigningErrorCode, VerificationReport } from '#libs/signing';
import { pathTo } from './certificate-path.js';
import { addedBytesMax, examinationMaxMs, examinationsAtOnce } from './own-certificate.limits.js';
import type { OwnCertificateRefusal } from './own-certificate.refusals.js';
import { judgeUpload } from './upload-judgement.js';

export type Examined = { refusal: OwnCertificateRefusal } | { revision: ForeignRevision; certificate: OwnCertificate };

/** What the kernel may say of a file from outside. Any other code is a fault of ours. */
const refusalOf: Partial<Record<SigningErrorCode, OwnCertificateRefusal>> = { PDF_UNREADABLE: 'not_pdf', PDF_ENCRYPTED: 'not_pdf', PDF_TOO_LARGE: 'too_large', PDF_TOO_COMPLEX: 'unreadable', VERIFICATION_TIMEOUT: 'unreadable' };

/** Judges the file that a signatory sends back: hostile until shown otherwise. Reads only; keeps nothing. */
@Injectable()
export class UploadExaminer {
  private running = 0;

  constructor(private readonly documents: ReservedDocuments, private readonly certificates: Certificates, @Inject(CLOCK) private readonly clock: Clock) {}

  get isBusy(): boolean {
    return this.running >= examinationsAtOnce;
  }

  /** A file that may be appended as it is, with what is to be kept of it; or why not. */
  async examine(reservation: DocumentReservation, { firstName, lastName }: SignatoryRow, pdf: Buffer): Promise<Examined> {
    const { baseLength, baseSha256, slotId } = reservation;
    if (pdf.subarray(0, 5).toString('latin1') !== '%PDF-') return { refusal: 'not_pdf' };
    if (pdf.length > baseLength + addedBytesMax) return { refusal: 'too_large' };
    if (pdf.length < baseLength || createHash('sha256').update(pdf.subarray(0, baseLength)).digest('hex') !== baseSha256) return { refusal: 'other_file' };
    if (pdf.length === baseLength) return { refusal: 'not_signed' };
    if (this.isBusy) return { refusal: 'busy' };
    this.running++;
    try {
      const lent = await this.documents.lent(reservation);
      const report = await this.judge(pdf);
      if ('refusal' in report) return report;
      const judged = judgeUpload(report, { slotId, firstName, lastName, signatures: lent.signatures, timestamps: lent.timestamps, now: this.clock.now() });
      return 'refusal' in judged ? judged : await this.take(reservation, lent, pdf, report, judged.signature);
    } finally {
      this.running--;
    }
  }

  private async judge(pdf: Buffer): Promise<VerificationReport | { refusal: OwnCertificateRefusal }> {
    try {
      return await verifyInWorker(pdf, { anchors: await this.certificates.anchors(), at: this.clock.now(), timeMs: examinationMaxMs });
    } catch (fault) {
      const refusal = fault instanceof SigningError ? refusalOf[fault.code] : undefined;
      if (!refusal) throw fault;
      return { refusal };
    }
  }

  private async take({ baseLength }: DocumentReservation, lent: LentDocument, pdf: Buffer, report: VerificationReport, signature: SignatureReport): Promise<Examined> {
    const carried = carriedIn(pdf, report);
    const leaf = carried?.certificates.find((der) => sha256(der) === signature.certificate?.sha256);
    if (!carried?.isNamedBySerial || !leaf || !isClear(carried, leaf)) return { refusal: 'format_unsupported' };
    const found = pathTo(leaf, carried.certificates, await this.foreignRoots());
    if (!found) return { refusal: 'certificate_untrusted' };
    const token = tokenOf(carried, signature);
    if (token === 'unusable') return { refusal: 'timestamp_unusable' };
    // A copy: the hash state keeps what it is given, and the whole upload with it.
    const bytes = Buffer.from(pdf.subarray(baseLength));
    const prefix = prefixAfter(lent, bytes);
    if (!prefix || closesOthers(lent, prefix, signature.field) || !(await this.canGoOn(lent, pdf, prefix, signature.field, leaf))) return { refusal: 'cannot_continue' };
    const serial = new X509Certificate(leaf).serialNumber.toLowerCase();
    return {
      revision: { bytes, prefix, certificateSerial: serial, certificates: found.path, timestamped: token !== null, provenAt: token && readToken(token).at, token },
      certificate: certificateOf(signature, serial, found.root),
    };
  }

  /** Roots chosen by the operator: nobody signs for themselves with a certificate of the service's own. */
  private async foreignRoots(): Promise<Buffer[]> {
    const ours = certificatesOfPem(await this.certificates.rootPem(this.clock.now()));
    return (await this.certificates.anchors()).filter((root) => !ours.some((own) => own.equals(root)));
  }

  /** Tried, rather than guessed from how the file is written: the next revisions that the service will append must take nothing from any signature. */
  private async canGoOn(lent: LentDocument, pdf: Buffer, prefix: Prefix, field: string, leaf: Buffer): Promise<boolean> {
    const next = appendSecurityStore(prefix, lent.manifest, { certificates: [leaf], crls: [], ocsps: [] });
    const report = next && (await this.judge(Buffer.concat([pdf, next.bytes])));
    if (!report || 'refusal' in report) return false;
    const signed = report.signatures.find((one) => one.field === field);
    return report.verdict !== 'broken' && report.verdict !== 'modified' && signed?.integrity === 'intact' && signed.modifications.length > 0;
  }
}

function prefixAfter({ prefix }: LentDocument, bytes: Buffer): Prefix | null {
  try {
    return foreignPrefix(prefix, bytes);
  } catch (fault) {
    if (fault instanceof SigningError && fault.code === 'PREFIX_NOT_A_REVISION') return null;
    throw fault;
  }
}

/** Whether it lists other prepared fields as written again, were it with the same bytes: they would be taken for signed, and nothing could be signed in them any more. */
function closesOthers({ manifest, prefix: before }: LentDocument, after: Prefix, field: string): boolean {
  return Object.values(manifest.fields).some(({ name, object }) => name !== field && after.rewritten.has(object) && !before.rewritten.has(object));
}

/** Certificates of one signature: public hierarchies have three or four, some send a second one. */
const certificatesMax = 20;

/** Whether the certificates it carries can be told from one another for ever: they are not signed, and whoever looks later finds the signer's by its number. */
function isClear({ certificates, unreadable }: Carried, leaf: Buffer): boolean {
  if (unreadable > 0 || certificates.length > certificatesMax) return false;
  try {
    const serials = certificates.map((der) => new X509Certificate(der).serialNumber.toLowerCase());
    const names = new X509Certificate(leaf).subject.split('\n').filter((line) => line.startsWith('CN='));
    return new Set(serials).size === serials.length && serials.every((serial) => /^[0-9a-f]{1,40}$/.test(serial)) && names.length === 1;
  } catch {
    return false;
  }
}

/** The bytes that no signature covers are those of the last one's own /Contents: its CMS, in hexadecimal, padded with zeros. */
function carriedIn(pdf: Buffer, { uncovered }: VerificationReport): Carried | null {
  const contents = uncovered.findLast(({ what }) => what === 'contents');
  if (!contents) return null;
  return carriedBy(Buffer.from(pdf.toString('latin1', contents.from + 1, contents.to - 1), 'hex'));
}

/** The token that dates the signature; null when it bears none, and the service has to date it itself. One whose authority we do not recognise could say any date, and stays in the file for ever: it is not taken. */
function tokenOf({ tokens }: Carried, { timestamp }: SignatureReport): Buffer | null | 'unusable' {
  const [token, ...others] = tokens;
  if (!token) return null;
  if (others.length > 0) return 'unusable';
  try {
    // As the evidence will: by its signature, over the very hash that it compares.
    if (checkToken(token).imprintAlgorithm !== 'sha256') return 'unusable';
  } catch (fault) {
    if (fault instanceof SigningError) return 'unusable';
    throw fault;
  }
  return timestamp?.trust === 'trusted' ? token : 'unusable';
}

function certificateOf({ certificate }: SignatureReport, serial: string, root: Buffer): OwnCertificate {
  const { commonName, issuer, notBefore, notAfter, sha256: hash, qualified } = certificate!;
  return { commonName: commonName ?? '', issuer, serial, notBefore, notAfter, sha256: hash, qualified, root: { sha256: sha256(root), der: root.toString('base64') } };
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
