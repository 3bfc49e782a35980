import fc from 'fast-check';
import { civilTime } from '../legal-time/civil-time.js';
import { addDays, daysBetween, instant, legalDay } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import { brokenLaws } from '../workflow/laws.js';
import { decide, dueTick, eventsOf, possibleEvents, statesOf } from '../workflow/workflow.js';
import type { Event, Subject, Vocabulary, Workflow } from '../workflow/workflow.js';
import { answerDeadline, lastAnswerDay } from './answer-deadline.js';
import { isOwed, obligationsOf, requestObligation } from './obligation-calendar.js';
import type { Binding, ScheduledObligation } from './obligation-calendar.js';
import { newPlan } from './obligation-plan.js';
import type { ObligationPlan } from './obligation-plan.js';
import { obligationPlanWorkflow } from './obligation-plan.workflow.js';
import { obligationKindNames, obligationRefusalSentence, obligationStateNames, planRefusalSentence } from './obligation-sentences.js';
import { obligationSteps, obligationStepText } from './obligation-steps.js';
import type { Obligation, ObligationFacts, ObligationKind } from './obligation.js';
import { obligationWorkflow } from './obligation.workflow.js';

const day = legalDay;
const at = instant('2026-11-26T09:00:00Z');
const zone = 'Europe/Paris';
const bound: Binding = { inForceSince: day('2027-01-01'), endsOn: null, reading: 'civil', structures: [{ structureId: 'florac', gestionnaireId: 'epci', since: day('2027-01-01'), until: null }] };
const dayIn = (first: string, days: number): fc.Arbitrary<LegalDay> => fc.integer({ min: 0, max: days }).map((after) => addDays(day(first), after));

type Run<W extends Vocabulary> = Subject<W> & { effects: (W['effect'] & { born: LegalDay })[]; days: string[] };
/** As the runner does: the calendar speaks until it is silent. */
function until<W extends Vocabulary>(workflow: Workflow<W>, subject: Subject<W>, today: string): Run<W> {
  const run: Run<W> = { ...subject, effects: [], days: [] };
  for (let tick = dueTick(workflow, run, day(today), zone); tick; tick = dueTick(workflow, run, day(today), zone)) {
    const decision = decide(workflow, run, tick as Event<W>);
    if (!decision.accepted) throw new Error(`${tick.type}: ${decision.refusal}`);
    run.days.push(`${tick.effectiveOn} ${tick.type} ${decision.to}`);
    Object.assign(run, { state: decision.to, facts: decision.facts });
    run.effects.push(...decision.effects.map((effect) => ({ ...effect, born: tick.effectiveOn })));
  }
  return run;
}
const obligation = (kind: ObligationKind, given: Partial<Binding> = {}): Subject<Obligation> => ({ state: 'awaited', facts: first(kind, given) });
function first(kind: ObligationKind, given: Partial<Binding> = {}): ObligationFacts {
  const found = obligationsOf({ ...bound, ...given }, given.inForceSince ?? bound.inForceSince, day('2040-01-01')).find(({ facts }) => facts.kind === kind);
  if (!found) throw new Error(`No ${kind}`);
  return found.facts;
}
const ask = (subject: Subject<Obligation>, today: string, command: Obligation['command'], hour = 'T10:00:00Z') =>
  decide(obligationWorkflow, until(obligationWorkflow, subject, today), { ...command, effectiveOn: day(today), at: instant(`${today}${hour}`) } as Event<Obligation>);
function after(subject: Subject<Obligation>, today: string, command: Obligation['command']): Subject<Obligation> & { effects: readonly Obligation['effect'][] } {
  const decision = ask(subject, today, command);
  if (!decision.accepted) throw new Error(`${command.type}: ${decision.refusal}`);
  return { state: decision.to, facts: decision.facts, effects: decision.effects };
}
const refusalOf = (subject: Subject<Obligation>, today: string, command: Obligation['command']) => {
  const decision = ask(subject, today, command);
  return decision.accepted ? null : decision.refusal;
};
const paper = { kind: 'paper', paperId: 'p1' } as const;
const declare = (doneOn: string, proof: Extract<Obligation['command'], { type: 'declare' }>['proof'] = paper): Obligation['command'] => ({ type: 'declare', doneOn: day(doneOn), proof });
const reason = 'Structure fermée pour travaux.';
const spans = (found: readonly ScheduledObligation[]) => found.map(({ facts }) => [facts.kind, facts.period?.from, facts.period?.until, facts.opensOn, facts.dueOn]);

describe('Les tables', () => {
  test.each([['obligation', obligationWorkflow], ['plan', obligationPlanWorkflow]] as const)('%s obéit à toutes les lois', (_, workflow) => expect(brokenLaws(workflow as unknown as Workflow<Vocabulary>)).toEqual([]));
  const absent = statesOf(obligationWorkflow).flatMap((state) => eventsOf(obligationWorkflow).filter((event) => !possibleEvents(obligationWorkflow, state).has(event)).map((event) => [state, event] as const));
  test.each(absent)('%s refuse %s', (state, type) =>
    expect(decide(obligationWorkflow, { state, facts: first('quarterly_report') }, { type, effectiveOn: day('2027-02-01'), at } as Event<Obligation>)).toEqual({ accepted: false, refusal: obligationWorkflow.otherwise?.[state] ?? 'not_possible_now' }));
  test('chaque ligne dit d’où elle vient, sauf les réouvertures et ce qui s’éteint', () =>
    expect(new Set(obligationWorkflow.rows.filter(([, , , , , , basis]) => !basis).map(([, on]) => on))).toEqual(new Set(['reopen'])));
  test('chaque phrase est une phrase', () => {
    for (const sentence of [obligationRefusalSentence('minutes_needed'), obligationRefusalSentence('reason_missing'), planRefusalSentence('plan_ended')]) expect(sentence).toMatch(/^[A-ZÀÉ][^!]*\.$/);
    for (const name of [...Object.values(obligationKindNames), ...Object.values(obligationStateNames)]) expect(name).toMatch(/^[a-zà-ÿ][^.!]*$/);
  });
});

describe('Ce que la convention fait naître', () => {
  test('une année civile : quatre comptes rendus, une enquête, une publication, un comité', () =>
    expect(spans(obligationsOf(bound, day('2027-01-01'), day('2027-12-31')))).toEqual([
      ['steering_committee', '2027-01-01', '2027-12-31', '2027-01-01', '2027-12-31'],
      ['quarterly_report', '2027-01-01', '2027-03-31', '2027-01-01', '2027-04-30'],
      ['quarterly_report', '2027-04-01', '2027-06-30', '2027-04-01', '2027-07-31'],
      ['quarterly_report', '2027-07-01', '2027-09-30', '2027-07-01', '2027-10-31'],
      ['quarterly_report', '2027-10-01', '2027-12-31', '2027-10-01', '2028-01-31'],
      ['yearly_survey', '2027-01-01', '2027-12-31', '2027-01-01', '2027-12-31'],
      ['published_indicators', '2027-01-01', '2027-12-31', '2027-01-01', '2027-12-31'],
    ]));
  test('à partir de la date d’effet : de quantième à quantième, sans dérive', () => {
    const reports = obligationsOf({ ...bound, inForceSince: day('2027-11-30'), reading: 'rolling' }, day('2027-11-30'), day('2029-11-29')).filter(({ facts }) => facts.kind === 'quarterly_report');
    expect(spans(reports).map(([, from, last, , due]) => `${from} ${last} ${due}`)).toEqual([
      '2027-11-30 2028-02-28 2028-03-29', '2028-02-29 2028-05-29 2028-06-29', '2028-05-30 2028-08-29 2028-09-29', '2028-08-30 2028-11-29 2028-12-29',
      '2028-11-30 2029-02-27 2029-03-29', '2029-02-28 2029-05-29 2029-06-29', '2029-05-30 2029-08-29 2029-09-29', '2029-08-30 2029-11-29 2029-12-29',
    ]);
  });
  test.each([
    ['2027-12-31', '2027-12-31'], ['2028-01-01', '2028-12-31'], ['2027-06-30', '2027-12-31'],
  ])('en vigueur le %s : la période entamée compte en entier, sans prorata (comité dû le %s)', (since, due) => {
    const inForceSince = day(since);
    expect(first('steering_committee', { inForceSince })).toMatchObject({ opensOn: since, dueOn: due });
  });
  test('une structure qui entre en cours de trimestre doit à partir de son entrée, le dernier jour du trimestre compris', () => {
    const enters = (since: string) => obligationsOf({ ...bound, structures: [{ structureId: 'mende', gestionnaireId: 'ville', since: day(since), until: null }] }, day('2027-01-01'), day('2027-07-01')).filter(({ facts }) => facts.kind === 'quarterly_report').map(({ facts }) => `${facts.opensOn} ${facts.dueOn}`);
    expect(enters('2027-03-31')).toEqual(['2027-03-31 2027-04-30', '2027-04-01 2027-07-31', '2027-07-01 2027-10-31']);
    expect(enters('2027-04-01')).toEqual(['2027-04-01 2027-07-31', '2027-07-01 2027-10-31']);
  });
  test('une structure qui sort rend compte des jours exécutés ; l’année qu’elle ne finit pas tombe', () => {
    const leaves = obligationsOf({ ...bound, structures: [{ structureId: 'mende', gestionnaireId: 'ville', since: day('2027-01-01'), until: day('2027-05-15') }] }, day('2027-01-01'), day('2027-12-31'));
    expect(spans(leaves).map(([kind, from]) => `${kind} ${from}`)).toEqual(['steering_committee 2027-01-01', 'quarterly_report 2027-01-01', 'quarterly_report 2027-04-01']);
    expect(leaves[2]!.facts.boundUntil).toBe('2027-05-15');
  });
  test('une convention qui finit les arrête toutes', () =>
    expect(obligationsOf({ ...bound, endsOn: day('2027-12-31') }, day('2028-01-01'), day('2030-12-31'))).toEqual([]));
  test.each<[string, Partial<Binding>, ObligationKind, boolean]>([
    ['engagée', {}, 'yearly_survey', true], ['partie avant le jour dû', { structures: [{ ...bound.structures[0]!, until: day('2027-12-30') }] }, 'yearly_survey', false], ['partie ce jour-là', { structures: [{ ...bound.structures[0]!, until: day('2027-12-31') }] }, 'yearly_survey', true],
    ['partie, pour les jours exécutés', { structures: [{ ...bound.structures[0]!, until: day('2027-01-01') }] }, 'quarterly_report', true], ['revenue', { structures: [{ ...bound.structures[0]!, until: day('2027-02-01') }, bound.structures[0]!] }, 'yearly_survey', true],
    ['la convention finie', { endsOn: day('2027-06-30') }, 'steering_committee', false], ['le comité, quand une structure part', { structures: [{ ...bound.structures[0]!, until: day('2027-02-01') }] }, 'steering_committee', true],
  ])('encore due : %s', (_, given, kind, owed) => expect(isOwed({ ...bound, ...given }, first(kind))).toBe(owed));
  test('une structure qui revient doit de nouveau, sous une autre clé', () => {
    const structures = [{ structureId: 'mende', gestionnaireId: 'ville', since: day('2027-01-01'), until: day('2027-05-15') }, { structureId: 'mende', gestionnaireId: 'ville', since: day('2027-09-01'), until: null }];
    const surveys = obligationsOf({ ...bound, structures }, day('2027-01-01'), day('2027-12-31')).filter(({ facts }) => facts.kind === 'yearly_survey');
    expect(surveys.map(({ key }) => key)).toEqual(['yearly_survey/mende/2027-09-01']);
  });

  const binding = fc.record({
    inForceSince: dayIn('1996-01-01', 12_000), reading: fc.constantFrom('civil' as const, 'rolling' as const),
    entries: fc.array(fc.integer({ min: -400, max: 900 }), { minLength: 1, maxLength: 3 }), life: fc.option(fc.integer({ min: 0, max: 1_500 })),
  }).map(({ inForceSince, reading, entries, life }): Binding => ({
    inForceSince, reading, endsOn: life === null ? null : addDays(inForceSince, life),
    structures: entries.map((shift, rank) => ({ structureId: `s${rank}`, gestionnaireId: 'g', since: addDays(inForceSince, shift), until: null })),
  }));

  test('rien ne manque et rien ne vient deux fois, où que l’on coupe le temps', () => {
    fc.assert(fc.property(binding, fc.integer({ min: 0, max: 1_200 }), fc.integer({ min: 0, max: 1_200 }), (given, cut, rest) => {
      const from = addDays(given.inForceSince, -10);
      const [mid, to] = [addDays(from, cut), addDays(from, cut + rest + 1)];
      const keys = (a: LegalDay, b: LegalDay) => obligationsOf(given, a, b).map(({ key }) => key);
      const whole = keys(from, to);
      expect([...keys(from, mid), ...keys(addDays(mid, 1), to)].sort()).toEqual([...whole].sort());
      expect(new Set(whole).size).toBe(whole.length);
    }), { numRuns: 80 });
  });

  test('chaque jour engagé est dans un trimestre rendu, et dans un seul', () => {
    fc.assert(fc.property(binding, fc.integer({ min: 0, max: 1_000 }), (given, shift) => {
      const watched = addDays(given.inForceSince, shift);
      const found = obligationsOf(given, given.inForceSince, addDays(watched, 1)).map(({ facts }) => facts).filter(({ kind }) => kind === 'quarterly_report');
      for (const { structureId, since } of given.structures) {
        const isBound = watched >= since && (given.endsOn === null || watched <= given.endsOn);
        const covering = found.filter(({ debtor, opensOn, period, boundUntil }) => debtor?.structureId === structureId && opensOn <= watched && watched <= (boundUntil ?? period!.until));
        expect(covering).toHaveLength(isBound ? 1 : 0);
      }
    }), { numRuns: 80 });
  });

  test('un compte rendu laisse de 28 à 31 jours après le trimestre, un rappel n’est ni avant l’ouverture ni après le jour dû', () => {
    fc.assert(fc.property(binding, (given) => {
      for (const { facts } of obligationsOf(given, given.inForceSince, addDays(given.inForceSince, 1_500))) {
        const left = daysBetween(facts.period!.until, facts.dueOn);
        if (facts.kind === 'quarterly_report') expect(left >= 28 && left <= 31).toBe(true);
        else expect(left).toBe(0);
        expect(facts.remindOn >= facts.opensOn && facts.remindOn <= facts.dueOn).toBe(true);
      }
    }), { numRuns: 50 });
  });
});

describe('Le calendrier s’ouvre trimestre par trimestre', () => {
  const plan = (given: Partial<Binding> = {}): Subject<ObligationPlan> => ({ state: 'running', facts: newPlan({ ...bound, ...given }) });
  const opening = (subject: Subject<ObligationPlan>, today: string) => until(obligationPlanWorkflow, subject, today).effects.flatMap((effect) => (effect.type === 'openObligations' ? [`${effect.from} ${effect.until} le ${effect.born}`] : []));
  const told = (subject: Subject<ObligationPlan>, today: string, command: ObligationPlan['command']) =>
    decide(obligationPlanWorkflow, until(obligationPlanWorkflow, subject, today), { ...command, effectiveOn: day(today), at } as Event<ObligationPlan>);

  test.each([
    ['2027-01-01', ['2027-02-15 2027-03-31 le 2027-02-15']], ['2027-03-31', ['2027-02-15 2027-03-31 le 2027-02-15']], ['2027-04-01', ['2027-02-15 2027-03-31 le 2027-02-15', '2027-04-01 2027-06-30 le 2027-04-01']],
  ])('en vigueur le 15 février 2027, au %s', (today, expected) => expect(opening(plan({ inForceSince: day('2027-02-15') }), today)).toEqual(today < '2027-02-15' ? [] : expected));
  test('une panne de dix ans ouvre chaque trimestre à son jour, et la somme est celle du calendrier entier', () => {
    fc.assert(fc.property(dayIn('2000-01-01', 8_000), fc.constantFrom('civil' as const, 'rolling' as const), (inForceSince, reading) => {
      const given = { ...bound, inForceSince, reading };
      const run = until(obligationPlanWorkflow, { state: 'running', facts: newPlan(given) }, addDays(inForceSince, 3_653));
      const opened = run.effects.flatMap((effect) => (effect.type === 'openObligations' ? obligationsOf(run.facts, effect.from, effect.until) : []));
      const last = run.effects.at(-1)!;
      expect(opened.map(({ key }) => key).sort()).toEqual(obligationsOf(given, inForceSince, last.type === 'openObligations' ? last.until : inForceSince).map(({ key }) => key).sort());
      expect(run.effects.every((effect) => effect.type === 'openObligations' && effect.from === effect.born)).toBe(true);
    }), { numRuns: 12 });
  });
  test('une structure qui entre n’ouvre que ce qui est déjà commencé', () => {
    const structure = { structureId: 'mende', gestionnaireId: 'ville', since: day('2027-02-10') };
    expect(told(plan(), '2027-02-10', { type: 'recordStructure', structure })).toMatchObject({ accepted: true, effects: [{ type: 'openObligations', from: '2027-02-10', until: '2027-03-31' }] });
    expect(told(plan(), '2027-02-10', { type: 'recordStructure', structure: { ...structure, since: day('2027-04-01') } })).toMatchObject({ accepted: true, effects: [] });
    expect(told(plan(), '2027-02-10', { type: 'recordStructure', structure: { ...structure, structureId: 'florac' } })).toEqual({ accepted: false, refusal: 'structure_known' });
  });
  test('une sortie, une fin, se disent une fois effectives', () => {
    expect(told(plan(), '2027-06-30', { type: 'releaseStructure', structureId: 'florac', lastDay: day('2027-06-30') })).toEqual({ accepted: false, refusal: 'day_to_come' });
    expect(told(plan(), '2027-07-01', { type: 'releaseStructure', structureId: 'florac', lastDay: day('2027-06-30') })).toMatchObject({ accepted: true, effects: [{ type: 'releaseObligations', structureId: 'florac', lastDay: '2027-06-30' }] });
    expect(told(plan(), '2027-07-01', { type: 'releaseStructure', structureId: 'mende', lastDay: day('2027-06-30') })).toEqual({ accepted: false, refusal: 'structure_unknown' });
    expect(told(plan(), '2027-07-01', { type: 'end', lastDay: day('2026-12-31') })).toEqual({ accepted: false, refusal: 'before_force' });
    expect(told(plan(), '2027-07-01', { type: 'end', lastDay: day('2027-06-30') })).toMatchObject({ accepted: true, to: 'ended' });
  });
});

describe('Une obligation, jour après jour', () => {
  const report = obligation('quarterly_report');
  test.each([['2027-04-14', 'awaited'], ['2027-04-15', 'reminded'], ['2027-04-30', 'reminded'], ['2027-05-01', 'late']])('le %s : %s', (today, state) => expect(until(obligationWorkflow, report, today).state).toBe(state));
  test('un rappel, avant le jour ; un retard, le lendemain ; chacun dit quand il ne sert plus', () =>
    expect(until(obligationWorkflow, report, '2030-01-01').effects).toEqual([
      { type: 'remind', dueOn: '2027-04-30', uselessAfter: '2027-04-30', born: '2027-04-15' }, { type: 'reportLate', since: '2027-05-01', uselessAfter: '2027-05-30', born: '2027-05-01' },
    ]));
  test('faite le jour dû, à temps ; le lendemain, en retard, et le retard reste', () => {
    expect(after(report, '2027-04-30', declare('2027-04-30'))).toMatchObject({ state: 'done', facts: { done: { late: false }, lateSince: null } });
    expect(after(report, '2027-05-02', declare('2027-05-02'))).toMatchObject({ state: 'done', facts: { done: { late: true }, lateSince: '2027-05-01' } });
  });
  test('faite à temps, dite après : son jour compte, le retard tenu pour tel reste visible', () =>
    expect(after(report, '2027-05-02', declare('2027-04-29'))).toMatchObject({ state: 'done', facts: { done: { on: '2027-04-29', toldOn: '2027-05-02', late: false }, lateSince: '2027-05-01' } }));
  test.each<[string, string, Obligation['command'], string]>([
    ['un jour à venir', '2027-04-10', declare('2027-04-11'), 'day_to_come'],
    ['avant la fin du trimestre', '2027-04-10', declare('2027-03-30'), 'period_running'],
    ['avant la période', '2027-04-10', declare('2026-12-31'), 'before_opening'],
    ['une page qui n’en est pas une', '2027-04-10', declare('2027-04-02', { kind: 'page', url: 'javascript:alert(1)' }), 'page_address_wrong'],
    ['un compte rendu de réunion', '2027-04-10', { type: 'recordMinutes', meetingId: 'm', heldOn: day('2027-04-01') }, 'not_a_committee'],
    ['une réponse à un usager', '2027-04-10', { type: 'answer', answeredAt: civilTime('2027-04-01T10:00') }, 'not_a_request'],
    ['sans motif', '2027-04-10', { type: 'waive', reason: 'non' }, 'reason_missing'],
  ])('refuse %s', (_, today, command, refusal) => expect(refusalOf(report, today, command)).toBe(refusal));
  test('le dernier jour du trimestre suffit, une page publiée aussi', () => expect(after(report, '2027-03-31', declare('2027-03-31', { kind: 'page', url: 'https://florac.example/bilan' })).state).toBe('done'));
  test('sans objet, puis rouverte : ce qui était en retard le redevient, le reste revient à sa place', () => {
    const reopen = { type: 'reopen', reason } as const;
    expect(after(after(report, '2027-02-01', { type: 'waive', reason }), '2027-02-02', reopen).state).toBe('awaited');
    expect(after(after(report, '2027-04-20', { type: 'waive', reason }), '2027-04-21', reopen).state).toBe('reminded');
    expect(after(after(report, '2027-05-02', declare('2027-05-02')), '2027-05-03', reopen)).toMatchObject({ state: 'late', facts: { lateSince: '2027-05-01', done: null } });
    expect(until(obligationWorkflow, after(after(report, '2027-04-20', declare('2027-04-20')), '2027-06-01', reopen), '2027-06-01').facts.lateSince).toBe('2027-05-01');
  });
  test('la structure s’en va : les jours exécutés se rendent, l’année tombe, ce qui est fait reste', () => {
    const release = { type: 'release', lastDay: day('2027-02-20') } as const;
    expect(after(report, '2027-02-21', release)).toMatchObject({ state: 'awaited', facts: { boundUntil: '2027-02-20' } });
    expect(after({ ...report, facts: { ...report.facts, boundUntil: day('2027-02-20') } }, '2027-02-21', declare('2027-02-20')).state).toBe('done');
    expect(after(obligation('yearly_survey'), '2027-02-21', release).state).toBe('released');
    expect(after(obligation('yearly_survey'), '2028-02-21', { type: 'release', lastDay: day('2028-02-20') }).state).toBe('late');
    expect(refusalOf(after(report, '2027-04-02', declare('2027-04-01')), '2027-04-10', release)).toBe('done_already');
  });
});

describe('Le comité de pilotage', () => {
  const committee = obligation('steering_committee');
  const convoke = (meetingOn: string): Obligation['command'] => ({ type: 'convoke', meetingId: 'm1', meetingOn: day(meetingOn) });
  const minutes = (heldOn: string): Obligation['command'] => ({ type: 'recordMinutes', meetingId: 'm1', heldOn: day(heldOn) });
  test('se prouve par son compte rendu, jamais par une simple déclaration', () => expect(refusalOf(committee, '2027-06-01', declare('2027-05-01'))).toBe('minutes_needed'));
  test.each([['2027-12-31', 'convoked'], ['2028-01-01', 'awaited']])('convoqué pour le %s : %s', (meetingOn, state) => expect(after(committee, '2027-09-01', convoke(meetingOn)).state).toBe(state));
  test('convoqué dans l’année, il n’est pas en retard ; son compte rendu est rappelé trente jours après', () => {
    const called = after(committee, '2027-11-20', convoke('2027-12-15'));
    expect(called.effects).toEqual([{ type: 'issueConvocation', meetingId: 'm1', meetingOn: '2027-12-15', uselessAfter: '2027-12-15' }]);
    expect(until(obligationWorkflow, called, '2028-01-13').state).toBe('convoked');
    expect(until(obligationWorkflow, called, '2028-01-14')).toMatchObject({ state: 'minutes_awaited', effects: [{ type: 'remindMinutes', heldOn: '2027-12-15' }] });
    expect(after(called, '2028-02-20', minutes('2027-12-15'))).toMatchObject({ state: 'done', facts: { done: { on: '2027-12-15', late: false, proof: { kind: 'paper', paperId: 'm1' } }, lateSince: null }, effects: [{ type: 'issueMinutes', meetingId: 'm1' }] });
  });
  test('convoqué, et jamais tenu : sans compte rendu au bout d’un trimestre, il est en retard', () => {
    const called = after(committee, '2027-11-20', convoke('2027-12-15'));
    expect(until(obligationWorkflow, called, '2028-03-13').state).toBe('minutes_awaited');
    expect(until(obligationWorkflow, called, '2028-03-14')).toMatchObject({ state: 'late', facts: { lateSince: '2028-03-14' } });
    expect(until(obligationWorkflow, after(committee, '2027-02-01', convoke('2027-03-01')), '2028-01-01')).toMatchObject({ state: 'late', facts: { lateSince: '2028-01-01' } });
  });
  test('annulé, il redevient dû : le retard date du lendemain de l’année', () => {
    const called = after(committee, '2027-11-20', convoke('2027-12-15'));
    expect(until(obligationWorkflow, after(called, '2028-02-01', { type: 'cancelMeeting', reason }), '2028-02-01')).toMatchObject({ state: 'late', facts: { lateSince: '2028-01-01', meeting: null } });
    expect(refusalOf(committee, '2028-02-01', { type: 'cancelMeeting', reason })).toBe('no_meeting');
  });
  test('tenu l’année suivante, il est fait en retard', () => expect(after(committee, '2028-02-01', minutes('2028-01-20'))).toMatchObject({ state: 'done', facts: { done: { late: true }, lateSince: '2028-01-01' } }));
  test('on ne convoque pas pour hier', () => expect(refusalOf(committee, '2027-06-02', convoke('2027-06-01'))).toBe('meeting_day_past'));
});

describe('La demande d’un usager', () => {
  // Lundi 12 juillet 2027, 10 h : le 14 est férié.
  const answer = (given: Partial<Parameters<typeof answerDeadline>[0]> = {}) => answerDeadline({ receivedAt: civilTime('2027-07-12T10:00'), zone: 'metropole', chosen: 'heures_jours_ouvres', opening: null, ...given });
  const request: Subject<Obligation> = { state: 'awaited', facts: requestObligation(bound, { structureId: 'florac', gestionnaireId: 'epci' }, answer()) };
  test('à travers un jour férié', () => expect(request.facts).toMatchObject({ opensOn: '2027-07-12', dueOn: '2027-07-16', remindOn: '2027-07-15', answer: { dueAt: '2027-07-16T10:00:00' } }));
  test.each([['2027-07-16T09:00', false], ['2027-07-16T10:00', false], ['2027-07-16T11:00', true]])('répondue le %s : en retard %s', (answeredAt, late) =>
    expect(after(request, '2027-07-16', { type: 'answer', answeredAt: civilTime(answeredAt) }).facts.done).toMatchObject({ late, at: `${answeredAt}:00` }));
  test('la réponse ne précède pas la demande, et ne se dit pas d’avance', () => {
    expect(refusalOf(request, '2027-07-16', { type: 'answer', answeredAt: civilTime('2027-07-12T09:59') })).toBe('answer_before_request');
    expect(refusalOf(request, '2027-07-16', { type: 'answer', answeredAt: civilTime('2027-07-16T18:00') })).toBe('day_to_come');
    expect(refusalOf(request, '2027-07-16', declare('2027-07-16'))).toBe('answer_needed');
  });
  test('ce qui finit à minuit finit la veille', () => expect([lastAnswerDay(civilTime('2027-07-19T00:00')), lastAnswerDay(civilTime('2027-07-19T00:01'))]).toEqual(['2027-07-18', '2027-07-19']));
  test('sans horaires, la lecture par heures d’ouverture cède à celle par défaut, et le dit', () => {
    const found = answer({ chosen: 'heures_ouverture' });
    expect(found).toMatchObject({ chosen: 'heures_ouverture', applied: 'heures_jours_ouvres', dueAt: '2027-07-16T10:00:00' });
    expect(obligationSteps(requestObligation(bound, null, found), 'metropole').map(obligationStepText).join(' ')).toContain('aucun horaire de la structure n’est connu');
  });
  test('à La Réunion, le 14 juillet ne compte pas non plus, le 20 décembre non plus', () => expect(answer({ zone: 'reunion', receivedAt: civilTime('2027-12-17T10:00') }).dueAt).toBe('2027-12-23T10:00:00'));
});

describe('Pourquoi ce jour', () => {
  test('chaque pas est une phrase, et l’autre lecture est dite', () => {
    const words = obligationSteps(first('quarterly_report', { inForceSince: day('2027-02-15') }), 'metropole').map(obligationStepText);
    expect(words).toEqual([
      'Article\u00a04.7 : chaque France Services rend compte de son activité une fois par trimestre au minimum.',
      'Lecture «\u00a0trimestres et années civils\u00a0» : le trimestre va du 1er\u00a0janvier\u00a02027 au 31\u00a0mars\u00a02027.',
      'Engagement à partir du 15\u00a0février\u00a02027 : la période est entamée, elle compte à partir de ce jour, sans prorata.',
      'Le compte rendu est dû dans le mois qui suit le trimestre : au plus tard le vendredi 30\u00a0avril\u00a02027.',
      'Lecture «\u00a0à partir de la date d’effet\u00a0» : la période irait du 15\u00a0février\u00a02027 au 14\u00a0mai\u00a02027, et le jour dû serait le 14\u00a0juin\u00a02027.',
    ]);
  });
  test('un jour chômé n’est pas reporté, et c’est écrit', () =>
    expect(obligationSteps(obligationsOf(bound, day('2027-04-01'), day('2027-04-01'))[0]!.facts, 'metropole').map(({ code }) => code)).toContain('day_off'));
});
