// The file that every contender signs: a tagged PDF with one caption per signatory, prepared and certified by our kernel.
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { PDFDocument, PDFHexString, PDFName, StandardFonts } from 'pdf-lib';
import { prepare } from '#libs/signing';

const CAPTIONS_PER_PAGE = 8;
const CAPTION_STEP_PT = 90;
const PAGE_PT = [595, 842];

const markerOf = (field) => `https://slot.paraphe.invalid/${field}`;

/**
 * @param slots names of the signatories' fields
 * @param bytes about what the file must weigh: reached with bytes that do not compress, as the scans of an annex would be
 * @returns what `prepare` gives: the file and its manifest
 */
export async function preparedFile(slots, bytes) {
  const fields = [...slots, 'seal'];
  const font = await readFile(new URL('../../node_modules/dejavu-fonts-ttf/ttf/DejaVuSans.ttf', import.meta.url));
  const block = (name) => ({ name, marker: markerOf(name), label: `Signature de ${name}` });
  const request = { slots: slots.map(block), seal: block('seal'), font };
  const bare = await prepare(await captioned(fields, 0), request);
  return prepare(await captioned(fields, Math.max(0, bytes - bare.pdf.length)), request);
}

async function captioned(fields, ballast) {
  const document = await PDFDocument.create({ updateMetadata: false });
  const { context } = document;
  const helvetica = await document.embedFont(StandardFonts.Helvetica);
  const root = context.nextRef();
  const section = context.nextRef();
  let page;
  const links = fields.map((field, n) => {
    if (n % CAPTIONS_PER_PAGE === 0) page = document.addPage(PAGE_PT);
    const bottom = 770 - (n % CAPTIONS_PER_PAGE) * CAPTION_STEP_PT;
    page.drawText(field, { x: 60, y: bottom + 2, size: 10, font: helvetica });
    const action = context.obj({ S: 'URI' });
    action.set(PDFName.of('URI'), PDFHexString.of(Buffer.from(markerOf(field), 'latin1').toString('hex')));
    const annotation = context.register(context.obj({ Type: 'Annot', Subtype: 'Link', Rect: [60, bottom, 160, bottom + 12], StructParent: n, A: action }));
    page.node.addAnnot(annotation);
    return context.register(context.obj({ Type: 'StructElem', S: 'Link', P: section, Pg: page.ref, K: [{ Type: 'OBJR', Obj: annotation }] }));
  });
  context.assign(section, context.obj({ Type: 'StructElem', S: 'Sect', P: root, K: links }));
  const parents = context.obj({ Nums: links.flatMap((link, n) => [n, link]) });
  context.assign(root, context.obj({ Type: 'StructTreeRoot', K: [section], ParentTree: parents, ParentTreeNextKey: fields.length }));
  document.catalog.set(PDFName.of('StructTreeRoot'), root);
  document.catalog.set(PDFName.of('MarkInfo'), context.obj({ Marked: true }));
  if (ballast > 0) document.catalog.set(PDFName.of('PieceInfo'), context.register(context.stream(randomBytes(ballast), { Type: 'Ballast' })));
  return Buffer.from(await document.save({ useObjectStreams: false, addDefaultPage: false }));
}
