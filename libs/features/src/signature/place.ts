import type { EntityManager } from 'typeorm';
import { addDays, askedOf, startOfDay } from '#libs/domain';
import type { RoundFacts, Slot } from '#libs/domain';
import { loadRound, signatoriesOf } from '#libs/features/round';
import type { RoundRow, SignatoryRow } from '#libs/features/round';

/** A person, the body they may sign for, and the round. */
export type Place = { round: RoundRow; slot: Slot; person: SignatoryRow };

/** Whether that person is among those who may act for the body today; a person who was replaced is not. */
export function isAsked(slot: Slot, signatoryId: string): boolean {
  return askedOf(slot).includes(signatoryId);
}

/** Whether that person may sign now. */
export function isAwaited({ round, slot, person }: Place): boolean {
  return round.state === 'collecting' && slot.state === 'invited' && isAsked(slot, person.id);
}

/** The first instant at which one may no longer sign, in the département's civil time; null before a last day is set. */
export function endOfCollection({ facts, timeZone }: { facts: Pick<RoundFacts, 'collectUntil'>; timeZone: string }): Date | null {
  return facts.collectUntil && new Date(startOfDay(addDays(facts.collectUntil, 1), timeZone));
}

/** The round whose text replaced this one's. */
export function successorOf({ facts }: Pick<RoundRow, 'facts'>): string | null {
  return facts.supersededBy;
}

/**
 * Where that person is asked to act today: where they were, or, when the text was replaced, the place of the same address in the round that
 * replaced it. Null when they are asked for nothing any more.
 */
export async function placeToday(tx: EntityManager, round: RoundRow, person: SignatoryRow): Promise<Place | null> {
  const successorId = round.state === 'superseded' ? successorOf(round) : null;
  if (successorId) {
    const here = (await signatoriesOf(tx, successorId)).filter(({ email }) => email.toLowerCase() === person.email.toLowerCase());
    const again = here.find(({ bodyId }) => bodyId === person.bodyId) ?? here[0];
    return again ? placeToday(tx, await loadRound(tx, successorId), again) : null;
  }
  const slot = round.facts.slots.find((one) => isAsked(one, person.id));
  return slot ? { round, slot, person } : null;
}
