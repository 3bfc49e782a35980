import fc from 'fast-check';
import { legalDay } from '../legal-time/legal-day.js';
import type { AmendmentChange, AmendmentParty, AmendmentStructure } from './amendment.js';
import { requiredSignatories } from './required-signatories.js';

const parties: AmendmentParty[] = [
  { id: 'prefet', kind: 'prefet' }, { id: 'mende', kind: 'gestionnaire' }, { id: 'florac', kind: 'gestionnaire' }, { id: 'cpam', kind: 'national_partner' }, { id: 'caf', kind: 'national_partner' }, { id: 'cidff', kind: 'local_partner' },
];
const structures: AmendmentStructure[] = [{ id: 's-mende', gestionnaireId: 'mende' }, { id: 's-chanac', gestionnaireId: 'mende' }, { id: 's-florac', gestionnaireId: 'florac' }];
const all = parties.map(({ id }) => id);
const clause = { wording: 'Ce qui change.', derogatesFrom: [] };
const who = (...changes: AmendmentChange[]) => requiredSignatories(changes, parties, structures).map(({ id }) => id);

test.each<[string, AmendmentChange, readonly string[]]>([
  ['un article : toutes les parties', { kind: 'article', article: '9', before: 'Un.', after: 'Deux.' }, all],
  ['l’annexe 4 d’une structure : son gestionnaire', { kind: 'annexe_4', structureId: 's-florac', ...clause }, ['florac']],
  ['l’annexe 5 : le partenaire et les gestionnaires concernés, une fois chacun', { kind: 'annexe_5', partnerId: 'cidff', structureIds: ['s-mende', 's-chanac'], ...clause }, ['mende', 'cidff']],
  ['l’annexe 5 : dans deux structures, leurs deux gestionnaires', { kind: 'annexe_5', partnerId: 'cpam', structureIds: ['s-mende', 's-florac'], ...clause }, ['mende', 'florac', 'cpam']],
  ['l’annexe 6 : personne', { kind: 'annexe_6', partnerId: 'cpam', wording: 'Nouvelle référente.' }, []],
  ['une annexe nationale : toutes', { kind: 'annexes_1_to_3', annexe: 2, ...clause }, all],
  ['une structure entre : son gestionnaire, les partenaires nationaux et le préfet', { kind: 'structure_entry', structureId: 's-langogne', gestionnaireId: 'mende', labelledOn: legalDay('2027-01-04') }, ['prefet', 'mende', 'cpam', 'caf']],
  ['une structure sort : les mêmes', { kind: 'structure_exit', structureId: 's-florac', cause: 'closed' }, ['prefet', 'florac', 'cpam', 'caf']],
  ['un gestionnaire entre : toutes, et l’entrant', { kind: 'gestionnaire_entry', partyId: 'langogne' }, [...all, 'langogne']],
  ['un partenaire national entre : toutes, et l’entrant', { kind: 'national_partner_entry', partyId: 'urssaf' }, [...all, 'urssaf']],
  ['des horaires : personne', { kind: 'hours', structureId: 's-mende', before: null, after: { monday: [], tuesday: [], wednesday: [], thursday: [], friday: [], saturday: [], sunday: [] }, publicTold: ['entrance'] }, []],
])('%s', (_, change, expected) => expect(who(change)).toEqual(expected));

test('la personne change, la partie signe : jamais la personne en son propre nom', () => {
  expect(requiredSignatories([{ kind: 'representative', partyId: 'mende', wording: 'Le nouveau maire représente la commune.' }], parties, structures)).toEqual([
    { id: 'mende', kind: 'gestionnaire', entrant: false, reasons: [{ change: 0, why: 'representative_party' }] },
  ]);
});

test('qui signe pour plusieurs raisons signe une fois, et les dit toutes', () => {
  const [mende] = requiredSignatories([{ kind: 'annexe_4', structureId: 's-mende', ...clause }, { kind: 'annexe_5', partnerId: 'cidff', structureIds: ['s-chanac'], ...clause }], parties, structures);
  expect(mende).toEqual({ id: 'mende', kind: 'gestionnaire', entrant: false, reasons: [{ change: 0, why: 'annexe_4_gestionnaire' }, { change: 1, why: 'annexe_5_gestionnaire' }] });
});

test('La Poste, gestionnaire de la structure où elle offre, signe une fois', () => {
  const post: AmendmentParty[] = [{ id: 'la-poste', kind: 'gestionnaire' }];
  expect(requiredSignatories([{ kind: 'annexe_5', partnerId: 'la-poste', structureIds: ['s-poste'], ...clause }], post, [{ id: 's-poste', gestionnaireId: 'la-poste' }])).toMatchObject([{ id: 'la-poste', reasons: [{ why: 'annexe_5_partner' }] }]);
});

test('l’entrant est dit tel, et le gestionnaire de sa structure n’est compté qu’une fois', () => {
  const signing = requiredSignatories([{ kind: 'gestionnaire_entry', partyId: 'langogne' }, { kind: 'structure_entry', structureId: 's-langogne', gestionnaireId: 'langogne', labelledOn: legalDay('2027-01-04') }], parties, structures);
  expect(signing.filter(({ id }) => id === 'langogne')).toEqual([{ id: 'langogne', kind: 'gestionnaire', entrant: true, reasons: [{ change: 0, why: 'entrant' }] }]);
  expect(signing).toHaveLength(all.length + 1);
});

test('ajouter une modification n’enlève jamais un signataire, et nul ne signe deux fois', () => {
  const change = fc.constantFrom<AmendmentChange>(
    { kind: 'article', article: '9', before: 'Un.', after: 'Deux.' }, { kind: 'annexe_4', structureId: 's-florac', ...clause }, { kind: 'annexe_5', partnerId: 'cidff', structureIds: ['s-mende'], ...clause },
    { kind: 'annexe_6', partnerId: 'cpam', wording: 'Nouvelle référente.' }, { kind: 'structure_exit', structureId: 's-florac', cause: 'closed' }, { kind: 'representative', partyId: 'caf', wording: 'Nouvelle directrice.' },
  );
  fc.assert(fc.property(fc.array(change), change, (changes, more) => {
    const [before, after] = [who(...changes), who(...changes, more)];
    expect(before.every((id) => after.includes(id))).toBe(true);
    expect(new Set(after).size).toBe(after.length);
  }));
});
