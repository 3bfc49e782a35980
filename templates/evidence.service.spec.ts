import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assemble, attachFiles, checkTemplate, findLibreOffice, libreOffice } from '#libs/documents';
import { evidencePrintSchema } from '#libs/features/evidence';
import type { EvidencePrint } from '#libs/features/evidence';
import { prepare } from '#libs/signing';

const office = findLibreOffice(process.env.PATH ?? '');
if (!office) console.warn('LibreOffice est absent : le dossier de preuve n’est PAS rendu.');
const rendered = office ? describe : describe.skip;
const folder = mkdtempSync(join(tmpdir(), 'paraphe-evidence-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const template = readFileSync('templates/evidence/v1/template.docx');
const sample = JSON.parse(readFileSync('templates/evidence/v1/sample.json', 'utf8')) as EvidencePrint;
const date = new Date('2026-11-24T09:00:00Z');
const plain = (text: string) => text.replace(/[\s\u00a0\u202f]+/g, ' ').trim();

test('l’exemple suit le schéma', () => expect(evidencePrintSchema.safeParse(sample).error).toBeUndefined());

test('le modèle ne contient aucune commande refusée', async () => expect(await checkTemplate(template)).toEqual([]));

rendered('le dossier de preuve imprimé', () => {
  const render = async (data: EvidencePrint) => (await assemble({ template, data, converter: libreOffice({ binary: office! }), date, title: 'Dossier de preuve' })).pdf;

  /** The same round with as many signatories, each under a name of its own. */
  function grown(count: number): EvidencePrint {
    const signatories = Array.from({ length: count }, (_, i) => ({ ...sample.signatories[i % sample.signatories.length]!, rank: String(i + 1), body: `Organisme numéro ${i + 1} bis` }));
    const revisions = Array.from({ length: count + 3 }, (_, i) => ({ ...sample.revisions[i % sample.revisions.length]!, n: `${i}` }));
    const journal = Array.from({ length: count * 2 + 3 }, (_, i) => ({ ...sample.journal[i % sample.journal.length]!, rank: String(i + 1) }));
    return { ...sample, signatories, revisions, journal };
  }

  function textOf(pdf: Buffer): string | null {
    const file = join(folder, 'preuve.pdf');
    writeFileSync(file, pdf);
    try {
      return plain(execFileSync('pdftotext', [file, '-'], { encoding: 'utf8', maxBuffer: 50_000_000 }));
    } catch {
      console.warn('pdftotext est absent : le texte du dossier n’est PAS vérifié.');
      return null;
    }
  }

  test('le texte attendu y est, et les mêmes données donnent les mêmes octets', async () => {
    const pdf = await render(sample);
    const text = textOf(pdf);
    for (const fragment of readFileSync('templates/evidence/v1/expected.txt', 'utf8').trim().split('\n')) if (text !== null) expect(text).toContain(plain(fragment));
    expect((await render(sample)).equals(pdf)).toBe(true);
  });

  test.each([[20], [50]])('%i signataires : rien n’est perdu, et le cachet a sa place', async (count) => {
    const data = grown(count);
    const pdf = await render(data);
    const text = textOf(pdf);
    if (text !== null) for (const { body, rank } of data.signatories) expect(text).toContain(`${rank}. ${body}`);
    const attached = await attachFiles(pdf, [{ name: 'preuve.json', mime: 'application/json', bytes: Buffer.from('{}'), description: 'Essai', relationship: 'Data', date }]);
    const font = readFileSync('node_modules/dejavu-fonts-ttf/ttf/DejaVuSans.ttf');
    const { manifest } = await prepare(attached, { slots: [], seal: { name: 'seal', marker: data.seal.link.url, label: 'Cachet' }, font });
    expect(manifest.fields.seal!.pageNumber).toBeGreaterThan(10);
  });
});
