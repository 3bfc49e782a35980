import { attributes, decode, type Token } from './markup.js';
import type { Remark, TemplateFindingCode } from './template-finding.js';
import type { TextPart } from './template-parts.js';
import { isPrinted, placed, type Paragraph, type Placed } from './template-place.js';

/** Fields that lay out what is already in the file: page numbers, references, contents, captions, links, forms. */
const FIELDS_ALLOWED: ReadonlySet<string> = new Set([
  'PAGE', 'NUMPAGES', 'SECTION', 'SECTIONPAGES', 'PAGEREF', 'REF', 'NOTEREF', 'STYLEREF', 'TOC', 'TC', 'TOA', 'TA', 'INDEX', 'XE', 'SEQ',
  'HYPERLINK', 'SYMBOL', 'LISTNUM', 'AUTONUM', 'AUTONUMLGL', 'AUTONUMOUT', 'FORMTEXT', 'FORMCHECKBOX', 'FORMDROPDOWN', 'EQ', 'ADVANCE', '=',
]);
/** Fields whose text depends on the day, the machine or the person: the same agreement would not print twice alike. */
const FIELDS_CHANGING: ReadonlySet<string> = new Set([
  'DATE', 'TIME', 'CREATEDATE', 'SAVEDATE', 'PRINTDATE', 'EDITTIME', 'FILENAME', 'FILESIZE', 'AUTHOR', 'LASTSAVEDBY', 'USERNAME', 'USERADDRESS',
  'USERINITIALS', 'TITLE', 'SUBJECT', 'KEYWORDS', 'COMMENTS', 'INFO', 'DOCPROPERTY', 'DOCVARIABLE', 'NUMWORDS', 'NUMCHARS', 'REVNUM', 'TEMPLATE',
]);

/** Revision marks of ISO/IEC 29500-1, 17.13.5: text, paragraphs, formatting, tables, sections, moves. */
const TRACKED =
  /^w:(ins|del|moveFrom|moveTo|delText|delInstrText|(moveFrom|moveTo)Range(Start|End)|cell(Ins|Del|Merge)|(rPr|pPr|sectPr|tblPr|tblPrEx|tblGrid|trPr|tcPr|numbering)Change|customXml(Ins|Del|MoveFrom|MoveTo)Range(Start|End))$/;
const COMMENTED = /^w:(comment|commentReference|commentRangeStart)$/;

/** Elements that bring in or run something: imported chunks, embedded objects, controls, sub-documents, form macros, mail merge. */
const ACTIVE = /^(w:(altChunk|object|control|objectEmbed|objectLink|entryMacro|exitMacro|movie|mailMerge)|o:OLEObject|wne:.+|w:contentPart)$/;
const FETCHING = /^w:(subDoc|attachedTemplate|frameset|frame|attachedSchema|saveThroughXslt|src|dataSource|headerSource|sourceFileName)$/;
/** Attributes of drawings (VML, DrawingML) that may hold an address. */
const ADDRESSES: readonly string[] = ['src', 'o:href', 'href', 'r:href', 'o:althref', 'o:src'];

/** The prefix Word gives to each namespace whose elements are looked for here by their prefixed name. */
const PREFIXES: ReadonlyMap<string, string> = new Map([
  ['http://schemas.openxmlformats.org/wordprocessingml/2006/main', 'w'],
  ['http://schemas.openxmlformats.org/officeDocument/2006/relationships', 'r'],
  ['http://schemas.openxmlformats.org/markup-compatibility/2006', 'mc'],
  ['http://schemas.microsoft.com/office/word/2006/wordml', 'wne'],
  ['urn:schemas-microsoft-com:office:office', 'o'],
]);
const PREFIXES_KEPT: ReadonlySet<string> = new Set(PREFIXES.values());
/** « Strict Open XML »: another namespace for the same elements, which docx-templates cannot fill. */
const STRICT_NAMESPACE = 'http://purl.oclc.org/ooxml/wordprocessingml/main';

/** An address with a scheme, or a share of the network (`\\\\server\\share`, `//server/share`). */
export const ADDRESS = /^\s*(?:[a-z][a-z0-9+.-]*:|\\\\|\/\/)/i;
const LINK_SCHEME = /^\s*(?:https?|mailto):/i;

/** Whether a reader may be sent there by a click. Anchors inside the document and templated addresses are judged elsewhere. */
export function isLinkAllowed(target: string): boolean {
  return !ADDRESS.test(target) || LINK_SCHEME.test(target);
}

export interface ContentReading {
  paragraphs: Paragraph[];
  remarks: Remark[];
  /** The paragraph that uses each relationship of the part: `r:id`, `r:embed`, `r:link`. */
  uses: Map<string, Paragraph>;
}

/**
 * Reads the text of one part for all that fetches, runs, hides, or is not settled.
 * @param hiddenStyles identifiers of the styles whose text Word does not show
 */
export function readContent(part: TextPart, hiddenStyles: ReadonlySet<string>): ContentReading {
  const reading = new ContentReader(hiddenStyles);
  for (const place of placed(part.xml, part.label)) reading.see(place);
  return { paragraphs: [...reading.paragraphs], remarks: reading.remarks, uses: reading.uses };
}

class ContentReader {
  readonly paragraphs = new Set<Paragraph>();
  readonly remarks: Remark[] = [];
  readonly uses = new Map<string, Paragraph>();
  /** One remark per code and paragraph: forty deleted words in an article are one thing to settle. */
  private readonly said = new Map<Paragraph, Set<TemplateFindingCode>>();
  /** Instructions of the fields open around the token; null once its result has begun. */
  private readonly fields: { instruction: string; reading: boolean; paragraph: Paragraph }[] = [];
  private hidden = { paragraph: false, run: false };

  constructor(private readonly hiddenStyles: ReadonlySet<string>) {}

  see(place: Placed): void {
    const { token, paragraph, open } = place;
    this.paragraphs.add(paragraph);
    if (token.kind === 'text') {
      if (open.at(-1) === 'w:instrText') this.instruct(decode(token.raw));
      if (isPrinted(place) && token.raw.trim() !== '' && (this.hidden.paragraph || this.hidden.run)) this.remark('text-hidden', paragraph);
      return;
    }
    if (token.kind === 'close') {
      if (token.name === 'w:r') this.hidden.run = false;
      if (token.name === 'w:p') this.hidden.paragraph = false;
      return;
    }
    if (TRACKED.test(token.name)) this.remark('tracked-changes', paragraph);
    if (COMMENTED.test(token.name)) this.remark('comments-left', paragraph);
    if (ACTIVE.test(token.name)) this.remark('content-active', paragraph);
    if (FETCHING.test(token.name)) this.remark('resource-external', paragraph);
    this.field(token, paragraph);
    this.hide(token, open);
    this.attributes(token, paragraph);
  }

  private remark(code: TemplateFindingCode, where: Paragraph, excerpt?: string): void {
    const said = this.said.get(where) ?? new Set();
    if (said.has(code)) return;
    this.said.set(where, said.add(code));
    this.remarks.push({ code, where, excerpt });
  }

  private instruct(text: string): void {
    const field = this.fields.at(-1);
    if (field?.reading) field.instruction += text;
  }

  private field(token: Token, paragraph: Paragraph): void {
    if (token.name === 'w:fldSimple') this.judgeField(attributes(token.raw).get('w:instr') ?? '', paragraph);
    // An instruction outside any field is no field; Word never writes one.
    if (token.name === 'w:instrText' && token.kind === 'open' && this.fields.length === 0) this.remark('field-refused', paragraph);
    if (token.name !== 'w:fldChar') return;
    const kind = attributes(token.raw).get('w:fldCharType');
    const field = this.fields.at(-1);
    if (kind === 'begin') this.fields.push({ instruction: '', reading: true, paragraph });
    if (kind === 'separate' && field) field.reading = false;
    if (kind === 'end' && field) this.judgeField(this.fields.pop()?.instruction ?? '', field.paragraph);
  }

  private judgeField(instruction: string, paragraph: Paragraph): void {
    const text = instruction.trim();
    const name = text.startsWith('=') ? '=' : (/^\S*/.exec(text)?.[0] ?? '').toUpperCase();
    if (FIELDS_CHANGING.has(name)) this.remark('field-changing', paragraph, text);
    else if (!FIELDS_ALLOWED.has(name)) this.remark('field-refused', paragraph, text);
    if (name !== 'HYPERLINK') return;
    const target = /^\S+\s+"?([^"\s]*)/.exec(text)?.[1] ?? '';
    if (!isLinkAllowed(target)) this.remark('link-refused', paragraph, text);
  }

  /** Text is hidden by its run, by its run's style or by its paragraph's style; a hidden pilcrow hides no text. */
  private hide(token: Token, open: readonly string[]): void {
    const inRun = open.at(-1) === 'w:rPr' && open.at(-2) === 'w:r';
    if (token.name === 'w:vanish' && inRun && isOn(token)) this.hidden.run = true;
    if (token.name !== 'w:rStyle' && token.name !== 'w:pStyle') return;
    if (!this.hiddenStyles.has(attributes(token.raw).get('w:val') ?? '')) return;
    if (token.name === 'w:pStyle') this.hidden.paragraph = true;
    else if (inRun) this.hidden.run = true;
  }

  private attributes(token: Token, paragraph: Paragraph): void {
    if (!/[\s:](?:xmlns|src|href|althref|id|embed|link|pict)\b/.test(token.raw)) return;
    for (const [name, value] of attributes(token.raw)) {
      if (/^r:(id|embed|link|pict)$/.test(name) && !this.uses.has(value)) this.uses.set(value, paragraph);
      if (ADDRESSES.includes(name) && ADDRESS.test(value)) this.remark('resource-external', paragraph, value);
      if (isDisguise(name, value)) this.remark('content-disguised', paragraph, `${name}="${value}"`);
    }
  }
}

/**
 * Whether a namespace is bound so that Word's elements bear another name than the one looked for here: `z:altChunk` is
 * an altChunk to LibreOffice, and no more than a curiosity to who reads `w:altChunk`.
 */
function isDisguise(name: string, value: string): boolean {
  if (name !== 'xmlns' && !name.startsWith('xmlns:')) return false;
  const prefix = name.slice('xmlns:'.length);
  const expected = PREFIXES.get(value);
  if (expected !== undefined) return prefix !== expected;
  return value === STRICT_NAMESPACE || PREFIXES_KEPT.has(prefix);
}

/** On-off properties are on unless they say otherwise (17.17.4). */
function isOn(token: Token): boolean {
  return !/^(0|false|off)$/i.test(attributes(token.raw).get('w:val') ?? '');
}

/** Identifiers of the styles of `word/styles.xml` whose text is hidden. */
export function hiddenStyles(styles: string): Set<string> {
  const hidden = new Set<string>();
  let style = '';
  for (const { token, open } of placed(styles, 'styles')) {
    if (token.name === 'w:style' && token.kind === 'open') style = attributes(token.raw).get('w:styleId') ?? '';
    if (token.name === 'w:vanish' && token.kind !== 'close' && open.at(-1) === 'w:rPr' && open.at(-2) === 'w:style' && isOn(token)) hidden.add(style);
  }
  return hidden;
}
