import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import { assemble, checkTemplate, findLibreOffice, libreOffice } from '#libs/documents';
import { adhesionPrint, amendmentPrint, convocationPrint, minutesPrint, noticeLetterPrint, noticeReceiptPrint, renewalRecordPrint, signedActPrint } from '#libs/features/papers';
import type { AmendmentPrint, NoticeLetterPrint, RenewalRecordPrint, SignedActPrint } from '#libs/features/papers';
import { prepare } from '#libs/signing';

const office = findLibreOffice(process.env.PATH ?? '');
if (!office) console.warn('LibreOffice est absent : les pièces de la vie d’une convention ne sont PAS rendues.');
const rendered = office ? describe : describe.skip;
const folder = mkdtempSync(join(tmpdir(), 'paraphe-life-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const schemas: Record<string, z.ZodType> = {
  reconduction: renewalRecordPrint, preavis: noticeLetterPrint, recepisse: noticeReceiptPrint, convocation: convocationPrint, 'compte-rendu': minutesPrint,
  avenant: amendmentPrint.extend(signedActPrint.shape), adhesion: adhesionPrint.extend(signedActPrint.shape),
};
const documents = Object.keys(schemas);
/** Where the seal's field goes in the papers that the service seals alone. */
const seal = { link: { url: 'https://slot.paraphe.invalid/seal', label: 'Cachet électronique du service' } };
const sealedAlone = ['reconduction', 'recepisse'];

const template = (document: string) => readFileSync(`templates/${document}/v1/template.docx`);
const sampleOf = <T,>(document: string) => JSON.parse(readFileSync(`templates/${document}/v1/sample.json`, 'utf8')) as T;
const date = new Date('2026-11-24T09:00:00Z');
const plain = (text: string) => text.replace(/[\s\u00a0\u202f]+/g, ' ').trim();

test.each(documents)('%s : l’exemple suit le schéma', (document) => expect(schemas[document]!.safeParse(sampleOf(document)).error).toBeUndefined());

test.each(documents)('%s : le modèle ne contient aucune commande refusée', async (document) => expect(await checkTemplate(template(document))).toEqual([]));

rendered('les pièces imprimées', () => {
  const render = (document: string, data: object) => assemble({ template: template(document), data: { signatures: [], seal: null, ...data }, converter: libreOffice({ binary: office! }), date, title: document });

  function textOf(pdf: Buffer): string | null {
    const file = join(folder, 'piece.pdf');
    writeFileSync(file, pdf);
    try {
      return plain(execFileSync('pdftotext', [file, '-'], { encoding: 'utf8', maxBuffer: 50_000_000 }));
    } catch {
      console.warn('pdftotext est absent : le texte des pièces n’est PAS vérifié.');
      return null;
    }
  }

  test.each(documents)('%s : le texte attendu y est, aucune commande n’y reste, et les mêmes données donnent les mêmes octets', async (document) => {
    const sample = { ...(sealedAlone.includes(document) && { seal }), ...sampleOf<object>(document) };
    const { pdf, docx } = await render(document, sample);
    if (process.env.PARAPHE_KEEP_PAPERS) writeFileSync(join(process.env.PARAPHE_KEEP_PAPERS, `${document}.pdf`), pdf);
    const text = textOf(pdf);
    if (text !== null) {
      for (const fragment of readFileSync(`templates/${document}/v1/expected.txt`, 'utf8').trim().split('\n')) expect(text).toContain(plain(fragment));
      expect(text).not.toMatch(/\{\{|\}\}|END-IF|END-FOR|undefined|null/);
      expect(text).toContain('DÉMONSTRATION');
    }
    const again = await render(document, sample);
    expect([again.pdf.equals(pdf), again.docx.equals(docx)]).toEqual([true, true]);
  });

  test.each(sealedAlone)('%s : le cachet y a sa place, et seulement quand il est demandé', async (document) => {
    const font = readFileSync('node_modules/dejavu-fonts-ttf/ttf/DejaVuSans.ttf');
    const request = { slots: [], seal: { name: 'seal', marker: seal.link.url, label: seal.link.label }, font };
    const { manifest } = await prepare((await render(document, { ...sampleOf<object>(document), seal })).pdf, request);
    expect(manifest.fields.seal!.pageNumber).toBeGreaterThan(0);
    const bare = await render(document, sampleOf<object>(document));
    await expect(prepare(bare.pdf, request)).rejects.toMatchObject({ code: expect.stringMatching(/MARKER/) });
  });

  test.each([['avenant', 7], ['adhesion', 1], ['avenant', 50]])('%s signé par %i : chacun a sa place', async (document, count) => {
    const sample = sampleOf<SignedActPrint>(document);
    const signatures = Array.from({ length: count }, (_, i) => ({ ...sample.signatures[i % sample.signatures.length]!, bodyName: `Organisme numéro ${i + 1} bis`, link: { url: `https://slot.paraphe.invalid/slot_${i + 1}`, label: 'Signature électronique' } }));
    const { pdf } = await render(document, { ...sample, signatures });
    const text = textOf(pdf);
    if (text !== null) for (const { bodyName } of signatures) expect(text).toContain(bodyName);
    const font = readFileSync('node_modules/dejavu-fonts-ttf/ttf/DejaVuSans.ttf');
    const slots = signatures.map(({ link, bodyName }, i) => ({ name: `slot_${i + 1}`, marker: link.url, label: bodyName }));
    const { manifest } = await prepare(pdf, { slots, seal: { name: 'seal', marker: seal.link.url, label: seal.link.label }, font });
    expect(Object.keys(manifest.fields)).toEqual(expect.arrayContaining(['seal', 'slot_1', `slot_${count}`]));
  });

  test('un avenant sans signatures se dit projet, et dit ce qu’il ne change pas', async () => {
    const { signatures: _signatures, seal: _seal, ...sample } = sampleOf<AmendmentPrint & SignedActPrint>('avenant');
    const text = textOf((await render('avenant', { ...sample, demonstration: false, articles: [], annexes: [], movements: [], steps: [], informed: [sample.parties[1]!] })).pdf);
    if (text === null) return;
    for (const sentence of ['PROJET – texte non signé', 'Aucun article de la convention n’est modifié.', 'Aucune annexe n’est modifiée.', 'ne fait entrer ni sortir aucune partie', 'qu’elles n’ont pas à signer']) expect(text).toContain(sentence);
    expect(text).not.toMatch(/DÉMONSTRATION|Signature électronique|Pourquoi/);
  });

  test('une lettre de retrait, remise en main propre, sans pouvoir ni signataire connu', async () => {
    const sample = sampleOf<NoticeLetterPrint>('preavis');
    const { pdf } = await render('preavis', {
      ...sample, kind: 'retrait', authority: null, handDelivery: true, place: '', consequence: '', copies: [], sender: { ...sample.sender, representative: '', capacity: '' },
    });
    if (process.env.PARAPHE_KEEP_PAPERS) writeFileSync(join(process.env.PARAPHE_KEEP_PAPERS, 'retrait.pdf'), pdf);
    const text = textOf(pdf);
    if (text === null) return;
    for (const sentence of ['Objet : retrait de la convention', 'son retrait de la convention, avec effet à la fin du 31 décembre 2027', 'toutes les structures où cet organisme intervient', 'd’en informer la Préfecture', 'Nom, prénom et qualité du signataire', 'Récépissé de remise en main propre']) expect(text).toContain(sentence);
    expect(text).not.toMatch(/dénonc|Pièce jointe|Autres destinataires/);
  });

  test('une copie pour information ne demande rien à qui la reçoit', async () => {
    const text = textOf((await render('preavis', { ...sampleOf<NoticeLetterPrint>('preavis'), decides: false })).pdf);
    if (text !== null) expect(text).toContain('adressée pour information : elle ne fait courir aucun préavis');
    if (text !== null) expect(text).not.toContain('accuser réception');
  });

  test('une reconduction sans Accord cadre enregistré ni partant', async () => {
    const text = textOf((await render('reconduction', { ...sampleOf<RenewalRecordPrint>('reconduction'), cap: null, leavers: [], next: '', readings: [] })).pdf);
    if (text !== null) expect(text).toContain('Aucune version de l’Accord cadre national n’est enregistrée.');
    if (text !== null) expect(text).not.toMatch(/cessé d’être liées|Scellement/);
  });
});
