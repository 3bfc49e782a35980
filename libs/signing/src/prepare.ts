import { createHash } from 'node:crypto';
import { PDFDict, PDFDocument, PDFHexString, PDFName, PDFRawStream, PDFRef } from 'pdf-lib';
import type { PDFContext, PDFPage } from 'pdf-lib';
import { withDirectLengths } from './direct-lengths.js';
import { SigningError } from './errors.js';
import { embedSignatureFont } from './font.js';
import { CERTIFICATION_FIELD, SEAL_FIELD, SPARE_TIMESTAMPS_DEFAULT, SPARE_TIMESTAMPS_MAX } from './manifest.js';
import type { FieldRole, PreparedField, PreparedFont, SigningManifest } from './manifest.js';
import { findMarkers, placeSlots } from './markers.js';
import type { PlacedSlot, SlotField } from './markers.js';
import { coordinate } from './pdf-syntax.js';
import { moveLinkToForm } from './structure-tree.js';
import { declarePdfUaSchema } from './xmp.js';
import { crossReferenceOffset, readTrailer } from './xref-tail.js';

export interface PreparationRequest {
  readonly slots: readonly SlotField[];
  readonly seal: SlotField;
  /** TrueType bytes of the font signatures are drawn with. */
  readonly font: Buffer;
  /** How many invisible fields to keep for document timestamps; 16 when absent. */
  readonly spareTimestamps?: number;
}

/**
 * Annotation flags: printed (PDF/A asks for it) and locked against being moved or deleted in a viewer. They never change
 * afterwards, since signing adds only /V and /AP to the dictionary.
 */
const WIDGET_FLAGS = 4 | 128;

const name = (text: string): PDFName => PDFName.of(text);

/**
 * Puts into a finalised tagged PDF everything signing will need: one empty signature field under each caption, the seal's
 * field, the invisible `certification` and `timestamp_nn` fields, and the font. Nothing can be added after certification.
 *
 * Same input, same bytes. The document keeps PDF/A-3b and PDF/UA-1 if it had them (two omissions of LibreOffice are repaired:
 * see `declarePdfUaSchema` and `writeTabOrder`).
 *
 * @returns the file, PDF 1.7 with a cross-reference stream, ending on a line break; and the manifest to keep beside it
 * @throws SigningError when the PDF, the font or a marker does not allow it: see the codes
 */
export async function prepare(pdf: Buffer, request: PreparationRequest): Promise<{ pdf: Buffer; manifest: SigningManifest }> {
  const spares = request.spareTimestamps ?? SPARE_TIMESTAMPS_DEFAULT;
  checkRequest(request, spares);
  const document = await load(pdf);
  const { context } = document;
  const parentTree = structureParentTree(document);

  const blocks = [...request.slots, request.seal];
  const placed = placeSlots(blocks, findMarkers(document, new Set(blocks.map((block) => block.marker))));
  const font = await embedSignatureFont(document, request.font);

  const fields: { field: PreparedField; ref: PDFRef }[] = [];
  const [first] = document.getPages();
  if (!first) throw new SigningError('PDF_UNREADABLE', 'The document has no page.');
  fields.push(addInvisibleField(document, first, CERTIFICATION_FIELD, 'certification', 'Certification du document par le service'));
  for (const slot of placed) fields.push(addSlot(document, parentTree, slot, request, font));
  for (let n = 1; n <= spares; n++) {
    fields.push(addInvisibleField(document, first, `timestamp_${String(n).padStart(2, '0')}`, 'timestamp', `Horodatage nᵒ ${n} du document`));
  }
  document.catalog.set(
    name('AcroForm'),
    context.register(context.obj({ Fields: fields.map(({ ref }) => ref), SigFlags: 3 })),
  );
  writeTabOrder(document);
  declarePdfUaSchema(document);
  writeFileIdentifier(document, pdf, request);

  const saved = await document.save({ useObjectStreams: true, addDefaultPage: false, updateFieldAppearances: false });
  const bytes = Buffer.concat([saved, Buffer.from('\n')]);
  return {
    pdf: bytes,
    manifest: {
      version: 1,
      length: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      size: sizeOf(bytes),
      catalog: { object: rootOf(context).objectNumber, entries: entriesOf(document.catalog) },
      font,
      fields: Object.fromEntries(fields.map(({ field }) => [field.name, field])),
    },
  };
}

function checkRequest(request: PreparationRequest, spares: number): void {
  if (!Number.isInteger(spares) || spares < 0 || spares > SPARE_TIMESTAMPS_MAX) {
    throw new SigningError('SPARE_COUNT_INVALID', `There can be 0 to ${SPARE_TIMESTAMPS_MAX} spare timestamp fields.`);
  }
  const names = new Set<string>();
  for (const slot of request.slots) {
    if (!/^slot_[0-9A-Za-z-]{1,64}$/.test(slot.name)) throw new SigningError('FIELD_NAME_INVALID', 'A slot is named « slot_<uuid> ».', slot.name);
    if (names.has(slot.name)) throw new SigningError('FIELD_NAME_DUPLICATE', 'Two slots have the same name.', slot.name);
    names.add(slot.name);
  }
  const markers = [...request.slots, request.seal].map((block) => block.marker);
  const repeated = markers.find((marker, i) => markers.indexOf(marker) !== i);
  if (repeated !== undefined) throw new SigningError('MARKER_NOT_UNIQUE', 'Two blocks have the same marker.', repeated);
  if (request.seal.name !== SEAL_FIELD) throw new SigningError('FIELD_NAME_INVALID', `The seal's field is named « ${SEAL_FIELD} ».`, request.seal.name);
}

async function load(pdf: Buffer): Promise<PDFDocument> {
  const document = await PDFDocument.load(withDirectLengths(pdf), { updateMetadata: false, ignoreEncryption: true }).catch((cause: unknown) => {
    throw new SigningError('PDF_UNREADABLE', 'The document cannot be read as PDF.', undefined, { cause });
  });
  if (document.isEncrypted) throw new SigningError('PDF_ENCRYPTED', 'The document is encrypted.');
  if (document.catalog.get(name('AcroForm'))) {
    throw new SigningError('PDF_ALREADY_HAS_FORM', 'The document already has form fields or signatures.');
  }
  for (const [ref, object] of document.context.enumerateIndirectObjects()) {
    if (object instanceof PDFRawStream && object.dict.get(name('Length')) instanceof PDFRef) {
      throw new SigningError('PDF_STREAM_LENGTH_INDIRECT', 'A stream has an indirect length, which pdf-lib would truncate.', ref.toString());
    }
  }
  return document;
}

function structureParentTree(document: PDFDocument): PDFDict {
  const root = document.catalog.lookupMaybe(name('StructTreeRoot'), PDFDict);
  const tree = root?.lookupMaybe(name('ParentTree'), PDFDict);
  if (!tree) throw new SigningError('PDF_NOT_TAGGED', 'The document has no structure tree: export it as tagged PDF.');
  return tree;
}

function addSlot(
  document: PDFDocument, parentTree: PDFDict, slot: PlacedSlot, request: PreparationRequest, font: PreparedFont,
): { field: PreparedField; ref: PDFRef } {
  const { context } = document;
  const { page, annotation, structParent } = slot.marker;
  const isSeal = slot.block.name === SEAL_FIELD;
  moveLinkToForm(context, parentTree, annotation, page.ref, structParent, slot.block.marker);
  const [left, bottom, right, top] = slot.rect;
  const appearance = context.register(emptyAppearance(context, font, coordinate(right - left), coordinate(top - bottom)));
  const widget = widgetOf(context, page.ref, slot.rect, slot.block.name, slot.block.label);
  widget.set(name('StructParent'), context.obj(structParent));
  if (isSeal) widget.set(name('Lock'), context.register(sealLock(context, request)));
  const entries = entriesOf(widget);
  widget.set(name('AP'), context.obj({ N: appearance }));
  // The widget takes the link's object number: the page's list of annotations and the object reference stay as they are.
  context.assign(annotation, widget);
  return { field: preparedField(slot.block.name, isSeal ? 'seal' : 'slot', annotation, page, slot.rect, structParent, entries), ref: annotation };
}

/**
 * An empty drawing with the very entries of the one that signing puts in its place, filter and font included: validators compare
 * the two, and only new content is a signature (EU DSS calls a /Filter that appears an undefined change).
 */
function emptyAppearance(context: PDFContext, font: PreparedFont, width: number, height: number): PDFRawStream {
  const resources = { Font: { F1: PDFRef.of(font.object) } };
  return context.flateStream('', { Type: 'XObject', Subtype: 'Form', BBox: [0, 0, width, height], Resources: resources });
}

/** The seal closes the slots, and only them: « All » would forbid the document timestamps that come after it. */
function sealLock(context: PDFContext, request: PreparationRequest): PDFDict {
  return context.obj({ Type: 'SigFieldLock', Action: 'Include', Fields: request.slots.map((slot) => PDFHexString.fromText(slot.name)) });
}

/**
 * A field nobody sees: no width, no height, just outside the page's corner. PDF/A asks no appearance of it (ISO 19005-3,
 * 6.3.3) and PDF/UA no tag, since it lies outside the crop box (ISO 14289-1, 7.18.1); a screen reader does not announce it.
 */
function addInvisibleField(document: PDFDocument, page: PDFPage, fieldName: string, role: FieldRole, label: string): { field: PreparedField; ref: PDFRef } {
  const { x, y } = page.getCropBox();
  const corner: PreparedField['rect'] = [coordinate(x) - 1, coordinate(y) - 1, coordinate(x) - 1, coordinate(y) - 1];
  const widget = widgetOf(document.context, page.ref, corner, fieldName, label);
  const ref = document.context.register(widget);
  page.node.addAnnot(ref);
  return { field: preparedField(fieldName, role, ref, page, corner, null, entriesOf(widget)), ref };
}

function widgetOf(context: PDFContext, page: PDFRef, rect: PreparedField['rect'], fieldName: string, label: string): PDFDict {
  const widget = context.obj({ Type: 'Annot', Subtype: 'Widget', FT: 'Sig', Rect: [...rect], F: WIDGET_FLAGS, P: page });
  widget.set(name('T'), PDFHexString.fromText(fieldName));
  widget.set(name('TU'), PDFHexString.fromText(label));
  return widget;
}

function preparedField(
  fieldName: string, role: FieldRole, ref: PDFRef, page: PDFPage, rect: PreparedField['rect'], structParent: number | null, widget: string,
): PreparedField {
  return { name: fieldName, role, object: ref.objectNumber, page: page.ref.objectNumber, pageNumber: page.doc.getPages().indexOf(page) + 1, rect, structParent, widget };
}

/** LibreOffice 7.4 writes the tab order as a string; PDF/UA wants the name /S (structure) on every page with annotations. */
function writeTabOrder(document: PDFDocument): void {
  for (const page of document.getPages()) {
    if (page.node.Annots()?.size()) page.node.set(name('Tabs'), name('S'));
  }
}

/** An identifier drawn from what goes in, never from chance or the clock: the same input gives the same file. */
function writeFileIdentifier(document: PDFDocument, pdf: Buffer, request: PreparationRequest): void {
  const { font, ...rest } = request;
  const digest = createHash('sha256').update(pdf).update(font).update(JSON.stringify(rest)).digest('hex').slice(0, 32);
  document.context.trailerInfo.ID = document.context.obj([PDFHexString.of(digest), PDFHexString.of(digest)]);
}

function entriesOf(dictionary: PDFDict): string {
  return dictionary.entries().map(([key, value]) => `${key.toString()} ${value.toString()}`).join('\n');
}

function rootOf(context: PDFContext): PDFRef {
  const root = context.trailerInfo.Root;
  if (!(root instanceof PDFRef)) throw new SigningError('PDF_UNREADABLE', 'The document has no catalog.');
  return root;
}

function sizeOf(pdf: Buffer): number {
  const offset = crossReferenceOffset(pdf);
  const trailer = offset === undefined ? undefined : readTrailer(pdf.toString('latin1', offset));
  if (!trailer) throw new SigningError('PDF_UNREADABLE', 'The prepared document does not end on a cross-reference stream.');
  return trailer.size;
}
