import { createHash } from 'node:crypto';
import { PDFArray, PDFDict, PDFDocument, PDFName, PDFNumber, PDFString } from 'pdf-lib';
import { attachFiles, attachedFiles } from './attach.js';
import type { Attachment } from './attach.js';
import { openPdf } from './pdf.js';

const date = new Date('2026-11-24T10:00:00Z');
const json: Attachment = { name: 'preuve.json', mime: 'application/json', bytes: Buffer.from('{"a":"é"}\n'), description: 'La preuve, pour les programmes', relationship: 'Data', date };
const other: Attachment = { ...json, name: 'acte.txt', mime: 'text/plain', bytes: Buffer.alloc(5000, 'z'), relationship: 'Supplement' };

async function blank(): Promise<Buffer> {
  const document = await PDFDocument.create({ updateMetadata: false });
  document.addPage([200, 200]);
  return Buffer.from(await document.save());
}
const codeOf = (work: Promise<unknown>) => work.then(() => null, (fault: { code?: string }) => fault.code);

describe('joindre des fichiers à un PDF', () => {
  test('ils reviennent octet pour octet, avec leur type, leur lien au document et leur contrôle', async () => {
    const attached = await attachFiles(await blank(), [json, other]);
    const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');
    expect(await attachedFiles(attached)).toEqual([
      { name: 'acte.txt', mime: 'text/plain', bytes: other.bytes, relationship: 'Supplement', checksum: md5(other.bytes) },
      { name: 'preuve.json', mime: 'application/json', bytes: json.bytes, relationship: 'Data', checksum: md5(json.bytes) },
    ]);
  });

  test('le catalogue les nomme et les associe au document entier, comme PDF/A-3 le veut', async () => {
    const { catalog } = await openPdf(await attachFiles(await blank(), [json]));
    const specification = catalog.lookup(PDFName.of('AF'), PDFArray).lookup(0, PDFDict);
    const named = catalog.lookup(PDFName.of('Names'), PDFDict).lookup(PDFName.of('EmbeddedFiles'), PDFDict).lookup(PDFName.of('Names'), PDFArray);
    expect(named.lookup(1)).toBe(specification);
    for (const key of ['F', 'UF', 'Desc', 'AFRelationship', 'EF']) expect(specification.has(PDFName.of(key))).toBe(true);
    const parameters = specification.lookup(PDFName.of('EF'), PDFDict).lookup(PDFName.of('F')) as unknown as { dict: PDFDict };
    const { dict } = parameters;
    expect(dict.lookup(PDFName.of('Subtype'), PDFName).decodeText()).toBe('application/json');
    expect(dict.lookup(PDFName.of('Params'), PDFDict).lookup(PDFName.of('ModDate'), PDFString).asString()).toBe('D:20261124100000Z');
    expect(dict.lookup(PDFName.of('Params'), PDFDict).lookup(PDFName.of('Size'), PDFNumber).asNumber()).toBe(json.bytes.length);
  });

  test('mêmes entrées, mêmes octets ; un octet joint change l’identifiant du fichier', async () => {
    const pdf = await blank();
    const first = await attachFiles(pdf, [json, other]);
    expect((await attachFiles(pdf, [other, json])).equals(first)).toBe(true);
    expect((await attachFiles(pdf, [json, { ...other, bytes: Buffer.alloc(5000, 'y') }])).equals(first)).toBe(false);
  });

  test.each([['../preuve.json'], [''], ['é.json'], ['a/b.json']])('un nom dangereux est refusé : « %s »', async (name) => {
    expect(await codeOf(attachFiles(await blank(), [{ ...json, name }]))).toBe('attachment-refused');
  });

  test('deux pièces du même nom, ou un PDF qui en a déjà, sont refusés', async () => {
    expect(await codeOf(attachFiles(await blank(), [json, json]))).toBe('attachment-refused');
    expect(await codeOf(attachFiles(await attachFiles(await blank(), [json]), [other]))).toBe('attachment-refused');
  });

  test('un PDF sans pièce n’en rend aucune, un faux PDF est dit illisible', async () => {
    expect(await attachedFiles(await blank())).toEqual([]);
    expect(await codeOf(attachedFiles(Buffer.from('rien')))).toBe('pdf-unreadable');
  });
});
