import {
  Bookmark, Document, ExternalHyperlink, Footer, HeadingLevel, LevelFormat, Packer, PageNumber, PageOrientation, Paragraph, Table, TableCell, TableRow,
  TextRun, WidthType, type FileChild,
} from 'docx';

/** A small house drafting tool: every document of the tests has these styles and may use these lists. */
export interface Drafting {
  title?: string;
  landscape?: boolean;
  footer?: string;
  /** Size of the body text in half-points, to draw a document with other styles. */
  size?: number;
}

export function draft(content: readonly FileChild[], { title = 'Document', landscape = false, footer, size = 20 }: Drafting = {}): Promise<Buffer> {
  const orientation = landscape ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT;
  return Packer.toBuffer(
    new Document({
      title,
      numbering: {
        config: [
          { reference: 'puces', levels: [{ level: 0, format: LevelFormat.BULLET, text: '•' }] },
          { reference: 'numéros', levels: [{ level: 0, format: LevelFormat.DECIMAL, text: '%1.' }] },
        ],
      },
      styles: {
        default: {
          document: { run: { font: 'Liberation Sans', size, language: { value: 'fr-FR' } } },
          // Without an outline level in the style LibreOffice writes neither H1 nor bookmark.
          heading1: { run: { size: 28, bold: true }, paragraph: { outlineLevel: 0 } },
          heading2: { run: { size: 24, bold: true }, paragraph: { outlineLevel: 1 } },
        },
      },
      sections: [
        {
          properties: { page: { size: { width: 11906, height: 16838, orientation } } },
          footers: footer === undefined ? {} : { default: new Footer({ children: [line(footer), new Paragraph({ children: [new TextRun({ children: [PageNumber.CURRENT] })] })] }) },
          children: content,
        },
      ],
    }),
  );
}

/** A paragraph of as many runs as texts. */
export function line(...texts: readonly string[]): Paragraph {
  return new Paragraph({ children: texts.map((text) => new TextRun(text)) });
}

export function heading(text: string, level: 1 | 2 = 1): Paragraph {
  return new Paragraph({ heading: level === 1 ? HeadingLevel.HEADING_1 : HeadingLevel.HEADING_2, children: [new TextRun(text)] });
}

export function item(text: string, reference: 'puces' | 'numéros'): Paragraph {
  return new Paragraph({ numbering: { reference, level: 0 }, children: [new TextRun(text)] });
}

export function marked(id: string, text: string): Paragraph {
  return new Paragraph({ children: [new Bookmark({ id, children: [new TextRun(text)] })] });
}

/** LibreOffice writes a link into the PDF only when its run bears the character style « Hyperlink ». */
export function linked(link: string, text: string): Paragraph {
  return new Paragraph({ children: [new ExternalHyperlink({ link, children: [linkRun(text)] })] });
}

export function linkRun(text: string): TextRun {
  return new TextRun({ text, style: 'Hyperlink' });
}

export function table(...rows: readonly (readonly string[])[]): Table {
  return new Table({
    width: { size: 9000, type: WidthType.DXA },
    rows: rows.map((cells, i) => new TableRow({ tableHeader: i === 0, children: cells.map((text) => new TableCell({ children: [line(text)] })) })),
  });
}
