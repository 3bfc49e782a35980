import type { Comparison, Change } from './changes-comparison.js';
import { CosDict, CosRef, CosStream, dictOf } from './cos-values.js';
import type { CosValue } from './cos-values.js';

/** What would draw from outside the file: an external file, a page of another document, OPI, PostScript. */
const EXTERNAL_KEYS = ['F', 'Ref', 'OPI', 'PS', 'Subtype2'];

/**
 * The streams of an /AP, by object number: the normal one and, where `states` allows them, those of each state and of the mouse.
 * Null when one of them is not a form XObject of this file, which is all that an appearance may be (ISO 32000-1, 12.5.5).
 */
export function appearanceStreams(comparison: Comparison, appearance: CosValue, rank: number, states: boolean): number[] | null {
  const { document } = comparison;
  const dict = document.resolve(appearance, rank);
  if (dict === null) return [];
  if (!(dict instanceof CosDict)) return null;
  const streams: number[] = [];
  for (const [key, value] of dict.entries) {
    if (key !== 'N' && !(states && (key === 'D' || key === 'R'))) return null;
    const target = document.resolve(value, rank);
    const candidates = target instanceof CosDict && states ? [...target.entries.values()] : [value];
    for (const candidate of candidates) {
      const stream = document.resolve(candidate, rank);
      if (stream === null) continue;
      if (!(candidate instanceof CosRef) || !(stream instanceof CosStream) || stream.dict.name('Subtype') !== 'Form' || EXTERNAL_KEYS.some((key) => stream.dict.get(key) !== null)) return null;
      streams.push(candidate.number);
    }
  }
  return streams;
}

/**
 * Explains the appearance that a widget was given: new streams, or its own former ones written again, if nothing else uses them.
 * An older object, drawn by nobody until then, is refused: it was put there beforehand to be shown later.
 *
 * @returns false when the appearance is not one that may be given
 */
export function explainAppearance(comparison: Comparison, change: Change, before: CosDict | null, after: CosDict, states: boolean): boolean {
  const { document, rank, pending } = comparison;
  const streams = appearanceStreams(comparison, after.get('AP'), rank, states);
  const former = before ? appearanceStreams(comparison, before.get('AP'), rank - 1, states) : [];
  if (!streams) return false;
  const isOwn = (number: number): boolean => former?.includes(number) === true && (!pending.has(number) || isUsedHereOnly(comparison, number));
  if (!streams.every((number) => comparison.isAdded(number) || isOwn(number))) return false;
  const holder = after.get('AP');
  if (holder instanceof CosRef && pending.has(holder.number)) {
    const same = before?.get('AP');
    const own = same instanceof CosRef && same.number === holder.number && isUsedHereOnly(comparison, holder.number);
    if (!own && !comparison.isAdded(holder.number)) return false;
    comparison.explain(change, [holder.number]);
  }
  for (const number of streams) {
    const value = document.valueOf(number, rank);
    comparison.explain(change, [number]);
    comparison.absorb(change, value, isInteractive);
  }
  comparison.absorb(change, document.resolve(holder, rank), isInteractive);
  return true;
}

function isUsedHereOnly(comparison: Comparison, number: number): boolean {
  return comparison.references.onlyUser(number) !== undefined;
}

/** Annotations and fields: an appearance has no reason to bring one in. */
export function isInteractive(value: CosValue): boolean {
  const dict = dictOf(value);
  return dict !== null && (dict.name('Type') === 'Annot' || dict.get('FT') !== null || dict.get('Rect') !== null);
}
