import { PDFArray, PDFDict, PDFName, PDFString, type PDFDocument, type PDFRef } from 'pdf-lib';

/** Wide enough for any file, so that the names sort as the notes follow (ISO 32000-1, 7.9.6: a name tree is sorted). */
const RANK_DIGITS = 5;

/**
 * Mends what LibreOffice leaves undone about footnotes: PDF/UA-1 (ISO 14289-1, 7.9) wants an identifier on each Note tag, and 7.18.5 wants every
 * link tagged; the link that leads from the note back to its call is not, and goes. The one from the call to the note stays.
 */
export function tagNotes(document: PDFDocument): void {
  const identified: (PDFString | PDFRef)[] = [];
  for (const [reference, object] of document.context.enumerateIndirectObjects()) {
    if (!(object instanceof PDFDict) || object.get(PDFName.of('S')) !== PDFName.of('Note') || object.has(PDFName.of('ID'))) continue;
    const id = PDFString.of(`note-${String(identified.length / 2 + 1).padStart(RANK_DIGITS, '0')}`);
    object.set(PDFName.of('ID'), id);
    identified.push(id, reference);
  }
  const root = document.catalog.lookupMaybe(PDFName.of('StructTreeRoot'), PDFDict);
  if (identified.length === 0 || !root) return;
  // The root of a name tree that is its only leaf has names and no limits (ISO 32000-1, 7.9.6, table 36).
  if (!root.has(PDFName.of('IDTree'))) root.set(PDFName.of('IDTree'), document.context.obj({ Names: identified }));
  for (const page of document.getPages()) dropUntaggedLinks(document, page.node.Annots());
}

function dropUntaggedLinks(document: PDFDocument, annotations: PDFArray | undefined): void {
  for (let at = (annotations?.size() ?? 0) - 1; at >= 0; at -= 1) {
    const annotation = document.context.lookup(annotations?.get(at), PDFDict);
    const isLink = annotation.get(PDFName.of('Subtype')) === PDFName.of('Link') && annotation.has(PDFName.of('Dest'));
    if (isLink && !annotation.has(PDFName.of('StructParent'))) annotations?.remove(at);
  }
}
