import { decide, dueTick } from '#libs/domain';
import type { Decision, Event, LegalDay, Subject, Vocabulary, Workflow } from '#libs/domain';

/** One accepted event: what it was, where it came from, what the table said. */
export type Step<W extends Vocabulary> = { event: Event<W>; stateFrom: W['state']; decision: Extract<Decision<W>, { accepted: true }> };

/**
 * No chain of states of ours is half as long: a subject that owes more on one and the same legal day has a table that loops. Years that are
 * caught up need no bound, since each of their days has its own.
 */
const ticksPerDayMax = 20;

/** What the calendar decides of a subject, tick after tick, until it owes nothing more. Pure: nothing is written, and the reader may stop in between. */
export function* owedTicks<W extends Vocabulary>(workflow: Workflow<W>, named: string, loaded: Subject<W>, today: LegalDay, timeZone: string): Generator<Step<W>, void> {
  let subject = loaded;
  let latest: LegalDay | null = null;
  for (let sameDay = 0; ; ) {
    const tick = dueTick(workflow, subject, today, timeZone);
    if (!tick) return;
    const isLater: boolean = latest === null || tick.effectiveOn > latest;
    sameDay = isLater ? 1 : sameDay + 1;
    if (isLater) latest = tick.effectiveOn;
    if (sameDay > ticksPerDayMax) throw new Error(`${named} still owes ${tick.type} after ${ticksPerDayMax} ticks on ${latest}`);
    const decision: Decision<W> = decide(workflow, subject, tick);
    if (!decision.accepted) throw new Error(`${named} refuses its own tick ${tick.type}: ${decision.refusal}`);
    yield { event: tick, stateFrom: subject.state, decision };
    subject = { state: decision.to, facts: decision.facts };
  }
}
