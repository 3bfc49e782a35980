import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultReadings, deviationsOf, isFaithful, legalDay, linesOf, printedText, readAgreement, seatsOf, type AgreementText, type SourceParagraph } from '#libs/domain';
import { assemble, checkTemplate, compose, findLibreOffice, libreOffice, readDocx } from '#libs/documents';
import { demonstrationDossier, limitStructures } from '#libs/features/directory';
import { conditionsTemplate, importedInput, importedInputSchema, importedParts, importedTemplate, modelInput } from '#libs/features/model';
import { prepare } from '#libs/signing';
import { officialWord } from '../support/official-word.js';

const officialPath = new URL('../../../shared/model/modele-convention-departementale.txt', import.meta.url).pathname;
const office = findLibreOffice(process.env.PATH ?? '');
const hasText = existsSync(officialPath);
if (!hasText) console.warn('Le texte officiel est absent de ce poste : sa reprise n’est PAS vérifiée.');
if (!office) console.warn('LibreOffice est absent de ce poste : la reprise d’un texte officiel n’est PAS rendue.');
const readsPdf = spawnSync('pdftotext', ['-v']).error === undefined;
if (!readsPdf) console.warn('pdftotext est absent de ce poste : le texte repris n’est PAS relu dans le PDF.');
const verified = hasText && office && readsPdf ? describe : describe.skip;

const folder = mkdtempSync(join(tmpdir(), 'paraphe-import-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const date = new Date('2026-11-24T08:00:00Z');
const NUMBER = 'CDFS-48-2026-001';
const VERIFY = `https://paraphe.example/verifier/${NUMBER}`;
const marker = (name: string): string => `https://slot.paraphe.invalid/${name}`;
const font = 'node_modules/dejavu-fonts-ttf/ttf/DejaVuSans.ttf';
const dossier = limitStructures(demonstrationDossier(), 3);
const seats = seatsOf(dossier).map(({ college, bodyName, capacity }, i) => ({ name: `slot_${i + 1}`, college, bodyName, capacity, marker: marker(`slot_${i + 1}`) }));
const input = modelInput(dossier, {
  number: NUMBER, date: legalDay('2026-11-24'), term: { startsOn: null, endsOn: legalDay('2027-12-31'), renewalMonths: 12 }, slots: seats, sealMarker: marker('seal'),
  verifyUrl: VERIFY, demonstration: true, modelVersion: '1',
});

/** What a person declares for the blanks that were found: every one is filled, in words that fit the sentence. */
function fillsOf(text: AgreementText): Map<string, string> {
  const known: Record<string, string> = { fait_a: 'Mende', fait_le: 'jour porté dans chaque signature' };
  return new Map(text.blanks.map(({ id }) => [id, known[id] ?? `valeur déclarée de ${id}`]));
}

type Imported = { text: AgreementText; fills: Map<string, string>; pages: string[]; pdf: Buffer; template: Buffer };

/** From the paragraphs that were read to the assembled PDF, as a round would. */
async function importAndRender(paragraphs: readonly SourceParagraph[], docx: Buffer | null, name: string): Promise<Imported> {
  const text = readAgreement(paragraphs);
  const fills = fillsOf(text);
  const deviations = deviationsOf(text, { fills });
  const sha256 = createHash('sha256').update(docx ?? readFileSync(officialPath)).digest('hex');
  const official = await importedTemplate({ text, fills, deviations }, docx, await conditionsTemplate());
  const template = await compose(await importedParts({ template: official, ownStyles: docx !== null }));
  const { pdf } = await assemble({
    template, data: importedInput(input, { text, sha256, fills, deviations, readings: defaultReadings }), converter: libreOffice({ binary: office! }), date, title: 'Convention départementale',
  });
  const file = join(folder, `${name}.pdf`);
  writeFileSync(file, pdf);
  const pages = execFileSync('pdftotext', ['-raw', file, '-'], { encoding: 'utf8', maxBuffer: 50_000_000 }).split('\f');
  return { text, fills, pages, pdf, template };
}

/** The pages of the official text: from the one that follows the conditions particulières to the one before the signature pages. */
function officialPages({ pages, text }: Imported): { first: number; lines: string } {
  const bare = (words: string): string => words.replace(/[\s\u00a0]+/g, ' ');
  const signatures = pages.findIndex((page, i) => i > 2 && bare(page).includes('Pages de signature'));
  const first = pages.findIndex((page, i) => i > 2 && i < signatures && bare(page).includes(`${text.title} Préambule`));
  return { first, lines: pages.slice(first, signatures).join('\n') };
}

const running = ({ pages }: Imported): string[] => [
  'Convention départementale France Services – Lozère', `N° ${NUMBER}`, `Convention départementale France Services – Lozère N° ${NUMBER}`, 'DÉMONSTRATION – sans valeur',
  `Vérifier ce document : ${VERIFY}`,
  ...pages.flatMap((_, i) => [`Page ${i + 1} / ${pages.length - 1}`, `Vérifier ce document : ${VERIFY} Page ${i + 1} / ${pages.length - 1}`]),
];

verified('le texte officiel, en fichier texte', () => {
  let imported: Imported;
  beforeAll(async () => {
    imported = await importAndRender(linesOf(readFileSync(officialPath, 'utf8')), null, 'texte');
  });

  test('chaque phrase est dans le PDF, dans l’ordre, et rien d’autre que les champs déclarés', () => {
    const { first, lines } = officialPages(imported);
    expect(first).toBeGreaterThan(2);
    expect(isFaithful(imported.text, lines, { fills: imported.fills, lines: running(imported) })).toEqual({ faithful: true });
  });

  test('un mot ajouté au rendu, ou retiré, est vu', () => {
    const { lines } = officialPages(imported);
    const declared = { fills: imported.fills, lines: running(imported) };
    expect(isFaithful(imported.text, lines.replace('tripartite', 'bipartite'), declared).faithful).toBe(false);
    expect(isFaithful(imported.text, lines.replace('Toutes sollicitations', 'Sollicitations'), declared).faithful).toBe(false);
  });

  test('le modèle composé passe l’examen des modèles', async () => expect(await checkTemplate(imported.template)).toEqual([]));

  test('chaque emplacement et le cachet sont trouvés, après le texte', async () => {
    const { manifest } = await prepare(imported.pdf, {
      slots: seats.map(({ name, marker: url, bodyName }) => ({ name, marker: url, label: bodyName })), seal: { name: 'seal', marker: marker('seal'), label: 'Cachet' }, font: readFileSync(font),
    });
    expect(JSON.stringify(manifest)).toContain(`slot_${seats.length}`);
  });

  test('les conditions particulières portent les lectures et les écarts', () => {
    const { first } = officialPages(imported);
    const conditions = imported.pages.slice(0, first).join('\n').replace(/[\s\u00a0]+/g, ' ');
    for (const words of ['Conditions particulières', 'un seul original électronique', '31 décembre 2027', 'La trace de Word « [bookmark: _GoBack] » est retirée.', 'Le blanc est rempli par « Mende ».', 'Lectures retenues'])
      expect(conditions).toContain(words);
  });
});

verified('le même en fichier Word, avec tout ce que Word sait faire', () => {
  let imported: Imported;
  let docx: Buffer;
  let paragraphs: SourceParagraph[];
  let printed: readonly string[];
  let notes: { mark: string; text: string }[];
  beforeAll(async () => {
    const made = await officialWord(readFileSync(officialPath, 'utf8'));
    ({ docx, printed } = made);
    const read = await readDocx(docx);
    expect(read.obstacles).toEqual([]);
    ({ notes, paragraphs } = read);
    imported = await importAndRender(paragraphs, docx, 'word');
  });

  test('la lecture rend chaque ligne, numéros automatiques compris', () => {
    const bare = (words: string): string => words.replace(/[\s\u00a0]+/g, ' ').trim();
    expect(paragraphs.map((paragraph) => bare(printedText(paragraph)))).toEqual(printed.map(bare));
  });

  test('blancs surlignés, contrôles de contenu, notes et en-tête sont reconnus', async () => {
    const { headers } = await readDocx(docx);
    expect(headers.map(({ text }) => text)).toEqual(['Modèle national – version de travail']);
    expect(notes.map(({ mark }) => mark)).toEqual(['1', '2']);
    expect(imported.text.blanks.map(({ kind }) => kind)).toEqual(['content_control', 'highlight', 'dots', 'dots']);
    expect(paragraphs.filter(({ inTable }) => inTable).map(({ text }) => text)).toEqual(['Le Préfet', 'Les gestionnaires France Services', 'Les partenaires France Services']);
  });

  test('chaque phrase est dans le PDF, dans l’ordre, notes et en-tête compris', () => {
    const { first, lines } = officialPages(imported);
    expect(first).toBeGreaterThan(2);
    // The figure that calls a note is raised in the text that was read, and plain in the text that a PDF gives back.
    const plain = readAgreement(paragraphs.map((paragraph) => ({ ...paragraph, text: paragraph.text.replace(/[¹²]/g, (figure) => figure.normalize('NFKC')) })));
    const declared = { fills: imported.fills, lines: [...running(imported), 'Modèle national – version de travail'], notes: notes.map(({ mark, text }) => `${mark} ${text}`) };
    expect(isFaithful(plain, lines, declared)).toEqual({ faithful: true });
  });

  test('le modèle composé passe l’examen des modèles', async () => expect(await checkTemplate(imported.template)).toEqual([]));
});

const around = ['conditions-particulieres', 'pages-de-signature'];
const fileOf = (name: string, file: string): string => readFileSync(`templates/${name}/v1/${file}`, 'utf8');
const sampleOf = (name: string): unknown => JSON.parse(fileOf(name, 'sample.json'));

test.each(around)('l’exemple de %s suit le schéma', (name) => expect(importedInputSchema.safeParse(sampleOf(name)).error).toBeUndefined());

(office && readsPdf ? describe : describe.skip)('ce qui entoure un texte importé, avec les données d’exemple', () => {
  const lines = ['Convention départementale', 'Art. 1 - Objet', 'La convention fixe [à préciser].', 'Art. 2 - Composition de la convention', 'La convention et ses annexes forment un tout.', 'Fait à ………… le …………'];
  const render = async (): Promise<Buffer> => {
    const text = readAgreement(linesOf(lines.join('\n')));
    const template = await importedTemplate({ text, fills: new Map([['fait_a', ''], ['fait_le', '']]), deviations: [] }, null, await conditionsTemplate());
    const whole = await compose(await importedParts({ template, ownStyles: false }));
    return (await assemble({ template: whole, data: sampleOf(around[0]!), converter: libreOffice({ binary: office! }), date, title: 'Convention' })).pdf;
  };

  test('le texte attendu y est, dans l’ordre : conditions, texte, signatures, annexes', async () => {
    const pdf = await render();
    const file = join(folder, 'exemple.pdf');
    writeFileSync(file, pdf);
    const plain = (text: string): string => text.replace(/[\s\u00a0]+/g, ' ').trim();
    const text = plain(execFileSync('pdftotext', ['-raw', file, '-'], { encoding: 'utf8', maxBuffer: 50_000_000 }));
    for (const name of around) for (const fragment of fileOf(name, 'expected.txt').trim().split('\n')) expect(text).toContain(plain(fragment));
    const places = ['8. Signatures et renvois', 'Art. 1 - Objet', 'Fait à Mende le jour porté dans chaque signature', 'Signées sous la forme', 'Charte à laquelle'].map((words) => text.lastIndexOf(words));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
  });
});
