import { legalDay, instant } from '../legal-time/legal-day.js';
import { emptySlot, reasonLengthMax } from '../circuit/circuit.js';
import type { Slot } from '../circuit/circuit.js';
import { circuitWorkflow } from '../circuit/circuit.workflow.js';
import { brokenLaws } from '../workflow/laws.js';
import { decide, dueTick, eventsOf, possibleEvents, statesOf } from '../workflow/workflow.js';
import type { Event, Subject, Vocabulary, Workflow } from '../workflow/workflow.js';
import { approvals, emptyRound } from './round.js';
import type { Round, RoundState } from './round.js';
import { roundWorkflow } from './round.workflow.js';

const moment = { effectiveOn: legalDay('2026-11-24'), at: instant('2026-11-24T09:00:00Z') };
const hash = 'a'.repeat(64);

const slot = (id: string, college: Slot['college'], group: number): Slot => ({
  ...emptySlot, id, college, group, bodyId: `body-${id}`, bodyName: id, capacity: 'représentant', signatoryId: `person-${id}`, state: 'waiting',
});
const slots = [slot('commune', 'gestionnaire', 1), slot('caf', 'partenaire_national', 1), slot('prefet', 'prefet', 2)];
const launch = { type: 'launch' as const, gaps: [], slots, collectUntil: legalDay('2026-12-24'), termEndsOn: legalDay('2027-12-31'), act: null, ...moment };
const act = { kind: 'amendment', id: 'amendment-1', roundId: 'round-1' };
/** An act is signed by those it concerns: here one party and the préfet, for no term of its own. */
const launchAct = { ...launch, slots: [slots[1]!, slots[2]!], termEndsOn: null, act };
const sign = (id: string, more: object = {}) => ({ type: 'approve' as const, slotId: id, signatoryId: `person-${id}`, contentHash: hash, ...moment, ...more });

function run(...events: Event<Round>[]): Subject<Round> & { effects: string[] } {
  let subject: Subject<Round> = { state: 'draft', facts: emptyRound };
  let effects: string[] = [];
  for (const event of events) {
    const decision = decide(roundWorkflow, subject, event);
    if (!decision.accepted) throw new Error(`${event.type}: ${decision.refusal}`);
    subject = { state: decision.to, facts: decision.facts };
    effects = decision.effects.map((effect) => ('slotId' in effect && effect.slotId ? `${effect.type} ${effect.slotId}` : effect.type));
  }
  return { ...subject, effects };
}
const collecting = [launch, { type: 'recordAssembly' as const, contentHash: hash, ...moment }];
const refusalOf = (subject: Subject<Round>, event: Event<Round>) => {
  const decision = decide(roundWorkflow, subject, event);
  return decision.accepted ? null : decision.refusal;
};

describe.each<[string, Workflow<never> | Workflow<Round>]>([['round', roundWorkflow], ['circuit', circuitWorkflow as never]])('the %s table', (_, table) => {
  const workflow = table as unknown as Workflow<Vocabulary>;
  test('obeys every law', () => expect(brokenLaws(workflow)).toEqual([]));

  const absent = statesOf(workflow).flatMap((state) => eventsOf(workflow).filter((event) => !possibleEvents(workflow, state).has(event)).map((event) => [state, event] as const));
  test('has a negative space', () => expect(absent.length).toBeGreaterThan(0));
  test.each(absent)('%s refuses %s', (state, type) => {
    const decision = decide(workflow, { state, facts: { ...emptyRound, slots } }, { ...moment, type });
    expect(decision).toEqual({ accepted: false, refusal: workflow.otherwise?.[state] ?? 'not_possible_now' });
  });
});

describe('launching', () => {
  const draft: Subject<Round> = { state: 'draft', facts: emptyRound };
  test('a complete dossier is assembled', () => expect(run(launch)).toMatchObject({ state: 'assembling', effects: ['assembleDocument'] }));
  test.each<[string, object, string]>([
    ['a gap remains', { gaps: [{ code: 'x', severity: 'error', article: 'art. 2.2', subject: { kind: 'structure', id: '1' }, params: {}, waivable: false }] }, 'gaps_remain'],
    ['a college is missing', { slots: slots.slice(0, 2) }, 'college_missing'],
    ['the deadline is today', { collectUntil: moment.effectiveOn }, 'deadline_past'],
    ['the term ends with the collection', { termEndsOn: launch.collectUntil }, 'term_before_deadline'],
    ['an agreement has no term', { termEndsOn: null }, 'term_before_deadline'],
    ['a rank is held by nobody', { slots: [slots[0]!, slots[1]!, { ...slots[2]!, group: 3 }] }, 'groups_broken'],
    ['nobody signs an act', { act, slots: [], termEndsOn: null }, 'seat_missing'],
    ['the deadline of an act is today', { act, termEndsOn: null, collectUntil: moment.effectiveOn }, 'deadline_past'],
    ['an act bears a term that ends with the collection', { act, termEndsOn: launch.collectUntil }, 'term_before_deadline'],
  ])('is refused when %s', (_, change, refusal) => expect(refusalOf(draft, { ...launch, ...change } as Event<Round>)).toBe(refusal));

  test('a gap the préfecture waived with a reason does not stop it', () => {
    const gap = { code: 'x', severity: 'error', article: 'art. 4.2', subject: { kind: 'structure', id: '1' }, params: {}, waivable: true, waived: 'structure de montagne' };
    expect(refusalOf(draft, { ...launch, gaps: [gap] } as unknown as Event<Round>)).toBeNull();
  });

  test('a failed assembly gives the draft back, with its reason', () =>
    expect(run(launch, { type: 'reportAssemblyFailure', code: 'conversion_failed', ...moment })).toMatchObject({ state: 'draft', facts: { assemblyFailure: 'conversion_failed', slots: [] } }));
});

describe('collecting', () => {
  test('gestionnaires and partners are asked together, the préfet waits', () => {
    const { facts, effects } = run(...collecting);
    expect(facts.slots.map(({ state }) => state)).toEqual(['invited', 'invited', 'waiting']);
    expect(effects).toEqual(['inviteSignatory commune', 'inviteSignatory caf']);
  });

  test('the préfet is asked when all the others have signed, and the order of approvals is kept', () => {
    const { facts, effects, state } = run(...collecting, sign('caf'), sign('commune'));
    expect(state).toBe('collecting');
    expect(facts.slots[2]!.state).toBe('invited');
    expect(effects).toEqual(['appendRevisions', 'acknowledgeApproval commune', 'inviteSignatory prefet']);
    expect(approvals(facts).map(({ id, order }) => [id, order])).toEqual([['caf', 1], ['commune', 2]]);
  });

  test('the last signature starts the sealing', () => {
    const { state, effects } = run(...collecting, sign('caf'), sign('commune'), sign('prefet'));
    expect(state).toBe('sealing');
    expect(effects).toEqual(['appendRevisions', 'acknowledgeApproval prefet']);
  });

  test.each<[string, Event<Round>, string]>([
    ['before its turn', sign('prefet'), 'not_your_turn'],
    ['another person', sign('caf', { signatoryId: 'someone-else' }), 'other_signatory'],
    ['another text', sign('caf', { contentHash: 'b'.repeat(64) }), 'other_content'],
    ['an unknown body', sign('nobody'), 'unknown_slot'],
  ])('a signature by %s is refused', (_, event, refusal) => expect(refusalOf(run(...collecting), event)).toBe(refusal));

  test('nobody signs twice', () => expect(refusalOf(run(...collecting, sign('caf')), sign('caf'))).toBe('already_signed'));

  test('a code is asked under the same rules as the signature', () => {
    const request = { ...sign('caf'), type: 'requestCode' as const, codeId: 'code-1' };
    expect(run(...collecting, request).effects).toEqual(['sendCode caf']);
    expect(refusalOf(run(...collecting), { ...request, contentHash: 'b'.repeat(64) })).toBe('other_content');
  });
});

describe('what stops a round', () => {
  const refusal = { ...sign('caf'), type: 'refuse' as const, reason: 'Le bouquet ne correspond pas.' };
  test('a refusal needs its reason', () => expect(refusalOf(run(...collecting), { ...refusal, reason: 'non' })).toBe('reason_missing'));
  test.each([[reasonLengthMax, null], [reasonLengthMax + 1, 'reason_too_long']])('a refusal of %i characters: %s', (length, expected) => expect(refusalOf(run(...collecting), { ...refusal, reason: 'x'.repeat(length) })).toBe(expected));
  test('a refusal blocks, and the préfecture learns why', () => {
    const blocked = run(...collecting, refusal);
    expect(blocked).toMatchObject({ state: 'blocked', effects: ['reportToClerks caf'] });
    expect(refusalOf(blocked, sign('commune'))).toBe('round_blocked');
  });
  test('resuming asks again the body that refused, and nobody else', () => {
    const { state, facts, effects } = run(...collecting, sign('commune'), refusal, { type: 'resume', ...moment });
    expect(state).toBe('collecting');
    expect(effects).toEqual(['inviteSignatory caf']);
    expect(facts.slots.map((s) => [s.state, s.reason])).toEqual([['approved', null], ['invited', null], ['waiting', null]]);
  });
  const refused = [...collecting, refusal];
  const on = (day: string) => ({ effectiveOn: legalDay(day), at: moment.at });
  test.each<[string, string | null]>([['2026-12-24', null], ['2026-12-25', 'last_day_past'], ['2027-02-01', 'last_day_past']])('it is resumed on %s: %s', (day, why) =>
    expect(refusalOf(run(...refused), { type: 'resume', ...on(day) })).toBe(why));
  test('blocked past its last day, it is first given another one, which writes to nobody, and stays blocked; resumed then, nobody is invited to what has already ended', () => {
    const extension = { type: 'extend' as const, collectUntil: legalDay('2027-01-20'), ...on('2026-12-28') };
    const extended = run(...refused, extension);
    expect(extended).toMatchObject({ state: 'blocked', facts: { collectUntil: '2027-01-20' }, effects: [] });
    expect(dueTick(roundWorkflow, extended, legalDay('2027-06-01'), 'Europe/Paris')).toBeNull();
    const resumed = run(...refused, extension, { type: 'resume', ...on('2026-12-28') });
    expect(resumed).toMatchObject({ state: 'collecting', effects: ['inviteSignatory caf', 'inviteSignatory commune'] });
    expect(dueTick(roundWorkflow, resumed, legalDay('2027-01-20'), 'Europe/Paris')).toBeNull();
    expect(refusalOf(extended, { type: 'extend', collectUntil: legalDay('2027-01-20'), ...on('2026-12-28') })).toBe('deadline_past');
  });
  test.each<[string, string | null]>([['2026-12-24', null], ['2026-12-25', 'reachDeadline']])('on %s time says %s', (day, tick) =>
    expect(dueTick(roundWorkflow, run(...collecting), legalDay(day), 'Europe/Paris')?.type ?? null).toBe(tick));
  test('an expired round is extended to a later day only', () => {
    const expired = run(...collecting, { type: 'reachDeadline', effectiveOn: legalDay('2026-12-25'), at: moment.at });
    expect(refusalOf(expired, sign('caf'))).toBe('round_expired');
    const late = { effectiveOn: legalDay('2027-01-05'), at: moment.at };
    expect(refusalOf(expired, { type: 'extend', collectUntil: legalDay('2027-01-05'), ...late })).toBe('deadline_past');
    expect(decide(roundWorkflow, expired, { type: 'extend', collectUntil: legalDay('2027-01-20'), ...late })).toMatchObject({ accepted: true, to: 'collecting' });
  });
  // Signed after its own term, the agreement could not begin: its opening would fail for ever (art. 9, I-23).
  test.each<[string, string | null]>([['2027-12-30', null], ['2027-12-31', 'term_before_deadline'], ['2028-06-30', 'term_before_deadline']])('its signatures are not collected until %s when its term is 31 December 2027: %s', (collectUntil, refusal) => {
    const expired = run(...collecting, { type: 'reachDeadline', effectiveOn: legalDay('2026-12-25'), at: moment.at });
    for (const subject of [run(...collecting), run(...refused), expired]) expect(refusalOf(subject, { type: 'extend', collectUntil: legalDay(collectUntil), effectiveOn: legalDay('2026-12-26'), at: moment.at })).toBe(refusal);
  });
  test('an act has no term, and is extended as one likes', () =>
    expect(refusalOf(run(launchAct, collecting[1]!), { type: 'extend', collectUntil: legalDay('2030-01-01'), ...moment })).toBeNull());
  test('an abandoned round tells those who were asked', () => {
    expect(refusalOf(run(...collecting), { type: 'abandon', reason: '', ...moment })).toBe('abandon_reason_missing');
    expect(run(...collecting, { type: 'abandon', reason: 'Nouvelle version du modèle', ...moment }).effects).toEqual(['announceAbandonment commune', 'announceAbandonment caf']);
  });
});

describe('an act signed through a round', () => {
  const assembled = [launchAct, collecting[1]!];
  const decided = (subject: Subject<Round>, event: Event<Round>) => {
    const decision = decide(roundWorkflow, subject, event);
    if (!decision.accepted) throw new Error(decision.refusal);
    return decision;
  };

  test('wants no three colleges and no term, and the round remembers for what it runs', () =>
    expect(run(launchAct)).toMatchObject({ state: 'assembling', facts: { act, termEndsOn: null } }));

  test('a failed assembly keeps its seats, since nothing else knows them; it can be launched again', () => {
    const failed = run(launchAct, { type: 'reportAssemblyFailure', code: 'conversion_failed', ...moment });
    expect(failed).toMatchObject({ state: 'draft', facts: { act, slots: launchAct.slots } });
    expect(decided(failed, { ...launchAct, slots: failed.facts.slots }).facts.assemblyFailure).toBeNull();
  });

  test('its seal tells the act, with the day of the last signature and not that of the seal, and opens no term', () => {
    const later = { effectiveOn: legalDay('2026-11-30'), at: instant('2026-11-30T22:30:00Z') };
    const sealing = run(...assembled, sign('caf'), sign('prefet', later));
    const { commands, effects } = decided(sealing, { type: 'recordSeal', finalHash: 'f'.repeat(64), effectiveOn: legalDay('2026-12-01'), at: moment.at });
    expect(commands).toEqual([{ kind: 'amendment', id: 'amendment-1', command: { type: 'recordSignatures', roundId: 'round-1', signedOn: '2026-11-30' } }]);
    expect(effects.map(({ type }) => type)).not.toContain('openTerm');
  });

  test.each<[string, Event<Round>[]]>([
    ['in draft', [launchAct, { type: 'reportAssemblyFailure', code: 'conversion_failed', ...moment }]],
    ['while it collects', assembled],
    ['once refused', [...assembled, { ...sign('caf'), type: 'refuse', reason: 'Le texte ne convient pas.' }]],
    ['once expired', [...assembled, { type: 'reachDeadline', effectiveOn: legalDay('2026-12-25'), at: moment.at }]],
  ])('abandoned %s, it tells the act', (_, events) => {
    const { commands } = decided(run(...events), { type: 'abandon', reason: 'Le texte doit changer', ...moment });
    expect(commands).toEqual([{ kind: 'amendment', id: 'amendment-1', command: { type: 'recordAbandonment' } }]);
  });

  test('an agreement tells nobody but its own term', () => {
    const abandoned = decided(run(...collecting), { type: 'abandon', reason: 'Le texte doit changer', ...moment });
    const sealed = decided(run(...collecting, sign('caf'), sign('commune'), sign('prefet')), { type: 'recordSeal', finalHash: 'f'.repeat(64), ...moment });
    expect([abandoned.commands, sealed.commands]).toEqual([[], []]);
    expect(sealed.facts.signedOn).toBe('2026-11-24');
  });

  test('rounds older than acts are those of agreements', () => {
    const { act: _act, signedOn: _signedOn, ...old } = run(...collecting, sign('caf'), sign('commune'), sign('prefet')).facts;
    const { commands, effects } = decided({ state: 'sealing', facts: old as never }, { type: 'recordSeal', finalHash: 'f'.repeat(64), ...moment });
    expect(commands).toEqual([]);
    expect(effects.at(-1)).toEqual({ type: 'openTerm' });
  });
});

test('a sealed round gives everyone a copy (C. civ. 1375 al. 4), has its evidence compiled and its term opened, and nothing changes it any more', () => {
  const sealed = run(...collecting, sign('caf'), sign('commune'), sign('prefet'), { type: 'recordSeal', finalHash: 'f'.repeat(64), ...moment });
  expect(sealed.effects).toEqual(['deliverFinalCopy commune', 'deliverFinalCopy caf', 'deliverFinalCopy prefet', 'reportToClerks', 'compileEvidence', 'openTerm']);
  const closed: RoundState[] = ['sealed', 'abandoned', 'superseded'];
  for (const state of closed) expect(possibleEvents(roundWorkflow, state).size).toBe(0);
});
