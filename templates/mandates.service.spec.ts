import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDict, PDFDocument, PDFHexString, PDFName, PDFRawStream, decodePDFRawStream } from 'pdf-lib';
import { create } from 'qrcode';
import type { z } from 'zod';
import { checkTemplate, findLibreOffice, readDocx } from '#libs/documents';
import { demarcheWords, demarches } from '#libs/domain';
import { Press, disposalSlipPrint, endReceiptPrint, mandatePrint, mandateToSignPrint } from '#libs/features/papers';
import type { DisposalSlipPrint, EndReceiptPrint, MandateFormPrint, MandateToSignPrint, PrintJob } from '#libs/features/papers';
import { loadConfig } from '#libs/platform';

const office = findLibreOffice(process.env.PATH ?? '');
if (!office) console.warn('LibreOffice est absent : les pièces d’un mandat ne sont PAS rendues.');
const rendered = office ? describe : describe.skip;
const folder = mkdtempSync(join(tmpdir(), 'paraphe-mandates-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const schemas: Record<string, z.ZodType> = { mandat: mandatePrint, 'mandat-a-signer': mandateToSignPrint, 'recu-de-fin': endReceiptPrint, 'bordereau-elimination': disposalSlipPrint };
const documents = Object.keys(schemas);
const template = (document: string) => readFileSync(`templates/${document}/v1/template.docx`);
const sampleOf = <T,>(document: string) => JSON.parse(readFileSync(`templates/${document}/v1/sample.json`, 'utf8')) as T;
const plain = (text: string) => text.replace(/[\s\u00a0\u202f]+/g, ' ').trim();
const date = new Date('2026-11-24T09:00:00Z');

test.each(documents)('%s : l’exemple suit le schéma', (document) => expect(schemas[document]!.safeParse(sampleOf(document)).error).toBeUndefined());

test.each(documents)('%s : le modèle ne contient aucune commande refusée', async (document) => expect(await checkTemplate(template(document))).toEqual([]));

describe('le mandat est l’annexe 7 remplie', () => {
  /** What the form says by itself: neither its answers, nor its boxes. */
  const sentences = async (document: string) =>
    (await readDocx(template(document))).paragraphs.map(({ text }) => plain(text.replace(/\{\{[^}]*\}\}/g, '').replace(/[□■]/g, ''))).filter((text) => text !== '');

  test.each(['mandat', 'mandat-a-signer'])('%s : les mêmes phrases, dans le même ordre', async (document) => {
    const [, , ...annexe] = await sentences('annexe-7');
    const filled = await sentences(document);
    for (let copy = 0; copy < (document === 'mandat' ? 1 : 2); copy += 1) {
      let at = copy === 0 ? 0 : filled.lastIndexOf('Mandat n°');
      for (const sentence of annexe) {
        const found = filled.indexOf(sentence, at);
        expect([sentence, found]).toEqual([sentence, expect.any(Number)]);
        if (found < 0) throw new Error(`Il manque, ou plus tôt que dans l’annexe : ${sentence}`);
        at = found + 1;
      }
    }
    // Cells without a word of their own are left out on both sides: a filled form has as many sentences, and those of its own opening and ending.
    expect(annexe.length).toBeGreaterThan(70);
  });

  test('les démarches y sont celles de la liste fermée, dans son ordre', async () => {
    const filled = await sentences('mandat');
    expect(demarches.map((demarche) => filled.indexOf(demarcheWords[demarche].name))).toEqual(demarches.map((demarche) => filled.indexOf(demarcheWords[demarche].examples) - 1));
    const ranks = demarches.map((demarche) => filled.indexOf(demarcheWords[demarche].name));
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(ranks[0]).toBeGreaterThan(0);
  });
});

rendered('les pièces imprimées', () => {
  const config = { ...loadConfig({ DATABASE_URL: 'postgres://nobody@127.0.0.1/none', SMTP_URL: 'smtp://127.0.0.1', PARAPHE_MODE: 'demonstration' }), sofficePath: office };
  const press = new Press(config);
  const job = (document: string, data: object = sampleOf(document)) => ({ document, data, title: `Essai – ${document}`, date }) as PrintJob;

  /** In the order of the drawing; null without pdftotext. */
  function textOf(pdf: Buffer): string | null {
    const file = join(folder, 'piece.pdf');
    writeFileSync(file, pdf);
    try {
      return plain(execFileSync('pdftotext', ['-raw', file, '-'], { encoding: 'utf8', maxBuffer: 50_000_000 }));
    } catch {
      console.warn('pdftotext est absent : le texte des pièces n’est PAS vérifié.');
      return null;
    }
  }
  const expectText = (pdf: Buffer, fragments: readonly string[]) => {
    const text = textOf(pdf);
    if (text !== null) for (const fragment of fragments) expect(text).toContain(plain(fragment));
  };
  /** Running headers and their page come as often as there are pages, which are not as many when lines are kept free. */
  const lettersOf = (pdf: Buffer) => textOf(pdf)?.replace(/Mandat France Services n° \S+|DÉMONSTRATION – sans valeur|France Services – Lozère|Page \d+( \/ \d+)?|(Original (de l’Usager|de la Structure|électronique)|Reçu de fin de mandat)/g, '').replace(/[\s-]/g, '').split('').sort().join('');

  test.each(documents)('%s : le texte attendu y est, aucune marque n’y reste, et les mêmes données donnent les mêmes octets', async (document) => {
    const sealed = document === 'mandat' || document === 'recu-de-fin';
    const print = async () => (sealed ? (await press.prepared(job(document) as Parameters<Press['prepared']>[0])).pdf : press.printPdf(job(document)));
    const pdf = await print();
    if (process.env.PARAPHE_KEEP_PAPERS) writeFileSync(join(process.env.PARAPHE_KEEP_PAPERS, `${document}.pdf`), pdf);
    expectText(pdf, readFileSync(`templates/${document}/v1/expected.txt`, 'utf8').trim().split('\n'));
    expect(textOf(pdf) ?? '').not.toMatch(/\{\{|\}\}|END-IF|undefined|null|Zq\d|qZ/);
    expect((await print()).equals(pdf)).toBe(true);
  });

  test.each(['mandat', 'mandat-a-signer', 'recu-de-fin'])('%s : rempli d’après sa forme, il dit lettre pour lettre ce que Word en dit', async (document) => {
    const [fast, slow] = [await press.printPdf(job(document)), (await press.print(job(document))).pdf];
    const lettered = lettersOf(slow);
    if (lettered !== undefined) expect(lettersOf(fast)).toBe(lettered);
  });

  test('les cases cochées sont celles qui le sont, et elles seules', async () => {
    const sample = sampleOf<MandateToSignPrint>('mandat-a-signer');
    const none = { ...sample, demarches: sample.demarches.map(() => ({ words: '', actions: false, dataRequests: false })) };
    const count = async (data: MandateToSignPrint) => {
      const text = textOf(await press.printPdf(job('mandat-a-signer', data))) ?? '';
      return [text.split('■').length - 1, text.split('□').length - 1];
    };
    // Two copies: for each, the legend's two, four pieces of information, ten démarches in two columns, four durations.
    expect(await count({ ...none, duration: 'one_day' })).toEqual([2 * (1 + 4 + 1), 2 * (1 + 20 + 3)]);
    expect(await count({ ...none, demarches: none.demarches.map(() => ({ words: 'tout', actions: true, dataRequests: true })), duration: 'one_year' })).toEqual([2 * (1 + 4 + 20 + 1), 2 * (1 + 3)]);
    for (const duration of ['one_day', 'one_month', 'six_months', 'one_year'] as const) {
      expectText(await press.printPdf(job('mandat-a-signer', { ...sample, duration })), [{ one_day: '■ 1 jour', one_month: '■ 1 mois', six_months: '■ 6 mois', one_year: '■ 1 an' }[duration]]);
    }
  });

  test('le code dessiné est celui de ce mandat, et il est dit à qui ne le voit pas', async () => {
    const sample = sampleOf<MandateToSignPrint>('mandat-a-signer');
    const url = 'https://paraphe.example/mandat/0123456789ABCDEF';
    const document = await PDFDocument.load(await press.printPdf(job('mandat-a-signer', { ...sample, code: { ...sample.code, url } })), { updateMetadata: false });
    const objects = document.context.enumerateIndirectObjects().map(([, object]) => object);
    const alts = objects.flatMap((object) => (object instanceof PDFDict ? [object.get(PDFName.of('Alt'))] : [])).flatMap((alt) => (alt instanceof PDFHexString ? [alt.decodeText()] : []));
    expect(alts).toEqual([`Code QR menant à ${url}`]);
    const images = objects.filter((object): object is PDFRawStream => object instanceof PDFRawStream && object.dict.get(PDFName.of('Subtype')) === PDFName.of('Image'));
    expect(images).toHaveLength(1);
    const { modules } = create(url, { errorCorrectionLevel: 'M' });
    const bytes = Buffer.from(decodePDFRawStream(images[0]!).decode());
    const side = modules.size + 4;
    const dark = (x: number, y: number) => ((bytes[y * Math.ceil(side / 8) + (x >> 3)]! >> (7 - (x % 8))) & 1) === 0;
    for (let y = 0; y < side; y += 1) for (let x = 0; x < side; x += 1) expect(dark(x, y)).toBe(x >= 2 && y >= 2 && x < side - 2 && y < side - 2 && modules.get(y - 2, x - 2) === 1);
  });

  test('un nom que la forme ne sait pas écrire, une réponse trop longue : le modèle Word est converti, et rien n’est coupé', async () => {
    const sample = sampleOf<MandateToSignPrint>('mandat-a-signer');
    const long = 'Démarche longuement expliquée, mot après mot, pour que rien n’en soit perdu. '.repeat(8).trim();
    const pdf = await press.printPdf(job('mandat-a-signer', { ...sample, person: { ...sample.person, name: 'Ἑλένη VIDAL' }, demarches: sample.demarches.map((one, rank) => (rank === 0 ? { ...one, words: long } : one)) }));
    expectText(pdf, ['λένη VIDAL', long]);
  });

  test('les noms de France s’écrivent dans la forme, jusqu’aux plus longs', async () => {
    const sample = sampleOf<MandateToSignPrint>('mandat-a-signer');
    const names = ['Éloïse Anne-Çağla D’ÆRSCHØT-ŒUILLÉ', 'Zoë Ÿ’ÎLE DE LA TOUR D’AUVERGNE-LAURAGUAIS, ÉPOUSE ŁĄCZYŃSKA'];
    for (const name of names) expectText(await press.printPdf(job('mandat-a-signer', { ...sample, person: { ...sample.person, name } })), [name]);
  });

  test('une copie pour la personne porte le code ; un original scellé n’en porte pas', async () => {
    const sample = sampleOf<MandateFormPrint>('mandat');
    const { code } = sampleOf<MandateToSignPrint>('mandat-a-signer');
    const copy = await press.printPdf(job('mandat', { ...sample, label: 'Copie', explanation: 'Copie de l’original électronique.', code, demonstration: false }));
    expectText(copy, ['Copie de l’original électronique.', 'Retirer ce mandat', code.written]);
    expect(textOf(copy) ?? '').not.toMatch(/DÉMONSTRATION|Scellement/);
    expect(textOf((await press.prepared(job('mandat') as Parameters<Press['prepared']>[0])).pdf) ?? '').not.toContain('Retirer ce mandat');
  });

  test('un reçu dont toutes les démarches prennent fin tient dans sa forme', async () => {
    const sample = sampleOf<EndReceiptPrint>('recu-de-fin');
    const all = demarches.map((demarche) => demarcheWords[demarche].name).join(' ; ');
    const pdf = await press.printPdf(job('recu-de-fin', { ...sample, demarches: all }));
    expectText(pdf, [all]);
  });

  test('un bordereau sous visa permanent le cite, et ne demande pas de signature', async () => {
    const sample = sampleOf<DisposalSlipPrint>('bordereau-elimination');
    const pdf = await press.printPdf(job('bordereau-elimination', { ...sample, managementTable: '', visa: { standing: true, reference: 'AD48-2026-15', on: '3 novembre 2026' } }));
    expectText(pdf, ['Donné une fois pour toutes', 'AD48-2026-15', 'Aucune référence n’est enregistrée.']);
    expect(textOf(pdf) ?? '').not.toMatch(/verrouillés|Signature/);
  });
});
