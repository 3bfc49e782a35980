import type { Signatory } from '../directory/directory.js';
import type { Slot } from './circuit.js';
import type { Seat } from './seats.js';

/** Groups of one round, at most: five turns of six days are the thirty days usually given to sign. */
export const groupsMax = 5;

/** Somebody who may sign for a body. `key` tells this person from the others of the body; whoever gathers them makes it. */
export type Eligible = Signatory & { key: string };

/** A place to sign before it is settled who is asked: the person that the directory asks first, then the others. */
export type OpenSeat = Omit<Seat, 'signatory' | 'candidates'> & { eligible: readonly [Eligible, ...Eligible[]] };

/** Whom to ask for a body: whoever the directory asks first, all who may sign, or one of them. */
export type Asked = 'first' | 'all' | { only: string };
export type SeatRoute = { group: number; asked: Asked };
/** What the préfecture chose for one round, seat by seat (`seatKey`). A seat of which it says nothing keeps its usual group and the first person. */
export type Routing = Readonly<Record<string, SeatRoute>>;

/** `seats`: those it is about, by their key. `group`: the first rank that nobody holds. */
export type RoutingFault = { code: 'group_unknown' | 'signer_unknown'; seat: string } | { code: 'groups_broken'; group: number };

/** A body holds one seat in each college. */
export function seatKey({ college, bodyId }: Pick<Seat, 'college' | 'bodyId'>): string {
  return `${college}-${bodyId}`;
}

export function routeOf(seat: OpenSeat, routing: Routing): SeatRoute {
  return routing[seatKey(seat)] ?? { group: seat.group, asked: 'first' };
}

/** The first rank that nobody holds though a later one is held: a turn that never comes. Null when the groups follow each other from the first. */
export function missingGroup(places: readonly Pick<Slot, 'group'>[]): number | null {
  const held = new Set(places.map(({ group }) => group));
  const ranks = Array.from({ length: held.size }, (_, rank) => rank + 1);
  return ranks.find((rank) => !held.has(rank)) ?? null;
}

/** What keeps a round from being asked so, in the order of its seats; nothing when it may be. */
export function routingFaults(seats: readonly OpenSeat[], routing: Routing): RoutingFault[] {
  const routes = seats.map((seat) => ({ seat, ...routeOf(seat, routing) }));
  const perSeat = routes.flatMap(({ seat, group, asked }): RoutingFault[] => [
    ...(Number.isInteger(group) && group >= 1 && group <= groupsMax ? [] : [{ code: 'group_unknown' as const, seat: seatKey(seat) }]),
    ...(typeof asked === 'string' || seat.eligible.some(({ key }) => key === asked.only) ? [] : [{ code: 'signer_unknown' as const, seat: seatKey(seat) }]),
  ]);
  // Without a choice, a hole is only a signatory that is missing, which the checks name.
  const missing = seats.some((seat) => seatKey(seat) in routing) ? missingGroup(routes) : null;
  return perSeat.some(({ code }) => code === 'group_unknown') || missing === null ? perSeat : [...perSeat, { code: 'groups_broken', group: missing }];
}

/** The seats as they will be asked. A person chosen who may not sign any more is a fault; meanwhile the seat shows whoever the directory asks first. */
export function routed(seats: readonly OpenSeat[], routing: Routing): Seat[] {
  return seats.map(({ eligible, ...seat }) => {
    const { group, asked } = routeOf({ eligible, ...seat }, routing);
    const [first, ...others] = eligible;
    const chosen = typeof asked === 'string' ? first : (eligible.find(({ key }) => key === asked.only) ?? first);
    return { ...seat, group, signatory: personOf(chosen), candidates: asked === 'all' ? others.map(personOf) : [] };
  });
}

function personOf({ key: _, ...person }: Eligible): Signatory {
  return person;
}
