import 'reflect-metadata';
import { AuthorityKeyIdentifierExtension, Extension, X509CrlGenerator, X509CrlReason } from '@peculiar/x509';
import { ALGORITHM, readAuthority } from '../certificates.js';
import type { Authority } from '../certificates.js';
import { generalizedTime, positiveInteger } from '../der.js';

const MS_PER_DAY = 86_400_000;

const OID = { crlNumber: '2.5.29.20', expiredCertificatesOnList: '2.5.29.60' } as const;

/**
 * Why a certificate is revoked (RFC 5280, 5.3.1). Suspension is not offered: a one-use certificate is revoked for good or not at all.
 * CRLReason `unspecified` is written by leaving the reason out, as 5.3.1 asks.
 */
export const revocationReasons = ['unspecified', 'keyCompromise', 'affiliationChanged', 'superseded', 'cessationOfOperation', 'privilegeWithdrawn'] as const;
export type RevocationReason = (typeof revocationReasons)[number];

export interface RevokedCertificate {
  readonly serialHex: string;
  readonly at: Date;
  readonly reason?: RevocationReason;
}

export interface RevocationListRequest {
  /** Greater than that of every list issued before (RFC 5280, 5.2.3). */
  readonly number: number;
  /** Every certificate ever revoked: they stay on the list after they expire, and the list says so (ITU-T X.509, expiredCertsOnCRL). */
  readonly revoked: readonly RevokedCertificate[];
  readonly now: Date;
  /** How long the list may be relied upon. */
  readonly days: number;
}

/**
 * The authority's revocation list at `now` (RFC 5280, version 2, complete), in DER.
 *
 * @throws SigningError AUTHORITY_UNUSABLE
 */
export async function issueRevocationList(authority: Authority, { number, revoked, now, days }: RevocationListRequest): Promise<Buffer> {
  const { certificate, signingKey } = await readAuthority(authority);
  const list = await X509CrlGenerator.create({
    issuer: certificate.subjectName,
    thisUpdate: now,
    nextUpdate: new Date(now.getTime() + days * MS_PER_DAY),
    entries: revoked.map(({ serialHex, at, reason = 'unspecified' }) => ({ serialNumber: serialHex, revocationDate: at, ...(reason !== 'unspecified' && { reason: reasonCode(reason) }) })),
    extensions: [
      await AuthorityKeyIdentifierExtension.create(certificate.publicKey),
      new Extension(OID.crlNumber, false, new Uint8Array(positiveInteger(bytesOf(number)))),
      new Extension(OID.expiredCertificatesOnList, false, new Uint8Array(wholeSecond(certificate.notBefore))),
    ],
    signingAlgorithm: ALGORITHM,
    signingKey,
  });
  return Buffer.from(list.rawData);
}

/** The number RFC 5280 gives to a reason. */
export function reasonCode(reason: RevocationReason): number {
  return X509CrlReason[reason];
}

/** RFC 5280, 4.1.2.5.2: UTC, to the second, no fraction. */
export function wholeSecond(date: Date): Buffer {
  return generalizedTime(new Date(Math.trunc(date.getTime() / 1_000) * 1_000));
}

function bytesOf(value: number): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
}
