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

/** ECDSA has no parameters (RFC 5758); RSA has a NULL (RFC 4055). */
const SIGNATURE_ALGORITHM = {
  'ecdsa-sha256': sequence(objectIdentifier('1.2.840.10045.4.3.2')),
  'rsa-sha256': sequence(objectIdentifier('1.2.840.113549.1.1.11'), der(0x05)),
} as const;

const attribute = (type: Buffer, value: Buffer): Buffer => sequence(type, setOf(value));

/**
 * A detached CAdES signature at the PAdES baseline (ETSI EN 319 142-1, 6.3): content type, message digest and
 * signingCertificateV2 are signed; there is no signing-time, which the dictionary's /M and the timestamps replace.
 *
 * @param digest SHA-256 of the bytes signed
 * @param timestamp asks an authority for a token over the SHA-256 of the signature value (level B-T); it can only be added
 *   now, since /Contents never changes afterwards
 * @returns the CMS ContentInfo, in DER
 */
export async function detachedSignature(digest: Buffer, signer: SignerIdentity, timestamp?: (imprint: Buffer) => Promise<Buffer>): Promise<Buffer> {
  const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();
  // The hash algorithm of ESSCertIDv2 is SHA-256 by default, hence left out (RFC 5035).
  const certificateId = sequence(octetString(sha256(signer.certificateDer)));
  const signedAttributes = [
    attribute(CONTENT_TYPE, DATA),
    attribute(MESSAGE_DIGEST, octetString(digest)),
    attribute(SIGNING_CERTIFICATE_V2, sequence(sequence(certificateId))),
  ];
  // What is signed is the SET itself; what is stored is the same bytes under an implicit [0] (RFC 5652, 5.4).
  const toBeSigned = setOf(...signedAttributes);
  const stored = Buffer.from(toBeSigned);
  stored.writeUInt8(0xa0, 0);
  const signature = await signer.sign(toBeSigned);
  const token = timestamp ? await timestamp(sha256(signature)) : undefined;

  const signerInfo = sequence(
    smallInteger(1),
    issuerAndSerialNumber(signer.certificateDer),
    SHA256,
    stored,
    SIGNATURE_ALGORITHM[signer.algorithm],
    octetString(signature),
    ...(token ? [der(0xa1, attribute(SIGNATURE_TIMESTAMP, token))] : []),
  );
  const certificates = [signer.certificateDer, ...signer.chainDer].sort(Buffer.compare);
  const signedData = sequence(smallInteger(1), setOf(SHA256), sequence(DATA), der(0xa0, ...certificates), setOf(signerInfo));
  return sequence(SIGNED_DATA, der(0xa0, signedData));
}
