import { possibleEvents, statesOf } from './workflow.js';
import type { Vocabulary, Workflow } from './workflow.js';

/** Laws every table obeys. Each workflow's spec asserts that this list is empty. */
export function brokenLaws<W extends Vocabulary>(workflow: Workflow<W>): string[] {
  return [...unreachableStates(workflow), ...deafDeadlines(workflow), ...orphanTicks(workflow), ...shadowedRows(workflow), ...namelessRules(workflow)];
}

function unreachableStates<W extends Vocabulary>(workflow: Workflow<W>): string[] {
  const reached = new Set<string>([workflow.initial]);
  // A Set is iterated in insertion order, additions included: this walks the whole graph.
  for (const state of reached) for (const [from, , to] of workflow.rows) if (from === state) reached.add(to);
  return statesOf(workflow).filter((state) => !reached.has(state)).map((state) => `${state} is unreachable`);
}

function deafDeadlines<W extends Vocabulary>(workflow: Workflow<W>): string[] {
  return statesOf(workflow).flatMap((state) => {
    const tick = workflow.deadlines[state]?.on;
    return tick && !possibleEvents(workflow, state).has(tick) ? [`${state} waits for ${tick}, which no row answers`] : [];
  });
}

function orphanTicks<W extends Vocabulary>(workflow: Workflow<W>): string[] {
  const ticks = new Set(statesOf(workflow).flatMap((state) => workflow.deadlines[state]?.on ?? []));
  return workflow.rows.flatMap(([from, on]) => (ticks.has(on) && workflow.deadlines[from]?.on !== on ? [`${from} answers ${on}, which time never brings there`] : []));
}

function shadowedRows<W extends Vocabulary>(workflow: Workflow<W>): string[] {
  return workflow.rows.flatMap(([from, on, , when], i) =>
    when === null && workflow.rows.slice(i + 1).some(([f, o]) => f === from && o === on) ? [`rows after ${from} × ${on} can never match`] : [],
  );
}

/** A rule without a name would be a hole in the diagram and in the journal's basis. */
function namelessRules<W extends Vocabulary>(workflow: Workflow<W>): string[] {
  return workflow.rows.flatMap(([from, on, , when, unless, then]) =>
    [when, ...unless, then].some((rule) => rule && !rule.name) ? [`${from} × ${on} has a rule without a name`] : [],
  );
}

/** The same table as a Mermaid diagram, committed under docs/workflows; a test fails when it is stale. */
export function toMermaid<W extends Vocabulary>(workflow: Workflow<W>): string {
  const arrows = workflow.rows.map(([from, on, to, when, unless]) => {
    const guard = when ? ` [${when.name}]` : '';
    const refusals = unless.length ? ` / sauf ${unless.map((rule) => rule.name).join(', ')}` : '';
    return `  ${from} --> ${to}: ${on}${guard}${refusals}`;
  });
  const ends = statesOf(workflow).filter((state) => possibleEvents(workflow, state).size === 0).map((state) => `  ${state} --> [*]`);
  return ['stateDiagram-v2', `  [*] --> ${workflow.initial}`, ...arrows, ...ends].join('\n');
}
