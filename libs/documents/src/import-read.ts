import type JSZip from 'jszip';
import { mainPart, openDocx, readPart, relationshipsOf, requirePart } from './docx-package.js';
import { ListNumbering } from './import-numbering.js';
import { ObstacleList, type ImportObstacle } from './import-obstacles.js';
import { ParagraphReader, type ImportedMark, type ReadParagraph, type Settlement } from './import-paragraph.js';
import { StyleSheet } from './import-styles.js';
import { attributeOf, childOf, isOn, treeOf, wordsUnder, type XmlNode } from './import-tree.js';
import { attributes, tokens } from './markup.js';

/** One paragraph that is not white, as a reader sees it. Notes are called by a raised figure (« ¹ »). */
export interface ImportedParagraph {
  text: string;
  /** Outline level, 0 for the highest. */
  level?: number;
  style?: string;
  /** Number or bullet that Word writes by itself, which is not in `text`; « Article 4 », « 4.2 », « a) », « • ». */
  list?: { level: number; marker: string };
  /** Place in the file, in French: « paragraphe 57 ». */
  where: string;
  inTable?: boolean;
  marks?: readonly ImportedMark[];
}

export interface ImportedDocument {
  paragraphs: ImportedParagraph[];
  headers: ImportedParagraph[];
  footers: ImportedParagraph[];
  /** Footnotes in the order of their calls: `mark` is the figure printed. */
  notes: (ImportedParagraph & { mark: string })[];
  /** To be decided by a person before the text becomes a template. */
  obstacles: ImportObstacle[];
}

/** A part of the file with what was read in it; positions count in `xml`. */
export interface ReadPart {
  path: string;
  xml: string;
  root: XmlNode;
  paragraphs: ReadParagraph[];
}

/** The same reading, with the places in the parts: what the making of a template needs. */
export interface DocxReading {
  zip: JSZip;
  main: ReadPart;
  /** Headers, footers and notes. */
  others: ReadPart[];
  document: ImportedDocument;
  settlements: Settlement[];
}

const HEADER = '/header';
const FOOTER = '/footer';
const FOOTNOTES = 'word/footnotes.xml';

/**
 * Reads a Word file paragraph by paragraph: text, automatic numbers, styles, places to fill in, notes, headers, and what a person has to decide.
 * @throws DocumentFault `docx-unreadable`, `docx-too-large`
 */
export async function readDocx(docx: Uint8Array): Promise<ImportedDocument> {
  return (await readParts(docx)).document;
}

export async function readParts(docx: Uint8Array): Promise<DocxReading> {
  const zip = await openDocx(docx);
  const path = await mainPart(zip);
  const styles = new StyleSheet(await readPart(zip, 'word/styles.xml'));
  const numbering = new ListNumbering(await readPart(zip, 'word/numbering.xml'));
  const obstacles = new ObstacleList();
  const settlements: Settlement[] = [];
  const reader = (partPath: string, place: (rank: number) => string, running = false): ParagraphReader =>
    new ParagraphReader({ path: partPath, styles, numbering, obstacles, settlements, comments, notes, place, running });
  const comments = await commentsOf(zip);
  const notes = new Map<string, string>();

  const mainXml = await requirePart(zip, path, 'document');
  const main = readTree(path, mainXml, reader(path, (rank) => `paragraphe ${rank}`));
  const others: ReadPart[] = [];
  const document: ImportedDocument = { paragraphs: main.paragraphs.map(seen), headers: [], footers: [], notes: [], obstacles: obstacles.found };
  for (const { type, target } of await runningParts(zip, path)) {
    const isHeader = type.endsWith(HEADER);
    const part = readTree(target, await requirePart(zip, target, 'document'), reader(target, () => (isHeader ? 'en-tête' : 'pied de page'), true));
    others.push(part);
    (isHeader ? document.headers : document.footers).push(...part.paragraphs.map(seen));
  }
  const footnotes = await readPart(zip, FOOTNOTES);
  if (footnotes !== null) others.push(readNotes(footnotes, notes, reader, document));
  if (isOn(childOf(treeOrNone(await readPart(zip, 'word/settings.xml')), 'w:evenAndOddHeaders'))) obstacles.add('even_header', 'en-tête', '');
  refuseCommands([main, ...others], obstacles);
  return { zip, main, others, document, settlements };
}

function readTree(path: string, xml: string, reader: ParagraphReader): ReadPart {
  const root = treeOf(xml);
  return { path, xml, root, paragraphs: reader.read(root) };
}

/** Footnotes are read in the order of their calls; those that nothing calls are not printed. */
function readNotes(xml: string, called: ReadonlyMap<string, string>, reader: (path: string, place: (rank: number) => string) => ParagraphReader, document: ImportedDocument): ReadPart {
  const part: ReadPart = { path: FOOTNOTES, xml, root: treeOf(xml), paragraphs: [] };
  const nodes = new Map(part.root.children.map((node) => [attributeOf(node, 'w:id') ?? '', node]));
  for (const [id, mark] of called) {
    const node = nodes.get(id);
    if (!node) continue;
    const paragraphs = reader(FOOTNOTES, () => `note ${mark}`).read(node);
    part.paragraphs.push(...paragraphs);
    document.notes.push(...paragraphs.map((paragraph) => ({ ...seen(paragraph), mark })));
  }
  return part;
}

/** What the caller is shown of a paragraph: the places in the file stay here. */
function seen({ text, level, style, list, where, inTable, marks }: ReadParagraph): ImportedParagraph {
  return {
    text,
    ...(level === undefined ? {} : { level }),
    ...(style === undefined ? {} : { style }),
    ...(list === undefined ? {} : { list }),
    where,
    ...(inTable ? { inTable } : {}),
    ...(marks.length === 0 ? {} : { marks }),
  };
}

/** The headers and footers that the sections of the text use, in order, each once. */
async function runningParts(zip: JSZip, path: string): Promise<{ type: string; target: string }[]> {
  const used = new Set<string>();
  for (const token of tokens((await readPart(zip, path)) ?? '')) {
    if (/^w:(header|footer)Reference$/.test(token.name)) used.add(attributes(token.raw).get('r:id') ?? '');
  }
  const found: { type: string; target: string }[] = [];
  for (const token of tokens((await readPart(zip, relationshipsOf(path))) ?? '')) {
    if (token.name !== 'Relationship' || token.kind === 'close') continue;
    const relationship = attributes(token.raw);
    const type = relationship.get('Type') ?? '';
    const target = `word/${relationship.get('Target') ?? ''}`;
    const isRunning = type.endsWith(HEADER) || type.endsWith(FOOTER);
    if (isRunning && used.has(relationship.get('Id') ?? '') && zip.file(target)) found.push({ type, target });
  }
  return found;
}

/** The words of each comment, with their author. */
async function commentsOf(zip: JSZip): Promise<Map<string, string>> {
  const root = treeOrNone(await readPart(zip, 'word/comments.xml'));
  return new Map((root?.children ?? []).filter(({ name }) => name === 'w:comment').map((node) => [attributeOf(node, 'w:id') ?? '', `${attributeOf(node, 'w:author') ?? ''} : ${wordsUnder(node)}`]));
}

function treeOrNone(xml: string | null): XmlNode | undefined {
  return xml === null ? undefined : treeOf(xml);
}

/** docx-templates reads delimiters across runs and paragraphs: the text of each part is looked at as one string, text boxes included. */
function refuseCommands(parts: readonly ReadPart[], obstacles: ObstacleList): void {
  for (const { root, paragraphs, path } of parts) {
    for (const { text, where } of paragraphs) if (/\{\{|\}\}/.test(text)) obstacles.add('command', where, text);
    const known = obstacles.found.some(({ kind }) => kind === 'command');
    if (!known && /\{\{|\}\}/.test(wordsUnder(root))) obstacles.add('command', path, '');
  }
}
