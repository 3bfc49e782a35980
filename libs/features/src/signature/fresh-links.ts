import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { dayAt } from '#libs/domain';
import type { RoundEffect } from '#libs/domain';
import { loadRound, loadSignatory, rounds } from '#libs/features/round';
import { AddressWindow, CLOCK, Database, WorkflowRunner, appendToJournal, instantOf, systemActor } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { lastLinkAt, renewalsSince, signatoriesAt, strangerId } from './link.store.js';
import { bringTogether } from './mail-cover.store.js';
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
/** Links asked for leave at most this often for one place, and for one mailbox when a stranger may be asking: it is not ours to fill. */
export const freshLinkMinutes = 5;
/** Mails that requests send to one mailbox in a day: whoever loses them that often needs the préfecture, and a stranger can write no more. Those that a stranger asked for are counted apart, so as not to deprive whoever holds a link. */
const renewalsPerDayMax = 10;
const dayMs = 24 * 3_600_000;
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
    await this.db.withIdentity(table, async (tx) => this.announce(tx, await signatoriesAt(tx, email, placesMax), strangerId));
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
    }
    if (signatoryIds.length > 0) await this.db.withIdentity(table, (tx) => this.write(tx, signatoryIds, by));
  }

  private async announce(tx: EntityManager, signatoryIds: readonly string[], by: string): Promise<void> {
    await this.runner.announce<RecoveryEffect>(tx, recoverySubject, randomUUID(), { type: 'answerRecovery', signatoryIds, by });
  }

  /** One mail for all of them: they are of one mailbox. */
  private async write(tx: EntityManager, signatoryIds: readonly string[], by: string): Promise<void> {
    // Two requests for the same mailbox wait for one another, so that the second sees what the first has sent.
    if (await this.isFull(tx, signatoryIds[0]!, by)) return;
    const due = await this.due(tx, signatoryIds);
    const at = instantOf(this.clock);
    const brought: { effectId: string; signatoryId: string; roundId: string }[] = [];
    for (const { place: { round, slot, person }, effect } of due) {
      // A letter of several places shows where a sealed one stands, and its copy with it.
      const told = due.length > 1 && effect.type === 'deliverFinalCopy' ? { ...effect, type: 'sendStatusLink' as const } : effect;
      brought.push({ effectId: await this.runner.announce<LinkEffect | RoundEffect>(tx, rounds.kind, round.id, told), signatoryId: person.id, roundId: round.id });
      await appendToJournal(tx, {
        subject: rounds.kind, subjectId: round.id, recordedAt: at, effectiveOn: dayAt(at, round.timeZone), actor: { kind: 'anonymous', id: by }, event: 'renewLink', payload: { slotId: slot.id, signatoryId: person.id }, stateFrom: round.state, stateTo: round.state, basis: null,
      });
    }
    if (brought.length > 1) await bringTogether(tx, brought, this.clock.now());
  }

  private async isFull(tx: EntityManager, signatoryId: string, by: string): Promise<boolean> {
    const source = by === strangerId ? 'stranger' : 'holder';
    const { count, last } = await renewalsSince(tx, signatoryId, source, new Date(this.clock.now().getTime() - dayMs));
    return count >= renewalsPerDayMax || (source === 'stranger' && this.isRecent(last));
  }

  /** Where there is something to send, each place once; none to which a link has just left. */
  private async due(tx: EntityManager, signatoryIds: readonly string[]): Promise<{ place: Place; effect: FreshEffect }[]> {
    const due = new Map<string, { place: Place; effect: FreshEffect }>();
    for (const id of signatoryIds) {
      const asking = await loadSignatory(tx, id);
      const place = await placeToday(tx, await loadRound(tx, asking.roundId), asking);
      const effect = place && answerTo(place);
      if (place && effect && !this.isRecent(await lastLinkAt(tx, place.round.id, place.person.id))) due.set(place.person.id, { place, effect });
    }
    return [...due.values()];
  }

  private isRecent(at: Date | null): boolean {
    return at !== null && at.getTime() > this.clock.now().getTime() - freshLinkMinutes * 60_000;
  }
}

type FreshEffect = LinkEffect | Extract<RoundEffect, { type: 'deliverFinalCopy' }>;

/** What there is to send today; null when that person was never written to, or there is nothing left to see. */
export function answerTo(place: Place): FreshEffect | null {
  const { round, slot, person } = place;
  const to = { slotId: slot.id, signatoryId: person.id };
  if (slot.state === 'waiting' || round.state === 'abandoned' || round.state === 'superseded') return null;
  if (isAwaited(place)) return { type: 'sendFreshLink', ...to };
  return round.state === 'sealed' && slot.state === 'approved' ? { type: 'deliverFinalCopy', ...to } : { type: 'sendStatusLink', ...to };
}
