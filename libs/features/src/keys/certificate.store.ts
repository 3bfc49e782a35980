import type { EntityManager } from 'typeorm';
import type { CertificateState, RevocationReason, RevokedCertificate } from '#libs/signing';

export type CertificateUsage = 'signatory' | 'seal' | 'certification' | 'timestamp' | 'ocsp';
/** The slot a one-use certificate signs. Ids only (decision 26). */
export type SignedPlace = { roundId: string; slotId: string };
export type CertificateRecord = { serialHex: string; usage: CertificateUsage; place: SignedPlace | null; issuedAt: Date; notAfter: Date };

export async function insertCertificate(tx: EntityManager, { serialHex, usage, place, issuedAt, notAfter }: CertificateRecord): Promise<void> {
  await tx.query('insert into certificate (serial_hex, usage, round_id, slot_id, issued_at, not_after) values ($1, $2, $3, $4, $5, $6)', [serialHex, usage, place?.roundId, place?.slotId, issuedAt, notAfter]);
}

export async function stateOfCertificate(tx: EntityManager, serialHex: string): Promise<CertificateState> {
  const rows: { revokedAt: Date | null; reason: RevocationReason | null }[] = await tx.query('select revoked_at as "revokedAt", reason from certificate where serial_hex = $1', [serialHex]);
  const [row] = rows;
  if (!row) return 'unknown';
  return row.revokedAt && row.reason ? { revokedAt: row.revokedAt, reason: row.reason } : 'good';
}

/** False when it was not there, or revoked already: the first revocation stands. */
export async function revokeCertificate(tx: EntityManager, serialHex: string, reason: RevocationReason, at: Date): Promise<boolean> {
  const [, changed]: [unknown[], number] = await tx.query('update certificate set revoked_at = $2, reason = $3 where serial_hex = $1 and revoked_at is null', [serialHex, at, reason]);
  if (changed) await tx.query('update revocation_list set der = null');
  return changed > 0;
}

export async function revokedCertificates(tx: EntityManager): Promise<RevokedCertificate[]> {
  return tx.query('select serial_hex as "serialHex", revoked_at as at, reason from certificate where revoked_at is not null order by revoked_at, serial_hex');
}

export type PublishedList = { der: Buffer; issuedAt: Date; nextUpdate: Date };

/** The last list issued, unless a revocation made it stale. */
export async function lastList(tx: EntityManager): Promise<PublishedList | null> {
  const rows: PublishedList[] = await tx.query('select der, issued_at as "issuedAt", next_update as "nextUpdate" from revocation_list where der is not null');
  return rows[0] ?? null;
}

/** The next number, and a lock until the list that bears it is kept: numbers grow with the dates. */
export async function nextListNumber(tx: EntityManager): Promise<number> {
  const [rows]: [{ number: number }[], number] = await tx.query('update revocation_list set number = number + 1 returning number::float8 as number');
  return rows[0]!.number;
}

export async function keepList(tx: EntityManager, { der, issuedAt, nextUpdate }: PublishedList): Promise<void> {
  await tx.query('update revocation_list set der = $1, issued_at = $2, next_update = $3', [der, issuedAt, nextUpdate]);
}
