import { PDFDocument } from 'pdf-lib';
import { DocumentFault } from './fault.js';

/** How far `stream` may stand after `/Length`: dictionaries of streams are short. */
const INDIRECT_LENGTH = /\/Length (\d+) 0 R(?=(?:(?!endobj|stream)[\s\S]){0,2000}stream\r?\n)/g;
const NUMBER_OBJECT = /(?:^|[\r\n])(\d+) 0 obj\s+(\d+)\s+endobj/g;

/**
 * Writes the lengths of streams where LibreOffice writes a reference to them. pdf-lib finds the end of a stream whose
 * length is a reference by searching `endstream`, and then drops a last byte that happens to be 0x0A or 0x0D.
 * The replacement is padded, so every offset of the cross-reference table stays right.
 */
export function withDirectLengths(pdf: Uint8Array): Buffer {
  const text = Buffer.from(pdf).toString('latin1');
  const lengths = new Map<string, string>();
  for (const [, object, length] of text.matchAll(NUMBER_OBJECT)) if (object && length) lengths.set(object, length);
  const direct = text.replace(INDIRECT_LENGTH, (whole, object: string) => {
    const length = lengths.get(object);
    return length === undefined ? whole : `/Length ${length}`.padEnd(whole.length, ' ');
  });
  return Buffer.from(direct, 'latin1');
}

/** Opened by `examinePdf` and not changed since. */
const examined = new WeakMap<Uint8Array, PDFDocument>();

/**
 * Opens a PDF without touching its metadata.
 * @returns a document that is the caller's own, to change as it likes
 * @throws DocumentFault `pdf-unreadable`
 */
export async function openPdf(pdf: Uint8Array): Promise<PDFDocument> {
  const kept = examined.get(pdf);
  if (kept) {
    examined.delete(pdf);
    return kept;
  }
  if (Buffer.from(pdf.subarray(0, 5)).toString('latin1') !== '%PDF-') throw new DocumentFault('pdf-unreadable');
  try {
    return await PDFDocument.load(withDirectLengths(pdf), { updateMetadata: false, throwOnInvalidObject: true });
  } catch (cause) {
    throw new DocumentFault('pdf-unreadable', null, { cause });
  }
}

/**
 * Opens a PDF to look at it only, and keeps it for whoever opens the same bytes next: reading 160 pages takes more than a second.
 * @param look must not change the document
 * @throws DocumentFault `pdf-unreadable`
 */
export async function examinePdf<T>(pdf: Uint8Array, look: (document: PDFDocument) => T): Promise<T> {
  const document = await openPdf(pdf);
  const seen = look(document);
  examined.set(pdf, document);
  return seen;
}

/** Number of pages. @throws DocumentFault `pdf-unreadable` */
export function pageCount(pdf: Uint8Array): Promise<number> {
  return examinePdf(pdf, (document) => document.getPageCount());
}
