import { createHash } from 'node:crypto';
import type { CertificatePool } from './chain.js';
import { OID, readCms } from './cms-read.js';
import type { Cms } from './cms-read.js';
import { verifyCms } from './cms-verify.js';
import type { CmsAnswer } from './cms-verify.js';
import type { Certificate, KnownCertificates } from './crypto-certificate.js';
import type { CryptoReason } from './crypto-codes.js';
import { RangeDigests, bytesOf } from './crypto-digests.js';
import type { Integrity, Reason } from './report.js';
import type { StructuralSignature } from './structure.js';
import { tokensOf, verifyToken } from './timestamp-token.js';
import type { TokenAnswer } from './timestamp-token.js';

/** How /Contents is to be read (ISO 32000-2, table 255 and ETSI EN 319 142-1). */
const SUBFILTER = { cades: 'ETSI.CAdES.detached', detached: 'adbe.pkcs7.detached', sha1: 'adbe.pkcs7.sha1', timestamp: 'ETSI.RFC3161' } as const;

/** What mathematics say of one signature or document timestamp: whom it is by and what it covers, not whether to believe it. */
export interface Facts {
  readonly structural: StructuralSignature;
  readonly integrity: Integrity;
  readonly reasons: readonly Reason[];
  readonly certificate: Certificate | undefined;
  /** Sound but forgeable, or without the certificate identifier its format demands: never to be trusted. */
  readonly isUnreliable: boolean;
  /** First byte after what it covers. */
  readonly end: number;
  /** Instant stated by a document timestamp. */
  readonly at: Date | undefined;
  /** The timestamp inside a signature. */
  readonly token: TokenAnswer | undefined;
}

/** A signature and its CMS, cut into parts. */
export interface Parsed {
  readonly structural: StructuralSignature;
  readonly cms: Cms | undefined;
  readonly tokens: readonly (Cms | undefined)[];
}

export function parse(structural: StructuralSignature, known: KnownCertificates): Parsed {
  const cms = structural.cms ? readCms(structural.cms, known) : undefined;
  return { structural, cms, tokens: cms && structural.type === 'Sig' ? tokensOf(cms, known) : [] };
}

/** Verifies each signature and timestamp against the bytes of the file. `pool` already holds every certificate of the file. */
export function establish(pdf: Buffer, parsed: readonly Parsed[], pool: CertificatePool): Facts[] {
  const digests = new RangeDigests(pdf);
  const inOrder = [...parsed].sort((a, b) => (a.structural.byteRange?.[1] ?? 0) - (b.structural.byteRange?.[1] ?? 0));
  const facts = new Map(inOrder.map((each) => [each, factsOf(pdf, each, digests, pool)]));
  return parsed.flatMap((each) => facts.get(each) ?? []);
}

function factsOf(pdf: Buffer, { structural, cms, tokens }: Parsed, digests: RangeDigests, pool: CertificatePool): Facts {
  const { byteRange, defects } = structural;
  const end = byteRange ? byteRange[2] + byteRange[3] : 0;
  const base = { structural, end, at: undefined, token: undefined };
  if (!byteRange || !cms || !isInside(byteRange, pdf.length)) {
    const reasons: CryptoReason[] = cms ? [] : [{ code: 'CMS_UNREADABLE' }];
    return { ...base, integrity: 'unreadable', reasons: [...defects, ...reasons], certificate: undefined, isUnreliable: true };
  }
  const digest = (hash: Parameters<RangeDigests['of']>[0]): Buffer => digests.of(hash, byteRange);
  if (structural.type === 'DocTimeStamp') {
    const token = structural.subFilter === SUBFILTER.timestamp ? verifyToken(cms, digest, pool) : undefined;
    if (!token) return { ...base, integrity: 'unreadable', reasons: [...defects, unsupported(structural)], certificate: undefined, isUnreliable: true };
    return {
      ...base, integrity: combined(token.integrity, structural), reasons: [...defects, ...token.reasons],
      certificate: token.certificate, isUnreliable: token.isWeak, at: token.at,
    };
  }
  const answer = verifySignature(pdf, structural, cms, digest, pool);
  const identifierMissing = answer.integrity === 'intact' && !answer.hasCertificateIdentifier;
  const extra: CryptoReason[] = [
    ...(identifierMissing ? [{ code: 'ESS_MISSING' } as const] : []),
    ...(tokens.length > 1 ? [{ code: 'TOKEN_DUPLICATE', detail: `${tokens.length} timestamps` } as const] : []),
  ];
  const value = cms.signers[0]?.signature;
  return {
    ...base, integrity: combined(answer.integrity, structural), reasons: [...defects, ...answer.reasons, ...extra], certificate: answer.certificate,
    // PAdES demands the identifier (ETSI EN 319 142-1, 6.3); older signatures may do without.
    isUnreliable: answer.isWeak || (identifierMissing && structural.subFilter === SUBFILTER.cades),
    token: tokens.length > 0 && value ? verifyToken(tokens[0], (hash) => createHash(hash).update(value).digest(), pool) : undefined,
  };
}

function verifySignature(pdf: Buffer, structural: StructuralSignature, cms: Cms, digest: RangeDigestsOf, pool: CertificatePool): CmsAnswer {
  const refused = (integrity: Integrity, reason: CryptoReason): CmsAnswer =>
    ({ integrity, reasons: [reason], certificate: undefined, isWeak: false, hasCertificateIdentifier: false });
  const { byteRange, subFilter } = structural;
  if (subFilter === SUBFILTER.sha1) return verifySha1(cms, digest, pool);
  if ((subFilter !== SUBFILTER.cades && subFilter !== SUBFILTER.detached) || !byteRange) return refused('unreadable', unsupported(structural));
  // A content of its own, even a matching one, is a second document under the same signature.
  if (cms.content) return refused('altered', { code: 'CONTENT_NOT_DETACHED' });
  if (subFilter === SUBFILTER.cades && cms.signers[0] && !cms.signers[0].attributes) return refused('altered', { code: 'SIGNED_ATTRIBUTES_INVALID', detail: 'none' });
  return verifyCms(cms, { contentType: cms.contentType, digest, bytes: () => bytesOf(pdf, byteRange) }, pool);
}

type RangeDigestsOf = (hash: Parameters<RangeDigests['of']>[0]) => Buffer;

/** ISO 32000-1, 12.8.3.3: the content of the CMS is the SHA-1 of the range. Understood, but weak by construction. */
function verifySha1(cms: Cms, digest: RangeDigestsOf, pool: CertificatePool): CmsAnswer {
  const content = cms.content ?? Buffer.alloc(0);
  const answer = verifyCms(cms, { contentType: OID.data, digest: (hash) => createHash(hash).update(content).digest(), bytes: () => content }, pool);
  if (answer.integrity !== 'intact') return answer;
  if (!content.equals(digest('sha1'))) return { ...answer, integrity: 'altered', reasons: [...answer.reasons, { code: 'DIGEST_MISMATCH' }] };
  return { ...answer, isWeak: true, reasons: [...answer.reasons, { code: 'WEAK_DIGEST', detail: 'adbe.pkcs7.sha1' }] };
}

function combined(integrity: Integrity, structural: StructuralSignature): Integrity {
  return integrity === 'intact' && structural.defects.length > 0 ? 'altered' : integrity;
}

function unsupported(structural: StructuralSignature): CryptoReason {
  return { code: 'SUBFILTER_UNSUPPORTED', detail: structural.subFilter ?? 'none' };
}

function isInside([start, before, after, rest]: readonly [number, number, number, number], length: number): boolean {
  return [start, before, after, rest].every((n) => Number.isSafeInteger(n) && n >= 0) && start + before <= after && after + rest <= length;
}
