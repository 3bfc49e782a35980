import { legalDay, instant } from '../legal-time/legal-day.js';
import { brokenLaws, toMermaid } from './laws.js';
import { decide, dueTick, possibleEvents } from './workflow.js';
import type { Workflow } from './workflow.js';

type Door = {
  state: 'open' | 'closed' | 'rusted';
  command: { type: 'push'; force: number };
  tick: 'rust';
  facts: { pushes: number };
  effect: { type: 'creak' };
  refusal: 'too_weak' | 'rusted_shut';
};

const strongEnough = () => true;
function tooWeak(_: Door['facts'], event: { type: string } & Partial<{ force: number }>) {
  return (event.force ?? 0) < 1 ? ('too_weak' as const) : null;
}
function count({ pushes }: Door['facts']) {
  return { change: { pushes: pushes + 1 }, effects: [{ type: 'creak' as const }] };
}

const door: Workflow<Door> = {
  name: 'door',
  initial: 'closed',
  rows: [
    ['closed', 'push', 'open', null, [tooWeak], count, 'art. 1'],
    ['open', 'push', 'closed', strongEnough, [], null],
    ['closed', 'rust', 'rusted', null, [], null],
  ],
  otherwise: { rusted: 'rusted_shut' },
  deadlines: { open: null, closed: { on: 'rust', dueOn: () => legalDay('2027-03-01') }, rusted: null },
};
const moment = { effectiveOn: legalDay('2026-11-24'), at: instant('2026-11-24T09:00:00Z') };

test('a sound table breaks no law', () => expect(brokenLaws(door)).toEqual([]));

test.each<[string, Partial<Workflow<Door>>, string]>([
  ['a state nobody reaches', { rows: door.rows.filter(([, on]) => on !== 'rust'), deadlines: { ...door.deadlines, closed: null } }, 'rusted is unreachable'],
  ['a deadline no row answers', { deadlines: { ...door.deadlines, open: { on: 'rust', dueOn: () => legalDay('2027-03-01') } } }, 'open waits for rust, which no row answers'],
  ['a tick time never brings', { deadlines: { ...door.deadlines, closed: null, open: { on: 'rust', dueOn: () => legalDay('2027-03-01') } } }, 'closed answers rust, which time never brings there'],
  ['a row behind a catch-all', { rows: [...door.rows, ['closed', 'push', 'rusted', strongEnough, [], null]] }, 'rows after closed × push can never match'],
  ['a rule without a name', { rows: [...door.rows.slice(0, 1), ['open', 'push', 'closed', (() => () => true)(), [], null], ...door.rows.slice(2)] }, 'open × push has a rule without a name'],
])('%s is a broken law', (_, change, law) => expect(brokenLaws({ ...door, ...change })).toContain(law));

test('the first row that matches wins, its rules may refuse, its outcome is data', () => {
  expect(decide(door, { state: 'closed', facts: { pushes: 0 } }, { type: 'push', force: 0, ...moment })).toEqual({ accepted: false, refusal: 'too_weak' });
  expect(decide(door, { state: 'closed', facts: { pushes: 0 } }, { type: 'push', force: 2, ...moment })).toEqual({
    accepted: true, from: 'closed', to: 'open', facts: { pushes: 1 }, effects: [{ type: 'creak' }], commands: [], basis: 'art. 1',
  });
});

test('an event no row answers is refused with the best word there is', () => {
  expect(decide(door, { state: 'rusted', facts: { pushes: 0 } }, { type: 'push', force: 9, ...moment })).toEqual({ accepted: false, refusal: 'rusted_shut' });
  expect(decide(door, { state: 'open', facts: { pushes: 0 } }, { type: 'rust', ...moment })).toEqual({ accepted: false, refusal: 'not_possible_now' });
});

test('time changes a subject from its day on, and the tick bears that day however late we look', () => {
  const subject = { state: 'closed' as const, facts: { pushes: 0 } };
  expect(dueTick(door, subject, legalDay('2027-02-28'), 'Europe/Paris')).toBeNull();
  expect(dueTick(door, subject, legalDay('2029-01-01'), 'Indian/Reunion')).toEqual({ type: 'rust', effectiveOn: '2027-03-01', at: '2027-02-28T20:00:00Z' });
});

test('the diagram shows guards, refusals and ends', () => {
  expect(toMermaid(door)).toContain('closed --> open: push / sauf tooWeak');
  expect(toMermaid(door)).toContain('open --> closed: push [strongEnough]');
  expect(toMermaid(door)).toContain('rusted --> [*]');
  expect(possibleEvents(door, 'closed')).toEqual(new Set(['push', 'rust']));
});
