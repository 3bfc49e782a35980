import type { Permanence } from '#libs/domain';
import { demonstrationDossier } from '#libs/features/directory';
import type { Posted, Typed } from './answers.js';
import { noteOf, readOffer, scheduleOf, typedOffer } from './offer.form.js';
import { lessRows, moreRows, rowCount, rowsMax, withRowsChanged } from './rows.form.js';
import { sharersOf } from './shared-mail.js';
import { readStructure, typedStructure } from './structure.form.js';

const dossier = demonstrationDossier();
const posting = ({ values, lists }: Typed, changes: Posted = {}): Posted => ({ ...values, ...lists, ...changes });
const faults = ({ errors }: { errors: readonly { field: string }[] }) => errors.map(({ field }) => field);

describe('une liste dans un formulaire', () => {
  const posted: Posted = { name: 'x', stops_1_commune: 'Chirac', stops_1_place: 'mairie', stops_2_commune: 'Nasbinals', stops_10_commune: 'Florac', stopsother_3: '', equipment: ['wifi'] };

  test('compte ses lignes au plus grand numéro', () => {
    expect(rowCount(posted, 'stops')).toBe(10);
    expect(rowCount(posted, 'staff')).toBe(0);
    expect(rowCount({ stops_999_commune: '' }, 'stops')).toBe(rowsMax);
    expect(rowCount({ stops_x_commune: '', stops__commune: '' }, 'stops')).toBe(0);
  });
  test('s’allonge d’une ligne, et garde tout le reste', () => {
    const more = withRowsChanged({ ...posted, [moreRows]: 'stops' }, ['staff', 'stops'])!;
    expect(rowCount(more.values, 'stops')).toBe(11);
    expect(more.values).toMatchObject({ stops_1_place: 'mairie', name: 'x' });
    expect(more.lists.equipment).toEqual(['wifi']);
  });
  test('perd la ligne demandée, et renumérote les suivantes', () => {
    const less = withRowsChanged({ ...posted, [lessRows]: 'stops_1' }, ['stops'])!;
    expect(less.values).toMatchObject({ stops_1_commune: 'Nasbinals', stops_9_commune: 'Florac', stopsother_3: '' });
    expect(less.values.stops_1_place).toBeUndefined();
  });
  test.each([[{}], [{ [moreRows]: 'ailleurs' }], [{ [lessRows]: 'stops' }], [{ [lessRows]: 'ailleurs_1' }]])('%j : le formulaire est à enregistrer', (button) => {
    expect(withRowsChanged({ ...posted, ...button }, ['stops'])).toBeNull();
  });
});

describe('les permanences d’une offre', () => {
  const offer = dossier.offers.find((each) => each.permanences === undefined)!;
  const permanences: Permanence[] = [{ weekday: 'tuesday', rhythm: 'first_third', from: 540, to: 720, place: 'à la mairie', appointment: true }];

  test('une offre renvoyée telle qu’elle était montrée ne change pas', () => {
    for (const each of [...dossier.offers, { ...offer, permanences, schedule: scheduleOf(permanences, '') }, { ...offer, permanences, schedule: scheduleOf(permanences, 'en mai et juin') }]) {
      expect(readOffer(posting(typedOffer(each)), each, dossier)).toEqual({ subject: each, errors: [] });
    }
  });
  test('s’impriment dans ce que la convention dit', () => {
    const read = readOffer(posting(typedOffer({ ...offer, permanences, schedule: null }), { note: 'sauf en août' }), offer, dossier).subject!;
    expect(read.schedule!.replaceAll('\u00a0', ' ')).toBe('le 1er et le 3e mardi du mois, de 9 h à 12 h, à la mairie, sur rendez-vous ; sauf en août');
    expect(noteOf(read.schedule, read.permanences!)).toBe('sauf en août');
  });
  test('une ligne laissée vide n’en est pas une', () => expect(readOffer(posting(typedOffer(offer), { permanences_1_rhythm: 'weekly', permanences_1_weekday: '' }), offer, dossier).subject).toEqual(offer));
  test.each<[string, Posted, string[]]>([
    ['sans jour', { permanences_1_from: '09:00' }, ['permanences_1_weekday']],
    ['qui finit avant de commencer', { permanences_1_weekday: 'monday', permanences_1_from: '12:00', permanences_1_to: '09:00' }, ['permanences_1_to']],
    ['à une heure impossible', { permanences_2_weekday: 'monday', permanences_2_from: 'midi' }, ['permanences_2_from']],
    ['au rythme inconnu', { permanences_1_weekday: 'monday', permanences_1_rhythm: 'parfois' }, ['permanences_1_rhythm']],
  ])('%s : refusée, au champ', (_, changes, fields) => expect(faults(readOffer(posting(typedOffer(offer), changes), offer, dossier))).toEqual(fields));
  test('un partenaire, une structure et une forme de la liste', () => {
    expect(faults(readOffer({ label: '', partnerId: 'x', structureId: '', mode: 'fax' }, offer, dossier))).toEqual(['label', 'partnerId', 'structureId', 'mode']);
  });
});

describe('une structure', () => {
  const structure = dossier.structures[0]!;
  const other = dossier.structures[1]!;
  const read = (changes: Posted, current = structure) => readStructure(posting(typedStructure(current), changes), current, dossier);

  test('garde ses étapes et leurs identifiants ; une étape nouvelle en reçoit un', () => {
    const stops = [{ id: '5b1f6a5e-48c0-4f27-9b1a-3c5d0b7e4a21', commune: 'Chirac', place: 'mairie', weekday: 'monday', rhythm: 'first', from: 540, to: 720 }] as const;
    const current = { ...structure, stops };
    expect(read({}, current).subject!.stops).toEqual(stops);
    const more = read({ stops_2_commune: 'Nasbinals', stops_2_weekday: 'friday' }, current).subject!.stops!;
    expect(more[1]).toMatchObject({ commune: 'Nasbinals', place: '', weekday: 'friday', rhythm: 'weekly', from: null, to: null });
    expect(more[1]!.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(read({ stops_1_commune: '', stops_1_place: '', stops_1_weekday: '', stops_1_from: '', stops_1_to: '' }, current).subject!.stops).toEqual([]);
  });
  test('un identifiant d’étape inventé est remplacé', () => expect(read({ stops_1_id: 'x', stops_1_commune: 'Chirac', stops_1_weekday: 'monday' }).subject!.stops![0]!.id).not.toBe('x'));
  test('une antenne dit de quelle structure', () => {
    expect(faults(read({ format: 'antenne', principalId: '' }))).toEqual(['principalId']);
    expect(faults(read({ format: 'antenne', principalId: structure.id }))).toEqual(['principalId']);
    expect(read({ format: 'antenne', principalId: other.id }).subject).toMatchObject({ format: 'antenne', principalId: other.id });
    expect(faults(read({ format: 'fixe', principalId: other.id }))).toEqual(['principalId']);
    expect(read({ format: 'fixe', principalId: '' }).subject).toMatchObject({ principalId: null });
  });
  test('qui a des antennes n’en devient pas une', () => {
    const withAntenne = { ...dossier, structures: [structure, { ...other, format: 'antenne' as const, principalId: structure.id }, ...dossier.structures.slice(2)] };
    expect(faults(readStructure(posting(typedStructure(structure), { format: 'antenne', principalId: dossier.structures[2]!.id }), structure, withAntenne))).toEqual(['format']);
  });
  test.each([['48095', []], ['', []], ['12145', ['inseeCommune']], ['4809', ['inseeCommune']], ['2A004', ['inseeCommune']]])('code INSEE « %s »', (inseeCommune, fields) => expect(faults(read({ inseeCommune }))).toEqual(fields));
  test.each([['2021-07-01', '2021-07-01'], ['', null]])('labellisée « %s »', (labelledOn, day) => expect(read({ labelledOn }).subject!.labelledOn).toBe(day));
  test('à une date impossible, refusée', () => expect(faults(read({ labelledOn: '2021-02-30' }))).toEqual(['labelledOn']));
  test('un poste a sa fonction et son temps', () => {
    expect(read({ staff_1_role: 'Conseillère', staff_1_fullTimeEquivalent: '0,8' }).subject!.staff[0]).toEqual({ role: 'Conseillère', fullTimeEquivalent: 0.8 });
    expect(faults(read({ staff_1_role: '', staff_1_fullTimeEquivalent: '2' }))).toEqual(['staff_1_role', 'staff_1_fullTimeEquivalent']);
  });
  test('peut rester sans gestionnaire, mais n’en perd ni n’en invente un', () => {
    expect(read({ gestionnaireId: '' }, { ...structure, gestionnaireId: null }).subject!.gestionnaireId).toBeNull();
    expect(faults(read({ gestionnaireId: '' }))).toEqual(['gestionnaireId']);
    expect(faults(read({ gestionnaireId: 'ailleurs' }))).toEqual(['gestionnaireId']);
  });
});

describe('une adresse partagée', () => {
  const [first, second] = dossier.gestionnaires;
  const shared = { ...dossier, gestionnaires: [first!, { ...second!, signatory: { ...second!.signatory!, email: first!.signatory!.email.toUpperCase() } }, ...dossier.gestionnaires.slice(2)] };
  const nameOf = ({ firstName, lastName }: { firstName: string; lastName: string }) => `${firstName} ${lastName}`;

  test('nomme l’autre, jamais soi', () => expect(sharersOf(first!.signatory!.email, nameOf(first!.signatory!), shared, [])).toEqual([nameOf(second!.signatory!)]));
  test('une personne en deux qualités ne partage avec personne', () => {
    const twice = { ...dossier, gestionnaires: [first!, { ...second!, signatory: first!.signatory }] };
    expect(sharersOf(first!.signatory!.email, nameOf(first!.signatory!), twice, [])).toEqual([]);
  });
  test('une adresse vide n’est à personne', () => expect(sharersOf(' ', '', dossier, [])).toEqual([]));
});
