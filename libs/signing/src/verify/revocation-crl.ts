import { isSealedBy } from './crypto-algorithms.js';
import { Asn1, TAG, attempt, contextTag } from './crypto-asn1.js';
import { KEY_USAGE, readExtensions } from './crypto-certificate.js';
import type { Certificate } from './crypto-certificate.js';
import type { RevocationFact } from './revocation-fact.js';

const EXTENSION = { deltaIndicator: '2.5.29.27', issuingDistributionPoint: '2.5.29.28', certificateIssuer: '2.5.29.29', distributionPoints: '2.5.29.31', keepsExpired: '2.5.29.60' } as const;
/** Critical extensions of a list that are understood here. */
const UNDERSTOOD: ReadonlySet<string> = new Set(['2.5.29.20', '2.5.29.35', EXTENSION.issuingDistributionPoint]);

/** A revocation list, read once whatever the number of certificates looked up in it. */
export interface RevocationList {
  readonly issuer: Buffer;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
  /** expiredCertsOnCRL (ITU-T X.509): certificates that expired after it are still listed. */
  readonly keepsExpiredSince: Date | undefined;
  /** Serial number, in hexadecimal, to the instant of revocation. */
  readonly revoked: ReadonlyMap<string, Date>;
  readonly scope: { readonly users: boolean; readonly authorities: boolean; readonly point: Asn1 | undefined };
  readonly sealed: Certificate['sealed'];
  /** Answers already known, by SHA-256 of the issuer's certificate: a list is verified once, not once for each certificate. */
  readonly issuers: Map<string, boolean>;
}

/**
 * Reads a complete, direct list (RFC 5280, 5). Undefined for anything else: a delta, an indirect list or one with an unknown
 * critical extension says nothing that can be relied on alone.
 */
export function readRevocationList(der: Buffer): RevocationList | undefined {
  return attempt(() => {
    const list = Asn1.read(der);
    const tbs = list.at(0);
    const fields = tbs.parts.filter((part, rank) => !(rank === 0 && part.tag === TAG.integer));
    const [, issuer, thisUpdate] = fields;
    if (!issuer || !thisUpdate) return undefined;
    const next = fields[3];
    const nextUpdate = next && (next.tag === TAG.utcTime || next.tag === TAG.generalizedTime) ? next.date : undefined;
    const extensions = readExtensions(tbs.tagged(contextTag(0)));
    const scope = extensions && scopeOf(extensions.get(EXTENSION.issuingDistributionPoint)?.value);
    if (!extensions || !scope || [...extensions].some(([id, { critical }]) => critical && !UNDERSTOOD.has(id))) return undefined;
    const revoked = new Map<string, Date>();
    for (const entry of fields.slice(nextUpdate ? 4 : 3).find((part) => part.tag === TAG.sequence)?.parts ?? []) {
      if (entry.parts[2]?.parts.some((extension) => extension.at(0).objectIdentifier === EXTENSION.certificateIssuer)) return undefined;
      revoked.set(entry.at(0).content.toString('hex'), entry.at(1).date);
    }
    const kept = extensions.get(EXTENSION.keepsExpired)?.value;
    return {
      keepsExpiredSince: kept && Asn1.readWhole(kept).date, issuer: issuer.raw, thisUpdate: thisUpdate.date, nextUpdate, revoked, scope,
      sealed: { data: tbs.raw, algorithm: list.at(1), signature: list.at(2) }, issuers: new Map(),
    };
  });
}

/** RFC 5280, 5.2.5. Undefined when the list is indirect, or limited to some reasons or to attribute certificates. */
function scopeOf(value: Buffer | undefined): RevocationList['scope'] | undefined {
  const fields = value ? Asn1.readWhole(value) : undefined;
  const flag = (n: number): boolean => {
    const field = fields?.tagged(contextTag(n, true));
    return field !== undefined && field.content[0] !== 0;
  };
  if (fields?.tagged(contextTag(3, true)) || flag(4) || flag(5)) return undefined;
  return { users: !flag(2), authorities: !flag(1), point: fields?.tagged(contextTag(0)) };
}

/** What the list says of a certificate, once its signature is verified with the issuer's key; undefined when it says nothing. */
export function factFromList(list: RevocationList, certificate: Certificate, issuer: Certificate): RevocationFact | undefined {
  if (!list.issuer.equals(certificate.issuer) || !isIssuedBy(list, issuer)) return undefined;
  const { thisUpdate, nextUpdate, keepsExpiredSince } = list;
  const revokedAt = list.revoked.get(certificate.serial.toString('hex'));
  if (revokedAt) return { revokedAt, thisUpdate, nextUpdate, keepsExpiredSince };
  const isAuthority = certificate.basicConstraints?.isAuthority === true;
  if (!(isAuthority ? list.scope.authorities : list.scope.users)) return undefined;
  return isInPart(list.scope.point, certificate) ? { revokedAt: undefined, thisUpdate, nextUpdate, keepsExpiredSince } : undefined;
}

function isIssuedBy(list: RevocationList, issuer: Certificate): boolean {
  const mayIssue = !issuer.keyUsage || issuer.keyUsage.has(KEY_USAGE.cRLSign);
  const answer = list.issuers.get(issuer.sha256) ?? (mayIssue && isSealedBy(issuer.publicKey, list.sealed));
  list.issuers.set(issuer.sha256, answer);
  return answer;
}

/** A list cut in parts speaks only of the certificates that name the same part. */
function isInPart(point: Asn1 | undefined, certificate: Certificate): boolean {
  if (!point) return true;
  const named = certificate.extensions.get(EXTENSION.distributionPoints)?.value;
  // fullName: one of its names stands, as it is, in the certificate.
  return named !== undefined && (attempt(() => point.at(0).parts.some((name) => named.includes(name.raw))) ?? false);
}
