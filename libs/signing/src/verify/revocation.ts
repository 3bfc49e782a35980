import { createHash } from 'node:crypto';
import type { Certificate } from './crypto-certificate.js';
import type { CertificatePool } from './chain.js';
import { factFromList, readRevocationList } from './revocation-crl.js';
import type { RevocationList } from './revocation-crl.js';
import { factFromResponse, readOcspResponse } from './revocation-ocsp.js';
import type { OcspResponse } from './revocation-ocsp.js';
import type { RevocationFact } from './revocation-fact.js';

/** Lists and responses of a file taken into account: each certificate needs one, and each archive timestamp renews them. */
const SOURCES_MAX = 2_000;

/** By these a certificate says that nobody will publish its revocation: short-lived (ETSI EN 319 412-1), none available (RFC 9608). */
const NO_REVOCATION: readonly string[] = ['0.4.0.194121.2.1', '2.5.29.56'];

interface Source {
  /** Rank of the revision that brought it into the file. */
  readonly revision: number;
  readonly list: RevocationList | undefined;
  readonly response: OcspResponse | undefined;
}

export type RevocationStatement = RevocationFact & { readonly revision: number };

/** The revocation lists and OCSP responses of a file. Nothing is ever fetched. */
export class RevocationSources {
  private readonly sources: Source[] = [];
  private readonly read = new Set<string>();
  private readonly answers = new Map<string, readonly RevocationStatement[]>();

  constructor(private readonly pool: CertificatePool) {}

  /** Call in the order of revisions: what is repeated counts from its first appearance. All of them before the first question. */
  add(revision: number, crls: readonly Buffer[], ocsps: readonly Buffer[]): void {
    const isNew = (der: Buffer): boolean => {
      const digest = createHash('sha256').update(der).digest('hex');
      return this.sources.length < SOURCES_MAX && !this.read.has(digest) && Boolean(this.read.add(digest));
    };
    for (const der of crls) if (isNew(der)) this.sources.push({ revision, list: readRevocationList(der), response: undefined });
    for (const der of ocsps) if (isNew(der)) this.sources.push({ revision, list: undefined, response: readOcspResponse(der) });
  }

  /** Every verified statement about `certificate`, issued by `issuer`. */
  about(certificate: Certificate, issuer: Certificate): readonly RevocationStatement[] {
    const key = `${certificate.sha256} ${issuer.sha256}`;
    const known = this.answers.get(key);
    if (known) return known;
    const statements = this.sources.flatMap(({ revision, list, response }) => {
      const fact = (list && factFromList(list, certificate, issuer)) ?? (response && factFromResponse(response, certificate, issuer, this.pool));
      return fact ? [{ ...fact, revision }] : [];
    });
    this.answers.set(key, statements);
    return statements;
  }
}

/** The first instant at which any statement says the certificate was revoked. */
export function revokedAt(statements: readonly RevocationStatement[]): Date | undefined {
  return statements.map((statement) => statement.revokedAt).filter((date) => date !== undefined).sort((a, b) => a.getTime() - b.getTime())[0];
}

/**
 * Rank of the first revision that holds proof that the certificate was good at that instant: a statement made after it, or
 * still in force at it, and made while the certificate lived or by an authority that keeps expired ones listed. Undefined without any.
 */
export function provenGoodSince(certificate: Certificate, statements: readonly RevocationStatement[], at: Date): number | undefined {
  if (NO_REVOCATION.some((id) => certificate.extensions.has(id))) return 0;
  const proofs = statements.filter(({ revokedAt: revoked, thisUpdate, nextUpdate, keepsExpiredSince }) => {
    const isInForce = thisUpdate >= at || (nextUpdate !== undefined && nextUpdate >= at);
    const speaksOfIt = thisUpdate <= certificate.notAfter || (keepsExpiredSince !== undefined && keepsExpiredSince <= certificate.notAfter);
    return (!revoked || revoked > at) && isInForce && speaksOfIt;
  });
  return proofs.length > 0 ? Math.min(...proofs.map((proof) => proof.revision)) : undefined;
}
