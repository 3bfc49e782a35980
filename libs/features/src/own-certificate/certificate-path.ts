import { X509Certificate } from 'node:crypto';
import { isIssuedBy } from '#libs/signing';

/** Certificates of a path: public hierarchies have three or four. */
const pathMax = 8;

/** From the signer's certificate up to a root, which is among `roots`; each in DER. */
export type CertificatePath = { path: Buffer[]; root: Buffer };

/**
 * The certificates that lead from a signer to one of the roots, among those the signature carries: only these are kept, since a file may carry anything.
 * Whether they hold at that instant is the verifier's to say.
 *
 * @param carried each in DER; what cannot be read is left out
 * @returns null when no root is reached
 */
export function pathTo(signer: Buffer, carried: readonly Buffer[], roots: readonly Buffer[]): CertificatePath | null {
  const [known, trusted] = [carried.flatMap(read), roots.flatMap(read)];
  // Anybody may add certificates to a signature: each is tried once, or a maze of them would never end.
  const tried = new Set<X509Certificate>();
  const walk = (path: readonly X509Certificate[]): CertificatePath | null => {
    const current = path.at(-1)!;
    const root = trusted.find((one) => one.raw.equals(current.raw)) ?? trusted.find((one) => isIssuedBy(current, one));
    if (root) return { path: [...new Set([...path.map(({ raw }) => raw.toString('base64')), root.raw.toString('base64')])].map((der) => Buffer.from(der, 'base64')), root: root.raw };
    if (path.length >= pathMax) return null;
    for (const issuer of known) {
      if (tried.has(issuer) || path.includes(issuer) || !isIssuedBy(current, issuer)) continue;
      tried.add(issuer);
      const found = walk([...path, issuer]);
      if (found) return found;
    }
    return null;
  };
  const [leaf] = read(signer);
  return leaf ? walk([leaf]) : null;
}

function read(der: Buffer): X509Certificate[] {
  try {
    return [new X509Certificate(der)];
  } catch {
    return [];
  }
}
