import { brokenLaws } from '../workflow/laws.js';
import { decide, eventsOf, possibleEvents, statesOf } from '../workflow/workflow.js';
import type { Event } from '../workflow/workflow.js';
import { after, at, commune, concerned, day, deliberation, delivered, denouncing, draft, letter, one, others, outcome, partner, readings, reason, refusalOf, send, types, withdrawing } from './withdrawal-fixture.js';
import type { Asked } from './withdrawal-fixture.js';
import { authorityDoubtSentence, noticeNames, withdrawalRefusalSentence, withdrawalStateNames } from './withdrawal-sentences.js';
import { addresseesOf, authorityDoubt, noticeFormOf } from './withdrawal.js';
import type { Addressee, NoticeAuthority, PartyKind, Withdrawal } from './withdrawal.js';
import { withdrawalWorkflow } from './withdrawal.workflow.js';

describe('La table', () => {
  test('obéit à toutes les lois', () => expect(brokenLaws(withdrawalWorkflow)).toEqual([]));
  const absent = statesOf(withdrawalWorkflow).flatMap((state) => eventsOf(withdrawalWorkflow).filter((event) => !possibleEvents(withdrawalWorkflow, state).has(event)).map((event) => [state, event] as const));
  test.each(absent)('%s refuse %s', (state, type) =>
    expect(decide(withdrawalWorkflow, { state, facts: withdrawing('caf').facts }, { type, effectiveOn: day('2026-12-01'), at } as Event<Withdrawal>)).toEqual({ accepted: false, refusal: withdrawalWorkflow.otherwise?.[state] ?? 'not_possible_now' }));
  test('seuls une annulation et rien d’autre n’ont pas d’article', () => expect(new Set(withdrawalWorkflow.rows.filter(([, , , , , , basis]) => !basis).map(([, on]) => on))).toEqual(new Set(['cancel'])));
  test('les phrases se tiennent', () => {
    for (const refusal of ['not_provided_by_agreement', 'authority_missing', 'tracking_number_wrong', 'not_possible_now'] as const) expect(withdrawalRefusalSentence(refusal)).toMatch(/^[A-ZÀÉ][^!]*\.$/);
    for (const doubt of ['decided_after_dispatch', 'not_transmitted', 'transmitted_too_late'] as const) expect(authorityDoubtSentence(doubt)).toMatch(/^Irrégulière/);
    expect([noticeNames.gestionnaire, noticeNames.local_partner, withdrawalStateNames.without_object, noticeFormOf.lettre_recommandee]).toEqual(['dénonciation', 'retrait', 'sans objet', 'registered_letter']);
  });
});

describe('À qui l’on écrit', () => {
  const deciding = (addressees: readonly Addressee[]) => addressees.filter(({ decides }) => decides).map(({ id }) => id);
  test('un partenaire local, à chaque gestionnaire concerné ; ou à l’un d’eux', () => {
    expect(deciding(addresseesOf(partner, { concerned: concerned('caf', 'commune'), others }, readings))).toEqual(['caf', 'commune']);
    expect(deciding(addresseesOf(partner, { concerned: concerned('caf', 'commune'), others }, { ...readings, 'retrait.destinataire': 'un_gestionnaire' }))).toEqual(['caf']);
  });
  test('un gestionnaire, à toutes les autres parties ; la réception par le préfet décide, ou la dernière', () => {
    const addressees = addresseesOf(commune, { concerned: [], others }, readings);
    expect(addressees.map(({ id }) => id)).toEqual(['prefet', 'caf', 'cpam']);
    expect(deciding(addressees)).toEqual(['prefet']);
    expect(deciding(addresseesOf(commune, { concerned: [], others }, { ...readings, 'denonciation.destinataire': 'toutes_les_parties' }))).toEqual(['prefet', 'caf', 'cpam']);
  });
});

describe('L’envoi', () => {
  test.each<PartyKind>(['prefet', 'national_partner'])('%s : non prévu par la convention', (kind) => {
    const subject = draft({ id: 'x', kind }, [{ id: 'caf', kind: 'gestionnaire', decides: true }]);
    expect(refusalOf(subject, '2026-12-01', send(letter('l-1', 'caf', '2026-12-01')))).toBe('not_provided_by_agreement');
    expect(withdrawalRefusalSentence('not_provided_by_agreement')).toMatch(/^Non prévu par la convention\u00a0: l’article\u00a07/);
  });
  test('un gestionnaire montre son pouvoir d’abord', () => {
    const bare = denouncing({});
    expect(refusalOf(bare, '2026-12-01', send(letter('l-1', 'prefet', '2026-12-01')))).toBe('authority_missing');
    expect(refusalOf(bare, '2026-12-01', { type: 'showAuthority', authority: { ...deliberation, reference: ' ' } })).toBe('authority_reference_missing');
    const shown = after(bare, '2026-12-01', { type: 'showAuthority', authority: { ...deliberation, reference: ' 2026-114 ' } });
    expect(shown.facts.authority!.reference).toBe('2026-114');
    expect(after(shown, '2026-12-01', send(letter('l-1', 'prefet', '2026-12-01'))).state).toBe('sent');
  });
  test('un courriel informe, et n’engage personne', () => {
    const told = after(denouncing({}), '2026-10-01', send(letter('l-0', 'prefet', '2026-10-01', { mode: 'plain_message', trackingNumber: null })));
    expect(told).toMatchObject({ state: 'information_only', commands: [], facts: { leavesOn: null } });
    expect(refusalOf(told, '2026-10-02', send(letter('l-1', 'prefet', '2026-10-02')))).toBe('authority_missing');
    const shown = after(told, '2026-10-08', { type: 'showAuthority', authority: deliberation });
    expect(shown).toMatchObject({ state: 'information_only', facts: { authority: deliberation } });
    expect(after(shown, '2026-10-08', send(letter('l-1', 'prefet', '2026-10-08'))).state).toBe('sent');
  });
  test('la transmission de la délibération se dit encore une fois la lettre partie, et lève le doute', () => {
    const sent = after(denouncing({ authority: { ...deliberation, transmittedOn: null } }), '2026-12-01', send(letter('l-1', 'prefet', '2026-12-01')));
    expect(authorityDoubt(sent.facts)).toBe('not_transmitted');
    expect(authorityDoubt(after(sent, '2026-12-03', { type: 'showAuthority', authority: deliberation }).facts)).toBeNull();
    expect(authorityDoubt(after(sent, '2026-12-03', { type: 'showAuthority', authority: { ...deliberation, transmittedOn: day('2026-12-02') } }).facts)).toBe('transmitted_too_late');
  });
  test('un récépissé de dépôt, et chacun informé', () => expect(types(one())).toEqual(['issueReceipt', 'informPrefecture filed', 'informParties filed']));
  test.each<[string, Asked]>([
    ['letter_missing', send()],
    ['letter_known_already', send(letter('l-1', 'caf', '2026-12-01'), letter('l-1', 'caf', '2026-12-01'))],
    ['unknown_addressee', send(letter('l-1', 'cpam', '2026-12-01'))],
    ['tracking_number_wrong', send(letter('l-1', 'caf', '2026-12-01', { trackingNumber: 'RR473124828FR' }))],
    ['tracking_number_wrong', send(letter('l-1', 'caf', '2026-12-01', { trackingNumber: null }))],
    ['day_to_come', send(letter('l-1', 'caf', '2026-12-02'))],
  ])('%s', (refusal, command) => expect(refusalOf(withdrawing('caf'), '2026-12-01', command)).toBe(refusal));
  test('la remise contre récépissé, sauf si les conditions particulières l’excluent', () => {
    const handed = send(letter('l-1', 'prefet', null, { mode: 'hand_delivery', trackingNumber: null }));
    expect(after(after(denouncing(), '2026-12-31', handed), '2026-12-31', delivered('l-1', '2026-12-31'))).toMatchObject({ state: 'accepted_in_time', facts: { leavesOn: '2027-06-30' } });
    expect(refusalOf(denouncing({ authority: deliberation, form: 'registered_letter' }), '2026-12-31', handed)).toBe('form_not_accepted');
  });
});

describe('L’annulation', () => {
  test('avant l’envoi, sans motif ; après, avec', () => {
    expect(after(withdrawing('caf'), '2026-12-01', { type: 'cancel', reason: '' }).state).toBe('cancelled');
    expect(refusalOf(one(), '2026-12-02', { type: 'cancel', reason: 'non' })).toBe('reason_missing');
    expect(after(one(), '2026-12-02', { type: 'cancel', reason })).toMatchObject({ state: 'cancelled', commands: [], facts: { cancelReason: reason } });
    expect(after(after(one(), '2026-12-10', outcome('l-1', 'returned', null)), '2026-12-11', { type: 'cancel', reason }).state).toBe('cancelled');
    expect(after(after(denouncing({}), '2026-10-01', send(letter('l-0', 'prefet', '2026-10-01', { mode: 'plain_message' }))), '2026-10-02', { type: 'cancel', reason }).state).toBe('cancelled');
  });
  test.each(['2026-12-31', '2027-01-01'])('acceptée (reçue le %s), la convention oublie le départ', (on) =>
    expect(after(after(one(), '2027-01-02', delivered('l-1', on)), '2027-01-05', { type: 'cancel', reason })).toMatchObject({ state: 'cancelled', commands: [{ kind: 'term', command: { type: 'withdrawLeaver', partyId: 'cidff' } }] }));
  test('une réponse établie ne se reprend pas', () => expect(refusalOf(after(one(), '2027-01-02', delivered('l-1', '2026-12-31')), '2027-01-03', delivered('l-1', '2026-12-30'))).toBe('settled_already'));
});

describe('La délibération', () => {
  const doubtOf = (authority: Partial<NoticeAuthority>, sentOn = '2026-10-20') => authorityDoubt(after(denouncing({ authority: { ...deliberation, ...authority } }), '2026-12-01', send(letter('l-1', 'prefet', sentOn))).facts);
  test.each<[Partial<NoticeAuthority>, string | null]>([
    [{}, null], [{ transmittedOn: null }, 'not_transmitted'], [{ transmittedOn: day('2026-10-20') }, 'transmitted_too_late'], [{ transmittedOn: day('2026-10-19') }, null], [{ decidedOn: day('2026-10-21') }, 'decided_after_dispatch'],
    [{ kind: 'board_decision', transmittedOn: null }, null], [{ kind: 'board_decision', decidedOn: day('2026-10-20') }, null],
  ])('%j : %s (CE, 20 janv. 1989, n° 70686)', (authority, doubt) => expect(doubtOf(authority)).toBe(doubt));
  test('rien à dire avant l’envoi', () => expect(authorityDoubt(denouncing().facts)).toBeNull());
});
