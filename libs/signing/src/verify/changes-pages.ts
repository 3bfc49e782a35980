import { isInteractive } from './changes-appearance.js';
import type { Change, ChangedObject, Comparison } from './changes-comparison.js';
import { rectOf } from './changes-form.js';
import { CosDict, CosRef, CosStream, differingKeys, isArray, sameValue } from './cos-values.js';
import type { CosValue } from './cos-values.js';

/** What an annotation may bring in: anything but fields and widgets. */
const isField = (value: CosValue): boolean => value instanceof CosDict && (value.get('FT') !== null || value.name('Subtype') === 'Widget');

/**
 * Lists of annotations, and annotations themselves. A page may only show the widgets of fields added by the same revision, and,
 * where the certification allows it, annotations.
 *
 * @param widgets what `compareForm` accepted
 */
export function comparePages(comparison: Comparison, widgets: ReadonlyMap<number, Change>): void {
  for (const object of [...comparison.pending.values()]) {
    if (object.added) continue;
    const lists = annotationLists(comparison, object);
    if (lists) compareAnnotations(comparison, object, lists, widgets);
  }
  for (const object of [...comparison.pending.values()]) if (!object.added) compareAnnotation(comparison, object);
}

interface Lists {
  readonly before: readonly CosValue[];
  readonly after: readonly CosValue[];
}

/** The two lists, when the object is a page that changed in nothing else, or the list of one page. */
function annotationLists(comparison: Comparison, { number, before, after }: ChangedObject): Lists | undefined {
  const { document, rank } = comparison;
  if (before instanceof CosDict && after instanceof CosDict && before.name('Type') === 'Page') {
    if (differingKeys(before, after).some((key) => key !== 'Annots')) return undefined;
    return { before: document.array(before.get('Annots'), rank - 1), after: document.array(after.get('Annots'), rank) };
  }
  if (!isArray(before) || !isArray(after)) return undefined;
  const user = comparison.references.onlyUser(number);
  const page = user === undefined ? null : document.valueOf(user, rank - 1);
  const list = page instanceof CosDict && page.name('Type') === 'Page' ? page.get('Annots') : null;
  return list instanceof CosRef && list.number === number ? { before, after } : undefined;
}

/** Generations go up to 65 535, plus one: a reference as one number. */
const GENERATIONS = 100_000;

/** Whether a list holds such an item; references, nearly all of them, are looked up and not compared one by one. */
function membership(list: readonly CosValue[]): (item: CosValue) => boolean {
  const key = (item: CosValue): number | null => (item instanceof CosRef ? item.number * GENERATIONS + item.generation : null);
  const keys = new Set(list.map(key));
  const direct = list.filter((item) => key(item) === null);
  return (item) => (key(item) === null ? direct.some((other) => sameValue(other, item)) : keys.has(key(item)));
}

function compareAnnotations(comparison: Comparison, object: ChangedObject, { before, after }: Lists, widgets: ReadonlyMap<number, Change>): void {
  const { document, rank } = comparison;
  const [wasThere, isThere] = [membership(before), membership(after)];
  const kept = after.filter(wasThere);
  const removed = before.filter((item) => !isThere(item));
  const remaining = before.filter(isThere);
  const refused = (detail: string): void => comparison.explain(comparison.add({ kind: 'annotation', allowance: 'never', detail }), [object.number]);
  if (kept.length !== remaining.length || !kept.every((item, i) => sameValue(item, remaining[i] ?? null))) return refused('annotations of a page were put in another order, or shown twice');
  for (const item of removed) {
    if (isField(document.resolve(item, rank - 1))) return refused('the widget of a field was taken off its page');
    comparison.add({ kind: 'annotation', allowance: 'annotating', objects: item instanceof CosRef ? [item.number] : [], detail: 'annotation removed' });
  }
  const isCovering = (annotation: CosValue): boolean => {
    const rect = rectOf(document, annotation, rank);
    return before.some((item) => overlap(rectOf(document, document.resolve(item, rank - 1), rank - 1), rect));
  };
  for (const item of after) {
    if (wasThere(item)) continue;
    const number = item instanceof CosRef ? item.number : undefined;
    const change = number === undefined ? undefined : widgets.get(number);
    const annotation = document.resolve(item, rank);
    if (change) {
      comparison.explain(change, [object.number]);
      if (isCovering(annotation)) refused('a new signature field covers something that was on the page');
    } else if (number !== undefined && comparison.isAdded(number) && annotation instanceof CosDict && !isField(annotation) && !acts(comparison, annotation)) {
      const added = comparison.add({ kind: 'annotation', allowance: 'annotating', detail: `annotation added (${annotation.name('Subtype') ?? 'no subtype'})` });
      comparison.explain(added, [number, object.number]);
      comparison.absorb(added, annotation, isField);
    } else {
      refused('a page shows an annotation that was already in the file, or that belongs to no new field');
    }
  }
  // The holder of the list changed, for reasons already told.
  const holder = isArray(object.after) ? undefined : object.after instanceof CosDict ? object.after.get('Annots') : undefined;
  const last = comparison.changes.at(-1);
  if (last && holder instanceof CosRef && comparison.isAdded(holder.number)) comparison.explain(last, [holder.number]);
  if (last) comparison.explain(last, [object.number]);
}

function overlap(a: readonly number[] | null, b: readonly number[] | null): boolean {
  if (!a || !b) return false;
  const [al = 0, ab = 0, ar = 0, at = 0] = a;
  const [bl = 0, bb = 0, br = 0, bt = 0] = b;
  return Math.min(ar, br) > Math.max(al, bl) && Math.min(at, bt) > Math.max(ab, bb);
}

/** An annotation changed or freed where it stands, or the drawing of one. */
function compareAnnotation(comparison: Comparison, { number, before, after }: ChangedObject): void {
  const { document, rank } = comparison;
  const annotating = (detail: string): void => {
    const change = comparison.add({ kind: 'annotation', allowance: 'annotating', detail });
    comparison.explain(change, [number]);
    if (after !== undefined) comparison.absorb(change, after, isField);
  };
  if (before instanceof CosDict && isPlainAnnotation(before)) {
    if (after === undefined) annotating('annotation freed');
    else if (after instanceof CosDict && isPlainAnnotation(after) && !acts(comparison, after) && after.name('Subtype') === before.name('Subtype')) annotating(`annotation changed (${before.name('Subtype') ?? ''})`);
    return;
  }
  if (!(before instanceof CosStream) || !(after instanceof CosStream) || after.dict.name('Subtype') !== 'Form' || isInteractive(after)) return;
  const user = comparison.references.onlyUser(number);
  const owner = user === undefined ? null : document.valueOf(user, rank - 1);
  if (owner instanceof CosDict && isPlainAnnotation(owner)) annotating('drawing of an annotation changed');
}

/** Whether an annotation does something more than lead elsewhere. */
function acts({ document, rank }: Comparison, annotation: CosDict): boolean {
  if (annotation.get('AA') !== null) return true;
  const action = document.dictionary(annotation.get('A'), rank);
  return annotation.get('A') !== null && !(action && ['URI', 'GoTo'].includes(action.name('S') ?? '') && action.get('Next') === null);
}

function isPlainAnnotation(dict: CosDict): boolean {
  const subtype = dict.name('Subtype');
  return dict.get('Rect') !== null && subtype !== null && subtype !== 'Widget' && dict.get('FT') === null && [null, 'Annot'].includes(dict.name('Type'));
}
