import fc from 'fast-check';
import { legalDay } from '../legal-time/legal-day.js';
import { authorityMention, decisionMention, MENTION_LINE_LENGTH_MAX, officeTitles } from './authority-mention.js';
import type { MentionWords } from './authority-mention.js';
import type { BodyDecision, DelegationAct, PersonPower } from './authority.js';

const act: DelegationAct = {
  reference: '2027-45', signedOn: legalDay('2027-03-01'), delegateId: 'd', published: null, transmitted: null, immediate: false, from: legalDay('2027-03-02'), until: null,
  scope: { objects: 'all', excludes: [], territory: 'whole' }, subdelegable: true,
};
const delegation: PersonPower = { kind: 'delegation', office: 'prefet', tenureId: null, nature: 'signature', act, subdelegation: null };
const interim = (ground: 'vacancy' | 'absence', reference: string | null = null): PersonPower => ({ kind: 'interim', office: 'prefet', ground, personId: 'd', reference, from: legalDay('2027-03-09'), until: null });
const deliberation: BodyDecision = { kind: 'deliberation', reference: 'Délibération n° 2027-12 du 5 mars 2027', adoptedOn: legalDay('2027-03-05'), published: null, transmitted: null, approvesHash: null };
const prefet: MentionWords = { holder: { title: 'préfet', civility: 'M.' }, signer: { title: 'secrétaire générale', civility: 'Mme' } };
const mayor: MentionWords = { holder: { title: officeTitles.maire['M.'], civility: 'M.' }, signer: { title: 'adjointe au maire', civility: 'Mme' } };
const capacity = (power: PersonPower, words = prefet) => authorityMention({ power, decision: null }, words).capacity;
const references = (power: PersonPower, decision: BodyDecision | null = null) => authorityMention({ power, decision }, prefet).references.map((line) => line.replace(/\u00a0/g, ' '));

test('la secrétaire générale, par délégation du préfet', () => expect(capacity(delegation)).toEqual(['Pour le préfet et par délégation,', 'la secrétaire générale']));
test('l’adjointe, par délégation du maire : l’article s’élide', () => expect(capacity(delegation, mayor)).toEqual(['Pour le maire et par délégation,', 'l’adjointe au maire']));
test('le poste vacant', () => expect(capacity(interim('vacancy'))).toEqual(['Pour le préfet et par intérim,', 'la secrétaire générale']));
test('le maire empêché', () => expect(capacity(interim('absence'), mayor)[0]).toBe('Pour le maire empêché,'));
test('la présidente empêchée', () => expect(capacity(interim('absence'), { ...prefet, holder: { title: officeTitles.president_epci.Mme, civility: 'Mme' } })[0]).toBe('Pour la présidente empêchée,'));
test('par subdélégation', () => expect(capacity({ ...delegation, subdelegation: { ...act, reference: '2027-51' } })[0]).toBe('Pour le préfet et par subdélégation,'));
test('en son nom propre, rien ne précède le nom', () => expect(authorityMention({ power: { kind: 'own_right', office: 'prefet', tenureId: null }, decision: null }, prefet)).toEqual({ capacity: [], references: [] }));

test('l’adjointe porte ses deux titres : l’arrêté du maire et la délibération', () => expect(references({ ...delegation, office: 'maire' }, deliberation)).toEqual(['Arrêté nᵒ 2027-45 du 1er mars 2027', 'Délibération nᵒ 2027-12 du 5 mars 2027']));
test('sous la seule décision de l’organisme, elle se cite et rien n’est dit du pouvoir d’un autre', () => expect(decisionMention(deliberation)).toEqual({ capacity: [], references: ['Délibération nᵒ\u00a02027-12 du 5\u00a0mars\u00a02027'] }));
test('la subdélégation cite le second arrêté', () => expect(references({ ...delegation, subdelegation: { ...act, reference: '2027-51' } })).toEqual(['Arrêté nᵒ 2027-51 du 1er mars 2027']));
test('un organisme privé donne pouvoir, ou délégation', () => expect([references({ ...delegation, office: 'head', nature: 'power' }), references({ ...delegation, office: 'head' })]).toEqual([['Pouvoir nᵒ 2027-45 du 1er mars 2027'], ['Délégation nᵒ 2027-45 du 1er mars 2027']]));
test('une décision sans numéro va sans « nᵒ »', () => expect(references({ kind: 'own_right', office: 'head', tenureId: null }, { kind: 'own_decision', reference: 'CA 3', adoptedOn: legalDay('2027-03-09') })).toEqual(['Décision CA 3 du 9 mars 2027']));
test('la suppléance cite l’arrêté qui désigne, s’il y en a un', () => expect([references(interim('absence', '2027-60')), references(interim('vacancy'))]).toEqual([['Arrêté nᵒ 2027-60'], []]));
test.each([
  ['2027-45', '2027-45'],
  ['arrêté n° 2027-45', '2027-45'],
  ['Arrêté préfectoral no 2027-45 du 1er mars 2027', '2027-45'],
  ['nᵒ 2027-45, en date du 01/03/2027', '2027-45'],
  ['SGAD-2027-45', 'SGAD-2027-45'],
  ['noir-7', 'noir-7'],
])('« %s » s’imprime sans redire ce que la ligne dit déjà', (reference, bare) => expect(references({ ...delegation, act: { ...act, reference } })).toEqual([`Arrêté nᵒ ${bare} du 1er mars 2027`]));
test('une référence trop longue est coupée, jamais sa date', () => expect(references({ ...delegation, act: { ...act, reference: 'SGCD-BCPPAT-2027-03-01-00045-portant-delegation-generale' } })).toEqual(['Arrêté nᵒ SGCD-BCPPAT-2027-03-01-00045-por… du 1er mars 2027']));
test('un titre trop long est coupé, jamais « et par délégation »', () =>
  expect(capacity(delegation, { ...prefet, holder: { title: 'directrice régionale adjointe de la caisse d’assurance retraite', civility: 'Mme' } })[0]).toBe('Pour la directrice régionale adjointe… et par délégation,'));

test('toute ligne tient dans le bloc, quoi qu’on ait saisi', () => {
  const typed = fc.string({ minLength: 1, maxLength: 200, unit: fc.constantFrom('a', 'é', ' ', '-', '1', 'n', '°', '/') });
  fc.assert(fc.property(typed, typed, typed, fc.constantFrom<PersonPower>(delegation, interim('absence', '1'), interim('vacancy')), (reference, title, quality, power) => {
    const long = power.kind === 'delegation' ? { ...power, act: { ...act, reference } } : power;
    const mention = authorityMention({ power: long, decision: { ...deliberation, reference } }, { holder: { title, civility: 'Mme' }, signer: { title: quality, civility: 'M.' } });
    for (const line of [...mention.capacity, ...mention.references]) expect(line.length).toBeLessThanOrEqual(MENTION_LINE_LENGTH_MAX);
    expect(mention.references.at(-1)).toMatch(/ du 5\u00a0mars\u00a02027$/);
  }));
});
