import { PDFArray, PDFDict, PDFRef, PDFStream, type PDFDocument, type PDFObject } from 'pdf-lib';

/**
 * Deletes the objects that nothing leads to from the trailer. LibreOffice writes the length of each stream as an object of its own;
 * `withDirectLengths` makes them useless, and they stay behind: the one of the colour profile tells how well the hour of
 * conversion compresses, a byte or two more or less, and two files with the same content then differ.
 */
export function deleteUnreachable(document: PDFDocument): void {
  const { context } = document;
  const { Root, Info } = context.trailerInfo;
  const reached = new Set<PDFRef>();
  const stack: PDFObject[] = [Root, Info].filter((object) => object !== undefined);
  for (let object = stack.pop(); object !== undefined; object = stack.pop()) {
    if (object instanceof PDFRef) {
      // pdf-lib keeps one instance for each reference.
      if (reached.has(object)) continue;
      reached.add(object);
      const target = context.lookup(object);
      if (target) stack.push(target);
      continue;
    }
    const dict = object instanceof PDFStream ? object.dict : object;
    const inner = dict instanceof PDFDict ? dict.values() : dict instanceof PDFArray ? dict.asArray() : [];
    for (const value of inner) stack.push(value);
  }
  for (const [reference] of context.enumerateIndirectObjects()) if (!reached.has(reference)) context.delete(reference);
}
