import { emptySlot } from '../circuit/circuit.js';
import type { Slot } from '../circuit/circuit.js';
import { instant, legalDay } from '../legal-time/legal-day.js';
import { decide } from '../workflow/workflow.js';
import type { Event, Subject } from '../workflow/workflow.js';
import { replayRound, withoutWords } from './round-replay.js';
import type { RoundLine } from './round-replay.js';
import { emptyRound } from './round.js';
import type { Round } from './round.js';
import { roundWorkflow } from './round.workflow.js';

const moment = { effectiveOn: legalDay('2026-11-24'), at: instant('2026-11-24T09:00:00Z') };
const contentHash = 'a'.repeat(64);
const slot = (id: string, group: number, more: Partial<Slot> = {}): Slot => ({
  ...emptySlot, id, college: 'gestionnaire', group, bodyId: `body-${id}`, bodyName: id, capacity: 'représentant', signatoryId: `person-${id}`, state: 'waiting', ...more,
});
const slots = [slot('a', 1), slot('b', 1, { candidateIds: ['second-b'], blocks: false }), slot('c', 2)];
const act = { kind: 'amendment', id: 'amendment-1', roundId: 'round-1' };
const launch = { type: 'launch' as const, gaps: [], slots, collectUntil: legalDay('2026-12-24'), termEndsOn: null, act, ...moment };
const by = (slotId: string, signatoryId = `person-${slotId}`) => ({ slotId, signatoryId, contentHash, ...moment });
const reason = 'Le texte ne convient pas.';
const late = { effectiveOn: legalDay('2026-12-28'), at: instant('2026-12-28T09:00:00Z') };

/** As the journal of the service keeps an event: ids, days and codes. */
function payloadOf({ type: _type, effectiveOn: _day, at: _at, ...rest }: Event<Round>): object {
  const parts = 'parts' in rest ? { parts: rest.parts.map(({ bodyId, college, hash }) => ({ bodyId, college, hash })) } : {};
  if (!('slots' in rest)) return 'parts' in rest ? parts : 'reason' in rest ? { ...rest, reason: rest.reason.length } : rest;
  const seats = rest.slots.map(({ id, college, group, bodyId, signatoryId, candidateIds, blocks, level }) => ({ id, college, group, bodyId, signatoryId, candidateIds, blocks, level }));
  if ('parts' in rest) return { termEndsOn: rest.termEndsOn, slots: seats, ...parts };
  return { collectUntil: rest.collectUntil, termEndsOn: rest.termEndsOn, slots: seats, waived: [], ...(rest.act && { act: { kind: rest.act.kind, id: rest.act.id } }) };
}

function history(...events: Event<Round>[]): { lines: RoundLine[]; subject: Subject<Round> } {
  let subject: Subject<Round> = { state: 'draft', facts: emptyRound };
  const lines: RoundLine[] = [{ rank: 1, event: 'open', payload: { number: 'x' }, effectiveOn: moment.effectiveOn, recordedAt: moment.at, stateFrom: null, stateTo: 'draft' }];
  for (const event of events) {
    const decision = decide(roundWorkflow, subject, event);
    if (!decision.accepted) throw new Error(`${event.type}: ${decision.refusal}`);
    lines.push({ rank: lines.length + 1, event: event.type, payload: payloadOf(event), effectiveOn: event.effectiveOn, recordedAt: event.at, stateFrom: subject.state, stateTo: decision.to });
    subject = { state: decision.to, facts: decision.facts };
  }
  return { lines, subject };
}

const collecting: Event<Round>[] = [launch, { type: 'recordAssembly', contentHash, ...moment }];
const asked = (bodyId: string, hash: string) => ({ bodyId, bodyName: bodyId, college: 'gestionnaire' as const, hash });
const seats = [slot('a', 1), slot('b', 1, { college: 'partenaire_national' }), slot('c', 2, { college: 'prefet' })];
const project: Event<Round>[] = [
  { type: 'openProject', gaps: [], parts: [asked('a', '1'), asked('b', '1')], ...moment },
  { type: 'contestAnnexes', bodyId: 'a', partHash: '1', answerId: 'answer-1', reason, ...moment },
  { type: 'waiveConfirmation', bodyId: 'b', reason, ...moment },
  { type: 'changeContent', parts: [asked('a', '2'), asked('b', '1')], ...moment },
  { type: 'confirmAnnexes', bodyId: 'a', partHash: '2', answerId: 'answer-2', ...moment },
  { type: 'freeze', gaps: [], slots: seats, parts: [asked('a', '2'), asked('b', '1')], termEndsOn: legalDay('2027-12-31'), ...moment },
];
const stories: [string, Event<Round>[]][] = [
  ['confirmed by each, frozen, then opened to signatures', [...project, { type: 'recordAssembly', contentHash, ...moment }, { type: 'openSignatures', collectUntil: legalDay('2026-12-24'), ...moment }, { type: 'approve', ...by('b') }]],
  ['frozen, and assembled in vain', [...project, { type: 'reportAssemblyFailure', code: 'conversion_failed', ...moment }]],
  ['assembled in vain', [launch, { type: 'reportAssemblyFailure', code: 'conversion_failed', ...moment }]],
  ['signed in groups, one of several signing for its body', [...collecting, { type: 'approve', ...by('b', 'second-b') }, { type: 'approve', ...by('a') }]],
  ['declined by one, sealed by the others', [...collecting, { type: 'approve', ...by('a') }, { type: 'refuse', ...by('b'), reason }, { type: 'approve', ...by('c') }, { type: 'recordSeal', finalHash: 'f'.repeat(64), ...moment }]],
  ['blocked, then resumed with somebody else', [
    ...collecting, { type: 'refuse', ...by('a'), reason }, { type: 'replaceSignatory', slotId: 'a', signatoryId: 'person-a', by: 'next-a', cause: 'other_person', ...moment }, { type: 'resume', ...moment }, { type: 'approve', ...by('a', 'next-a') },
  ]],
  ['blocked until after its last day, extended, then resumed', [
    ...collecting, { type: 'refuse', ...by('a'), reason }, { type: 'extend', collectUntil: legalDay('2027-01-20'), ...late }, { type: 'resume', ...late }, { type: 'approve', ...by('a'), ...late },
  ]],
  ['expired, extended, given up', [
    ...collecting, { type: 'reachDeadline', effectiveOn: legalDay('2026-12-25'), at: instant('2026-12-24T23:00:00Z') },
    { type: 'extend', collectUntil: legalDay('2027-01-20'), effectiveOn: legalDay('2027-01-05'), at: moment.at }, { type: 'abandon', reason, ...moment },
  ]],
];

describe('the journal of a round alone tells what it has become', () => {
  test.each(stories)('%s', (_, events) => {
    const { lines, subject } = history(...events);
    expect(replayRound(lines)).toEqual(withoutWords(subject));
  });

  test('whatever lies between: refusals, wrong codes, revisions of the document', () => {
    const { lines, subject } = history(...collecting, { type: 'approve', ...by('a') });
    const between = ['refused.approve', 'refused.code', 'document.timestamp', 'evidence.read'].map((event): RoundLine => ({ ...lines.at(-1)!, event, payload: { slotId: 'a' }, stateFrom: 'collecting' }));
    expect(replayRound([...lines.slice(0, 3), ...between, ...lines.slice(3)])).toEqual(withoutWords(subject));
  });

  test('the words that it does not keep are no difference, that there was a reason is one', () => {
    const { subject } = history(...collecting, { type: 'refuse', ...by('a'), reason });
    const { facts } = withoutWords(subject);
    expect(facts.slots.map((one) => [one.bodyName, one.reason])).toEqual([['', ''], ['', null], ['', null]]);
  });

  test('older lines, which name neither groups nor persons, are read with the order of their day', () => {
    const seats = [slot('a', 1, { signatoryId: 'person-a' }), slot('p', 2, { college: 'prefet', bodyId: 'prefet' })];
    const { lines, subject } = history({ ...launch, slots: seats }, collecting[1]!, { type: 'approve', ...by('a') }, { type: 'approve', ...by('p') });
    const old = lines.map((line) => (line.event === 'launch' ? { ...line, payload: { ...line.payload, slots: seats.map(({ id, college, bodyId }) => ({ id, college, bodyId })) } } : line));
    expect(replayRound(old)).toEqual(withoutWords(subject));
  });

  test('older ones, where a round was resumed after its last day, then expired at once', () => {
    const { lines, subject } = history(...collecting, { type: 'refuse', ...by('a'), reason }, { type: 'resume', ...moment, at: late.at }, { type: 'reachDeadline', effectiveOn: legalDay('2026-12-25'), at: late.at });
    const old = lines.map((line) => (line.event === 'resume' ? { ...line, effectiveOn: late.effectiveOn } : line));
    expect(replayRound(old)).toEqual(withoutWords(subject));
  });
});

describe('older journals tell what is refused today', () => {
  const proposal = (proposalId: string) => ({ type: 'proposeSignatory' as const, ...by('a'), proposalId });

  test('a second proposal in the place of the first', () => {
    const { lines, subject } = history(...collecting, proposal('one'), { type: 'dismissProposal', slotId: 'a', ...moment }, proposal('two'));
    expect(replayRound(lines.filter(({ event }) => event !== 'dismissProposal'))).toEqual(withoutWords(subject));
    expect(subject.facts.slots[0]?.proposalId).toBe('two');
  });

  test('a reason as long as one liked', () => {
    const { lines, subject } = history(...collecting, { type: 'refuse', ...by('a'), reason });
    const old = lines.map((line) => (line.event === 'refuse' ? { ...line, payload: { ...line.payload, reason: 90_000 } } : line));
    expect(replayRound(old)).toEqual(withoutWords(subject));
  });
});

describe('a journal that does not hold together is not believed', () => {
  const { lines } = history(...collecting, { type: 'approve', ...by('a') }, { type: 'approve', ...by('b') }, { type: 'approve', ...by('c') });
  test('a line is missing', () => expect(() => replayRound(lines.filter(({ event }) => event !== 'recordAssembly'))).toThrow('The journal jumps: line 4'));
  test('a signature is missing: the last one would not have closed the round', () => expect(() => replayRound(lines.filter(({ rank }) => rank !== 4))).toThrow('is refused, not_your_turn'));
  test('a line tells another state than the table', () => expect(() => replayRound(lines.map((line) => (line.rank === 6 ? { ...line, stateTo: 'collecting' } : line)))).toThrow('leads to sealing'));
  test('somebody signs who was not asked', () => expect(() => replayRound(lines.map((line) => (line.rank === 4 ? { ...line, payload: { ...line.payload, signatoryId: 'stranger' } } : line)))).toThrow('other_signatory'));
});
