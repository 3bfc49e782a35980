import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { PDFArray, PDFDict, PDFHexString, PDFName, PDFNumber, PDFRawStream, PDFRef, PDFString, type PDFDocument, type PDFObject } from 'pdf-lib';
import { DocumentFault } from './fault.js';
import { encode } from './markup.js';
import { tagNotes } from './note-tags.js';
import { openPdf } from './pdf.js';
import { PDFUA_SCHEMA, claimsUndeclaredPdfUa } from './pdfua-schema.js';
import { deleteUnreachable } from './unreachable-objects.js';
import { markTrailingLines } from './untagged-lines.js';

/** Bytes of a PDF file identifier: the length every writer uses (ISO 32000-1, 14.4). */
const FILE_ID_BYTES = 16;
const NO_IDENTIFIER = '0'.repeat(2 * FILE_ID_BYTES);
/** ICC.1:2010, 7.2: the date of creation is twelve bytes at 24, the profile identifier sixteen bytes at 84. */
const ICC_DATE_OFFSET = 24;
const ICC_ID_OFFSET = 84;
const ICC_ID_BYTES = 16;

export interface FinalisationOptions {
  /** The one instant the file will carry, to the second, UTC. */
  date: Date;
  /** Title shown by the reader (PDF/UA-1, 7.1). */
  title: string;
  /** Language of the text (BCP 47) when the converter wrote none. */
  language?: string;
}

/**
 * Makes the bytes of a converted PDF depend on its content only: two conversions differ in their dates, identifier and
 * the date inside the colour profile, and nothing tells LibreOffice otherwise. Tags, bookmarks, links, XMP and output
 * intent are kept; the claim of PDF/UA is declared, borders drawn outside the tags are declared decoration,
 * pages with links get their tab order. To be done before the first signature: it rewrites the whole file.
 * @returns the same bytes for the same content, date and title
 * @throws DocumentFault `pdf-unreadable`
 */
export async function finalise(pdf: Buffer, options: FinalisationOptions): Promise<Buffer> {
  return (await finaliseCounting(pdf, options)).pdf;
}

/** The same, and its number of pages, which would otherwise ask for reading the file again. */
export async function finaliseCounting(pdf: Buffer, { date, title, language = 'fr-FR' }: FinalisationOptions): Promise<{ pdf: Buffer; pages: number }> {
  const document = await openPdf(pdf);
  const instant = secondOf(date);
  setInformation(document, instant, title);
  setMetadata(document, instant, title);
  setColourProfileDates(document, date);
  markTrailingLines(document);
  tagNotes(document);
  setTabOrder(document);
  const { catalog } = document;
  if (!catalog.has(PDFName.of('Lang'))) catalog.set(PDFName.of('Lang'), PDFString.of(language));
  catalog.getOrCreateViewerPreferences().setDisplayDocTitle(true);
  deleteUnreachable(document);

  // The identifier is drawn from the content: written with zeros, hashed, then set in place; the length is the same, so no offset moves.
  setIdentifier(document, NO_IDENTIFIER);
  const bytes = await bytesOf(document);
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 2 * FILE_ID_BYTES);
  fillIdentifier(bytes, digest);
  return { pdf: bytes, pages: document.getPageCount() };
}

/** The identifier is in the dictionary of the last cross-reference stream, which pdf-lib writes in clear, at the end of the file. */
function fillIdentifier(bytes: Buffer, digest: string): void {
  const second = bytes.lastIndexOf(`<${NO_IDENTIFIER}>`);
  const first = bytes.lastIndexOf(`<${NO_IDENTIFIER}>`, second - 1);
  if (first < 0) throw new DocumentFault('pdf-unreadable', 'identifiant absent');
  for (const at of [first, second]) bytes.write(digest, at + 1, 'latin1');
}

/** LibreOffice forgets it on some pages: the links of a page are visited in the order of its tags (PDF/UA-1, 7.18.3). */
function setTabOrder(document: PDFDocument): void {
  for (const { node } of document.getPages()) if (node.Annots()) node.set(PDFName.of('Tabs'), PDFName.of('S'));
}

/** The whole file, written anew; same document, same bytes. */
export async function bytesOf(document: PDFDocument): Promise<Buffer> {
  return Buffer.from(await document.save({ useObjectStreams: true, addDefaultPage: false, updateFieldAppearances: false }));
}

function setInformation(document: PDFDocument, instant: string, title: string): void {
  const { context } = document;
  const information = context.trailerInfo.Info ? context.lookup(context.trailerInfo.Info, PDFDict) : context.obj({});
  if (!context.trailerInfo.Info) context.trailerInfo.Info = context.register(information);
  for (const [key, value] of Object.entries(informationOf(instant, title))) information.set(PDFName.of(key), value);
  information.delete(PDFName.of('ModDate'));
}

/** What the information dictionary says of a file. */
export function informationOf(instant: string, title: string): { Title: PDFHexString; CreationDate: PDFString } {
  return { Title: PDFHexString.fromText(title), CreationDate: PDFString.of(`D:${instant.replace(/[-:TZ]/g, '')}Z`) };
}

/** Sets the dates and the title in the XMP packet; PDF/A-3 (6.6.3) wants them to agree with the information dictionary. */
function setMetadata(document: PDFDocument, instant: string, title: string): void {
  const stream = document.catalog.lookup(PDFName.of('Metadata'));
  if (!(stream instanceof PDFRawStream)) throw new DocumentFault('pdf-unreadable', 'métadonnées XMP absentes');
  const packet = packetOf(Buffer.from(stream.getContents()).toString('utf8'), instant, title);
  replaceStream(document, document.catalog.get(PDFName.of('Metadata')), stream, Buffer.from(packet, 'utf8'));
}

/** As the metadata write an instant: to the second, UTC. */
export const secondOf = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;

/** The XMP packet with these dates and title. `instant`: to the second, UTC. */
export function packetOf(before: string, instant: string, title: string): string {
  const packet = before.replace(/<(xmp:(?:CreateDate|ModifyDate|MetadataDate))>[^<]*/g, `<$1>${instant}`);
  const titled = `<dc:title><rdf:Alt><rdf:li xml:lang="x-default">${encode(title)}</rdf:li></rdf:Alt></dc:title>`;
  const named = /<dc:title>/.test(packet)
    ? packet.replace(/<dc:title>[\s\S]*?<\/dc:title>/, () => titled)
    : packet.replace('</rdf:RDF>', () => `<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">${titled}</rdf:Description></rdf:RDF>`);
  return claimsUndeclaredPdfUa(named) ? named.replace('</rdf:RDF>', () => `${PDFUA_SCHEMA}</rdf:RDF>`) : named;
}

/**
 * LibreOffice writes the hour of conversion inside the colour profile. The profile is stored as it is, uncompressed:
 * the output of zlib changes with versions of Node, three kilobytes do not matter.
 */
function setColourProfileDates(document: PDFDocument, date: Date): void {
  const intents = document.catalog.lookupMaybe(PDFName.of('OutputIntents'), PDFArray);
  for (let i = 0; i < (intents?.size() ?? 0); i += 1) {
    const intent = intents?.lookup(i, PDFDict);
    const stream = intent?.lookup(PDFName.of('DestOutputProfile'));
    if (!(stream instanceof PDFRawStream)) continue;
    const compressed = stream.dict.has(PDFName.of('Filter'));
    const profile = Buffer.from(compressed ? inflateSync(stream.getContents()) : stream.getContents());
    const fields = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()];
    fields.forEach((field, n) => profile.writeUInt16BE(field, ICC_DATE_OFFSET + 2 * n));
    profile.fill(0, ICC_ID_OFFSET, ICC_ID_OFFSET + ICC_ID_BYTES);
    replaceStream(document, intent?.get(PDFName.of('DestOutputProfile')), stream, profile);
  }
}

/** Gives a stream new contents, uncompressed. Streams are always indirect objects (ISO 32000-1, 7.3.8). */
function replaceStream(document: PDFDocument, reference: PDFObject | undefined, stream: PDFRawStream, contents: Uint8Array): void {
  if (!(reference instanceof PDFRef)) throw new DocumentFault('pdf-unreadable', 'flux direct');
  const dict = stream.dict.clone(document.context);
  dict.delete(PDFName.of('Filter'));
  dict.set(PDFName.of('Length'), PDFNumber.of(contents.length));
  document.context.assign(reference, PDFRawStream.of(dict, contents));
}

/** Both halves of the file identifier (ISO 32000-1, 14.4). */
export function setIdentifier(document: PDFDocument, hex: string): void {
  document.context.trailerInfo.ID = document.context.obj([PDFHexString.of(hex), PDFHexString.of(hex)]);
}
