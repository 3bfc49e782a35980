import type { EntityManager } from 'typeorm';
import { askedOf } from '#libs/domain';
import type { OpenSeat, Signatory } from '#libs/domain';
import { journalOf } from '#libs/platform';
import { loadRound, rounds, signatoriesOf } from './round.store.js';
import type { RoundRow } from './round.store.js';

/** Somebody whom the préfecture named, or wrote better, in the round that a draft replaces, and whom the directory does not know so. */
export type FormerCorrection = Pick<OpenSeat, 'college' | 'bodyId' | 'bodyName'> & { person: Signatory };

/**
 * What was put right in the superseded round alone: a round never writes in the directory, which several rounds share. The draft takes the directory as it
 * is, and asks the préfecture to carry over what is still true. Nothing for a draft that replaces none.
 */
export async function formerCorrections(tx: EntityManager, { facts }: RoundRow, openSeats: readonly OpenSeat[]): Promise<FormerCorrection[]> {
  if (facts.supersedes === null) return [];
  const former = await loadRound(tx, facts.supersedes);
  const people = new Map((await signatoriesOf(tx, former.id)).map((person) => [person.id, person]));
  const named = new Set((await journalOf(tx, rounds.kind, former.id)).flatMap(({ event, payload }) => (event === 'replaceSignatory' ? [(payload as { by: string }).by] : [])));
  return former.facts.slots.flatMap((slot) => {
    const seat = openSeats.find(({ college, bodyId }) => college === slot.college && bodyId === slot.bodyId);
    if (!seat) return [];
    const corrected = askedOf(slot).flatMap((id) => (named.has(id) ? (people.get(id) ?? []) : []));
    return corrected.filter((person) => !seat.eligible.some((one) => isWrittenAs(one, person))).map((person) => ({ college: seat.college, bodyId: seat.bodyId, bodyName: seat.bodyName, person }));
  });
}

/** The same name and the same address, to the letter but for the capitals of the address. */
function isWrittenAs(one: Signatory, other: Signatory): boolean {
  return one.firstName === other.firstName && one.lastName === other.lastName && one.email.toLowerCase() === other.email.toLowerCase();
}
