// Signature pages. Each block names a legal person and the capacity in which it signs, then a caption that is a link to the slot's own marker:
// the signing kernel finds that link in the PDF, draws the field (225 × 56 pt) just under it, from its left edge, and removes the link.
import { BorderStyle, HeightRule, Paragraph, Table, TableCell, TableLayoutType, TableRow, TextRun, VerticalAlign, WidthType } from 'docx';
import { heading, para, raw } from './grammar.mjs';
import { BLUE, RULE } from './styles.mjs';
import { noBorders } from './document.mjs';

/** docx-templates removes a cell in which nothing but commands is left; the row would lose its second column. */
const NBSP = '\u00A0';
/** Half the text width, in twips: 240.9 pt, of which 4 pt of padding on the left. */
const COLUMN = 4819;
const PADDING = 80;
/** One line of name, one of capacity, the caption, the room: four rows and their headings to a page; a longer name makes its row taller. */
const ROW_HEIGHT = 2080;

const text = (style, value) => new Paragraph({ style, children: [new TextRun(value)] });
const caption = (slot) =>
  new Paragraph({ style: 'LegendeSignature', children: [new TextRun({ text: `{{LINK ${slot}.link}}`, style: 'Hyperlink', color: BLUE, size: 15 })] });
const command = (value) => text(undefined, `{{${value}}}`);
const room = () => new Paragraph({ style: 'PlaceSignature', children: [] });

const blockOf = (slot) => [text('Signataire', `{{${slot}.bodyName}}`), text('Qualite', `{{${slot}.capacity}}`), caption(slot), room()];
const column = (children) =>
  new TableCell({
    width: { size: COLUMN, type: WidthType.DXA },
    margins: { top: 40, bottom: 40, left: PADDING, right: PADDING },
    verticalAlign: VerticalAlign.TOP,
    children,
  });
const commandRow = (value) => new TableRow({ children: [column([command(value)]), column([new Paragraph({})])] });
const rule = { style: BorderStyle.SINGLE, size: 4, color: RULE };

/** Where each of two blocks side by side is found. */
const sides = { left: '$pair.left', right: '$pair.right', hasRight: '!!$pair.right' };

/** A table of two columns fed by a list of { left, right }; the last right may be null. */
const signatureTable = (list, { left, right, hasRight } = sides) =>
  new Table({
    width: { size: COLUMN * 2, type: WidthType.DXA },
    columnWidths: [COLUMN, COLUMN],
    layout: TableLayoutType.FIXED,
    borders: { ...noBorders, top: rule, bottom: rule, insideHorizontal: rule },
    rows: [
      commandRow(`FOR pair IN ${list}`),
      new TableRow({
        cantSplit: true,
        height: { value: ROW_HEIGHT, rule: HeightRule.ATLEAST },
        children: [column(blockOf(left)), column([command(`IF ${hasRight}`), ...blockOf(right), command('END-IF'), text('CelluleDiscrete', NBSP)])],
      }),
      commandRow('END-FOR pair'),
    ],
  });

/** The seal's block: in whose name, its marker, and what it guarantees. */
export const sealBlock = (quality, guarantee, place = 'seal') =>
  new Table({
    width: { size: COLUMN * 2, type: WidthType.DXA },
    columnWidths: [COLUMN, COLUMN],
    layout: TableLayoutType.FIXED,
    borders: { ...noBorders, top: rule, bottom: rule },
    rows: [
      new TableRow({
        cantSplit: true,
        height: { value: ROW_HEIGHT, rule: HeightRule.ATLEAST },
        children: [
          column([text('Signataire', 'Cachet électronique'), text('Qualite', quality), caption(place), room()]),
          column([text('CelluleDiscrete', guarantee)]),
        ],
      }),
    ],
  });

export const college = (title, list, level = 3, places = sides) => [heading(level, title), raw(() => [signatureTable(list, places)])];

export const signaturePages = [
  heading(2, 'Signatures', { bookmark: 'signatures', pageBreakBefore: true }),
  para('Fait sous la forme d’un original électronique unique, aux dates portées dans chaque signature.', { keepNext: true }),
  para('Chaque emplacement désigne la personne morale et la qualité en laquelle elle signe. Le nom du signataire, son pouvoir, la date et l’heure apparaissent dans la signature elle-même.', { style: 'Chapeau', keepNext: true }),
  ...college('Le Préfet', 'signatures.prefet'),
  ...college('Les gestionnaires France Services', 'signatures.gestionnaires'),
  ...college('Les partenaires France Services', 'signatures.nationalPartners'),
  heading(3, 'Scellement'),
  raw(() => [sealBlock('apposé par le service après la dernière signature requise', 'Le cachet garantit que le document et toutes les signatures qu’il porte n’ont pas été modifiés depuis son apposition.')]),
];
