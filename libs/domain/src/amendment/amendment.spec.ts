import fc from 'fast-check';
import type { OpeningHours } from '../directory/directory.js';
import { weekdays } from '../directory/directory.js';
import { addDays, instant, legalDay } from '../legal-time/legal-day.js';
import { brokenLaws } from '../workflow/laws.js';
import { decide, dueTick, eventsOf, possibleEvents, statesOf } from '../workflow/workflow.js';
import type { Event, Subject } from '../workflow/workflow.js';
import { amendmentChangeNames, amendmentRefusalSentence, amendmentStateNames, informationOnlySentence, signatureReasonText } from './amendment-sentences.js';
import { draftedAmendment, isHoursNotice, structuresAfter } from './amendment.js';
import type { AgreementStanding, AmendedAgreement, Amendment, AmendmentChange, AmendmentEffect, AmendmentFacts } from './amendment.js';
import { amendmentWorkflow } from './amendment.workflow.js';

const day = legalDay;
const at = instant('2027-03-01T09:00:00Z');
const today = '2027-03-01';
const week = (from: number, to: number, days = 5): OpeningHours => Object.fromEntries(weekdays.map((name, rank) => [name, rank < days ? [{ from: from * 60, to: to * 60 }] : []])) as unknown as OpeningHours;

const agreement: AmendedAgreement = {
  standing: 'in_force', nextNumber: 1, articles: ['4', '4.2', '7', '9'],
  parties: [{ id: 'prefet', kind: 'prefet' }, { id: 'mende', kind: 'gestionnaire' }, { id: 'florac', kind: 'gestionnaire' }, { id: 'cpam', kind: 'national_partner' }, { id: 'cidff', kind: 'local_partner' }],
  structures: [{ id: 's-mende', gestionnaireId: 'mende' }, { id: 's-florac', gestionnaireId: 'florac' }],
  withoutSignatory: [], hours: { thresholdMinutes: 120, noticeDays: 15 },
};
const article: AmendmentChange = { kind: 'article', article: '4.2', before: 'Au moins 24 heures.', after: 'Au moins 28 heures.' };
const referents: AmendmentChange = { kind: 'annexe_6', partnerId: 'cpam', wording: 'Nouvelle référente pour Mende.' };
const offer: AmendmentChange = { kind: 'annexe_5', partnerId: 'cidff', structureIds: ['s-mende'], wording: 'Permanence le mardi.', derogatesFrom: [] };
const hours: AmendmentChange = { kind: 'hours', structureId: 's-mende', before: week(9, 17), after: week(9, 16), publicTold: ['entrance'] };
const exit: AmendmentChange = { kind: 'structure_exit', structureId: 's-florac', cause: 'label_lost' };

type Asked = Amendment['command'];
type Kept = Subject<Amendment> & { effects: readonly AmendmentEffect[] };
const drafted = (...changes: AmendmentChange[]): Subject<Amendment> => ({ state: 'drafted', facts: { ...draftedAmendment({ id: 'a-1', agreementId: 't-1' }), changes } });
const ask = (subject: Subject<Amendment>, on: string, command: Asked) => decide(amendmentWorkflow, subject, { ...command, effectiveOn: day(on), at } as Event<Amendment>);
const refusalOf = (subject: Subject<Amendment>, command: Asked, on = today) => {
  const decided = ask(subject, on, command);
  return decided.accepted ? null : decided.refusal;
};
function after(subject: Subject<Amendment>, on: string, command: Asked): Kept {
  const decided = ask(subject, on, command);
  if (!decided.accepted) throw new Error(`${command.type}: ${decided.refusal}`);
  return { state: decided.to, facts: decided.facts, effects: decided.effects };
}
function tick(subject: Subject<Amendment>, on: string): Kept | null {
  const due = dueTick(amendmentWorkflow, subject, day(on), 'Europe/Paris');
  const decided = due && decide(amendmentWorkflow, subject, due);
  return decided?.accepted ? { state: decided.to, facts: decided.facts, effects: decided.effects } : null;
}
const define = (changes: readonly AmendmentChange[], given: Partial<AmendedAgreement> = {}): Asked => ({ type: 'define', changes, agreement: { ...agreement, ...given } });
const launch = (effectOn: string, given: Partial<Extract<Asked, { type: 'launch' }>> = {}): Asked => ({ type: 'launch', number: 1, effectOn: day(effectOn), roundId: 'r-1', agreement, ...given });
const signing = (effectOn = '2027-04-01', ...changes: AmendmentChange[]) => after(drafted(...(changes.length > 0 ? changes : [article])), today, launch(effectOn));
const signed = (signedOn: string, roundId = 'r-1'): Asked => ({ type: 'recordSignatures', roundId, signedOn: day(signedOn) });

describe('La table', () => {
  test('obéit à toutes les lois', () => expect(brokenLaws(amendmentWorkflow)).toEqual([]));
  const absent = statesOf(amendmentWorkflow).flatMap((state) => eventsOf(amendmentWorkflow).filter((event) => !possibleEvents(amendmentWorkflow, state).has(event)).map((event) => [state, event] as const));
  test.each(absent)('%s refuse %s', (state, type) =>
    expect(decide(amendmentWorkflow, { state, facts: drafted(article).facts }, { type, effectiveOn: day(today), at } as Event<Amendment>)).toEqual({ accepted: false, refusal: amendmentWorkflow.otherwise?.[state] ?? 'not_possible_now' }));
  test('seuls les retraits n’ont pas d’article', () => expect(new Set(amendmentWorkflow.rows.filter(([, , , , , , basis]) => !basis).map(([, on]) => on))).toEqual(new Set(['withdraw'])));
  test('les phrases se tiennent', () => {
    for (const refusal of ['not_in_force_yet', 'informed_too_late', 'silent_derogation', 'not_possible_now'] as const) expect(amendmentRefusalSentence(refusal)).toMatch(/^[A-ZÀÉ][^!]*\.$/);
    expect([amendmentStateNames.adopted, amendmentChangeNames.annexe_6, signatureReasonText('entrant')]).toEqual(['signé, effet à venir', 'Annexe\u00a06 : référents d’un partenaire', 'cet organisme devient partie par cet avenant']);
    expect([informationOnlySentence('annexe_6'), informationOnlySentence('article')]).toEqual([expect.stringContaining('5.2.1'), null]);
  });
});

describe('Un partenaire local qui ne signe pas', () => {
  test('n’arrête pas l’avenant, qui garde qu’il ne le lie pas', () => {
    const { state, facts } = after(signing(), '2027-03-20', { type: 'recordSignatures', roundId: 'r-1', signedOn: day('2027-03-20'), declined: ['mission-locale'] });
    expect([state, facts.declined]).toEqual(['adopted', ['mission-locale']]);
  });
  test('quand tous signent, il n’y a personne à nommer', () => expect(after(signing(), '2027-03-20', signed('2027-03-20')).facts.declined).toEqual([]));
});

describe('Ce qui ne se modifie pas', () => {
  test.each<[AgreementStanding, string]>([['not_yet', 'not_in_force_yet'], ['expired', 'term_expired'], ['ending', 'terminating_already'], ['ended', 'agreement_ended']])('une convention %s : %s', (standing, refusal) => {
    expect(refusalOf(drafted(), define([article], { standing }))).toBe(refusal);
    expect(refusalOf(drafted(article), launch('2027-04-01', { agreement: { ...agreement, standing } }))).toBe(refusal);
  });
  test.each<[string, readonly AmendmentChange[]]>([
    ['empty', []],
    ['hours_apart', [hours, referents]],
    ['wording_missing', [{ ...referents, wording: ' ' }]],
    ['wording_missing', [{ ...article, after: '' }]],
    ['wording_unchanged', [{ ...article, after: 'Au moins 24\u00a0heures.' }]],
    ['unknown_article', [{ ...article, article: '12' }]],
    ['unknown_structure', [{ kind: 'annexe_4', structureId: 's-ailleurs', wording: 'En régie.', derogatesFrom: [] }]],
    ['unknown_structure', [{ ...offer, structureIds: [] }]],
    ['structure_already', [{ kind: 'structure_entry', structureId: 's-mende', gestionnaireId: 'mende', labelledOn: day('2027-01-04') }]],
    ['not_labelled', [{ kind: 'structure_entry', structureId: 's-langogne', gestionnaireId: 'mende', labelledOn: null }]],
    ['not_labelled', [{ kind: 'structure_entry', structureId: 's-langogne', gestionnaireId: 'mende', labelledOn: day('2027-03-02') }]],
    ['not_a_party', [{ ...offer, partnerId: 'mission-locale' }]],
    ['not_a_party', [{ kind: 'representative', partyId: 'mission-locale', wording: 'Nouvelle présidente.' }]],
    ['party_already', [{ kind: 'gestionnaire_entry', partyId: 'florac' }]],
    ['party_already', [{ kind: 'national_partner_entry', partyId: 'cpam' }]],
    ['gestionnaire_not_party', [{ kind: 'structure_entry', structureId: 's-langogne', gestionnaireId: 'langogne', labelledOn: day('2027-01-04') }]],
    ['silent_derogation', [{ ...offer, wording: 'La structure ouvre 20 heures.', derogatesFrom: ['4.2'] }]],
    ['silent_derogation', [{ ...offer, wording: 'Par dérogation à la convention, 20 heures.' }]],
    ['public_not_told', [{ ...hours, publicTold: ['press'] }]],
  ])('%s', (refusal, changes) => expect(refusalOf(drafted(), define(changes))).toBe(refusal));
  test('une dérogation énoncée et nommée passe', () =>
    expect(after(drafted(), today, define([{ ...offer, wording: 'Par dérogation à l’article 4.2, la permanence ferme en août.', derogatesFrom: ['4.2'] }])).state).toBe('drafted'));
  test('une structure entre avec son nouveau gestionnaire', () =>
    expect(after(drafted(), today, define([{ kind: 'gestionnaire_entry', partyId: 'langogne' }, { kind: 'structure_entry', structureId: 's-langogne', gestionnaireId: 'langogne', labelledOn: day('2027-03-01') }])).facts.changes).toHaveLength(2));
});

describe('La proposition d’une partie', () => {
  const propose = (by: string, ...changes: AmendmentChange[]): Asked => ({ type: 'propose', by, changes, agreement });
  test('porte sur ses propres annexes', () => {
    const proposed = after(drafted(), today, propose('cidff', offer));
    expect(proposed).toMatchObject({ state: 'proposed', facts: { proposedBy: 'cidff' }, effects: [{ type: 'informParties', what: 'proposed' }] });
    expect(after(drafted(), today, propose('mende', { kind: 'annexe_4', structureId: 's-mende', wording: 'En régie.', derogatesFrom: [] })).state).toBe('proposed');
    expect(after(proposed, '2027-03-02', { type: 'accept' })).toMatchObject({ state: 'drafted', facts: { changes: [offer] } });
  });
  test.each<[string, AmendmentChange]>([['mende', offer], ['mende', article], ['mende', { kind: 'annexe_4', structureId: 's-florac', wording: 'En régie.', derogatesFrom: [] }], ['cpam', hours]])('%s ne propose pas pour les autres', (by, change) =>
    expect(refusalOf(drafted(), propose(by, change))).toBe('not_their_own'));
  test('se décline avec un motif', () => {
    const proposed = after(drafted(), today, propose('cidff', offer));
    expect(refusalOf(proposed, { type: 'decline', reason: 'Non.' })).toBe('reason_missing');
    expect(after(proposed, today, { type: 'decline', reason: 'Déjà prévu par la précédente. ' })).toMatchObject({ state: 'refused', facts: { reason: 'Déjà prévu par la précédente.' } });
  });
});

describe('Le lancement', () => {
  test('garde les signataires calculés, avec leurs raisons', () =>
    expect(signing('2027-04-01', offer).facts.signatories).toEqual([
      { id: 'mende', kind: 'gestionnaire', entrant: false, reasons: [{ change: 0, why: 'annexe_5_gestionnaire' }] },
      { id: 'cidff', kind: 'local_partner', entrant: false, reasons: [{ change: 0, why: 'annexe_5_partner' }] },
    ]));
  test.each<[string, Partial<Extract<Asked, { type: 'launch' }>>]>([
    ['number_out_of_order', { number: 2 }],
    ['number_out_of_order', { number: null }],
    ['effect_in_the_past', { effectOn: day('2027-02-28') }],
    ['signatory_missing', { agreement: { ...agreement, withoutSignatory: ['cpam'] } }],
    ['round_missing', { roundId: null }],
    ['unknown_article', { agreement: { ...agreement, articles: ['1'] } }],
  ])('%s', (refusal, given) => expect(refusalOf(drafted(article), launch('2027-04-01', given))).toBe(refusal));
  test('un représentant qui manque n’arrête que ceux qui signent', () => expect(after(drafted(offer), today, launch('2027-04-01', { agreement: { ...agreement, withoutSignatory: ['cpam'] } })).state).toBe('signing'));
  test('sans signataire, les parties sont informées tout de suite', () => {
    expect(after(drafted(referents), today, launch(today, { roundId: null }))).toMatchObject({ state: 'in_force', facts: { number: 1, inForceOn: today, signatories: [] }, effects: [{ type: 'informParties', what: 'informed' }, { type: 'enact', on: today }] });
    const later = after(drafted(referents), today, launch('2027-03-10', { roundId: null }));
    expect(later.state).toBe('informed');
    expect(tick(later, '2027-03-09')).toBeNull();
    expect(tick(later, '2027-03-10')).toMatchObject({ state: 'in_force', effects: [{ type: 'informParties', what: 'in_force' }, { type: 'enact', on: '2027-03-10' }] });
  });
});

describe('La prise d’effet', () => {
  test('au jour demandé, quand les signatures le précèdent', () => {
    const adopted = after(signing(), '2027-03-20', signed('2027-03-20'));
    expect(adopted).toMatchObject({ state: 'adopted', facts: { signedOn: '2027-03-20', inForceOn: '2027-04-01' }, effects: [{ type: 'informParties', what: 'adopted' }] });
    expect(tick(adopted, '2027-03-31')).toBeNull();
    expect(tick(adopted, '2031-01-01')).toMatchObject({ state: 'in_force', effects: [{ type: 'informParties', what: 'in_force' }, { type: 'enact', on: '2027-04-01' }] });
  });
  test('le jour même de la dernière signature', () => expect(after(signing(), '2027-04-01', signed('2027-04-01'))).toMatchObject({ state: 'in_force', facts: { inForceOn: '2027-04-01' } }));
  test('jamais avant la dernière signature', () => {
    fc.assert(fc.property(fc.nat(400), fc.nat(400), (asked, last) => {
      const [effectOn, signedOn] = [addDays(day(today), asked), addDays(day(today), last)];
      const { facts } = after(signing(effectOn), signedOn, signed(signedOn));
      expect(facts.inForceOn! >= signedOn && facts.inForceOn! >= effectOn && [signedOn, effectOn].includes(facts.inForceOn!)).toBe(true);
    }));
  });
  test('les signatures d’une autre tournée ne comptent pas', () => expect(refusalOf(signing(), signed('2027-03-20', 'r-2'))).toBe('other_round'));
  test('une tournée abandonnée abandonne l’avenant', () => expect(after(signing(), today, { type: 'recordAbandonment' })).toMatchObject({ state: 'abandoned', effects: [{ type: 'informParties', what: 'abandoned' }] }));
  test('une structure qui sort met fin à ses mandats ce jour-là', () =>
    expect(after(signing(today, exit), '2027-03-05', signed('2027-03-05')).effects).toContainEqual({ type: 'endMandates', structureId: 's-florac', on: '2027-03-05' }));
});

describe('Le changement d’horaires', () => {
  const notice = (effectOn: string): Asked => launch(effectOn, { number: null, roundId: null });
  test('s’annonce avant son effet : le jour même est refusé', () => {
    expect(refusalOf(drafted(hours), notice(today))).toBe('informed_too_late');
    expect(after(drafted(hours), today, notice('2027-03-02'))).toMatchObject({ state: 'informed', facts: { number: null, inForceOn: '2027-03-02' }, effects: [{ type: 'informParties', what: 'hours' }] });
  });
  test('peu de chose s’annonce le jour même', () => {
    const little: AmendmentChange = { ...hours, after: { ...week(9, 17), monday: [{ from: 540, to: 1050 }] } };
    expect(after(drafted(little), today, notice(today)).state).toBe('in_force');
  });
  test('ne porte pas de numéro', () => {
    expect(isHoursNotice({ changes: [hours] })).toBe(true);
    expect(isHoursNotice({ changes: [] })).toBe(false);
    expect(refusalOf(drafted(hours), launch('2027-03-20', { roundId: null }))).toBe('number_out_of_order');
  });
  test('s’annule avant son jour, avec un motif', () => {
    const told = after(drafted(hours), today, notice('2027-03-20'));
    expect(refusalOf(told, { type: 'withdraw', reason: '' })).toBe('reason_missing');
    expect(after(told, '2027-03-10', { type: 'withdraw', reason: 'Le conseil a changé d’avis.' })).toMatchObject({ state: 'withdrawn', effects: [{ type: 'informParties', what: 'withdrawn' }] });
  });
});

test('les structures d’un jour sont les signées, et celles que les avenants en vigueur font entrer ou sortir', () => {
  const entry: AmendmentChange = { kind: 'structure_entry', structureId: 's-langogne', gestionnaireId: 'mende', labelledOn: day('2027-01-04') };
  const amendments: Pick<AmendmentFacts, 'changes' | 'inForceOn'>[] = [{ changes: [exit], inForceOn: day('2027-06-01') }, { changes: [entry], inForceOn: day('2027-04-01') }, { changes: [{ ...exit, structureId: 's-mende' }], inForceOn: null }];
  expect(structuresAfter(['s-mende', 's-florac'], amendments, day('2027-03-31'))).toEqual(['s-mende', 's-florac']);
  expect(structuresAfter(['s-mende', 's-florac'], amendments, day('2027-04-01'))).toEqual(['s-mende', 's-florac', 's-langogne']);
  expect(structuresAfter(['s-mende', 's-florac'], amendments, day('2027-06-01'))).toEqual(['s-mende', 's-langogne']);
});
