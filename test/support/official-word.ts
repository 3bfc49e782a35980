import {
  AlignmentType, Document, FootnoteReferenceRun, Header, LevelFormat, Packer, Paragraph, Table, TableCell, TableRow, TextRun, WidthType, type FileChild,
} from 'docx';
import JSZip from 'jszip';

const ARTICLE = /^Art\. (\d+)\s*[-.]\s*(.*)$/;
const PART = /^(\d+\.\d+)\s+(\S.*)$/;
const SUB_PART = /^(\d+\.\d+\.\d+)\s+(\S.*)$/;
const BOX = /^\t(Le Préfet|Les .* France Services)/;
/** Words in the text that become, for the test, a highlighted blank and a content control. */
const HIGHLIGHTED = 'six (6) mois';
const CONTROLLED = 'une fois par an';

/** A Word file of the official text as a préfecture might have typed it, and what it prints, line by line. */
export async function officialWord(text: string): Promise<{ docx: Buffer; printed: string[] }> {
  const lines = text.replace(/\[bookmark: _GoBack\]/, '').split('\n').filter((line) => line.trim() !== '');
  const printed: string[] = [];
  const children: FileChild[] = [];
  const boxes: string[] = [];
  let highlighted = 0;
  let controlled = 0;
  const runs = (words: string): TextRun[] => {
    if (words.includes(HIGHLIGHTED) && highlighted++ === 0) {
      const [before = '', after = ''] = words.split(HIGHLIGHTED);
      // Word cuts runs where it pleases: one blank in two runs.
      return [new TextRun(before), new TextRun({ text: 'six ', highlight: 'yellow' }), new TextRun({ text: '(6) mois', highlight: 'yellow' }), new TextRun(after)];
    }
    if (words.includes(CONTROLLED) && controlled++ === 0) {
      const [before = '', after = ''] = words.split(CONTROLLED);
      return [new TextRun(before), new TextRun({ text: CONTROLLED, style: 'CONTROL' }), new TextRun(after)];
    }
    return [new TextRun(words)];
  };
  const add = (line: string, paragraph: Paragraph): void => { printed.push(line); children.push(paragraph); };
  const addBoxes = (): void => {
    if (boxes.length === 0) return;
    const cell = (words: string): TableCell => new TableCell({ width: { size: 3000, type: WidthType.DXA }, children: [new Paragraph({ alignment: AlignmentType.CENTER, children: [new TextRun(words)] }), new Paragraph({})] });
    children.push(new Table({ width: { size: 9000, type: WidthType.DXA }, rows: [new TableRow({ children: boxes.map(cell) })] }));
    printed.push(...boxes.splice(0));
  };
  for (const [rank, line] of lines.entries()) {
    const box = BOX.exec(line)?.[1];
    if (box) { boxes.push(box); continue; }
    addBoxes();
    const [, number, title] = ARTICLE.exec(line) ?? [];
    const [, , part] = PART.exec(line) ?? [];
    const [, , subPart] = SUB_PART.exec(line) ?? [];
    const numbered = (level: number, words: string, notes: number[] = []): Paragraph =>
      new Paragraph({ style: `Article${level}`, numbering: { reference: 'articles', level }, children: [new TextRun(words), ...notes.map((note) => new FootnoteReferenceRun(note))] });
    if (rank === 0) add(line, new Paragraph({ style: 'TitreDuModele', children: [new TextRun(line)] }));
    else if (number && title) add(`Art. ${number} – ${title}${number === '3' ? '¹' : ''}`, numbered(0, title, number === '3' ? [1] : []));
    else if (subPart) add(line, numbered(2, subPart));
    else if (part) add(line, numbered(1, part));
    else if (line.startsWith('· ')) add(`• ${line.slice(2)}`, new Paragraph({ numbering: { reference: 'puces', level: 0 }, children: runs(line.slice(2)) }));
    else if (/^Les France services sont/.test(line)) add(`${line}²`, new Paragraph({ children: [new TextRun(line), new FootnoteReferenceRun(2)] }));
    else add(line, new Paragraph({ children: runs(line) }));
  }
  addBoxes();
  return { docx: await withControls(await Packer.toBuffer(documentOf(children))), printed };
}

function documentOf(children: FileChild[]): Document {
  const level = (n: number, text: string) => ({ level: n, format: LevelFormat.DECIMAL, text, alignment: AlignmentType.LEFT, style: { paragraph: { indent: { left: 0, hanging: 0 } } } });
  return new Document({
    numbering: {
      config: [
        { reference: 'articles', levels: [level(0, 'Art. %1 –'), level(1, '%1.%2'), level(2, '%1.%2.%3')] },
        { reference: 'puces', levels: [{ level: 0, format: LevelFormat.BULLET, text: '•', style: { paragraph: { indent: { left: 500, hanging: 250 } } } }] },
      ],
    },
    styles: {
      default: { document: { run: { font: 'Liberation Serif', size: 23 }, paragraph: { spacing: { after: 140 } } } },
      paragraphStyles: [
        { id: 'TitreDuModele', name: 'Titre du modèle', basedOn: 'Normal', run: { size: 40, bold: true, color: '7A1F1F' }, paragraph: { outlineLevel: 0, alignment: AlignmentType.CENTER } },
        ...['7A1F1F', '333333', '333333'].map((color, n) => ({ id: `Article${n}`, name: `Article ${n}`, basedOn: 'Normal', run: { bold: true, color }, paragraph: { outlineLevel: n + 1, keepNext: true } })),
      ],
    },
    footnotes: {
      1: { children: [new Paragraph('La Charte est jointe en annexe 1.')] },
      2: { children: [new Paragraph('Une page par structure France Services.')] },
    },
    sections: [{ headers: { default: new Header({ children: [new Paragraph('Modèle national – version de travail')] }) }, children }],
  });
}

/** The library writes no content control: the run that bears the mark is put into one. */
async function withControls(docx: Buffer): Promise<Buffer> {
  const zip = await JSZip.loadAsync(docx);
  const xml = (await zip.file('word/document.xml')?.async('string')) ?? '';
  const run = /<w:r><w:rPr><w:rStyle w:val="CONTROL"\/><\/w:rPr>(<w:t[^>]*>[^<]*<\/w:t>)<\/w:r>/;
  zip.file('word/document.xml', xml.replace(run, (_, words: string) => `<w:sdt><w:sdtPr><w:alias w:val="Fréquence"/><w:showingPlcHdr/><w:text/></w:sdtPr><w:sdtContent><w:r>${words}</w:r></w:sdtContent></w:sdt>`));
  return zip.generateAsync({ type: 'nodebuffer' });
}
