import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, jest, test } from '@jest/globals';
import { builtInModel } from '#libs/features/model';
import { diffModels, lintModel } from './model-text.js';
import { RunFailure } from './run-failure.js';

const officialPath = new URL('../../../../shared/model/modele-convention-departementale.txt', import.meta.url).pathname;
const verified = existsSync(officialPath) ? test : test.skip;
if (!existsSync(officialPath)) console.warn('Le texte officiel est absent de ce poste : sa relecture n’est PAS vérifiée.');

const folder = mkdtempSync(join(tmpdir(), 'paraphe-model-'));
const path = (name: string): string => join(folder, name);
afterEach(() => {
  // Jest itself ends on it.
  process.exitCode = undefined;
  jest.restoreAllMocks();
});
afterAll(() => rmSync(folder, { recursive: true }));

type Linted = { articles: number; findings: { code: string; severity: string; where: string; message: string; suggestion: string }[] };

async function said(work: () => Promise<void>): Promise<string> {
  const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  await work();
  const lines = log.mock.calls.map(([line]) => String(line)).join('\n');
  log.mockRestore();
  return lines;
}
const linted = async (name: string): Promise<Linted> => JSON.parse(await said(() => lintModel(name, { json: true }))) as Linted;

test('le modèle du projet se relit sans erreur', async () => {
  const { articles, findings } = await linted(builtInModel.id);
  expect({ articles, findings, exitCode: process.exitCode }).toEqual({ articles: 11, findings: [], exitCode: undefined });
});

verified('le texte officiel a les défauts du catalogue (art. 7, 8 et 9)', async () => {
  const { articles, findings } = await linted(officialPath);
  const count = (code: string): number => findings.filter((finding) => finding.code === code).length;
  expect(articles).toBe(11);
  expect(process.exitCode).toBe(1);
  expect(findings.find(({ code }) => code === 'XREF_MISMATCH')).toMatchObject({ severity: 'error', where: expect.stringContaining('article 8'), suggestion: expect.stringContaining('annexe 4') });
  expect(findings.find(({ code }) => code === 'DUPLICATE_CLAUSE')?.where).toContain('article 9');
  expect(findings.find(({ code }) => code === 'WORD_ARTEFACT')?.where).toContain('article 7');
  expect([count('UNFILLED_BLANK'), count('MISSING_PARTY_BLOCK'), count('NO_DURATION')]).toEqual([2, 1, 1]);
  expect(count('STALE_DATE')).toBeGreaterThanOrEqual(3);
  expect(count('STALE_NAME')).toBeGreaterThanOrEqual(2);
});

test('un modèle du projet modifié dans Word est contrôlé comme un modèle', async () => {
  const [convention] = await builtInModel.load();
  writeFileSync(path('convention.docx'), convention!.docx);
  expect((await linted(path('convention.docx'))).findings).toEqual([]);
});

test('une remarque se lit avec son lieu et ce qu’il faut faire', async () => {
  writeFileSync(path('court.txt'), 'Convention\nArt. 1- Objet\nLe siège est à ……….\nArt. 2- Durée\nElle dure un an.');
  expect(await said(() => lintModel(path('court.txt'), {}))).toMatch(/^erreur UNFILLED_BLANK – article 1, alinéa 1\n {2}\p{Lu}.*\n {2}\p{Lu}/mu);
});

test('la comparaison montre les mots changés, hors ligne', async () => {
  const text = 'Convention\nArt. 1- Durée\nLa convention est conclue pour un an.';
  writeFileSync(path('avant.txt'), text);
  writeFileSync(path('après.txt'), text.replace('un an', 'trois ans'));
  expect(await said(() => diffModels(path('avant.txt'), path('après.txt'), {}))).toBe('article 1 : La convention est conclue pour [-un an.-] [+trois ans.+]');
  expect(await said(() => diffModels(path('avant.txt'), path('avant.txt'), {}))).toBe('Les deux textes disent la même chose.');
  expect(JSON.parse(await said(() => diffModels(path('avant.txt'), path('après.txt'), { json: true })))).toMatchObject({ changed: 1, before: 'avant.txt' });
});

test.each<[string, () => string]>([
  ['absent', () => path('absent.txt')],
  ['illisible', () => (writeFileSync(path('faux.docx'), 'bonjour'), path('faux.docx'))],
  ['d’un autre format', () => (writeFileSync(path('x.pdf'), readFileSync(path('avant.txt'))), path('x.pdf'))],
])('un fichier %s ne peut pas être relu', async (_, make) => {
  await expect(lintModel(make(), {})).rejects.toMatchObject({ exitCode: 2 });
  await expect(diffModels(make(), builtInModel.id, {})).rejects.toThrow(RunFailure);
});
