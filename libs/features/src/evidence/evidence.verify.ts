import { X509Certificate, createHash } from 'node:crypto';
import { attachedFiles } from '#libs/documents';
import type { AttachedFile } from '#libs/documents';
import { canonicalJson } from '#libs/platform';
import { SigningError, certificatesOfPem, verifyInWorker } from '#libs/signing';
import type { VerificationReport } from '#libs/signing';
import { check, checkEvidence } from './evidence.checks.js';
import type { EvidenceCheck } from './evidence.checks.js';
import { checkDocument } from './evidence.checks-document.js';
import { checkScans } from './evidence.checks-scans.js';
import { evidenceAttachment, readEvidence } from './evidence.format.js';
import type { Evidence } from './evidence.format.js';

/** Thirty seconds: an evidence file of fifty signatories takes less than one, on a machine that has nothing else to do. */
const verdictMaxMs = 30_000;
/** Faults of form shown at most: the first ones say enough. */
const faultsShown = 5;

export type EvidenceFiles = {
  /** The evidence file: a sealed PDF. */
  evidence: Buffer;
  /** The agreement it speaks of, to be compared with. */
  document?: Buffer;
  /** Certificates of the roots trusted, PEM. Without them the enclosed root is taken at its word, and it is said so. */
  trustPem?: string;
};

export type EvidenceVerification = {
  /** Every check holds. */
  valid: boolean;
  number: string | null;
  madeAt: string | null;
  sha256: string;
  /** Whether the root was chosen by whoever asks, or merely enclosed. */
  root: 'given' | 'enclosed';
  checks: EvidenceCheck[];
};

/** The file is no evidence at all: nothing can be said of it. */
export class EvidenceUnreadable extends Error {
  readonly code = 'evidence_unreadable';
}

/**
 * Recomputes everything an evidence file says, offline: no database, no service, no network.
 * @throws EvidenceUnreadable when the file is no PDF, or has no preuve.json
 */
export async function verifyEvidence({ evidence: pdf, document, trustPem }: EvidenceFiles, now: Date): Promise<EvidenceVerification> {
  const files = await filesOf(pdf);
  const attachment = attachmentIn(files);
  const sha256 = createHash('sha256').update(pdf).digest('hex');
  const root = trustPem === undefined ? 'enclosed' : 'given';
  const { evidence, checks } = readAttachment(attachment);
  if (!evidence) return { valid: false, number: null, madeAt: null, sha256, root, checks };
  const anchors = anchorsOf(trustPem ?? evidence.trust.rootPem);
  checks.push(await judge('evidence_seal', 'Le dossier de preuve est intact depuis son cachet', pdf, anchors, now));
  if (trustPem !== undefined) checks.push(checkRoot(evidence, anchors));
  checks.push(...checkEvidence(evidence), checkScans(evidence, files));
  if (document) {
    const all = [...anchors, ...(trustPem === undefined ? foreignRoots(evidence) : [])];
    checks.push(...(await checkDocument(evidence, document)), await judge('document_seal', 'Le document signé est intact depuis son cachet', document, all, now));
  }
  return { valid: checks.every(({ ok }) => ok), number: evidence.agreement.number, madeAt: evidence.madeAt, sha256, root, checks };
}

/** The authorities of those who signed with certificates of their own: taken at their word with the enclosed root, and only with it. */
function foreignRoots({ signatories }: Evidence): Buffer[] {
  return signatories.flatMap(({ certificate }) => (certificate ? [Buffer.from(certificate.root.der, 'base64')] : []));
}

async function filesOf(pdf: Buffer): Promise<AttachedFile[]> {
  try {
    return await attachedFiles(pdf);
  } catch (cause) {
    throw new EvidenceUnreadable('Ce fichier n’est pas un PDF lisible.', { cause });
  }
}

function attachmentIn(files: readonly AttachedFile[]): AttachedFile {
  const [file, ...others] = files.filter(({ name }) => name === evidenceAttachment);
  if (!file || others.length > 0) throw new EvidenceUnreadable(`Ce PDF n’est pas un dossier de preuve : ${file ? 'plusieurs pièces jointes s’appellent' : 'il n’a pas de pièce jointe appelée'} ${evidenceAttachment}.`);
  return file;
}

/** The facts, and what is to be said of their form. Null when they cannot be read as such. */
function readAttachment({ bytes, checksum }: AttachedFile): { evidence: Evidence | null; checks: EvidenceCheck[] } {
  const wholeness = check('attachment', `${evidenceAttachment} est entier`, checksum === createHash('md5').update(bytes).digest('hex') ? [] : ['sa somme de contrôle ne concorde pas']);
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    return { evidence: null, checks: [wholeness, check('schema', `${evidenceAttachment} suit le format publié`, ['ce n’est pas du JSON'])] };
  }
  // A key written twice, or bytes that two readers understand differently, would not survive being written again.
  const canonical = check('canonical', `${evidenceAttachment} n’a qu’une lecture possible`, isCanonical(value, bytes) ? [] : ['il n’est pas écrit sous la forme canonique']);
  const read = readEvidence(value);
  const faults = 'faults' in read ? read.faults.slice(0, faultsShown).map(({ path }) => path.join('.') || 'racine') : [];
  return { evidence: 'evidence' in read ? read.evidence : null, checks: [wholeness, canonical, check('schema', `${evidenceAttachment} suit le format publié`, faults)] };
}

function isCanonical(value: unknown, bytes: Buffer): boolean {
  try {
    return Buffer.from(canonicalJson(value), 'utf8').equals(bytes);
  } catch {
    // Nested deeper than the stack: nothing of ours is.
    return false;
  }
}

/** Empty when the text is no certificate: nothing will then be trusted. */
function anchorsOf(pem: string): Buffer[] {
  try {
    return certificatesOfPem(pem);
  } catch {
    return [];
  }
}

function checkRoot({ trust }: Evidence, anchors: readonly Buffer[]): EvidenceCheck {
  let enclosed: Buffer | null = null;
  try {
    enclosed = new X509Certificate(trust.rootPem).raw;
  } catch {
    enclosed = null;
  }
  return check('root', 'L’autorité jointe est l’une de celles que vous croyez', anchors.some((anchor) => enclosed?.equals(anchor)) ? [] : ['ce n’est aucune d’elles']);
}

async function judge(code: string, sentence: string, pdf: Buffer, anchors: readonly Buffer[], at: Date): Promise<EvidenceCheck> {
  try {
    return check(code, sentence, verdictProblems(await verifyInWorker(pdf, { anchors, at, timeMs: verdictMaxMs })));
  } catch (fault) {
    if (!(fault instanceof SigningError)) throw fault;
    return check(code, sentence, [`le fichier ne peut être jugé (${fault.code})`]);
  }
}

/** Nothing but a whole, sealed, unchanged file will do. */
function verdictProblems({ verdict, complete, reasons, signatures }: VerificationReport): string[] {
  const codes = [...new Set([...reasons, ...signatures.flatMap((signature) => signature.reasons)].map(({ code }) => code))].slice(0, faultsShown);
  const why = codes.length ? ` (${codes.join(', ')})` : '';
  return [...(verdict === 'valid' ? [] : [`verdict « ${verdict} »${why}`]), ...(complete === false ? ['il n’est pas scellé'] : [])];
}
