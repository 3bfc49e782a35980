import { Readable } from 'node:stream';
import JSZip from 'jszip';
import { archiveEntries } from './archive.js';
import { DocumentFault } from './fault.js';
import { attributes, encode, tokens } from './markup.js';

/** Largest Word file opened: the agreement and its annexes weigh 0.3 MB; scans pasted by mistake stop here. */
export const DOCX_BYTES_MAX = 30 * 1024 * 1024;
/** Largest part once inflated, counted while inflating because a zip may lie about its sizes (zip bomb). */
export const PART_BYTES_MAX = 64 * 1024 * 1024;
/** The zip format cannot date anything earlier; any constant would do, the present would not. */
const ENTRY_DATE = new Date(Date.UTC(1980, 0, 1));
const DEFLATE_LEVEL = 6;

const MAIN_CONTENT_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
/** Main parts of the kinds of file that may carry macros: .docm and .dotm. */
const MACRO_CONTENT_TYPE = /^application\/vnd\.ms-word\.(document|template)\.macroEnabled/i;
export const CONTENT_TYPES = '[Content_Types].xml';
const CORE_PROPERTIES = 'docProps/core.xml';

/**
 * Opens a Word file after looking at its envelope: LibreOffice would otherwise convert any garbage as plain text.
 * @param name what to call the file in a fault
 * @throws DocumentFault `docx-unreadable`, `docx-too-large`, `docx-encrypted`, `docx-macro`, `docx-dangerous`
 */
export async function openDocx(docx: Uint8Array, name = 'document'): Promise<JSZip> {
  if (docx.length > DOCX_BYTES_MAX) throw new DocumentFault('docx-too-large', name);
  archiveEntries(docx, name);
  let zip: JSZip;
  try {
    zip = await JSZip.loadAsync(docx);
  } catch (cause) {
    throw new DocumentFault('docx-unreadable', name, { cause });
  }
  await mainPart(zip, name);
  return zip;
}

/** Text of a part, or null when the package has no such part. Inflates at most `PART_BYTES_MAX`. */
export async function readPart(zip: JSZip, path: string): Promise<string | null> {
  const bytes = await readBytes(zip, path);
  return bytes === null ? null : bytes.toString('utf8');
}

/** Bytes of a part, counted while inflating. @throws DocumentFault `docx-too-large` past `max` bytes, `docx-unreadable` */
export async function readBytes(zip: JSZip, path: string, max = PART_BYTES_MAX): Promise<Buffer | null> {
  const file = zip.file(path);
  if (!file) return null;
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // jszip gives a stream of the old kind, which cannot be iterated.
    for await (const chunk of new Readable().wrap(file.nodeStream())) {
      const bytes = Buffer.from(chunk);
      size += bytes.length;
      if (size > max) throw new DocumentFault('docx-too-large', path);
      chunks.push(bytes);
    }
  } catch (cause) {
    throw cause instanceof DocumentFault ? cause : new DocumentFault('docx-unreadable', path, { cause });
  }
  return Buffer.concat(chunks);
}

/** Text of a part that must be there. */
export async function requirePart(zip: JSZip, path: string, name: string): Promise<string> {
  const text = await readPart(zip, path);
  if (text === null) throw new DocumentFault('docx-unreadable', `${name} : ${path} manque`);
  return text;
}

/**
 * Path of the main document part: Word online names it `document2.xml`. Macro-enabled files are not Word templates, and
 * a file with two main documents is read one way by one program and the other way by the next.
 */
export async function mainPart(zip: JSZip, name = 'document'): Promise<string> {
  const found: string[] = [];
  for (const token of tokens(await requirePart(zip, CONTENT_TYPES, name))) {
    if (token.kind === 'text' || token.kind === 'close') continue;
    const type = attributes(token.raw);
    const contentType = type.get('ContentType') ?? '';
    if (MACRO_CONTENT_TYPE.test(contentType)) throw new DocumentFault('docx-macro', name);
    const path = type.get('PartName')?.replace(/^\//, '');
    if (contentType === MAIN_CONTENT_TYPE) found.push(path ?? '');
  }
  const [path] = found;
  if (found.length > 1) throw new DocumentFault('docx-dangerous', `${name} : deux documents principaux`);
  if (!path || !zip.file(path)) throw new DocumentFault('docx-unreadable', name);
  return path;
}

/** The relationships part that goes with a part: `word/document.xml` → `word/_rels/document.xml.rels`. */
export function relationshipsOf(path: string): string {
  const cut = path.lastIndexOf('/') + 1;
  return `${path.slice(0, cut)}_rels/${path.slice(cut)}.rels`;
}

/**
 * Writes the package so that the same parts give the same bytes: entries in a fixed order, one date for all,
 * compressed by jszip's own deflate, which does not depend on the version of Node.
 */
export async function packDocx(zip: JSZip): Promise<Buffer> {
  const rank = (path: string) => (path === CONTENT_TYPES ? 0 : path === '_rels/.rels' ? 1 : 2);
  const paths = Object.values(zip.files).filter((file) => !file.dir).map((file) => file.name);
  paths.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const packed = new JSZip();
  for (const path of paths) {
    const bytes = await zip.file(path)?.async('uint8array');
    if (bytes) packed.file(path, bytes, { date: ENTRY_DATE, createFolders: false });
  }
  return packed.generateAsync({
    type: 'nodebuffer',
    platform: 'DOS',
    compression: 'DEFLATE',
    compressionOptions: { level: DEFLATE_LEVEL },
  });
}

/** A minimal package holding one part as its main document: lets docx-templates read a header as it reads the body. */
export async function loneDocx(part: string): Promise<Buffer> {
  const zip = new JSZip();
  zip.file(
    CONTENT_TYPES,
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">' +
      `<Override PartName="/word/document.xml" ContentType="${MAIN_CONTENT_TYPE}"/></Types>`,
  );
  zip.file('word/document.xml', part);
  return zip.generateAsync({ type: 'nodebuffer' });
}

/**
 * Replaces the descriptive properties. The drafting tool writes the hour of drafting and the drafter's name there:
 * neither belongs in a file whose bytes must depend on its inputs only.
 */
export function setProperties(zip: JSZip, properties: { title: string; date: Date }): void {
  if (!zip.file(CORE_PROPERTIES)) return;
  const instant = `${properties.date.toISOString().slice(0, 19)}Z`;
  const stamp = (name: string) => `<dcterms:${name} xsi:type="dcterms:W3CDTF">${instant}</dcterms:${name}>`;
  zip.file(
    CORE_PROPERTIES,
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' +
      '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"' +
      ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"' +
      ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
      `<dc:title>${encode(properties.title)}</dc:title>${stamp('created')}${stamp('modified')}</cp:coreProperties>`,
  );
}
