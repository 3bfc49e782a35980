import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDict, PDFDocument, PDFName, PDFString } from 'pdf-lib';
import { assemble, checkTemplate, compose, findLibreOffice, libreOffice } from '#libs/documents';
import { builtInModel, modelInputSchema } from '#libs/features/model';

const office = findLibreOffice(process.env.PATH ?? '');
if (!office) console.warn('LibreOffice est absent : le modèle de référence n’est PAS rendu.');
const rendered = office ? describe : describe.skip;
const folder = mkdtempSync(join(tmpdir(), 'paraphe-model-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sampleOf = (name: string) => JSON.parse(readFileSync(`templates/${name}/v1/sample.json`, 'utf8')) as unknown;

test('les modèles Word sont ceux que le texte donne', () => {
  expect(() => execFileSync(process.execPath, ['templates/drafting/draft.mjs', '--check'], { stdio: 'pipe' })).not.toThrow();
});

test.each(builtInModel.parts.map(({ name }) => name))('l’exemple de %s suit le schéma', (name) => {
  expect(modelInputSchema.safeParse(sampleOf(name)).error).toBeUndefined();
});

test('aucun modèle ne contient de commande refusée', async () => {
  for (const { docx } of await builtInModel.load()) expect(await checkTemplate(docx)).toEqual([]);
  expect(await checkTemplate(await compose(await builtInModel.load()))).toEqual([]);
});

rendered('le modèle assemblé', () => {
  let pdf: Buffer;
  const render = async () => {
    const template = await compose(await builtInModel.load());
    return (await assemble({ template, data: sampleOf('convention'), converter: libreOffice({ binary: office! }), date: new Date('2026-11-24T08:00:00Z'), title: 'Convention' })).pdf;
  };
  beforeAll(async () => {
    pdf = await render();
  });

  test('chaque emplacement de signature devient un lien et un seul', async () => {
    const sample = modelInputSchema.parse(sampleOf('convention'));
    const pairs = [...sample.signatures.prefet, ...sample.signatures.gestionnaires, ...sample.signatures.nationalPartners];
    const expected = [...pairs.flatMap(({ left, right }) => (right ? [left, right] : [left])).map(({ link }) => link.url), sample.seal.link.url];
    const document = await PDFDocument.load(pdf, { updateMetadata: false });
    const found = document.getPages().flatMap((page) => (page.node.Annots()?.asArray() ?? []).flatMap((ref) => {
      const uri = document.context.lookup(ref, PDFDict).lookupMaybe(PDFName.of('A'), PDFDict)?.lookupMaybe(PDFName.of('URI'), PDFString)?.decodeText();
      return uri?.includes('slot.paraphe.invalid') ? [uri] : [];
    }));
    expect(found.sort()).toEqual(expected.sort());
  });

  test('le texte attendu de la convention et de ses sept annexes y est', () => {
    const file = join(folder, 'convention.pdf');
    writeFileSync(file, pdf);
    const plain = (text: string) => text.replace(/[\s\u00a0\u202f]+/g, ' ').trim();
    let text: string;
    try {
      text = plain(execFileSync('pdftotext', [file, '-'], { encoding: 'utf8', maxBuffer: 50_000_000 }));
    } catch {
      return console.warn('pdftotext est absent : le texte du modèle n’est PAS vérifié.');
    }
    for (const { name } of builtInModel.parts)
      for (const fragment of readFileSync(`templates/${name}/v1/expected.txt`, 'utf8').trim().split('\n')) expect(text).toContain(plain(fragment));
  });

  test('mêmes données, mêmes octets', async () => expect((await render()).equals(pdf)).toBe(true));
});
