import fc from 'fast-check';
import { instant, legalDay } from '../legal-time/legal-day.js';
import { brokenLaws } from '../workflow/laws.js';
import { decide, dueTick, eventsOf, possibleEvents, statesOf } from '../workflow/workflow.js';
import type { Event, Subject } from '../workflow/workflow.js';
import { disposalNatureNames, disposalRefusalSentence, disposalSlipStateNames } from './disposal-sentences.js';
import { openedSlip, visaReferenceLengthMax } from './disposal.js';
import type { DisposalSlip, DisposalSlipFacts, DisposalVisa } from './disposal.js';
import { disposalSlipWorkflow, visaReferenceRefusal } from './disposal.workflow.js';

const day = legalDay;
const at = instant('2026-12-10T09:00:00Z');
const zone = 'Europe/Paris';
type Asked = DisposalSlip['command'];

const opened: Subject<DisposalSlip> = { state: 'open', facts: openedSlip('commune', day('2026-12-01')) };
const visa = (given: Partial<DisposalVisa> = {}): DisposalVisa => ({ kind: 'slip', reference: 'Visa 2026-041', on: day('2026-12-12'), managementTable: null, ...given });
const standing = visa({ kind: 'standing', reference: 'TG 48-2026', on: day('2026-01-15'), managementTable: 'TG 48-2026' });
const decided = (subject: Subject<DisposalSlip>, on: string, command: Asked) => decide(disposalSlipWorkflow, subject, { ...command, effectiveOn: day(on), at } as Event<DisposalSlip>);
const after = (subject: Subject<DisposalSlip>, on: string, command: Asked) => {
  const decision = decided(subject, on, command);
  if (!decision.accepted) throw new Error(decision.refusal);
  return { ...decision, state: decision.to };
};
const refusalOf = (subject: Subject<DisposalSlip>, on: string, command: Asked) => {
  const decision = decided(subject, on, command);
  return decision.accepted ? null : decision.refusal;
};
const submitted = () => after(opened, '2026-12-10', { type: 'submit', lines: 3 });

describe('Les lois de la table', () => {
  test('sont tenues', () => expect(brokenLaws(disposalSlipWorkflow)).toEqual([]));
  const absent = statesOf(disposalSlipWorkflow).flatMap((state) => eventsOf(disposalSlipWorkflow).filter((event) => !possibleEvents(disposalSlipWorkflow, state).has(event)).map((event) => [state, event] as const));
  test.each(absent)('%s refuse %s', (state, type) =>
    expect(decide(disposalSlipWorkflow, { state, facts: opened.facts }, { type, effectiveOn: day('2026-12-10'), at } as Event<DisposalSlip>)).toEqual({ accepted: false, refusal: disposalSlipWorkflow.otherwise?.[state] ?? 'not_possible_now' }));
  test('chaque ligne cite son article', () => expect(disposalSlipWorkflow.rows.filter(([, , , , , , basis]) => !basis)).toEqual([]));
  test('les phrases se tiennent', () => {
    for (const refusal of ['slip_empty', 'visa_before_request', 'not_submitted', 'not_possible_now'] as const) expect(disposalRefusalSentence(refusal)).toMatch(/^[A-ZÀÉ][^!]*\.$/);
    expect([disposalSlipStateNames.submitted, disposalNatureNames.proof]).toEqual(['en attente de visa', 'preuve du mandat']);
  });
});

describe('Un bordereau qui attend son visa', () => {
  test('s’arrête avant d’être visé, et ne s’arrête pas vide', () => {
    expect(refusalOf(opened, '2026-12-10', { type: 'grant', visa: visa() })).toBe('not_submitted');
    expect(refusalOf(opened, '2026-12-10', { type: 'decline', on: day('2026-12-10') })).toBe('not_submitted');
    expect(refusalOf(opened, '2026-12-10', { type: 'submit', lines: 0 })).toBe('slip_empty');
    expect(submitted()).toMatchObject({ state: 'submitted', effects: [], facts: { submittedOn: '2026-12-10' } });
  });
  test('rien n’est détruit avant le visa, tout l’est après', () => {
    const granted = after(submitted(), '2026-12-14', { type: 'grant', visa: visa() });
    expect(granted).toMatchObject({ state: 'granted', effects: [{ type: 'destroyLines' }], facts: { visa: { reference: 'Visa 2026-041', on: '2026-12-12' } } });
    expect(refusalOf(granted, '2026-12-14', { type: 'recordExecution', remaining: 1 })).toBe('lines_remaining');
    expect(after(granted, '2026-12-14', { type: 'recordExecution', remaining: 0 })).toMatchObject({ state: 'executed', facts: { executedOn: '2026-12-14' } });
  });
  test.each([['2026-12-09', 'visa_before_request'], ['2026-12-10', null], ['2026-12-14', null], ['2026-12-15', 'visa_to_come']] as const)('le 14 décembre, un visa du %s : %s', (on, refusal) => {
    expect(refusalOf(submitted(), '2026-12-14', { type: 'grant', visa: visa({ on: day(on) }) })).toBe(refusal);
    expect(refusalOf(submitted(), '2026-12-14', { type: 'decline', on: day(on) })).toBe(refusal);
  });
  test('un visa a une référence, d’une longueur de référence', () => {
    expect(['', '   ', 'V'.repeat(visaReferenceLengthMax), 'V'.repeat(visaReferenceLengthMax + 1)].map(visaReferenceRefusal)).toEqual(['reference_missing', 'reference_missing', null, 'reference_too_long']);
    expect(refusalOf(submitted(), '2026-12-14', { type: 'grant', visa: visa({ reference: ' ' }) })).toBe('reference_missing');
  });
  test('un visa refusé rouvre le bordereau, qui en garde le jour, et se soumet de nouveau', () => {
    const declined = after(submitted(), '2026-12-20', { type: 'decline', on: day('2026-12-18') });
    expect(declined).toMatchObject({ state: 'open', effects: [], facts: { submittedOn: null, declinedOn: ['2026-12-18'], visa: null } });
    expect(after(declined, '2026-12-21', { type: 'submit', lines: 4 }).facts.submittedOn).toBe('2026-12-21');
  });
});

describe('Un visa permanent', () => {
  test('tient un bordereau par mois, clos au premier jour du mois suivant', () => {
    const month = after({ state: 'open', facts: openedSlip('commune', day('2026-12-17')) }, '2026-12-17', { type: 'openMonth', visa: standing });
    expect(dueTick(disposalSlipWorkflow, month, day('2026-12-31'), zone)).toBeNull();
    expect(dueTick(disposalSlipWorkflow, month, day('2027-03-04'), zone)).toMatchObject({ type: 'closeMonth', effectiveOn: '2027-01-01' });
    expect(after(month, '2027-01-01', { type: 'closeMonth' } as unknown as Asked)).toMatchObject({ state: 'executed', facts: { executedOn: '2027-01-01', visa: standing } });
  });
  test('couvre ce qui attendait, arrêté ou non', () => {
    for (const slip of [opened, submitted()]) expect(after(slip, '2026-12-14', { type: 'cover', visa: standing, lines: 2 })).toMatchObject({ state: 'granted', effects: [{ type: 'destroyLines' }], facts: { visa: standing } });
    expect(refusalOf(opened, '2026-12-14', { type: 'cover', visa: standing, lines: 0 })).toBe('slip_empty');
  });
});

test('quelle que soit l’histoire, rien n’est détruit sans visa, ni exécuté deux fois', () => {
  const command = fc.oneof(
    fc.record({ type: fc.constant('submit' as const), lines: fc.nat(2) }),
    fc.record({ type: fc.constant('grant' as const), visa: fc.record({ kind: fc.constant('slip' as const), reference: fc.constantFrom('', 'V 1'), on: fc.constantFrom(day('2026-12-09'), day('2026-12-10')), managementTable: fc.constant(null) }) }),
    fc.record({ type: fc.constant('decline' as const), on: fc.constant(day('2026-12-10')) }),
    fc.record({ type: fc.constant('cover' as const), visa: fc.constant(standing), lines: fc.nat(2) }),
    fc.record({ type: fc.constant('openMonth' as const), visa: fc.constant(standing) }),
    fc.record({ type: fc.constant('recordExecution' as const), remaining: fc.nat(1) }),
  );
  fc.assert(
    fc.property(fc.array(command, { maxLength: 12 }), (commands) => {
      let subject: Subject<DisposalSlip> = opened;
      let executions = 0;
      for (const one of commands) {
        const decision = decided(subject, '2026-12-10', one);
        if (!decision.accepted) continue;
        const facts: DisposalSlipFacts = decision.facts;
        if (decision.effects.length > 0 || decision.to === 'executed') expect(facts.visa?.reference).toBeTruthy();
        if (decision.to === 'executed') executions++;
        subject = { state: decision.to, facts };
      }
      expect(executions).toBeLessThanOrEqual(1);
    }),
  );
});
