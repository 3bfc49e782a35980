import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareAgreements, linesOf, readAgreement } from '#libs/domain';
import { assemble, checkTemplate, findLibreOffice, libreOffice } from '#libs/documents';
import { printableRedline, redlinePrintSchema } from '#libs/features/model-pages';
import type { RedlinePrint } from '#libs/features/model-pages';

const office = findLibreOffice(process.env.PATH ?? '');
if (!office) console.warn('LibreOffice est absent : les différences ne sont PAS rendues.');
const rendered = office ? describe : describe.skip;
const folder = mkdtempSync(join(tmpdir(), 'paraphe-comparison-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const template = readFileSync('templates/comparaison/v1/template.docx');
const sample = JSON.parse(readFileSync('templates/comparaison/v1/sample.json', 'utf8')) as RedlinePrint;
const date = new Date('2026-11-24T09:00:00Z');
const plain = (text: string) => text.replace(/[\s\u00a0\u202f]+/g, ' ').trim();

/** As many articles as the official text has parts: the whole of each is printed. */
function agreement(articles: number, hours: string) {
  const lines = Array.from({ length: articles }, (_, i) => `Article ${i + 1} – Sujet ${i + 1}\nLe lieu numéro ${i + 1} ouvre ${hours} heures par semaine, & <accueille> chacun.`);
  return readAgreement(linesOf(`Convention d’essai\n${lines.join('\n')}`));
}

test('l’exemple suit le schéma', () => expect(redlinePrintSchema.safeParse(sample).error).toBeUndefined());

test('le modèle ne contient aucune commande refusée', async () => expect(await checkTemplate(template)).toEqual([]));

rendered('les différences imprimées', () => {
  const render = async (data: RedlinePrint) => (await assemble({ template, data, converter: libreOffice({ binary: office! }), date, title: 'Différences' })).pdf;

  function textOf(pdf: Buffer): string | null {
    const file = join(folder, 'differences.pdf');
    writeFileSync(file, pdf);
    try {
      return plain(execFileSync('pdftotext', [file, '-'], { encoding: 'utf8', maxBuffer: 50_000_000 }));
    } catch {
      console.warn('pdftotext est absent : le texte des différences n’est PAS vérifié.');
      return null;
    }
  }

  test('le texte attendu y est, et les mêmes données donnent les mêmes octets', async () => {
    const pdf = await render(sample);
    const text = textOf(pdf);
    for (const fragment of readFileSync('templates/comparaison/v1/expected.txt', 'utf8').trim().split('\n')) if (text !== null) expect(text).toContain(plain(fragment));
    expect((await render(sample)).equals(pdf)).toBe(true);
  });

  test('cinquante articles modifiés : chaque mot ajouté et supprimé y est', async () => {
    const lines = compareAgreements(agreement(50, 'vingt-quatre'), agreement(50, 'trente'));
    const text = textOf(await render(printableRedline(lines, { before: 'Avant', after: 'Après', madeOn: 'le 24 novembre 2026', demonstration: false })));
    if (text === null) return;
    for (let i = 1; i <= 50; i++) expect(text).toContain(`Le lieu numéro ${i} ouvre [−vingt-quatre−] [+trente+] heures par semaine, & <accueille> chacun.`);
    expect(text).not.toContain('DÉMONSTRATION');
  });

  test('deux textes identiques : rien que ce qui ne change pas', async () => {
    const lines = compareAgreements(agreement(3, 'trente'), agreement(3, 'trente'));
    const text = textOf(await render(printableRedline(lines, { before: 'Avant', after: 'Après', madeOn: 'le 24 novembre 2026', demonstration: true })));
    if (text !== null) expect(text).toContain('Sans changement');
    if (text !== null) expect(text).toContain('DÉMONSTRATION');
  });
});
