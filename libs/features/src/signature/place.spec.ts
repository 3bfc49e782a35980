import type { RoundRow, SignatoryRow } from '#libs/features/round';
import { chosenAgain } from './place.js';

const person = (id: string, more: Partial<SignatoryRow> = {}): SignatoryRow => ({ id, roundId: 'r2', bodyId: 'caf', civility: 'Mme', firstName: 'Odile', lastName: 'Faure', quality: 'directrice', email: 'odile@caf.example', ...more }) as SignatoryRow;
const round = (...slots: { signatoryId: string; state?: string; candidateIds?: string[] }[]): RoundRow =>
  ({ state: 'collecting', facts: { slots: slots.map(({ signatoryId, state = 'invited', candidateIds = [] }, n) => ({ id: `s${n}`, signatoryId, candidateIds, state })) } }) as unknown as RoundRow;
const before = person('before', { roundId: 'r1' });

describe('Behind a link to a text that was replaced', () => {
  test('the row that a place asks is taken, not one that was replaced there', () => expect(chosenAgain(round({ signatoryId: 'now' }), [person('replaced'), person('now')], before)?.id).toBe('now'));
  test('somebody who may sign with another is asked too', () => expect(chosenAgain(round({ signatoryId: 'x', candidateIds: ['now'] }), [person('replaced'), person('now')], before)?.id).toBe('now'));
  test('the same name comes first', () => expect(chosenAgain(round({ signatoryId: 'other' }, { signatoryId: 'same' }), [person('other', { firstName: 'Nadia' }), person('same', { bodyId: 'commune' })], before)?.id).toBe('same'));
  test('then what waits', () => expect(chosenAgain(round({ signatoryId: 'signed', state: 'approved' }, { signatoryId: 'waits' }), [person('signed'), person('waits', { bodyId: 'commune' })], before)?.id).toBe('waits'));
  test('then the same body', () => expect(chosenAgain(round({ signatoryId: 'a' }, { signatoryId: 'b' }), [person('a', { bodyId: 'commune' }), person('b')], before)?.id).toBe('b'));
  test('when none is asked, the row of the same body, as it was', () => expect(chosenAgain(round({ signatoryId: 'x' }), [person('a', { bodyId: 'commune' }), person('b')], before)?.id).toBe('b'));
  test('and nobody where the address is unknown', () => expect(chosenAgain(round({ signatoryId: 'x' }), [person('x', { email: 'x@x.example' })], before)).toBeNull());
});
