import type { Dossier, Gestionnaire, NationalPartner, OpeningHours, Structure } from '../directory/directory.js';
import { annexPartOf, annexPartsOf } from './annex-part.js';

const closed: OpeningHours = { monday: [], tuesday: [], wednesday: [], thursday: [], friday: [], saturday: [], sunday: [] };
const hours: OpeningHours = { ...closed, monday: [{ from: 540, to: 720 }] };
const gestionnaire = (id: string): Gestionnaire => ({ id, name: `Commune ${id}`, kind: 'commune', siret: '', address: '', postcode: '', city: '', email: '', signatory: null });
const structure = (id: string, gestionnaireId: string): Structure => ({
  id, name: `Maison ${id}`, gestionnaireId, format: 'fixe', address: '1 rue Haute', postcode: '48000', city: 'Mende', inseeCommune: '48095', phone: null, email: null, contactFormUrl: null, hours, equipment: ['computer'],
  staff: [{ role: 'agent', fullTimeEquivalent: 1.5 }], labelledOn: null, management: null, nationalPartnerIds: ['caf'],
});
const partner = (id: string): NationalPartner => ({ id, code: id, name: id.toUpperCase(), localBody: `${id.toUpperCase()} de la Lozère`, address: '', email: '', signatory: null, services: [] });
const dossier: Dossier = {
  departement: { code: '48', name: 'Lozère', ofName: 'de la Lozère', timeZone: 'Europe/Paris', prefecture: { name: '', address: '', postcode: '', city: '', email: '', phone: '' }, prefetTitle: 'Le préfet de la Lozère' },
  prefetSignatory: null,
  gestionnaires: [gestionnaire('a'), gestionnaire('b')],
  structures: [structure('s1', 'a'), structure('s2', 'b')],
  nationalPartners: [partner('caf'), partner('msa')],
  localPartners: [{ id: 'asso', name: 'Association', kind: 'association', address: '', email: '', signatory: null, structureIds: ['s2'] }, { id: 'idle', name: 'Sans structure', kind: 'private', address: '', email: '', signatory: null, structureIds: [] }],
  referents: [{ id: 'r1', partnerId: 'caf', structureId: null, fullName: 'Ana Roux', phone: '0466000000', email: 'a@x.example' }, { id: 'r2', partnerId: 'msa', structureId: 's1', fullName: 'Léo Blanc', phone: null, email: null }],
  offers: [{ id: 'o1', partnerId: 'asso', structureId: 's2', label: 'Écoute', schedule: 'le lundi', mode: 'sur_place' }],
};
const mended = (change: Partial<Dossier>): Dossier => ({ ...dossier, ...change });
/** The bodies whose own part is not what it was. */
const moved = (change: Partial<Dossier>): string[] => {
  const before = new Map(annexPartsOf(dossier).map((part) => [part.bodyId, JSON.stringify(part)]));
  return annexPartsOf(mended(change)).filter((part) => before.get(part.bodyId) !== JSON.stringify(part)).map(({ bodyId }) => bodyId);
};

test('each gestionnaire, each national partner and each local partner that is somewhere has a part, in the order of the colleges', () =>
  expect(annexPartsOf(dossier).map(({ bodyId, college }) => [bodyId, college])).toEqual([['a', 'gestionnaire'], ['b', 'gestionnaire'], ['caf', 'partenaire_national'], ['msa', 'partenaire_national'], ['asso', 'partenaire_local']]));

test('a gestionnaire reads its structures, what is offered in them, and the référents that are theirs alone', () => {
  const part = annexPartOf(dossier, 'a')!;
  expect(part.structures.map(({ name }) => name)).toEqual(['Maison s1']);
  expect(part.structures[0]!.partners).toEqual(['CAF']);
  expect(part.referents.map(({ fullName }) => fullName)).toEqual(['Léo Blanc']);
  expect(part.offers).toEqual([]);
  expect(annexPartOf(dossier, 'b')!.offers).toEqual([{ partner: 'Association', structure: 'Maison s2', label: 'Écoute', schedule: 'le lundi', mode: 'sur_place' }]);
});

test('a partner reads where it is present, what it offers and its référents', () => {
  expect(annexPartOf(dossier, 'caf')).toMatchObject({ bodyName: 'CAF de la Lozère', structures: [], presentIn: ['Maison s1', 'Maison s2'], referents: [{ fullName: 'Ana Roux', structure: null }] });
  expect(annexPartOf(dossier, 'asso')).toMatchObject({ presentIn: ['Maison s2'], offers: [{ label: 'Écoute' }] });
});

test('nobody else has one', () => expect([annexPartOf(dossier, 'idle'), annexPartOf(dossier, 'prefet')]).toEqual([null, null]));

describe('a change moves the part of those it concerns, and of nobody else', () => {
  const s1 = (change: Partial<Structure>): Partial<Dossier> => ({ structures: [{ ...dossier.structures[0]!, ...change }, dossier.structures[1]!] });
  test.each<[string, Partial<Dossier>, string[]]>([
    ['hours', s1({ hours: { ...hours, tuesday: [{ from: 540, to: 720 }] } }), ['a']],
    ['hours that nobody knows any more', s1({ hours: null }), ['a']],
    ['an equipment', s1({ equipment: ['computer', 'phone'] }), ['a']],
    ['the staff', s1({ staff: [] }), ['a']],
    ['an address', s1({ city: 'Marvejols' }), ['a']],
    ['a stop', s1({ stops: [{ id: 'x', commune: 'Chirac', place: '', weekday: 'monday', rhythm: 'weekly', from: null, to: null }] }), ['a']],
    ['the gestionnaire of a structure', s1({ gestionnaireId: 'b' }), ['a', 'b']],
    ['the name of a structure, that its partners read too', s1({ name: 'Maison neuve' }), ['a', 'caf', 'msa']],
    ['a partner that is no longer there', s1({ nationalPartnerIds: [] }), ['a', 'caf']],
    ['a référent of the whole département', { referents: [{ ...dossier.referents[0]!, phone: '0466000001' }, dossier.referents[1]!] }, ['caf']],
    ['a référent of one structure', { referents: [dossier.referents[0]!, { ...dossier.referents[1]!, fullName: 'Lia Blanc' }] }, ['a', 'msa']],
    ['an offer', { offers: [{ ...dossier.offers[0]!, schedule: 'le mardi' }] }, ['b', 'asso']],
    ['who signs, which no annexe says', { gestionnaires: [{ ...dossier.gestionnaires[0]!, email: 'mairie@x.example' }, dossier.gestionnaires[1]!] }, []],
    ['the order of the keys, as a database gives them back', s1({ hours: Object.fromEntries(Object.entries(hours).reverse()) as OpeningHours }), []],
    ['a stop’s own id', s1({ stops: [] }), []],
  ])('%s', (_, change, bodies) => expect(moved(change)).toEqual(bodies));
});
