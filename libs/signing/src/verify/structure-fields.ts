import type { CosDocument } from './cos-document.js';
import type { Finding } from './cos-revisions.js';
import { textOf } from './cos-text.js';
import { CosDict, CosRef } from './cos-values.js';
import type { CosValue } from './cos-values.js';

/** A terminal field of the form (ISO 32000-1, 12.7.3), as one revision has it. */
export interface FormField {
  /** Number of the object that holds it. */
  readonly number: number;
  /** Its full name, partial ones joined by points. */
  readonly name: string;
  readonly type: string | null;
  /** Its value, inherited when it has none of its own. */
  readonly value: CosValue;
  readonly dict: CosDict;
  /** Objects of its widgets: its own when field and widget are one dictionary. */
  readonly widgets: readonly number[];
}

export interface Form {
  readonly dict: CosDict | null;
  readonly fields: readonly FormField[];
  /** By number of the field or of one of its widgets. */
  readonly byObject: ReadonlyMap<number, FormField>;
  /** Every object that the tree was read from. */
  readonly anchors: ReadonlySet<number>;
  readonly findings: readonly Finding[];
}

interface Waiting {
  readonly ref: CosValue;
  readonly parentName: string;
  readonly type: string | null;
  readonly value: CosValue;
  readonly depth: number;
}

/** The form of a revision: /AcroForm and its tree of fields, /FT and /V inherited. */
export function readForm(document: CosDocument, rank: number): Form {
  const dict = document.dictionary(document.catalog(rank)?.get('AcroForm') ?? null, rank);
  const fields: FormField[] = [];
  const byObject = new Map<number, FormField>();
  const parents = new Set<number>();
  const anchors = new Set<number>();
  const anchor = (value: CosValue): CosValue => {
    if (value instanceof CosRef) anchors.add(value.number);
    return value;
  };
  const findings: Finding[] = [];
  const irregular = (detail: string): void => {
    if (findings.length === 0) findings.push({ code: 'FIELD_TREE_IRREGULAR', detail });
  };
  anchor(document.catalog(rank)?.get('AcroForm') ?? null);
  const waiting: Waiting[] = [...document.array(anchor(dict?.get('Fields') ?? null), rank)].reverse().map((ref) => ({ ref, parentName: '', type: null, value: null, depth: 0 }));
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    document.budget.tick();
    const { ref } = next;
    anchor(ref);
    const own = ref instanceof CosRef ? document.resolve(ref, rank) : null;
    if (!(ref instanceof CosRef) || !(own instanceof CosDict)) {
      irregular('something in the list of fields is not a reference to a dictionary');
      continue;
    }
    if (byObject.has(ref.number) || parents.has(ref.number) || next.depth > document.budget.limits.depthMax) {
      irregular(`field ${ref.number} is met twice, or too deep`);
      continue;
    }
    const partial = textOf(document.resolve(anchor(own.get('T')), rank));
    const name = [next.parentName, partial].filter((part) => part !== null && part !== '').join('.');
    const type = own.name('FT') ?? next.type;
    const value = own.get('V') ?? next.value;
    const kids = document.array(anchor(own.get('Kids')), rank);
    for (const kid of kids) anchor(kid);
    const fieldKids = kids.filter((kid) => document.dictionary(kid, rank)?.get('T') != null);
    if (fieldKids.length > 0) {
      parents.add(ref.number);
      for (const kid of [...kids].reverse()) waiting.push({ ref: kid, parentName: name, type, value, depth: next.depth + 1 });
      continue;
    }
    const widgets = kids.length > 0 ? kids.flatMap((kid) => (kid instanceof CosRef ? [kid.number] : [])) : [ref.number];
    const field = { number: ref.number, name, type, value, dict: own, widgets };
    fields.push(field);
    for (const number of [ref.number, ...widgets]) byObject.set(number, field);
  }
  return { dict, fields, byObject, anchors, findings };
}

/** Whether a revision could have changed the form: otherwise the one of the revision before serves again. */
export function formTouched(document: CosDocument, form: Form, rank: number): boolean {
  const changed = document.changed[rank];
  const [root, former] = [document.revisions[rank]?.trailer.get('Root'), document.revisions[rank - 1]?.trailer.get('Root')];
  if (!changed || !(root instanceof CosRef) || !(former instanceof CosRef) || root.number !== former.number || changed.has(root.number)) return true;
  for (const number of changed.keys()) if (form.anchors.has(number)) return true;
  return false;
}

/** The signature dictionary of a field, and the object that holds it; null when the field has none. */
export function signatureOf(document: CosDocument, field: FormField, rank: number): { dict: CosDict; number: number } | null {
  if (field.type !== 'Sig') return null;
  const dict = document.resolve(field.value, rank);
  if (!(dict instanceof CosDict)) return null;
  let { number } = field;
  // A reference may lead to a reference: the last one counts, since positions are judged in the object that holds the dictionary.
  for (let value = field.value; value instanceof CosRef; value = document.valueOf(number, rank)) ({ number } = value);
  return { dict, number };
}
