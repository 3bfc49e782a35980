import type { LegalDay } from '../legal-time/legal-day.js';
import type { Binding, BoundStructure } from './obligation-calendar.js';
import { periodOf } from './obligation-periods.js';
import type { Period } from './obligation-periods.js';

/** What opens the obligations of one agreement, quarter after quarter: each quarter costs its own obligations, never those of all the years. */
export type ObligationPlan = {
  state: 'running' | 'ended';
  command:
    | { type: 'recordStructure'; structure: Omit<BoundStructure, 'until'> }
    | { type: 'releaseStructure'; structureId: string; lastDay: LegalDay }
    | { type: 'end'; lastDay: LegalDay };
  tick: 'openQuarter';
  facts: PlanFacts;
  effect: PlanEffect;
  refusal: PlanRefusal;
};

/** `opened`: how many quarters are. */
export type PlanFacts = Binding & { opened: number };

export type PlanEffect =
  /** Everything that opens between the two days; the handler asks `obligationsOf`, and twice makes nothing new. */
  | { type: 'openObligations'; from: LegalDay; until: LegalDay }
  /** `structureId` null: the whole agreement. */
  | { type: 'releaseObligations'; structureId: string | null; lastDay: LegalDay };

export type PlanRefusal = 'day_to_come' | 'structure_known' | 'structure_unknown' | 'plan_ended' | 'before_force';

export function newPlan(binding: Pick<Binding, 'inForceSince' | 'reading' | 'structures'>): PlanFacts {
  return { ...binding, endsOn: null, opened: 0 };
}

/** The next quarter to open: its first day, or the day of effect for the one in which it falls. */
export function nextQuarter(facts: PlanFacts): Period {
  const { from, until } = periodOf(facts, 'quarter', facts.opened);
  return { from: from < facts.inForceSince ? facts.inForceSince : from, until };
}
