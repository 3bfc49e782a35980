import { X509Certificate } from 'node:crypto';
import { SigningError } from '../errors.js';

/** Longer chains do not exist outside tests; each certificate is embedded in every signature. */
const CHAIN_LENGTH_MAX = 8;

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * The certificates of a PEM text, in the order in which they stand there, in DER.
 *
 * @throws SigningError KEY_FILE_UNREADABLE when there is none, or one cannot be read
 */
export function certificatesOfPem(text: string): Buffer[] {
  const found = text.match(PEM_CERTIFICATE) ?? [];
  if (!found.length) throw new SigningError('KEY_FILE_UNREADABLE', 'The text holds no PEM certificate.');
  try {
    return found.map((pem) => new X509Certificate(pem).raw);
  } catch (cause) {
    throw new SigningError('KEY_FILE_UNREADABLE', 'A certificate of the text cannot be read.', undefined, { cause });
  }
}

/** From the issuer of `leaf` up, as far as `others` go: each one verified to have signed the one below. */
export function chainAbove(leaf: X509Certificate, others: readonly X509Certificate[]): Buffer[] {
  const chain: Buffer[] = [];
  let below = leaf;
  while (chain.length < CHAIN_LENGTH_MAX && !isSelfIssued(below)) {
    const child = below;
    const issuer = others.find((candidate) => child.checkIssued(candidate) && child.verify(candidate.publicKey));
    if (!issuer) break;
    chain.push(issuer.raw);
    below = issuer;
  }
  return chain;
}

function isSelfIssued(certificate: X509Certificate): boolean {
  return certificate.subject === certificate.issuer;
}
