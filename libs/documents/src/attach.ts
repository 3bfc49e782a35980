import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { PDFArray, PDFDict, PDFHexString, PDFName, PDFRawStream, PDFString } from 'pdf-lib';
import type { PDFContext, PDFDocument } from 'pdf-lib';
import { DocumentFault } from './fault.js';
import { bytesOf, setIdentifier } from './finalise.js';
import { openPdf } from './pdf.js';

/** ISO 19005-3, 6.8: how an attached file stands to the document. `Data`: what the pages were drawn from; `Source`: the original; `Supplement`: more of it. */
export type AttachmentRelationship = 'Data' | 'Source' | 'Supplement';

export interface Attachment {
  /** File name shown by the reader; ASCII, without folders, so that every reader writes it to a disk. */
  name: string;
  /** Media type, for example `application/json`. */
  mime: string;
  bytes: Uint8Array;
  /** One sentence for the person who opens the list of attachments. */
  description: string;
  relationship: AttachmentRelationship;
  /** When the file was made: its date of modification. To the second, UTC. */
  date: Date;
}

/** An attachment as read back. */
export interface AttachedFile {
  name: string;
  mime: string | null;
  bytes: Buffer;
  relationship: string | null;
  /** MD5 written in /Params, in hexadecimal; null when there is none. Guards against damage, not against anybody. */
  checksum: string | null;
}

/** Attachments of ours are a few hundred kilobytes; a file that unfolds beyond this is a trap. */
export const ATTACHMENT_BYTES_MAX = 64 * 1024 * 1024;
/** A tree of names deeper than this loops. */
const NAME_TREE_DEPTH_MAX = 32;

const name = (text: string): PDFName => PDFName.of(text);

/**
 * Attaches files to a finalised PDF/A-3: named in the catalog (/Names /EmbeddedFiles), associated with the whole document
 * (/AF, ISO 19005-3, 6.8), each with its media type, date, size and checksum. To be done before the first signature: it
 * rewrites the whole file.
 * @returns the same bytes for the same PDF and attachments
 * @throws DocumentFault `pdf-unreadable`; `attachment-refused` for a name that is empty, repeated or unsafe, or when the PDF already has attachments
 */
export async function attachFiles(pdf: Buffer, attachments: readonly Attachment[]): Promise<Buffer> {
  checkNames(attachments);
  const document = await openPdf(pdf);
  const { catalog, context } = document;
  const names = catalog.lookupMaybe(name('Names'), PDFDict) ?? context.obj({});
  if (names.has(name('EmbeddedFiles')) || catalog.has(name('AF'))) throw new DocumentFault('attachment-refused', 'le PDF a déjà des pièces jointes');
  // A tree of names is sorted by key (ISO 32000-1, 7.9.6).
  const sorted = [...attachments].sort((a, b) => (a.name < b.name ? -1 : 1));
  const specifications = sorted.map((attachment) => ({ key: PDFHexString.fromText(attachment.name), ref: context.register(specificationOf(context, attachment)) }));
  names.set(name('EmbeddedFiles'), context.obj({ Names: specifications.flatMap(({ key, ref }) => [key, ref]) }));
  catalog.set(name('Names'), names);
  catalog.set(name('AF'), context.obj(specifications.map(({ ref }) => ref)));

  const digest = createHash('sha256').update(pdf);
  for (const { name: file, bytes } of sorted) digest.update(file).update('\0').update(bytes);
  setIdentifier(document, digest.digest('hex').slice(0, 32));
  return bytesOf(document);
}

function checkNames(attachments: readonly Attachment[]): void {
  const seen = new Set<string>();
  for (const { name: file } of attachments) {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(file) || seen.has(file)) throw new DocumentFault('attachment-refused', `nom « ${file} »`);
    seen.add(file);
  }
}

function specificationOf(context: PDFContext, { name: file, mime, bytes, description, relationship, date }: Attachment): PDFDict {
  const stream = context.flateStream(Uint8Array.from(bytes), {
    Type: 'EmbeddedFile',
    Subtype: mime,
    Params: {
      ModDate: PDFString.of(`D:${date.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`),
      Size: bytes.length,
      CheckSum: PDFHexString.of(createHash('md5').update(bytes).digest('hex')),
    },
  });
  const embedded = context.register(stream);
  return context.obj({
    Type: 'Filespec',
    F: PDFString.of(file),
    UF: PDFHexString.fromText(file),
    Desc: PDFHexString.fromText(description),
    AFRelationship: relationship,
    EF: { F: embedded, UF: embedded },
  });
}

/**
 * Every file attached to a PDF by its tree of names, as the last revision has them.
 * @throws DocumentFault `pdf-unreadable`, also for an attachment that cannot be unpacked within ATTACHMENT_BYTES_MAX
 */
export async function attachedFiles(pdf: Uint8Array): Promise<AttachedFile[]> {
  const document = await openPdf(pdf);
  try {
    const tree = document.catalog.lookupMaybe(name('Names'), PDFDict)?.lookupMaybe(name('EmbeddedFiles'), PDFDict);
    return tree ? leavesOf(document, tree, 0).map((specification) => readAttachment(specification)) : [];
  } catch (cause) {
    if (cause instanceof DocumentFault) throw cause;
    throw new DocumentFault('pdf-unreadable', 'pièces jointes', { cause });
  }
}

function leavesOf(document: PDFDocument, node: PDFDict, depth: number): PDFDict[] {
  if (depth > NAME_TREE_DEPTH_MAX) throw new DocumentFault('pdf-unreadable', 'arbre des noms sans fin');
  const pairs = node.lookupMaybe(name('Names'), PDFArray);
  const own = pairs ? Array.from({ length: Math.floor(pairs.size() / 2) }, (_, i) => pairs.lookup(2 * i + 1, PDFDict)) : [];
  const kids = node.lookupMaybe(name('Kids'), PDFArray);
  const below = kids ? Array.from({ length: kids.size() }, (_, i) => leavesOf(document, kids.lookup(i, PDFDict), depth + 1)) : [];
  return [...own, ...below.flat()];
}

function readAttachment(specification: PDFDict): AttachedFile {
  const stream = specification.lookup(name('EF'), PDFDict).lookup(name('F'));
  if (!(stream instanceof PDFRawStream)) throw new DocumentFault('pdf-unreadable', 'pièce jointe sans contenu');
  const bytes = unpacked(stream);
  const parameters = stream.dict.lookupMaybe(name('Params'), PDFDict);
  const checksum = parameters?.lookup(name('CheckSum'));
  return {
    name: textOf(specification, 'UF') ?? textOf(specification, 'F') ?? '',
    mime: stream.dict.lookupMaybe(name('Subtype'), PDFName)?.decodeText() ?? null,
    bytes,
    relationship: specification.lookupMaybe(name('AFRelationship'), PDFName)?.decodeText() ?? null,
    checksum: checksum instanceof PDFHexString || checksum instanceof PDFString ? Buffer.from(checksum.asBytes()).toString('hex') : null,
  };
}

/** Ours are deflated, as most are; another filter has no reason to be here. */
function unpacked(stream: PDFRawStream): Buffer {
  const filter = stream.dict.get(name('Filter'));
  if (filter === undefined) return Buffer.from(stream.getContents());
  if (filter !== name('FlateDecode') || stream.dict.has(name('DecodeParms'))) throw new DocumentFault('pdf-unreadable', 'pièce jointe d’un codage inattendu');
  return inflateSync(stream.getContents(), { maxOutputLength: ATTACHMENT_BYTES_MAX });
}

function textOf(dictionary: PDFDict, key: string): string | undefined {
  const value = dictionary.lookup(name(key));
  return value instanceof PDFString || value instanceof PDFHexString ? value.decodeText() : undefined;
}
