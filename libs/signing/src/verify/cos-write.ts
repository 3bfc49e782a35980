import { CosSyntaxError } from './cos-parser.js';
import { CosDict, CosName, CosReal, CosRef, CosString, isArray } from './cos-values.js';
import type { CosValue } from './cos-values.js';

/**
 * A value in PDF syntax, one byte a character; strings in hexadecimal, so that nothing in them is read as syntax.
 * @throws CosSyntaxError for a stream, a word that is no value, a repeated key
 */
export function pdfSyntax(value: CosValue): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (value instanceof CosReal) return decimal(value.value);
  if (value instanceof CosName) return nameSyntax(value.text);
  if (value instanceof CosString) return `<${value.bytes.toString('hex').toUpperCase()}>`;
  if (value instanceof CosRef) return `${value.number} ${value.generation} R`;
  if (isArray(value)) return `[${value.map(pdfSyntax).join(' ')}]`;
  if (value instanceof CosDict && value.repeated === undefined) return `<<${entriesSyntax(value)}>>`;
  throw new CosSyntaxError('a value that cannot be written again');
}

/** The entries of a dictionary but some, without delimiters. */
export function entriesSyntax({ entries }: CosDict, except: readonly string[] = []): string {
  return [...entries].filter(([key]) => !except.includes(key)).map(([key, value]) => `${nameSyntax(key)} ${pdfSyntax(value)}`).join('\n');
}

/** Regular characters as they are, others as « #xx » (ISO 32000-1, 7.3.5). */
function nameSyntax(text: string): string {
  return `/${text.replace(/[^!-~]|[#()<>[\]{}/%]/g, (character) => `#${character.charCodeAt(0).toString(16).padStart(2, '0')}`)}`;
}

/** PDF has no exponents (7.3.3). */
function decimal(value: number): string {
  const text = String(value);
  if (/e/i.test(text)) throw new CosSyntaxError('a number that cannot be written again');
  return text;
}
