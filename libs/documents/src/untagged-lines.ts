import { PDFName, PDFRawStream, PDFRef, decodePDFRawStream, type PDFDocument } from 'pdf-lib';

/** What a border is painted with, and what leads to it. Text or an image would be content, which is not ours to hide. */
const PAINTING = new Set(['S', 's', 'f', 'F', 'f*', 'B', 'B*', 'b', 'b*']);
const PREPARING = new Set(['q', 'Q', 'cm', 'w', 'J', 'j', 'M', 'd', 'RG', 'rg', 'G', 'g', 'm', 'l', 'c', 'v', 'y', 'h', 're', 'W', 'W*', 'n']);
const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)$/;
const END_OF_MARKED_CONTENT = '\nEMC\n';

/**
 * Marks as decoration the borders of paragraphs, headers and footers that LibreOffice draws at the end of a page outside any
 * tag: PDF/UA-1 (ISO 14289-1, 7.1) wants every content tagged or declared an artifact. Pages that end otherwise are left as they are.
 * The stream is compressed by pdf-lib's own deflate, the same on every version of Node.
 */
export function markTrailingLines(document: PDFDocument): void {
  for (const page of document.getPages()) {
    const reference = page.node.get(PDFName.of('Contents'));
    const stream = document.context.lookup(reference);
    if (!(reference instanceof PDFRef) || !(stream instanceof PDFRawStream)) continue;
    const marked = withTrailingLinesMarked(Buffer.from(decodePDFRawStream(stream).decode()).toString('latin1'));
    if (marked !== null) document.context.assign(reference, document.context.flateStream(Buffer.from(marked, 'latin1')));
  }
}

/** The content of a page with its last lines marked, or null when there is nothing to mark. */
export function withTrailingLinesMarked(content: string): string | null {
  const end = content.lastIndexOf(END_OF_MARKED_CONTENT);
  if (end < 0) return null;
  const start = end + END_OF_MARKED_CONTENT.length;
  const lines = content.slice(start);
  const words = lines.split(/[\s[\]]+/).filter((word) => word !== '');
  const onlyLines = words.every((word) => PAINTING.has(word) || PREPARING.has(word) || NUMBER.test(word));
  if (!onlyLines || !words.some((word) => PAINTING.has(word))) return null;
  return `${content.slice(0, start)}/Artifact BMC\n${lines}\nEMC\n`;
}
