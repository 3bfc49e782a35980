import { startOfDay } from '../legal-time/legal-day.js';
import type { Instant, LegalDay } from '../legal-time/legal-day.js';

/** The six words a workflow speaks. */
export type Vocabulary = {
  state: string;
  /** What someone asks. */
  command: { type: string };
  /** What time alone decides. */
  tick: string;
  facts: object;
  effect: { type: string };
  refusal: string;
};

/** When an event counts: `effectiveOn` is the law's day, `at` the instant we received it. */
export type Moment = { effectiveOn: LegalDay; at: Instant };

export type Event<W extends Vocabulary> = (W['command'] | { type: W['tick'] }) & Moment;

/** A command for another subject, applied in the same transaction (decision 24). */
export type Errand = { kind: string; id: string; command: { type: string } };

export type Outcome<W extends Vocabulary> = { change?: Partial<W['facts']>; effects?: readonly W['effect'][]; commands?: readonly Errand[] };

export type When<W extends Vocabulary> = (facts: W['facts'], event: Event<W>) => boolean;
export type Unless<W extends Vocabulary> = (facts: W['facts'], event: Event<W>) => W['refusal'] | null;
export type Then<W extends Vocabulary> = (facts: W['facts'], event: Event<W>) => Outcome<W>;

export type Row<W extends Vocabulary> = readonly [
  from: W['state'],
  on: W['command']['type'] | W['tick'],
  to: W['state'],
  /** Picks this row; null means otherwise. */
  when: When<W> | null,
  /** Each may refuse, with its reason. */
  unless: readonly Unless<W>[],
  then: Then<W> | null,
  /** The article or decision the row comes from: quoted by the screens and the API. */
  basis?: string,
];

/** A workflow is a table, read top to bottom: the first row that matches wins. */
export interface Workflow<W extends Vocabulary> {
  name: string;
  initial: W['state'];
  rows: readonly Row<W>[];
  /** Why nothing can be asked in a state: a better word than `not_possible_now` when no row answers. */
  otherwise?: Partial<Record<W['state'], W['refusal']>>;
  /** What time does to each state, and from which day. null: nothing, ever. */
  deadlines: Record<W['state'], { on: W['tick']; dueOn: (facts: W['facts']) => LegalDay } | null>;
}

export type Subject<W extends Vocabulary> = { state: W['state']; facts: W['facts'] };

/** The refusal every table shares: no row answers this event in this state. */
export const notPossibleNow = 'not_possible_now';
export type NotPossibleNow = typeof notPossibleNow;

export type Decision<W extends Vocabulary> =
  | { accepted: true; from: W['state']; to: W['state']; facts: W['facts']; effects: readonly W['effect'][]; commands: readonly Errand[]; basis: string | null }
  | { accepted: false; refusal: W['refusal'] | NotPossibleNow };

/** What the table says of this event. Pure: the same answer, twenty years later. */
export function decide<W extends Vocabulary>(workflow: Workflow<W>, { state, facts }: Subject<W>, event: Event<W>): Decision<W> {
  const row = workflow.rows.find(([from, on, , when]) => from === state && on === event.type && (when?.(facts, event) ?? true));
  if (!row) return { accepted: false, refusal: workflow.otherwise?.[state] ?? notPossibleNow };

  const [from, , to, , unless, then, basis] = row;
  for (const rule of unless) {
    const refusal = rule(facts, event);
    if (refusal) return { accepted: false, refusal };
  }
  const { change = {}, effects = [], commands = [] } = then?.(facts, event) ?? {};
  return { accepted: true, from, to, facts: { ...facts, ...change }, effects, commands, basis: basis ?? null };
}

/** The tick this subject owes to the calendar, if its day has come. It bears its own legal day, however late we look. */
export function dueTick<W extends Vocabulary>(workflow: Workflow<W>, subject: Subject<W>, today: LegalDay, timeZone: string): ({ type: W['tick'] } & Moment) | null {
  const effectiveOn = dueOn(workflow, subject);
  const on = workflow.deadlines[subject.state]?.on;
  return on && effectiveOn && effectiveOn <= today ? { type: on, effectiveOn, at: startOfDay(effectiveOn, timeZone) } : null;
}

/** The day from which time will change this subject; null when time does nothing to it. */
export function dueOn<W extends Vocabulary>(workflow: Workflow<W>, { state, facts }: Subject<W>): LegalDay | null {
  return workflow.deadlines[state]?.dueOn(facts) ?? null;
}

/** What can happen in this state: feeds the screen's buttons, and the tests' negative space. */
export function possibleEvents<W extends Vocabulary>(workflow: Workflow<W>, state: W['state']): Set<string> {
  return new Set(workflow.rows.filter(([from]) => from === state).map(([, on]) => on));
}

/** Every state of the table: `deadlines` names each of them, or it would not compile. */
export function statesOf<W extends Vocabulary>(workflow: Workflow<W>): W['state'][] {
  return Object.keys(workflow.deadlines) as W['state'][];
}

/** Every event some row of the table answers. */
export function eventsOf<W extends Vocabulary>(workflow: Workflow<W>): string[] {
  return [...new Set(workflow.rows.map(([, on]) => on as string))];
}
