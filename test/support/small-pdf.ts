import { PDFDocument } from 'pdf-lib';

/** A real PDF of one blank page, told from another by its title. */
export async function smallPdf(title: string): Promise<Buffer> {
  const document = await PDFDocument.create();
  document.addPage();
  document.setTitle(title);
  return Buffer.from(await document.save());
}
