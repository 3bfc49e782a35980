import { DocumentFault } from './fault.js';
import { attributes, decode, tokens, type Token } from './markup.js';

/** Tags of one part: the agreement and its annexes have 40,000. */
const TAGS_MAX = 400_000;
/** Depth of the tags: a table inside a text box inside a table takes 40; a reader that recurses falls near 5,000. */
const DEPTH_MAX = 200;
/** Word's longest element name has 30 letters. */
const NAME_LENGTH_MAX = 128;

/** A run of text in a paragraph, as cut by Word. */
export interface TextRun {
  text: string;
}

/** One paragraph of Word, counted as the author sees them with the pilcrows shown: empty ones and those of tables too. */
export class Paragraph {
  readonly runs: TextRun[] = [{ text: '' }];

  /**
   * @param part   what the author calls the part: « en-tête », or '' for the body
   * @param number rank in the part, from 1; that of the anchoring paragraph in a text box
   * @param inside « tableau 2, ligne 3 » or « zone de texte », null in the running text
   */
  constructor(readonly part: string, readonly number: number, readonly inside: string | null) {}

  /** Adds printed text to the run being read. */
  add(text: string): void {
    const run = this.runs.at(-1);
    if (run) run.text += text;
  }

  text(): string {
    return this.runs.map((run) => run.text).join('');
  }

  /** « en-tête, paragraphe 2 », « paragraphe 57 (tableau 2, ligne 3) ». */
  label(): string {
    const place = `paragraphe ${this.number}${this.inside ? ` (${this.inside})` : ''}`;
    return this.part === '' ? place : `${this.part}, ${place}`;
  }
}

/** A tag or a text, and the paragraph it stands in: the last one begun when it stands between two. */
export interface Placed {
  token: Token;
  paragraph: Paragraph;
  /** Names of the elements open around the token, the nearest last. */
  open: readonly string[];
}

/** Text that is printed, as opposed to the text of field instructions and of deletions. */
export const isPrinted = ({ token, open }: Placed): boolean => token.kind === 'text' && open.at(-1) === 'w:t';

/**
 * Reads one part of the text in order, with the paragraph of each tag. The texts of the paragraphs are complete when
 * the reading ends.
 * @param part what the author calls the part, '' for the body
 * @throws DocumentFault `docx-dangerous` for a part too deep or too full, `docx-unreadable` for tags that do not match
 */
export function* placed(xml: string, part: string): Generator<Placed> {
  const counter = new ParagraphCounter(part);
  for (const { token, open } of balanced(xml, part === '' ? 'texte' : part)) {
    if (token.kind === 'open' || token.kind === 'empty') counter.open(token, open);
    const paragraph = counter.current;
    if (token.kind === 'text' && open.at(-1) === 'w:t') paragraph.add(decode(token.raw));
    yield { token, paragraph, open };
    if (token.kind === 'close' || token.kind === 'empty') counter.close(token);
  }
}

/**
 * The tags of a part of any kind, checked: closed in order, not too many, not too deep, no DOCTYPE (an entity declared
 * there is how a reader is made to open local files, or to write a billion words).
 * @param name what to call the part in a fault
 */
export function* balanced(xml: string, name: string): Generator<{ token: Token; open: readonly string[] }> {
  if (/<!DOCTYPE|<!ENTITY/i.test(xml)) throw new DocumentFault('docx-dangerous', `${name} : déclaration DOCTYPE ou ENTITY`);
  if (xml.includes('\u0000')) throw new DocumentFault('docx-unreadable', `${name} : caractère nul`);
  const open: string[] = [];
  let count = 0;
  for (const token of tokens(xml)) {
    if (token.kind !== 'text' && ++count > TAGS_MAX) throw new DocumentFault('docx-dangerous', `${name} : plus de ${TAGS_MAX} balises`);
    if (token.name.length > NAME_LENGTH_MAX) throw new DocumentFault('docx-dangerous', `${name} : nom de balise démesuré`);
    if (token.kind === 'close' && open.pop() !== token.name) throw new DocumentFault('docx-unreadable', `${name} : balises mal fermées`);
    yield { token, open };
    if (token.kind === 'open' && open.push(token.name) > DEPTH_MAX) {
      throw new DocumentFault('docx-dangerous', `${name} : plus de ${DEPTH_MAX} niveaux de balises`);
    }
  }
  if (open.length > 0) throw new DocumentFault('docx-unreadable', `${name} : balises mal fermées`);
}

/** Counts paragraphs, tables and rows while tags go by. */
class ParagraphCounter {
  current: Paragraph;
  private paragraphs = 0;
  private tables = 0;
  private readonly rows: { table: number; row: number }[] = [];
  private readonly around: Paragraph[] = [];

  private notes = 0;

  constructor(private part: string) {
    this.current = this.begin(1, null);
  }

  open(token: Token, open: readonly string[]): void {
    // Word shows the choice and keeps the fallback, which says the same thing again, for older programs.
    const repeated = open.includes('mc:Fallback');
    const row = this.rows.at(-1);
    if (token.name === 'w:footnote' || token.name === 'w:endnote') this.openNote(token);
    if (token.name === 'w:tbl' && token.kind === 'open') this.rows.push({ table: repeated ? this.tables : ++this.tables, row: 0 });
    if (token.name === 'w:tr' && row) row.row += 1;
    if (token.name === 'w:r') this.current.runs.push({ text: '' });
    if (token.name !== 'w:p') return;
    this.around.push(this.current);
    if (open.includes('w:txbxContent')) this.current = this.begin(Math.max(1, this.paragraphs), 'zone de texte');
    else this.current = this.begin(repeated ? this.paragraphs : ++this.paragraphs, row ? `tableau ${row.table}, ligne ${row.row}` : null);
  }

  close(token: Token): void {
    if (token.name === 'w:tbl' && token.kind === 'close') this.rows.pop();
    if (token.name !== 'w:p') return;
    // After the text box, the words belong to the paragraph that anchors it; after a plain paragraph, nothing follows.
    const outer = this.around.pop();
    if (outer && this.around.length > 0) this.current = outer;
  }

  /** Each note counts its own paragraphs. Those with a type are the lines Word draws above the notes. */
  private openNote(token: Token): void {
    const kind = token.name === 'w:footnote' ? 'note de bas de page' : 'note de fin';
    this.part = attributes(token.raw).has('w:type') ? 'séparateur des notes' : `${kind} ${++this.notes}`;
    this.paragraphs = 0;
  }

  private begin(number: number, inside: string | null): Paragraph {
    return new Paragraph(this.part, number, inside);
  }
}
