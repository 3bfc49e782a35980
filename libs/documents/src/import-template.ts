import { packDocx } from './docx-package.js';
import { DocumentFault } from './fault.js';
import { readParts, type DocxReading } from './import-read.js';
import { applyEdits, attributeOf, childOf, elementsUnder, textOf, type Edit, type XmlNode } from './import-tree.js';
import type { ReadParagraph, TextPiece } from './import-paragraph.js';
import { docxOfText, IMPORT_BOOKMARK, type TextLine, type TextOptions } from './import-text.js';
import { encode } from './markup.js';

/** A stretch [start, end[ of the text of the paragraph of that rank, as `readDocx` numbers them. */
export interface DeclaredSpan {
  paragraph: number;
  start: number;
  end: number;
}

/** What a person approved. All the rest of the document is left as it is. */
export interface ImportDeclarations {
  /** Blanks that become fields: `id` is the name under `blanks` in the data. */
  fields: readonly (DeclaredSpan & { id: string })[];
  /** Artefacts of Word to strip; `text` is what is expected there, so that nothing else can be struck out. */
  strips: readonly (DeclaredSpan & { text: string })[];
  /** Outline level of paragraphs recognised as headings, 0 for the highest: tags and bookmarks, never looks. */
  headings?: readonly { paragraph: number; level: number }[];
}

/** A name that an expression of a template reads as one identifier. */
const FIELD_ID = /^[a-z][a-z0-9_]{0,39}$/;
const DELIMITER = /\{\{|\}\}/;
const PLACEHOLDER_STYLE = /placeholder|espacer/i;

/** Above any identifier Word gives; composing numbers bookmarks anew. */
const BOOKMARK_ID = 999_999;

type Change = DeclaredSpan & { replacement: string };

/** The command that prints a declared blank. */
export const fieldCommand = (id: string): string => `{{blanks.${id}}}`;

/**
 * The same Word document as a template: declared blanks become fields, approved artefacts go, content controls are opened (a bound one
 * could show other words than those read). Every other character stays in its run.
 * @throws DocumentFault `import-obstacle` when a decision is still missing, `import-refused` when a declaration does not fit the text,
 *         `docx-unreadable`, `docx-too-large`
 */
export async function templateOfImport(docx: Uint8Array, declared: ImportDeclarations): Promise<Buffer> {
  const reading = await readParts(docx);
  const [obstacle] = reading.document.obstacles;
  if (obstacle) throw new DocumentFault('import-obstacle', `${obstacle.where} : ${obstacle.sentence}`);
  const edits = [...controlEdits(reading.main.root), ...headingEdits(reading, declared.headings ?? []), ...bookmarkEdits(reading)];
  for (const [paragraph, changes] of changesByParagraph(declared)) {
    const read = reading.main.paragraphs[paragraph];
    checkChanges(read?.text, paragraph, changes);
    if (read) edits.push(...changes.flatMap((change) => spanEdits(read, change)), ...pieceEdits(read, changes));
  }
  reading.zip.file(reading.main.path, applyEdits(reading.main.xml, edits));
  for (const { path, xml, root } of reading.others) reading.zip.file(path, applyEdits(xml, controlEdits(root)));
  return packDocx(reading.zip);
}

/** The same for a text file; the ranks of the declarations count the lines that are not white. */
export async function templateOfText(lines: readonly TextLine[], declared: ImportDeclarations, options: TextOptions): Promise<Buffer> {
  const printed = lines.filter(({ text }) => text.trim() !== '');
  const command = DELIMITER.exec(printed.map(({ text }) => text).join(''));
  if (command) throw new DocumentFault('import-refused', `le texte contient « ${command[0]} »`);
  const edited = printed.map((line) => ({ ...line }));
  for (const [paragraph, changes] of changesByParagraph(declared)) {
    const line = edited[paragraph];
    checkChanges(line?.text, paragraph, changes);
    if (line) line.text = changed(line.text, 0, changes);
  }
  return docxOfText(edited, options);
}

function changesByParagraph({ fields, strips }: ImportDeclarations): Map<number, Change[]> {
  const badId = fields.find(({ id }) => !FIELD_ID.test(id));
  if (badId) throw new DocumentFault('import-refused', `nom de champ « ${badId.id} »`);
  const byParagraph = new Map<number, Change[]>();
  const add = (change: Change): void => void byParagraph.set(change.paragraph, [...(byParagraph.get(change.paragraph) ?? []), change].sort((a, b) => a.start - b.start));
  for (const field of fields) add({ ...field, replacement: fieldCommand(field.id) });
  for (const strip of strips) add({ ...strip, replacement: '' });
  return byParagraph;
}

/** Refuses a span outside the paragraph, empty, or overlapping another; and a strip of words other than those approved. */
function checkChanges(text: string | undefined, paragraph: number, changes: readonly (Change & { text?: string })[]): void {
  let end = 0;
  for (const change of changes) {
    const fits = text !== undefined && change.start >= end && change.start < change.end && change.end <= text.length;
    const expected = change.replacement !== '' || (text !== undefined && change.text === text.slice(change.start, change.end));
    if (!fits || !expected) throw new DocumentFault('import-refused', `paragraphe ${paragraph + 1}, caractères ${change.start} à ${change.end}`);
    end = change.end;
  }
}

/**
 * A text that begins at `offset` in its paragraph, once changed. A command that touches a word is set apart by a space, since
 * « le………… » says « le » then a date; a replacement is written where its span begins.
 */
function changed(text: string, offset: number, changes: readonly Change[], whole = text, taken = new Set<Change>()): string {
  let out = '';
  let at = 0;
  for (const change of changes) {
    const from = Math.max(0, change.start - offset);
    const to = Math.min(text.length, change.end - offset);
    if (from >= to) continue;
    out += text.slice(at, from);
    if (!taken.has(change)) out += apart(change, whole);
    taken.add(change);
    at = to;
  }
  return out + text.slice(at);
}

function apart({ start, end, replacement }: Change, paragraph: string): string {
  if (replacement === '') return '';
  const before = /[\p{L}\p{N}]$/u.test(paragraph.slice(0, start)) ? ' ' : '';
  const after = /^[\p{L}\p{N}]/u.test(paragraph.slice(end)) ? ' ' : '';
  return before + replacement + after;
}

function pieceEdits(read: ReadParagraph, changes: readonly Change[]): Edit[] {
  const edits: Edit[] = [];
  const taken = new Set<Change>();
  for (const piece of read.pieces) {
    if (!changes.some(({ start, end }) => start < piece.to && end > piece.from)) continue;
    const isText = piece.node.name === 'w:t';
    const before = isText ? textOf(piece.node) : read.text.slice(piece.from, piece.to);
    const text = changed(before, piece.from, changes, read.text, taken);
    const xml = text === '' ? '' : `<w:t xml:space="preserve">${encode(text)}</w:t>`;
    edits.push({ start: piece.node.start, end: piece.node.end, xml });
  }
  return edits;
}

/** A run that was nothing but the blank loses what said so: its highlight, its grey. */
function spanEdits(read: ReadParagraph, { start, end, replacement }: Change): Edit[] {
  if (replacement === '') return [];
  const runs = new Map<XmlNode, TextPiece[]>();
  for (const piece of read.pieces) runs.set(piece.run, [...(runs.get(piece.run) ?? []), piece]);
  return [...runs].flatMap(([run, pieces]) => {
    if (!pieces.every(({ from, to }) => from >= start && to <= end)) return [];
    const properties = childOf(run, 'w:rPr');
    const style = childOf(properties, 'w:rStyle');
    const gone = [childOf(properties, 'w:highlight'), PLACEHOLDER_STYLE.test(attributeOf(style) ?? '') ? style : undefined];
    return gone.flatMap((node) => (node ? [{ start: node.start, end: node.end, xml: '' }] : []));
  });
}

/** Content controls are opened: their content stays, what binds it to data goes. */
function controlEdits(root: XmlNode): Edit[] {
  return [...elementsUnder(root)].filter(({ name }) => name === 'w:sdt').flatMap((control) => {
    const content = childOf(control, 'w:sdtContent');
    if (!content) return [{ start: control.start, end: control.end, xml: '' }];
    return [{ start: control.start, end: content.innerStart, xml: '' }, { start: content.innerEnd, end: control.end, xml: '' }];
  });
}

/** Marks the head of the text, before its first run, for the table of contents. */
function bookmarkEdits({ main }: DocxReading): Edit[] {
  const node = main.paragraphs[0]?.node;
  if (!node) throw new DocumentFault('import-refused', 'document vide');
  const at = childOf(node, 'w:pPr')?.end ?? node.innerStart;
  return [{ start: at, end: at, xml: `<w:bookmarkStart w:id="${BOOKMARK_ID}" w:name="${IMPORT_BOOKMARK}"/><w:bookmarkEnd w:id="${BOOKMARK_ID}"/>` }];
}

function headingEdits({ main }: DocxReading, headings: NonNullable<ImportDeclarations['headings']>): Edit[] {
  return headings.flatMap(({ paragraph, level }) => {
    const node = main.paragraphs[paragraph]?.node;
    if (!node || !Number.isInteger(level) || level < 0 || level > 8) throw new DocumentFault('import-refused', `titre, paragraphe ${paragraph + 1}`);
    const outline = `<w:outlineLvl w:val="${level}"/>`;
    const properties = childOf(node, 'w:pPr');
    if (!properties) return [{ start: node.innerStart, end: node.innerStart, xml: `<w:pPr>${outline}</w:pPr>` }];
    if (properties.innerStart === properties.end) return [{ start: properties.start, end: properties.end, xml: `<w:pPr>${outline}</w:pPr>` }];
    const known = childOf(properties, 'w:outlineLvl');
    if (known) return [{ start: known.start, end: known.end, xml: outline }];
    // The schema wants it before these three (ISO/IEC 29500-1, 17.3.1.26).
    const next = properties.children.find(({ name }) => /^w:(divId|cnfStyle|rPr|sectPr|pPrChange)$/.test(name))?.start ?? properties.innerEnd;
    return [{ start: next, end: next, xml: outline }];
  });
}
