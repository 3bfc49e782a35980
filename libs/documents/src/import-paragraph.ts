import type { ListMarker, ListNumbering } from './import-numbering.js';
import type { ObstacleList } from './import-obstacles.js';
import type { StyleSheet } from './import-styles.js';
import { attributeOf, childOf, elementsUnder, isOn, textOf, wordsUnder, type XmlNode } from './import-tree.js';
import { decode } from './markup.js';

/** A stretch [from, to[ that Word shows as a place to fill in. */
export interface ImportedMark {
  from: number;
  to: number;
  kind: 'highlight' | 'content_control';
  /** Title of the content control. */
  label?: string;
}

/** A stretch [from, to[ of a paragraph's text and the element it comes from; only a `w:t` can be edited. */
export interface TextPiece {
  from: number;
  to: number;
  node: XmlNode;
  /** The run it lies in. */
  run: XmlNode;
}

export interface ReadParagraph {
  text: string;
  level: number | undefined;
  style: string | undefined;
  list: { level: number; marker: string } | undefined;
  where: string;
  inTable: boolean;
  marks: ImportedMark[];
  node: XmlNode;
  pieces: TextPiece[];
}

/** Where an obstacle lies, for the decision that settles it. */
export type Settlement = { id: string; path: string; nodes: readonly XmlNode[] };

export interface Reading {
  /** Path of the part being read. */
  path: string;
  styles: StyleSheet;
  numbering: ListNumbering;
  obstacles: ObstacleList;
  settlements: Settlement[];
  comments: ReadonlyMap<string, string>;
  /** Figure of each footnote met, by identifier; the calls of the body fill it. */
  notes: Map<string, string>;
  /** Place of the paragraph of that rank, in French. */
  place: (rank: number) => string;
  /** Header or footer: page numbers belong there. */
  running: boolean;
}

const TRACKED_TEXT = /^w:(ins|del|moveFrom|moveTo)$/;
const TRACKED = /^w:(ins|del|moveFrom|moveTo|rPrChange|pPrChange|tblPrChange|tcPrChange|trPrChange|sectPrChange|tblGridChange|numberingChange|cellIns|cellDel|cellMerge)$/;
/** Fields whose result is part of the text once and for all, and form fields, which are places to fill in. */
const SETTLED_FIELDS = /^(HYPERLINK|FORMTEXT|FORMDROPDOWN|FORMCHECKBOX)$/;
const FORM_FIELDS = /^FORM/;
const PAGE_FIELDS = /^(PAGE|NUMPAGES|SECTIONPAGES)$/;
const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';
/** Runs printed with these values cannot be seen on paper: half-points, and white on the page. */
const INVISIBLE_SIZE_MAX = 2;
const WHITE = /^f{6}$/i;

type Field = { instruction: string; settled: boolean; nodes: XmlNode[]; where: string; from: number };

/** Reads the paragraphs of one part, in order; what runs from one to the next (lists, fields) is kept between them. */
export class ParagraphReader {
  readonly #fields: Field[] = [];
  #rank = 0;
  #current: ReadParagraph | null = null;

  constructor(private readonly reading: Reading) {}

  /** The paragraphs under a node that are not white. Text boxes are obstacles, and their text is read where they are anchored. */
  read(root: XmlNode): ReadParagraph[] {
    const found: ReadParagraph[] = [];
    this.#blocks(root, false, found);
    return found.filter(({ text, list }) => text.trim() !== '' || (list?.marker ?? '') !== '');
  }

  #blocks(node: XmlNode, inTable: boolean, found: ReadParagraph[], label?: string): void {
    for (const child of node.children) {
      if (child.name === 'w:p') {
        const paragraph = this.#paragraph(child, inTable);
        if (label !== undefined && paragraph.text !== '') paragraph.marks.push(controlMark(0, paragraph.text.length, label));
        found.push(paragraph);
      } else if (child.name === 'w:tbl') {
        this.#tracked(child);
        this.#blocks(child, true, found);
      } else if (child.name === 'w:sdt') {
        this.#blocks(childOf(child, 'w:sdtContent') ?? child, inTable, found, asksForText(child) ? labelOf(child) : undefined);
      } else if (child.name === 'w:altChunk') {
        this.#obstacle('embedded', 'altChunk', child);
      } else if (child.name === 'w:sectPr') {
        this.#tracked(child);
      } else if (child.name !== 'mc:Fallback') {
        if (TRACKED_TEXT.test(child.name)) this.#obstacle('tracked_change', attributeOf(child, 'w:author') ?? '', child);
        this.#blocks(child, inTable, found, label);
      }
    }
  }

  #paragraph(node: XmlNode, inTable: boolean): ReadParagraph {
    const { styles, place } = this.reading;
    const properties = childOf(node, 'w:pPr');
    const style = attributeOf(childOf(properties, 'w:pStyle')) ?? styles.paragraphDefault;
    const written = attributeOf(childOf(properties, 'w:outlineLvl'));
    const outer = this.#current;
    const where = place((this.#rank += 1));
    const paragraph: ReadParagraph = {
      text: '', level: written === undefined ? styles.outlineLevel(style) : levelOf(Number(written)), style, list: undefined, where, inTable, marks: [], node, pieces: [],
    };
    this.#current = paragraph;
    for (const open of this.#fields) open.from = 0;
    this.#tracked(properties);
    this.#inline(node);
    const marker = this.#marker(properties, style);
    paragraph.list = marker && { level: marker.level, marker: marker.marker };
    if (marker && !marker.exact) this.#obstacle('numbering', marker.marker, node);
    paragraph.marks = joined(paragraph.marks, paragraph.text);
    this.#current = outer;
    return paragraph;
  }

  #marker(properties: XmlNode | undefined, style: string | undefined): ListMarker | undefined {
    const list = this.reading.styles.listOf(properties, style);
    return list && this.reading.numbering.next(list.id, list.level, list.fromStyle);
  }

  #inline(node: XmlNode): void {
    for (const child of node.children) {
      const { name } = child;
      if (name === 'w:r') this.#run(child);
      else if (name === 'w:pPr' || name === 'w:sdtPr' || name === 'w:sdtEndPr' || name === 'mc:Fallback' || name === '') continue;
      else if (name === 'w:sdt') this.#control(child);
      else if (name === 'w:fldSimple') this.#simpleField(child);
      else {
        if (TRACKED_TEXT.test(name)) this.#obstacle('tracked_change', wordsUnder(child), child);
        if (name !== 'w:del' && name !== 'w:moveFrom') this.#inline(child);
      }
    }
  }

  #control(node: XmlNode): void {
    const from = this.#current?.text.length ?? 0;
    this.#inline(childOf(node, 'w:sdtContent') ?? node);
    const to = this.#current?.text.length ?? 0;
    if (to > from && asksForText(node)) this.#current?.marks.push(controlMark(from, to, labelOf(node)));
  }

  #simpleField(node: XmlNode): void {
    this.#settleField({ instruction: attributeOf(node, 'w:instr') ?? '', settled: true, nodes: [node], where: this.#current?.where ?? '', from: 0 }, () => this.#inline(node));
  }

  #run(run: XmlNode): void {
    const paragraph = this.#current;
    if (!paragraph) return;
    const from = paragraph.text.length;
    const properties = childOf(run, 'w:rPr');
    this.#tracked(properties);
    for (const child of run.children) this.#content(child, run, paragraph, properties);
    if (paragraph.text.length === from) return;
    if (this.#isInvisible(properties, paragraph.style)) this.#obstacle('hidden_text', paragraph.text.slice(from), run);
    const highlight = attributeOf(childOf(properties, 'w:highlight'));
    if (highlight !== undefined && highlight !== 'none') paragraph.marks.push({ from, to: paragraph.text.length, kind: 'highlight' });
  }

  #isInvisible(properties: XmlNode | undefined, style: string | undefined): boolean {
    const { styles } = this.reading;
    if (styles.runIs('w:vanish', properties, style)) return true;
    const white = WHITE.test(attributeOf(styles.runProperty('w:color', properties, style)) ?? '') && !childOf(properties, 'w:shd') && !childOf(properties, 'w:highlight') && !this.#current?.inTable;
    return white || Number(attributeOf(styles.runProperty('w:sz', properties, style)) ?? Infinity) <= INVISIBLE_SIZE_MAX;
  }

  #content(node: XmlNode, run: XmlNode, paragraph: ReadParagraph, properties: XmlNode | undefined): void {
    const add = (text: string): void => {
      if (text === '') return;
      paragraph.pieces.push({ from: paragraph.text.length, to: paragraph.text.length + text.length, node, run });
      paragraph.text += text;
    };
    switch (node.name) {
      case 'w:t': return add(this.reading.styles.runIs('w:caps', properties, paragraph.style) ? capitals(textOf(node)) : textOf(node));
      case 'w:tab': case 'w:ptab': return add('\t');
      case 'w:br': case 'w:cr': return add('\n');
      case 'w:noBreakHyphen': return add('\u2011');
      case 'w:sym': return add(String.fromCharCode(Number.parseInt(attributeOf(node, 'w:char') ?? '', 16) || 0x25a1));
      case 'w:footnoteReference': return add(this.#noteCall(attributeOf(node, 'w:id') ?? ''));
      case 'w:endnoteReference': this.#obstacle('endnote', paragraph.text.slice(-20), node); return;
      case 'w:commentReference': this.#obstacle('comment', this.reading.comments.get(attributeOf(node, 'w:id') ?? '') ?? '', node); return;
      case 'w:object': case 'w:control': this.#obstacle('embedded', node.name, node); return;
      case 'w:fldChar': return this.#fieldMark(node);
      case 'w:instrText': {
        const field = this.#fields.at(-1);
        if (field) { field.instruction += decode(node.children.map(({ tag }) => tag).join('')); field.nodes.push(node); }
        return;
      }
      case 'w:drawing': case 'w:pict': case 'mc:AlternateContent': return this.#drawing(node);
      default:
    }
  }

  #noteCall(id: string): string {
    const { notes } = this.reading;
    if (!notes.has(id)) notes.set(id, String(notes.size + 1));
    return [...(notes.get(id) ?? '')].map((digit) => RAISED[Number(digit)]).join('');
  }

  #fieldMark(node: XmlNode): void {
    const kind = attributeOf(node, 'w:fldCharType');
    if (kind === 'begin') this.#fields.push({ instruction: '', settled: false, nodes: [node], where: this.#current?.where ?? '', from: this.#current?.text.length ?? 0 });
    const field = this.#fields.at(-1);
    if (kind === 'separate' && field) { field.settled = true; field.nodes.push(node); field.from = this.#current?.text.length ?? 0; }
    if (kind !== 'end' || !field) return;
    field.nodes.push(node);
    this.#fields.pop();
    this.#settleField(field, () => undefined);
  }

  #settleField(field: Field, readResult: () => void): void {
    const from = field.nodes.length === 1 ? (this.#current?.text.length ?? 0) : field.from;
    readResult();
    const kind = /\S+/.exec(field.instruction)?.[0]?.toUpperCase() ?? '';
    const to = this.#current?.text.length ?? 0;
    if (FORM_FIELDS.test(kind) && to > from) this.#current?.marks.push(controlMark(from, to, ''));
    if (kind === '' || SETTLED_FIELDS.test(kind) || (this.reading.running && PAGE_FIELDS.test(kind))) return;
    const id = this.reading.obstacles.add('field', field.where, field.instruction);
    this.reading.settlements.push({ id, path: this.reading.path, nodes: field.nodes });
  }

  /** A text box is read where it is anchored, and shown to a person. Word writes it twice: for itself, and for older readers. */
  #drawing(node: XmlNode): void {
    const words = wordsUnder(node.name === 'mc:AlternateContent' ? (childOf(node, 'mc:Choice') ?? node) : node);
    if (words !== '') this.#obstacle('text_box', words, node);
    const image = [...elementsUnder(node)].find(({ name }) => name === 'wp:docPr');
    // A header is decoration for whoever listens; an image of the text must say what it shows (PDF/UA-1, 7.3).
    if (image && words === '' && !this.reading.running && !attributeOf(image, 'descr')) this.#obstacle('image_alt', attributeOf(image, 'name') ?? '', node);
  }

  #tracked(properties: XmlNode | undefined): void {
    if (!properties) return;
    const within = properties.name === 'w:tbl' ? properties.children.flatMap(tableProperties) : [properties];
    for (const node of within.flatMap((top) => [...elementsUnder(top)])) {
      if (TRACKED.test(node.name)) this.#obstacle('tracked_change', attributeOf(node, 'w:author') ?? '', node);
    }
  }

  #obstacle(kind: Parameters<ObstacleList['add']>[0], excerpt: string, node: XmlNode): void {
    const where = this.#current?.where ?? this.reading.place(this.#rank + 1);
    const id = this.reading.obstacles.add(kind, where, excerpt);
    this.reading.settlements.push({ id, path: this.reading.path, nodes: [node] });
  }
}

/** Properties of a table, of its rows and cells, without its text. */
function tableProperties(node: XmlNode): XmlNode[] {
  if (/^w:(tblPr|tblGrid|trPr|tcPr)$/.test(node.name)) return [node];
  return node.name === 'w:tr' || node.name === 'w:tc' ? node.children.flatMap(tableProperties) : [];
}

const levelOf = (level: number): number | undefined => (level < 9 ? level : undefined);
const labelOf = (control: XmlNode): string => attributeOf(childOf(childOf(control, 'w:sdtPr'), 'w:alias')) ?? attributeOf(childOf(childOf(control, 'w:sdtPr'), 'w:tag')) ?? '';
const controlMark = (from: number, to: number, label: string): ImportedMark => ({ from, to, kind: 'content_control', ...(label === '' ? {} : { label }) });

/** Whether a content control is a place to fill in: it shows its invitation, or asks for a text, a date or a choice. */
function asksForText(control: XmlNode): boolean {
  const properties = childOf(control, 'w:sdtPr');
  const kinds = ['w:text', 'w:date', 'w:dropDownList', 'w:comboBox'];
  return (isOn(childOf(properties, 'w:showingPlcHdr')) ?? false) || kinds.some((kind) => childOf(properties, kind) !== undefined);
}

/** Marks of one kind that touch are one: Word cuts runs where it pleases. A highlight inside a control is the control's; white ones are none. */
function joined(marks: readonly ImportedMark[], text: string): ImportedMark[] {
  const kept: ImportedMark[] = [];
  for (const mark of [...marks].sort((a, b) => a.from - b.from || b.to - a.to)) {
    const last = kept.at(-1);
    if (last && mark.from < last.to) continue;
    if (last?.kind === 'highlight' && mark.kind === 'highlight' && last.to === mark.from) last.to = mark.to;
    else kept.push({ ...mark });
  }
  return kept.filter(({ from, to }) => text.slice(from, to).trim() !== '');
}

/** « Small letters shown as capitals » of Word, one for one so that places still count. */
const capitals = (text: string): string => [...text].map((letter) => (letter.toUpperCase().length === letter.length ? letter.toUpperCase() : letter)).join('');
