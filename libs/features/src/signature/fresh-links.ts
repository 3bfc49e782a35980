import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { dayAt } from '#libs/domain';
import type { RoundEffect } from '#libs/domain';
import { loadRound, loadSignatory, rounds } from '#libs/features/round';
import { AddressWindow, CLOCK, Database, WorkflowRunner, appendToJournal, instantOf, systemActor } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { lastLinkAt, signatoriesAt } from './link.store.js';
import { isAwaited, placeToday } from './place.js';
import type { Place } from './place.js';

/** Written to one person because they asked: a link that signs, or one that shows where the round stands. */
export type LinkEffect = { type: 'sendFreshLink'; slotId: string; signatoryId: string } | { type: 'sendStatusLink'; slotId: string; signatoryId: string };

/** Subject of the effects of a request. `by`: the link it came from, or « recovery » for an address that was typed. */
export const recoverySubject = 'recovery';
export type RecoveryEffect = { type: 'answerRecovery'; signatoryIds: readonly string[]; by: string };

/** Requests that one network may make in a window: a person tries three addresses, a town hall at one address shares the rest, and a machine learns nothing anyway. */
const requestsPerAddress = 20;
const windowMs = 15 * 60_000;
/** A fresh link leaves at most this often for one person: the mailbox is not ours to fill. */
export const freshLinkMinutes = 5;
/** Places one address may be written to at once: a person sits on a few bodies, not on fifty. */
const placesMax = 20;

const table = systemActor('table');

/**
 * A fresh link for whoever lost theirs, to the address on record and to no other. The site does the same work whether or not it knows who asks:
 * one question, one effect. Whether anything is to be sent is found out by the worker, out of sight.
 */
@Injectable()
export class FreshLinks {
  private readonly requests = new AddressWindow(requestsPerAddress, windowMs);

  constructor(private readonly db: Database, private readonly runner: WorkflowRunner, @Inject(CLOCK) private readonly clock: Clock) {}

  /** Counts this request; false when that network has made too many. */
  admits(visitorAddress: string): boolean {
    const now = this.clock.now().getTime();
    if (this.requests.isFull(visitorAddress, now)) return false;
    this.requests.count(visitorAddress, now);
    return true;
  }

  /** For whoever types an address: every place that concerns its owner. The address itself is kept nowhere. */
  async askAt(email: string): Promise<void> {
    await this.db.withIdentity(table, async (tx) => this.announce(tx, await signatoriesAt(tx, email, placesMax), 'recovery'));
  }

  /** For whoever holds a link of that person, even a dead one. */
  async askFor(signatoryId: string, linkId: string): Promise<void> {
    await this.db.withIdentity(table, (tx) => this.announce(tx, [signatoryId], linkId));
  }

  /** Run by the worker; twice, it finds that a link has just left. */
  async answer({ signatoryIds, by }: RecoveryEffect): Promise<void> {
    for (const id of signatoryIds) {
      const { roundId } = await this.db.withIdentity(table, (tx) => loadSignatory(tx, id));
      // The calendar speaks first: nobody is sent a link to sign what can no longer be signed.
      await this.runner.tick(rounds, roundId);
      await this.db.withIdentity(table, (tx) => this.write(tx, id, by));
    }
  }

  private async announce(tx: EntityManager, signatoryIds: readonly string[], by: string): Promise<void> {
    await this.runner.announce<RecoveryEffect>(tx, recoverySubject, randomUUID(), { type: 'answerRecovery', signatoryIds, by });
  }

  private async write(tx: EntityManager, signatoryId: string, by: string): Promise<void> {
    const asking = await loadSignatory(tx, signatoryId);
    const found = await placeToday(tx, await loadRound(tx, asking.roundId), asking);
    if (!found) return;
    // Two requests for the same person wait for one another, so that the second sees what the first has sent.
    await rounds.store.loadForUpdate(tx, found.round.id);
    const place = await placeToday(tx, await loadRound(tx, found.round.id), found.person);
    const effect = place && answerTo(place);
    if (!place || !effect) return;
    const { round, slot, person } = place;
    const last = await lastLinkAt(tx, round.id, person.id);
    if (last && last.getTime() > this.clock.now().getTime() - freshLinkMinutes * 60_000) return;
    await this.runner.announce<LinkEffect | RoundEffect>(tx, rounds.kind, round.id, effect);
    const at = instantOf(this.clock);
    await appendToJournal(tx, {
      subject: rounds.kind, subjectId: round.id, recordedAt: at, effectiveOn: dayAt(at, round.timeZone), actor: { kind: 'anonymous', id: by }, event: 'renewLink', payload: { slotId: slot.id, signatoryId: person.id }, stateFrom: round.state, stateTo: round.state, basis: null,
    });
  }
}

/** What there is to send today; null when that person was never written to, or there is nothing left to see. */
function answerTo(place: Place): LinkEffect | Extract<RoundEffect, { type: 'deliverFinalCopy' }> | null {
  const { round, slot, person } = place;
  const to = { slotId: slot.id, signatoryId: person.id };
  if (slot.state === 'waiting' || round.state === 'abandoned' || round.state === 'superseded') return null;
  if (isAwaited(place)) return { type: 'sendFreshLink', ...to };
  return round.state === 'sealed' && slot.state === 'approved' ? { type: 'deliverFinalCopy', ...to } : { type: 'sendStatusLink', ...to };
}
