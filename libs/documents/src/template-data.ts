import { DocumentFault } from './fault.js';
import { isAllowedName, isPlainObject } from './expression.js';

/** Deeper than any real record; stops a value that contains itself. */
const DEPTH_MAX = 30;

/**
 * What no text of an agreement may hold: control characters (XML forbids most of them, and the literal-XML delimiter
 * of docx-templates is made of them), the code points Unicode reserves, halves of surrogate pairs, and the
 * bidirectional overrides, which show a text in another order than the one that is signed.
 */
const UNPRINTABLE = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028-\u202E\u2066-\u2069\uFEFF\uFFFE\uFFFF]|\p{Cs}/gu;

/**
 * A copy of the data a template may safely be given: JSON values only, texts cleaned, `undefined` told as `null` so
 * that a template can test for it. What is hashed in the manifest is this copy, since this is what was printed.
 * @throws DocumentFault `data-refused` naming the place of what is not JSON
 */
export function cleanData(data: unknown, place = 'données', depth = 0): unknown {
  if (depth > DEPTH_MAX) throw new DocumentFault('data-refused', `${place} : trop de niveaux`);
  if (data === undefined || data === null || typeof data === 'boolean') return data ?? null;
  if (typeof data === 'string') return data.replace(/\r\n?/g, '\n').replace(UNPRINTABLE, '');
  if (typeof data === 'number' && Number.isFinite(data)) return data;
  if (Array.isArray(data)) return data.map((item, i) => cleanData(item, `${place}[${i}]`, depth + 1));
  if (!isPlainObject(data)) {
    throw new DocumentFault('data-refused', `${place} : ni texte, ni nombre, ni liste`);
  }
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => {
      // `__code__` among the data would replace the very expression being evaluated.
      if (!isAllowedName(name)) throw new DocumentFault('data-refused', `${place}.${name} : nom réservé`);
      return [name, cleanData(value, `${place}.${name}`, depth + 1)];
    }),
  );
}

/** JSON with keys in code unit order and no white space (RFC 8785), so that equal data has one hash. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, inner]) => `${JSON.stringify(name)}:${canonicalJson(inner)}`).join(',')}}`;
}
