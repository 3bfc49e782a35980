import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fontkit from '@pdf-lib/fontkit';
import { PDFDocument, PDFName } from 'pdf-lib';

/** The smallest PNG: one pixel. */
const PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const font = readFileSync(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'));
const XMP = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></x:xmpmeta>';
const PAGES = 3;

/** A document for others to sign: text in an embedded font, a picture, a form field to fill in, and a table of references (ours has a stream). */
export async function smallPdf(): Promise<Buffer> {
  const document = await PDFDocument.create();
  document.registerFontkit(fontkit);
  const embedded = await document.embedFont(font, { subset: true });
  const picture = await document.embedPng(PIXEL);
  for (let i = 1; i <= PAGES; i += 1) {
    const page = document.addPage();
    page.drawText(`Page ${i} : la somme de 1 000 euros`, { x: 60, y: 700, size: 14, font: embedded });
    page.drawImage(picture, { x: 60, y: 500, width: 80, height: 80 });
  }
  const amount = document.getForm().createTextField('montant');
  amount.setText('1 000');
  amount.addToPage(document.getPage(1), { x: 60, y: 300, width: 200, height: 20, font: embedded });
  amount.updateAppearances(embedded);
  document.catalog.set(PDFName.of('Metadata'), document.context.register(document.context.stream(XMP, { Type: 'Metadata', Subtype: 'XML' })));
  return Buffer.from(await document.save({ useObjectStreams: false }));
}
