import { emptyRound, emptySlot } from '#libs/domain';
import type { Dossier, SigningBodyKind } from '#libs/domain';
import { demonstrationDossier } from '#libs/features/directory';
import { deliberationPrint } from '#libs/features/papers';
import type { DeliberationPrint } from '#libs/features/papers';
import type { RoundRow, SignatoryRow } from '#libs/features/round';
import { deliberationDraft, deliberationRefusals } from './deliberation-draft.js';

const dossier = demonstrationDossier();
const hash = '9f2c41d70b6e88aa3c15d2e0776491fb5e0d2a38c9b146f31d80e5a772c4b96e';
const round: RoundRow = {
  id: 'r', number: 'CDFS-48-2026-001', departementCode: '48', timeZone: 'Europe/Paris', state: 'collecting', facts: { ...emptyRound, contentHash: hash }, dueAt: null, modelId: 'modele-paraphe', modelVersion: '1',
  structuresMax: null, waivers: [], dossier, officialFiles: null, act: null, createdAt: new Date(0), createdBy: 'test',
};
const act: RoundRow['act'] = { kind: 'amendment', id: 'a', agreementId: 'g', agreementNumber: 'CDFS-48-2026-001', label: 'avenant nᵒ 1', title: 'Avenant nᵒ 1 à la convention CDFS-48-2026-001', template: 'avenant', data: {} };
const bodyOf = (kind: SigningBodyKind) => dossier.gestionnaires.find((one) => one.kind === kind)!;
const person = (change: Partial<SignatoryRow> = {}): SignatoryRow => ({ id: 'p', roundId: 'r', bodyId: 'b', civility: 'M.', firstName: 'Paul', lastName: 'Roux', quality: 'directeur général des services', email: 'p@x.example', ...change });
const placeOf = (kind: SigningBodyKind, { id, name } = bodyOf(kind), who = person()) => ({ slot: { ...emptySlot, id: 's', state: 'invited' as const, college: 'gestionnaire' as const, group: 1, bodyId: id, bodyName: name, capacity: 'gestionnaire', signatoryId: who.id }, person: who, kind });
const plain = (text: string) => text.replace(/\u00a0/g, ' ');

function draftOf(place: ReturnType<typeof placeOf>, given: RoundRow = round): DeliberationPrint {
  const draft = deliberationDraft(given, place, false);
  if (!draft.ok) throw new Error(draft.refusal);
  expect(deliberationPrint.parse(draft.data)).toEqual(draft.data);
  return draft.data;
}
const withCard = (kind: SigningBodyKind, quality: string, civility: 'Mme' | 'M.'): RoundRow => ({
  ...round, dossier: { ...dossier, gestionnaires: dossier.gestionnaires.map((one) => (one.id === bodyOf(kind).id ? { ...one, signatory: { civility, firstName: 'Anne', lastName: 'Vidal', quality, email: 'a@x.example' } } : one)) },
});

test.each([
  ['commune', 'Le conseil municipal', 'L2121-29, L2122-21 et L2131-1', 'articles L2131-1 et L2131-2', null],
  ['epci', 'Le conseil communautaire', 'L5211-1, L5211-3 et L5211-9', 'articles L5211-3, L2131-1 et L2131-2', 'L5211-10'],
  ['departement', 'Le conseil départemental', 'L3211-1, L3221-1 et L3131-1', 'articles L3131-1 et L3131-2', 'L3211-2'],
] as const)('%s : son assemblée, ses articles, et ce qui la rend exécutoire', (kind, assembly, articles, executory, other) => {
  const data = draftOf(placeOf(kind));
  expect([data.assembly.title, data.articles]).toEqual([assembly, articles]);
  expect(plain(data.notes[0]!)).toContain(`(CGCT, ${executory} ; CE, 20 janvier 1989, Ville de Millau, n° 70686)`);
  expect(data.notes.some((note) => /L5211-10|L3211-2/.test(note) && note.includes(other ?? '-'))).toBe(other !== null);
  expect(data.text.hash).toBe('9f2c41d7 0b6e88aa 3c15d2e0 776491fb 5e0d2a38 c9b146f3 1d80e5a7 72c4b96e');
  expect(plain(data.text.project)).toBe('projet de convention départementale France Services de la Lozère n° CDFS-48-2026-001');
  expect(data.sender).toBe('la préfecture de la Lozère');
});

test('en Moselle et en Alsace, une commune cite son droit local, un établissement le droit commun', () => {
  const there: RoundRow = { ...round, dossier: { ...dossier, departement: { ...dossier.departement, code: '67' } } };
  expect(draftOf(placeOf('commune'), there).articles).toBe('L2131-1, L2541-19 et L2541-22');
  expect(draftOf(placeOf('epci'), there).articles).toBe(draftOf(placeOf('epci')).articles);
});

test('les structures que le texte désigne, nommées quand elles tiennent, comptées sinon, tues quand il n’y en a pas', () => {
  const body = bodyOf('commune');
  const some = (count: number): RoundRow => {
    const structures = Array.from({ length: count }, (_, rank) => ({ ...dossier.structures[0]!, id: `s${rank}`, name: `Structure ${rank + 1}`, gestionnaireId: body.id }));
    return { ...round, dossier: { ...dossier, structures: [...dossier.structures.filter(({ gestionnaireId }) => gestionnaireId !== body.id), ...structures] } satisfies Dossier };
  };
  const words = (count: number) => plain(draftOf(placeOf('commune'), some(count)).structures);
  expect(words(0)).toBe('');
  expect(words(1)).toBe('que la commune gère une structure que ce texte désigne : Structure 1');
  expect(words(8)).toMatch(/^que la commune gère 8 structures .* : Structure 1, .* et Structure 8$/);
  expect(words(9)).toBe('que la commune gère 9 structures que ce texte désigne');
});

test('la fonction s’accorde avec qui l’exerce : la personne qui signe, ou celle de l’annuaire quand un délégué signe', () => {
  const executive = (kind: SigningBodyKind, given: RoundRow, who = person()) => draftOf(placeOf(kind, bodyOf(kind), who), given).executive;
  expect(executive('epci', withCard('epci', 'Présidente', 'Mme'))).toEqual({ the: 'la présidente', of: 'de la présidente' });
  expect(executive('commune', withCard('commune', 'maire', 'Mme'))).toEqual({ the: 'la maire', of: 'de la maire' });
  expect(executive('commune', withCard('commune', 'maire', 'Mme'), person({ quality: 'maire', civility: 'M.' }))).toEqual({ the: 'le maire', of: 'du maire' });
  // « Mairesse adjointe » is no mayor, and a director is no president: nobody knows, the law’s own words stay.
  expect(executive('commune', withCard('commune', 'mairesse adjointe', 'Mme'))).toEqual({ the: 'le maire', of: 'du maire' });
  expect(executive('departement', withCard('departement', 'directrice générale', 'Mme'))).toEqual({ the: 'le président', of: 'du président' });
});

test('un syndicat a un comité, et un établissement sans nom connu un organe délibérant', () => {
  const named = (name: string) => draftOf(placeOf('epci', { ...bodyOf('epci'), name })).assembly.title;
  expect(named('Syndicat mixte de la Margeride')).toBe('Le comité syndical');
  expect(named('Communauté d’agglomération Nîmes Métropole')).toBe('Le conseil communautaire');
  expect(named('Métropole de Lyon')).toBe('L’organe délibérant');
});

test('pour un avenant, l’objet change et la convention qu’il modifie est visée', () => {
  const data = draftOf(placeOf('commune'), { ...round, number: 'CDFS-48-2026-001-A1', act });
  expect(plain(data.text.project)).toBe('projet d’avenant n° 1 à la convention CDFS-48-2026-001');
  expect(plain(data.text.of)).toBe('de l’avenant n° 1 à la convention CDFS-48-2026-001');
  expect(data.grounds.map(plain)).toEqual(['Vu la convention départementale France Services n° CDFS-48-2026-001 ;']);
  expect(JSON.stringify(data)).not.toContain('ᵒ');
});

test.each([
  ['text_not_assembled', { ...round, facts: { ...round.facts, contentHash: null } }, placeOf('commune')],
  ['text_withdrawn', { ...round, state: 'superseded' }, placeOf('commune')],
  ['text_withdrawn', { ...round, state: 'abandoned' }, placeOf('commune')],
  ['no_assembly', round, placeOf('association')],
  ['no_assembly', round, { ...placeOf('commune'), kind: 'prefet' }],
] as const)('%s : pas de projet, mais une phrase qui dit quoi faire', (refusal, given, place) => {
  expect(deliberationDraft(given as RoundRow, place, false)).toEqual({ ok: false, refusal });
  expect(deliberationRefusals[refusal]).toMatch(/\.$/);
});
