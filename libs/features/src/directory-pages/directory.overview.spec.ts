import type { Dossier } from '#libs/domain';
import { demonstrationDossier } from '#libs/features/directory';
import { directoryGroups } from './directory.overview.js';

const dossier = demonstrationDossier();
const marked = (changed: Partial<Dossier>) => directoryGroups({ ...dossier, ...changed }).flatMap(({ entries }) => entries.filter(({ missing }) => missing.length > 0).map(({ id, missing }) => ({ id, missing })));
const first = <T>([head, ...rest]: readonly T[], change: (head: T) => T): T[] => [change(head!), ...rest];

test('un annuaire complet ne porte aucune marque, et chaque fiche y est une fois', () => {
  expect(marked({})).toEqual([]);
  const { gestionnaires, structures, nationalPartners, localPartners, referents } = dossier;
  expect(directoryGroups(dossier).map(({ entries }) => entries.length)).toEqual([1, ...[gestionnaires, structures, nationalPartners, localPartners, referents].map(({ length }) => length)]);
  const links = directoryGroups(dossier).flatMap(({ entries }) => entries.map(({ href }) => href));
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
  const detailOf = (title: string) => directoryGroups(dossier).find((group) => group.title === title)!.entries[0]!.detail;
  const [structure] = dossier.structures;
  expect(detailOf('Structures')).toContain(dossier.gestionnaires.find(({ id }) => id === structure!.gestionnaireId)!.name);
  expect(detailOf('Structures')).toMatch(/\d\sh.* sur \d\sjours$/u);
  expect(detailOf('Référents')).toBe(`${dossier.nationalPartners[0]!.name}, toutes les structures`);
});
