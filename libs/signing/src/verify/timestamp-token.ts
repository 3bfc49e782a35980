import { createHash } from 'node:crypto';
import type { CertificatePool } from './chain.js';
import { OID, readCms } from './cms-read.js';
import type { Cms } from './cms-read.js';
import { verifyCms } from './cms-verify.js';
import { hashOf, weakHash } from './crypto-algorithms.js';
import type { HashName } from './crypto-algorithms.js';
import { Asn1, TAG, attempt } from './crypto-asn1.js';
import type { Certificate, KnownCertificates } from './crypto-certificate.js';
import type { CryptoReason } from './crypto-codes.js';
import type { Integrity } from './report.js';

/** A timestamp token whose mathematics are verified; its authority is not judged yet. */
export interface TokenAnswer {
  readonly integrity: Integrity;
  readonly reasons: readonly CryptoReason[];
  /** The instant it states; undefined when it cannot be read. */
  readonly at: Date | undefined;
  readonly certificate: Certificate | undefined;
  readonly isWeak: boolean;
}

/**
 * Verifies an RFC 3161 token: that it is about these bytes, and that its own signature and certificate identifier hold.
 * @param imprint digest of what the token must be about
 */
export function verifyToken(cms: Cms | undefined, imprint: (hash: HashName) => Buffer, pool: CertificatePool): TokenAnswer {
  const info = cms?.contentType === OID.timestampInfo && cms.content ? readInfo(cms.content) : undefined;
  if (!cms?.content || !info) return { integrity: 'unreadable', reasons: [{ code: 'TOKEN_UNREADABLE' }], at: undefined, certificate: undefined, isWeak: false };
  const { content } = cms;
  const signature = verifyCms(cms, {
    contentType: OID.timestampInfo,
    digest: (hash) => createHash(hash).update(content).digest(),
    bytes: () => content,
  }, pool);
  const found: CryptoReason[] = [...signature.reasons];
  if (!info.hash) found.push({ code: 'ALGORITHM_UNSUPPORTED', detail: 'imprint of the timestamp' });
  else if (!info.imprint.equals(imprint(info.hash))) found.push({ code: 'TOKEN_IMPRINT_MISMATCH' });
  // RFC 3161, 2.4.2, and RFC 5816: the token names its certificate, or another of the same key could take its place.
  if (signature.integrity === 'intact' && !signature.hasCertificateIdentifier) found.push({ code: 'ESS_MISSING', detail: 'timestamp' });
  found.push(...weakHash(info.hash, 'imprint of the timestamp'));
  const codes = new Set(found.map((reason) => reason.code));
  const isAbout = !codes.has('TOKEN_IMPRINT_MISMATCH') && !codes.has('ESS_MISSING');
  const integrity = signature.integrity !== 'intact' ? signature.integrity : !info.hash ? 'unreadable' : isAbout ? 'intact' : 'altered';
  return { integrity, reasons: found, at: info.at, certificate: signature.certificate, isWeak: codes.has('WEAK_DIGEST') || signature.isWeak };
}

/** TSTInfo: version, policy, imprint, serial number, instant, then what is optional (RFC 3161, 2.4.2). */
function readInfo(content: Buffer): { hash: HashName | undefined; imprint: Buffer; at: Date } | undefined {
  return attempt(() => {
    const info = Asn1.readWhole(content).expect(TAG.sequence);
    const imprint = info.at(2).expect(TAG.sequence);
    return { hash: hashOf(imprint.at(0)), imprint: imprint.at(1).expect(TAG.octetString).octets, at: info.at(4).expect(TAG.generalizedTime).date };
  });
}

/** Tokens in the unsigned attributes of a CMS signature, in order. */
export function tokensOf(cms: Cms, known: KnownCertificates = new Map()): readonly (Cms | undefined)[] {
  return attempt(() => {
    const attributes = cms.signers[0]?.unsigned?.parts ?? [];
    return attributes.filter((attribute) => attempt(() => attribute.at(0).objectIdentifier) === OID.timestampToken)
      .flatMap((attribute) => attribute.at(1).parts.map((token) => readCms(token.raw, known)));
  }) ?? [];
}
