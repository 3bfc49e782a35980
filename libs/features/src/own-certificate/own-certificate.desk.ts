import { setTimeout as wait } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { dayAt } from '#libs/domain';
import type { LevelMin, NotPossibleNow, RoundRefusal } from '#libs/domain';
import { Authorities } from '#libs/features/authority';
import { ReservedDocuments, countUpload, insertApproval, judgementOf, reservationsSince, rounds, subjectOf } from '#libs/features/round';
import type { DocumentReservation, RoundRow, StoredDocument } from '#libs/features/round';
import { actorOf, certificateConsentFor, endOfCollection, irregularitiesOf, isAwaited, readName } from '#libs/features/signature';
import type { Origin, Sitting } from '#libs/features/signature';
import { CLOCK, CONFIG, Database, WorkflowRunner, appendToJournal, instantOf, systemActor } from '#libs/platform';
import type { Clock, Config } from '#libs/platform';
import { reservationMinutes, reservationsPerDayMax, uploadsPerReservationMax } from './own-certificate.limits.js';
import type { OwnCertificateRefusal } from './own-certificate.refusals.js';
import { UploadExaminer } from './upload-examiner.js';
import type { Examined } from './upload-examiner.js';

/** Signatures that were just given reach the file within moments: whoever reserves waits for them this long, and looks this often. */
const behindMaxMs = 8_000;
const lookEveryMs = 250;
const dayMs = 24 * 3_600_000;

/** How the document stands for whoever holds the link. `closed`: nothing can be signed there now, and the page of the place says why. */
export type Lending = { kind: 'closed' } | { kind: 'free' } | { kind: 'mine'; reservation: DocumentReservation } | { kind: 'lent'; until: Date };
export type Answer<T> = { done: true; value: T } | { done: false; refusal: OwnCertificateRefusal } | { done: false; refusal: 'closed' };
type Accepted = Exclude<Examined, { refusal: unknown }>;

/** Deals with documents and locks that no signatory may touch by themselves; each act is journalled in the name of whoever holds the link. */
const house = systemActor('own-certificate');

/** Lends the document to a signatory who signs it with their own certificate, and takes it back signed (decision 11). */
@Injectable()
export class OwnCertificateDesk {
  constructor(
    private readonly db: Database,
    private readonly runner: WorkflowRunner,
    private readonly documents: ReservedDocuments,
    private readonly authorities: Authorities,
    private readonly examiner: UploadExaminer,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Without an authority that the operator recognises, no certificate from outside could be accepted. */
  get isOffered(): boolean {
    return this.config.trustFiles.length > 0;
  }

  /** What signing so commits to, in the words that the approval will name. */
  commitments({ round, slot }: Sitting): readonly string[] {
    return certificateConsentFor(subjectOf(round)).lines(slot.bodyName);
  }

  lending(sitting: Sitting): Promise<Lending> {
    if (!this.mayUse(sitting)) return Promise.resolve({ kind: 'closed' });
    return this.db.read(house, async (tx) => lendingOf(await this.documents.living(tx, sitting.round), sitting));
  }

  /** Lends the document, for a limited time, to that person for their own place. Asked twice, it is the same reservation. */
  async reserve(sitting: Sitting, typedName: string): Promise<Answer<DocumentReservation>> {
    const name = readName(typedName);
    if (!this.isOffered || !this.mayUse(sitting)) return { done: false, refusal: 'closed' };
    if (!name) return { done: false, refusal: 'name_missing' };
    const until = performance.now() + behindMaxMs;
    for (;;) {
      const answer = await this.db.withIdentity(house, (tx) => this.lend(tx, sitting, name));
      if (answer.done || answer.refusal !== 'behind' || performance.now() > until) return answer;
      await wait(lookEveryMs);
    }
  }

  private async lend(tx: EntityManager, sitting: Sitting, typedName: string): Promise<Answer<DocumentReservation>> {
    const { link } = sitting;
    const document = await this.documents.lock(tx, link.roundId);
    const round = await this.documents.lockedRound(tx, link.roundId);
    const lending = this.isStillAwaited(round, sitting) ? lendingOf(await this.documents.living(tx, round), sitting) : ({ kind: 'closed' } as const);
    if (lending.kind === 'mine') return { done: true, value: lending.reservation };
    if (lending.kind === 'closed') return { done: false, refusal: 'closed' };
    if (lending.kind === 'lent') return { done: false, refusal: 'lent_to_another' };
    if ((await reservationsSince(tx, link.signatoryId, new Date(this.clock.now().getTime() - dayMs))) >= reservationsPerDayMax) return { done: false, refusal: 'too_many' };
    const { slotId, signatoryId, id: linkId } = link;
    const lent = await this.documents.lend(tx, document, round, { slotId, signatoryId, linkId, typedName, expiresAt: this.endOfReservation(round) });
    if (typeof lent === 'string') return { done: false, refusal: lent === 'reserved' ? 'lent_to_another' : 'behind' };
    await this.note(tx, round, sitting, 'document.lent', { reservationId: lent.id, n: lent.baseN, sha256: lent.baseSha256 });
    return { done: true, value: lent };
  }

  /** The file as it was lent; null when nothing is lent to that person. */
  async file(sitting: Sitting): Promise<StoredDocument | null> {
    const lending = await this.lending(sitting);
    return lending.kind === 'mine' ? this.documents.file(sitting.round, lending.reservation) : null;
  }

  async giveBack(sitting: Sitting): Promise<void> {
    await this.db.withIdentity(house, async (tx) => {
      await this.documents.lock(tx, sitting.round.id);
      const round = await this.documents.lockedRound(tx, sitting.round.id);
      const lending = lendingOf(await this.documents.living(tx, round), sitting);
      if (lending.kind !== 'mine') return;
      await this.documents.giveBack(tx, lending.reservation);
      await this.note(tx, round, sitting, 'document.givenBack', { reservationId: lending.reservation.id });
    });
  }

  /** The signed file comes back: judged without any lock, then appended and approved in one transaction, or refused without anything being lost. */
  async accept(sitting: Sitting, pdf: Buffer | null, origin: Origin): Promise<Answer<null> | { done: false; refusal: RoundRefusal | NotPossibleNow }> {
    const lending = await this.lending(sitting);
    if (lending.kind === 'closed') return { done: false, refusal: 'closed' };
    if (lending.kind !== 'mine') return { done: false, refusal: 'over' };
    if (!pdf?.length) return { done: false, refusal: 'file_missing' };
    if (this.examiner.isBusy) return { done: false, refusal: 'busy' };
    const { reservation } = lending;
    if (!(await this.db.withIdentity(house, (tx) => countUpload(tx, reservation.id, uploadsPerReservationMax)))) return { done: false, refusal: 'too_many_uploads' };
    const examined = qualifiedEnough(await this.examiner.examine(reservation, sitting.person, pdf), sitting.slot.level);
    if (!('refusal' in examined)) return this.approve(sitting, reservation, examined, origin);
    await this.db.withIdentity(house, (tx) => this.note(tx, sitting.round, sitting, 'refused.certificate', { reservationId: reservation.id, refusal: examined.refusal }));
    return { done: false, refusal: examined.refusal };
  }

  private approve(sitting: Sitting, { id }: DocumentReservation, { revision, certificate }: Accepted, origin: Origin): Promise<Answer<null> | { done: false; refusal: RoundRefusal | NotPossibleNow }> {
    const { link } = sitting;
    const { roundId, slotId, signatoryId, contentHash } = link;
    return this.db.withIdentity(house, async (tx) => {
      await this.documents.lock(tx, roundId);
      // Under both locks: nothing is appended, and nobody else signs there, between this look and the end.
      const round = await this.documents.lockedRound(tx, roundId);
      // One instant for the whole act: what came back in time is signed in time.
      const at = this.clock.now();
      const reservation = await this.documents.living(tx, round);
      if (reservation?.id !== id) return { done: false, refusal: 'over' };
      const slot = round.facts.slots.find((one) => one.id === slotId)!;
      const authority = await this.authorities.judgeNow(tx, round, slot, signatoryId);
      const submission = await this.runner.submitIn(tx, rounds, roundId, { type: 'approve', slotId, signatoryId, contentHash, means: 'certificate', authority: judgementOf(authority) }, actorOf(link), async () => {
        const { typedName } = reservation;
        await insertApproval(tx, { roundId, slotId, signatoryId, approvedAt: instantOf({ now: () => at }), contentHash, typedName, consentVersion: certificateConsentFor(subjectOf(round)).version, codeId: null, linkId: link.id, authority, own: { reservationId: id, certificate }, ...origin });
        await this.documents.append(tx, reservation, revision, at);
        await this.note(tx, round, sitting, 'document.returned', { reservationId: id, n: reservation.baseN + 1, certificateSha256: certificate.sha256 });
      });
      return submission.accepted ? { done: true, value: null } : { done: false, refusal: submission.refusal };
    });
  }

  private mayUse(sitting: Sitting): boolean {
    return sitting.link.purpose === 'sign' && isAwaited(sitting) && !sitting.exhausted && irregularitiesOf(sitting).length === 0;
  }

  private isStillAwaited(round: RoundRow, { slot, person }: Sitting): boolean {
    const now = round.facts.slots.find(({ id }) => id === slot.id);
    return now !== undefined && isAwaited({ round, slot: now, person });
  }

  private endOfReservation(round: RoundRow): Date {
    const end = new Date(this.clock.now().getTime() + reservationMinutes * 60_000);
    const last = endOfCollection(round);
    return last && last < end ? last : end;
  }

  /** Ids and hashes only: names stay with the reservation and the approval. */
  private async note(tx: EntityManager, round: RoundRow, { link }: Sitting, event: string, payload: object): Promise<void> {
    const at = instantOf(this.clock);
    await appendToJournal(tx, { subject: rounds.kind, subjectId: round.id, recordedAt: at, effectiveOn: dayAt(at, round.timeZone), actor: actorOf(link), event, payload: { slotId: link.slotId, ...payload }, stateFrom: round.state, stateTo: round.state, basis: 'décision 11' });
  }
}

/** Where a code does not suffice, only what its issuer declares a qualified signature does: certificate and device both (eIDAS, article 3, 12). */
function qualifiedEnough(examined: Examined, level: LevelMin | null): Examined {
  return 'refusal' in examined || level !== 'strong' || examined.certificate.qualified === 'signature_device' ? examined : { refusal: 'not_qualified' };
}

/** Lent for a place, to a person: whatever link they hold to it. */
function lendingOf(reservation: DocumentReservation | null, { link }: Sitting): Lending {
  if (!reservation) return { kind: 'free' };
  return reservation.slotId === link.slotId && reservation.signatoryId === link.signatoryId ? { kind: 'mine', reservation } : { kind: 'lent', until: reservation.expiresAt };
}
