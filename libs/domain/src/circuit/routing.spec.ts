import fc from 'fast-check';
import { instant, legalDay } from '../legal-time/legal-day.js';
import { emptyRound } from '../round/round.js';
import { roundWorkflow } from '../round/round.workflow.js';
import { decide } from '../workflow/workflow.js';
import { emptySlot } from './circuit.js';
import { groupsMax, missingGroup, routed, routingFaults, seatKey } from './routing.js';
import type { Eligible, OpenSeat, Routing, RoutingFault } from './routing.js';

const person = (key: string): Eligible => ({ key, civility: 'Mme', firstName: key, lastName: key.toUpperCase(), quality: 'maire', email: `${key}@commune.example` });
const seat = (bodyId: string, group: number, keys: readonly [string, ...string[]] = ['anne'], college: OpenSeat['college'] = 'gestionnaire'): OpenSeat => ({
  college, group, bodyId, bodyName: bodyId, capacity: '', eligible: keys.map(person) as [Eligible, ...Eligible[]],
});
const seats = [seat('prefet', 2, ['anne'], 'prefet'), seat('mende', 1, ['anne', 'bruno', 'carole']), seat('caf', 1, ['anne'], 'partenaire_national')];
const keyOf = (bodyId: string) => seatKey(seats.find((one) => one.bodyId === bodyId)!);
const settled = (routing: Routing) => routed(seats, routing).map(({ bodyId, group, signatory, candidates }) => [bodyId, group, signatory.firstName, (candidates ?? []).map(({ firstName }) => firstName).join(' ')]);

describe('l’ordre de signature d’une tournée', () => {
  test('sans choix, chacun garde son groupe habituel, et la personne que l’annuaire désigne signe', () => {
    expect(settled({})).toEqual([['prefet', 2, 'anne', ''], ['mende', 1, 'anne', ''], ['caf', 1, 'anne', '']]);
    expect(routingFaults(seats, {})).toEqual([]);
    // A département that is only beginning: the préfet alone is known, and nobody has chosen anything.
    expect(routingFaults([seat('prefet', 2, ['anne'], 'prefet')], {})).toEqual([]);
  });

  test('tous peuvent signer pour un organisme : le premier que l’annuaire désigne, puis les autres', () => {
    expect(settled({ [keyOf('mende')]: { group: 1, asked: 'all' } })[1]).toEqual(['mende', 1, 'anne', 'bruno carole']);
  });

  test('un seul est choisi : lui, et personne d’autre', () => {
    expect(settled({ [keyOf('mende')]: { group: 1, asked: { only: 'bruno' } } })[1]).toEqual(['mende', 1, 'bruno', '']);
  });

  test('personne ne porte sa clé au-delà du choix', () => {
    expect(JSON.stringify(routed(seats, { [keyOf('mende')]: { group: 1, asked: 'all' } }))).not.toContain('"key"');
  });

  test('la personne choisie n’est plus là : c’est dit, à sa place', () => {
    expect(routingFaults(seats, { [keyOf('mende')]: { group: 1, asked: { only: 'daniel' } } })).toEqual([{ code: 'signer_unknown', seat: keyOf('mende') }]);
  });

  test.each<[string, RoutingFault[], string | null]>([
    ['la personne choisie n’est plus là', [{ code: 'signer_unknown', seat: keyOf('mende') }], 'signer_unknown'],
    ['tout est en ordre', [], null],
  ])('la tournée part, ou ne part pas : %s', (_, routing, refusal) => {
    const slots = routed(seats, {}).map(({ signatory: __, candidates: ___, ...one }) => ({ ...emptySlot, ...one, id: one.bodyId, signatoryId: one.bodyId, state: 'waiting' as const, candidateIds: [], blocks: true }));
    const launch = { type: 'launch' as const, gaps: [], slots, collectUntil: legalDay('2026-12-24'), termEndsOn: legalDay('2027-12-31'), act: null, routing, effectiveOn: legalDay('2026-11-24'), at: instant('2026-11-24T09:00:00Z') };
    const decision = decide(roundWorkflow, { state: 'draft', facts: emptyRound }, launch);
    expect(decision.accepted ? null : decision.refusal).toBe(refusal);
  });

  test('un rang sans personne est un tour qui ne vient jamais', () => {
    expect(routingFaults(seats, { [keyOf('prefet')]: { group: 3, asked: 'first' } })).toEqual([{ code: 'groups_broken', group: 2 }]);
    expect(routingFaults(seats, { [keyOf('mende')]: { group: 2, asked: 'first' }, [keyOf('caf')]: { group: 2, asked: 'first' } })).toEqual([{ code: 'groups_broken', group: 1 }]);
  });

  test.each([0, -1, 1.5, groupsMax + 1, Number.NaN])('%p n’est pas un groupe', (group) => {
    expect(routingFaults(seats, { [keyOf('caf')]: { group, asked: 'first' } })).toEqual([{ code: 'group_unknown', seat: keyOf('caf') }]);
  });

  test('le choix d’un organisme qui n’est plus partie ne compte plus', () => {
    const parted: Routing = { 'gestionnaire-florac': { group: 4, asked: { only: 'personne' } } };
    expect([settled(parted), routingFaults(seats, parted)]).toEqual([settled({}), []]);
  });

  test('les groupes se suivent si et seulement si chaque rang jusqu’au dernier est tenu', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: groupsMax }), { maxLength: 8 }), (groups) => {
      const last = Math.max(0, ...groups);
      const holes = Array.from({ length: last }, (_, rank) => rank + 1).filter((rank) => !groups.includes(rank));
      expect(missingGroup(groups.map((group) => ({ group })))).toBe(holes[0] ?? null);
    }));
  });
});
