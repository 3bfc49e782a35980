import { defaultReadings, deviationsOf, legalDay, linesOf, readAgreement, seatsOf } from '#libs/domain';
import { demonstrationDossier, limitStructures } from '#libs/features/directory';
import { importedInput, importedInputSchema } from './imported-input.js';
import { importedParts } from './imported-parts.js';
import { declarationsOf, importedLines } from './imported-template.js';
import { modelInput } from './model.input-from-dossier.js';

const lines = [
  'Convention du département', 'Préambule :', 'Considérant ceci.', 'Art. 1- Objet', 'La convention [bookmark: _GoBack]organise :', '· un accueil ;', '4.1 Ceci', 'Art. 2 - Composition de la convention',
  '2.1 Annexes', 'Elle et ses annexes.', 'Fait à ………… le …………', 'Les signataires :', 'Le Préfet', 'Liste des annexes', 'Annexe 1 : Charte',
];
const text = readAgreement(linesOf(lines.join('\n')));
const fills = new Map([['fait_a', 'Mende'], ['fait_le', 'jour porté dans chaque signature']]);
const deviations = deviationsOf(text, { fills });

test('chaque ligne est reprise, avec sa place dans la structure', () => {
  const set = importedLines(text);
  expect(set.map((line) => line.text)).toEqual(lines);
  const headings = Object.fromEntries(set.filter(({ heading }) => heading).map((line) => [line.text, line.heading]));
  expect(headings).toEqual({ 'Convention du département': 1, 'Préambule :': 2, 'Art. 1- Objet': 2, 'Art. 2 - Composition de la convention': 2, '2.1 Annexes': 3, 'Liste des annexes': 2 });
  expect(set.find((line) => line.text.startsWith('·'))).toMatchObject({ marker: '·', style: 'Puce' });
  expect(set.find((line) => line.text === 'Le Préfet')).toMatchObject({ style: 'Signataire' });
});

test('seuls les blancs remplis et les traces approuvées sont déclarés', () => {
  const declared = declarationsOf({ text, fills, deviations });
  expect(declared.fields.map(({ id, paragraph }) => [id, paragraph])).toEqual([['fait_a', 10], ['fait_le', 10]]);
  expect(declared.strips).toEqual([{ paragraph: 4, start: 14, end: 33, text: '[bookmark: _GoBack]' }]);
  expect(declarationsOf({ text, fills: new Map(), deviations: [] })).toEqual({ fields: [], strips: [] });
});

test('les conditions particulières portent le titre, l’article de composition, les lectures et les écarts', () => {
  const dossier = limitStructures(demonstrationDossier(), 1);
  const marker = (name: string) => `https://slot.paraphe.invalid/${name}`;
  const slots = seatsOf(dossier).map(({ college, bodyName, capacity }, i) => ({ name: `s${i}`, college, bodyName, capacity, marker: marker(`s${i}`) }));
  const input = modelInput(dossier, {
    number: 'CDFS-48-2026-001', date: legalDay('2026-11-24'), term: { startsOn: null, endsOn: legalDay('2027-12-31'), renewalMonths: 12 }, slots, sealMarker: marker('seal'), verifyUrl: 'https://paraphe.example/x', demonstration: true, modelVersion: '1',
  });
  const given = { text, sha256: 'a'.repeat(64), fills, deviations, readings: defaultReadings };
  const { blanks, official } = importedInput(input, given);
  expect(blanks).toEqual({ fait_a: 'Mende', fait_le: 'jour porté dans chaque signature' });
  expect(official).toMatchObject({ title: 'Convention du département', compositionArticle: '2', blanks: [] });
  expect(official.deviations).toHaveLength(3);
  expect(official.readings.length).toBeGreaterThan(10);
  expect(official.readings.map(({ question }) => question).join()).not.toContain('En combien d’originaux');
  expect(importedInput(input, { ...given, fills: new Map([['fait_a', 'Mende']]) }).official.blanks).toHaveLength(1);
  expect(() => importedInput(input, { ...given, fills: new Map([['fait_a', 'a\u0007']]) })).toThrow();
  expect(importedInputSchema.safeParse({ ...input, blanks: {} }).success).toBe(false);
});

test('les parties d’un texte importé : conditions, texte, signatures, sept annexes', async () => {
  const parts = await importedParts({ template: Buffer.from('x'), ownStyles: true });
  expect(parts.map(({ name }) => name)).toEqual(['conditions particulières', 'texte officiel', 'pages de signature', ...[1, 2, 3, 4, 5, 6, 7].map((n) => `annexe-${n}`)]);
  expect(parts.map(({ ownStyles }) => ownStyles ?? false)).toEqual(parts.map(({ name }) => name === 'texte officiel'));
});
