import { rowStore } from '#libs/platform';
import type { Kept } from '#libs/platform';
import type { Event, Workflow } from '#libs/domain';

/** The subject that asked for the signatures: it wants to hear of their end once, and refuses to hear it twice, which undoes the whole transaction. */
type SimulatedAct = {
  state: 'awaited' | 'signed' | 'given_up';
  command: { type: 'recordSignatures'; roundId: string; signedOn: string; declined?: readonly string[] } | { type: 'recordAbandonment' };
  tick: never;
  facts: { signedOn: string | null; declined: readonly string[] };
  effect: never;
  refusal: 'told_already';
};

const workflow: Workflow<SimulatedAct> = {
  name: 'simulated act',
  initial: 'awaited',
  rows: [
    ['awaited', 'recordSignatures', 'signed', null, [], (_, event: Event<SimulatedAct>) => (event.type === 'recordSignatures' ? { change: { signedOn: event.signedOn, declined: event.declined ?? [] } } : {})],
    ['awaited', 'recordAbandonment', 'given_up', null, [], null],
  ],
  otherwise: { signed: 'told_already', given_up: 'told_already' },
  deadlines: { awaited: null, signed: null, given_up: null },
};

export const simulatedActs: Kept<SimulatedAct> = { kind: 'amendment', workflow, store: rowStore('simulated_act'), journalled: ({ type: _type, effectiveOn: _day, at: _at, ...rest }) => rest };

export const actTable = `
  create table simulated_act (id uuid primary key, state text not null, facts jsonb not null, time_zone text not null, due_at timestamptz);
  grant select, insert, update on simulated_act to paraphe_app`;
