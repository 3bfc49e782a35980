import { readFileSync } from 'node:fs';
import { PDFDocument, PDFHexString, PDFName, StandardFonts } from 'pdf-lib';
import type { PDFPage, PDFRef } from 'pdf-lib';
import { SEAL_FIELD, prepare } from '../src/index.js';
import type { SigningManifest } from '../src/index.js';

/** Captions a page holds, and the distance between two of them, in points: a slot is 56 points high. */
const CAPTIONS_PER_PAGE = 8;
const CAPTION_STEP_PT = 90;
const PAGE_PT = [595, 842] as const;

const font = readFileSync('node_modules/dejavu-fonts-ttf/ttf/DejaVuSans.ttf');
const markerOf = (field: string): string => `https://slot.paraphe.invalid/${field}`;

/**
 * A small tagged PDF (about 50 KB) ready to be signed, made without LibreOffice: what Word and LibreOffice would give is drawn by
 * hand, then goes through the kernel's own `prepare`. Same request, same bytes.
 *
 * @param request.slots names of the signatories' fields (`slot_1`…); `seal`, `certification` and the spare timestamp fields are added
 * @param request.spareTimestamps how many spare fields for document timestamps; 4 when absent
 * @param request.text what the first page says, besides the captions
 * @returns the prepared file and its manifest, as `appendRevision` wants them
 */
export async function preparedPdf(request: {
  readonly slots: readonly string[]; readonly spareTimestamps?: number; readonly text?: string;
}): Promise<{ pdf: Buffer; manifest: SigningManifest }> {
  const source = await captionedPdf([...request.slots, SEAL_FIELD], request.text ?? 'Convention d’essai');
  const block = (name: string) => ({ name, marker: markerOf(name), label: `Signature de ${name}` });
  return prepare(source, { slots: request.slots.map(block), seal: block(SEAL_FIELD), font, spareTimestamps: request.spareTimestamps ?? 4 });
}

/** One caption a field: a Link element, its object reference and its annotation, tied both ways as PDF/UA asks. */
async function captionedPdf(fields: readonly string[], text: string): Promise<Buffer> {
  const document = await PDFDocument.create({ updateMetadata: false });
  const { context } = document;
  const helvetica = await document.embedFont(StandardFonts.Helvetica);
  const root = context.nextRef();
  const section = context.nextRef();
  const links: PDFRef[] = [];
  let page: PDFPage = document.addPage([...PAGE_PT]);
  page.drawText(text, { x: 60, y: 810, size: 12, font: helvetica });
  fields.forEach((field, n) => {
    const place = n % CAPTIONS_PER_PAGE;
    if (n > 0 && place === 0) page = document.addPage([...PAGE_PT]);
    const bottom = 770 - place * CAPTION_STEP_PT;
    page.drawText(field, { x: 60, y: bottom + 2, size: 10, font: helvetica });
    const action = context.obj({ S: 'URI' });
    action.set(PDFName.of('URI'), PDFHexString.of(Buffer.from(markerOf(field), 'latin1').toString('hex')));
    const annotation = context.register(context.obj({ Type: 'Annot', Subtype: 'Link', Rect: [60, bottom, 160, bottom + 12], StructParent: n, A: action }));
    page.node.addAnnot(annotation);
    links.push(context.register(context.obj({ Type: 'StructElem', S: 'Link', P: section, Pg: page.ref, K: [{ Type: 'OBJR', Obj: annotation }] })));
  });
  context.assign(section, context.obj({ Type: 'StructElem', S: 'Sect', P: root, K: links }));
  const parents = context.obj({ Nums: links.flatMap((link, n) => [n, link]) });
  context.assign(root, context.obj({ Type: 'StructTreeRoot', K: [section], ParentTree: parents, ParentTreeNextKey: fields.length }));
  document.catalog.set(PDFName.of('StructTreeRoot'), root);
  document.catalog.set(PDFName.of('MarkInfo'), context.obj({ Marked: true }));
  return Buffer.from(await document.save({ useObjectStreams: false, addDefaultPage: false }));
}
