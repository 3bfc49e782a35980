import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import JSZip from 'jszip';
import { PDFArray, PDFDict, PDFHexString, PDFName, PDFRawStream, PDFString, type PDFDocument } from 'pdf-lib';
import { Paragraph } from 'docx';
import { draft, heading, item, line, linkRun, linked, table } from '../test/word.js';
import { assemble, type AssemblyProgress } from './assemble.js';
import { compose } from './compose.js';
import { findLibreOffice, libreOffice } from './convert.js';
import type { DocumentFault } from './fault.js';
import { finalise } from './finalise.js';
import { openPdf } from './pdf.js';

const binary = findLibreOffice(process.env.PATH ?? '');
if (binary === null) console.warn('LibreOffice est absent de ce poste : la conversion en PDF n’est PAS vérifiée.');
const withLibreOffice = binary === null ? describe.skip : describe;
/** Several cold starts, on a machine that may be busy. */
const CONVERSION_TEST_MS = 120_000;

const date = new Date('2026-11-24T10:00:00Z');
const title = 'Convention départementale';
let workDir = '';
beforeAll(async () => { workDir = await mkdtemp(join(tmpdir(), 'paraphe-spec-')); });
afterAll(() => rm(workDir, { recursive: true, force: true }));
const converter = () => libreOffice({ binary: binary ?? undefined, workDir });
const faultOf = (work: Promise<unknown>) => work.then(() => null, (fault: DocumentFault) => fault);

async function template(): Promise<Buffer> {
  const agreement = await draft(
    [heading('Convention {{departement}}'), heading('Objet', 2), item('un', 'numéros'), linked('https://exemple.fr/fixe', 'lien écrit'), new Paragraph({ children: [linkRun('{{LINK lien("https://exemple.fr/commande", "lien commandé")}}')] }),
      table(['Structure', 'Ville'], ['{{FOR s IN structures}}', ''], ['{{$s.nom}}', '{{$s.ville}}'], ['{{END-FOR s}}', '']), line('{{IMAGE qr("https://exemple.fr/v/1")}}')],
    { footer: 'Pied commun {{departement}}' },
  );
  const annexe = await draft([heading('Annexe 1'), item('un', 'numéros'), linked('https://exemple.fr/annexe', 'annexe')], { landscape: true });
  return compose([{ name: 'convention', docx: agreement }, { name: 'annexe 1', docx: annexe }]);
}
const data = { departement: 'Finistère', structures: [{ nom: 'Brest', ville: 'Brest' }, { nom: 'L’Île', ville: 'Ouessant' }] };

function dictionaries(pdf: PDFDocument): PDFDict[] {
  return pdf.context.enumerateIndirectObjects().flatMap(([, object]) => (object instanceof PDFDict ? [object] : object instanceof PDFRawStream ? [object.dict] : []));
}
const nameIn = (dict: PDFDict, key: string) => dict.lookupMaybe(PDFName.of(key), PDFName)?.decodeText();
const textIn = (dict: PDFDict, key: string) => {
  const value = dict.lookup(PDFName.of(key));
  return value instanceof PDFString || value instanceof PDFHexString ? value.decodeText() : undefined;
};

withLibreOffice('assembler pour de vrai', () => {
  it('donne un PDF balisé, avec signets, liens et manifeste, et deux fois les mêmes octets', async () => {
    const told: AssemblyProgress[] = [];
    const source = await template();
    const options = { template: source, data, converter: converter(), date, title };
    const first = await assemble({ ...options, onProgress: (progress) => told.push(progress) });
    const second = await assemble({ ...options, data: { structures: data.structures, departement: data.departement } });
    expect(first.docx.equals(second.docx)).toBe(true);
    expect(first.pdf.equals(second.pdf)).toBe(true);
    expect(second.manifest).toEqual(first.manifest);

    const pdf = await openPdf(first.pdf);
    expect(pdf.getPages().map((page) => page.getWidth() > page.getHeight())).toEqual([false, true]);
    const all = dictionaries(pdf);
    const tags = all.map((dict) => nameIn(dict, 'S'));
    expect(tags.filter((tag) => tag === 'H1')).toHaveLength(2);
    expect(tags.filter((tag) => tag === 'H2')).toHaveLength(1);
    expect(tags).toEqual(expect.arrayContaining(['Table', 'TH', 'TD', 'Link', 'Figure', 'LI']));
    const bookmarks = all.filter((dict) => dict.has(PDFName.of('Dest')) && dict.has(PDFName.of('Title'))).map((dict) => textIn(dict, 'Title'));
    expect(bookmarks).toEqual(['Convention Finistère', 'Objet', 'Annexe 1']);
    const links = all.filter((dict) => nameIn(dict, 'Subtype') === 'Link').map((dict) => textIn(dict.lookup(PDFName.of('A'), PDFDict), 'URI'));
    expect(links.sort()).toEqual(['https://exemple.fr/annexe', 'https://exemple.fr/commande', 'https://exemple.fr/fixe']);
    expect(all.some((dict) => textIn(dict, 'Alt') === 'Code QR menant à https://exemple.fr/v/1')).toBe(true);

    const metadata = pdf.catalog.lookup(PDFName.of('Metadata'));
    const xmp = metadata instanceof PDFRawStream ? Buffer.from(metadata.contents).toString('utf8') : '';
    expect(xmp).toContain('<pdfaid:part>3</pdfaid:part>');
    expect(xmp).toContain('<pdfuaid:part>1</pdfuaid:part>');
    expect(xmp).toContain('<xmp:CreateDate>2026-11-24T10:00:00Z</xmp:CreateDate>');
    expect(pdf.catalog.lookup(PDFName.of('OutputIntents'), PDFArray).size()).toBe(1);
    expect(pdf.getTitle()).toBe(title);
    expect(pdf.getCreationDate()).toEqual(date);

    const { manifest } = first;
    expect(manifest.pages).toBe(2);
    expect(manifest.renderers.converter).toMatch(/^LibreOffice \d/);
    expect(manifest.renderers.docxTemplates).toMatch(/^\d+\.\d+/);
    expect(new Set([manifest.templateHash, manifest.inputHash, manifest.docxHash, manifest.pdfHash]).size).toBe(4);

    const percents = told.map((progress) => progress.percent);
    expect(percents).toEqual([...percents].sort((a, b) => a - b));
    expect(percents.filter((percent) => percent === 100)).toEqual([100]);
    expect(told.at(-1)).toMatchObject({ step: 'finalisation', percent: 100 });
    expect(told.filter((progress) => progress.step === 'conversion').every((progress) => progress.percent < 85)).toBe(true);
  }, CONVERSION_TEST_MS);

  it('deux processus, deux fuseaux horaires : les mêmes octets', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'paraphe-spec-'));
    const [file, script] = [join(folder, 'modele.docx'), join(folder, 'ailleurs.mjs')];
    await writeFile(file, await template());
    await writeFile(script, `
      import { readFileSync } from 'node:fs';
      const [kernel, file, binary, date, title, data] = JSON.parse(process.argv[2]);
      const { assemble, libreOffice } = await import(kernel);
      const { manifest } = await assemble({ template: readFileSync(file), data, converter: libreOffice({ binary }), date: new Date(date), title });
      console.log(JSON.stringify(manifest));`);
    const order = JSON.stringify([pathToFileURL(resolve('dist/libs/documents/src/index.js')), file, binary, date, title, data]);
    const elsewhere = async (TZ: string) => JSON.parse((await promisify(execFile)(process.execPath, [script, order], { env: { TZ } })).stdout) as unknown;
    const [here, there] = await Promise.all([elsewhere('Europe/Paris'), elsewhere('Indian/Reunion')]);
    await rm(folder, { recursive: true });
    expect(there).toEqual(here);
    expect(here).toMatchObject({ title, pages: 2 });
  }, CONVERSION_TEST_MS);

  it('la date et le titre changent les octets, l’heure de la conversion non', async () => {
    const converted = await converter().toPdf(await draft([heading('Mandat')]));
    const again = await converter().toPdf(await draft([heading('Mandat')]));
    expect((await finalise(converted, { date, title })).equals(await finalise(again, { date, title }))).toBe(true);
    const other = await finalise(converted, { date: new Date('2026-11-25T10:00:00Z'), title });
    expect((await finalise(converted, { date, title })).equals(other)).toBe(false);
  }, CONVERSION_TEST_MS);

  it('une faute nommée pour un faux document, un document abîmé, un délai dépassé, un abandon', async () => {
    expect(await faultOf(converter().toPdf(Buffer.from('ceci n’est pas un document')))).toMatchObject({ code: 'docx-unreadable', retryable: false });
    const broken = await JSZip.loadAsync(await draft([line('a')]));
    broken.file('word/document.xml', '<w:document');
    const damaged = await faultOf(converter().toPdf(await broken.generateAsync({ type: 'nodebuffer' })));
    expect(damaged).toMatchObject({ code: 'conversion-refused', retryable: false });
    expect(await faultOf(converter().toPdf(await draft([line('a')]), { timeoutMs: 50 }))).toMatchObject({ code: 'conversion-timeout', retryable: true });
    const controller = new AbortController();
    const abandoned = converter().toPdf(await draft([line('a')]), { signal: controller.signal });
    controller.abort();
    expect(await faultOf(abandoned)).toMatchObject({ code: 'aborted' });
    // Nothing is left behind: neither profile nor document.
    expect(await readdir(workDir)).toEqual([]);
  }, CONVERSION_TEST_MS);
});
