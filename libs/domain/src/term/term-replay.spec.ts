import fc from 'fast-check';
import { addDays, instant, legalDay } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import { renewedTerm } from '../legal-time/term-days.js';
import { decide, dueOn, dueTick } from '../workflow/workflow.js';
import type { Event, Subject } from '../workflow/workflow.js';
import { currentTermEndsOn, currentTermStartsOn } from './term-calendar.js';
import { signedTerm } from './term.js';
import type { Term } from './term.js';
import { termWorkflow } from './term.workflow.js';

const zone = 'Europe/Paris';
const at = instant('2026-11-26T09:00:00Z');
/** The runner refuses to go on after more ticks than this on one and the same legal day. */
const ticksPerDayMax = 20;

type Journal = Event<Term>[];
type Run = { subject: Subject<Term>; journal: Journal; effects: unknown[] };

function apply(run: Run, event: Event<Term>): boolean {
  const decision = decide(termWorkflow, run.subject, event);
  if (!decision.accepted) return false;
  run.subject = { state: decision.to, facts: decision.facts };
  run.journal.push(event);
  run.effects.push(...decision.effects);
  return true;
}
/** Returns how many ticks were owed. */
function catchUp(run: Run, today: LegalDay): number {
  const days = new Map<LegalDay, number>();
  let ticks = 0;
  for (let tick = dueTick(termWorkflow, run.subject, today, zone); tick; tick = dueTick(termWorkflow, run.subject, today, zone)) {
    expect(apply(run, tick)).toBe(true);
    days.set(tick.effectiveOn, (days.get(tick.effectiveOn) ?? 0) + 1);
    expect(days.get(tick.effectiveOn)).toBeLessThanOrEqual(ticksPerDayMax);
    ticks += 1;
  }
  return ticks;
}
const started = (facts: Subject<Term>['facts']): Run => ({ subject: { state: 'signed', facts }, journal: [], effects: [] });

const dayIn = (first: string, days: number): fc.Arbitrary<LegalDay> => fc.integer({ min: 0, max: days }).map((after) => addDays(legalDay(first), after));
const ids = ['commune', 'caf', 'epci'];
const facts = fc
  .record({
    inForceSince: dayIn('1990-01-01', 20_000), length: fc.integer({ min: 0, max: 1_500 }), renewalMonths: fc.constantFrom(0, 1, 6, 7, 9, 12, 18, 24, 36, 48),
    cap: fc.option(fc.integer({ min: 0, max: 15_000 })), capFollows: fc.constantFrom('latest' as const, 'initial' as const), noticeMonths: fc.constantFrom(3, 6, 12),
    noticeEffect: fc.constantFrom('term' as const, 'rolling' as const), denunciation: fc.constantFrom('individual' as const, 'collective' as const), gestionnaireIds: fc.subarray(ids, { minLength: 1 }),
  })
  .map(({ length, cap, ...given }) => signedTerm({ ...given, firstTermEndsOn: addDays(given.inForceSince, length), capEndsOn: cap === null ? null : addDays(given.inForceSince, cap) }));

/** Days are given from the day of the command: most are sensible, some are not, and those are refused. */
const near = fc.integer({ min: -900, max: 1_500 });
const command: fc.Arbitrary<(today: LegalDay) => Term['command']> = fc.oneof(
  fc.tuple(near, fc.integer({ min: 0, max: 5_000 })).map(([concluded, length]) => (today: LegalDay) => ({ type: 'recordAccordCadre' as const, concludedOn: addDays(today, concluded), endsOn: addDays(today, concluded + length) })),
  fc.constantFrom('continue' as const, 'amend' as const, 'denounce' as const).map((decision) => () => ({ type: 'decide' as const, decision })),
  fc.constantFrom(...ids).map((gestionnaireId) => () => ({ type: 'recordGestionnaire' as const, gestionnaireId })),
  fc.tuple(fc.constantFrom(...ids), fc.constantFrom(...ids), fc.boolean()).map(([leavingId, arrivingId, stays]) => () => ({ type: 'replaceGestionnaire' as const, leavingId, arrivingId, stays })),
  fc.tuple(fc.constantFrom(...ids, 'cidff'), near).map(([partyId, leaves]) => (today: LegalDay) => ({
    type: 'recordLeaver' as const, leaver: { partyId, kind: partyId === 'cidff' ? ('local_partner' as const) : ('gestionnaire' as const), leavesOn: addDays(today, leaves), withdrawalId: `w-${partyId}` },
  })),
  fc.constantFrom(...ids, 'cidff').map((partyId) => () => ({ type: 'withdrawLeaver' as const, partyId })),
  fc.constantFrom(...ids, 'cidff').map((partyId) => () => ({ type: 'releaseLeaver' as const, partyId })),
  near.map((days) => (today: LegalDay) => ({ type: 'endInFact' as const, endedOn: addDays(today, days), reason: 'Plus aucune permanence.' })),
  near.map((days) => (today: LegalDay) => ({ type: 'recordGeneralInterestTermination' as const, endsOn: addDays(today, days), reason: 'Réorganisation du service public.' })),
);
const life = fc.array(fc.record({ wait: fc.integer({ min: 0, max: 800 }), command }), { maxLength: 12 });

function live(start: Subject<Term>['facts'], steps: readonly { wait: number; command: (today: LegalDay) => Term['command'] }[], watch: (run: Run) => void = () => {}): Run {
  const run = started(start);
  let today = start.inForceSince;
  for (const step of steps) {
    today = addDays(today, step.wait);
    catchUp(run, today);
    watch(run);
    apply(run, { ...step.command(today), effectiveOn: today, at } as Event<Term>);
    watch(run);
  }
  catchUp(run, addDays(today, 1_000));
  watch(run);
  return run;
}

test('quarante reconductions ne dérivent jamais de la première échéance', () => {
  fc.assert(
    fc.property(dayIn('1990-01-01', 9_000), fc.constantFrom(1, 6, 12, 48), (first, renewalMonths) => {
      const run = started(signedTerm({ inForceSince: addDays(first, -200), firstTermEndsOn: first, renewalMonths, capEndsOn: legalDay('2300-12-31'), capFollows: 'latest', noticeMonths: 6, noticeEffect: 'term', denunciation: 'individual', gestionnaireIds: ids }));
      for (let renewals = 1; renewals <= 40; renewals += 1) {
        const term = currentTermEndsOn(run.subject.facts);
        catchUp(run, term);
        expect(run.subject.facts.renewals).toBe(renewals - 1);
        catchUp(run, addDays(term, 1));
        expect(run.subject.facts.renewals).toBe(renewals);
        expect(currentTermEndsOn(run.subject.facts)).toBe(renewedTerm(first, renewalMonths, renewals));
        expect(currentTermStartsOn(run.subject.facts)).toBe(addDays(term, 1));
      }
    }),
    { numRuns: 5 },
  );
});

test('une panne de dix ans, rejouée d’un coup, donne les mêmes faits et les mêmes suites que jour après jour', () => {
  fc.assert(
    fc.property(facts, (start) => {
      const [daily, late] = [started(start), started(start)];
      for (let passed = 0; passed <= 3_653; passed += 1) catchUp(daily, addDays(start.inForceSince, passed));
      catchUp(late, addDays(start.inForceSince, 3_653));
      expect(late).toEqual(daily);
    }),
    { numRuns: 5 },
  );
});

test('toute suite de commandes et de jours se rejoue à l’identique, et le journal redonne l’état', () => {
  fc.assert(
    fc.property(facts, life, (start, steps) => {
      const run = live(start, steps);
      expect(live(start, steps)).toEqual(run);
      const replayed = started(start);
      for (const event of run.journal) expect(apply(replayed, event)).toBe(true);
      expect(replayed).toEqual(run);
    }),
    { numRuns: 80 },
  );
});

test('quoi qu’il arrive, la convention tient debout', () => {
  fc.assert(
    fc.property(facts, life, (start, steps) => {
      live(start, steps, ({ subject: { state, facts: now } }) => {
        expect(() => dueOn(termWorkflow, { state, facts: now })).not.toThrow();
        expect(now.gestionnaireIds.length === 0).toBe(state === 'ended' && now.end!.reason === 'last_gestionnaire_left');
        expect(now.end !== null).toBe(state === 'ended');
        if (state === 'executed_in_fact') expect(now.expiry).not.toBeNull();
        if (now.renewals > 0) expect(start.renewalMonths).toBeGreaterThan(0);
        if (now.capEndsOn !== null) expect(currentTermEndsOn(now) <= now.capEndsOn).toBe(true);
        if (state === 'in_force' || state === 'notice_closing' || state === 'notice_closed') expect(currentTermEndsOn(now) >= currentTermStartsOn(now)).toBe(true);
      });
    }),
    { numRuns: 80 },
  );
});

test('les jours de droit ne reculent jamais d’un pas du calendrier à l’autre', () => {
  fc.assert(
    fc.property(facts, (start) => {
      const run = started(start);
      catchUp(run, addDays(start.inForceSince, 6_000));
      const days = run.journal.map(({ effectiveOn }) => effectiveOn);
      expect(days).toEqual([...days].sort());
    }),
    { numRuns: 40 },
  );
});
