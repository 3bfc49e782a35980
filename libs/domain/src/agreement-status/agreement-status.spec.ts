import fc from 'fast-check';
import { addDays, daysBetween, instant, legalDay } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import { currentTermEndsOn } from '../term/term-calendar.js';
import { signedTerm } from '../term/term.js';
import type { SignedTerm, Term, TermFacts, TermState } from '../term/term.js';
import { termWorkflow } from '../term/term.workflow.js';
import { decide, dueTick } from '../workflow/workflow.js';
import type { Event, Subject } from '../workflow/workflow.js';
import { lifeSentence, statusSentence, stepWords } from './agreement-status-sentences.js';
import { FORESEEN_YEARS_MAX, statusOn, termsOf } from './agreement-status.js';
import type { AgreementLife, BoundParty, DayStanding } from './agreement-status.js';
import { foreseen } from './foreseen.js';
import { termReasoning } from './term-reasoning.js';

const day = legalDay;
const at = instant('2026-11-26T09:00:00Z');
const agreed: SignedTerm = {
  inForceSince: day('2026-07-01'), firstTermEndsOn: day('2027-06-30'), renewalMonths: 12, capEndsOn: day('2032-12-31'), capFollows: 'latest', noticeMonths: 6, noticeEffect: 'term', denunciation: 'individual', gestionnaireIds: ['commune', 'caf'],
};
const party = (partyId: string, kind: BoundParty['kind'] = 'gestionnaire', until: string | null = null): BoundParty => ({ partyId, kind, since: day('2026-07-01'), until: until === null ? null : day(until) });
const life = (today: string, given: Partial<SignedTerm> = {}, more: Partial<AgreementLife> = {}): AgreementLife => ({
  ...foreseen({ state: 'signed', facts: signedTerm({ ...agreed, ...given }) }, day(today)), signedOn: day('2026-06-15'),
  parties: [party('commune'), party('caf'), party('prefet', 'prefet')], versions: [{ n: 1, title: 'Convention', effectiveOn: day('2026-07-01') }, { n: 2, title: 'Avenant nᵒ 1', effectiveOn: day('2027-03-01') }], ...more,
});
function told(subject: Subject<Term>, today: string, command: Term['command']): Subject<Term> {
  const decision = decide(termWorkflow, foreseen(subject, day(today)), { ...command, effectiveOn: day(today), at } as Event<Term>);
  if (!decision.accepted) throw new Error(decision.refusal);
  return { state: decision.to, facts: decision.facts };
}
const start = (given: Partial<SignedTerm> = {}): Subject<Term> => ({ state: 'signed', facts: signedTerm({ ...agreed, ...given }) });

describe('Ce qui était en vigueur un jour donné', () => {
  test.each<[string, DayStanding, number | null]>([
    ['2026-06-14', 'not_signed', null], ['2026-06-15', 'not_in_force_yet', null], ['2026-06-30', 'not_in_force_yet', null], ['2026-07-01', 'in_force', 0], ['2027-06-30', 'in_force', 0], ['2027-07-01', 'in_force', 1], ['2028-06-30', 'in_force', 1], ['2028-07-01', 'in_force', 2],
  ])('le %s : %s', (on, standing, renewal) => {
    const status = statusOn(day(on), life('2028-09-01'), day('2028-09-01'));
    expect([status.standing, status.term?.renewal ?? null, status.tense]).toEqual([standing, renewal, 'past']);
  });
  test.each([['2027-02-28', 1], ['2027-03-01', 2]])('le %s, la version %i s’applique', (on, n) => expect(statusOn(day(on), life('2028-09-01'), day('2028-09-01')).version?.n).toBe(n));
  test('de deux versions du même jour, la dernière', () => {
    const twice = life('2028-09-01', {}, { versions: [{ n: 3, title: 'consolidée', effectiveOn: day('2027-03-01') }, { n: 2, title: 'avenant', effectiveOn: day('2027-03-01') }] });
    expect(statusOn(day('2027-03-01'), twice, day('2028-09-01')).version?.n).toBe(3);
  });
  test('une partie est engagée son dernier jour compris', () => {
    const left = life('2028-09-01', {}, { parties: [party('commune'), party('caf', 'gestionnaire', '2027-06-30')] });
    expect(statusOn(day('2027-06-30'), left, day('2028-09-01'))).toMatchObject({ bound: [{ partyId: 'commune' }, { partyId: 'caf' }], left: [] });
    expect(statusOn(day('2027-07-01'), left, day('2028-09-01'))).toMatchObject({ bound: [{ partyId: 'commune' }], left: [{ partyId: 'caf' }] });
  });
  test('échue, puis finie : chaque jour dit le sien', () => {
    const ended = told(start({ capEndsOn: null }), '2027-12-01', { type: 'endInFact', endedOn: day('2027-10-31'), reason: 'Plus aucune permanence.' });
    const of = (on: string) => statusOn(day(on), { ...life('2027-12-01'), ...ended }, day('2027-12-01')).standing;
    expect([of('2027-06-30'), of('2027-07-01'), of('2027-10-31'), of('2027-11-01')]).toEqual(['in_force', 'executed_in_fact', 'executed_in_fact', 'ended']);
  });
  test('un Accord cadre saisi après coup reconduit à son jour', () => {
    const late = told(start({ capEndsOn: null }), '2027-09-01', { type: 'recordAccordCadre', concludedOn: day('2027-01-15'), endsOn: day('2030-12-31') });
    expect(statusOn(day('2027-08-01'), { ...life('2027-09-01'), ...late }, day('2027-09-01'))).toMatchObject({ standing: 'in_force', term: { renewal: 1, from: '2027-07-01', to: '2028-06-30' } });
  });
});

describe('Un jour à venir : si rien ne se passe', () => {
  const on = (asked: string, given: Partial<SignedTerm> = {}, more: Partial<AgreementLife> = {}) => statusOn(day(asked), life('2026-12-01', given, more), day('2026-12-01'));
  test('la reconduction tacite est annoncée, et dite comme telle', () => {
    const status = on('2028-01-01');
    expect(status).toMatchObject({ tense: 'foreseen', standing: 'in_force', term: { renewal: 1, from: '2027-07-01', to: '2028-06-30' } });
    expect(statusSentence(status)).toContain('si rien ne se passe d’ici là');
    expect(status.steps[0]).toEqual({ step: 'foreseen' });
  });
  test('au-delà de l’Accord cadre, on ne sait pas', () => {
    expect(on('2032-12-31').standing).toBe('in_force');
    expect(on('2033-01-01')).toMatchObject({ standing: 'unknown', term: null, bound: [] });
    expect(on('2027-07-01', { capEndsOn: null }).standing).toBe('unknown');
  });
  test('sous l’Accord cadre initial, ou sans reconduction, on sait : échue', () => {
    expect(on('2033-01-01', { capFollows: 'initial' }).standing).toBe('executed_in_fact');
    expect(on('2027-07-01', { renewalMonths: 0 }).standing).toBe('executed_in_fact');
  });
  test('un départ enregistré prend effet, et le dernier gestionnaire parti, elle prend fin', () => {
    const leaving = told(start(), '2026-12-01', { type: 'recordLeaver', leaver: { partyId: 'caf', kind: 'gestionnaire', leavesOn: day('2027-06-30'), withdrawalId: 'w' } });
    expect(on('2027-07-01', {}, leaving)).toMatchObject({ standing: 'in_force', bound: [{ partyId: 'commune' }, { partyId: 'prefet' }], left: [{ partyId: 'caf', until: '2027-06-30' }] });
    const both = told(leaving, '2026-12-01', { type: 'recordLeaver', leaver: { partyId: 'commune', kind: 'gestionnaire', leavesOn: day('2027-06-30'), withdrawalId: 'w2' } });
    expect(on('2027-07-01', {}, both)).toMatchObject({ standing: 'ended', bound: [] });
  });
  test('au-delà de ce qu’on ose prévoir, rien', () => {
    expect(on(`${2026 + FORESEEN_YEARS_MAX}-12-31`, { capEndsOn: day('2090-12-31') }).standing).toBe('in_force');
    expect(on(`${2027 + FORESEEN_YEARS_MAX}-01-01`, { capEndsOn: day('2090-12-31') }).standing).toBe('too_far');
  });
});

describe('Les phrases', () => {
  test('l’état en deux phrases', () => {
    const subject = { state: 'in_force' as const, facts: signedTerm({ ...agreed, inForceSince: day('2027-01-01'), firstTermEndsOn: day('2027-12-31') }) };
    expect(lifeSentence(subject).replaceAll('\u00a0', ' ')).toBe('En vigueur jusqu’au 31 décembre 2027. Reconduction tacite le 1er janvier 2028, sauf dénonciation remise au plus tard le 30 juin 2027.');
  });
  test('chacune est une phrase', () => {
    for (const on of ['2026-06-01', '2026-06-20', '2027-03-12', '2028-03-12', '2032-10-01', '2033-03-01', '2099-01-01']) {
      const status = statusOn(day(on), life('2026-12-01'), day('2026-12-01'));
      expect(statusSentence(status)).toMatch(/^Le [^!]*\.$/);
      expect([statusSentence(status), ...status.steps.map((step) => stepWords(step).text)].filter((text) => /\S [:;?!»](\s|$)/.test(text))).toEqual([]);
      for (const step of status.steps) expect(stepWords(step).text).toMatch(/^[A-ZÀÉ0-9][^!]*\.$/);
    }
  });
  test('le raisonnement montre les deux jours qui encadrent le dernier jour utile, et la date qu’un compte à rebours donnerait à tort', () =>
    expect(termReasoning(signedTerm(agreed))).toMatchObject({ lastUsefulDay: '2026-12-31', inTime: '2027-06-30', tooLate: '2027-07-01', countedBack: '2026-12-30', counted: '2027-06-30', cap: { endsOn: '2032-12-31', cuts: false } }));
});

// --- the status of each past day is what the agreement was that day ------------------------------------------------------------

const ids = ['commune', 'caf', 'epci'];
const dayIn = (first: string, days: number): fc.Arbitrary<LegalDay> => fc.integer({ min: 0, max: days }).map((after) => addDays(day(first), after));
const anyFacts = fc
  .record({
    inForceSince: dayIn('1990-01-01', 20_000), length: fc.integer({ min: 0, max: 900 }), renewalMonths: fc.constantFrom(0, 1, 7, 12, 24), cap: fc.option(fc.integer({ min: 0, max: 3_000 })),
    capFollows: fc.constantFrom('latest' as const, 'initial' as const), noticeMonths: fc.constantFrom(3, 6), noticeEffect: fc.constantFrom('term' as const, 'rolling' as const),
    denunciation: fc.constantFrom('individual' as const, 'collective' as const), gestionnaireIds: fc.subarray(ids, { minLength: 1 }),
  })
  .map(({ length, cap, ...given }) => signedTerm({ ...given, firstTermEndsOn: addDays(given.inForceSince, length), capEndsOn: cap === null ? null : addDays(given.inForceSince, cap) }));
const near = fc.integer({ min: -200, max: 700 });
const anyCommand: fc.Arbitrary<(today: LegalDay) => Term['command']> = fc.oneof(
  fc.tuple(near, fc.integer({ min: 0, max: 2_000 })).map(([concluded, length]) => (today: LegalDay) => ({ type: 'recordAccordCadre' as const, concludedOn: addDays(today, concluded), endsOn: addDays(today, concluded + length) })),
  fc.constantFrom(...ids).map((gestionnaireId) => () => ({ type: 'recordGestionnaire' as const, gestionnaireId })),
  fc.tuple(fc.constantFrom(...ids), near).map(([partyId, leaves]) => (today: LegalDay) => ({ type: 'recordLeaver' as const, leaver: { partyId, kind: 'gestionnaire' as const, leavesOn: addDays(today, leaves), withdrawalId: `w-${partyId}` } })),
  fc.constantFrom(...ids).map((partyId) => () => ({ type: 'withdrawLeaver' as const, partyId })),
  near.map((days) => (today: LegalDay) => ({ type: 'endInFact' as const, endedOn: addDays(today, days), reason: 'Plus aucune permanence.' })),
  near.map((days) => (today: LegalDay) => ({ type: 'recordGeneralInterestTermination' as const, endsOn: addDays(today, days), reason: 'Réorganisation du service public.' })),
);
const anyLife = fc.array(fc.record({ wait: fc.integer({ min: 0, max: 400 }), command: anyCommand }), { maxLength: 8 });

const standingOfState: Record<TermState, DayStanding> = {
  signed: 'not_in_force_yet', in_force: 'in_force', notice_closing: 'in_force', notice_closed: 'in_force', terminating: 'in_force', executed_in_fact: 'executed_in_fact', ended: 'ended',
};

/** The first day on which that event says something else than what had been said; null: it changes no day that is over. */
function rewrittenFrom(before: TermFacts, after: TermFacts): LegalDay | null {
  const moved = [[before.expiry?.on, after.expiry?.on], [before.end?.on, after.end?.on], [currentTermEndsOn(before), currentTermEndsOn(after)]];
  const days = moved.flatMap(([was, is]) => (was === is ? [] : [was, is].filter((one) => one !== undefined))).sort();
  return days[0] ? addDays(days[0], 1) : null;
}

/** Day after day: the calendar, then the notices that take effect, then what somebody asks. */
function chronicle(facts: TermFacts, steps: readonly { wait: number; command: (today: LegalDay) => Term['command'] }[]) {
  let subject: Subject<Term> = { state: 'signed', facts };
  const seen = new Map<LegalDay, DayStanding>();
  const apply = (event: Event<Term>, today: LegalDay): void => {
    const decision = decide(termWorkflow, subject, event);
    if (!decision.accepted) return;
    const from = rewrittenFrom(subject.facts, decision.facts);
    // Facts typed in late count on their own day: the days that they rewrite are those of the examples above.
    for (let past = from; past && past < today; past = addDays(past, 1)) seen.delete(past);
    subject = { state: decision.to, facts: decision.facts };
  };
  let today = facts.inForceSince;
  const pass = (until: LegalDay): void => {
    for (; today <= until; today = addDays(today, 1)) {
      for (let tick = dueTick(termWorkflow, subject, today, 'UTC'); tick; tick = dueTick(termWorkflow, subject, today, 'UTC')) apply(tick, today);
      for (const { partyId, leavesOn } of subject.facts.leavers) if (leavesOn < today) apply({ type: 'releaseLeaver', partyId, effectiveOn: today, at }, today);
      seen.set(today, standingOfState[subject.state]);
    }
    today = until;
  };
  for (const { wait, command } of steps) {
    pass(addDays(today, wait));
    apply({ ...command(today), effectiveOn: today, at } as Event<Term>, today);
    pass(today);
  }
  pass(addDays(today, 400));
  return { subject, seen, today };
}

test('quoi qu’il soit arrivé, chaque jour passé est dit tel qu’il fut', () => {
  let compared = 0;
  fc.assert(
    fc.property(anyFacts, anyLife, (facts, steps) => {
      const { subject, seen, today } = chronicle(facts, steps);
      const whole: AgreementLife = { ...subject, signedOn: facts.inForceSince, parties: [], versions: [] };
      for (const [on, standing] of seen) {
        if (daysBetween(facts.inForceSince, on) % 5 !== 0 && seen.get(addDays(on, 1)) === standing) continue;
        compared += 1;
        expect([on, statusOn(on, whole, today).standing]).toEqual([on, standing]);
      }
    }),
    { numRuns: 24 },
  );
  expect(compared).toBeGreaterThan(1_000);
});

test('les périodes se suivent sans trou ni recouvrement, et la dernière est celle de la convention', () => {
  fc.assert(
    fc.property(anyFacts, anyLife, (facts, steps) => {
      const { subject } = chronicle(facts, steps.slice(0, 3));
      const terms = termsOf(subject.facts);
      terms.slice(1).forEach(({ from }, rank) => expect(from).toBe(addDays(terms[rank]!.to, 1)));
      expect(terms.at(-1)!.to).toBe(currentTermEndsOn(subject.facts));
    }),
    { numRuns: 12 },
  );
});
