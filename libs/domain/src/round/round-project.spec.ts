import { emptySlot } from '../circuit/circuit.js';
import type { Slot } from '../circuit/circuit.js';
import { instant, legalDay } from '../legal-time/legal-day.js';
import type { AskedBody } from '../project/confirmation.js';
import { decide } from '../workflow/workflow.js';
import type { Event, Subject } from '../workflow/workflow.js';
import { emptyRound } from './round.js';
import type { Round } from './round.js';
import { roundWorkflow } from './round.workflow.js';

const moment = { effectiveOn: legalDay('2026-11-24'), at: instant('2026-11-24T09:00:00Z') };
const later = { effectiveOn: legalDay('2027-01-15'), at: instant('2027-01-15T09:00:00Z') };
const hash = 'a'.repeat(64);
const reason = 'Le maire a confirmé de vive voix.';
const body = (bodyId: string, partHash = `hash-${bodyId}`): AskedBody => ({ bodyId, bodyName: bodyId, college: bodyId === 'caf' ? 'partenaire_national' : 'gestionnaire', hash: partHash });
const parts = [body('a'), body('b'), body('caf')];
const gap = { code: 'x', severity: 'error', article: 'art. 2.2', subject: { kind: 'structure', id: '1' }, params: {}, waivable: false } as never;
const slot = (id: string, college: Slot['college'], group: number): Slot => ({ ...emptySlot, id, college, group, bodyId: id, bodyName: id, capacity: '', signatoryId: `person-${id}`, state: 'waiting' });
const slots = [slot('a', 'gestionnaire', 1), slot('caf', 'partenaire_national', 1), slot('prefet', 'prefet', 2)];

const open = { type: 'openProject' as const, gaps: [], parts, ...moment };
const confirm = (bodyId: string, partHash = `hash-${bodyId}`) => ({ type: 'confirmAnnexes' as const, bodyId, partHash, answerId: `answer-${bodyId}`, ...moment });
const contest = (bodyId: string, words: string, partHash = `hash-${bodyId}`) => ({ type: 'contestAnnexes' as const, bodyId, partHash, answerId: `doubt-${bodyId}`, reason: words, ...moment });
const waive = (bodyId: string, why = reason) => ({ type: 'waiveConfirmation' as const, bodyId, reason: why, ...moment });
const askAgain = (bodyId: string) => ({ type: 'askAgain' as const, bodyId, ...moment });
const change = (...now: AskedBody[]) => ({ type: 'changeContent' as const, parts: now, ...moment });
const freeze = { type: 'freeze' as const, gaps: [], slots, parts, termEndsOn: legalDay('2027-12-31'), ...moment };
const agreed = [open, confirm('a'), confirm('b'), waive('caf')];
const assembled = { type: 'recordAssembly' as const, contentHash: hash, ...moment };
const sign = { type: 'openSignatures' as const, collectUntil: legalDay('2027-03-01'), ...later };

function run(...events: Event<Round>[]): Subject<Round> & { effects: string[] } {
  let subject: Subject<Round> = { state: 'draft', facts: emptyRound };
  let effects: string[] = [];
  for (const event of events) {
    const decision = decide(roundWorkflow, subject, event);
    if (!decision.accepted) throw new Error(`${event.type}: ${decision.refusal}`);
    subject = { state: decision.to, facts: decision.facts };
    effects = decision.effects.map((effect) => [effect.type, 'bodyId' in effect ? effect.bodyId : 'slotId' in effect ? effect.slotId : null, 'why' in effect ? effect.why : null].filter(Boolean).join(' '));
  }
  return { ...subject, effects };
}
const refusalOf = (before: Event<Round>[], event: Event<Round>) => {
  const decision = decide(roundWorkflow, run(...before), event);
  return decision.accepted ? null : decision.refusal;
};
const statesAfter = (...events: Event<Round>[]) => run(...events).facts.confirmations.map(({ bodyId, state }) => [bodyId, state]);

describe('opening a project', () => {
  test('asks each body to confirm its own part', () => {
    expect(run(open)).toMatchObject({ state: 'confirming', effects: ['askConfirmation a first', 'askConfirmation b first', 'askConfirmation caf first'] });
    expect(run(open).facts.confirmations[0]).toEqual({ ...body('a'), state: 'asked', since: moment.at, answerId: null, reason: null });
  });
  test('waits for a directory without gaps', () => expect(refusalOf([], { ...open, gaps: [gap] })).toBe('gaps_remain'));
  test('an act has no project', () => {
    const act = { kind: 'amendment', id: 'amendment-1', roundId: 'round-1' };
    const failed: Event<Round>[] = [{ type: 'launch', gaps: [], slots, collectUntil: legalDay('2026-12-24'), termEndsOn: null, act, ...moment }, { type: 'reportAssemblyFailure', code: 'x', ...moment }];
    expect(refusalOf(failed, open)).toBe('not_possible_now');
  });
  test('nobody can sign meanwhile', () => expect(refusalOf([open], { type: 'remind', slotId: 'a', ...moment })).toBe('project_confirming'));
});

describe('answering', () => {
  test('who confirms is not asked any more', () => expect(statesAfter(open, confirm('a'))).toEqual([['a', 'confirmed'], ['b', 'asked'], ['caf', 'asked']]));
  test('what is confirmed is what was read', () => expect(refusalOf([open], confirm('a', 'an older part'))).toBe('other_annexes'));
  test('and contested too', () => expect(refusalOf([open], contest('a', 'Les horaires ont changé.', 'an older part'))).toBe('other_annexes'));
  test('nobody confirms for a body that is not asked', () => expect(refusalOf([open], confirm('stranger'))).toBe('unknown_body'));
  test('nobody confirms twice', () => expect(refusalOf([open, confirm('a')], confirm('a'))).toBe('already_confirmed'));
  test('a doubt says what is wrong', () => expect(refusalOf([open], contest('a', 'faux'))).toBe('reason_missing'));
  test('a doubt reaches the préfecture, and can follow a confirmation', () => {
    const doubted = run(open, confirm('a'), contest('a', 'Les horaires ont changé.'));
    expect(doubted.effects).toEqual(['reportContest a']);
    expect(doubted.facts.confirmations[0]).toMatchObject({ state: 'contested', answerId: 'doubt-a' });
  });
  test('who doubted may confirm after all', () => expect(statesAfter(open, contest('a', 'Les horaires ont changé.'), confirm('a'))[0]).toEqual(['a', 'confirmed']));
});

describe('what the préfecture does meanwhile', () => {
  test('it asks again, and a doubt it does not share is a question again', () => {
    expect(run(open, askAgain('a')).effects).toEqual(['askConfirmation a again']);
    expect(statesAfter(open, contest('a', 'Les horaires ont changé.'), askAgain('a'))[0]).toEqual(['a', 'asked']);
  });
  test.each(['confirmed', 'waived'])('it does not ask again who is %s', (state) => expect(refusalOf([open, state === 'waived' ? waive('a') : confirm('a')], askAgain('a'))).toBe('already_confirmed'));
  test('it goes on without an answer, with a reason', () => {
    expect(refusalOf([open], waive('a', 'rien'))).toBe('reason_missing');
    expect(run(open, waive('a', `  ${reason} `)).facts.confirmations[0]).toMatchObject({ state: 'waived', reason });
    expect(refusalOf([open, confirm('a')], waive('a'))).toBe('already_confirmed');
  });
  test('a body whose part is waived may still confirm it', () => expect(run(open, waive('a'), confirm('a')).facts.confirmations[0]).toMatchObject({ state: 'confirmed', reason: null }));
});

describe('a change of content', () => {
  const before = [open, confirm('a'), confirm('b'), waive('caf')];
  test('asks again those whose own part moved, and them alone', () => {
    const changed = run(...before, change(body('a', 'moved'), body('b'), body('caf')));
    expect(changed.effects).toEqual(['askConfirmation a changed']);
    expect(changed.facts.confirmations.map(({ state, hash: now }) => [state, now])).toEqual([['asked', 'moved'], ['confirmed', 'hash-b'], ['waived', 'hash-caf']]);
  });
  test('a waiver falls with the part that it was given for', () => expect(statesAfter(...before, change(body('a'), body('b'), body('caf', 'moved')))[2]).toEqual(['caf', 'asked']));
  test('a body that comes is asked, one that goes is not waited for', () => {
    const changed = run(...before, change(body('a'), body('b'), body('new')));
    expect(changed.effects).toEqual(['askConfirmation new first']);
    expect(changed.facts.confirmations.map(({ bodyId }) => bodyId)).toEqual(['a', 'b', 'new']);
  });
  test('nothing that moved is no change', () => expect(refusalOf(before, change(...parts))).toBe('nothing_changed'));
  test('an answer to the former part is refused after it', () => expect(refusalOf([open, change(body('a', 'moved'), body('b'), body('caf'))], confirm('a'))).toBe('other_annexes'));
});

describe('freezing', () => {
  test.each<[string, Event<Round>[], object, string | null]>([
    ['all have confirmed, or are waived', agreed, {}, null],
    ['one has not answered', [open, confirm('a'), confirm('b')], {}, 'confirmations_missing'],
    ['one doubts', [...agreed, contest('a', 'Les horaires ont changé.')], {}, 'confirmations_missing'],
    ['a part has moved since it was confirmed', agreed, { parts: [body('a', 'moved'), body('b'), body('caf')] }, 'annexes_moved'],
    ['a body has come that was never asked', agreed, { parts: [...parts, body('new')] }, 'annexes_moved'],
    ['a body has gone', agreed, { parts: parts.slice(1) }, 'annexes_moved'],
    ['a gap remains', agreed, { gaps: [gap] }, 'gaps_remain'],
    ['a college is missing', agreed, { slots: slots.slice(0, 2) }, 'college_missing'],
    ['a rank is held by nobody', agreed, { slots: [slots[0]!, slots[1]!, { ...slots[2]!, group: 3 }] }, 'groups_broken'],
    ['a person chosen to sign is unknown', agreed, { routing: [{ code: 'signer_unknown', seat: 'gestionnaire-a' }] }, 'signer_unknown'],
    ['the term ends today', agreed, { termEndsOn: moment.effectiveOn }, 'term_past'],
    ['the term ends tomorrow', agreed, { termEndsOn: legalDay('2026-11-25') }, null],
  ])('%s', (_, events, more, refusal) => expect(refusalOf(events, { ...freeze, ...more } as Event<Round>)).toBe(refusal));

  test('the text is assembled, then waits: nobody is invited, each gestionnaire receives what its assembly decides on', () => {
    expect(run(...agreed, freeze)).toMatchObject({ state: 'assembling', effects: ['assembleDocument'], facts: { collectUntil: null, termEndsOn: '2027-12-31' } });
    const frozen = run(...agreed, freeze, assembled);
    expect(frozen).toMatchObject({ state: 'project', effects: ['sendProject a', 'sendProject b'], facts: { contentHash: hash, assembledOn: moment.effectiveOn } });
    expect(frozen.facts.slots.every(({ state }) => state === 'waiting')).toBe(true);
    expect(refusalOf([...agreed, freeze, assembled], { type: 'remind', slotId: 'a', ...moment })).toBe('project_unopened');
  });

  test('the frozen text leaves once more for one body, whatever it had answered', () => {
    expect(run(...agreed, freeze, assembled, askAgain('a')).effects).toEqual(['sendProject a']);
    expect(refusalOf([...agreed, freeze, assembled], askAgain('stranger'))).toBe('unknown_body');
  });

  test('an assembly that fails gives the confirmations back, not a draft', () => {
    const failed = run(...agreed, freeze, { type: 'reportAssemblyFailure', code: 'conversion_failed', ...moment });
    expect(failed).toMatchObject({ state: 'confirming', facts: { assemblyFailure: 'conversion_failed', slots: [] } });
    expect(failed.facts.confirmations.every(({ state }) => state !== 'asked')).toBe(true);
    expect(run(...agreed, freeze, { type: 'reportAssemblyFailure', code: 'conversion_failed', ...moment }, freeze).facts.assemblyFailure).toBeNull();
  });
});

describe('opening the signatures', () => {
  const frozen = [...agreed, freeze, assembled];
  test('asks the first group, on the text that was frozen', () => {
    const collecting = run(...frozen, sign);
    expect(collecting).toMatchObject({ state: 'collecting', effects: ['inviteSignatory a', 'inviteSignatory caf'], facts: { contentHash: hash, collectUntil: '2027-03-01', assembledOn: moment.effectiveOn } });
    expect(collecting.facts.slots.map(({ state }) => state)).toEqual(['invited', 'invited', 'waiting']);
  });
  test.each<[string, string | null]>([['2027-01-15', 'deadline_past'], ['2027-01-16', null], ['2027-12-30', null], ['2027-12-31', 'term_before_deadline']])('until %s: %s', (collectUntil, refusal) =>
    expect(refusalOf(frozen, { ...sign, collectUntil: legalDay(collectUntil) })).toBe(refusal));
});

describe('giving up', () => {
  const told = ['announceProjectEnd a', 'announceProjectEnd b', 'announceProjectEnd caf'];
  test('while bodies confirm, those who were asked are told', () => expect(run(open, { type: 'abandon', reason, ...moment })).toMatchObject({ state: 'abandoned', effects: told }));
  test('once the text is frozen too', () => expect(run(...agreed, freeze, assembled, { type: 'abandon', reason, ...moment })).toMatchObject({ state: 'abandoned', effects: told, facts: { abandonReason: reason } }));
  test('not without a reason', () => expect(refusalOf([open], { type: 'abandon', reason: '', ...moment })).toBe('abandon_reason_missing'));
  test('a frozen text that must change is superseded, and those who deliberate on it are told', () =>
    expect(run(...agreed, freeze, assembled, { type: 'supersede', successorId: 'next', reason, ...moment })).toMatchObject({ state: 'superseded', effects: told, facts: { supersededBy: 'next' } }));
});

test('a launch from the draft asks nobody to confirm', () => {
  const launched = run({ type: 'launch', gaps: [], slots, collectUntil: legalDay('2026-12-24'), termEndsOn: legalDay('2027-12-31'), act: null, ...moment }, assembled);
  expect(launched).toMatchObject({ state: 'collecting', facts: { confirmations: [] } });
});

describe('before and after the signatures open', () => {
  const frozen = [...agreed, freeze, assembled];
  test('a person is replaced while assemblies deliberate, without a mail; the opening asks whoever is there then', () => {
    const replaced = run(...frozen, { type: 'replaceSignatory', slotId: 'a', signatoryId: 'person-a', by: 'successor', cause: 'other_person', ...moment });
    expect(replaced).toMatchObject({ state: 'project', effects: [] });
    expect(replaced.facts.slots.find(({ id }) => id === 'a')).toMatchObject({ signatoryId: 'successor', state: 'waiting' });
  });
  test.each([
    ['superseded', { type: 'supersede' as const, successorId: 'next', reason, ...later }, 'announceSupersession'],
    ['abandoned', { type: 'abandon' as const, reason, ...later }, 'announceAbandonment'],
  ])('%s once open, those whose turn had not come are told too: they had read, or deliberated', (_, end, told) => {
    const late = { ...freeze, slots: [slots[0]!, { ...slot('caf', 'partenaire_national', 2) }, { ...slot('prefet', 'prefet', 2) }] };
    const { effects } = run(...agreed, late, assembled, sign, end);
    expect(effects).toContain(`${told} a`);
    expect(effects).toEqual(expect.arrayContaining(['announceProjectEnd b', 'announceProjectEnd caf']));
    expect(effects).not.toContain('announceProjectEnd a');
  });
});
