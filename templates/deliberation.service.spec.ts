import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assemble, checkTemplate, findLibreOffice, libreOffice, pageCount, readDocx } from '#libs/documents';
import { deliberationPrint } from '#libs/features/papers';
import type { DeliberationPrint } from '#libs/features/papers';

const office = findLibreOffice(process.env.PATH ?? '');
if (!office) console.warn('LibreOffice est absent : le projet de délibération n’est PAS rendu.');
const rendered = office ? describe : describe.skip;
const folder = mkdtempSync(join(tmpdir(), 'paraphe-deliberation-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const template = readFileSync('templates/deliberation/v1/template.docx');
const sample = JSON.parse(readFileSync('templates/deliberation/v1/sample.json', 'utf8')) as DeliberationPrint;
/** The longest that the law and the directory lead to: an EPCI, an amendment, eight structures with long names. */
const longest: DeliberationPrint = {
  ...sample,
  body: { name: 'Communauté de communes des Hautes Terres de l’Aubrac et des Gorges du Tarn', of: 'de la communauté' },
  assembly: { title: 'Le conseil communautaire', to: 'au conseil communautaire' },
  executive: { the: 'la présidente', of: 'de la présidente' },
  articles: 'L5211-1, L5211-3 et L5211-9',
  grounds: ['Vu la convention départementale France Services n° CDFS-48-2026-001 ;'],
  text: {
    ...sample.text, project: 'projet d’avenant n° 1 à la convention CDFS-48-2026-001', the: 'l’avenant n° 1 à la convention CDFS-48-2026-001', of: 'de l’avenant n° 1 à la convention CDFS-48-2026-001',
  },
  structures: `que la communauté gère 8 structures que ce texte désigne : ${Array.from({ length: 8 }, (_, rank) => `France Services de Saint-Germain-du-Teil numéro ${rank + 1}`).join(', ')}`,
  notes: [sample.notes[0]!, 'Si le conseil a délégué ce pouvoir au bureau ou au président (CGCT, article L5211-10), visez cette délégation, ou envoyez-la à la préfecture au lieu d’une nouvelle délibération.', ...sample.notes.slice(1)],
};

test('l’exemple suit le schéma, et une empreinte vide n’y entre pas', () => {
  expect(deliberationPrint.safeParse(sample).error).toBeUndefined();
  expect(deliberationPrint.safeParse({ ...sample, text: { ...sample.text, hash: '' } }).success).toBe(false);
});

test('le modèle ne contient aucune commande refusée', async () => expect(await checkTemplate(template)).toEqual([]));

rendered('le projet de délibération', () => {
  const render = (data: DeliberationPrint) => assemble({ template, data, converter: libreOffice({ binary: office! }), date: new Date('2026-11-24T09:00:00Z'), title: 'Projet de délibération' });
  const plain = (text: string) => text.replace(/[\s\u00a0\u202f]+/g, ' ').trim();

  function textOf(pdf: Buffer): string | null {
    const file = join(folder, 'projet.pdf');
    writeFileSync(file, pdf);
    try {
      return plain(execFileSync('pdftotext', [file, '-'], { encoding: 'utf8' }));
    } catch {
      console.warn('pdftotext est absent : le texte du projet n’est PAS vérifié.');
      return null;
    }
  }

  test.each([['d’une commune', sample], ['le plus long', longest]])('%s : une page, le texte attendu, aucune commande, et les mêmes octets deux fois', async (name, data) => {
    const { pdf, docx } = await render(data);
    if (process.env.PARAPHE_KEEP_PAPERS) writeFileSync(join(process.env.PARAPHE_KEEP_PAPERS, `deliberation-${data === sample ? 'commune' : 'longue'}.pdf`), pdf);
    expect([name, await pageCount(pdf)]).toEqual([name, 1]);
    const text = textOf(pdf);
    if (text !== null) {
      if (data === sample) for (const fragment of readFileSync('templates/deliberation/v1/expected.txt', 'utf8').trim().split('\n')) expect(text).toContain(plain(fragment));
      else for (const fragment of [data.grounds[0]!, 'Signature de la présidente', 'numéro 8 ;', 'L5211-10']) expect(text).toContain(plain(fragment));
      expect(text).not.toMatch(/\{\{|\}\}|END-IF|END-FOR|undefined|null/);
      expect(text).toContain('DÉMONSTRATION');
    }
    const again = await render(data);
    expect([again.pdf.equals(pdf), again.docx.equals(docx)]).toEqual([true, true]);
  });

  test('l’empreinte tient d’un seul tenant dans le fichier Word, et une assemblée sans structure n’a pas de considérant vide', async () => {
    const { docx } = await render({ ...sample, structures: '' });
    const paragraphs = (await readDocx(docx)).paragraphs.map(({ text }) => text);
    expect(paragraphs).toContain(sample.text.hash);
    expect(paragraphs.filter((text) => text.startsWith('Considérant'))).toHaveLength(1);
  });
});
