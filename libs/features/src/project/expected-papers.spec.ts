import { legalDay } from '#libs/domain';
import type { SigningAuthority, SigningBodyKind } from '#libs/domain';
import { expectedPapers, missingPapers } from './expected-papers.js';

const day = (text: string) => ({ on: legalDay(text), at: null, proofFileId: null });
const authority = (more: Partial<NonNullable<SigningAuthority['decision']>> = {}): SigningAuthority => ({
  bodyId: 'b', power: { kind: 'own_right', office: 'maire', tenureId: null },
  decision: { kind: 'deliberation', approvesHash: null, reference: 'n° 2026-41', adoptedOn: legalDay('2026-12-03'), published: day('2026-12-04'), transmitted: null, ...more } as SigningAuthority['decision'],
});
const unknown = { decision: null, power: null };
const missing = (kind: SigningBodyKind, known: Parameters<typeof expectedPapers>[1]) => missingPapers({ papers: expectedPapers(kind, known) }).map(({ what }) => what);

test.each<SigningBodyKind>(['commune', 'epci', 'departement'])('de %s, tout manque le premier jour', (kind) =>
  expect(missing(kind, { ...unknown, files: 0 })).toEqual(['Référence de la délibération', 'Date de son adoption', 'Date de sa publication', 'Date de sa transmission au contrôle de légalité', 'Fichier de la délibération']));

test.each<SigningBodyKind>(['association', 'la_poste', 'msa', 'other_public', 'national_partner', 'prefet'])('%s ne décide pas par une assemblée : rien n’est attendu', (kind) => expect(expectedPapers(kind, { ...unknown, files: 0 })).toEqual([]));

test('ce qui est connu est dit, ce qui manque le reste', () => {
  expect(missing('commune', { ...authority(), files: 2 })).toEqual(['Date de sa transmission au contrôle de légalité']);
  expect(expectedPapers('commune', { ...authority(), files: 2 }).map(({ known }) => known?.replace(/\u00a0/g, ' '))).toEqual(['n° 2026-41', '3 décembre 2026', '4 décembre 2026', undefined, '2 pièces reçues']);
});

test('ce que l’organisme a déposé est dit, et manque encore tant que la préfecture ne l’a pas retenu', () => {
  const papers = expectedPapers('commune', { ...unknown, files: 0, deposit: { decision: authority().decision!, files: 1 } });
  expect(missingPapers({ papers })).toHaveLength(5);
  expect(papers.map(({ deposited }) => deposited?.replace(/\u00a0/g, ' ') ?? null)).toEqual(['n° 2026-41', '3 décembre 2026', '4 décembre 2026', null, 'une pièce reçue']);
});

test('la décision reste à l’organisme dont la personne a changé : rien n’en manque', () => expect(missing('commune', { ...authority({ transmitted: day('2026-12-05') }), power: null, files: 1 })).toEqual([]));

test('une décision interne ne tient pas lieu de délibération', () =>
  expect(missing('commune', { ...authority(), decision: { kind: 'own_decision', reference: 'x', adoptedOn: legalDay('2026-12-03') }, files: 1 })).toHaveLength(4));

test('une délégation de signature ajoute sa propre publication', () => {
  const act = { reference: 'arrêté', signedOn: legalDay('2026-11-01'), delegateId: 'p', published: null, transmitted: null, immediate: false, from: legalDay('2026-11-02'), until: null, scope: { objects: 'all' as const, excludes: [], territory: 'whole' as const }, subdelegable: false };
  const delegated: SigningAuthority = { ...authority({ transmitted: day('2026-12-05') }), power: { kind: 'delegation', office: 'maire', tenureId: null, nature: 'signature', act, subdelegation: null } };
  expect(missing('commune', { ...delegated, files: 1 })).toEqual(['Publication de la délégation de signature']);
});
