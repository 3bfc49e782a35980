import { createHash } from 'node:crypto';
import type { SignerIdentity } from './identity.js';
import { der, issuerAndSerialNumber, objectIdentifier, octetString, sequence, setOf, smallInteger } from './der.js';

const DATA = objectIdentifier('1.2.840.113549.1.7.1');
const SIGNED_DATA = objectIdentifier('1.2.840.113549.1.7.2');
const CONTENT_TYPE = objectIdentifier('1.2.840.113549.1.9.3');
const MESSAGE_DIGEST = objectIdentifier('1.2.840.113549.1.9.4');
const SIGNING_CERTIFICATE_V2 = objectIdentifier('1.2.840.113549.1.9.16.2.47');
const SIGNATURE_TIMESTAMP = objectIdentifier('1.2.840.113549.1.9.16.2.14');
const SHA256 = sequence(objectIdentifier('2.16.840.1.101.3.4.2.1'));
const DIGEST_ALGORITHMS = setOf(SHA256);
const DETACHED_DATA = sequence(DATA);

/** ECDSA has no parameters (RFC 5758); RSA has a NULL (RFC 4055). */
const SIGNATURE_ALGORITHM = {
  'ecdsa-sha256': sequence(objectIdentifier('1.2.840.10045.4.3.2')),
  'rsa-sha256': sequence(objectIdentifier('1.2.840.113549.1.1.11'), der(0x05)),
} as const;

const attribute = (type: Buffer, value: Buffer): Buffer => sequence(type, setOf(value));
const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();

/**
 * A detached CAdES signature at the PAdES baseline (ETSI EN 319 142-1, 6.3): content type, message digest and
 * signingCertificateV2 are signed; there is no signing-time, which the dictionary's /M and the timestamps replace.
 *
 * @param digest SHA-256 of the bytes signed
 * @param timestamp asks an authority for a token over the SHA-256 of the signature value (level B-T); it can only be added
 *   now, since /Contents never changes afterwards. Null as an answer leaves the signature without one (level B-B)
 * @returns the CMS ContentInfo, in DER
 */
export async function detachedSignature(digest: Buffer, signer: SignerIdentity, timestamp?: (imprint: Buffer) => Promise<Buffer | null>): Promise<Buffer> {
  const attributes = attributesToSign(DATA, digest, signer.certificateDer);
  const signature = await signer.sign(attributes);
  const token = timestamp ? await timestamp(sha256(signature)) : null;
  return signedData({
    version: 1,
    content: DETACHED_DATA,
    attributes,
    signature,
    algorithm: signer.algorithm,
    certificateDer: signer.certificateDer,
    certificates: [signer.certificateDer, ...signer.chainDer],
    unsigned: token ? attribute(SIGNATURE_TIMESTAMP, token) : undefined,
  });
}

/** The signed attributes, as the SET that is signed (RFC 5652, 5.4): content type, digest of the content, certificate of the signer. */
export function attributesToSign(contentType: Buffer, digest: Buffer, certificateDer: Buffer): Buffer {
  // The hash algorithm of ESSCertIDv2 is SHA-256 by default, hence left out (RFC 5035).
  const certificateId = sequence(octetString(sha256(certificateDer)));
  return setOf(
    attribute(CONTENT_TYPE, contentType),
    attribute(MESSAGE_DIGEST, octetString(digest)),
    attribute(SIGNING_CERTIFICATE_V2, sequence(sequence(certificateId))),
  );
}

/**
 * A ContentInfo around a SignedData of one signer.
 * @param parts.version 1 for plain data, 3 for any other type of content
 * @param parts.content the whole EncapsulatedContentInfo
 * @param parts.attributes what was signed: see `attributesToSign`
 * @param parts.certificates those to join, in any order; none is allowed
 * @param parts.unsigned one attribute that the signature does not cover
 */
export function signedData(parts: {
  version: 1 | 3; content: Buffer; attributes: Buffer; signature: Buffer; algorithm: SignerIdentity['algorithm'];
  certificateDer: Buffer; certificates: readonly Buffer[]; unsigned?: Buffer | undefined;
}): Buffer {
  // What is stored is the set that was signed, under an implicit [0].
  const stored = Buffer.from(parts.attributes);
  stored.writeUInt8(0xa0, 0);
  const signerInfo = sequence(
    smallInteger(1),
    issuerAndSerialNumber(parts.certificateDer),
    SHA256,
    stored,
    SIGNATURE_ALGORITHM[parts.algorithm],
    octetString(parts.signature),
    ...(parts.unsigned ? [der(0xa1, parts.unsigned)] : []),
  );
  const certificates = [...parts.certificates].sort(Buffer.compare);
  const signed = sequence(
    smallInteger(parts.version),
    DIGEST_ALGORITHMS,
    parts.content,
    ...(certificates.length > 0 ? [der(0xa0, ...certificates)] : []),
    setOf(signerInfo),
  );
  return sequence(SIGNED_DATA, der(0xa0, signed));
}
