import { brokenLaws } from '../workflow/laws.js';
import { decide, eventsOf, possibleEvents, statesOf } from '../workflow/workflow.js';
import type { Event } from '../workflow/workflow.js';
import { alertsOf, currentLastUsefulDay, currentTermEndsOn, currentTermStartsOn } from './term-calendar.js';
import { accordCadre, after, agreed, at, day, refusalOf, signed, until } from './term-fixture.js';
import type { Asked } from './term-fixture.js';
import { endSentences, expirySentences, termRefusalSentence, termReportSentences } from './term-sentences.js';
import { capFollowsOf, denunciationOf, signedTerm } from './term.js';
import type { SignedTerm, Term } from './term.js';
import { termWorkflow } from './term.workflow.js';

describe('La table', () => {
  test('obéit à toutes les lois', () => expect(brokenLaws(termWorkflow)).toEqual([]));
  const absent = statesOf(termWorkflow).flatMap((state) => eventsOf(termWorkflow).filter((event) => !possibleEvents(termWorkflow, state).has(event)).map((event) => [state, event] as const));
  test.each(absent)('%s refuse %s', (state, type) =>
    expect(decide(termWorkflow, { state, facts: signedTerm(agreed) }, { type, effectiveOn: day('2026-11-26'), at } as Event<Term>)).toEqual({ accepted: false, refusal: termWorkflow.otherwise?.[state] ?? 'not_possible_now' }));
  test('chaque ligne dit d’où elle vient, sauf le retour sur un départ et ce qui est déjà fait', () =>
    expect(termWorkflow.rows.filter(([, , , , , , basis]) => !basis).map(([, on]) => on)).toEqual([...Array<string>(4).fill('withdrawLeaver'), 'releaseLeaver', 'withdrawLeaver', 'withdrawLeaver', 'releaseLeaver', 'replaceGestionnaire']));
  test('des années signées de travers ne commencent pas', () => {
    for (const wrong of [{ firstTermEndsOn: day('2026-06-30') }, { capEndsOn: day('2026-01-01') }, { renewalMonths: -1 }, { noticeMonths: 1.5 }, { gestionnaireIds: [] }]) expect(() => signedTerm({ ...agreed, ...wrong })).toThrow(RangeError);
  });
  test('les lectures portent les noms des conditions particulières', () =>
    expect([capFollowsOf.fin_accord_cadre, capFollowsOf.accord_cadre_initial, denunciationOf.individuelle, denunciationOf.collective]).toEqual(['latest', 'initial', 'individual', 'collective']));
  test('chaque phrase est une phrase, et cite', () => {
    const sentences = [...Object.values(expirySentences), ...Object.values(endSentences), ...Object.values(termReportSentences), termRefusalSentence('leaves_later'), termRefusalSentence('not_possible_now')];
    for (const sentence of sentences) expect(sentence).toMatch(/^[A-ZÀÉ][^!]*\.$/);
  });
});

describe('Une année, jour après jour', () => {
  test('chaque étape à son jour de droit, et au lendemain du dernier jour de chaque délai', () =>
    expect(until(signed(), '2027-07-01').days).toEqual([
      '2026-07-01 enterIntoForce in_force', '2026-09-30 alertParties in_force', '2026-11-30 alertParties in_force', '2026-12-16 alertParties notice_closing', '2027-01-01 passLastUsefulDay notice_closed', '2027-07-01 reachTerm in_force',
    ]));
  test.each([
    ['2026-06-30', 'signed'], ['2026-07-01', 'in_force'], ['2026-12-15', 'in_force'], ['2026-12-16', 'notice_closing'], ['2026-12-31', 'notice_closing'], ['2027-01-01', 'notice_closed'], ['2027-06-30', 'notice_closed'], ['2027-07-01', 'in_force'],
  ])('le %s : %s', (today, state) => expect(until(signed(), today).state).toBe(state));
  test('un rappel devient inutile la veille du suivant, le dernier au dernier jour utile', () =>
    expect(alertsOf(signedTerm(agreed)).map(({ stage, on, uselessAfter }) => [stage, on, uselessAfter])).toEqual([['prepare', '2026-09-30', '2026-11-29'], ['deliberate', '2026-11-30', '2026-12-15'], ['last_days', '2026-12-16', '2026-12-31']]));
  test('la décision n’est demandée qu’une fois par échéance', () => {
    const { effects, facts } = until(signed(), '2026-12-31');
    expect(effects.filter(({ type }) => type === 'askDecision')).toEqual([{ type: 'askDecision', termEndsOn: '2027-06-30', uselessAfter: '2026-12-31', born: '2026-09-30' }]);
    expect(facts.decisionAskedOn).toBe('2026-09-30');
    expect(until(signed(), '2027-09-30').effects.filter(({ type }) => type === 'askDecision')).toHaveLength(2);
  });
  test('signée tard, elle ne reçoit que les rappels qui servent encore', () => {
    expect(until(signed({ inForceSince: day('2026-12-20') }), '2027-01-01').days).toEqual(['2026-12-20 enterIntoForce in_force', '2026-12-20 alertParties notice_closing', '2027-01-01 passLastUsefulDay notice_closed']);
    expect(until(signed({ inForceSince: day('2026-12-31') }), '2026-12-31').state).toBe('notice_closing');
    expect(until(signed({ inForceSince: day('2027-01-01') }), '2027-01-01').state).toBe('notice_closed');
  });
  test.each([
    ['2027-06-30', '2026-12-31'], ['2027-12-31', '2027-06-30'], ['2028-02-29', '2027-08-31'], ['2027-02-28', '2026-08-31'], ['2027-08-31', '2027-02-28'], ['2027-04-30', '2026-10-31'],
  ])('échéance au %s, dernier jour utile le %s : fermé le lendemain, reconduite le lendemain de l’échéance', (term, useful) => {
    const subject = signed({ firstTermEndsOn: day(term), inForceSince: day('2026-01-01') });
    expect(currentLastUsefulDay(subject.facts)).toBe(useful);
    expect(until(subject, useful).state).toBe('notice_closing');
    expect(until(subject, term)).toMatchObject({ state: 'notice_closed', facts: { renewals: 0 } });
    expect(until(subject, `${term.slice(0, 4)}-12-31`).facts.renewals).toBe(term.endsWith('12-31') ? 0 : 1);
  });
  test('le 29 février revient aux années bissextiles', () => {
    const subject = signed({ inForceSince: day('2027-01-01'), firstTermEndsOn: day('2028-02-29'), capEndsOn: day('2040-12-31') });
    expect([0, 1, 3, 4].map((renewals) => currentTermEndsOn({ ...subject.facts, renewals }))).toEqual(['2028-02-29', '2029-02-28', '2031-02-28', '2032-02-29']);
    expect(until(subject, '2029-02-28').facts.renewals).toBe(1);
    expect(until(subject, '2029-03-01').facts.renewals).toBe(2);
  });
});

describe('La reconduction et le plafond', () => {
  test('le constat est établi à son jour, et son envoi devient inutile avec la période', () => {
    const { effects, facts } = until(signed(), '2027-07-01');
    expect(effects.slice(-2)).toEqual([{ type: 'issueRenewalRecord', renewal: 1, from: '2027-07-01', until: '2028-06-30', leaverIds: [], born: '2027-07-01' }, { type: 'sendRenewalRecord', renewal: 1, uselessAfter: '2028-06-30', born: '2027-07-01' }]);
    expect([currentTermStartsOn(facts), facts.decision, facts.decisionAskedOn]).toEqual(['2027-07-01', null, null]);
  });
  test('une panne de dix ans : tout est rejoué, chaque pas à son jour, jusqu’au plafond', () => {
    const late = until(signed(), '2037-01-01');
    expect(late).toMatchObject({ state: 'executed_in_fact', facts: { renewals: 6, expiry: { reason: 'cap_reached', on: '2032-12-31' } } });
    expect(late.days.at(-1)).toBe('2033-01-01 reachTerm executed_in_fact');
    expect(late.effects.filter((effect) => 'uselessAfter' in effect && effect.uselessAfter !== null && effect.uselessAfter >= day('2037-01-01'))).toEqual([]);
  });
  test('la dernière période s’arrête avec l’Accord cadre, et son dernier jour utile avec elle', () => {
    const { facts } = until(signed(), '2032-07-01');
    expect([currentTermStartsOn(facts), currentTermEndsOn(facts), currentLastUsefulDay(facts)]).toEqual(['2032-07-01', '2032-12-31', '2032-06-30']);
    expect(until(signed(), '2032-07-01').state).toBe('notice_closed');
  });
  test.each<[Partial<SignedTerm>, string]>([[{ capEndsOn: null }, 'cap_unknown'], [{ capEndsOn: day('2027-06-30') }, 'cap_reached'], [{ renewalMonths: 0 }, 'not_renewable']])('%j : échue, exécution de fait, jamais reconduite : %s', (given, why) => {
    const late = until(signed(given), '2030-01-01');
    expect(late).toMatchObject({ state: 'executed_in_fact', facts: { renewals: 0, expiry: { reason: why, on: '2027-06-30' } } });
    expect(late.effects.at(-1)).toMatchObject({ type: 'reportToClerks', what: why, on: '2027-07-01', uselessAfter: null });
  });
  test('un Accord cadre plus long rend à la période coupée sa durée, et ses rappels', () => {
    const cut = signed({ capEndsOn: day('2027-03-31') });
    expect(until(cut, '2026-11-01').state).toBe('notice_closed');
    const moved = after(cut, '2026-11-01', accordCadre('2026-10-01', '2030-12-31'));
    expect(moved).toMatchObject({ state: 'in_force', effects: [{ type: 'announceTermMoved', from: '2027-03-31', to: '2027-06-30' }] });
    expect(until(moved, '2027-01-01').days).toEqual(['2026-11-01 alertParties in_force', '2026-11-30 alertParties in_force', '2026-12-16 alertParties notice_closing', '2027-01-01 passLastUsefulDay notice_closed']);
  });
  test('un Accord cadre plus court coupe la période ; déjà fini, elle est échue à son jour', () => {
    expect(after(signed(), '2026-08-01', accordCadre('2026-07-15', '2027-03-31'))).toMatchObject({ state: 'in_force', facts: { alertsFrom: '2026-08-01' } });
    const over = after(signed(), '2026-11-01', accordCadre('2026-07-15', '2026-10-15'));
    expect(until(over, '2026-11-01')).toMatchObject({ state: 'executed_in_fact', facts: { expiry: { on: '2026-10-15' } }, days: ['2026-10-16 reachTerm executed_in_fact'] });
    expect(after(signed(), '2026-12-20', accordCadre('2026-07-15', '2027-06-15')).state).toBe('notice_closed');
  });
  test.each([['2026-08-01', 'in_force'], ['2026-12-20', 'notice_closing'], ['2027-02-01', 'notice_closed']])('le %s, un plafond lointain ne change rien d’autre', (today, state) =>
    expect(after(signed(), today, accordCadre('2026-07-15', '2040-12-31'))).toMatchObject({ state, effects: [], facts: { capEndsOn: '2040-12-31' } }));
  test('avant l’entrée en vigueur, le plafond s’enregistre', () => expect(after(signed({ capEndsOn: null }), '2026-06-01', accordCadre('2026-01-01', '2030-12-31')).state).toBe('signed'));
  test('conclu avant l’échéance, enregistré après : reconduite à son jour', () => {
    const expired = signed({ capEndsOn: null });
    const back = after(expired, '2029-10-01', accordCadre('2027-06-30', '2031-12-31'));
    expect(back).toMatchObject({ state: 'in_force', facts: { renewals: 1, expiry: null }, effects: [{ type: 'issueRenewalRecord', renewal: 1, from: '2027-07-01', until: '2028-06-30' }, { type: 'sendRenewalRecord' }] });
    const straight = until(signed({ capEndsOn: day('2031-12-31') }), '2029-10-01');
    expect(until(back, '2029-10-01')).toMatchObject({ state: straight.state, facts: straight.facts });
  });
  test('conclu après l’échéance : le préfet en est informé, rien n’est reconduit', () =>
    expect(after(signed({ capEndsOn: null }), '2027-10-01', accordCadre('2027-07-01', '2031-12-31'))).toMatchObject({ state: 'executed_in_fact', facts: { capEndsOn: null }, effects: [{ what: 'accord_cadre_after_expiry' }] }));
  test('fini avant l’échéance, enregistré après : l’échéance est la sienne', () =>
    expect(after(signed({ capEndsOn: null }), '2027-10-01', accordCadre('2020-01-01', '2027-03-31'))).toMatchObject({ state: 'executed_in_fact', facts: { expiry: { reason: 'cap_reached', on: '2027-03-31' } } }));
  test('fini avec l’échéance, enregistré après : elle n’est plus inexpliquée', () => {
    expect(after(signed({ capEndsOn: null }), '2027-10-01', accordCadre('2020-01-01', '2027-06-30'))).toMatchObject({ state: 'executed_in_fact', facts: { renewals: 0, expiry: { reason: 'cap_reached', on: '2027-06-30' } } });
    expect(after(signed({ renewalMonths: 0 }), '2027-10-01', accordCadre('2020-01-01', '2027-06-30')).facts.expiry).toEqual({ reason: 'not_renewable', on: '2027-06-30' });
    expect(after(signed({ renewalMonths: 0 }), '2027-10-01', accordCadre('2027-01-01', '2030-06-30')).facts.expiry).toEqual({ reason: 'not_renewable', on: '2027-06-30' });
  });
  test('une période coupée puis prolongée avant son échéance n’est pas une reconduction', () => {
    const back = after(signed({ capEndsOn: day('2027-03-31') }), '2027-05-01', accordCadre('2027-03-01', '2031-12-31'));
    expect(back).toMatchObject({ state: 'notice_closed', facts: { renewals: 0 }, effects: [{ type: 'announceTermMoved', from: '2027-03-31', to: '2027-06-30' }] });
    expect(until(back, '2027-07-01')).toMatchObject({ state: 'in_force', facts: { renewals: 1 } });
  });
  test.each<[string, string, Asked, Partial<SignedTerm>]>([
    ['accord_cadre_overtaken', '2028-01-01', accordCadre('2026-01-01', '2027-06-30'), {}],
    ['accord_cadre_dates', '2026-09-01', accordCadre('2027-01-01', '2026-12-31'), {}],
    ['accord_cadre_initial_only', '2026-09-01', accordCadre('2026-08-01', '2040-12-31'), { capFollows: 'initial' }],
    ['accord_cadre_initial_only', '2026-09-01', accordCadre('2026-08-01', '2040-12-31'), { capFollows: 'initial', capEndsOn: null }],
  ])('%s', (refusal, today, command, given) => expect(refusalOf(signed(given), today, command)).toBe(refusal));
  test('l’Accord cadre initial, oublié à la signature, peut encore être enregistré', () => expect(refusalOf(signed({ capFollows: 'initial', capEndsOn: null }), '2026-09-01', accordCadre('2022-01-01', '2030-12-31'))).toBeNull());
});

describe('La décision de la préfecture', () => {
  test.each<['continue' | 'amend']>([['continue'], ['amend']])('%s : gardée, la reconduction suit son cours', (decision) => {
    const decided = after(signed(), '2026-10-01', { type: 'decide', decision });
    expect(decided).toMatchObject({ state: 'in_force', effects: [], facts: { decision: { choice: decision, on: '2026-10-01' } } });
    expect(until(decided, '2027-07-01')).toMatchObject({ state: 'in_force', facts: { renewals: 1, decision: null } });
  });
  test('décidée d’avance, elle n’est plus demandée', () => expect(until(after(signed(), '2026-08-01', { type: 'decide', decision: 'amend' }), '2026-12-31').effects.some(({ type }) => type === 'askDecision')).toBe(false));
  test('ne pas reconduire : le préfet n’a pas de préavis à donner, il lui est dit ce qu’il faut', () => {
    const decided = after(signed(), '2026-12-20', { type: 'decide', decision: 'denounce' });
    expect(decided.effects).toMatchObject([{ type: 'reportToClerks', what: 'denounce_needs_an_act' }]);
    expect(until(decided, '2027-07-01').facts.renewals).toBe(1);
  });
  test('le dernier jour utile passé, il reste à modifier ou à continuer', () => {
    expect(refusalOf(signed(), '2026-12-31', { type: 'decide', decision: 'denounce' })).toBeNull();
    expect(refusalOf(signed(), '2027-01-01', { type: 'decide', decision: 'denounce' })).toBe('notice_day_past');
    expect(refusalOf(signed(), '2027-01-01', { type: 'decide', decision: 'amend' })).toBeNull();
  });
});
