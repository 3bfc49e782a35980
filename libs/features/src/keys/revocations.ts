import { X509Certificate } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { dayAt, instant } from '#libs/domain';
import { Database, appendToJournal, systemActor } from '#libs/platform';
import type { Actor } from '#libs/platform';
import { issueRevocationList } from '#libs/signing';
import type { CertificateState, RevocationReason } from '#libs/signing';
import { AuthorityKeeper } from './authority.js';
import { insertCertificate, keepList, lastList, nextListNumber, revokeCertificate, revokedCertificates, stateOfCertificate } from './certificate.store.js';
import type { CertificateUsage, PublishedList, SignedPlace } from './certificate.store.js';

/** A list may be relied upon over a long week-end without us; one is made anew each day, and at once after a revocation. */
const listDays = 4;
const listRenewedMs = 86_400_000;
/** The authority belongs to no département: its days are those of the capital. */
const zone = 'Europe/Paris';
const keeper = systemActor('keys');

/** What became of the certificates we issued: the register, the lists, the state of each. */
@Injectable()
export class Revocations {
  /** The list that will be made next, for those who wait for it; and the end of the one being made. */
  private awaited: { now: Date; list: Promise<PublishedList> } | null = null;
  private making: Promise<void> = Promise.resolve();

  constructor(private readonly db: Database, private readonly authority: AuthorityKeeper) {}

  /** Registers a certificate before its key is used: a certificate unknown here is no certificate of ours. */
  async record(certificateDer: Buffer, usage: CertificateUsage, issuedAt: Date, place: SignedPlace | null): Promise<void> {
    const { serialNumber, validTo } = new X509Certificate(certificateDer);
    const record = { serialHex: serialNumber.toLowerCase(), usage, place, issuedAt, notAfter: new Date(validTo) };
    await this.db.withIdentity(keeper, (tx) => insertCertificate(tx, record));
  }

  stateOf(serialHex: string): Promise<CertificateState> {
    return this.db.withIdentity(keeper, (tx) => stateOfCertificate(tx, serialHex));
  }

  /** For good, and journalled. False when the certificate is not ours, or revoked already: the first revocation stands. */
  async revoke(serialHex: string, reason: RevocationReason, at: Date, actor: Actor): Promise<boolean> {
    const subjectId = serialHex.toLowerCase();
    const recordedAt = instant(at.toISOString());
    return this.db.withIdentity(actor, async (tx) => {
      const revoked = await revokeCertificate(tx, subjectId, reason, at);
      const entry = { subject: 'certificate', subjectId, recordedAt, effectiveOn: dayAt(recordedAt, zone), actor, event: 'revoked', payload: { reason }, stateFrom: 'good', stateTo: 'revoked', basis: null };
      if (revoked) await appendToJournal(tx, entry);
      return revoked;
    });
  }

  /**
   * A list made at this instant, or a little after. Lists are made one after the other, since their numbers grow with their dates; whoever asks
   * while one is being made shares the next with all the others who wait: five seals a second need no five lists, nor five connections held.
   */
  freshList(now: Date): Promise<PublishedList> {
    if (this.awaited) {
      if (now > this.awaited.now) this.awaited.now = now;
      return this.awaited.list;
    }
    const awaited: { now: Date; list: Promise<PublishedList> } = {
      now,
      list: this.making.then(() => {
        this.awaited = null;
        return this.makeList(awaited.now);
      }),
    };
    this.awaited = awaited;
    this.making = awaited.list.then(() => undefined, () => undefined);
    return awaited.list;
  }

  private async makeList(now: Date): Promise<PublishedList> {
    const authority = await this.authority.open(now);
    return this.db.withIdentity(keeper, async (tx) => {
      const number = await nextListNumber(tx);
      const der = await issueRevocationList(authority, { number, revoked: await revokedCertificates(tx), now, days: listDays });
      const list = { der, issuedAt: now, nextUpdate: new Date(now.getTime() + listDays * 86_400_000) };
      await keepList(tx, list);
      return list;
    });
  }

  /** The list to show: the last one, as long as it is of the day and nothing was revoked since. */
  async currentList(now: Date): Promise<PublishedList> {
    const last = await this.db.withIdentity(keeper, lastList);
    const ageMs = last ? now.getTime() - last.issuedAt.getTime() : Infinity;
    return last && ageMs >= 0 && ageMs < listRenewedMs ? last : this.freshList(now);
  }
}
