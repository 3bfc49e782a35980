import 'reflect-metadata';
import { createPrivateKey, sign, webcrypto, KeyObject } from 'node:crypto';
import { ExtendedKeyUsageExtension, Extension, KeyUsageFlags, X509Certificate } from '@peculiar/x509';
import { ALGORITHM, certify, documentSigner } from '../certificates.js';
import type { Authority, CertificateContent, IdentityRequest, IssuanceTerms, NameParts } from '../certificates.js';
import { der } from '../der.js';
import { SigningError } from '../errors.js';
import type { SignerIdentity } from '../identity.js';

/** Below this, an RSA key is refused by every validator that follows ETSI TS 119 312. */
const RSA_BITS_MIN = 2048;

const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';
const OCSP_NO_CHECK = '1.3.6.1.5.5.7.48.1.5';

/** A key that is kept, with its certificate and those above it. Belongs encrypted in the key store, never in the main database. */
export interface KeyMaterial {
  readonly certificateDer: Buffer;
  /** From the issuer up; the root may be among them. */
  readonly chainDer: readonly Buffer[];
  /** PKCS#8. */
  readonly privateKeyPem: string;
}

/** A key and certificate that sign documents for longer than once: the service's own, as `issueIdentity` makes those of one signature. */
export function issueKeptKey(authority: Authority, request: IdentityRequest, terms: IssuanceTerms): Promise<KeyMaterial> {
  return issue(authority, documentSigner(request), terms);
}

/**
 * A key and certificate that answer for the authority on the state of its certificates (RFC 6960, 4.2.2.2): the authority's own
 * key may sign certificates and lists only. Nobody asks whether the responder itself was revoked (id-pkix-ocsp-nocheck), so
 * that its certificate should be short-lived.
 */
export function issueOcspResponder(authority: Authority, subject: NameParts, terms: IssuanceTerms): Promise<KeyMaterial> {
  const noCheck = new Extension(OCSP_NO_CHECK, false, new Uint8Array(der(0x05)));
  return issue(authority, { subject, keyUsage: KeyUsageFlags.digitalSignature, extensions: [new ExtendedKeyUsageExtension([OCSP_SIGNING]), noCheck] }, terms);
}

async function issue(authority: Authority, content: CertificateContent, terms: IssuanceTerms): Promise<KeyMaterial> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const { certificate, issuer } = await certify(authority, keys.publicKey, content, terms);
  return {
    certificateDer: Buffer.from(certificate.rawData),
    chainDer: [Buffer.from(issuer.rawData)],
    privateKeyPem: KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/**
 * A signer over a kept key. `destroy` forgets this handle only: the material stays with whoever keeps it.
 *
 * @throws SigningError KEY_UNUSABLE when the key is neither RSA of 2048 bits nor elliptic, or is not that of the certificate
 */
export function signerOf(material: KeyMaterial): SignerIdentity {
  const certificate = new X509Certificate(new Uint8Array(material.certificateDer));
  let key: KeyObject | undefined = createPrivateKey(material.privateKeyPem);
  const algorithm = signatureAlgorithmOf(key);
  return {
    certificateDer: material.certificateDer,
    chainDer: material.chainDer,
    serialHex: certificate.serialNumber,
    algorithm,
    sign(toBeSigned) {
      if (!key) throw new SigningError('KEY_DESTROYED', 'This handle on the private key was given back.', certificate.serialNumber);
      return algorithm === 'rsa-sha256' ? sign('sha256', toBeSigned, key) : sign('sha256', toBeSigned, { key, dsaEncoding: 'der' });
    },
    destroy() {
      key = undefined;
    },
  };
}

/** How a key, private or public, signs here. @throws SigningError KEY_UNUSABLE */
export function signatureAlgorithmOf(key: KeyObject): SignerIdentity['algorithm'] {
  if (key.asymmetricKeyType === 'ec') return 'ecdsa-sha256';
  if (key.asymmetricKeyType !== 'rsa') throw new SigningError('KEY_UNUSABLE', `A key of kind ${key.asymmetricKeyType ?? 'unknown'} cannot sign here.`);
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < RSA_BITS_MIN) throw new SigningError('KEY_UNUSABLE', `An RSA key of ${bits} bits is too short: at least ${RSA_BITS_MIN} are required.`);
  return 'rsa-sha256';
}
