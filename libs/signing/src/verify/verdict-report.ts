import { createHash } from 'node:crypto';
import { CertificatePool } from './chain.js';
import { readCertificate, summaryOf } from './crypto-certificate.js';
import type { Certificate, KnownCertificates } from './crypto-certificate.js';
import type { CryptoReason } from './crypto-codes.js';
import { establish, parse } from './crypto-facts.js';
import type { Facts, Parsed } from './crypto-facts.js';
import type { Coverage, Reason, SignatureReport, TimestampReport, VerificationReport } from './report.js';
import { RevocationSources } from './revocation.js';
import type { PdfStructure } from './structure.js';
import { completenessOf, verdictOf } from './verdict.js';
import { levelOf, lowestLevel } from './verdict-level.js';
import type { LevelGround } from './verdict-level.js';
import { Judge } from './verdict-time.js';
import type { JudgedSignature, Judgement } from './verdict-time.js';

/** PDF white space (ISO 32000-1, table 1), which some mail programs and editors leave at the end of a file. */
const BLANKS: ReadonlySet<number> = new Set([0x00, 0x09, 0x0a, 0x0c, 0x0d, 0x20]);
/** Bytes looked at after the last revision: enough to know that they are not blank. */
const TAIL_LOOK_BYTES = 4096;

/**
 * Judges a file whose structure has been read: mathematics, chains, revocation, time, levels, then one verdict. Pure: no network,
 * no clock, no file.
 *
 * @param anchors the roots trusted; nothing else is believed
 * @param at the instant of judgement
 */
export function judgeFile(pdf: Buffer, structure: PdfStructure, anchors: readonly Certificate[], at: Date): VerificationReport {
  const known = new Map(anchors.map((anchor) => [anchor.sha256, anchor]));
  const parsed = structure.signatures.map((structural) => parse(structural, known));
  const pool = poolOf(anchors, parsed, structure, known);
  const sources = sourcesOf(pool, parsed, structure);
  const facts = establish(pdf, parsed, pool);
  const judge = new Judge(pool, sources, at);
  const timestamps = facts.filter(({ structural }) => structural.type === 'DocTimeStamp');
  const judgements = judge.judgeDocumentTimestamps(timestamps);
  const ground: LevelGround = { sources, hasMaterial: hasMaterial(parsed, structure), documentProofs: judge.proofs };

  const signatures = facts.filter(({ structural }) => structural.type === 'Sig').map((each) => signatureReport(each, judge.judgeSignature(each), ground));
  const documentTimestamps = timestamps.map((each) => documentTimestampReport(each, judgements.get(each)));
  const reasons: Reason[] = [...structure.reasons, ...trailingBytes(pdf, structure)];
  return {
    version: 1,
    verdict: verdictOf({ signatures, documentTimestamps, codes: reasons.map(({ code }) => code) }),
    level: lowestLevel(signatures.map(({ level }) => level)),
    ...completenessOf(structure),
    file: {
      bytes: pdf.length, sha256: createHash('sha256').update(pdf).digest('hex'),
      revisions: structure.revisions.length, pdfVersion: structure.pdfVersion,
    },
    certification: structure.certification,
    signatures,
    documentTimestamps,
    uncovered: structure.uncovered,
    reasons,
    judgedAt: at.toISOString(),
  };
}

function poolOf(anchors: readonly Certificate[], parsed: readonly Parsed[], structure: PdfStructure, known: KnownCertificates): CertificatePool {
  const pool = new CertificatePool(anchors);
  for (const { cms, tokens } of parsed) {
    for (const certificate of [cms, ...tokens].flatMap((each) => each?.certificates ?? [])) pool.add(certificate);
  }
  // In the order of the file: what is added later never takes the place of what was there.
  for (const der of structure.stores.flatMap((store) => store.certificates)) {
    const certificate = readCertificate(der, known);
    if (certificate) pool.add(certificate);
  }
  return pool;
}

function sourcesOf(pool: CertificatePool, parsed: readonly Parsed[], structure: PdfStructure): RevocationSources {
  const embedded = parsed.flatMap(({ structural, cms, tokens }) =>
    [cms, ...tokens].map((each) => ({ revision: structural.revision ?? 0, crls: each?.crls ?? [], ocsps: each?.ocsps ?? [] })));
  const sources = new RevocationSources(pool);
  for (const { revision, crls, ocsps } of [...embedded, ...structure.stores].sort((a, b) => a.revision - b.revision)) sources.add(revision, crls, ocsps);
  return sources;
}

function hasMaterial(parsed: readonly Parsed[], structure: PdfStructure): boolean {
  return structure.stores.length > 0 || parsed.some(({ cms }) => cms && cms.crls.length + cms.ocsps.length > 0);
}

function signatureReport(facts: Facts, judged: JudgedSignature, ground: LevelGround): SignatureReport {
  const { structural, certificate } = facts;
  const isIntact = facts.integrity === 'intact';
  const { level, reasons } = isIntact ? levelOf(judged, facts.end, ground) : { level: 'B-B' as const, reasons: [] };
  const summary = certificate ? summaryOf(certificate) : null;
  const [proof] = judged.proofs;
  const claimed = structural.claimedAt === null ? null : ('claimed' as const);
  const untimed: CryptoReason[] = isIntact && !proof ? [{ code: 'NO_PROVEN_TIME' }] : [];
  return {
    field: structural.field,
    kind: structural.isCertification ? 'certification' : 'approval',
    signer: structural.name ?? summary?.commonName ?? null,
    certificate: summary,
    reason: structural.reason,
    signedAt: proof?.at.toISOString() ?? structural.claimedAt,
    signedAtSource: proof?.source ?? claimed,
    integrity: facts.integrity,
    coverage: structural.coverage,
    revision: structural.revision,
    modifications: structural.modifications,
    trust: judged.signer.trust,
    level,
    timestamp: facts.token
      ? timestampReport(facts.token, judged.token, { field: null, coverage: null, revision: null, modifications: [] })
      : null,
    subFilter: structural.subFilter,
    ...(structural.restricts && { restricts: structural.restricts }),
    reasons: [...facts.reasons, ...judged.signer.reasons, ...untimed, ...reasons],
  };
}

function documentTimestampReport(facts: Facts, judgement: Judgement | undefined): TimestampReport {
  const { field, coverage, revision, modifications } = facts.structural;
  return timestampReport(facts, judgement, { field, coverage, revision, modifications });
}

function timestampReport(
  token: Pick<Facts, 'integrity' | 'reasons' | 'at' | 'certificate'>, judgement: Judgement | undefined,
  place: { field: string | null; coverage: Coverage | null; revision: number | null; modifications: TimestampReport['modifications'] },
): TimestampReport {
  return {
    ...place,
    at: token.at?.toISOString() ?? null,
    authority: token.certificate ? summaryOf(token.certificate) : null,
    integrity: token.integrity,
    trust: judgement?.trust ?? 'unknown',
    reasons: [...token.reasons, ...(judgement?.reasons ?? [])],
  };
}

/** Bytes after the last revision, unless the structural reading has already told of them. */
function trailingBytes(pdf: Buffer, structure: PdfStructure): CryptoReason[] {
  const end = structure.revisions.at(-1)?.end ?? pdf.length;
  const isTold = structure.reasons.some(({ code }) => code === 'TAIL_BYTES');
  const isBlank = pdf.length - end <= TAIL_LOOK_BYTES && pdf.subarray(end).every((byte) => BLANKS.has(byte));
  return isTold || isBlank ? [] : [{ code: 'TRAILING_BYTES', detail: `${pdf.length - end} bytes after ${end}` }];
}
