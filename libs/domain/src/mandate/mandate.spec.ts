import { addDays, instant, legalDay, startOfDay } from '../legal-time/legal-day.js';
import { brokenLaws } from '../workflow/laws.js';
import { decide, dueOn, dueTick, eventsOf, possibleEvents, statesOf } from '../workflow/workflow.js';
import type { Errand, Event, Subject } from '../workflow/workflow.js';
import { endInstant } from './mandate-days.js';
import { endSentence, mandateRefusalSentence, mandateSentence } from './mandate-sentences.js';
import { abilities, defaultMandateReadings, informationItems, mandateDurations, newMandateFacts, renunciationReasons } from './mandate.js';
import type { Mandate, MandateEffect, MandateFacts, MandateStanding, MandateState, ScopeItem } from './mandate.js';
import { mandateWorkflow } from './mandate.workflow.js';

const zone = 'Indian/Reunion';
const day = legalDay;
const today = day('2026-11-26');
const standing: MandateStanding = { agreementId: 'agreement-1', demarches: ['family', 'health', 'housing'], partners: ['caf', 'cpam', 'ccas'] };
const family: ScopeItem = { demarche: 'family', actions: true, dataRequests: false, partners: ['caf'] };
const health: ScopeItem = { demarche: 'health', actions: false, dataRequests: true, partners: ['cpam'] };
const hash = 'a'.repeat(64);

type Asked = Mandate['command'];
type Kept = Subject<Mandate> & { effects: readonly MandateEffect[]; commands: readonly Errand[]; basis: string | null };
const started = (given: Partial<MandateFacts> = {}): Subject<Mandate> => ({
  state: 'drafted', facts: { ...newMandateFacts({ id: 'm-1', timeZone: zone, structureId: 's-1', gestionnaireId: 'g-1', agentId: 'a-1', startedOn: today, readings: defaultMandateReadings }), ...given },
});

const inform = (given: Partial<Extract<Asked, { type: 'inform' }>> = {}): Asked => ({ type: 'inform', items: informationItems, place: 'on_site', ability: 'able', standing, ...given });
const identify: Asked = { type: 'verifyIdentity', document: 'identity_card' };
const define = (given: Partial<Extract<Asked, { type: 'define' }>> = {}): Asked => ({ type: 'define', scope: [family, health], duration: 'six_months', standing, ...given });
const scopeDefinedAt = instant('2026-11-26T06:00:40Z');
const sign = (given: Partial<Extract<Asked, { type: 'sign' }>> = {}): Asked => ({ type: 'sign', place: 'on_site', definedAt: scopeDefinedAt, signature: { means: 'paper', scanHash: hash }, text: { version: 'annexe-7/v1', hash }, standing, older: [], ...given });
const act = (given: Partial<Extract<Asked, { type: 'act' }>['act']> = {}, agentId = 'a-1'): Asked => ({ type: 'act', act: { demarche: 'family', kind: 'action', partner: 'caf', ...given }, agentId });
const revoke: Asked = { type: 'revoke', channel: 'desk' };
const replace = (...demarches: ScopeItem['demarche'][]): Asked => ({ type: 'replace', by: 'm-2', demarches, signedAt: instant('2026-11-27T08:00:00.250Z') });
const destroy: Asked = { type: 'recordDestruction', slipId: 'slip-1' };

/** At that hour of the structure, that day. */
const moment = (on: string, clock = '10:00:00') => ({ effectiveOn: day(on), at: instant(`${on}T${clock}+04:00`) });
const ask = (subject: Subject<Mandate>, command: Asked, on = '2026-11-26', clock?: string) => decide(mandateWorkflow, subject, { ...command, ...moment(on, clock) } as Event<Mandate>);
function after(subject: Subject<Mandate>, command: Asked, on?: string, clock?: string): Kept {
  const decided = ask(subject, command, on, clock);
  if (!decided.accepted) throw new Error(`${command.type}: ${decided.refusal}`);
  return { state: decided.to, facts: decided.facts, effects: decided.effects, commands: decided.commands, basis: decided.basis };
}
const refusalOf = (subject: Subject<Mandate>, command: Asked, on?: string, clock?: string) => {
  const decided = ask(subject, command, on, clock);
  return decided.accepted ? null : decided.refusal;
};
function tick(subject: Subject<Mandate>, on: string): Kept | null {
  const due = dueTick(mandateWorkflow, subject, day(on), zone);
  const decided = due && decide(mandateWorkflow, subject, due);
  return decided?.accepted ? { state: decided.to, facts: decided.facts, effects: decided.effects, commands: decided.commands, basis: decided.basis } : null;
}
const types = ({ effects }: Kept) => effects.map(({ type }) => type);

const informed = () => after(started(), inform(), '2026-11-26', '10:00:00');
const identified = () => after(informed(), identify, '2026-11-26', '10:00:20');
const defined = (given?: Parameters<typeof define>[0]) => after(identified(), define(given), '2026-11-26', '10:00:40');
const active = (given?: Parameters<typeof define>[0]) => after(defined(given), sign(), '2026-11-26', '10:01:00');

const ends: readonly (readonly [MandateState, Asked])[] = [
  ['revoked', revoke], ['renounced', { type: 'renounce', reason: 'structure_closes' }], ['resolved', { type: 'resolve' }], ['lapsed', { type: 'lapse', cause: 'death', occurredOn: null }], ['replaced', replace('family', 'health')],
];
const ended = (command: Asked) => after(active(), command, '2026-11-27', '12:00:00');
const expired = () => tick(active(), '2027-05-27')!;

describe('La table', () => {
  test('obéit à toutes les lois', () => expect(brokenLaws(mandateWorkflow)).toEqual([]));
  const absent = statesOf(mandateWorkflow).flatMap((state) => eventsOf(mandateWorkflow).filter((event) => !possibleEvents(mandateWorkflow, state).has(event)).map((event) => [state, event] as const));
  test.each(absent)('%s refuse %s', (state, type) =>
    expect(decide(mandateWorkflow, { state, facts: started().facts }, { type, ...moment('2026-11-26') } as Event<Mandate>)).toEqual({ accepted: false, refusal: mandateWorkflow.otherwise![state] }));
  test('chaque ligne a son article', () => expect(mandateWorkflow.rows.filter(([, , , , , , basis]) => !basis)).toEqual([]));
  test('aucun état fini ne revient : seules la destruction et l’oubli suivent', () => {
    const rank: Partial<Record<MandateState, number>> = { drafted: 0, informed: 0, identified: 0, defined: 0, active: 1, destroyed: 3, proof_ended: 4, forgotten: 5 };
    const after = ([from, , to]: (typeof mandateWorkflow.rows)[number]) => [rank[from] ?? 2, rank[to] ?? 2] as const;
    for (const row of mandateWorkflow.rows) if (after(row)[0] >= 2 && row[0] !== row[2]) expect(after(row)[1]).toBeGreaterThan(after(row)[0]);
  });
  test('chaque refus dit sa règle et la suite à donner, sans exclamation', () => {
    for (const refusal of ['remote_signature', 'person_minor', 'outside_scope', 'revoked_already', 'not_possible_now', 'slip_missing', 'credential_typed'] as const) expect(mandateRefusalSentence(refusal)).toMatch(/^[A-ZÀÉ«][^!']*\.[^!']*\.$/);
    for (const refusal of ['person_minor', 'person_protected', 'person_cannot_sign'] as const) expect(mandateRefusalSentence(refusal)).toMatch(/règle du service, non de la loi.*Aidez-la à faire elle-même/);
  });
});

describe('Donner un mandat, dans l’ordre', () => {
  test('quatre pas datés, puis la signature', () => {
    const { state, facts, effects, commands } = active();
    expect({ state, effects, commands }).toEqual({ state: 'active', effects: [{ type: 'sealOriginal' }], commands: [] });
    expect([facts.informedAt, facts.identifiedAt, facts.definedAt, facts.signed!.at]).toEqual(['2026-11-26T06:00:00Z', '2026-11-26T06:00:20Z', '2026-11-26T06:00:40Z', '2026-11-26T06:01:00Z']);
    expect(facts).toMatchObject({ identityDocument: 'identity_card', agreementId: 'agreement-1', duration: 'six_months', endsOn: '2027-05-26', scope: [family, health], signed: { on: '2026-11-26', text: { version: 'annexe-7/v1', hash } } });
  });
  test.each([
    ['commencé', started, identify, 'not_informed'], ['commencé', started, define(), 'not_informed'], ['commencé', started, sign(), 'not_informed'],
    ['informé', informed, define(), 'identity_not_verified'], ['informé', informed, sign(), 'identity_not_verified'], ['identifié', identified, sign(), 'scope_not_defined'],
    ['commencé', started, act(), 'not_signed'], ['informé', informed, revoke, 'not_signed'], ['identifié', identified, replace('family'), 'not_signed'], ['défini', () => defined(), { type: 'resolve' }, 'not_signed'],
    ['signé', () => active(), define(), 'signed_already'], ['signé', () => active(), sign(), 'signed_already'], ['signé', () => active(), { type: 'abandon' }, 'signed_already'],
  ] as [string, () => Subject<Mandate>, Asked, string][])('hors de son tour (%s), est refusé par le nom de ce qui manque', (_, from, command, refusal) => expect(refusalOf(from(), command)).toBe(refusal));
  test.each(informationItems)('sans l’information « %s », rien ne commence', (item) => expect(refusalOf(started(), inform({ items: informationItems.filter((one) => one !== item) }))).toBe('information_incomplete'));
  test('à distance, ni l’information ni la signature', () => {
    expect(refusalOf(started(), inform({ place: 'remote' }))).toBe('remote_signature');
    expect(refusalOf(defined(), sign({ place: 'remote' }))).toBe('remote_signature');
  });
  test('mineure, protégée, ou ne pouvant signer : refusée par la règle du service', () =>
    expect(abilities.map((ability) => refusalOf(started(), inform({ ability })))).toEqual([null, 'person_minor', 'person_protected', 'person_cannot_sign']));
  test('sans convention en vigueur, à aucun des trois pas', () => {
    const none = { ...standing, agreementId: null };
    expect([refusalOf(started(), inform({ standing: none })), refusalOf(identified(), define({ standing: none })), refusalOf(defined(), sign({ standing: none }))]).toEqual(['no_agreement', 'no_agreement', 'no_agreement']);
  });
  test.each([
    ['aucune démarche', define({ scope: [] }), 'scope_empty'], ['une démarche non proposée', define({ scope: [{ ...family, demarche: 'taxes' }] }), 'demarche_not_offered'], ['deux fois la même', define({ scope: [family, family] }), 'demarche_twice'],
    ['ni action ni donnée', define({ scope: [{ ...family, actions: false }] }), 'nothing_entrusted'], ['aucun organisme', define({ scope: [{ ...family, partners: [] }] }), 'partner_missing'],
    ['un organisme absent', define({ scope: [family, { ...health, partners: ['cpam', 'msa'] }] }), 'partner_absent'], ['aucune durée', define({ duration: null }), 'duration_missing'],
  ] as const)('%s : refusé', (_, command, refusal) => expect(refusalOf(identified(), command)).toBe(refusal));
  test('on définit autant de fois qu’il faut ; le dernier choix compte, un organisme une seule fois', () => {
    const again = after(defined(), define({ scope: [{ ...health, partners: ['cpam', 'cpam'] }], duration: 'one_day' }), '2026-11-26', '10:05:00');
    expect([again.state, again.facts.scope, again.facts.duration, again.facts.definedAt]).toEqual(['defined', [health], 'one_day', '2026-11-26T06:05:00Z']);
  });
  test('corriger l’identité ramène au choix des démarches', () => {
    const corrected = after(defined(), { type: 'verifyIdentity', document: 'passport' }, '2026-11-26', '10:06:00');
    expect([corrected.state, corrected.facts.definedAt, refusalOf(corrected, sign())]).toEqual(['identified', null, 'scope_not_defined']);
  });
  test('ce que la structure ne propose plus à l’instant de signer est refusé', () => {
    expect(refusalOf(defined(), sign({ standing: { ...standing, demarches: ['family'] } }))).toBe('demarche_not_offered');
    expect(refusalOf(defined(), sign({ standing: { ...standing, partners: ['caf'] } }))).toBe('partner_absent');
  });
  test('corrigé depuis la lecture, il se relit avant d’être signé', () => {
    const corrected = after(defined(), define({ scope: [family] }), '2026-11-26', '10:05:00');
    expect([refusalOf(corrected, sign()), refusalOf(corrected, sign({ definedAt: instant('2026-11-26T06:05:00Z') })), refusalOf(corrected, sign({ definedAt: null }))]).toEqual(['scope_changed', null, 'scope_changed']);
  });
  test('le papier a sa numérisation, le texte sa version et son empreinte ; la tablette fait l’original', () => {
    expect(refusalOf(defined(), sign({ signature: { means: 'paper', scanHash: '' } }))).toBe('scan_missing');
    expect([refusalOf(defined(), sign({ text: { version: ' ', hash } })), refusalOf(defined(), sign({ text: { version: 'annexe-7/v1', hash: 'b' } }))]).toEqual(['text_missing', 'text_missing']);
    expect(after(defined(), sign({ signature: { means: 'tablet' } })).state).toBe('active');
  });
  test.each([['commencé', started], ['informé', informed], ['identifié', identified], ['défini', () => defined()]] as const)('%s et non signé à minuit, il est abandonné et ses données partent', (_, from) => {
    expect(tick(from(), '2026-11-26')).toBeNull();
    const dropped = tick(from(), '2026-11-27')!;
    expect([dropped.state, types(dropped)]).toEqual(['abandoned', ['destroyWorkingData']]);
    const gone = after(dropped, { type: 'recordDestruction', slipId: null }, '2026-11-30');
    expect([gone.state, gone.facts.forgottenAt, gone.facts.proofUntil, dueOn(mandateWorkflow, gone)]).toEqual(['forgotten', '2026-11-30T06:00:00Z', null, null]);
    expect([refusalOf(dropped, revoke), refusalOf(gone, revoke)]).toEqual(['draft_dropped', 'draft_dropped']);
  });
  test('l’agent l’abandonne aussi, avec les mêmes suites', () => expect([after(defined(), { type: 'abandon' })].map((kept) => [kept.state, types(kept)])).toEqual([['abandoned', ['destroyWorkingData']]]));
});

describe('Agir', () => {
  test.each([
    ['dans le mandat', act(), null], ['une donnée demandée', act({ demarche: 'health', kind: 'data_request', partner: 'cpam' }), null], ['une démarche hors du mandat', act({ demarche: 'housing' }), 'outside_scope'],
    ['une donnée non confiée', act({ kind: 'data_request' }), 'data_request_not_entrusted'], ['une action non confiée', act({ demarche: 'health', partner: 'cpam' }), 'action_not_entrusted'], ['un organisme d’une autre démarche', act({ partner: 'cpam' }), 'partner_not_entrusted'],
  ] as const)('%s', (_, command, refusal) => expect(refusalOf(active(), command)).toBe(refusal));
  test('chaque acte est compté', () => expect(after(after(active(), act()), act()).facts.acts).toBe(2));
  test('l’accord noté ouvre un organisme, une fois', () => {
    const consent = (partner: string): Asked => ({ type: 'consentSharing', partner, standing });
    const shared = after(active(), consent('ccas'), '2026-11-27');
    expect(shared.facts.sharing).toEqual([{ partner: 'ccas', at: '2026-11-27T06:00:00Z' }]);
    expect([refusalOf(shared, consent('ccas')), refusalOf(shared, consent(' ')), refusalOf(shared, consent('sa fille Jeanne'))]).toEqual(['shared_already', 'partner_missing', 'partner_absent']);
    // It lets data be asked for; a power to act is signed.
    expect([refusalOf(shared, act({ demarche: 'health', kind: 'data_request', partner: 'ccas' })), refusalOf(shared, act({ partner: 'ccas' }))]).toEqual([null, 'partner_not_entrusted']);
  });
  test('donné à un agent nommément désigné, il n’est exercé que par lui', () => {
    const named = { ...active(), facts: { ...active().facts, readings: { ...defaultMandateReadings, mandatary: 'agent' as const } } };
    expect([refusalOf(named, act()), refusalOf(named, act({}, 'a-2')), refusalOf(active(), act({}, 'a-2'))]).toEqual([null, 'not_the_mandatary', null]);
  });
  test('jusqu’à la dernière seconde du dernier jour, à La Réunion', () => {
    expect(endInstant(active().facts)).toBe('2027-05-26T20:00:00Z');
    expect(refusalOf(active(), act(), '2027-05-26', '23:59:59.999')).toBeNull();
    expect(refusalOf(active(), act(), '2027-05-27', '00:00:00')).toBe('expired_already');
    // Asked before midnight, judged after: the instant counts, whatever day it was filed under.
    expect(decide(mandateWorkflow, active(), { ...act(), effectiveOn: day('2027-05-26'), at: instant('2027-05-26T20:00:00Z') } as Event<Mandate>)).toEqual({ accepted: false, refusal: 'expired_already' });
    expect(decide(mandateWorkflow, active(), { ...act(), effectiveOn: day('2027-05-27'), at: instant('2027-05-26T19:59:59Z') } as Event<Mandate>)).toEqual({ accepted: false, refusal: 'expired_already' });
    for (const [, command] of ends.slice(0, 4)) expect(refusalOf(active(), command, '2027-05-27', '00:00:00')).toBe('expired_already');
  });
});

describe('Finir', () => {
  test.each(ends)('%s : à la seconde, une fois pour toutes', (state, command) => {
    const over = ended(command);
    expect([over.state, over.facts.end!.how, over.facts.end!.on]).toEqual([state, state, '2026-11-27']);
    expect(over.facts.end!.at).toBe(state === 'replaced' ? '2026-11-27T08:00:00.25Z' : '2026-11-27T08:00:00Z');
    expect(endInstant(over.facts)).toBe(over.facts.end!.at);
    expect(types(over)).toEqual(state === 'resolved' ? ['printReceipt', 'destroyWorkingData'] : ['printReceipt', 'tellPartners', 'destroyWorkingData']);
    expect(refusalOf(over, act(), '2026-11-27', '12:00:01')).not.toBeNull();
    expect(tick(over, '2099-01-01')).toBeNull();
  });
  test('la durée passée : le dernier jour à minuit, celui de la structure, si tard qu’on regarde', () => {
    expect(tick(active(), '2027-05-26')).toBeNull();
    const over = tick(active(), '2027-09-01')!;
    expect([over.state, over.facts.end, types(over)]).toEqual(['expired', { how: 'expired', at: startOfDay(day('2027-05-27'), zone), on: '2027-05-26', detail: null, occurredOn: null }, ['printReceipt', 'destroyWorkingData']]);
    expect(endSentence(over.facts.end!, over.facts)).toBe('Fini avec sa durée, le 26\u00a0mai\u00a02027 à minuit.');
  });
  test.each([['destroyed', '2026-11-27'], ['proof_ended', '2032-11-28'], ['forgotten', '2032-11-28']] as const)('un second retrait, même %s, garde la première date', (state, on) => {
    const stages: Record<string, () => Kept> = {
      destroyed: () => after(ended(revoke), destroy, '2026-11-27', '12:00:01'), proof_ended: () => tick(stages.destroyed!(), '2032-11-28')!, forgotten: () => after(stages.proof_ended!(), { type: 'recordForgetting' }, '2032-11-28'),
    };
    const kept = stages[state]!();
    expect([kept.state, refusalOf(kept, revoke, on, '13:00:00'), refusalOf(kept, act(), on, '13:00:00'), kept.facts.end!.at]).toEqual([state, 'revoked_already', 'revoked_already', '2026-11-27T08:00:00Z']);
    expect(mandateSentence(kept)).toMatch(/^Retiré par la personne le vendredi 27\u00a0novembre\u00a02026 à\u00a012\u00a0h, au guichet\./);
  });
  test('chaque fin est redite par son nom, avant et après la destruction', () => {
    const said = (kept: Kept) => [refusalOf(kept, revoke, '2026-11-28'), refusalOf(after(kept, destroy, '2027-05-28'), revoke, '2027-05-28')];
    expect(ends.map(([, command]) => said(ended(command)))).toEqual([['revoked_already', 'revoked_already'], ...Array.from({ length: 4 }, () => ['ended_already', 'ended_already'])]);
    expect(said(expired())).toEqual(['expired_already', 'expired_already']);
  });
  test('un décès appris plus tard : la fin est l’instant où on l’apprend, son jour est gardé ; jamais un jour à venir', () => {
    const over = after(active(), { type: 'lapse', cause: 'guardianship', occurredOn: day('2026-11-26') }, '2026-12-01');
    expect(over.facts.end).toEqual({ how: 'lapsed', at: '2026-12-01T06:00:00Z', on: '2026-12-01', detail: 'guardianship', occurredOn: '2026-11-26' });
    expect([refusalOf(active(), { type: 'lapse', cause: 'death', occurredOn: day('2026-12-02') }, '2026-12-01'), refusalOf(active(), { type: 'lapse', cause: 'death', occurredOn: day('2026-12-01') }, '2026-12-01')]).toEqual(['occurred_later', null]);
  });
  test('chaque motif de renonciation se garde', () => expect(renunciationReasons.map((reason) => after(active(), { type: 'renounce', reason }, '2026-12-01').facts.end!.detail)).toEqual([...renunciationReasons]));
});

describe('Un nouveau mandat pour la même affaire', () => {
  const older = [{ id: 'm-0', demarches: ['health', 'housing'] as const }, { id: 'm-00', demarches: ['taxes'] as const }, { id: 'm-1', demarches: ['family'] as const }];
  test('la signature charge l’ancien de finir au même instant, pour ce qu’ils ont en commun', () => {
    const signed = after(defined(), sign({ older }), '2026-11-26', '10:01:00');
    expect(signed.commands).toEqual([{ kind: 'mandate', id: 'm-0', command: { type: 'replace', by: 'm-1', demarches: ['health'], signedAt: signed.facts.signed!.at } }]);
  });
  test('une partie reprise : le reste continue, et l’acte repris est refusé', () => {
    const kept = after(active(), replace('health', 'taxes'), '2026-11-27', '12:00:01');
    expect([kept.state, kept.effects, kept.facts.end, kept.facts.takenOver]).toEqual(['active', [], null, [{ demarche: 'health', by: 'm-2', at: '2026-11-27T08:00:00.25Z' }]]);
    expect([refusalOf(kept, act(), '2026-11-28'), refusalOf(kept, act({ demarche: 'health', kind: 'data_request', partner: 'cpam' }), '2026-11-28')]).toEqual([null, 'taken_over']);
    const rest = after(kept, replace('family', 'health'), '2026-11-28');
    expect([rest.state, rest.facts.takenOver.map(({ demarche }) => demarche)]).toEqual(['replaced', ['health', 'family']]);
  });
  test('rien en commun, rien à reprendre : il continue sans suite', () => expect([after(active(), replace('taxes'), '2026-11-27')].map((kept) => [kept.state, kept.effects, kept.facts])).toEqual([['active', [], active().facts]]));
  test('signé à l’instant où l’ancien finit, le nouveau ne le remplace plus : sa durée le finit', () => {
    const late = (signedAt: string): Asked => ({ type: 'replace', by: 'm-2', demarches: ['family', 'health'], signedAt: instant(signedAt) });
    expect([after(active(), late('2027-05-26T19:59:59.999Z'), '2027-05-26').state, after(active(), late('2027-05-26T20:00:00Z'), '2027-05-26').state]).toEqual(['replaced', 'active']);
  });
  test('l’ancien fini entre-temps ne bloque pas la signature du nouveau', () => {
    for (const [state, command] of ends) expect(after(ended(command), replace('family'), '2026-11-28')).toMatchObject({ state, effects: [], facts: ended(command).facts });
    expect(after(after(ended(revoke), destroy, '2026-11-28'), replace('family'), '2026-11-28').state).toBe('destroyed');
  });
});

describe('Détruire, puis oublier', () => {
  test.each(mandateDurations)('%s : la preuve court six ans depuis la fin, non depuis la destruction', (duration) => {
    const over = after(active({ duration }), revoke, '2026-11-26', '10:02:00');
    const destroyed = after(over, destroy, '2028-02-01');
    expect([destroyed.facts.proofUntil, destroyed.facts.destroyed, tick(destroyed, '2032-11-26')]).toEqual(['2032-11-26', { at: '2028-02-01T06:00:00Z', slipId: 'slip-1' }, null]);
    const spent = tick(destroyed, '2032-11-27')!;
    expect([spent.state, types(spent), tick(spent, '2099-01-01')]).toEqual(['proof_ended', ['destroyProof'], null]);
    expect(after(spent, { type: 'recordForgetting' }, '2032-11-27').facts.forgottenAt).toBe('2032-11-27T06:00:00Z');
  });
  test('jamais sans bordereau, ni avant la fin, ni deux fois', () => {
    expect(refusalOf(ended(revoke), { type: 'recordDestruction', slipId: null }, '2026-11-28')).toBe('slip_missing');
    expect(refusalOf(active(), destroy, '2026-11-28')).toBe('signed_already');
    expect(refusalOf(after(ended(revoke), destroy, '2026-11-28'), destroy, '2026-11-28')).toBe('ended_already');
    expect(refusalOf(after(ended(revoke), destroy, '2026-11-28'), { type: 'recordForgetting' }, '2026-11-28')).toBe('ended_already');
  });
  test('une destruction qui attendit le visa plus longtemps que la preuve les fait suivre aussitôt', () => {
    const late = after(ended(revoke), destroy, '2040-01-10');
    expect(tick(late, '2040-01-10')).toMatchObject({ state: 'proof_ended', facts: { proofUntil: addDays(day('2032-11-28'), -1) } });
  });
});
