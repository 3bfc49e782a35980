import { Bookmark, Document, LevelFormat, Packer, Paragraph, TextRun } from 'docx';
import { mainPart, openDocx, packDocx, readPart, requirePart } from './docx-package.js';

/** One line of a text file, and how to set it. The words are printed as they are; only white space is made typographic. */
export interface TextLine {
  text: string;
  /** 1 for the title of the document, 2 for an article, 3 and 4 for its parts: tags and bookmarks of the PDF come from it. */
  heading?: 1 | 2 | 3 | 4;
  /** Bullet the text begins with (« · », « - »): the line becomes an item of a real list whose bullet is that very sign. */
  marker?: string;
  /** Paragraph style of the house, for a line that is no heading. */
  style?: string;
}

export interface TextOptions {
  title: string;
  /** A Word file of the house: its styles and its page are taken over, so that the result can be composed with its like. */
  stylesOf: Buffer;
}

/** Name of the bookmark put at the head of an imported text, so that a table of contents drafted elsewhere leads to it. */
export const IMPORT_BOOKMARK = 'texte_officiel';

/** Bold: the « · » that a text file is left with is hardly seen otherwise. Twips: the bullet stands 0.2 cm from the margin, the text 0.7 cm. */
const BULLET_INDENT = { left: 397, hanging: 284 };
/** Named always: the library would give the items of a list a style that the house does not have. */
const BODY_STYLE = 'Normal';
const PAGE = /<w:pgSz [^>]*\/>|<w:pgMar [^>]*\/>/g;

/**
 * Makes a sober Word document of the lines of a text. Lines that are white are left out.
 * @returns the same bytes for the same lines
 * @throws DocumentFault `docx-unreadable` when `stylesOf` is no Word file
 */
export async function docxOfText(lines: readonly TextLine[], { title, stylesOf }: TextOptions): Promise<Buffer> {
  const printed = lines.filter(({ text }) => text.trim() !== '');
  const markers = [...new Set(printed.flatMap((line) => (markerIn(line) === '' ? [] : [markerIn(line)])))];
  const drafted = new Document({
    title,
    styles: { default: {} },
    numbering: {
      config: markers.map((marker) => ({ reference: marker, levels: [{ level: 0, format: LevelFormat.BULLET, text: marker, style: { paragraph: { indent: BULLET_INDENT }, run: { bold: true } } }] })),
    },
    sections: [{ children: printed.map((line, rank) => paragraphOf(line, rank === 0)) }],
  });
  const zip = await openDocx(await Packer.toBuffer(drafted));
  const house = await openDocx(stylesOf);
  zip.file('word/styles.xml', await requirePart(house, 'word/styles.xml', title));
  const path = await mainPart(zip);
  const page = ((await readPart(house, await mainPart(house))) ?? '').match(PAGE) ?? [];
  const drawn = (await requirePart(zip, path, title))
    .replace(PAGE, (tag) => page.find((own) => own.slice(0, 8) === tag.slice(0, 8)) ?? tag)
    // The library counts bookmarks through all the documents of the process; there is one here.
    .replace(/(<w:bookmark(?:Start|End)[^>]*w:id=")\d+/g, (_, head: string) => `${head}1`);
  zip.file(path, drawn);
  // The library writes the hour of drafting there.
  zip.remove('docProps/core.xml');
  zip.file('_rels/.rels', ((await readPart(zip, '_rels/.rels')) ?? '').replace(/<Relationship [^>]*core-properties[^>]*\/>/, ''));
  zip.file('[Content_Types].xml', ((await readPart(zip, '[Content_Types].xml')) ?? '').replace(/<Override [^>]*core-properties[^>]*\/>/, ''));
  return packDocx(zip);
}

function paragraphOf(line: TextLine, isFirst: boolean): Paragraph {
  const marker = markerIn(line);
  const text = typeset(line.text.trimStart().slice(marker.length));
  const numbering = marker === '' ? undefined : { reference: marker, level: 0 };
  return new Paragraph({ style: line.heading ? `Heading${line.heading}` : (line.style ?? BODY_STYLE), numbering, children: isFirst ? [new Bookmark({ id: IMPORT_BOOKMARK, children: [new TextRun(text)] })] : [new TextRun(text)] });
}

/** The bullet of a line, when the text does begin with it and goes on. */
function markerIn({ text, marker = '', heading }: TextLine): string {
  const line = text.trimStart();
  return heading === undefined && line.startsWith(marker) && line.slice(marker.length).trim() !== '' ? marker : '';
}

/** French spacing where a space already is: none is added between characters that touch, none is taken away but doubles. */
export function typeset(text: string): string {
  return text
    .trim()
    .replace(/[ \t\u00a0\u202f]+/g, (space) => (/[\u00a0\u202f]/.test(space) ? '\u00a0' : ' '))
    .replace(/ (?=[:;?!»%€])/g, '\u00a0')
    .replace(/« /g, '«\u00a0')
    .replace(/\b(n[°o]|art\.|[Aa]rticles?|[Aa]nnexes?) (?=\d)/g, '$1\u00a0')
    .replace(/(\d) (?=(?:mois|jours|heures|h)\b)/g, '$1\u00a0');
}
