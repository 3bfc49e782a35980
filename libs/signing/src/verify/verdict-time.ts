import { buildChain } from './chain.js';
import type { CertificatePool, CertificateUse } from './chain.js';
import type { Certificate } from './crypto-certificate.js';
import type { CryptoReason } from './crypto-codes.js';
import type { Facts } from './crypto-facts.js';
import type { Integrity, Trust } from './report.js';
import { revokedAt } from './revocation.js';
import type { RevocationSources } from './revocation.js';

/** Clocks of two authorities, or of ours, may differ; more than this is a lie (ETSI EN 319 421 asks each for a second). */
const CLOCK_SKEW_MS = 5 * 60_000;

/** Whether a certificate is to be believed at an instant, and by which path. */
export interface Judgement {
  readonly trust: Trust;
  readonly path: readonly Certificate[];
  readonly reasons: readonly CryptoReason[];
}

/** A trusted timestamp: everything before `end` existed at `at`. */
export interface Proof {
  readonly at: Date;
  readonly end: number;
  readonly source: 'timestamp' | 'document_timestamp';
  /** Rank of the revision a document timestamp closes. */
  readonly revision: number | null;
  /** From the authority's certificate to its anchor. */
  readonly path: readonly Certificate[];
}

export interface JudgedSignature {
  readonly signer: Judgement;
  readonly token: Judgement | undefined;
  /** Every trusted proof that it existed, the earliest first. */
  readonly proofs: readonly Proof[];
}

/** Who to believe, and when from: the trust of each signature of a file, at one instant of judgement. */
export class Judge {
  /** Trusted document timestamps, once they are judged. */
  readonly proofs: Proof[] = [];
  private readonly judged = new Map<Facts, Judgement>();

  constructor(private readonly pool: CertificatePool, private readonly sources: RevocationSources, private readonly now: Date) {}

  /**
   * Judges the document timestamps, from the last back to the first: each trusted one proves that those before it existed while
   * their certificates were good, even long expired today (ETSI EN 319 102-1, 5.6.3).
   */
  judgeDocumentTimestamps(timestamps: readonly Facts[]): ReadonlyMap<Facts, Judgement> {
    for (const facts of [...timestamps].sort((a, b) => b.end - a.end)) {
      const existed = this.proofsOver(facts.end)[0]?.at ?? this.now;
      const judgement = this.judgeToken(facts, existed);
      this.judged.set(facts, judgement);
      if (judgement.trust === 'trusted' && facts.at && facts.structural.coverage !== 'partial') {
        const { revision } = facts.structural;
        this.proofs.push({ at: facts.at, end: facts.end, source: 'document_timestamp', revision, path: judgement.path });
      }
    }
    return this.judged;
  }

  /** Judges a signature, once the document timestamps are: at the first instant it is proven to exist, or at that of judgement. */
  judgeSignature(facts: Facts): JudgedSignature {
    const over = facts.structural.coverage === 'partial' ? [] : this.proofsOver(facts.end);
    const token = facts.token && this.judgeToken(facts.token, over[0]?.at ?? this.now);
    const own: Proof[] = token?.trust === 'trusted' && facts.token?.at
      ? [{ at: facts.token.at, end: facts.end, source: 'timestamp', revision: null, path: token.path }]
      : [];
    const proofs = facts.integrity === 'intact' ? [...own, ...over].sort((a, b) => a.at.getTime() - b.at.getTime()) : [];
    return { signer: this.judgeSigner(facts, proofs[0]?.at), token, proofs };
  }

  private judgeSigner(facts: Facts, proven: Date | undefined): Judgement {
    // A signature that does not hold is nobody's: the certificate it shows may be that of a victim.
    if (!facts.certificate || facts.integrity !== 'intact') return { trust: 'unknown', path: [], reasons: [] };
    const judgement = this.judgeCertificate(facts.certificate, 'signature', proven ?? this.now);
    return facts.isUnreliable && judgement.trust === 'trusted' ? { ...judgement, trust: 'untrusted' } : judgement;
  }

  /** Trusted document timestamps over a signature that ends there, the earliest first. */
  private proofsOver(end: number): Proof[] {
    return this.proofs.filter((proof) => proof.end > end).sort((a, b) => a.at.getTime() - b.at.getTime());
  }

  /** @param existed an instant at which the token is known to exist: proven, or that of judgement */
  private judgeToken(token: { integrity: Integrity; certificate: Certificate | undefined; at: Date | undefined; isWeak?: boolean; isUnreliable?: boolean }, existed: Date): Judgement {
    const { certificate, at } = token;
    if (token.integrity !== 'intact' || !certificate || !at) return { trust: 'unknown', path: [], reasons: [] };
    const judgement = this.judgeCertificate(certificate, 'timestamp', existed);
    const because = (trust: Trust, ...more: CryptoReason[]): Judgement =>
      ({ trust, path: judgement.path, reasons: [{ code: 'TOKEN_UNTRUSTED' }, ...judgement.reasons, ...more] });
    if (judgement.trust !== 'trusted') return because(judgement.trust);
    if (token.isWeak || token.isUnreliable) return because('untrusted');
    if (at.getTime() > existed.getTime() + CLOCK_SKEW_MS) return because('unknown', { code: 'TOKEN_IN_FUTURE', detail: at.toISOString() });
    // Nobody vouched for this key yet at the instant it states.
    if (at < certificate.notBefore) return because('unknown', { code: 'CERTIFICATE_NOT_YET_VALID', detail: 'certificate of the timestamp' });
    return judgement;
  }

  private judgeCertificate(certificate: Certificate, use: CertificateUse, at: Date): Judgement {
    const chain = buildChain(this.pool, certificate, use, at);
    if (chain.trust !== 'trusted' && chain.trust !== 'expired') return chain;
    const revocations = chain.path.slice(0, -1).flatMap((each, depth): CryptoReason[] => {
      const issuer = chain.path[depth + 1];
      const when = issuer && revokedAt(this.sources.about(each, issuer));
      return when ? [{ code: when <= at ? 'REVOKED' : 'REVOKED_LATER', detail: `certificate ${depth} of the chain, on ${when.toISOString()}` }] : [];
    });
    const isRevoked = revocations.some((reason) => reason.code === 'REVOKED');
    return { ...chain, trust: isRevoked ? 'revoked' : chain.trust, reasons: [...chain.reasons, ...revocations] };
  }
}
