import { addDays } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import type { Event, Outcome, Workflow } from '../workflow/workflow.js';
import { nextQuarter } from './obligation-plan.js';
import type { ObligationPlan, PlanFacts } from './obligation-plan.js';

type Facts = PlanFacts;
type Asked = Event<ObligationPlan>;

// prettier-ignore
export const obligationPlanWorkflow: Workflow<ObligationPlan> = {
  name: 'obligation_plan',
  initial: 'running',
  rows: [
    // from       on                   to         when  unless                         then          basis
    ['running',  'openQuarter',       'running', null, [],                            open,         'art. 4.7 et 6'],
    ['running',  'recordStructure',   'running', null, [structureKnown],              addStructure, 'art. 4.7 : engagée de son entrée'],
    ['running',  'releaseStructure',  'running', null, [structureUnknown, dayToCome], endStructure, 'art. 7 : engagée jusqu’à l’effet'],
    ['running',  'end',               'ended',   null, [dayToCome, beforeForce],      end,          'art. 9 : fin de la convention'],
  ],
  otherwise: { ended: 'plan_ended' },
  deadlines: { running: { on: 'openQuarter', dueOn: firstDay }, ended: null },
};

function firstDay(facts: Facts): LegalDay {
  return nextQuarter(facts).from;
}

// --- what may be said against it ----------------------------------------------------------------------------------

function structureKnown({ structures }: Facts, event: Asked) {
  return event.type === 'recordStructure' && structures.some(({ structureId, until }) => structureId === event.structure.structureId && until === null) ? ('structure_known' as const) : null;
}

function structureUnknown({ structures }: Facts, event: Asked) {
  return event.type === 'releaseStructure' && !structures.some(({ structureId, until }) => structureId === event.structureId && until === null) ? ('structure_unknown' as const) : null;
}

/** Told once it is effective: a departure that is only announced may still be withdrawn. */
function dayToCome(_: Facts, event: Asked) {
  return 'lastDay' in event && event.lastDay >= event.effectiveOn ? ('day_to_come' as const) : null;
}

function beforeForce({ inForceSince }: Facts, event: Asked) {
  return 'lastDay' in event && event.lastDay < inForceSince ? ('before_force' as const) : null;
}

// --- what follows -------------------------------------------------------------------------------------------------

function open(facts: Facts): Outcome<ObligationPlan> {
  const { from, until } = nextQuarter(facts);
  return { change: { opened: facts.opened + 1 }, effects: [{ type: 'openObligations', from, until }] };
}

/** Those of the quarters that are open already, from its entry on; the next quarters come by themselves. */
function addStructure(facts: Facts, event: Asked): Outcome<ObligationPlan> {
  if (event.type !== 'recordStructure') return {};
  const change = { structures: [...facts.structures, { ...event.structure, until: null }] };
  const openUntil = addDays(nextQuarter(facts).from, -1);
  if (facts.opened === 0 || event.structure.since > openUntil) return { change };
  return { change, effects: [{ type: 'openObligations', from: event.structure.since, until: openUntil }] };
}

function endStructure({ structures }: Facts, event: Asked): Outcome<ObligationPlan> {
  if (event.type !== 'releaseStructure') return {};
  const { structureId, lastDay } = event;
  const left = structures.map((bound) => (bound.structureId === structureId && bound.until === null ? { ...bound, until: lastDay } : bound));
  return { change: { structures: left }, effects: [{ type: 'releaseObligations', structureId, lastDay }] };
}

function end(_: Facts, event: Asked): Outcome<ObligationPlan> {
  return event.type === 'end' ? { change: { endsOn: event.lastDay }, effects: [{ type: 'releaseObligations', structureId: null, lastDay: event.lastDay }] } : {};
}
