import { SigningError } from './errors.js';

/**
 * User text as a UTF-16BE hexadecimal string. Never a literal string: parentheses, a backslash or « /ByteRange » typed in a
 * reason could otherwise be read as PDF syntax by a hasty verifier.
 */
export function textString(text: string): string {
  return `<FEFF${Buffer.from(text, 'utf16le').swap16().toString('hex').toUpperCase()}>`;
}

/** A PDF date in UTC, to the second (ISO 32000-1, 7.9.4). */
export function pdfDate(at: Date): string {
  if (Number.isNaN(at.getTime())) throw new SigningError('DATE_INVALID', 'The instant of the act is not a date.');
  return `(D:${at.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z)`;
}

/** A coordinate to a thousandth of a point: finer than any printer, and the same text on every machine. */
export function coordinate(points: number): number {
  return Math.round(points * 1000) / 1000;
}
