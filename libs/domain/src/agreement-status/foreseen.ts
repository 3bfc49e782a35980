import { addDays, startOfDay } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import { departing, lapseDay } from '../term/term-leavers.js';
import type { Term } from '../term/term.js';
import { termWorkflow } from '../term/term.workflow.js';
import { decide, dueTick } from '../workflow/workflow.js';
import type { Event, Subject } from '../workflow/workflow.js';

/** Days only are compared here, and none depends on the zone. */
const anyZone = 'UTC';

/**
 * The agreement as it stands on `day` if nobody acts before: the calendar speaks by the agreement's own table, and those whose notice takes
 * effect leave on their day, as the notice itself would have it.
 */
export function foreseen(subject: Subject<Term>, day: LegalDay): Subject<Term> {
  let now: Subject<Term> = { state: subject.state, facts: subject.facts };
  for (let event = nextEvent(now, day); event; event = nextEvent(now, day)) {
    const decision = decide(termWorkflow, now, event);
    if (!decision.accepted) throw new Error(`An agreement refuses its own calendar: ${event.type}, ${decision.refusal}`);
    now = { state: decision.to, facts: decision.facts };
  }
  return now;
}

function nextEvent(now: Subject<Term>, day: LegalDay): Event<Term> | null {
  const tick = dueTick(termWorkflow, now, day, anyZone);
  const departure = nextDeparture(now, day);
  if (!departure) return tick;
  // A term that comes on the same day releases its leavers itself.
  return tick && tick.effectiveOn <= departure.effectiveOn ? tick : departure;
}

/** After an expiry nobody leaves any more, whatever their notice said. */
function nextDeparture({ state, facts }: Subject<Term>, day: LegalDay): Event<Term> | null {
  if (state === 'signed' || state === 'executed_in_fact' || state === 'ended') return null;
  const gone = departing(facts, addDays(day, -1));
  const together = lapseDay(facts, gone);
  const [first] = gone
    // Gestionnaires who leave all together or not at all go with the last of them (I-05).
    .map(({ partyId, kind, leavesOn }) => ({ partyId, on: addDays(kind === 'gestionnaire' && facts.denunciation === 'collective' && together !== null ? together : leavesOn, 1) }))
    .toSorted((one, other) => (one.on < other.on ? -1 : 1));
  return first ? { type: 'releaseLeaver', partyId: first.partyId, effectiveOn: first.on, at: startOfDay(first.on, anyZone) } : null;
}
