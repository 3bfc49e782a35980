import fc from 'fast-check';
import { addDays, instant, legalDay } from '../legal-time/legal-day.js';
import type { Instant } from '../legal-time/legal-day.js';
import { brokenLaws } from '../workflow/laws.js';
import { decide, dueTick, eventsOf, possibleEvents, statesOf } from '../workflow/workflow.js';
import type { Event, Subject } from '../workflow/workflow.js';
import { breachRefusalSentence, breachStateNames } from './breach-sentences.js';
import { breachRisks, currentRisk, draftedBreach, initialNotice, isHighRiskAnswered } from './breach.js';
import type { Breach, BreachDescription, BreachFacts } from './breach.js';
import { breachWorkflow } from './breach.workflow.js';

type Asked = Breach['command'];
const paris = 'Europe/Paris';
const aware = instant('2026-03-27T16:00:00Z');
const due = instant('2026-03-30T16:00:00Z');
const soon = instant('2026-03-27T18:00:00Z');
const later = instant('2026-04-15T09:00:00Z');
const reason = 'Serveur de messagerie en panne';
const description: BreachDescription = {
  natures: ['confidentiality'], cause: 'accident', origin: 'wrong_recipient', foundBy: 'agent', happenedAt: instant('2026-03-27T14:00:00Z'), endedAt: null, categories: ['identity'], personCategories: ['users'], persons: 12, records: null, processor: false,
};
const drafted = (given: Partial<BreachFacts> = {}): Subject<Breach> => ({ state: 'drafted', facts: { ...draftedBreach({ ...description, gestionnaireId: 'g-1', structureId: 's-1', timeZone: paris, awareAt: aware }), ...given } });
const decided = (subject: Subject<Breach>, at: Instant, command: Asked) => decide(breachWorkflow, subject, { ...command, effectiveOn: legalDay(at.slice(0, 10)), at } as Event<Breach>);
const after = (subject: Subject<Breach>, at: Instant, command: Asked) => {
  const decision = decided(subject, at, command);
  if (!decision.accepted) throw new Error(decision.refusal);
  return { ...decision, state: decision.to };
};
const refusalOf = (subject: Subject<Breach>, at: Instant, command: Asked) => {
  const decision = decided(subject, at, command);
  return decision.accepted ? null : decision.refusal;
};
const declare: Asked = { type: 'declare', account: 'Un courriel est parti à une autre mairie' };
const declared = () => after(drafted(), soon, declare);
const notify = (doneAt: Instant = soon, lateReason = '', reference = 'N-2026-0142'): Asked => ({ type: 'notify', doneAt, reference, lateReason });
const notified = () => after(declared(), soon, notify());
const assess = (risk: 'none' | 'risk' | 'high'): Asked => ({ type: 'assess', risk, reason });
const close: Asked = { type: 'close', reason: 'Mesures prises, destinataire entendu' };
const noController: Asked = { type: 'nameNoController', reason: 'Données du seul gestionnaire' };
const states = { to_notify: declared, overdue: () => ({ ...declared(), state: 'overdue' as const }), notified } as const;

describe('Les lois de la table', () => {
  test('sont tenues', () => expect(brokenLaws(breachWorkflow)).toEqual([]));
  const absent = statesOf(breachWorkflow).flatMap((state) => eventsOf(breachWorkflow).filter((event) => !possibleEvents(breachWorkflow, state).has(event)).map((event) => [state, event] as const));
  test.each(absent)('%s refuse %s', (state, type) =>
    expect(decide(breachWorkflow, { state, facts: declared().facts }, { ...notify(), type, effectiveOn: legalDay('2026-03-28'), at: later } as Event<Breach>)).toEqual({ accepted: false, refusal: breachWorkflow.otherwise?.[state] ?? 'not_possible_now' }));
  test('chaque ligne a son article', () => expect(breachWorkflow.rows.filter(([, , , , , , basis]) => !basis)).toEqual([]));
  test('les phrases se tiennent', () => {
    for (const refusal of ['notice_missing', 'late_reason_missing', 'controllers_not_told', 'not_possible_now'] as const) expect(breachRefusalSentence(refusal)).toMatch(/^[A-ZÀÉ][^!]*\.$/);
    expect(Object.keys(breachStateNames).sort()).toEqual([...statesOf(breachWorkflow)].sort());
  });
});

describe('La déclaration', () => {
  test('ouvre les 72 heures et l’annonce', () => {
    const opened = declared();
    expect(opened).toMatchObject({ state: 'to_notify', facts: { awareAt: aware, dueAt: due, dueDay: '2026-03-30', notices: [], controllers: null } });
    expect(opened.effects).toEqual([{ type: 'announceBreach' }]);
  });
  test.each<[string, Partial<BreachFacts>, Asked, Breach['refusal']]>([
    ['sans récit', {}, { type: 'declare', account: ' Perdu. ' }, 'account_missing'],
    ['sans nature', { natures: [] }, declare, 'nature_missing'],
    ['sans catégorie de données', { categories: [] }, declare, 'category_missing'],
    ['sans catégorie de personnes', { personCategories: [] }, declare, 'category_missing'],
    ['connue dans l’avenir, à la seconde', { awareAt: instant('2026-03-27T18:00:01Z') }, declare, 'awareness_to_come'],
    ['connue avant d’avoir eu lieu', { happenedAt: instant('2026-03-27T16:00:01Z') }, declare, 'happened_after_awareness'],
    ['finie avant d’avoir commencé', { endedAt: instant('2026-03-27T13:59:59Z') }, declare, 'ended_before_happened'],
    ['finie dans l’avenir', { endedAt: instant('2062-03-27T13:59:59Z') }, declare, 'end_to_come'],
  ])('%s est refusée', (_, given, command, refusal) => expect(refusalOf(drafted(given), soon, command)).toBe(refusal));
  test('connue à l’instant même, d’origine inconnue : acceptée', () => expect(refusalOf(drafted({ awareAt: soon, happenedAt: null }), soon, declare)).toBeNull());
  test.each(Object.entries(states))('se complète (%s)', (state, subject) => {
    const completed = after(subject(), later, { type: 'describe', description: { ...description, persons: 40, natures: ['integrity', 'availability'] } });
    expect([completed.state, completed.facts.persons, completed.facts.natures, completed.facts.dueAt]).toEqual([state, 40, ['integrity', 'availability'], due]);
  });
});

describe('L’échéance', () => {
  test('le calendrier ne marque le retard que le lendemain du jour dû, et rien ensuite', () => {
    const subject = declared();
    expect(dueTick(breachWorkflow, subject, legalDay('2026-03-30'), paris)).toBeNull();
    const tick = dueTick(breachWorkflow, subject, legalDay('2026-03-31'), paris)!;
    expect(tick).toMatchObject({ type: 'passDeadline', effectiveOn: '2026-03-31' });
    const overdue = after(subject, tick.at, { type: 'passDeadline' } as unknown as Asked);
    expect([overdue.state, overdue.effects, dueTick(breachWorkflow, overdue, legalDay('2050-01-01'), paris)]).toEqual(['overdue', [], null]);
  });
  test('le temps seul ne clôt jamais rien', () =>
    fc.assert(fc.property(fc.constantFrom('to_notify', 'overdue', 'notified', 'closed' as const), fc.integer({ min: 0, max: 20_000 }), (state, days) => {
      let subject: Subject<Breach> = { state, facts: declared().facts };
      for (let tick = dueTick(breachWorkflow, subject, addDays(legalDay('2026-03-28'), days), paris); tick; tick = dueTick(breachWorkflow, subject, addDays(legalDay('2026-03-28'), days), paris)) {
        subject = after(subject, tick.at, tick as unknown as Asked);
      }
      expect(subject.state === 'closed').toBe(state === 'closed');
    })));
  test.each(['to_notify', 'overdue'] as const)('une prise de connaissance corrigée fait repartir les 72 heures (%s)', (state) => {
    const corrected = after(states[state](), later, { type: 'correctAwareness', awareAt: instant('2026-03-28T08:00:00Z'), reason });
    expect(corrected).toMatchObject({ state: 'to_notify', facts: { awareAt: '2026-03-28T08:00:00Z', dueAt: '2026-03-31T08:00:00Z', dueDay: '2026-03-31', formerAwareAt: [aware] } });
  });
  test('elle ne se corrige ni sans motif, ni vers l’avenir, ni avant les faits, ni après la notification', () => {
    const correct = (awareAt: Instant, why = reason): Asked => ({ type: 'correctAwareness', awareAt, reason: why });
    expect(refusalOf(declared(), later, correct(soon, 'non'))).toBe('reason_missing');
    expect(refusalOf(declared(), soon, correct(later))).toBe('awareness_to_come');
    expect(refusalOf(declared(), soon, correct(instant('2026-03-27T13:00:00Z')))).toBe('happened_after_awareness');
    expect(refusalOf(notified(), later, correct(soon))).toBe('notified_already');
    expect([refusalOf(declared(), later, correct(aware)), refusalOf(states.overdue(), later, correct(aware))]).toEqual(['awareness_unchanged', 'awareness_unchanged']);
  });
});

describe('La notification', () => {
  test.each(['to_notify', 'overdue'] as const)('à la dernière seconde, elle est à temps et sans motif (%s)', (state) => expect(after(states[state](), later, notify(due)).facts.notices).toEqual([{ kind: 'initial', at: due, reference: 'N-2026-0142', recordedAt: later }]));
  test.each(['to_notify', 'overdue'] as const)('une seconde après, elle reste demandée, avec les motifs du retard (%s)', (state) => {
    const late = instant('2026-03-30T16:00:01Z');
    expect(refusalOf(states[state](), later, notify(late))).toBe('late_reason_missing');
    expect(after(states[state](), later, notify(late, reason)).state).toBe('notified');
  });
  test.each<[string, Asked, Breach['refusal']]>([
    ['à venir', notify(instant('2026-04-15T09:00:01Z'), reason), 'instant_to_come'],
    ['avant la prise de connaissance', notify(instant('2026-03-27T15:59:59Z')), 'notice_before_awareness'],
    ['sans référence', notify(soon, '', ' '), 'reference_wrong'],
    ['dont la référence nomme quelqu’un', notify(soon, '', 'Mme Dupont'), 'reference_wrong'],
  ])('%s est refusée', (_, command, refusal) => expect(refusalOf(declared(), later, command)).toBe(refusal));
  test('ne se refait pas ; elle se complète autant de fois qu’il faut, et tout est gardé', () => {
    expect(refusalOf(notified(), later, notify())).toBe('notified_already');
    const complement = (doneAt: Instant): Asked => ({ type: 'complement', doneAt, reference: 'N-2026-0142-1', note: '' });
    expect(refusalOf(declared(), later, complement(soon))).toBe('initial_missing');
    expect(refusalOf(notified(), later, complement(instant('2026-03-27T17:59:59Z')))).toBe('complement_before_initial');
    const twice = after(after(notified(), later, complement(due)), later, complement(later));
    expect(twice.facts.notices.map(({ kind, at }) => [kind, at])).toEqual([['initial', soon], ['complementary', due], ['complementary', later]]);
    expect(initialNotice(twice.facts)?.at).toBe(soon);
  });
});

describe('Le risque et les personnes', () => {
  test.each(Object.entries(states))('s’évalue à tout moment, et chaque évaluation reste (%s)', (_, subject) => {
    const assessed = after(after(subject(), soon, assess('none')), later, assess('high'));
    expect([currentRisk(assessed.facts), assessed.facts.assessments.length]).toEqual(['high', 2]);
    expect(refusalOf(subject(), soon, { type: 'assess', risk: 'none', reason: 'Non' })).toBe('reason_missing');
  });
  test('une exception ne se donne qu’à un risque élevé, avec un motif ; la disproportion demande une communication publique', () => {
    const exempt = (ground: 'mitigated' | 'disproportionate', publicAt: Instant | null = null): Asked => ({ type: 'exempt', ground, publicAt, reason });
    expect(refusalOf(notified(), later, exempt('mitigated'))).toBe('not_high_risk');
    const high = after(notified(), soon, assess('high'));
    expect(refusalOf(high, later, exempt('disproportionate'))).toBe('public_notice_missing');
    expect(refusalOf(high, soon, exempt('disproportionate', later))).toBe('instant_to_come');
    expect(after(high, later, exempt('disproportionate', due)).facts.exception).toEqual({ ground: 'disproportionate', publicAt: due, recordedAt: later });
  });
  test('leur information dit combien et quand, sans aucun nom', () => {
    const tell = (count: number, doneAt: Instant): Asked => ({ type: 'tellPersons', doneAt, count, means: 'letter' });
    expect(refusalOf(notified(), later, tell(0, due))).toBe('count_missing');
    expect(refusalOf(notified(), later, tell(3, instant('2026-03-27T15:00:00Z')))).toBe('told_before_awareness');
    expect(after(notified(), later, tell(3, due)).facts.personsTold).toEqual([{ at: due, count: 3, means: 'letter', recordedAt: later }]);
  });
});

describe('Les responsables de traitement', () => {
  const name = (...partnerIds: string[]): Asked => ({ type: 'nameControllers', partnerIds });
  const told = (partnerId: string, doneAt: Instant = soon): Asked => ({ type: 'recordControllerTold', partnerId, doneAt, means: 'phone' });
  test('chacun est prévenu une fois ; ceux qui l’étaient déjà ne le sont pas deux fois', () => {
    const first = after(declared(), soon, name('caf', 'cpam', 'caf'));
    expect(first.effects).toEqual([{ type: 'informController', partnerId: 'caf' }, { type: 'informController', partnerId: 'cpam' }]);
    expect(after(first, later, name('caf', 'msa')).effects).toEqual([{ type: 'informController', partnerId: 'msa' }]);
  });
  test('prévenu une fois, et pas un autre ; personne ne se retire du registre', () => {
    const named = after(declared(), soon, name('caf'));
    expect(refusalOf(named, later, told('msa'))).toBe('controller_unknown');
    const done = after(named, later, told('caf'));
    expect(done.facts.controllers).toEqual([{ partnerId: 'caf', namedAt: soon, told: { at: soon, means: 'phone' } }]);
    expect(refusalOf(done, later, told('caf'))).toBe('controller_told_already');
    expect(refusalOf(named, later, noController)).toBe('controllers_named');
    expect(refusalOf(declared(), later, name())).toBe('controller_missing');
  });
});

describe('La clôture', () => {
  test.each(['to_notify', 'overdue'] as const)('est refusée tant que la CNIL n’est pas informée, même sans risque (%s)', (state) => {
    const subject = after(after(states[state](), soon, assess('none')), soon, noController);
    expect(refusalOf(subject, later, close)).toBe('notice_missing');
  });
  test('attend le risque, les personnes, les responsables, et un motif', () => {
    expect(refusalOf(notified(), later, close)).toBe('risk_not_assessed');
    const high = after(notified(), soon, assess('high'));
    expect(refusalOf(high, later, close)).toBe('persons_not_told');
    // What answered an earlier risk answers no later one.
    const excused = after(after(after(high, soon, { type: 'exempt', ground: 'mitigated', publicAt: null, reason }), due, assess('none')), later, assess('high'));
    expect(refusalOf(excused, later, close)).toBe('persons_not_told');
    const told = after(high, later, { type: 'tellPersons', doneAt: soon, count: 12, means: 'mail' });
    expect(refusalOf(told, later, close)).toBe('controllers_unanswered');
    const named = after(told, later, { type: 'nameControllers', partnerIds: ['caf'] });
    expect(refusalOf(named, later, close)).toBe('controllers_not_told');
    const done = after(named, later, { type: 'recordControllerTold', partnerId: 'caf', doneAt: later, means: 'service_mail' });
    expect(refusalOf(done, later, { type: 'close', reason: 'Fini' })).toBe('reason_missing');
    expect(after(done, later, close)).toMatchObject({ state: 'closed', facts: { closedAt: later } });
  });
  test('une exception tient lieu d’information des personnes', () => {
    const subject = after(after(after(notified(), soon, assess('high')), later, { type: 'exempt', ground: 'unintelligible', publicAt: null, reason }), later, noController);
    expect(after(subject, later, close).state).toBe('closed');
  });
  test('close, elle se rouvre avec un motif, et seulement close', () => {
    const closed = after(after(after(notified(), soon, assess('none')), later, noController), later, close);
    expect(refusalOf(closed, later, notify())).toBe('closed_already');
    expect(refusalOf(closed, later, { type: 'reopen', reason: '' })).toBe('reason_missing');
    expect(after(closed, later, { type: 'reopen', reason })).toMatchObject({ state: 'notified', facts: { closedAt: null } });
    for (const subject of Object.values(states)) expect(refusalOf(subject(), later, { type: 'reopen', reason })).toBe('not_closed');
  });
  const steps = fc.constantFrom<Asked>(notify(), assess('none'), assess('risk'), assess('high'), noController, { type: 'nameControllers', partnerIds: ['caf'] }, { type: 'recordControllerTold', partnerId: 'caf', doneAt: later, means: 'mail' }, { type: 'tellPersons', doneAt: soon, count: 1, means: 'letter' }, { type: 'exempt', ground: 'mitigated', publicAt: null, reason }, close, { type: 'reopen', reason });
  test('quelle que soit l’histoire : close seulement notifiée, évaluée, les personnes et les responsables informés', () =>
    fc.assert(fc.property(fc.array(steps, { maxLength: 25 }), (history) => {
      let subject: Subject<Breach> = declared();
      for (const command of history) {
        const decision = decided(subject, later, command);
        if (decision.accepted) subject = { state: decision.to, facts: decision.facts };
        if (subject.state !== 'closed') continue;
        const { facts } = subject;
        expect(initialNotice(facts)).not.toBeNull();
        expect(breachRisks).toContain(currentRisk(facts));
        expect(currentRisk(facts) !== 'high' || isHighRiskAnswered(facts)).toBe(true);
        expect(facts.controllers?.every(({ told }) => told !== null)).toBe(true);
      }
    })));
});
