import fc from 'fast-check';
import { addDays, instant, legalDay } from '../legal-time/legal-day.js';
import { brokenLaws } from '../workflow/laws.js';
import { decide, dueTick, eventsOf, possibleEvents, statesOf } from '../workflow/workflow.js';
import type { Event, Subject } from '../workflow/workflow.js';
import type { Party } from '../withdrawal/withdrawal.js';
import { assignmentRefusalSentence, assignmentStateNames } from './assignment-sentences.js';
import { consentReminderDay, consentUntil, draftedAssignment, legalGrounds, missingConsents, othersOf } from './assignment.js';
import type { AssignedAgreement, Assignment, AssignmentFacts } from './assignment.js';
import { assignmentWorkflow } from './assignment.workflow.js';

const day = legalDay;
const at = instant('2026-11-26T09:00:00Z');
const zone = 'Europe/Paris';
type Asked = Assignment['command'];

const party = (id: string, kind: Party['kind']): Party => ({ id, kind });
const parties = [party('prefet', 'prefet'), party('commune', 'gestionnaire'), party('caf', 'gestionnaire'), party('cpam', 'national_partner')];
const agreement: AssignedAgreement = { state: 'in_force', inForceSince: day('2026-12-01'), partyIds: parties.map(({ id }) => id), parties };
const epci = { partyId: 'epci', name: 'Communauté de communes', siret: '20006600900016' };
const merger = { reference: legalGrounds.epci_merger, actOn: day('2026-10-01') };
const effect = '2027-07-01';

const drafted = (given: Partial<AssignmentFacts> = {}): Subject<Assignment> => ({
  state: 'drafted',
  facts: { ...draftedAssignment({ id: 'c-1', agreementId: 't-1', assignor: party('commune', 'gestionnaire'), assignee: epci, part: { kind: 'whole' }, effectOn: day(effect), reason: 'Transfert de compétence', byLaw: null }), ...given },
});
const decided = (subject: Subject<Assignment>, on: string, command: Asked) => decide(assignmentWorkflow, subject, { ...command, effectiveOn: day(on), at } as Event<Assignment>);
const after = (subject: Subject<Assignment>, on: string, command: Asked) => {
  const decision = decided(subject, on, command);
  if (!decision.accepted) throw new Error(decision.refusal);
  return { ...decision, state: decision.to };
};
const refusalOf = (subject: Subject<Assignment>, on: string, command: Asked) => {
  const decision = decided(subject, on, command);
  return decision.accepted ? null : decision.refusal;
};
const ask = (given: Partial<AssignedAgreement> = {}): Asked => ({ type: 'ask', agreement: { ...agreement, ...given } });
const consent = (partyId: string, on: string): Asked => ({ type: 'consent', partyId, on: day(on), proof: { kind: 'account' } });
const refuse = (partyId: string, on: string, reason = ''): Asked => ({ type: 'refuse', partyId, on: day(on), proof: { kind: 'account' }, reason });
const takeEffect = (given: Partial<AssignedAgreement> = {}): Asked => ({ type: 'takeEffect', agreement: { ...agreement, ...given } });
const asked = (on = '2027-03-01') => after(drafted(), on, ask());
const tick = (subject: Subject<Assignment>, on: string) => {
  const due = dueTick(assignmentWorkflow, subject, day(on), zone);
  return due && { ...after(subject, due.effectiveOn, due as unknown as Asked), on: due.effectiveOn };
};
const atEffect = (subject: Subject<Assignment>) => tick(tick(subject, effect)!, effect)!;
const allBut = (silent: string[], on = '2027-06-30') => ['prefet', 'caf', 'cpam'].filter((id) => !silent.includes(id)).reduce<Subject<Assignment>>((subject, id) => after(subject, on, consent(id, on)), asked());
const types = ({ effects }: { effects: readonly Assignment['effect'][] }) => effects.map((told) => ('what' in told ? `${told.type} ${told.what}` : told.type));

describe('Les lois de la table', () => {
  test('sont tenues', () => expect(brokenLaws(assignmentWorkflow)).toEqual([]));
  const absent = statesOf(assignmentWorkflow).flatMap((state) => eventsOf(assignmentWorkflow).filter((event) => !possibleEvents(assignmentWorkflow, state).has(event)).map((event) => [state, event] as const));
  test.each(absent)('%s refuse %s', (state, type) =>
    expect(decide(assignmentWorkflow, { state, facts: asked().facts }, { type, effectiveOn: day('2027-03-02'), at } as Event<Assignment>)).toEqual({ accepted: false, refusal: assignmentWorkflow.otherwise?.[state] ?? 'not_possible_now' }));
  test('seule une annulation n’a pas d’article', () => expect(new Set(assignmentWorkflow.rows.filter(([, , , , , , basis]) => !basis).map(([, on]) => on))).toEqual(new Set(['cancel'])));
  test('les phrases se tiennent', () => {
    for (const refusal of ['consent_too_late', 'prefet_cannot_assign', 'no_consent_needed', 'not_possible_now'] as const) expect(assignmentRefusalSentence(refusal)).toMatch(/^[A-ZÀÉ][^!]*\.$/);
    expect(assignmentStateNames.refused).toBe('refusée faute de consentement');
  });
});

describe('La demande', () => {
  test('toutes les autres parties sont consultées, le préfet compris', () => {
    expect(asked()).toMatchObject({ state: 'awaiting', facts: { askedOn: '2027-03-01', otherParties: [{ id: 'prefet' }, { id: 'caf' }, { id: 'cpam' }] } });
    expect(types(asked())).toEqual(['informAssignor asked', 'askConsents', 'informPrefecture asked']);
    expect(asked().effects).toContainEqual({ type: 'askConsents', before: effect, uselessAfter: '2027-06-30' });
  });
  test('qui reprend et qui est déjà partie n’a pas à consentir : il demande avec celui qui cède', () => expect(othersOf({ assignor: parties[1]!, assignee: { ...epci, partyId: 'caf' } }, parties).map(({ id }) => id)).toEqual(['prefet', 'cpam']));
  test.each<[string, Partial<AssignmentFacts>, Partial<AssignedAgreement>]>([
    ['prefet_cannot_assign', { assignor: party('prefet', 'prefet') }, {}],
    ['not_in_force_yet', {}, { state: 'signed' }],
    ['agreement_ended', {}, { state: 'ended' }],
    ['unknown_assignor', { assignor: party('smictom', 'gestionnaire') }, {}],
    ['assignee_name_missing', { assignee: { ...epci, name: ' ' } }, {}],
    ['assignee_siret_wrong', { assignee: { ...epci, siret: '20006600900017' } }, {}],
    ['same_person', { assignee: { ...epci, partyId: 'commune' } }, {}],
    ['part_missing', { part: { kind: 'structures', structureIds: [] } }, {}],
    ['part_of_gestionnaires_only', { assignor: party('cpam', 'national_partner'), part: { kind: 'structures', structureIds: ['s-1'] } }, {}],
    ['law_moves_the_whole', { byLaw: merger, part: { kind: 'structures', structureIds: ['s-1'] } }, {}],
    ['reason_missing', { reason: 'fusion' }, {}],
    ['legal_reference_missing', { byLaw: { reference: '  ', actOn: day('2026-10-01') } }, {}],
    ['legal_day_missing', { byLaw: { ...merger, actOn: null } }, {}],
    ['legal_day_to_come', { byLaw: { ...merger, actOn: day('2027-03-02') } }, {}],
    ['effect_before_force', { byLaw: merger, effectOn: day('2026-11-30') }, {}],
  ])('%s', (refusal, facts, given) => expect(refusalOf(drafted(facts), '2027-03-01', ask(given))).toBe(refusal));
  test('l’accord est préalable : pas d’effet aujourd’hui, mais demain', () => {
    expect(refusalOf(drafted({ effectOn: day('2027-03-01') }), '2027-03-01', ask())).toBe('effect_day_past');
    expect(after(drafted({ effectOn: day('2027-03-02') }), '2027-03-01', ask()).state).toBe('awaiting');
  });
});

describe('Les accords', () => {
  test('la veille compte ; le jour même et le lendemain ne comptent pas', () => {
    const pressing = tick(asked(), '2027-06-30')!;
    expect(after(pressing, '2027-06-30', consent('caf', '2027-06-30')).facts.answers).toHaveLength(1);
    const settling = tick(pressing, effect)!;
    expect(refusalOf(settling, effect, consent('caf', effect))).toBe('consent_too_late');
    expect(refusalOf(settling, '2027-07-02', consent('caf', '2027-07-02'))).toBe('consent_too_late');
    expect([consentUntil({ effectOn: day(effect) }), missingConsents({ effectOn: day(effect), answers: [{ partyId: 'caf', answer: 'consent', on: day(effect), proof: { kind: 'account' }, reason: null }] }, [parties[2]!])]).toEqual(['2027-06-30', [{ party: parties[2], why: 'silent' }]]);
  });
  test('donné, il ne se retire pas ; un refus peut devenir un accord', () => {
    const given = after(asked(), '2027-03-02', consent('caf', '2027-03-02'));
    expect([refusalOf(given, '2027-03-03', refuse('caf', '2027-03-03')), refusalOf(given, '2027-03-03', consent('caf', '2027-03-03'))]).toEqual(['consent_binds', 'answered_so_already']);
    const refused = after(asked(), '2027-03-02', refuse('caf', '2027-03-02', ' Pas de repreneur connu '));
    expect([refused.state, refused.facts.answers[0]!.reason, ...types(refused)]).toEqual(['awaiting', 'Pas de repreneur connu', 'informPrefecture answered', 'informAssignor answered']);
    expect(refusalOf(refused, '2027-03-03', refuse('caf', '2027-03-03'))).toBe('answered_so_already');
    expect(after(refused, '2027-03-03', consent('caf', '2027-03-03')).facts.answers).toEqual([{ partyId: 'caf', answer: 'consent', on: '2027-03-03', proof: { kind: 'account' }, reason: null }]);
  });
  test('ni celui qui cède ni celui qui reprend ; rien de daté de demain', () => {
    expect(refusalOf(asked(), '2027-03-02', consent('commune', '2027-03-02'))).toBe('not_another_party');
    expect(refusalOf(asked(), '2027-03-02', consent('epci', '2027-03-02'))).toBe('not_another_party');
    expect(refusalOf(asked(), '2027-03-02', consent('caf', '2027-03-03'))).toBe('day_to_come');
  });
  test.each([['2027-03-01', '2027-06-16'], ['2027-06-20', '2027-06-21'], ['2027-06-30', '2027-07-01']])('demandée le %s, rappel le %s', (on, reminded) =>
    expect(consentReminderDay({ effectOn: day(effect), askedOn: day(on) })).toBe(reminded));
  test('le rappel part au jour dit, et ne sert plus après la veille de l’effet', () => {
    expect(tick(asked(), '2027-06-15')).toBeNull();
    expect(tick(asked(), '2027-06-16')).toMatchObject({ state: 'pressing', effects: [{ type: 'remindParties', before: effect, uselessAfter: '2027-06-30' }] });
    expect(() => consentReminderDay({ effectOn: day(effect), askedOn: null })).toThrow('asked');
  });
});

describe('Le jour d’effet', () => {
  test('tous les accords, exprès et préalables : elle prend effet, et la convention l’apprend', () => {
    const settling = atEffect(allBut([]));
    expect([settling.state, settling.on, ...types(settling)]).toEqual(['settling', effect, 'countParties']);
    const done = after(settling, effect, takeEffect());
    expect([done.state, ...types(done)]).toEqual(['effective', 'replaceParty', 'updateAnnexes', 'informPrefecture effective', 'informParties effective']);
    expect(done.commands).toEqual([{ kind: 'term', id: 't-1', command: { type: 'replaceGestionnaire', leavingId: 'commune', arrivingId: 'epci', stays: false } }]);
  });
  test('en partie : celui qui cède reste', () => {
    const part = after({ ...atEffect(allBut([])), facts: { ...atEffect(allBut([])).facts, part: { kind: 'structures', structureIds: ['s-1'] } } }, effect, takeEffect());
    expect(part.commands[0]!.command).toMatchObject({ stays: true });
  });
  test('un partenaire national qui cède ne dit rien aux gestionnaires de la convention', () => {
    const subject = { ...atEffect(allBut([])), facts: { ...atEffect(allBut([])).facts, assignor: party('cpam', 'national_partner' as const), byLaw: merger } };
    expect(after(subject, effect, takeEffect()).commands).toEqual([]);
  });
  test.each(['prefet', 'caf', 'cpam'])('%s se tait : refusée', (silent) => {
    const refused = after(atEffect(allBut([silent])), effect, takeEffect());
    expect([refused.state, ...types(refused)]).toEqual(['refused', 'informPrefecture refused', 'informParties refused']);
    expect(missingConsents(refused.facts, refused.facts.otherParties)).toEqual([{ party: parties.find(({ id }) => id === silent), why: 'silent' }]);
  });
  test('un refus exprès vaut refus', () => {
    const refused = after(atEffect(after(allBut(['caf']), '2027-06-30', refuse('caf', '2027-06-30'))), effect, takeEffect());
    expect([refused.state, missingConsents(refused.facts, refused.facts.otherParties)[0]!.why]).toEqual(['refused', 'refused']);
  });
  test('une partie venue depuis la demande compte aussi', () => {
    const joined = { parties: [...parties, party('cidff', 'local_partner' as const)] };
    expect(after(atEffect(allBut([])), effect, takeEffect(joined)).state).toBe('refused');
    expect(after(atEffect(after(allBut([]), '2027-06-30', consent('cidff', '2027-06-30'))), effect, takeEffect(joined)).state).toBe('effective');
  });
  test('une partie partie depuis ne compte plus', () => expect(after(atEffect(allBut(['caf'])), effect, takeEffect({ parties: parties.filter(({ id }) => id !== 'caf') })).state).toBe('effective'));
  test('sans objet si la convention a pris fin, ou si celui qui cède l’a quittée', () => {
    expect(after(atEffect(allBut([])), effect, takeEffect({ state: 'ended' })).state).toBe('without_object');
    expect(after(atEffect(allBut([])), effect, takeEffect({ parties: parties.filter(({ id }) => id !== 'commune') })).state).toBe('without_object');
  });
  test('une lettre datée à temps et retrouvée après rouvre le décompte ; une réponse du jour, jamais', () => {
    const refused = after(atEffect(allBut(['caf'])), effect, takeEffect());
    expect(refusalOf(refused, '2027-07-10', consent('caf', '2027-07-10'))).toBe('consent_too_late');
    const again = after(refused, '2027-07-10', { ...consent('caf', '2027-06-28'), proof: { kind: 'letter', paperId: null } } as Asked);
    expect([again.state, ...types(again)]).toEqual(['settling', 'countParties']);
    expect(after(again, '2027-07-10', takeEffect())).toMatchObject({ state: 'effective', effects: expect.arrayContaining([{ type: 'replaceParty', since: effect }]) });
    const two = after(atEffect(allBut(['caf', 'cpam'])), effect, takeEffect());
    expect(after(two, '2027-07-10', consent('caf', '2027-06-28')).state).toBe('refused');
  });
  test('annulée, elle s’arrête', () => {
    expect(after(asked(), '2027-03-02', { type: 'cancel', reason: ' Projet abandonné ' })).toMatchObject({ state: 'cancelled', facts: { cancelReason: 'Projet abandonné' } });
    expect(refusalOf(asked(), '2027-03-02', { type: 'cancel', reason: 'non' })).toBe('reason_missing');
  });
});

describe('Par l’effet de la loi', () => {
  const announced = (given: Partial<AssignmentFacts> = {}) => after(drafted({ byLaw: merger, ...given }), '2027-03-01', ask());
  test('chacun est informé, personne ne consent', () => {
    expect([announced().state, ...types(announced())]).toEqual(['announced', 'informPrefecture announced', 'informParties announced']);
    expect([refusalOf(announced(), '2027-03-02', consent('caf', '2027-03-02')), refusalOf(announced(), '2027-03-02', refuse('caf', '2027-03-02'))]).toEqual(['no_consent_needed', 'no_consent_needed']);
  });
  test('elle prend effet à son jour, sans aucun accord', () => {
    expect(tick(announced(), '2027-06-30')).toBeNull();
    expect(after(tick(announced(), effect)!, effect, takeEffect())).toMatchObject({ state: 'effective', commands: [{ command: { type: 'replaceGestionnaire' } }] });
  });
  test('enregistrée après coup, elle porte son jour ; avant l’entrée en vigueur de la convention aussi', () => {
    const late = announced({ effectOn: day('2027-01-01') });
    expect(tick(late, '2027-03-01')).toMatchObject({ on: '2027-01-01', effects: [{ type: 'countParties', on: '2027-01-01' }] });
    expect(after(drafted({ byLaw: merger }), '2027-03-01', ask({ state: 'signed' })).state).toBe('announced');
  });
});

test('quelles que soient les réponses et leurs jours : elle prend effet si et seulement si chaque autre partie a consenti avant son jour', () =>
  fc.assert(fc.property(fc.array(fc.record({ who: fc.constantFrom('prefet', 'caf', 'cpam'), yes: fc.boolean(), offset: fc.integer({ min: -30, max: 5 }) }), { maxLength: 10 }), (said) => {
    let subject: Subject<Assignment> = asked('2027-03-01');
    const consented = new Set<string>();
    // Recorded at any time after the fact, on the day of each letter.
    for (const { who, yes, offset } of said) {
      const on = addDays(day(effect), offset);
      const decision = decided(subject, '2027-08-01', yes ? consent(who, on) : refuse(who, on));
      if (decision.accepted) subject = { state: decision.to, facts: decision.facts };
      if (yes && on < effect) consented.add(who);
    }
    expect(after(atEffect(subject), effect, takeEffect()).state).toBe(consented.size === 3 ? 'effective' : 'refused');
  })));
