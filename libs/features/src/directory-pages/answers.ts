import { isMailAddress } from '#libs/domain';
import type { FieldError } from '#libs/ui';

/** A form as the server receives it: a name sent twice comes as a list. */
export type Posted = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What a form shows again: lines of text and lists of checked boxes, by field name. */
export type Typed = { values: Readonly<Record<string, string>>; lists: Readonly<Record<string, readonly string[]>> };

/** The card as it may be saved, or what keeps it from being saved. */
export type Reading<T> = { subject: T; errors: readonly [] } | { subject: null; errors: readonly FieldError[] };

/** Longer than any official name or postal line, shorter than what would break a page of the convention. */
export const textLengthMax = 200;

/** Everything as it was typed, to be shown again beside its errors. */
export function typedAgain(posted: Posted): Typed {
  const entries = Object.entries(posted);
  return {
    values: Object.fromEntries(entries.map(([field, given]) => [field, firstOf(given)])),
    lists: Object.fromEntries(entries.map(([field, given]) => [field, listOf(given)])),
  };
}

/** Reads the answers of a form one after the other, and remembers what is wrong with them in that order. */
export class Answers {
  private readonly errors: FieldError[] = [];

  constructor(private readonly posted: Posted) {}

  /**
   * One line of text: control characters and repeated spaces become one space (PostgreSQL refuses U+0000, a template a line break). No-break
   * spaces stay: they are typography, and a card sent back as it was shown must not change.
   */
  text(field: string): string {
    const line = firstOf(this.posted[field]).normalize('NFC').replace(/[\p{Cc} \u1680\u2000-\u200a\u2028\u2029\u205f\u3000\ufeff]+/gu, ' ').trim();
    if (line.length > textLengthMax) this.fail(field, `Limitez ce texte à ${textLengthMax} caractères`);
    return line;
  }

  /** A line that cannot stay empty; `ask` says what to write. */
  required(field: string, ask: string): string {
    const line = this.text(field);
    if (line === '') this.fail(field, ask);
    return line;
  }

  /** A line of a given form; `ask` says which. */
  valid(field: string, isValid: (line: string) => boolean, ask: string): string {
    const line = this.text(field);
    if (!isValid(line)) this.fail(field, ask);
    return line;
  }

  /** The same, or nothing: null. */
  validOrNull(field: string, isValid: (line: string) => boolean, ask: string): string | null {
    return this.text(field) === '' ? null : this.valid(field, isValid, ask);
  }

  /** One of the values proposed, given with their words; `ask` is said of anything else. */
  oneOf<V extends string>(field: string, proposed: Readonly<Record<V, unknown>>, ask: string): V {
    const [fallback] = Object.keys(proposed) as V[];
    const given = this.valid(field, (line) => Object.hasOwn(proposed, line), ask);
    return Object.hasOwn(proposed, given) ? (given as V) : fallback!;
  }

  mailAddress(field: string): string {
    return this.valid(field, isMailAddress, askMailAddress);
  }

  mailAddressOrNull(field: string): string | null {
    return this.validOrNull(field, isMailAddress, askMailAddress);
  }

  /** The boxes checked among those proposed, in the order in which they are proposed. */
  checked<V extends string>(field: string, proposed: readonly V[]): V[] {
    const checked = listOf(this.posted[field]);
    return proposed.filter((value) => checked.includes(value));
  }

  /** One message per field: the first fault is the one to mend. */
  fail(field: string, message: string): void {
    if (!this.errors.some((error) => error.field === field)) this.errors.push({ field, message });
  }

  /** What the form comes to, once every answer has been read. */
  give<T>(subject: T): Reading<T> {
    return this.errors.length === 0 ? { subject, errors: [] } : { subject: null, errors: this.errors };
  }
}

const askMailAddress = 'Indiquez une adresse électronique, par exemple nom@domaine.fr';

function firstOf(given: string | readonly string[] | undefined): string {
  return listOf(given)[0] ?? '';
}

function listOf(given: string | readonly string[] | undefined): readonly string[] {
  return given === undefined ? [] : typeof given === 'string' ? [given] : given;
}
