import { isMailAddress, mobileNumber } from '#libs/domain';
import type { FieldError } from '#libs/ui';
import type { SignatoryRow } from './round.store.js';

/** Who signs, as somebody types it. `mobile` absent: nothing was said of it. */
export type NewSignatory = Pick<SignatoryRow, 'civility' | 'firstName' | 'lastName' | 'quality' | 'email' | 'mobile'>;
/** What a form gives: anything, or nothing. */
export type TypedSignatory = Partial<Record<keyof NewSignatory, unknown>>;

/** Longer than any official name, shorter than what would break a signature block: as in the directory. */
const lineLengthMax = 200;

const missing: Record<Exclude<keyof NewSignatory, 'email' | 'mobile'>, string> = {
  civility: 'Choisissez « Mme » ou « M. »', firstName: 'Indiquez le prénom', lastName: 'Indiquez le nom', quality: 'Indiquez la qualité, par exemple « maire » ou « directrice »',
};

/** The person typed, on one line each; or what is wrong with which field, named as in `NewSignatory`. */
export function signatoryTyped(typed: TypedSignatory): { person: NewSignatory } | { errors: FieldError[] } {
  const { firstName, lastName, quality, email } = { firstName: lineOf(typed.firstName), lastName: lineOf(typed.lastName), quality: lineOf(typed.quality), email: lineOf(typed.email) };
  const civility = typed.civility === 'Mme' || typed.civility === 'M.' ? typed.civility : null;
  const filled = { civility, firstName, lastName, quality };
  const errors: FieldError[] = (Object.keys(missing) as (keyof typeof missing)[]).flatMap((field) => (filled[field] ? tooLong(field, filled[field]) : [{ field, message: missing[field] }]));
  if (!isMailAddress(email)) errors.push({ field: 'email', message: 'Indiquez une adresse électronique, par exemple nom@domaine.fr' });
  const mobile = mobileIn(typed.mobile);
  if (mobile === 'wrong') errors.push({ field: 'mobile', message: 'Indiquez un téléphone portable français, par exemple 06 12 34 56 78, ou ne mettez rien' });
  return errors.length > 0 || !civility || mobile === 'wrong' ? { errors } : { person: { civility, firstName, lastName, quality, email, ...(mobile !== undefined && { mobile }) } };
}

/** As it is kept; null when the field was left empty, undefined when it was not asked. */
function mobileIn(typed: unknown): string | null | undefined {
  if (typed === undefined || typed === null) return typed;
  if (typeof typed !== 'string') return 'wrong';
  return typed.trim() === '' ? null : (mobileNumber(typed) ?? 'wrong');
}

function tooLong(field: string, text: string): FieldError[] {
  return text.length > lineLengthMax ? [{ field, message: `Raccourcissez ce texte à ${lineLengthMax} caractères` }] : [];
}

/** Control characters and repeated spaces become one space: a mail header and a signature block are lines. */
function lineOf(text: unknown): string {
  return typeof text === 'string' ? text.normalize('NFC').replace(/[\p{Cc}\s]+/gu, ' ').trim() : '';
}
