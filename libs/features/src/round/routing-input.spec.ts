import { routingFaults, seatKey } from '#libs/domain';
import type { Eligible, OpenSeat } from '#libs/domain';
import { askedField, groupField, routingErrors, routingTyped } from './routing-input.js';

const person = (key: string): Eligible => ({ key, civility: 'Mme', firstName: key, lastName: key, quality: 'maire', email: `${key}@commune.example` });
const seat = (bodyId: string, group: number, keys: readonly [string, ...string[]] = ['anne']): OpenSeat => ({ college: bodyId === 'prefet' ? 'prefet' : 'gestionnaire', group, bodyId, bodyName: `Commune ${bodyId}`, capacity: '', eligible: keys.map(person) as [Eligible, ...Eligible[]] });
const seats = [seat('prefet', 2), seat('mende', 1, ['anne', 'bruno']), seat('florac', 1)];
const [prefet, mende, florac] = seats.map(seatKey) as [string, string, string];
const said = (posted: Record<string, unknown>) => {
  const routing = routingTyped(posted, seats);
  return routingErrors(routingFaults(seats, routing), seats, routing);
};

test('ce qui est comme d’habitude n’est pas gardé : l’annuaire peut changer', () => {
  expect(routingTyped({}, seats)).toEqual({});
  expect(routingTyped({ [groupField(prefet)]: '2', [groupField(mende)]: '1', [askedField(mende)]: 'anne' }, seats)).toEqual({});
});

test('un groupe, tous ceux qui peuvent signer, ou l’un d’eux', () => {
  expect(routingTyped({ [groupField(prefet)]: '1', [groupField(mende)]: '2', [askedField(mende)]: 'all' }, seats)).toEqual({ [prefet]: { group: 1, asked: 'first' }, [mende]: { group: 2, asked: 'all' } });
  expect(routingTyped({ [askedField(mende)]: 'bruno' }, seats)).toEqual({ [mende]: { group: 1, asked: { only: 'bruno' } } });
});

test('un tour que personne ne tient est refusé là où on le répare, en nommant qui attendrait toujours', () => {
  const [error, ...others] = said({ [groupField(prefet)]: '3' });
  expect(others).toEqual([]);
  expect(error!.field).toBe(groupField(prefet));
  expect(error!.message).toContain('Personne ne signe dans le groupe 2, alors que « Commune prefet » signe après lui');
});

test.each<[string, unknown]>([['un mot', 'deux'], ['zéro', '0'], ['un groupe trop lointain', '6'], ['deux valeurs', ['1', '2']], ['rien', '']])('%s n’est pas un groupe', (_, typed) => {
  expect(said({ [groupField(florac)]: typed })).toEqual([{ field: groupField(florac), message: 'Choisissez pour « Commune florac » un groupe de 1 à 5' }]);
});

test('une personne que l’annuaire ne connaît pas est refusée à sa place', () => {
  expect(said({ [askedField(mende)]: 'quelqu’un' }).map(({ field }) => field)).toEqual([askedField(mende)]);
});
