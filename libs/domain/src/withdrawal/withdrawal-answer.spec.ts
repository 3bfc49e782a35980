import fc from 'fast-check';
import { addDays } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import { signedTerm } from '../term/term.js';
import { noticeTermsOn } from '../term/term-calendar.js';
import { termWorkflow } from '../term/term.workflow.js';
import { decide } from '../workflow/workflow.js';
import type { Subject } from '../workflow/workflow.js';
import { withdrawalFinding } from './withdrawal-finding.js';
import { after, ask, at, day, decision, delivered, denouncing, letter, one, outcome, reason, refusalOf, rules, send, tick, types, withdrawing } from './withdrawal-fixture.js';
import type { Asked } from './withdrawal-fixture.js';
import { deliveryAlertDay } from './withdrawal.js';
import type { Withdrawal } from './withdrawal.js';

describe('La réponse', () => {
  test('reçue le dernier jour utile : à temps ; la convention l’apprend dans la même transaction', () => {
    const accepted = after(one(), '2027-01-02', delivered('l-1', '2026-12-31'));
    expect(accepted).toMatchObject({ state: 'accepted_in_time', facts: { leavesOn: '2027-06-30' } });
    expect(accepted.commands).toEqual([{ kind: 'term', id: 't-1', command: { type: 'recordLeaver', leaver: { partyId: 'cidff', kind: 'local_partner', leavesOn: '2027-06-30', withdrawalId: 'w-1' } } }]);
    expect(types(accepted)).toEqual(['informPrefecture settled', 'informParties settled']);
  });
  test('reçue le lendemain : tardive, effet à l’échéance suivante ; au plafond, sans objet', () => {
    expect(after(one(), '2027-01-02', delivered('l-1', '2027-01-01'))).toMatchObject({ state: 'late', facts: { leavesOn: '2028-06-30' } });
    expect(after(one(), '2027-01-02', delivered('l-1', '2027-01-01', { laterTerms: [] }))).toMatchObject({ state: 'without_object', commands: [], facts: { leavesOn: null } });
  });
  test('sans Accord cadre enregistré, « sans objet » serait deviné : la réponse reste provisoire', () => {
    const unknown = after(one(), '2027-01-02', delivered('l-1', '2027-01-01', { laterTerms: [], capKnown: false }));
    expect(unknown).toMatchObject({ state: 'sent', effects: [{ type: 'askAccordCadre' }] });
    expect(withdrawalFinding(unknown.facts)).toMatchObject({ verdict: 'provisional', capKnown: false });
    expect(after(unknown, '2027-02-01', { type: 'reexamine', rules })).toMatchObject({ state: 'late', facts: { leavesOn: '2028-06-30' } });
    expect(after(unknown, '2027-02-01', { type: 'reexamine', rules: { ...rules, laterTerms: [] } }).state).toBe('without_object');
  });
  test('sans objet, puis un nouvel Accord cadre : l’échéance suivante existe', () => {
    const moot = after(one(), '2027-01-02', delivered('l-1', '2027-01-01', { laterTerms: [] }));
    expect(after(moot, '2027-03-01', { type: 'reexamine', rules })).toMatchObject({ state: 'late', facts: { leavesOn: '2028-06-30' } });
    expect(after(moot, '2027-03-01', { type: 'reexamine', rules: { ...rules, laterTerms: [] } }).state).toBe('without_object');
  });
  test('une reprise d’examen qui n’apprend rien ne change rien', () => expect(after(one(), '2026-12-05', { type: 'reexamine', rules }).state).toBe('sent'));
  test('un partenaire dans trois structures : complet à la dernière remise', () => {
    const sent = after(withdrawing('caf', 'commune', 'epci'), '2026-12-20', send(letter('l-1', 'caf', '2026-12-20'), letter('l-2', 'commune', '2026-12-20'), letter('l-3', 'epci', '2026-12-20')));
    const first = after(sent, '2026-12-23', delivered('l-1', '2026-12-22'));
    const second = after(first, '2026-12-29', delivered('l-2', '2026-12-28'));
    expect([first.state, second.state, withdrawalFinding(second.facts).verdict]).toEqual(['sent', 'sent', 'provisional']);
    const timely = after(second, '2027-01-01', delivered('l-3', '2026-12-31'));
    expect(timely.state).toBe('accepted_in_time');
    expect(withdrawalFinding(timely.facts)).toMatchObject({ decidingLetterId: 'l-3', countedOn: '2026-12-31', lastUsefulDay: '2026-12-31' });
    const late = after(second, '2027-01-03', delivered('l-3', '2027-01-02'));
    expect(late).toMatchObject({ state: 'late', facts: { leavesOn: '2028-06-30' } });
    expect(withdrawalFinding(late.facts).readings.dispatch).toEqual({ countedOn: '2026-12-20', verdict: 'timely', effectiveOn: '2027-06-30' });
  });
  test('une lettre qui manque encore laisse la réponse provisoire', () => {
    const sent = after(withdrawing('caf', 'commune'), '2026-12-01', send(letter('l-1', 'caf', '2026-12-01')));
    expect(after(sent, '2026-12-04', delivered('l-1', '2026-12-03')).state).toBe('sent');
  });
  test('la réception par le préfet décide, celle des autres est pour information', () => {
    const sent = after(denouncing(), '2026-12-20', send(letter('l-1', 'prefet', '2026-12-20'), letter('l-2', 'caf', '2026-12-20')));
    expect(after(sent, '2027-01-10', delivered('l-1', '2026-12-22')).state).toBe('accepted_in_time');
    expect(after(sent, '2027-01-10', delivered('l-2', '2026-12-22')).state).toBe('sent');
  });
  test.each<['refused' | 'unclaimed']>([['refused'], ['unclaimed']])('%s : réputée reçue à la première présentation ; si la remise seule compte, non reçue', (what) => {
    const deemed = after(one(), '2026-12-20', outcome('l-1', what, '2026-12-03'));
    expect([deemed.state, ...types(deemed)]).toEqual(['accepted_in_time', 'informPrefecture settled', 'informParties settled']);
    const unreceived = after(one(), '2026-12-20', outcome('l-1', what, '2026-12-03', null, { reading: 'delivery' }));
    expect(unreceived).toMatchObject({ state: 'not_received', effects: [{ type: 'reportUnreceived', letterId: 'l-1', notifyBy: '2026-12-31', uselessAfter: '2026-12-31' }] });
  });
  test('revenue, on notifie de nouveau : la première lettre reçue compte', () => {
    const back = after(one(), '2026-12-10', outcome('l-1', 'returned', null));
    expect(back.state).toBe('not_received');
    const again = after(back, '2026-12-10', send(letter('l-2', 'caf', '2026-12-10')));
    expect(again.state).toBe('sent');
    expect(after(again, '2026-12-13', delivered('l-2', '2026-12-12'))).toMatchObject({ state: 'accepted_in_time' });
    const twice = after(after(one(), '2026-12-20', send(letter('l-2', 'caf', '2026-12-20'))), '2027-01-10', delivered('l-2', '2027-01-05'));
    expect(twice.state).toBe('late');
    // The first one was still on its way: it may prove an earlier day, and only it.
    expect(refusalOf(twice, '2027-01-11', delivered('l-2', '2026-12-30'))).toBe('settled_already');
    expect(after(twice, '2027-01-11', outcome('l-1', 'returned', null))).toMatchObject({ state: 'late', commands: [], facts: { leavesOn: '2028-06-30' } });
    const timely = after(twice, '2027-01-11', delivered('l-1', '2026-12-31'));
    expect(timely).toMatchObject({ state: 'accepted_in_time', facts: { leavesOn: '2027-06-30' } });
    expect(timely.commands.map(({ command }) => command.type)).toEqual(['withdrawLeaver', 'recordLeaver']);
    const moot = { ...twice, state: 'without_object' as const, facts: { ...twice.facts, leavesOn: null } };
    expect(after(moot, '2027-01-11', delivered('l-1', '2026-12-31')).state).toBe('accepted_in_time');
  });
  test('la décision motivée de la préfecture, sur une lettre revenue et sur elle seule', () => {
    const back = after(one(), '2026-12-10', outcome('l-1', 'returned', null));
    const decided = after(back, '2026-12-15', decision('l-1', '2026-12-03'));
    expect(decided).toMatchObject({ state: 'accepted_in_time', facts: { letters: [{ decision: { receivedOn: '2026-12-03' }, decisionReason: 'Adresse exacte, avis de passage constaté.' }] } });
    expect(after(back, '2026-12-15', decision('l-1', null)).state).toBe('not_received');
    expect(refusalOf(back, '2026-12-15', decision('l-1', '2026-12-03', 'non'))).toBe('reason_missing');
    expect(refusalOf(one(), '2026-12-15', decision('l-1', '2026-12-03'))).toBe('letter_not_returned');
    expect(refusalOf(back, '2026-12-15', decision('l-9', '2026-12-03'))).toBe('unknown_letter');
    expect(refusalOf(back, '2026-12-15', decision('l-1', '2026-12-16'))).toBe('day_to_come');
    const pair = after(after(withdrawing('caf', 'commune'), '2026-12-01', send(letter('l-1', 'caf', '2026-12-01'), letter('l-2', 'commune', '2026-12-01'))), '2026-12-10', outcome('l-1', 'returned', null));
    expect(after(pair, '2026-12-15', decision('l-1', '2026-12-03')).state).toBe('sent');
    expect(after(tick(pair, '2026-12-16')!, '2026-12-17', decision('l-1', '2026-12-03')).state).toBe('pressing');
  });
  test.each<[string, Asked]>([
    ['unknown_letter', delivered('l-9', '2026-12-03')], ['dates_contradict', delivered('l-1', '2026-11-30')], ['dates_contradict', outcome('l-1', 'pending', null, '2026-12-03')], ['day_to_come', delivered('l-1', '2026-12-11')],
  ])('%s', (refusal, command) => expect(refusalOf(one(), '2026-12-10', command)).toBe(refusal));
  test('l’examen n’est pas un veto : il est gardé, et la préfecture informée', () => {
    const subjects = [one(), tick(one(), '2026-12-16')!, after(one(), '2026-12-10', delivered('l-1', '2026-12-03')), after(one(), '2027-01-02', delivered('l-1', '2027-01-01')), after(one(), '2026-12-10', outcome('l-1', 'returned', null))];
    for (const subject of subjects) {
      const examined = after(subject, '2027-01-03', { type: 'examine', gestionnaireId: 'caf', remark: ' Nous le regrettons. ' });
      expect(examined).toMatchObject({ state: subject.state, commands: [], facts: { examinations: [{ gestionnaireId: 'caf', on: '2027-01-03', remark: 'Nous le regrettons.' }] }, effects: [{ type: 'informPrefecture', what: 'examined' }] });
    }
    expect(refusalOf(one(), '2026-12-02', { type: 'examine', gestionnaireId: 'commune', remark: '' })).toBe('not_concerned');
    expect(refusalOf(after(denouncing(), '2026-12-01', send(letter('l-1', 'prefet', '2026-12-01'))), '2026-12-02', { type: 'examine', gestionnaireId: 'prefet', remark: '' })).toBe('not_concerned');
  });
});

describe('Le temps', () => {
  test.each<[string, string, string]>([
    ['2026-10-01', '2026-12-16', 'quinze jours avant le dernier jour utile'], ['2026-12-13', '2026-12-16', ''], ['2026-12-20', '2026-12-23', 'le temps d’arriver'], ['2026-12-30', '2026-12-31', 'au plus tard le dernier jour utile'], ['2026-12-31', '2027-01-03', 'plus rien à faire : le message ne partira pas'], ['2027-01-02', '2027-01-05', 'trop tard pour cette échéance'],
  ])('envoyée le %s, la remise qui manque est signalée le %s', (sentOn, alertOn) => {
    const sent = after(withdrawing('caf'), sentOn, send(letter('l-1', 'caf', sentOn)));
    expect(deliveryAlertDay(sent.facts)).toBe(alertOn);
    expect(tick(sent, addDays(day(alertOn), -1))).toBeNull();
    expect(tick(sent, alertOn)).toMatchObject({ state: 'pressing', effects: [{ type: 'alertDeliveryMissing', letterIds: ['l-1'], notifyBy: '2026-12-31', uselessAfter: '2026-12-31' }] });
  });
  test('après l’alerte, rien n’est perdu : la preuve, une autre lettre, ou l’abandon', () => {
    const pressing = tick(one(), '2026-12-16')!;
    expect(after(pressing, '2027-03-01', delivered('l-1', '2026-12-31')).state).toBe('accepted_in_time');
    expect(after(pressing, '2026-12-17', outcome('l-1', 'pending', '2026-12-03')).state).toBe('pressing');
    expect(after(pressing, '2026-12-17', send(letter('l-2', 'caf', '2026-12-17'))).state).toBe('sent');
    expect(after(pressing, '2026-12-17', { type: 'reexamine', rules }).state).toBe('pressing');
    expect(after(pressing, '2026-12-17', { type: 'cancel', reason }).state).toBe('cancelled');
  });
  test('seules les lettres encore attendues sont nommées', () => {
    const sent = after(withdrawing('caf', 'commune'), '2026-12-01', send(letter('l-1', 'caf', '2026-12-01'), letter('l-2', 'commune', '2026-12-01')));
    expect(tick(after(sent, '2026-12-04', delivered('l-1', '2026-12-03')), '2026-12-16')!.effects).toMatchObject([{ letterIds: ['l-2'] }]);
  });
  test('ni celles d’un destinataire qu’une autre lettre a déjà atteint', () => {
    const sent = after(withdrawing('caf', 'commune'), '2026-12-01', send(letter('l-1', 'caf', '2026-12-01'), letter('l-2', 'commune', '2026-12-01'), letter('l-3', 'caf', '2026-12-01')));
    expect(tick(after(sent, '2026-12-04', delivered('l-3', '2026-12-03')), '2026-12-16')!.effects).toMatchObject([{ letterIds: ['l-2'] }]);
  });
  test('une nouvelle lettre a elle aussi le temps d’arriver', () => expect(deliveryAlertDay(after(one(), '2026-12-20', send(letter('l-2', 'caf', '2026-12-20'))).facts)).toBe('2026-12-23'));
  test('préavis à tout moment : aucun dernier jour, une alerte après quinze jours', () => {
    const rolling = { ...rules, effect: 'rolling' as const };
    const sent = after(withdrawing('caf'), '2027-02-01', { type: 'send', letters: [letter('l-1', 'caf', '2027-02-01')], rules: rolling });
    expect(tick(sent, '2027-02-16')!.effects).toMatchObject([{ notifyBy: null, uselessAfter: null }]);
    expect(after(sent, '2027-03-02', delivered('l-1', '2027-03-01', { effect: 'rolling' }))).toMatchObject({ state: 'accepted_in_time', facts: { leavesOn: '2027-09-01' } });
  });
  test.each<[string, string]>([['2026-12-31', '2027-06-30'], ['2027-01-01', '2028-06-30']])('reçu le %s, la partie quitte la convention au lendemain du %s', (on, leavesOn) => {
    const accepted = after(one(), '2027-01-02', delivered('l-1', on));
    expect(tick(accepted, leavesOn)).toBeNull();
    expect(tick(accepted, addDays(day(leavesOn), 1))).toMatchObject({ state: 'effective', effects: [{ type: 'informParties', what: 'effective' }], commands: [{ kind: 'term', id: 't-1', command: { type: 'releaseLeaver', partyId: 'cidff' } }] });
  });
  test('saisie tardivement, une lettre est jugée par l’échéance de son jour, et la convention l’accepte', () => {
    const term = { state: 'in_force' as const, facts: { ...signedTerm({ inForceSince: day('2026-07-01'), firstTermEndsOn: day('2027-06-30'), renewalMonths: 12, capEndsOn: day('2030-12-31'), capFollows: 'latest', noticeMonths: 6, noticeEffect: 'term', denunciation: 'individual', gestionnaireIds: ['commune', 'caf'] }), renewals: 1, alertsFrom: day('2027-07-01') } };
    const terms = { ...rules, ...noticeTermsOn(term.facts, day('2026-12-20'), day('2027-09-01')) };
    const sent = after(denouncing(), '2027-09-01', { type: 'send', letters: [letter('l-1', 'prefet', '2026-12-20')], rules: terms });
    const accepted = after(sent, '2027-09-01', { type: 'recordOutcome', letterId: 'l-1', outcome: 'delivered', presentedOn: null, deliveredOn: day('2026-12-22'), rules: terms });
    expect(accepted).toMatchObject({ state: 'accepted_in_time', facts: { leavesOn: '2027-06-30' } });
    const told = decide(termWorkflow, term, { ...accepted.commands[0]!.command, effectiveOn: day('2027-09-01'), at } as never);
    expect(told).toMatchObject({ accepted: true, to: 'in_force', facts: { gestionnaireIds: ['caf'] } });
    expect(tick(accepted, '2027-09-01')!.state).toBe('effective');
  });
});

describe('Propriétés', () => {
  const anyDay = fc.integer({ min: 0, max: 500 }).map((days) => addDays(day('2026-08-01'), days));
  const received = fc.record({ id: fc.constantFrom('caf', 'commune', 'epci'), on: anyDay });

  test('l’ordre dans lequel les remises sont saisies ne change pas la réponse ; elle est celle de la dernière', () => {
    fc.assert(
      fc.property(fc.tuple(anyDay, anyDay, anyDay), fc.shuffledSubarray([0, 1, 2], { minLength: 3, maxLength: 3 }), (days, order) => {
        const ids = ['caf', 'commune', 'epci'];
        let kept: Subject<Withdrawal> = after(withdrawing(...ids), '2028-01-01', send(...ids.map((id) => letter(`l-${id}`, id, null))));
        for (const rank of order) kept = after(kept, '2028-01-01', delivered(`l-${ids[rank]}`, days[rank]!));
        const last = [...days].sort().at(-1) as LegalDay;
        expect(kept.state).toBe(last <= day('2026-12-31') ? 'accepted_in_time' : last <= day('2027-12-31') ? 'late' : 'without_object');
        expect(withdrawalFinding(kept.facts).countedOn).toBe(last);
      }),
      { numRuns: 25 },
    );
  });

  test('toute suite se rejoue à l’identique, et un départ accepté a toujours son jour', () => {
    const command: fc.Arbitrary<Asked> = fc.oneof(
      received.map(({ id, on }) => delivered(`l-${id}`, on)),
      fc.record({ id: fc.constantFrom('caf', 'commune', 'epci'), on: anyDay, what: fc.constantFrom('refused' as const, 'unclaimed' as const, 'returned' as const, 'pending' as const) }).map(({ id, on, what }) => outcome(`l-${id}`, what, on)),
      received.map(({ id, on }) => decision(`l-${id}`, on)),
      received.map(({ id, on }) => send(letter(`again-${id}-${on}`, id, on))),
      fc.constant<Asked>({ type: 'reexamine', rules: { ...rules, laterTerms: [] } }),
      fc.constant<Asked>({ type: 'cancel', reason }),
    );
    const live = (steps: readonly { wait: number; command: Asked }[]) => {
      let kept: Subject<Withdrawal> = after(withdrawing('caf', 'commune', 'epci'), '2026-08-01', send(...['caf', 'commune', 'epci'].map((id) => letter(`l-${id}`, id, '2026-08-01'))));
      let today = day('2026-08-01');
      for (const step of steps) {
        today = addDays(today, step.wait);
        kept = tick(kept, today) ?? kept;
        const decided = ask(kept, today, step.command);
        if (decided.accepted) kept = { state: decided.to, facts: decided.facts };
        const settled = kept.state === 'accepted_in_time' || kept.state === 'late' || kept.state === 'effective';
        if (kept.state !== 'cancelled') expect(kept.facts.leavesOn !== null).toBe(settled);
        expect(tick(kept, '2099-01-01')).toEqual(tick(kept, '2099-01-01'));
      }
      return kept;
    };
    fc.assert(fc.property(fc.array(fc.record({ wait: fc.integer({ min: 0, max: 90 }), command }), { maxLength: 8 }), (steps) => expect(live(steps)).toEqual(live(steps))), { numRuns: 40 });
  });
});
