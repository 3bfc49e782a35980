// Turns the plain data of grammar.mjs into one Word template, with the same page, styles and lists everywhere and the same bytes each time.
import {
  Bookmark, BorderStyle, Document, Footer, Header, HeightRule, InternalHyperlink, Packer, PageNumber, PageReference, Paragraph, Tab, Table,
  TableCell, TableLayoutType, TableRow, TextRun, VerticalAlign, WidthType,
} from 'docx';
import JSZip from 'jszip';
import { resolveReferences } from './references.mjs';
import { BLUE, RULE, TINT, largeStylesXml, numberingXml, stylesXml } from './styles.mjs';
import { typography } from './typography.mjs';

/** A4 less two margins of 2 cm, in twips: two columns of 240 pt, wide enough for a signature of 225 pt. */
export const CONTENT_WIDTH = 9638;
const MARGIN = 1134;
/** Bookmark ids must stay distinct once the bodies are joined: each document owns a thousand. */
const BOOKMARKS_PER_DOCUMENT = 1000;
const headings = { 1: 'Heading1', 2: 'Heading2', 3: 'Heading3', 4: 'Heading4' };

/** Writes paragraphs and tables; `numbers` is what the references of the text resolve to. */
export function writer(numbers) {
  const words = (text) => typography(resolveReferences(text, numbers));

  const runs = (text, base = {}) =>
    words(text).split(/(\*\*.*?\*\*)/).filter((part) => part !== '').map((part) =>
      part.startsWith('**') ? new TextRun({ ...base, text: part.slice(2, -2), bold: true }) : new TextRun({ ...base, text: part }));

  const titleOf = ({ level, text, bookmark, pageBreakBefore, size }) => {
    const children = runs(text, size ? { size } : {});
    return new Paragraph({ style: headings[level], pageBreakBefore, children: bookmark ? [new Bookmark({ id: bookmark, children })] : children });
  };

  const paragraph = ({ text, style, keepNext, spaceBefore, align, pageBreakBefore }) =>
    new Paragraph({ style, keepNext, pageBreakBefore, alignment: align, spacing: spaceBefore === undefined ? undefined : { before: spaceBefore }, children: runs(text) });

  const cell = (content, width, { header = false } = {}) =>
    new TableCell({
      width: { size: width, type: WidthType.DXA },
      margins: { top: 70, bottom: 70, left: 100, right: 100 },
      verticalAlign: header ? VerticalAlign.BOTTOM : VerticalAlign.TOP,
      shading: header ? { fill: TINT } : undefined,
      children: (Array.isArray(content) ? content : [{ kind: 'para', text: content, style: header ? 'CelluleTitre' : 'Cellule' }]).flatMap((block) => blocks([block])),
    });

  const rowOf = (cells, widths, options = {}) =>
    new TableRow({
      cantSplit: true,
      tableHeader: options.header,
      height: options.height === undefined ? undefined : { value: options.height, rule: HeightRule.ATLEAST },
      children: cells.map((content, index) => cell(content, widths[index], options)),
    });

  const commandRow = (text, widths) => rowOf([`{{${text}}}`, ...widths.slice(1).map(() => '')], widths);

  const tableOf = ({ widths, head, rows, repeat, rowHeight, borders = lightBorders }) => {
    const drawn = rows.map((cells) => rowOf(cells, widths, { height: rowHeight }));
    return new Table({
      width: { size: widths.reduce((sum, width) => sum + width, 0), type: WidthType.DXA },
      columnWidths: widths,
      layout: TableLayoutType.FIXED,
      borders,
      rows: [
        ...(head ? [rowOf(head, widths, { header: true })] : []),
        ...(repeat ? [commandRow(`FOR ${repeat.name} IN ${repeat.list}`, widths), ...drawn, commandRow(`END-FOR ${repeat.name}`, widths)] : drawn),
      ],
    });
  };

  const block = (node) => {
    switch (node.kind) {
      case 'heading': return [titleOf(node)];
      case 'para': return [paragraph(node)];
      case 'bullets': return node.items.map((text) => paragraph({ text, style: 'Puce' }));
      case 'command': return [new Paragraph({ children: [new TextRun(`{{${node.text}}}`)] })];
      case 'table': return [tableOf(node), new Paragraph({ style: 'ApresTableau', children: [] })];
      case 'raw': return node.make({ runs, words });
      case 'article': return articleOf(node);
      case 'clause': return clauseOf(node, 3);
      default: throw new Error(`Unknown block: ${node.kind}`);
    }
  };

  const articleOf = (node) => [
    titleOf({ level: 2, text: `Article ${numbers.get(node.key)} – ${node.title}`, bookmark: `article_${node.key}` }),
    ...blocks(node.blocks),
  ];
  const clauseOf = (node, level) => [
    titleOf({ level, text: `${numbers.get(node.key)} ${node.title}` }),
    ...node.blocks.flatMap((child) => (child.kind === 'clause' ? clauseOf(child, level + 1) : block(child))),
  ];
  const blocks = (nodes) => nodes.flatMap(block);

  return { blocks };
}

const line = { style: BorderStyle.SINGLE, size: 4, color: RULE };
const none = { style: BorderStyle.NONE, size: 0, color: 'auto' };
export const lightBorders = { top: { style: BorderStyle.SINGLE, size: 8, color: BLUE }, bottom: line, left: none, right: none, insideHorizontal: line, insideVertical: none };
export const gridBorders = { top: line, bottom: line, left: line, right: line, insideHorizontal: line, insideVertical: line };
export const noBorders = { top: none, bottom: none, left: none, right: none, insideHorizontal: none, insideVertical: none };

/** One clickable line of the contents. PAGEREF is worked out by the converter: nothing to update in Word. */
export function contentsLine(text, bookmark, level) {
  return new Paragraph({
    style: level === 1 ? 'Sommaire1' : 'Sommaire2',
    children: [
      new InternalHyperlink({ anchor: bookmark, children: [new TextRun(typography(text))] }),
      new TextRun({ children: [new Tab()] }),
      new PageReference(bookmark),
    ],
  });
}

/** What runs along the pages of the agreement; `reference`, at the right of the header, is its number unless told otherwise. */
const agreementRunning = { header: 'Convention départementale France Services – {{departement.name}}', footer: 'Vérifier ce document\u00A0: {{verification.url}}' };
const header = (running) =>
  new Header({
    children: [
      new Paragraph({ style: 'EnTete', border: { bottom: line }, children: [new TextRun(running.header), new TextRun({ children: [new Tab(), running.reference ?? 'N°\u00A0{{agreement.number}}'] })] }),
      new Paragraph({ children: [new TextRun('{{IF demonstration}}')] }),
      new Paragraph({ style: 'EnTeteDemonstration', children: [new TextRun('DÉMONSTRATION – sans valeur')] }),
      new Paragraph({ children: [new TextRun('{{END-IF}}')] }),
    ],
  });
const footer = (running, alone) =>
  new Footer({
    children: [new Paragraph({ style: 'EnTete', border: { top: line }, children: [new TextRun(running.footer), new TextRun({ children: [new Tab(), 'Page\u00A0', PageNumber.CURRENT, ...(alone ? ['\u00A0/\u00A0', PageNumber.TOTAL_PAGES] : [])] })] })],
  });

/**
 * Writes one Word template.
 * `index` orders the documents (0 is the agreement); `cover` leaves the first page without header and footer; `running` is what the other
 * pages bear at top and bottom; `parts`, instead of `children`, are several texts in one file, each with its own pages; `large` enlarges the
 * text for a paper that everybody reads. Gives back deterministic bytes.
 */
export async function wordTemplate({ title, index, cover = false, running = agreementRunning, children, parts = [{ running, children }], large = false }) {
  const alone = parts.length === 1;
  const document = new Document({
    creator: 'Paraphe',
    title,
    styles: { default: {} },
    sections: parts.map((part) => ({
      properties: {
        titlePage: cover,
        page: {
          size: { width: 11906, height: 16838 }, margin: { top: 1300, bottom: 1100, left: MARGIN, right: MARGIN, header: 560, footer: 480 },
          ...(!alone && { pageNumbers: { start: 1 } }),
        },
      },
      headers: cover ? { default: header(part.running), first: new Header({ children: [new Paragraph({})] }) } : { default: header(part.running) },
      footers: cover ? { default: footer(part.running, alone), first: new Footer({ children: [new Paragraph({})] }) } : { default: footer(part.running, alone) },
      children: part.children,
    })),
  });
  return deterministic(await Packer.toBuffer(document), index, large ? largeStylesXml : stylesXml);
}

/** Puts our own styles and lists in, spaces bookmark ids, and removes what changes from one run to the next (dates, zip order). */
async function deterministic(bytes, index, styles) {
  const source = await JSZip.loadAsync(bytes);
  const target = new JSZip();
  const date = new Date(Date.UTC(2026, 0, 1));
  const names = Object.keys(source.files).filter((name) => !source.files[name].dir).sort();
  for (const name of [...names.filter((n) => n === '[Content_Types].xml'), ...names.filter((n) => n !== '[Content_Types].xml')]) {
    target.file(name, rewrite(name, await source.file(name).async('string'), index, styles), { date, createFolders: false });
  }
  return target.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE', compressionOptions: { level: 9 }, platform: 'DOS' });
}

function rewrite(name, xml, index, styles) {
  if (name === 'word/styles.xml') return styles;
  if (name === 'word/numbering.xml') return numberingXml;
  if (name === 'docProps/core.xml') return xml.replace(/(<dcterms:(?:created|modified)[^>]*>)[^<]*/g, '$12026-01-01T00:00:00Z');
  if (name === 'word/document.xml') return xml.replace(/(<w:bookmark(?:Start|End)[^>]*w:id=")(\d+)/g, (_, head, id) => `${head}${index * BOOKMARKS_PER_DOCUMENT + Number(id)}`);
  return xml;
}
