import fc from 'fast-check';
import { addDays, addMonths, instant, legalDay } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import { brokenLaws } from '../workflow/laws.js';
import { decide, dueTick, eventsOf, possibleEvents, statesOf } from '../workflow/workflow.js';
import type { Event, Subject } from '../workflow/workflow.js';
import { adhesionRefusalSentence, adhesionStateNames, voteNames } from './adhesion-sentences.js';
import { awaitedVotes, draftedAdhesion, offerLengthMin, voteChoices, voteReminderDay, voteUntil } from './adhesion.js';
import type { Adhesion, AdhesionFacts, JoinedAgreement, VoteChoice } from './adhesion.js';
import { adhesionWorkflow } from './adhesion.workflow.js';

const day = legalDay;
const at = instant('2026-11-26T09:00:00Z');
const zone = 'Europe/Paris';
type Asked = Adhesion['command'];

const agreement: JoinedAgreement = {
  state: 'in_force', inForceSince: day('2026-12-01'), partyIds: ['prefet', 'caf', 'commune', 'cpam'], byAct: true, requestOpen: false,
  structures: [{ id: 's-1', gestionnaireId: 'caf' }, { id: 's-2', gestionnaireId: 'commune' }, { id: 's-3', gestionnaireId: 'commune' }],
};
const drafted = (given: Partial<AdhesionFacts> = {}): Subject<Adhesion> => ({
  state: 'drafted', facts: { ...draftedAdhesion({ id: 'a-1', agreementId: 't-1', partnerId: 'cidff', structureIds: ['s-1', 's-2'], offer: 'Permanence juridique' }), ...given },
});
const decided = (subject: Subject<Adhesion>, on: string, command: Asked) => decide(adhesionWorkflow, subject, { ...command, effectiveOn: day(on), at } as Event<Adhesion>);
const after = (subject: Subject<Adhesion>, on: string, command: Asked) => {
  const decision = decided(subject, on, command);
  if (!decision.accepted) throw new Error(decision.refusal);
  return { ...decision, state: decision.to };
};
const refusalOf = (subject: Subject<Adhesion>, on: string, command: Asked) => {
  const decision = decided(subject, on, command);
  return decision.accepted ? null : decision.refusal;
};
const ask = (given: Partial<JoinedAgreement> = {}): Asked => ({ type: 'ask', agreement: { ...agreement, ...given } });
const vote = (gestionnaireId: string, choice: VoteChoice, reason = ''): Asked => ({ type: 'vote', gestionnaireId, choice, reason });
const asked = (on = '2027-01-31') => after(drafted(), on, ask());
const tick = (subject: Subject<Adhesion>, on: string) => {
  const due = dueTick(adhesionWorkflow, subject, day(on), zone);
  return due && { ...after(subject, due.effectiveOn, due as unknown as Asked), on: due.effectiveOn };
};
const accepted = () => after(after(asked(), '2027-02-02', vote('caf', 'for')), '2027-02-03', vote('commune', 'for'));
const signing = () => after(accepted(), '2027-02-04', { type: 'openSigning', roundId: 'r-1', agreementState: 'in_force' });
const types = ({ effects }: { effects: readonly Adhesion['effect'][] }) => effects.map((effect) => ('what' in effect ? `${effect.type} ${effect.what}` : effect.type));

describe('Les lois de la table', () => {
  test('sont tenues', () => expect(brokenLaws(adhesionWorkflow)).toEqual([]));
  const absent = statesOf(adhesionWorkflow).flatMap((state) => eventsOf(adhesionWorkflow).filter((event) => !possibleEvents(adhesionWorkflow, state).has(event)).map((event) => [state, event] as const));
  test.each(absent)('%s refuse %s', (state, type) =>
    expect(decide(adhesionWorkflow, { state, facts: asked().facts }, { type, effectiveOn: day('2027-02-01'), at } as Event<Adhesion>)).toEqual({ accepted: false, refusal: adhesionWorkflow.otherwise?.[state] ?? 'not_possible_now' }));
  test('seuls un retrait de demande et un abandon n’ont pas d’article', () => expect(new Set(adhesionWorkflow.rows.filter(([, , , , , , basis]) => !basis).map(([, on]) => on))).toEqual(new Set(['withdraw', 'recordAbandonment'])));
  test('les phrases se tiennent', () => {
    for (const refusal of ['party_already', 'structure_outside', 'lapsed_already', 'not_possible_now'] as const) expect(adhesionRefusalSentence(refusal)).toMatch(/^[A-ZÀÉ][^!]*\.$/);
    expect([adhesionStateNames.lapsed, voteNames.abstain]).toEqual(['sans suite', 'abstention']);
  });
});

describe('La demande', () => {
  test('les gestionnaires des structures nommées sont consultés, une fois chacun ; le préfet est informé', () => {
    const three = after(drafted({ structureIds: ['s-3', 's-2', 's-1'] }), '2027-01-31', ask());
    expect(three).toMatchObject({ state: 'examined', facts: { concernedIds: ['caf', 'commune'], askedOn: '2027-01-31', inForceSince: '2026-12-01' } });
    expect(types(three)).toEqual(['informPartner asked', 'askVotes', 'informPrefecture asked']);
    expect(after(drafted({ structureIds: ['s-1'] }), '2027-01-31', ask()).facts.concernedIds).toEqual(['caf']);
  });
  test.each<[string, Partial<JoinedAgreement>, Partial<AdhesionFacts>]>([
    ['not_in_force_yet', { state: 'signed' }, {}],
    ['term_expired', { state: 'executed_in_fact' }, {}],
    ['terminating_already', { state: 'terminating' }, {}],
    ['agreement_ended', { state: 'ended' }, {}],
    ['by_amendment_only', { byAct: false }, {}],
    ['party_already', { partyIds: ['prefet', 'cidff'] }, {}],
    ['request_open_already', { requestOpen: true }, {}],
    ['structure_missing', {}, { structureIds: [] }],
    ['structure_outside', {}, { structureIds: ['s-1', 's-9'] }],
    ['offer_missing', {}, { offer: 'x'.repeat(offerLengthMin - 1) }],
  ])('%s', (refusal, given, facts) => expect(refusalOf(drafted(facts), '2027-01-31', ask(given))).toBe(refusal));
  test.each(['in_force', 'notice_closing', 'notice_closed'] as const)('possible quand la convention est %s', (state) => expect(after(drafted(), '2027-01-31', ask({ state })).state).toBe('examined'));
  test('un brouillon se nettoie', () => expect(draftedAdhesion({ id: 'a', agreementId: 't', partnerId: 'p', structureIds: ['s', 's'], offer: '  Une offre  ' })).toMatchObject({ structureIds: ['s'], offer: 'Une offre' }));
});

describe('L’examen', () => {
  test('chacun pour : acceptée au dernier vote', () => {
    const one = after(asked(), '2027-02-02', vote('caf', 'for'));
    expect([one.state, ...types(one)]).toEqual(['examined', 'informPrefecture voted']);
    expect(accepted()).toMatchObject({ state: 'accepted', facts: { acceptedOn: '2027-02-03' } });
    expect(types(accepted())).toEqual(['informPartner accepted', 'informPrefecture accepted', 'informGestionnaires accepted']);
  });
  test('un seul contre, motivé : refusée, et le motif est gardé', () => {
    const refused = after(asked(), '2027-02-02', vote('caf', 'against', '  Locaux trop petits  '));
    expect(refused).toMatchObject({ state: 'refused', facts: { votes: [{ gestionnaireId: 'caf', choice: 'against', reason: 'Locaux trop petits', on: '2027-02-02' }] } });
    expect(types(refused)).toEqual(['informPartner refused', 'informPrefecture refused', 'informGestionnaires refused']);
    expect(refusalOf(refused, '2027-02-03', vote('commune', 'for'))).toBe('refused_already');
  });
  test('contre sans motif : refusé ; pour ou abstention, le motif est libre', () => {
    expect(refusalOf(asked(), '2027-02-02', vote('caf', 'against', 'non'))).toBe('reason_missing');
    expect(after(asked(), '2027-02-02', vote('caf', 'abstain')).state).toBe('examined');
  });
  test('qui n’est pas concerné ne vote pas, même contre, même le dernier', () => {
    expect(refusalOf(asked(), '2027-02-02', vote('epci', 'against', 'Locaux trop petits'))).toBe('not_concerned');
    expect(refusalOf(asked(), '2027-02-02', vote('prefet', 'for'))).toBe('not_concerned');
  });
  test('l’abstention n’est pas un accord ; le vote peut changer tant que l’examen dure', () => {
    const waiting = after(after(asked(), '2027-02-02', vote('caf', 'abstain')), '2027-02-03', vote('commune', 'for'));
    expect([waiting.state, awaitedVotes(waiting.facts)]).toEqual(['examined', { silent: [], abstaining: ['caf'] }]);
    const changed = after(waiting, '2027-02-04', vote('caf', 'for'));
    expect([changed.state, changed.facts.votes.length]).toEqual(['accepted', 2]);
  });
  test('signer avant l’accord de tous est refusé', () => expect(refusalOf(asked(), '2027-02-02', { type: 'openSigning', roundId: 'r-1', agreementState: 'in_force' })).toBe('not_accepted_yet'));
});

describe('La date limite', () => {
  test('un mois de quantième à quantième, le dernier jour compris', () => {
    expect([voteUntil({ askedOn: day('2027-01-31') }), voteUntil({ askedOn: day('2028-01-31') }), voteReminderDay({ askedOn: day('2027-01-31') })]).toEqual(['2027-02-28', '2028-02-29', '2027-02-21']);
    expect(() => voteUntil({ askedOn: null })).toThrow('asked');
  });
  test('rappel, puis sans suite le lendemain du dernier jour ; le silence ne vaut pas accord', () => {
    expect(tick(asked(), '2027-02-20')).toBeNull();
    const pressing = tick(asked(), '2027-02-21')!;
    expect(pressing).toMatchObject({ state: 'pressing', effects: [{ type: 'remindVoters', until: '2027-02-28', uselessAfter: '2027-02-28' }] });
    expect(tick(pressing, '2027-02-28')).toBeNull();
    const lastDay = after(after(pressing, '2027-02-28', vote('caf', 'for')), '2027-02-28', vote('commune', 'for'));
    expect(lastDay.state).toBe('accepted');
    const lapsed = tick(after(pressing, '2027-02-28', vote('caf', 'for')), '2027-03-01')!;
    expect([lapsed.state, lapsed.on, ...types(lapsed)]).toEqual(['lapsed', '2027-03-01', 'informPartner lapsed', 'informPrefecture lapsed', 'informGestionnaires lapsed']);
    expect(refusalOf(lapsed, '2027-03-01', vote('commune', 'for'))).toBe('lapsed_already');
  });
  test('une panne jusqu’en 2035 : chaque pas à son jour', () => {
    const pressing = tick(asked(), '2035-01-01')!;
    const lapsed = tick(pressing, '2035-01-01')!;
    expect([pressing.on, lapsed.on, tick(lapsed, '2035-01-01')]).toEqual(['2027-02-21', '2027-03-01', null]);
  });
  test('le dernier jour se trouve en avançant jour après jour', () =>
    fc.assert(fc.property(fc.integer({ min: 0, max: 25_000 }), (offset) => {
      const from = addDays(day('1990-01-01'), offset);
      let next = addDays(from, 1);
      // The same number one month on, or the last day of a month that lacks it: found by walking, not by counting months.
      while (!(next.slice(8) === from.slice(8) || (addDays(next, 1).endsWith('-01') && next.slice(8) < from.slice(8) && next.slice(0, 7) !== from.slice(0, 7)))) next = addDays(next, 1);
      expect(voteUntil({ askedOn: from })).toBe(next);
    })));
});

describe('La signature', () => {
  test('partie du jour de sa signature, jamais avant que la convention soit en vigueur', () => {
    const bound = after(signing(), '2027-02-10', { type: 'recordSignatures', roundId: 'r-1', signedOn: day('2027-02-09') });
    expect(bound).toMatchObject({ state: 'in_force', facts: { signedOn: '2027-02-09', boundFrom: '2027-02-09' } });
    expect(bound.effects.slice(0, 2)).toEqual([{ type: 'admitParty', since: '2027-02-09' }, { type: 'updateAnnexes', from: '2027-02-09' }]);
    expect(types(bound).slice(2)).toEqual(['informPartner in_force', 'informPrefecture in_force', 'informGestionnaires in_force']);
  });
  test('l’effet est toujours le plus tardif des deux jours', () =>
    fc.assert(fc.property(fc.integer({ min: -400, max: 400 }), (offset) => {
      const inForceSince = addDays(day('2027-02-09'), offset);
      const { facts } = after({ ...signing(), facts: { ...signing().facts, inForceSince } }, '2027-02-10', { type: 'recordSignatures', roundId: 'r-1', signedOn: day('2027-02-09') });
      expect(facts.boundFrom! >= inForceSince && facts.boundFrom! >= facts.signedOn!).toBe(true);
      expect([inForceSince, facts.signedOn]).toContain(facts.boundFrom);
    })));
  test('abandonnée, elle peut reprendre', () => {
    const back = after(signing(), '2027-02-20', { type: 'recordAbandonment' });
    expect([back.state, back.facts.roundId, ...types(back)]).toEqual(['accepted', null, 'informPartner abandoned', 'informPrefecture abandoned']);
    expect(after(back, '2027-02-21', { type: 'openSigning', roundId: 'r-2', agreementState: 'in_force' }).facts.roundId).toBe('r-2');
  });
  test('l’acte d’une autre demande, une convention qui a pris fin : refusés', () => {
    expect(refusalOf(signing(), '2027-02-10', { type: 'recordSignatures', roundId: 'r-9', signedOn: day('2027-02-09') })).toBe('other_round');
    expect(refusalOf(accepted(), '2027-02-04', { type: 'openSigning', roundId: 'r-1', agreementState: 'ended' })).toBe('agreement_ended');
  });
  test('signé après la fin de la convention : sans objet ; le dernier jour compte encore', () => {
    const bound = after(signing(), '2027-02-10', { type: 'recordSignatures', roundId: 'r-1', signedOn: day('2027-02-09') });
    expect(after(bound, '2027-02-11', { type: 'findEnded', endedOn: day('2027-02-08') })).toMatchObject({ state: 'without_object', facts: { boundFrom: null } });
    expect(refusalOf(bound, '2027-02-11', { type: 'findEnded', endedOn: day('2027-02-09') })).toBe('agreement_not_ended');
  });
  test.each([['examined', asked], ['accepted', accepted]] as const)('%s, la demande se retire', (_, subject) => expect(after(subject(), '2027-02-05', { type: 'withdraw' }).state).toBe('withdrawn'));
});

test('quels que soient les votes : acceptée si et seulement si le dernier de chaque gestionnaire est pour, refusée au premier contre', () =>
  fc.assert(fc.property(fc.array(fc.record({ who: fc.constantFrom('caf', 'commune'), choice: fc.constantFrom(...voteChoices) }), { maxLength: 12 }), (votes) => {
    let subject: Subject<Adhesion> = asked();
    const last = new Map<string, VoteChoice>();
    for (const { who, choice } of votes) {
      if (subject.state !== 'examined') break;
      subject = after(subject, '2027-02-05', vote(who, choice, 'Locaux trop petits'));
      last.set(who, choice);
    }
    const expected = [...last.values()].includes('against') ? 'refused' : last.size === 2 && [...last.values()].every((choice) => choice === 'for') ? 'accepted' : 'examined';
    expect(subject.state).toBe(expected);
  })));

const monthLater = (from: LegalDay): LegalDay => addMonths(from, 1);
test('le délai est celui qui est annoncé à chacun', () => {
  const effects = asked('2027-03-31').effects;
  expect(effects).toContainEqual({ type: 'askVotes', until: monthLater(day('2027-03-31')), uselessAfter: '2027-04-30' });
});
