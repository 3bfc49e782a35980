import { hashOfSeal, isSealedBy, weakHash, weakKey } from './crypto-algorithms.js';
import { KEY_USAGE } from './crypto-certificate.js';
import type { Certificate } from './crypto-certificate.js';
import type { CryptoReason } from './crypto-codes.js';
import type { Trust } from './report.js';

/** Certificates of a path, root included. Public hierarchies have three or four. */
const PATH_MAX = 8;
/** Issuers tried for one leaf, over all branches: cross-certified hierarchies need some tens. */
const TRIES_MAX = 200;
/** Certificates of a file taken into account: fifty signatories and their authorities use a hundred. */
const POOL_MAX = 4_000;

const EXTENSION = { nameConstraints: '2.5.29.30' } as const;
/** Extensions whose meaning is either checked here or sets no condition on a signature: critical, they stop nothing. */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  '2.5.29.15', '2.5.29.19', '2.5.29.37', // keyUsage, basicConstraints, extendedKeyUsage: checked
  '2.5.29.32', // certificatePolicies: any policy is accepted
  '2.5.29.14', '2.5.29.35', '2.5.29.17', '2.5.29.18', '2.5.29.31', // identifiers, alternative names, distribution points
  '1.3.6.1.5.5.7.1.3', // qcStatements: declarations
]);

const PURPOSE = { timeStamping: '1.3.6.1.5.5.7.3.8', ocspSigning: '1.3.6.1.5.5.7.3.9' } as const;
/** Purposes under which documents are signed in practice: any, client, mail, documents (RFC 9336, Microsoft, Adobe). */
const SIGNING_PURPOSES: ReadonlySet<string> = new Set([
  '2.5.29.37.0', '1.3.6.1.5.5.7.3.2', '1.3.6.1.5.5.7.3.4', '1.3.6.1.5.5.7.3.36', '1.3.6.1.4.1.311.10.3.12', '1.2.840.113583.1.1.5',
]);

export type CertificateUse = 'signature' | 'timestamp' | 'ocsp';

export interface ChainAnswer {
  readonly trust: Extract<Trust, 'trusted' | 'untrusted' | 'expired' | 'unknown'>;
  /** From the leaf to the anchor; as far as it goes when no anchor is reached. */
  readonly path: readonly Certificate[];
  readonly reasons: readonly CryptoReason[];
}

/** Every certificate at hand: those trusted, and those the file brings, which are only believed once their issuers are verified. */
export class CertificatePool {
  private readonly bySubject = new Map<string, Certificate[]>();
  private readonly known = new Set<string>();
  private readonly anchors: ReadonlySet<string>;
  private readonly issued = new Map<string, boolean>();

  constructor(anchors: readonly Certificate[]) {
    this.anchors = new Set(anchors.map((anchor) => anchor.sha256));
    // Anchors come first among the issuers of one name.
    for (const anchor of anchors) this.add(anchor);
  }

  add(certificate: Certificate): void {
    if (this.known.has(certificate.sha256) || this.known.size >= POOL_MAX) return;
    this.known.add(certificate.sha256);
    const name = certificate.subject.toString('hex');
    this.bySubject.set(name, [...(this.bySubject.get(name) ?? []), certificate]);
  }

  isAnchor(certificate: Certificate): boolean {
    return this.anchors.has(certificate.sha256);
  }

  /** Certificates that bear the name of the issuer. */
  named(subject: Buffer): readonly Certificate[] {
    return this.bySubject.get(subject.toString('hex')) ?? [];
  }

  all(): Certificate[] {
    return [...this.bySubject.values()].flat();
  }

  /** Whether the key of `issuer` signed `certificate`. Each pair is computed once. */
  isIssuedBy(certificate: Certificate, issuer: Certificate): boolean {
    const pair = `${certificate.sha256} ${issuer.sha256}`;
    const answer = this.issued.get(pair) ?? (certificate.issuer.equals(issuer.subject) && isSealedBy(issuer.publicKey, certificate.sealed));
    this.issued.set(pair, answer);
    return answer;
  }
}

/**
 * Looks for a path from `leaf` to an anchor that holds at that instant (RFC 5280, 6.1, without policies). Revocation is judged
 * elsewhere. The anchor's own dates do not count: whoever trusts it says so.
 */
export function buildChain(pool: CertificatePool, leaf: Certificate, use: CertificateUse, at: Date): ChainAnswer {
  let tries = 0;
  let best: ChainAnswer | undefined;
  const keep = (answer: ChainAnswer): void => {
    if (!best || rank(answer) > rank(best)) best = answer;
  };
  const walk = (path: readonly Certificate[]): boolean => {
    const current = path.at(-1) ?? leaf;
    if (pool.isAnchor(current)) {
      const reasons = conditions(pool, path, use, at);
      keep({ trust: trustFor(reasons), path, reasons });
      return reasons.length === 0;
    }
    const candidates = pool.named(current.issuer);
    let isIssued = false;
    // One after the other, those that came first with the file first: whoever adds others of the same name later uses up nobody's tries.
    for (const candidate of candidates) {
      if (tries++ >= TRIES_MAX) break;
      if (!pool.isIssuedBy(current, candidate)) continue;
      isIssued = true;
      if (candidate.sha256 === current.sha256) keep(failure(path, 'ROOT_UNTRUSTED'));
      else if (path.length < PATH_MAX && !path.includes(candidate) && walk([...path, candidate])) return true;
    }
    if (tries >= TRIES_MAX || path.length >= PATH_MAX) keep(failure(path, 'CHAIN_TOO_COMPLEX'));
    else if (!isIssued) keep(failure(path, candidates.length > 0 ? 'CERTIFICATE_SIGNATURE_INVALID' : 'CHAIN_INCOMPLETE'));
    return false;
  };
  walk([leaf]);
  return best ?? failure([leaf], 'CHAIN_INCOMPLETE');
}

function failure(path: readonly Certificate[], code: CryptoReason['code']): ChainAnswer {
  const reasons = [{ code, detail: `after ${path.length} certificate(s)` }];
  return { trust: trustFor(reasons), path, reasons };
}

/** The explanation that says most: a path that reached an anchor, then a root nobody trusts, then a dead end. */
function rank(answer: ChainAnswer): number {
  if (answer.trust === 'trusted') return 5;
  if (answer.trust === 'expired') return 4;
  const code = answer.reasons[0]?.code;
  return code === 'CHAIN_INCOMPLETE' || code === 'CHAIN_TOO_COMPLEX' ? 0 : code === 'CERTIFICATE_SIGNATURE_INVALID' ? 1 : code === 'ROOT_UNTRUSTED' ? 2 : 3;
}

function trustFor(reasons: readonly CryptoReason[]): ChainAnswer['trust'] {
  const codes = new Set(reasons.map((reason) => reason.code));
  if (codes.size === 0) return 'trusted';
  if (codes.has('CHAIN_INCOMPLETE') || codes.has('CHAIN_TOO_COMPLEX')) return 'unknown';
  const datesOnly = [...codes].every((code) => code === 'CERTIFICATE_EXPIRED' || code === 'CERTIFICATE_NOT_YET_VALID');
  if (!datesOnly) return 'untrusted';
  return codes.has('CERTIFICATE_EXPIRED') ? 'expired' : 'unknown';
}

function conditions(pool: CertificatePool, path: readonly Certificate[], use: CertificateUse, at: Date): CryptoReason[] {
  return path.flatMap((certificate, depth) => {
    const where = `certificate ${depth} of the chain`;
    const trustedByItself = pool.isAnchor(certificate) && depth > 0;
    return [
      ...(trustedByItself ? [] : [...dates(certificate, at, where), ...weakKey(certificate.publicKey, where)]),
      ...(pool.isAnchor(certificate) ? [] : weakHash(hashOfSeal(certificate.sealed.algorithm), where)),
      ...criticalExtensions(certificate, where),
      ...(depth === 0 ? purpose(certificate, use) : authority(pool, path, depth, where)),
    ];
  });
}

function dates(certificate: Certificate, at: Date, where: string): CryptoReason[] {
  if (at > certificate.notAfter) return [{ code: 'CERTIFICATE_EXPIRED', detail: `${where}, on ${certificate.notAfter.toISOString()}` }];
  return at < certificate.notBefore ? [{ code: 'CERTIFICATE_NOT_YET_VALID', detail: `${where}, before ${certificate.notBefore.toISOString()}` }] : [];
}

function criticalExtensions(certificate: Certificate, where: string): CryptoReason[] {
  if (certificate.extensions.has(EXTENSION.nameConstraints)) return [{ code: 'NAME_CONSTRAINTS_UNSUPPORTED', detail: where }];
  const unknown = [...certificate.extensions].find(([id, { critical }]) => critical && !UNDERSTOOD.has(id));
  return unknown ? [{ code: 'CRITICAL_EXTENSION_UNKNOWN', detail: `${where}: ${unknown[0]}` }] : [];
}

function authority(pool: CertificatePool, path: readonly Certificate[], depth: number, where: string): CryptoReason[] {
  const certificate = path[depth];
  if (!certificate) return [];
  const { basicConstraints, keyUsage } = certificate;
  // A root of the first version of X.509 has no extension at all: being an anchor stands for them.
  const isAuthority = basicConstraints ? basicConstraints.isAuthority : pool.isAnchor(certificate);
  if (!isAuthority || (keyUsage && !keyUsage.has(KEY_USAGE.keyCertSign))) return [{ code: 'ISSUER_NOT_AUTHORITY', detail: where }];
  // Intermediates below this one that are not merely its own new key (RFC 5280, 4.2.1.9).
  const below = path.slice(1, depth).filter((each) => !each.subject.equals(each.issuer)).length;
  return below > (basicConstraints?.pathLength ?? PATH_MAX) ? [{ code: 'PATH_TOO_LONG', detail: where }] : [];
}

function purpose(certificate: Certificate, use: CertificateUse): CryptoReason[] {
  const { keyUsage, extendedKeyUsage } = certificate;
  const maySign = !keyUsage || keyUsage.has(KEY_USAGE.digitalSignature) || keyUsage.has(KEY_USAGE.nonRepudiation);
  const purposes = extendedKeyUsage?.purposes;
  const isMeantFor = {
    signature: !purposes || purposes.some((id) => SIGNING_PURPOSES.has(id)),
    // RFC 3161, 2.3: this purpose, alone, and critical.
    timestamp: extendedKeyUsage?.critical === true && purposes?.length === 1 && purposes[0] === PURPOSE.timeStamping,
    ocsp: purposes?.includes(PURPOSE.ocspSigning) === true,
  }[use];
  return maySign && isMeantFor ? [] : [{ code: 'KEY_USAGE_MISMATCH', detail: `not meant for: ${use}` }];
}
