import type { Dossier } from '#libs/domain';
import { demonstrationDossier } from '#libs/features/directory';
import { directoryGroups, foundIn } from './directory.overview.js';
import type { Eyes } from './directory.overview.js';

const dossier = demonstrationDossier();
const clerk: Eyes = { may: () => true, whole: true };
const marked = (changed: Partial<Dossier>) => directoryGroups({ ...dossier, ...changed }, clerk).flatMap(({ entries }) => entries.filter(({ missing }) => missing.length > 0).map(({ id, missing }) => ({ id, missing })));
const first = <T>([head, ...rest]: readonly T[], change: (head: T) => T): T[] => [change(head!), ...rest];

test('un annuaire complet ne porte aucune marque, et chaque fiche y est une fois', () => {
  expect(marked({})).toEqual([]);
  const { gestionnaires, structures, nationalPartners, localPartners, referents, offers } = dossier;
  expect(directoryGroups(dossier, clerk).map(({ entries }) => entries.length)).toEqual([2, ...[gestionnaires, structures, nationalPartners, localPartners, referents, offers].map(({ length }) => length)]);
  const links = directoryGroups(dossier, clerk).flatMap(({ entries }) => entries.map(({ href }) => href));
  expect(new Set(links).size).toBe(links.length);
});

test.each<[string, Partial<Dossier>, string, string[]]>([
  ['le préfet sans signataire', { prefetSignatory: null }, dossier.departement.code, ['signataire']],
  ['une structure sans horaires', { structures: first(dossier.structures, (structure) => ({ ...structure, hours: null })) }, dossier.structures[0]!.id, ['horaires']],
  [
    'plusieurs partenaires absents, dits une fois, avant ce qui manque au lieu',
    { structures: first(dossier.structures, (structure) => ({ ...structure, nationalPartnerIds: [], email: null, contactFormUrl: null })) },
    dossier.structures[0]!.id,
    ['présence de tous les partenaires nationaux', 'adresse électronique ou formulaire de contact'],
  ],
  ['un gestionnaire au SIRET faux', { gestionnaires: first(dossier.gestionnaires, (gestionnaire) => ({ ...gestionnaire, siret: '1' })) }, dossier.gestionnaires[0]!.id, ['SIRET valide']],
  ['un partenaire local sans structure', { localPartners: first(dossier.localPartners, (partner) => ({ ...partner, structureIds: [] })) }, dossier.localPartners[0]!.id, ['structure']],
])('%s', (_, changed, id, missing) => expect(marked(changed)).toEqual([{ id, missing }]));

test('chaque fiche se reconnaît à sa ligne', () => {
  const detailOf = (title: string) => directoryGroups(dossier, clerk).find((group) => group.title === title)!.entries[0]!.detail;
  const [structure] = dossier.structures;
  expect(detailOf('Structures')).toContain(dossier.gestionnaires.find(({ id }) => id === structure!.gestionnaireId)!.name);
  expect(detailOf('Structures')).toMatch(/\d\sh.* sur \d\sjours$/u);
  expect(detailOf('Référents')).toBe(`${dossier.nationalPartners[0]!.name}, toutes les structures`);
});

describe('la recherche', () => {
  const namesFor = (looked: string) => foundIn(directoryGroups(dossier, clerk), looked).flatMap(({ entries }) => entries.map(({ name }) => name));

  test('ne tient compte ni des accents, ni des capitales, ni de l’ordre des mots', () => {
    expect(namesFor('ETIENNE francaise')).toContain('France Services Saint-Étienne-Vallée-Française');
    expect(namesFor('langogne')).toContain('Commune de Langogne');
  });
  test('regarde aussi la ligne : la commune, le partenaire', () => expect(namesFor('marvejols')).toEqual(expect.arrayContaining(['Association Familles du Gévaudan', 'France Services Marvejols'])));
  test('sans mot, rend tout', () => expect(namesFor('  ')).toHaveLength(directoryGroups(dossier, clerk).flatMap(({ entries }) => entries).length));
  test('sans réponse, ne laisse aucun groupe', () => expect(foundIn(directoryGroups(dossier, clerk), 'introuvable')).toEqual([]));
});

describe('qui ne voit qu’une partie du département', () => {
  const partial: Eyes = { may: (action) => ['directory.read', 'structure.read'].includes(action), whole: false };
  const groups = directoryGroups({ ...dossier, structures: dossier.structures.map((structure) => ({ ...structure, hours: null })) }, partial);

  test('n’a que les groupes qui le regardent, et n’y ajoute rien', () => expect(groups.map(({ id, add }) => [id, add])).toEqual([['structures', undefined]]));
  test('ne se voit rien reprocher : ce qui manque est peut-être ailleurs', () => expect(groups.flatMap(({ entries }) => entries.flatMap(({ missing }) => missing))).toEqual([]));
});
