import type { Subject } from '../workflow/workflow.js';
import { noticeTermsOn } from './term-calendar.js';
import { accordCadre, after, day, leaver, reason, recordLeaver, refusalOf, signed, until } from './term-fixture.js';
import type { Asked } from './term-fixture.js';
import type { SignedTerm, Term, TermFacts } from './term.js';

describe('Ceux qui partent', () => {
  test('un gestionnaire reste engagé jusqu’à l’échéance, puis la convention vit sans lui', () => {
    const leaving = after(signed(), '2026-12-01', recordLeaver(leaver('commune', '2027-06-30')));
    expect(until(leaving, '2027-06-30').facts.gestionnaireIds).toEqual(['commune', 'caf']);
    expect(until(leaving, '2027-07-01')).toMatchObject({ state: 'in_force', facts: { renewals: 1, gestionnaireIds: ['caf'], leavers: [] } });
    expect(until(leaving, '2027-07-01').effects.slice(-3)).toMatchObject([{ type: 'regenerateAnnexes', leaverIds: ['commune'], from: '2027-07-01' }, { type: 'issueRenewalRecord', leaverIds: ['commune'] }, { type: 'sendRenewalRecord' }]);
  });
  test('le dernier gestionnaire parti, elle prend fin à l’échéance', () => {
    const one = after(signed(), '2026-12-01', recordLeaver(leaver('commune', '2027-06-30')));
    const both = after(one, '2026-12-20', recordLeaver(leaver('caf', '2027-06-30')));
    expect(until(both, '2027-06-30').state).toBe('notice_closed');
    expect(until(both, '2040-01-01')).toMatchObject({ state: 'ended', facts: { renewals: 0, end: { reason: 'last_gestionnaire_left', on: '2027-06-30' } }, days: ['2027-01-01 passLastUsefulDay notice_closed', '2027-07-01 reachTerm ended'] });
  });
  test('un gestionnaire entré depuis la fait vivre', () => {
    const one = after(signed({ gestionnaireIds: ['commune'] }), '2026-12-01', recordLeaver(leaver('commune', '2027-06-30')));
    const joined = after(one, '2027-02-01', { type: 'recordGestionnaire', gestionnaireId: 'epci' });
    expect(until(joined, '2027-07-01')).toMatchObject({ state: 'in_force', facts: { gestionnaireIds: ['epci'] } });
    expect(refusalOf(joined, '2027-03-01', { type: 'recordGestionnaire', gestionnaireId: 'epci' })).toBe('party_already');
  });
  test('remplacé par cession ou par la loi, sans préavis : son successeur prend sa place, et le préavis déjà donné', () => {
    const replace = (leavingId: string, arrivingId: string, stays = false) => ({ type: 'replaceGestionnaire' as const, leavingId, arrivingId, stays });
    const leaving = after(signed(), '2026-12-01', recordLeaver(leaver('commune', '2027-06-30')));
    const replaced = after(leaving, '2027-01-01', replace('commune', 'epci'));
    expect(replaced.facts).toMatchObject({ gestionnaireIds: ['caf', 'epci'], leavers: [{ partyId: 'epci', leavesOn: '2027-06-30' }] });
    expect(until(replaced, '2027-07-01').facts).toMatchObject({ gestionnaireIds: ['caf'], leavers: [] });
    expect(after(leaving, '2027-01-01', replace('commune', 'caf')).facts).toMatchObject({ gestionnaireIds: ['caf'], leavers: [] });
    expect(after(leaving, '2027-01-01', replace('commune', 'epci', true)).facts).toMatchObject({ gestionnaireIds: ['commune', 'caf', 'epci'], leavers: [{ partyId: 'commune' }] });
    expect(after(replaced, '2027-01-02', replace('commune', 'epci')).facts).toEqual(replaced.facts);
    // The notice bears the name of whoever gave it: annulled, it is found by itself.
    const { withdrawalId } = replaced.facts.leavers[0]!;
    expect(after(replaced, '2027-01-02', { type: 'withdrawLeaver', partyId: 'commune', withdrawalId }).facts.leavers).toEqual([]);
    expect(refusalOf(replaced, '2027-01-02', { type: 'withdrawLeaver', partyId: 'epci', withdrawalId: 'un-autre' })).toBe('not_leaving');
  });
  test('tardif, il part à l’échéance suivante', () => {
    const late = after(signed(), '2027-02-01', recordLeaver(leaver('caf', '2028-06-30')));
    expect(until(late, '2027-07-01').facts).toMatchObject({ gestionnaireIds: ['commune', 'caf'], leavers: [{ partyId: 'caf' }] });
    expect(until(late, '2028-07-01').facts).toMatchObject({ gestionnaireIds: ['commune'], leavers: [] });
  });
  test('le partenaire local parti, les gestionnaires demeurent', () => {
    const leaving = after(signed(), '2026-12-01', recordLeaver(leaver('cidff', '2027-06-30', 'local_partner')));
    expect(until(leaving, '2027-07-01')).toMatchObject({ facts: { gestionnaireIds: ['commune', 'caf'], leavers: [] } });
  });
  test('lettre reçue à temps, saisie après l’échéance : parti à son jour', () => {
    const late = after(signed(), '2027-09-01', recordLeaver(leaver('caf', '2027-06-30')));
    expect(late).toMatchObject({ state: 'in_force', facts: { gestionnaireIds: ['commune'], leavers: [] }, effects: [{ type: 'regenerateAnnexes', from: '2027-07-01' }] });
    expect(after(late, '2027-09-02', recordLeaver(leaver('commune', '2027-06-30')))).toMatchObject({ state: 'ended', facts: { end: { reason: 'last_gestionnaire_left', on: '2027-06-30' } } });
  });
  test.each([['2026-12-20', 'notice_closing'], ['2027-02-01', 'notice_closed']])('le %s (%s), le dernier peut être parti la veille, sous la lecture « à tout moment »', (today, state) => {
    const alone = signed({ gestionnaireIds: ['caf'], noticeEffect: 'rolling' });
    expect(until(alone, today).state).toBe(state);
    expect(after(alone, today, recordLeaver(leaver('caf', '2026-12-10')))).toMatchObject({ state: 'ended', facts: { end: { on: '2026-12-10' } } });
  });
  test.each([['2026-08-02', 'in_force'], ['2026-12-20', 'notice_closing'], ['2027-02-01', 'notice_closed']])('à tout moment : le %s (%s), le partant est libéré le lendemain de son jour, pas avant', (today, state) => {
    const both = after(signed({ noticeEffect: 'rolling' }), '2026-07-01', recordLeaver(leaver('caf', '2026-08-01')));
    expect(refusalOf(both, '2026-08-01', { type: 'releaseLeaver', partyId: 'caf' })).toBe('leaves_later');
    expect(after(both, today, { type: 'releaseLeaver', partyId: 'caf' })).toMatchObject({ state, facts: { gestionnaireIds: ['commune'] }, effects: [{ type: 'regenerateAnnexes', from: '2026-08-02' }] });
    const alone = after(signed({ noticeEffect: 'rolling', gestionnaireIds: ['caf'] }), '2026-07-01', recordLeaver(leaver('caf', '2026-08-01')));
    expect(after(alone, today, { type: 'releaseLeaver', partyId: 'caf' })).toMatchObject({ state: 'ended', facts: { end: { on: '2026-08-01' } } });
  });
  test('à tout moment : la convention finit avec le dernier, non avec le premier', () => {
    const both = after(after(signed({ noticeEffect: 'rolling' }), '2026-07-01', recordLeaver(leaver('caf', '2027-04-30'))), '2026-07-02', recordLeaver(leaver('commune', '2027-02-28')));
    expect(until(both, '2027-07-01')).toMatchObject({ state: 'ended', facts: { end: { on: '2027-04-30' } } });
  });
  test('libérer qui l’est déjà ne change rien, la convention finie ou non', () => {
    const leaving = after(signed(), '2026-12-01', recordLeaver(leaver('commune', '2027-06-30')));
    expect(after(leaving, '2027-07-01', { type: 'releaseLeaver', partyId: 'commune' })).toMatchObject({ state: 'in_force', effects: [] });
    const ended = until(after(leaving, '2026-12-02', recordLeaver(leaver('caf', '2027-06-30'))), '2027-07-01');
    expect(after(ended, '2027-07-01', { type: 'releaseLeaver', partyId: 'caf' })).toMatchObject({ state: 'ended', effects: [] });
  });
  test.each(['2026-12-01', '2026-12-20', '2027-02-01'])('le %s, un départ annulé n’a pas lieu', (today) => {
    const leaving = after(signed(), '2026-11-01', recordLeaver(leaver('commune', '2027-06-30')));
    expect(until(after(leaving, today, { type: 'withdrawLeaver', partyId: 'commune' }), '2027-07-01').facts.gestionnaireIds).toEqual(['commune', 'caf']);
  });
  test('collectivement : seul, un gestionnaire ne part pas ; tous ensemble, la convention finit', () => {
    const one = after(signed({ denunciation: 'collective' }), '2026-12-01', recordLeaver(leaver('commune', '2027-06-30')));
    const alone = until(one, '2027-07-01');
    expect(alone).toMatchObject({ state: 'in_force', facts: { gestionnaireIds: ['commune', 'caf'], leavers: [] } });
    expect(alone.effects.some((effect) => effect.type === 'reportToClerks' && effect.what === 'denunciation_incomplete')).toBe(true);
    expect(until(after(one, '2026-12-20', recordLeaver(leaver('caf', '2027-06-30'))), '2027-07-01').state).toBe('ended');
  });
  test.each<[string, Asked]>([
    ['unknown_party', recordLeaver(leaver('inconnu', '2027-06-30'))], ['leaving_already', recordLeaver(leaver('commune', '2028-06-30'))], ['leaves_before_force', recordLeaver(leaver('caf', '2026-06-30'))],
    ['not_leaving', { type: 'withdrawLeaver', partyId: 'caf' }],
  ])('%s', (refusal, command) => expect(refusalOf(after(signed(), '2026-12-01', recordLeaver(leaver('commune', '2027-06-30'))), '2026-12-02', command)).toBe(refusal));
  test('un départ qui a pris effet ne s’annule plus', () => {
    const leaving = after(signed({ noticeEffect: 'rolling' }), '2026-07-01', recordLeaver(leaver('caf', '2026-08-01')));
    expect(refusalOf(leaving, '2026-08-02', { type: 'withdrawLeaver', partyId: 'caf' })).toBe('left_already');
  });
});

describe('Après l’échéance, et avant elle par un acte', () => {
  const expired = signed({ capEndsOn: null });
  test('quelqu’un constate la fin de l’exécution de fait', () =>
    expect(after(expired, '2027-10-01', { type: 'endInFact', endedOn: day('2027-09-30'), reason })).toMatchObject({ state: 'ended', facts: { end: { reason: 'ended_in_fact', on: '2027-09-30', said: reason } }, effects: [{ type: 'announceEnd' }] }));
  test.each<[string, string, string]>([['end_before_expiry', '2027-06-29', reason], ['day_to_come', '2027-10-02', reason], ['reason_missing', '2027-09-30', 'non']])('%s', (refusal, endedOn, said) =>
    expect(refusalOf(expired, '2027-10-01', { type: 'endInFact', endedOn: day(endedOn), reason: said })).toBe(refusal));
  test.each([['2027-06-30', null], ['2028-06-30', 'term_expired']])('un départ au %s, saisi après : %s', (leavesOn, refusal) => expect(refusalOf(expired, '2027-10-01', recordLeaver(leaver('caf', leavesOn)))).toBe(refusal));
  test('si c’était le dernier, la convention avait pris fin', () =>
    expect(after(signed({ capEndsOn: null, gestionnaireIds: ['caf'] }), '2027-10-01', recordLeaver(leaver('caf', '2027-06-30')))).toMatchObject({ state: 'ended', facts: { end: { reason: 'last_gestionnaire_left', on: '2027-06-30' } } }));
  test('rien à libérer', () => expect(after(expired, '2027-10-01', { type: 'releaseLeaver', partyId: 'caf' }).state).toBe('executed_in_fact'));

  const stop = (endsOn: string, said = reason): Asked => ({ type: 'recordGeneralInterestTermination', endsOn: day(endsOn), reason: said });
  test.each(['2026-08-01', '2026-12-20', '2027-02-01'])('CE, 27 févr. 2015, n° 357028 : résiliée le %s, elle court jusqu’au jour de l’acte', (today) => {
    const stopping = after(signed(), today, stop('2027-03-31'));
    expect(stopping.state).toBe('terminating');
    expect(until(stopping, '2027-03-31').state).toBe('terminating');
    expect(until(stopping, '2027-04-01')).toMatchObject({ state: 'ended', facts: { end: { reason: 'general_interest', on: '2027-03-31', said: reason } } });
  });
  test('un préavis annulé après coup est entendu, et ne change rien d’autre', () => {
    const late = (given: Partial<SignedTerm>) => after(signed(given), '2027-02-01', recordLeaver(leaver('caf', '2028-06-30')));
    const undo: Asked = { type: 'withdrawLeaver', partyId: 'caf' };
    expect(after(late({ capEndsOn: null }), '2027-10-01', undo)).toMatchObject({ state: 'executed_in_fact', effects: [], facts: { leavers: [] } });
    const stopping = after(late({}), '2027-02-02', stop('2027-03-31'));
    expect(after(stopping, '2027-03-01', undo)).toMatchObject({ state: 'terminating', effects: [], facts: { leavers: [] } });
    expect(after(stopping, '2027-05-01', undo)).toMatchObject({ state: 'ended', effects: [] });
  });
  test.each<[string, Asked]>([['reason_missing', stop('2027-03-31', 'motif')], ['termination_outside_term', stop('2027-07-01')], ['termination_outside_term', stop('2026-06-30')]])('%s', (refusal, command) => expect(refusalOf(signed(), '2026-08-01', command)).toBe(refusal));
  test('un partant est libéré entre-temps ; le dernier parti, elle finit plus tôt', () => {
    const leaving = (ids: string[]) => after(after(signed({ noticeEffect: 'rolling', gestionnaireIds: ids }), '2026-07-01', recordLeaver(leaver('caf', '2026-12-31'))), '2026-08-01', stop('2027-03-31'));
    expect(after(leaving(['caf', 'commune']), '2027-01-01', { type: 'releaseLeaver', partyId: 'caf' })).toMatchObject({ state: 'terminating', facts: { gestionnaireIds: ['commune'] } });
    expect(after(leaving(['caf']), '2027-01-01', { type: 'releaseLeaver', partyId: 'caf' })).toMatchObject({ state: 'ended', facts: { end: { on: '2026-12-31' } } });
  });
});

describe('Chaque jour limite est du bon côté', () => {
  const leaving = (leavesOn: string) => after(signed({ noticeEffect: 'rolling' }), '2026-07-01', recordLeaver(leaver('caf', leavesOn)));
  const stop = (endsOn: string): Asked => ({ type: 'recordGeneralInterestTermination', endsOn: day(endsOn), reason });
  const end = (endedOn: string): Asked => ({ type: 'endInFact', endedOn: day(endedOn), reason });
  test.each<[string, Subject<Term>, string, Asked]>([
    ['un Accord cadre fini au premier jour de la période', signed(), '2028-01-01', accordCadre('2026-01-01', '2027-07-01')],
    ['un Accord cadre initial conclu le jour de l’effet', signed({ capFollows: 'initial', capEndsOn: null }), '2026-09-01', accordCadre('2026-07-01', '2030-12-31')],
    ['un départ au jour de l’effet', signed(), '2026-09-01', recordLeaver(leaver('caf', '2026-07-01'))],
    ['un départ annulé son dernier jour', leaving('2026-08-01'), '2026-08-01', { type: 'withdrawLeaver', partyId: 'caf' }],
    ['une exécution de fait finie avec l’échéance', signed({ capEndsOn: null }), '2027-10-01', end('2027-06-30')],
    ['une exécution de fait finie aujourd’hui', signed({ capEndsOn: null }), '2027-10-01', end('2027-10-01')],
    ['une résiliation au premier jour de la période', signed(), '2026-08-01', stop('2026-07-01')],
    ['une résiliation à l’échéance', signed(), '2026-08-01', stop('2027-06-30')],
  ])('%s est admis', (_, subject, today, command) => expect(refusalOf(subject, today, command)).toBeNull());
  test('enregistré son dernier jour, le partant est encore là ; le lendemain, non', () => {
    const told = (today: string) => after(signed({ noticeEffect: 'rolling' }), today, recordLeaver(leaver('caf', '2026-08-01'))).facts.gestionnaireIds;
    expect([told('2026-08-01'), told('2026-08-02')]).toEqual([['commune', 'caf'], ['commune']]);
  });
  test('la convention échue, un préavis pour une échéance qui n’est pas venue n’emporte personne', () => {
    const late = after(signed({ capEndsOn: null }), '2027-02-01', recordLeaver(leaver('caf', '2028-06-30')));
    expect(after(late, '2028-08-01', recordLeaver(leaver('commune', '2027-06-30')))).toMatchObject({ state: 'executed_in_fact', facts: { gestionnaireIds: ['caf'] } });
  });
  test('l’échéance déplacée, la décision est demandée de nouveau', () => {
    const cut = signed({ inForceSince: day('2026-01-01'), capEndsOn: day('2027-03-31') });
    expect(until(cut, '2026-08-01').facts.decisionAskedOn).toBe('2026-06-30');
    const moved = after(cut, '2026-08-01', accordCadre('2026-07-15', '2030-12-31'));
    expect(until(moved, '2026-10-01').effects).toMatchObject([{ type: 'alertParties', stage: 'prepare', born: '2026-09-30' }, { type: 'askDecision', termEndsOn: '2027-06-30' }]);
  });
});

describe('Les échéances que vise un préavis', () => {
  const facts = (today: string, given: Partial<SignedTerm> = {}): TermFacts => until(signed(given), today).facts;
  test('l’échéance du jour de la lettre, non celle du jour de la saisie', () =>
    expect(noticeTermsOn(facts('2027-09-01'), day('2026-12-31'), day('2027-09-01'))).toEqual({ termEndsOn: '2027-06-30', laterTerms: ['2028-06-30'], capKnown: true }));
  test('assez d’échéances pour la réception la plus tardive', () => expect(noticeTermsOn(facts('2026-12-01'), day('2026-12-01'), day('2028-03-01')).laterTerms).toEqual(['2028-06-30', '2029-06-30']));
  test.each([['2027-12-31', ['2028-06-30']], ['2028-01-01', ['2028-06-30', '2029-06-30']]])('reçu au plus tard le %s : jusqu’à l’échéance %j', (through, terms) => expect(noticeTermsOn(facts('2026-12-01'), day('2026-12-01'), day(through)).laterTerms).toEqual(terms));
  test('la dernière est celle de l’Accord cadre', () => {
    expect(noticeTermsOn(facts('2032-06-01'), day('2032-06-01'))).toEqual({ termEndsOn: '2032-06-30', laterTerms: ['2032-12-31'], capKnown: true });
    expect(noticeTermsOn(facts('2032-10-01'), day('2032-10-01'))).toEqual({ termEndsOn: '2032-12-31', laterTerms: [], capKnown: true });
  });
  test('le dernier jour d’une échéance est encore à elle', () => {
    expect(noticeTermsOn(facts('2027-09-01'), day('2027-06-30')).termEndsOn).toBe('2027-06-30');
    expect(noticeTermsOn(facts('2027-09-01'), day('2027-07-01')).termEndsOn).toBe('2028-06-30');
  });
  test('sans Accord cadre, on ne sait pas : on le dit', () => {
    expect(noticeTermsOn(facts('2026-10-01', { capEndsOn: null }), day('2026-10-01'))).toEqual({ termEndsOn: '2027-06-30', laterTerms: [], capKnown: false });
    expect(noticeTermsOn(facts('2026-10-01', { renewalMonths: 0, capEndsOn: null }), day('2026-10-01')).capKnown).toBe(true);
  });
});
