import { isContactFormUrl, isDirectLine, isMailAddress } from '#libs/domain';
import type { Signatory } from '#libs/domain';
import { importFields } from './import-fields.js';
import type { ImportKind, Mapping } from './import-fields.js';
import { refuse, warn } from './import-reasons.js';
import type { Reason, Warning } from './import-reasons.js';

/** What the forms of the directory accept in one line: what is imported can be edited afterwards. */
export const importTextLengthMax = 200;

/** A spreadsheet is told that a cell is text by an apostrophe, which our own export writes before what would be a formula. */
const guardedFormula = /^'(?=[=+\-@\t])/;

/** A typewriter apostrophe between letters: the convention is typeset. */
const elision = /(?<=\p{L})'(?=\p{L})/gu;

/** What a line of text does not hold: controls, marks that turn or hide letters, and spaces that are no typography. */
const unprintable = /[\p{Cc}\p{Cf} \u1680\u2000-\u200a\u2028\u2029\u205f\u3000\ufeff]+/gu;

/** Where each field is in a row. */
export type Columns = ReadonlyMap<string, number>;

export function columnsOf(mapping: Mapping, header: readonly string[]): Columns {
  return new Map(Object.entries(mapping).map(([key, column]) => [key, header.indexOf(column)]));
}

/** One row, asked by field; remembers what is wrong or doubtful in it. */
export class Cells {
  readonly refusals: Reason[] = [];
  readonly warnings: Warning[] = [];

  private readonly texts = new Map<string, string>();

  constructor(private readonly kind: ImportKind, private readonly columns: Columns, private readonly row: readonly string[]) {}

  /** The cell as one line of text; empty when nothing is said, or when no column says it. */
  text(key: string): string {
    const known = this.texts.get(key);
    if (known !== undefined) return known;
    const cell = this.row[this.columns.get(key) ?? NaN] ?? '';
    const text = cell === '' ? '' : cell.replace(guardedFormula, '').normalize('NFC').replace(unprintable, ' ').trim();
    this.texts.set(key, text);
    return text;
  }

  /** True when no field finds anything in the row: a line left blank, or one of a column that is not asked for. */
  isBlank(): boolean {
    return [...this.columns.keys()].every((key) => this.text(key) === '');
  }

  isMapped(key: string): boolean {
    return this.columns.has(key);
  }

  /** The same, typeset and no longer than a form accepts; undefined when nothing is said: the directory then keeps what it holds. */
  line(key: string): string | undefined {
    const text = this.text(key).replace(elision, '’');
    if (text.length > importTextLengthMax) this.refuse(refuse('text_too_long', { field: this.labelOf(key), max: importTextLengthMax }));
    return text === '' ? undefined : text;
  }

  mail(key: string): string | undefined {
    return this.valid(key, isMailAddress, (given) => warn('email_invalid', { given }));
  }

  phone(key: string): string | undefined {
    return this.valid(key, isDirectLine, (given) => warn('phone_invalid', { given }));
  }

  url(key: string): string | undefined {
    return this.valid(key, isContactFormUrl, (given) => warn('url_invalid', { given }));
  }

  /** Somebody who signs, when all that a signature prints is there. */
  signatory(): Signatory | undefined {
    const [civility, firstName, lastName, quality, email] = ['Civility', 'FirstName', 'LastName', 'Quality', 'Email'].map((part) => this.text(`signatory${part}`).replace(elision, '’'));
    if ([firstName, lastName, quality, email].every((part) => !part)) return undefined;
    const title = /^(mme|madame)\.?$/i.test(civility!) ? 'Mme' : /^(m|mr|monsieur)\.?$/i.test(civility!) ? 'M.' : null;
    if (title && firstName && lastName && quality && isMailAddress(email)) return { civility: title, firstName, lastName, quality, email };
    this.warn(warn('signatory_incomplete', {}));
    return undefined;
  }

  refuse(reason: Reason): void {
    this.refusals.push(reason);
  }

  warn(warning: Warning): void {
    this.warnings.push(warning);
  }

  private valid(key: string, isValid: (text: string) => boolean, doubt: (given: string) => Warning): string | undefined {
    const given = this.line(key);
    if (given === undefined || isValid(given)) return given;
    this.warn(doubt(given));
    return undefined;
  }

  private labelOf(key: string): string {
    return importFields[this.kind].find((field) => field.key === key)?.label ?? key;
  }
}
