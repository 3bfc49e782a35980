import { groupsMax, routeOf, seatKey } from '#libs/domain';
import type { Asked, OpenSeat, Routing, RoutingFault } from '#libs/domain';
import { formatList } from '#libs/ui';
import type { FieldError } from '#libs/ui';

/** Fields of one seat in the form of the parties. */
export const groupField = (seat: string): string => `group-${seat}`;
export const askedField = (seat: string): string => `asked-${seat}`;

/** The choice as the form gives it, seat by seat; what is the same as usual is not kept, so that it follows the directory. */
export function routingTyped(posted: Record<string, unknown>, seats: readonly OpenSeat[]): Routing {
  return Object.fromEntries(seats.flatMap((seat) => {
    const key = seatKey(seat);
    const usual = routeOf(seat, {});
    const group = groupOf(posted[groupField(key)], usual.group);
    const asked = askedOf(posted[askedField(key)], seat);
    return group === usual.group && asked === 'first' ? [] : [[key, { group, asked }]];
  }));
}

/** What is wrong, said at the field where it is mended. */
export function routingErrors(faults: readonly RoutingFault[], seats: readonly OpenSeat[], routing: Routing): FieldError[] {
  return faults.flatMap((fault): FieldError[] => {
    if (fault.code === 'groups_broken') {
      const beyond = seats.filter((seat) => routeOf(seat, routing).group > fault.group);
      const named = beyond.length > 2 ? `${beyond.length} organismes signent` : `${formatList(beyond.map(({ bodyName }) => `« ${bodyName} »`))} ${beyond.length > 1 ? 'signent' : 'signe'}`;
      return beyond.slice(0, 1).map((seat) => ({ field: groupField(seatKey(seat)), message: `Personne ne signe dans le groupe ${fault.group}, alors que ${named} après lui : ce tour ne viendrait jamais. Placez un organisme dans le groupe ${fault.group}, ou rapprochez les suivants.` }));
    }
    const name = seats.find((seat) => seatKey(seat) === fault.seat)?.bodyName ?? '';
    return [fault.code === 'group_unknown'
      ? { field: groupField(fault.seat), message: `Choisissez pour « ${name} » un groupe de 1 à ${groupsMax}` }
      : { field: askedField(fault.seat), message: `La personne choisie pour « ${name} » n’est plus dans l’annuaire : choisissez de nouveau qui signe` }];
  });
}

function groupOf(typed: unknown, usual: number): number {
  if (typed === undefined) return usual;
  return typeof typed === 'string' && /^\d$/.test(typed) ? Number(typed) : Number.NaN;
}

/** A body for which one person only may sign asks nothing. */
function askedOf(typed: unknown, { eligible }: OpenSeat): Asked {
  if (typeof typed !== 'string' || typed === 'first' || typed === eligible[0].key) return 'first';
  return typed === 'all' ? 'all' : { only: typed };
}
