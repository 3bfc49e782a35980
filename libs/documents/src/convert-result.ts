import { PDFName } from 'pdf-lib';
import { DocumentFault, wordsOf } from './fault.js';
import { examinePdf } from './pdf.js';

/** Largest PDF accepted back: 138 pages weigh 6 MB. */
export const PDF_BYTES_MAX = 200 * 1024 * 1024;

/**
 * What any converter gives back, believed only once opened: it has pages, and the tags without which nothing here is accessible
 * (PDF/UA-1, 7.1).
 * @throws DocumentFault `conversion-invalid`
 */
export async function verified(pdf: Buffer): Promise<Buffer> {
  const { pages, tagged } = await examinePdf(pdf, (document) => ({ pages: document.getPageCount(), tagged: document.catalog.has(PDFName.of('StructTreeRoot')) }))
    .catch((cause: unknown) => { throw new DocumentFault('conversion-invalid', wordsOf(cause), { cause }); });
  if (pages === 0) throw new DocumentFault('conversion-invalid', 'aucune page');
  if (!tagged) throw new DocumentFault('conversion-invalid', 'PDF sans balises');
  return pdf;
}
