import type { EntityManager } from 'typeorm';
import { addDays, askedOf, startOfDay } from '#libs/domain';
import type { RoundFacts, Slot } from '#libs/domain';
import { loadRound, loadSignatory, signatoriesOf } from '#libs/features/round';
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

/** The places of these people that are wanted, in their order; whoever was replaced has none. */
export async function placesOf(tx: EntityManager, signatoryIds: readonly string[], isWanted: (place: Place) => boolean): Promise<Place[]> {
  const places: Place[] = [];
  for (const id of signatoryIds) {
    const person = await loadSignatory(tx, id);
    const round = await loadRound(tx, person.roundId);
    const slot = round.facts.slots.find((one) => isAsked(one, id));
    if (slot && isWanted({ round, slot, person })) places.push({ round, slot, person });
  }
  return places;
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
    const successor = await loadRound(tx, successorId);
    const again = chosenAgain(successor, await signatoriesOf(tx, successorId), person);
    return again && placeToday(tx, successor, again);
  }
  const slot = round.facts.slots.find((one) => isAsked(one, person.id));
  return slot ? { round, slot, person } : null;
}

/**
 * Who that person is in the round that replaced theirs, among its rows: those of the same address which a place asks, the same name first, then who is waited for,
 * then who acts for the same body; else, asked by no place, the row of the same body. Null when the address is unknown there. A person who was replaced keeps a row.
 */
export function chosenAgain(successor: RoundRow, rows: readonly SignatoryRow[], person: SignatoryRow): SignatoryRow | null {
  const here = rows.filter(({ email }) => email.toLowerCase() === person.email.toLowerCase());
  const asked = here.flatMap((row) => {
    const slot = successor.facts.slots.find((one) => isAsked(one, row.id));
    return slot ? [{ row, slot }] : [];
  });
  const rank = ({ row, slot }: (typeof asked)[number]): number => [isSameName(row, person), isAwaited({ round: successor, slot, person: row }), row.bodyId === person.bodyId].reduce((sum, is) => 2 * sum + Number(is), 0);
  const [best] = asked.toSorted((a, b) => rank(b) - rank(a));
  return best?.row ?? here.find(({ bodyId }) => bodyId === person.bodyId) ?? here[0] ?? null;
}

function isSameName(a: SignatoryRow, b: SignatoryRow): boolean {
  return fullNameOf(a) === fullNameOf(b);
}

function fullNameOf({ firstName, lastName }: SignatoryRow): string {
  return `${firstName} ${lastName}`.toLowerCase();
}
