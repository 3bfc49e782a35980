import { constants, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Asn1, attempt, contextTag } from './crypto-asn1.js';
import type { CryptoReason } from './crypto-codes.js';

/** Names as node:crypto knows them. */
export type HashName = 'md5' | 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512' | 'sha3-256' | 'sha3-384' | 'sha3-512';

const HASHES: Readonly<Record<string, HashName>> = {
  '1.2.840.113549.2.5': 'md5',
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.4': 'sha224',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
  '2.16.840.1.101.3.4.2.8': 'sha3-256',
  '2.16.840.1.101.3.4.2.9': 'sha3-384',
  '2.16.840.1.101.3.4.2.10': 'sha3-512',
};

/** Two contents with one digest have been made for both (ETSI TS 119 312, 5). */
const WEAK_HASHES: ReadonlySet<HashName> = new Set(['md5', 'sha1']);
/** ETSI TS 119 312, 6: what is under these is no longer held to resist. */
const RSA_BITS_MIN = 2048;
const CURVE_BITS_MIN = 256;

type Scheme = 'rsa' | 'rsa-pss' | 'ecdsa' | 'eddsa';

/** Signature algorithms, with their hash; none when it is the digest algorithm of the signer that tells. */
const SIGNATURES: Readonly<Record<string, readonly [Scheme, HashName?]>> = {
  '1.2.840.113549.1.1.1': ['rsa'],
  '1.2.840.113549.1.1.4': ['rsa', 'md5'],
  '1.2.840.113549.1.1.5': ['rsa', 'sha1'],
  '1.2.840.113549.1.1.14': ['rsa', 'sha224'],
  '1.2.840.113549.1.1.11': ['rsa', 'sha256'],
  '1.2.840.113549.1.1.12': ['rsa', 'sha384'],
  '1.2.840.113549.1.1.13': ['rsa', 'sha512'],
  '2.16.840.1.101.3.4.3.14': ['rsa', 'sha3-256'],
  '2.16.840.1.101.3.4.3.15': ['rsa', 'sha3-384'],
  '2.16.840.1.101.3.4.3.16': ['rsa', 'sha3-512'],
  '1.2.840.113549.1.1.10': ['rsa-pss'],
  '1.2.840.10045.2.1': ['ecdsa'],
  '1.2.840.10045.4.1': ['ecdsa', 'sha1'],
  '1.2.840.10045.4.3.1': ['ecdsa', 'sha224'],
  '1.2.840.10045.4.3.2': ['ecdsa', 'sha256'],
  '1.2.840.10045.4.3.3': ['ecdsa', 'sha384'],
  '1.2.840.10045.4.3.4': ['ecdsa', 'sha512'],
  '2.16.840.1.101.3.4.3.10': ['ecdsa', 'sha3-256'],
  '2.16.840.1.101.3.4.3.11': ['ecdsa', 'sha3-384'],
  '2.16.840.1.101.3.4.3.12': ['ecdsa', 'sha3-512'],
  '1.3.101.112': ['eddsa'],
};

/** Keys each scheme goes with: a key of another type must never be given the benefit of the doubt. */
const KEYS: Readonly<Record<Scheme, readonly string[]>> = { rsa: ['rsa'], 'rsa-pss': ['rsa', 'rsa-pss'], ecdsa: ['ec'], eddsa: ['ed25519'] };

/** The hash an AlgorithmIdentifier names; undefined when it is none we know. */
export function hashOf(algorithm: Asn1): HashName | undefined {
  return HASHES[algorithm.at(0).objectIdentifier];
}

export interface SignatureAlgorithm {
  readonly scheme: Scheme;
  /** Hash of the signed bytes; undefined for EdDSA, which has its own. */
  readonly hash: HashName | undefined;
  /** Salt of RSA-PSS, in bytes. */
  readonly saltBytes: number | undefined;
}

/**
 * Reads the AlgorithmIdentifier of a signature.
 * @param digest hash that the signer announces beside it, for the identifiers that name none
 * @returns undefined when the algorithm, or a parameter of it, is not one of ours
 */
export function signatureAlgorithm(algorithm: Asn1, digest?: HashName): SignatureAlgorithm | undefined {
  const [scheme, own] = SIGNATURES[algorithm.at(0).objectIdentifier] ?? [];
  if (!scheme) return undefined;
  if (scheme === 'rsa-pss') return pssParameters(algorithm.parts[1]);
  const hash = scheme === 'eddsa' ? undefined : (own ?? digest);
  return scheme === 'eddsa' || hash ? { scheme, hash, saltBytes: undefined } : undefined;
}

/** RFC 4055, 3.1: all have a default; the mask uses the same hash in practice, and node:crypto supports nothing else. */
function pssParameters(parameters: Asn1 | undefined): SignatureAlgorithm | undefined {
  const explicit = (n: number): Asn1 | undefined => parameters?.tagged(contextTag(n))?.at(0);
  const [hashField, maskField] = [explicit(0), explicit(1)];
  const hash = hashField ? hashOf(hashField) : 'sha1';
  const maskHash = maskField ? hashOf(maskField.at(1)) : 'sha1';
  const trailer = explicit(3)?.number ?? 1;
  if (!hash || hash !== maskHash || trailer !== 1) return undefined;
  return { scheme: 'rsa-pss', hash, saltBytes: explicit(2)?.number ?? 20 };
}

/** Whether `signature` is that of `key` over `data`. A key of another type than the algorithm's is a no. */
export function isSignedBy(key: KeyObject | undefined, algorithm: SignatureAlgorithm, data: Buffer, signature: Buffer): boolean {
  if (!key || !KEYS[algorithm.scheme].includes(key.asymmetricKeyType ?? '')) return false;
  try {
    if (algorithm.scheme === 'eddsa') return verify(null, data, key, signature);
    if (algorithm.scheme === 'ecdsa') return verify(algorithm.hash, data, { key, dsaEncoding: 'der' }, signature);
    if (algorithm.scheme === 'rsa') return verify(algorithm.hash, data, { key, padding: constants.RSA_PKCS1_PADDING }, signature);
    return verify(algorithm.hash, data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: algorithm.saltBytes }, signature);
  } catch {
    // OpenSSL throws on a key it holds unusable, or parameters that do not fit together: nothing is proven then.
    return false;
  }
}

/** Verifies a structure whose last parts are its AlgorithmIdentifier and its BIT STRING (certificate, CRL, OCSP response). */
export function isSealedBy(key: KeyObject | undefined, sealed: { data: Buffer; algorithm: Asn1; signature: Asn1 }): boolean {
  return attempt(() => {
    const algorithm = signatureAlgorithm(sealed.algorithm);
    return algorithm !== undefined && isSignedBy(key, algorithm, sealed.data, sealed.signature.bits);
  }) ?? false;
}

/** Hash used by the signature of a certificate, list or response, when it can be told. */
export function hashOfSeal(algorithm: Asn1): HashName | undefined {
  return attempt(() => signatureAlgorithm(algorithm)?.hash);
}

export function weakHash(hash: HashName | undefined, where: string): CryptoReason[] {
  return hash && WEAK_HASHES.has(hash) ? [{ code: 'WEAK_DIGEST', detail: `${where}: ${hash}` }] : [];
}

export function weakKey(key: KeyObject | undefined, where: string): CryptoReason[] {
  const { modulusLength, namedCurve } = key?.asymmetricKeyDetails ?? {};
  const curveBits = namedCurve ? Number(/(\d{3})/.exec(namedCurve)?.[1] ?? CURVE_BITS_MIN) : undefined;
  const isWeak = (modulusLength !== undefined && modulusLength < RSA_BITS_MIN) || (curveBits !== undefined && curveBits < CURVE_BITS_MIN);
  return isWeak ? [{ code: 'WEAK_KEY', detail: `${where}: ${key?.asymmetricKeyType ?? ''} ${namedCurve ?? modulusLength ?? ''}` }] : [];
}
