import { PDFArray, PDFDict, PDFName, PDFNumber, PDFRawStream, PDFRef } from 'pdf-lib';
import type { PDFObject, PDFPage } from 'pdf-lib';
import { Update, changed, isStream } from './alteration-target.js';
import type { Alteration, Draw, Target, TargetSignature } from './alteration-target.js';

/** Attacks that append: every signed byte is still there, what a person sees or what the file says is not. */

const name = (text: string) => PDFName.of(text);
const BLACK_SQUARE = '0 0 0 rg 100 400 300 300 re f';
const WHITE_SQUARE = '1 1 1 rg 0 0 600 850 re f';
const PAID = 'BT /F1 20 Tf 50 700 Td (1 000 000 EUR) Tj ET';

const pick = <T>(items: readonly T[], draw: Draw): T | undefined => items[draw(Math.max(items.length, 1))];
const pages = (target: Target): PDFPage[] => target.document.getPages();
const catalog = (target: Target) => target.context.lookup(target.root, PDFDict);
const contentRefs = (page: PDFPage): PDFRef[] => {
  const contents = page.node.get(name('Contents'));
  return contents instanceof PDFRef ? [contents] : contents instanceof PDFArray ? contents.asArray().filter((item): item is PDFRef => item instanceof PDFRef) : [];
};
const streamsWhere = (target: Target, suits: (stream: PDFRawStream) => boolean): PDFRef[] =>
  target.context.enumerateIndirectObjects().flatMap(([ref, object]: [PDFRef, PDFObject]) => (isStream(object) && suits(object) ? [ref] : []));
const objectsOfType = (target: Target, type: string): [PDFRef, PDFDict][] =>
  target.context.enumerateIndirectObjects().flatMap(([ref, object]): [PDFRef, PDFDict][] => (object instanceof PDFDict && object.lookup(name('Type')) === name(type) ? [[ref, object]] : []));

/** Incremental saving: the text of a page is another. */
export const contentReplaced: Alteration = (target, draw) => {
  const ref = pick(contentRefs(pick(pages(target), draw)!), draw);
  return ref ? new Update(target).stream(ref, '', `${PAID} ${BLACK_SQUARE}`).bytes() : null;
};

/** The same, hidden behind a new stream: the old one is untouched and no longer used. */
export const contentRedirected: Alteration = (target, draw) => {
  const page = pick(pages(target), draw)!;
  const update = new Update(target);
  const stream = update.allocate();
  return update.stream(stream, '', PAID).set(page.ref, changed(page.node, { Contents: stream.toString() })).bytes();
};

export const pageAdded: Alteration = (target, draw) => {
  const update = new Update(target);
  const [page, stream] = [update.allocate(), update.allocate()];
  const tree = catalog(target).get(name('Pages')) as PDFRef;
  const root = target.context.lookup(tree, PDFDict);
  const kids = root.lookup(name('Kids'), PDFArray).asArray().map(String);
  kids.splice(draw(kids.length + 1), 0, page.toString());
  const count = root.lookup(name('Count'), PDFNumber).asNumber() + 1;
  return update.stream(stream, '', BLACK_SQUARE).set(page, `<</Type /Page /Parent ${tree.toString()} /MediaBox [0 0 595 842] /Resources <<>> /Contents ${stream.toString()}>>`)
    .set(tree, changed(root, { Kids: `[${kids.join(' ')}]`, Count: String(count) })).bytes();
};

export const pageRemoved: Alteration = (target, draw) => {
  const tree = catalog(target).get(name('Pages')) as PDFRef;
  const root = target.context.lookup(tree, PDFDict);
  const kids = root.lookup(name('Kids'), PDFArray).asArray().map(String);
  if (kids.length < 2) return null;
  kids.splice(draw(kids.length), 1);
  return new Update(target).set(tree, changed(root, { Kids: `[${kids.join(' ')}]`, Count: String(root.lookup(name('Count'), PDFNumber).asNumber() - 1) })).bytes();
};

/** Shadow, hide-and-replace: pages that are all in the signed file, shown in another order by another catalog. */
export const catalogReplaced: Alteration = (target) => {
  const update = new Update(target);
  const [root, tree] = [update.allocate(), update.allocate()];
  const all = pages(target).map((page) => page.ref.toString()).reverse();
  return update.set(tree, `<</Type /Pages /Count ${all.length} /Kids [${all.join(' ')}]>>`).set(root, changed(catalog(target), { Pages: tree.toString() })).bytes(root);
};

/** Shadow, hide: what covered the text is taken away, by freeing the object that drew it. */
export const objectFreed: Alteration = (target, draw) => {
  const ref = pick(pages(target).flatMap(contentRefs), draw);
  return ref ? new Update(target).free(ref).bytes() : null;
};

/** Shadow, replace: a font is another, the same codes draw other letters. */
export const fontReplaced: Alteration = (target, draw) => {
  const font = pick(objectsOfType(target, 'Font'), draw);
  return font ? new Update(target).set(font[0], changed(font[1], { BaseFont: '/Courier', ToUnicode: null })).bytes() : null;
};

export const fontProgramReplaced: Alteration = (target, draw) => {
  const ref = pick(streamsWhere(target, (stream) => stream.dict.has(name('Length1'))), draw);
  return ref ? new Update(target).stream(ref, '/Length1 4', 'true').bytes() : null;
};

/** Shadow, replace: a picture is another. */
export const imageReplaced: Alteration = (target, draw) => {
  const ref = pick(streamsWhere(target, (stream) => stream.dict.lookup(name('Subtype')) === name('Image')), draw);
  return ref ? new Update(target).stream(ref, '/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8', '\0').bytes() : null;
};

/** Certified-document attack: an annotation with a look of its own laid over the text. */
const annotated = (subtype: string, entries: string): Alteration => (target, draw) => {
  const page = pick(pages(target), draw)!;
  const update = new Update(target);
  const [annotation, look] = [update.allocate(), update.allocate()];
  const annotations = page.node.lookupMaybe(name('Annots'), PDFArray)?.asArray().map(String) ?? [];
  return update.stream(look, '/Type /XObject /Subtype /Form /BBox [0 0 600 850]', `${WHITE_SQUARE} ${BLACK_SQUARE}`)
    .set(annotation, `<</Type /Annot /Subtype /${subtype} /Rect [0 0 600 850] /F 4 /P ${page.ref.toString()} /AP <</N ${look.toString()}>> ${entries}>>`)
    .set(page.ref, changed(page.node, { Annots: `[${annotations.join(' ')} ${annotation.toString()}]` })).bytes();
};
export const textAnnotationAdded = annotated('FreeText', '/Contents (payable) /DA (/F1 12 Tf)');
export const stampAdded = annotated('Stamp', '/Name /Approved');
export const redactionAdded = annotated('Redact', '/IC [1 1 1]');
export const widgetAdded = annotated('Widget', '/FT /Tx /T (montant) /V (1 000 000)');

/** The value of a field that is not a signature is another. */
export const fieldValueChanged: Alteration = (target, draw) => {
  const field = pick(target.context.enumerateIndirectObjects().filter(([, object]) => object instanceof PDFDict && object.lookup(name('FT')) === name('Tx')), draw);
  return field ? new Update(target).set(field[0], changed(field[1] as PDFDict, { V: '(1 000 000)' })).bytes() : null;
};

/** Signing's own field attack: an empty signature field laid over the text, with a look. */
export const signatureFieldAdded: Alteration = (target, draw) => {
  const page = pick(pages(target), draw)!;
  const form = catalog(target).get(name('AcroForm'));
  const fields = (form instanceof PDFRef ? target.context.lookup(form, PDFDict) : (form as PDFDict)).lookup(name('Fields'), PDFArray).asArray().map(String);
  const update = new Update(target);
  const [field, look] = [update.allocate(), update.allocate()];
  const annotations = page.node.lookupMaybe(name('Annots'), PDFArray)?.asArray().map(String) ?? [];
  update.stream(look, '/Type /XObject /Subtype /Form /BBox [0 0 600 850]', BLACK_SQUARE)
    .set(field, `<</Type /Annot /Subtype /Widget /FT /Sig /T (nouveau) /Rect [0 0 600 850] /F 4 /P ${page.ref.toString()} /AP <</N ${look.toString()}>>>>`)
    .set(page.ref, changed(page.node, { Annots: `[${annotations.join(' ')} ${field.toString()}]` }));
  return withForm(target, update, { Fields: `[${fields.join(' ')} ${field.toString()}]` });
};

/** Overlay of a signed field: the same signature, another look. */
export const signedLookReplaced: Alteration = (target, draw) => {
  const signature = pick(visible(target), draw);
  if (!signature) return null;
  const update = new Update(target);
  const look = update.allocate();
  const widget = target.context.lookup(signature.field.ref, PDFDict);
  return update.stream(look, '/Type /XObject /Subtype /Form /BBox [0 0 225 56]', BLACK_SQUARE).set(signature.field.ref, changed(widget, { AP: `<</N ${look.toString()}>>` })).bytes();
};

/** The same by the stream itself: the widget is untouched. */
export const signedLookStreamReplaced: Alteration = (target, draw) => {
  const signature = pick(visible(target), draw);
  const look = signature && target.context.lookup(signature.field.ref, PDFDict).lookupMaybe(name('AP'), PDFDict)?.get(name('N'));
  return look instanceof PDFRef ? new Update(target).stream(look, '/Type /XObject /Subtype /Form /BBox [0 0 225 56]', BLACK_SQUARE).bytes() : null;
};

export const signedFieldMoved: Alteration = (target, draw) => {
  const signature = pick(visible(target), draw);
  return signature ? new Update(target).set(signature.field.ref, changed(target.context.lookup(signature.field.ref, PDFDict), { Rect: `[0 0 ${300 + draw(200)} 800]` })).bytes() : null;
};

/** A signature is taken out of sight: its field no longer belongs to the form. */
export const signedFieldDropped: Alteration = (target, draw) => {
  const signature = pick(target.signatures, draw)!;
  const form = catalog(target).lookup(name('AcroForm'), PDFDict);
  const fields = form.lookup(name('Fields'), PDFArray).asArray().map(String).filter((ref) => ref !== signature.field.ref.toString());
  return withForm(target, new Update(target), { Fields: `[${fields.join(' ')}]` });
};

/** A signed field is emptied. */
export const signatureRemoved: Alteration = (target, draw) => {
  const signature = pick(target.signatures, draw)!;
  return new Update(target).set(signature.field.ref, changed(target.context.lookup(signature.field.ref, PDFDict), { V: null })).bytes();
};

/** A signed field shows the signature of another person. */
export const signatureOfAnother: Alteration = (target, draw) => {
  const own = pick(target.signatures, draw)!;
  const other = target.signatures.find(({ ref }) => ref !== own.ref);
  return other ? new Update(target).set(own.field.ref, changed(target.context.lookup(own.field.ref, PDFDict), { V: other.ref.toString() })).bytes() : null;
};

/** The certification forgets that it is one, then the text changes. */
export const certificationForgotten: Alteration = (target, draw) => {
  if (!catalog(target).has(name('Perms'))) return null;
  const ref = pick(contentRefs(pages(target)[0]!), draw);
  return ref ? new Update(target).set(target.root, changed(catalog(target), { Perms: null })).stream(ref, '', PAID).bytes() : null;
};

/** The reason or the name told by a signature is another. */
export const signatureWordsChanged: Alteration = (target, draw) => {
  const signature = pick(target.signatures, draw)!;
  const dictionary = target.context.lookup(signature.ref, PDFDict);
  return new Update(target).set(signature.ref, changed(dictionary, { Reason: '(Refus)', Name: '(Quelqu\\047un d\\047autre)' })).bytes();
};

const inCatalog = (entries: (draw: Draw) => Record<string, string>): Alteration => (target, draw) => new Update(target).set(target.root, changed(catalog(target), entries(draw))).bytes();
export const scriptAdded = inCatalog(() => ({ OpenAction: '<</S /JavaScript /JS (app.alert\\(1\\))>>' }));
export const languageChanged = inCatalog(() => ({ Lang: '(en)', ViewerPreferences: '<</HideToolbar true>>' }));
export const structureDropped = inCatalog(() => ({ StructTreeRoot: 'null', MarkInfo: '<</Marked false>>' }));

export const attachmentAdded: Alteration = (target) => {
  const update = new Update(target);
  const [file, stream] = [update.allocate(), update.allocate()];
  return update.stream(stream, '/Type /EmbeddedFile', 'annexe').set(file, `<</Type /Filespec /F (annexe.txt) /EF <</F ${stream.toString()}>>>>`)
    .set(target.root, changed(catalog(target), { Names: `<</EmbeddedFiles <</Names [(annexe.txt) ${file.toString()}]>>>>` })).bytes();
};

export const metadataReplaced: Alteration = (target) => {
  const ref = catalog(target).get(name('Metadata'));
  return ref instanceof PDFRef ? new Update(target).stream(ref, '/Type /Metadata /Subtype /XML', '<x:xmpmeta xmlns:x="adobe:ns:meta/"/>').bytes() : null;
};

/** Cross-reference override: nothing is added but entries, which send the numbers of two pages' contents to each other. */
export const contentsCrossed: Alteration = (target, draw) => {
  const text = target.bytes.toString('latin1');
  const places = pages(target).flatMap(contentRefs).flatMap((ref) => {
    const at = text.indexOf(`\n${ref.objectNumber} 0 obj`);
    return at < 0 ? [] : [{ ref, offset: at + 1 }];
  });
  if (places.length < 2) return null;
  const first = draw(places.length);
  const [a, b] = [places[first]!, places[(first + 1) % places.length]!];
  return new Update(target).place(a.ref, b.offset).place(b.ref, a.offset).bytes();
};

function visible(target: Target): TargetSignature[] {
  return target.signatures.filter(({ field }) => target.context.lookup(field.ref, PDFDict).lookupMaybe(name('AP'), PDFDict) !== undefined);
}

function withForm(target: Target, update: Update, entries: Record<string, string>): Buffer {
  const form = catalog(target).get(name('AcroForm'));
  const dictionary = changed(catalog(target).lookup(name('AcroForm'), PDFDict), entries);
  return (form instanceof PDFRef ? update.set(form, dictionary) : update.set(target.root, changed(catalog(target), { AcroForm: dictionary }))).bytes();
}
