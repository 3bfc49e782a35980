import 'reflect-metadata';
import { KeyObject, X509Certificate as NodeCertificate, createPrivateKey, sign, webcrypto } from 'node:crypto';
import { ExtendedKeyUsageExtension, KeyUsageFlags } from '@peculiar/x509';
import { certify } from '../certificates.js';
import type { Authority, IssuanceTerms } from '../certificates.js';
import { SigningError } from '../errors.js';
import type { SignerIdentity } from '../identity.js';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';

/** Who the embedded timestamp authority is: its key lives in this process, so that a token costs one signature. */
export interface TimestampIdentity extends SignerIdentity {
  readonly algorithm: 'ecdsa-sha256';
  sign(toBeSigned: Buffer): Buffer;
}

/** What the key store keeps of it, so that every process of the service answers with the same certificate. */
export interface TimestampCredential {
  readonly certificatePem: string;
  /** Of the authority that issued it. */
  readonly chainPem: string;
  /** PKCS#8. Belongs in the key store, never in the main database. */
  readonly privateKeyPem: string;
}

/**
 * A key and certificate for the embedded timestamp authority: P-256, for timestamps only (RFC 3161, 2.3).
 *
 * @param request.commonName up to 64 characters; says loudly that this authority is one of demonstration: its clock is that
 *   of the service, nobody else vouches for it
 * @throws SigningError CERTIFICATE_TEXT_TOO_LONG; AUTHORITY_UNUSABLE when the PEM texts are not those of a P-256 authority, or
 *   when it expires before the certificate would
 */
export async function issueTimestampCredential(
  authority: Authority, request: { readonly commonName: string; readonly organisation: string }, terms: IssuanceTerms,
): Promise<TimestampCredential> {
  // ub-common-name and ub-organization-name of RFC 5280.
  if ([request.commonName, request.organisation].some((text) => [...text].length > 64)) {
    throw new SigningError('CERTIFICATE_TEXT_TOO_LONG', 'The name of a timestamp authority takes at most 64 characters.');
  }
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  // Alone and critical, or verifiers refuse its tokens.
  const purpose = new ExtendedKeyUsageExtension([TIME_STAMPING], true);
  const { certificate } = await certify(authority, keys.publicKey, { subject: request, keyUsage: KeyUsageFlags.digitalSignature, extensions: [purpose] }, terms);
  return {
    certificatePem: certificate.toString('pem'),
    chainPem: authority.certificatePem,
    privateKeyPem: KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** @throws SigningError AUTHORITY_UNUSABLE when the texts cannot be read, or when the key is not that of the certificate */
export function openTimestampIdentity(credential: TimestampCredential): TimestampIdentity {
  const { certificate, chain, key } = readCredential(credential);
  let privateKey: KeyObject | undefined = key;
  return {
    certificateDer: certificate.raw,
    chainDer: [chain.raw],
    serialHex: certificate.serialNumber.toLowerCase(),
    algorithm: 'ecdsa-sha256',
    sign(toBeSigned) {
      if (!privateKey) throw new SigningError('KEY_DESTROYED', 'The private key was destroyed after its use.', certificate.serialNumber);
      return sign('sha256', toBeSigned, { key: privateKey, dsaEncoding: 'der' });
    },
    destroy() {
      privateKey = undefined;
    },
  };
}

/** Both at once, for a key that this process alone will use. Same errors as `issueTimestampCredential`. */
export async function issueTimestampIdentity(
  authority: Authority, request: { readonly commonName: string; readonly organisation: string }, terms: IssuanceTerms,
): Promise<TimestampIdentity> {
  return openTimestampIdentity(await issueTimestampCredential(authority, request, terms));
}

function readCredential(credential: TimestampCredential): { certificate: NodeCertificate; chain: NodeCertificate; key: KeyObject } {
  try {
    const certificate = new NodeCertificate(credential.certificatePem);
    const key = createPrivateKey(credential.privateKeyPem);
    if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw new Error('The key is not on P-256.');
    if (!certificate.checkPrivateKey(key)) throw new Error('The key is not that of the certificate.');
    return { certificate, chain: new NodeCertificate(credential.chainPem), key };
  } catch (cause) {
    throw new SigningError('AUTHORITY_UNUSABLE', 'The certificate or key of the timestamp authority cannot be used.', undefined, { cause });
  }
}
