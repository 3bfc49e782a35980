import { instant, legalDay } from '../legal-time/legal-day.js';
import { AUTHORITY_REFERENCE_LENGTH_MAX, authorityFactsRefusals } from './authority-refusals.js';
import type { AuthorityEntry, AuthorityFactsRefusalCode } from './authority-refusals.js';
import { authorityFactsRefusalSentence } from './authority-sentences.js';
import type { BodyDecision, DelegationAct, PersonPower } from './authority.js';
import type { Publicity } from './publicity.js';

const day = legalDay;
const on = (written: string, at: string | null = null): Publicity => ({ on: day(written), at: at === null ? null : instant(at), proofFileId: null });
const entry: AuthorityEntry = { kind: 'commune', today: day('2027-03-20'), timeZone: 'Europe/Paris', holderId: 'mayor' };
const act: DelegationAct = {
  reference: '2027-45', signedOn: day('2027-02-26'), delegateId: 'adjointe', published: on('2027-02-27'), transmitted: on('2027-02-27'), immediate: false, from: day('2027-03-01'), until: null,
  scope: { objects: 'all', excludes: [], territory: 'whole' }, subdelegable: true,
};
const own: PersonPower = { kind: 'own_right', office: 'maire', tenureId: null };
const delegated = (given: Partial<DelegationAct> = {}, second: Partial<DelegationAct> | null = null): PersonPower =>
  ({ kind: 'delegation', office: 'maire', tenureId: null, nature: 'signature', act: { ...act, ...given }, subdelegation: second && { ...act, delegateId: 'agent', ...second } });
const deliberation = (given: Partial<Extract<BodyDecision, { kind: 'deliberation' }>> = {}): BodyDecision =>
  ({ kind: 'deliberation', reference: '2027-12', adoptedOn: day('2027-03-05'), published: on('2027-03-08'), transmitted: on('2027-03-09'), approvesHash: 'a'.repeat(64), ...given });
const refusals = (power: PersonPower, decision: BodyDecision | null = null, given: Partial<AuthorityEntry> = {}) => authorityFactsRefusals({ power, decision }, { ...entry, ...given });
const codes = (...args: Parameters<typeof refusals>) => refusals(...args).map(({ code }) => code);

test('des faits qui se tiennent ne sont pas refusés, même s’ils n’habilitent personne', () => {
  expect(refusals(delegated({}, {}), deliberation())).toEqual([]);
  expect(refusals(delegated({ published: null, transmitted: null, from: day('2027-06-01') }), deliberation({ published: null, transmitted: null }))).toEqual([]);
});
test('le jour même de l’acte, publication et transmission se suivent', () => expect(codes(own, deliberation({ published: on('2027-03-05'), transmitted: on('2027-03-05') }))).toEqual([]));

test.each<[string, AuthorityFactsRefusalCode, PersonPower, BodyDecision | null, Partial<AuthorityEntry>?]>([
  ['une fonction d’un autre organisme', 'office_of_another_body', { ...own, office: 'prefet' }, null],
  ['une délibération pour l’État', 'decision_not_asked', { ...own, office: 'prefet' }, deliberation(), { kind: 'prefet' }],
  ['une référence vide', 'reference_missing', own, deliberation({ reference: '  ' })],
  ['une référence d’un caractère de trop', 'reference_too_long', own, deliberation({ reference: 'x'.repeat(AUTHORITY_REFERENCE_LENGTH_MAX + 1) })],
  ['une délibération de demain', 'day_to_come', own, deliberation({ adoptedOn: day('2027-03-21'), published: null, transmitted: null })],
  ['une transmission de demain', 'day_to_come', own, deliberation({ transmitted: on('2027-03-21') })],
  ['une décision de demain', 'day_to_come', { ...own, office: 'head' }, { kind: 'own_decision', reference: 'CA 3', adoptedOn: day('2027-03-21') }, { kind: 'association' }],
  ['une publication avant l’adoption', 'published_before_act', own, deliberation({ published: on('2027-03-04') })],
  ['une transmission avant l’adoption', 'transmitted_before_act', own, deliberation({ transmitted: on('2027-03-04') })],
  ['une heure d’un autre jour', 'hour_of_another_day', own, deliberation({ transmitted: on('2027-03-09', '2027-03-09T23:30:00Z') })],
  ['une délégation qui finit avant de commencer', 'period_reversed', delegated({ until: day('2027-02-28') }), null],
  ['un intérim qui finit avant de commencer', 'period_reversed', { kind: 'interim', office: 'maire', ground: 'absence', personId: 'adjointe', reference: null, from: day('2027-03-09'), until: day('2027-03-08') }, null],
  ['une délégation à soi-même', 'delegate_is_delegator', delegated({ delegateId: 'mayor' }), null],
  ['une subdélégation à soi-même', 'delegate_is_delegator', delegated({}, { delegateId: 'adjointe' }), null],
  ['une subdélégation d’avant la délégation', 'subdelegation_before_delegation', delegated({}, { signedOn: day('2027-02-25'), published: null, transmitted: null }), null],
  ['une délégation qui ne couvre rien', 'scope_empty', delegated({ scope: { objects: ['agreement'], excludes: ['agreement'], territory: 'whole' } }), null],
  ['une délégation de l’assemblée qui ne couvre rien', 'scope_empty', { ...own, office: 'president_epci' }, { kind: 'standing', reference: '1', adoptedOn: day('2027-03-05'), published: null, transmitted: null, scope: { objects: [], excludes: [], territory: 'whole' }, subdelegable: true }, { kind: 'epci' }],
  ['une empreinte mal recopiée', 'hash_malformed', own, deliberation({ approvesHash: 'A'.repeat(64) })],
])('%s', (_, code, power, decision, given = {}) => {
  expect(codes(power, decision, given)).toEqual([code]);
  expect(authorityFactsRefusalSentence(code)).toMatch(/^[A-ZÀ].*[^.]\.$/);
  expect(authorityFactsRefusalSentence(code)).not.toMatch(/null| [;:?!]|'/);
});

test('la même heure est bien de ce jour à La Réunion', () => expect(codes(own, deliberation({ transmitted: on('2027-03-10', '2027-03-09T20:30:00Z') }), { timeZone: 'Indian/Reunion' })).toEqual([]));
test('ce qui est fait aujourd’hui est fait', () => expect(codes(own, deliberation({ adoptedOn: entry.today, published: on(entry.today), transmitted: on(entry.today) }))).toEqual([]));
test('une période d’un seul jour est une période', () => expect(codes(delegated({ from: day('2027-03-10'), until: day('2027-03-10') }))).toEqual([]));
test('la référence la plus longue est gardée', () => expect(codes(own, deliberation({ reference: 'x'.repeat(AUTHORITY_REFERENCE_LENGTH_MAX) }))).toEqual([]));
test('chaque faute dit quelle pièce corriger', () =>
  expect(refusals(delegated({ reference: '' }, { until: day('2027-01-01') }), deliberation({ reference: '' }))).toEqual([
    { code: 'reference_missing', act: 'decision' }, { code: 'reference_missing', act: 'power' }, { code: 'period_reversed', act: 'subdelegation' },
  ]));
