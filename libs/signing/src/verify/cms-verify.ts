import { createHash } from 'node:crypto';
import type { CertificatePool } from './chain.js';
import { OID, attributeValues, onlyValue } from './cms-read.js';
import type { Cms, CmsSigner } from './cms-read.js';
import { hashOf, isSignedBy, signatureAlgorithm, weakHash, weakKey } from './crypto-algorithms.js';
import type { HashName, SignatureAlgorithm } from './crypto-algorithms.js';
import { Asn1, Asn1Fault, TAG, attempt, contextTag } from './crypto-asn1.js';
import type { Certificate } from './crypto-certificate.js';
import type { CryptoReason, CryptoReasonCode } from './crypto-codes.js';
import type { Integrity } from './report.js';

/** What a CMS must have signed. */
export interface ExpectedContent {
  readonly contentType: string;
  readonly digest: (hash: HashName) => Buffer;
  /** The bytes themselves, for a CMS without signed attributes. */
  readonly bytes: () => Buffer;
}

export interface CmsAnswer {
  readonly integrity: Integrity;
  readonly reasons: readonly CryptoReason[];
  /** The certificate whose key made the signature; the one it designates when the signature is wrong. */
  readonly certificate: Certificate | undefined;
  /** A weak digest or key: sound, but never to be trusted. */
  readonly isWeak: boolean;
  /** Whether the signed attributes say which certificate signs. */
  readonly hasCertificateIdentifier: boolean;
}

/**
 * Verifies the only signature of a CMS: digest of the content, signed attributes, signature value, and that the certificate is the
 * one the signer designated (RFC 5652, 5.4 and 5.6; RFC 5035). Unsigned parts are not looked at. Trust is another question.
 */
export function verifyCms(cms: Cms, expected: ExpectedContent, pool: CertificatePool): CmsAnswer {
  const [signer, ...others] = cms.signers;
  if (!signer || others.length > 0) return refused('unreadable', 'SIGNER_COUNT', undefined, `${cms.signers.length} signers`);
  const algorithm = attempt(() => signatureAlgorithm(signer.algorithm, signer.digest));
  if (!signer.digest || !algorithm) return refused('unreadable', 'ALGORITHM_UNSUPPORTED');
  // The hash announced and the hash of the signature are one choice written twice: two of them is how forgers play on readers.
  if (algorithm.hash && algorithm.hash !== signer.digest) return refused('altered', 'ALGORITHM_MISMATCH', undefined, `${signer.digest}, ${algorithm.hash}`);
  const candidates = signerCertificates(cms, signer, pool);
  const [named] = candidates;
  if (!named) return refused('unreadable', 'SIGNER_CERTIFICATE_MISSING');

  const attributeFault = signer.attributes ? checkAttributes(signer.attributes, signer.digest, expected) : undefined;
  if (attributeFault) return refused('altered', attributeFault, named);
  const identifiers = signer.attributes ? certificateIdentifiers(signer.attributes) : [];
  if (!identifiers) return refused('altered', 'SIGNED_ATTRIBUTES_INVALID', named);
  const certificate = candidates.find((each) => identifiers.every((identifier) => identifier.designates(each)));
  if (!certificate) return refused('altered', 'ESS_MISMATCH', named);
  if (!isSigned(signer, algorithm, certificate, expected)) return refused('altered', 'SIGNATURE_INVALID', certificate);

  const weak = [...weakHash(signer.digest, 'signature'), ...weakKey(certificate.publicKey, 'signature')];
  const unread: CryptoReason[] = cms.unreadable > 0 ? [{ code: 'CERTIFICATE_UNREADABLE', detail: `${cms.unreadable} in the CMS` }] : [];
  return { integrity: 'intact', reasons: [...weak, ...unread], certificate, isWeak: weak.length > 0, hasCertificateIdentifier: identifiers.length > 0 };
}

function refused(integrity: Integrity, code: CryptoReasonCode, certificate?: Certificate, detail?: string): CmsAnswer {
  return { integrity, reasons: [{ code, ...(detail && { detail }) }], certificate, isWeak: false, hasCertificateIdentifier: false };
}

/** Certificates that bear the signer's identifier: those of the CMS first, then any other at hand. */
function signerCertificates(cms: Cms, signer: CmsSigner, pool: CertificatePool): Certificate[] {
  const { identifier } = signer;
  const matches = (certificate: Certificate): boolean => attempt(() =>
    identifier.tag === TAG.sequence
      ? identifier.at(0).raw.equals(certificate.issuer) && identifier.at(1).content.equals(certificate.serial)
      : certificate.subjectKeyIdentifier?.equals(identifier.octets) === true) ?? false;
  const own = cms.certificates.filter(matches);
  return own.length > 0 ? own : pool.all().filter(matches);
}

/** The first thing wrong with the signed attributes; undefined when there is nothing. Attributes that cannot be read are wrong. */
function checkAttributes(attributes: Asn1, digest: HashName, expected: ExpectedContent): CryptoReasonCode | undefined {
  const fault = attempt((): CryptoReasonCode | 'none' => {
    const contentType = onlyValue(attributes, OID.contentType);
    const messageDigest = onlyValue(attributes, OID.messageDigest);
    if (!contentType || !messageDigest) return 'SIGNED_ATTRIBUTES_INVALID';
    if (contentType.objectIdentifier !== expected.contentType) return 'CONTENT_TYPE_MISMATCH';
    return messageDigest.octets.equals(expected.digest(digest)) ? 'none' : 'DIGEST_MISMATCH';
  });
  return fault === 'none' ? undefined : (fault ?? 'SIGNED_ATTRIBUTES_INVALID');
}

interface CertificateIdentifier {
  readonly designates: (certificate: Certificate) => boolean;
}

/** ESS signingCertificate and its second version: the first identifier of each designates the signer. Undefined when malformed. */
function certificateIdentifiers(attributes: Asn1): CertificateIdentifier[] | undefined {
  return attempt(() =>
    [OID.signingCertificate, OID.signingCertificateV2].flatMap((type) => {
      const values = attributeValues(attributes, type);
      if (values.length > 1) throw new Asn1Fault('An attribute stands twice.');
      return values.map((value) => {
        const id = value.at(0).at(0);
        const explicit = id.at(0).tag === TAG.sequence ? id.at(0) : undefined;
        const hash = type === OID.signingCertificate ? 'sha1' : explicit ? hashOf(explicit) : 'sha256';
        if (!hash) throw new Asn1Fault('The hash of the certificate is unknown.');
        const digest = id.at(explicit ? 1 : 0).expect(TAG.octetString).octets;
        const issuerSerial = id.parts[explicit ? 2 : 1];
        return { designates: (certificate: Certificate) => digest.equals(createHash(hash).update(certificate.der).digest()) && isIssuerSerialOf(issuerSerial, certificate) };
      });
    }),
  );
}

/** IssuerSerial (RFC 5035, 4): optional; when it stands it must be the certificate's. The issuer is a directoryName, [4]. */
function isIssuerSerialOf(issuerSerial: Asn1 | undefined, certificate: Certificate): boolean {
  if (!issuerSerial) return true;
  const name = issuerSerial.at(0).tagged(contextTag(4))?.at(0).raw;
  return issuerSerial.at(1).content.equals(certificate.serial) && (name === undefined || name.equals(certificate.issuer));
}

function isSigned(signer: CmsSigner, algorithm: SignatureAlgorithm, certificate: Certificate, expected: ExpectedContent): boolean {
  const { attributes, signature } = signer;
  const verifies = (bytes: Buffer): boolean => isSignedBy(certificate.publicKey, algorithm, bytes, signature);
  if (!attributes) return verifies(expected.bytes());
  // What is signed is the DER of the SET; what is stored is the same under an implicit [0] (RFC 5652, 5.4).
  const stored = asSet(attributes.raw);
  if (!attributes.indefinite && verifies(stored)) return true;
  const canonical = attempt(() => Asn1.read(stored).toDer());
  return canonical !== undefined && !canonical.equals(stored) && verifies(canonical);
}

function asSet(raw: Buffer): Buffer {
  const copy = Buffer.from(raw);
  copy.writeUInt8(TAG.set, 0);
  return copy;
}
