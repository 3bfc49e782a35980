import { X509Certificate } from 'node:crypto';
import { isSealedBy } from './verify/crypto-algorithms.js';
import { Asn1, TAG, attempt } from './verify/crypto-asn1.js';
import { readCertificate } from './verify/crypto-certificate.js';

/** Certificates whose names fit that are compared by their keys, over all that is above one: a real path of four, cross-certified, takes ten. Past this it is a maze. */
const TRIES_MAX = 500;
const PEM_LIST = /^\s*-----BEGIN X509 CRL-----([A-Za-z0-9+/=\s]+)-----END X509 CRL-----/;

/** A certificate, and who issued it. */
export interface IssuedCertificate {
  readonly certificate: X509Certificate;
  /** Those at hand, authorities all of them, whose key signed it. */
  readonly issuers: readonly X509Certificate[];
  /** Whether an anchor is reached from it, or it is one. */
  readonly anchored: boolean;
}

/**
 * Follows certificates up to these anchors (DER; those that cannot be read are left out), each link verified by its signature. Whether they hold at some instant, and
 * whether they are revoked, is the verifier's to say.
 *
 * @returns for a certificate and what came with it, in DER: the certificate, then all those above it, nearest first. A maze is not explored: the certificate alone comes
 *   back, leading nowhere; nothing at all when it cannot be read
 */
export function issuersUpTo(anchors: readonly Buffer[]): (certificate: Buffer, carried: readonly Buffer[]) => IssuedCertificate[] {
  const trusted = anchors.flatMap(read);
  const names = new Set(trusted.map(keyOf));
  // A root of the first version of X.509 has no extension at all: being an anchor stands for them. One that says it is no authority issues nothing.
  const roots = trusted.filter((anchor) => anchor.ca || readCertificate(anchor.raw)?.basicConstraints === undefined);
  return (der, carried) => {
    const [leaf] = read(der);
    if (!leaf) return [];
    const found = climb(leaf, [...roots, ...carried.flatMap(read).filter(({ ca }) => ca)]);
    const reached = new Set(names);
    // Each turn goes one link further down: as many as there are certificates at most.
    for (let before = -1; reached.size !== before;) {
      before = reached.size;
      for (const [key, { issuers }] of found) if (issuers.some((issuer) => reached.has(keyOf(issuer)))) reached.add(key);
    }
    return [...found].map(([key, link]) => ({ ...link, anchored: reached.has(key) }));
  };
}

type Found = Map<string, Pick<IssuedCertificate, 'certificate' | 'issuers'>>;

function climb(leaf: X509Certificate, authorities: readonly X509Certificate[]): Found {
  const found: Found = new Map();
  const candidates = [...new Map(authorities.map((authority) => [keyOf(authority), authority])).values()];
  let tries = 0;
  const waiting = [leaf];
  // What is found is added to the list that is being gone through.
  for (const certificate of waiting) {
    if (found.has(keyOf(certificate))) continue;
    const named = candidates.filter((candidate) => certificate.checkIssued(candidate));
    tries += named.length;
    if (tries > TRIES_MAX) return new Map([[keyOf(leaf), { certificate: leaf, issuers: [] }]]);
    const issuers = named.filter((candidate) => isIssuedBy(certificate, candidate));
    found.set(keyOf(certificate), { certificate, issuers });
    waiting.push(...issuers);
  }
  return found;
}

/** Whether the second is named as the issuer of the first, and its key signed it. */
export function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    // A key that OpenSSL cannot use proves nothing.
    return false;
  }
}

/**
 * The revocation list that a server gave for a certificate, in DER, whether it came so or in PEM, and without what may follow it. Null for anything else: what is no list,
 * or not signed by one of `issuers`. With none at hand, as for the certificate under a root that nobody carries, the list must at least bear the name of the issuer.
 */
export function revocationListFor({ certificate, issuers }: Pick<IssuedCertificate, 'certificate' | 'issuers'>, body: Buffer): Buffer | null {
  return attempt(() => {
    const list = Asn1.read(body[0] === TAG.sequence ? body : Buffer.from(PEM_LIST.exec(body.toString('latin1'))?.[1] ?? '', 'base64')).expect(TAG.sequence);
    const [tbs, algorithm, signature] = [list.at(0).expect(TAG.sequence), list.at(1).expect(TAG.sequence), list.at(2).expect(TAG.bitString)];
    // RFC 5280, 5.1: a version, unless it is the first; the algorithm; the issuer; the day of the list.
    const [, issuer, thisUpdate] = tbs.at(0).tag === TAG.integer ? tbs.parts.slice(1) : tbs.parts;
    if (list.parts.length !== 3 || !issuer || !thisUpdate?.date) return null;
    const isTheirs = issuers.length > 0
      ? issuers.some(({ publicKey }) => isSealedBy(publicKey, { data: tbs.raw, algorithm, signature }))
      : readCertificate(certificate.raw)?.issuer.equals(issuer.raw) === true;
    return isTheirs ? Buffer.from(list.raw) : null;
  }) ?? null;
}

function keyOf({ fingerprint256 }: X509Certificate): string {
  return fingerprint256;
}

function read(der: Buffer): X509Certificate[] {
  try {
    return [new X509Certificate(der)];
  } catch {
    return [];
  }
}
