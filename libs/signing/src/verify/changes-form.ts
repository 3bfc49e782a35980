import { explainAppearance } from './changes-appearance.js';
import type { Change, Comparison } from './changes-comparison.js';
import { areUnusedDefaults } from './changes-defaults.js';
import type { CosDocument } from './cos-document.js';
import { isSameText } from './cos-text.js';
import { CosDict, CosRef, differingKeys, numberOf, sameValue } from './cos-values.js';
import type { CosValue } from './cos-values.js';
import { signatureOf } from './structure-fields.js';
import type { FormField } from './structure-fields.js';

const EMPTY = new CosDict(new Map(), undefined);
/** SignaturesExist and AppendOnly (ISO 32000-1, table 219). */
const SIG_FLAGS_MAX = 3;
/** What signing may change in the dictionary of a field or widget: /M is the date of the annotation, /MK serves no drawn appearance. */
const SIGNING_KEYS = new Set(['V', 'AP', 'MK', 'M']);
/** Texts that a program may encode otherwise when it writes the dictionary again. */
const TEXT_KEYS = new Set(['T', 'TU', 'TM']);
/** What filling may change. */
const FILLING_KEYS = new Set(['V', 'AP', 'AS', 'I', 'RV', 'M']);
/** An eighth of an A4 page: two and a half times the slots of an agreement. */
const VISIBLE_FIELD_AREA_MAX_PT2 = 62_000;
/** What a new signature field may hold: no action, no parent. */
const NEW_FIELD_KEYS = new Set([
  'Type', 'Subtype', 'FT', 'T', 'TU', 'TM', 'Ff', 'V', 'Rect', 'F', 'P', 'AP', 'Lock', 'SV', 'MK', 'DA', 'BS', 'Border', 'Kids', 'Parent', 'NM', 'M', 'Q', 'H', 'DR', 'StructParent',
]);

/** What became of the form: fields signed, filled or added. Returns the widgets that pages may now show, each with its change. */
export function compareForm(comparison: Comparison): Map<number, Change> {
  for (const field of touchedFields(comparison)) compareField(comparison, field);
  const shown = new Map<number, Change>();
  const { appended, holders } = compareFormDictionary(comparison);
  for (const item of appended) {
    const field = item instanceof CosRef ? comparison.after.byObject.get(item.number) : undefined;
    const change = field && item instanceof CosRef && field.number === item.number ? addedField(comparison, field) : undefined;
    if (!change || !field) {
      // Whatever it is, an older object included: the form must not take in anything but new signature fields.
      comparison.explain(comparison.add({ kind: 'structure', allowance: 'never', detail: 'the form took in something else than a new signature field' }), holders);
      continue;
    }
    comparison.explain(change, holders);
    for (const number of field.widgets) shown.set(number, change);
  }
  if (holders.some((number) => comparison.pending.has(number))) {
    comparison.explain(comparison.add({ kind: 'structure', allowance: 'filling', detail: 'flags of the form' }), holders);
  }
  return shown;
}

function touchedFields(comparison: Comparison): Set<FormField> {
  const fields = new Set<FormField>();
  for (const number of comparison.pending.keys()) {
    const field = comparison.before.byObject.get(number);
    if (field) fields.add(field);
  }
  return fields;
}

function compareField(comparison: Comparison, field: FormField): void {
  const { document, rank } = comparison;
  const now = comparison.after.byObject.get(field.number);
  const numbers = [...new Set([field.number, ...field.widgets])].filter((number) => comparison.pending.has(number));
  const refused = (detail: string): void => {
    comparison.explain(comparison.add({ kind: 'content', allowance: 'never', field: field.name, detail }), numbers);
  };
  if (!now || now.name !== field.name || now.type !== field.type) return refused('the field was removed, renamed or changed type');
  if (signatureOf(document, field, rank - 1)) return refused(`the field, already signed, was changed: ${keysOf(comparison, numbers)}`);
  const signature = signatureOf(document, now, rank);
  const isSigning = field.type === 'Sig';
  if (isSigning && !signature) return refused(`the signature field was changed without being signed: ${keysOf(comparison, numbers)}`);
  const allowed = isSigning ? SIGNING_KEYS : FILLING_KEYS;
  if (!numbers.every((number) => changedKeys(comparison, number)?.every((key) => allowed.has(key)))) {
    return refused(`more than its value was changed: ${keysOf(comparison, numbers)}`);
  }
  if (signature && signature.number !== now.number && !comparison.isAdded(signature.number)) return refused('its value is an object that was already there');
  const isDrawn = numbers.some((number) => changedKeys(comparison, number)?.includes('AP'));
  const change: Change = { ...kindOf(signature?.dict, isDrawn), objects: [], field: field.name };
  const appearances = numbers.every((number) => {
    const [before, after] = [comparison.pending.get(number)?.before, comparison.pending.get(number)?.after];
    return after instanceof CosDict && explainAppearance(comparison, change, before instanceof CosDict ? before : null, after, !isSigning);
  });
  if (!appearances) return refused('its appearance is not a new drawing of its own');
  comparison.explain(change, numbers);
  absorbValue(comparison, change, now.value);
  comparison.changes.push(change);
}

/** The value's own object and those that it alone brings in. */
function absorbValue(comparison: Comparison, change: Change, value: CosValue): void {
  comparison.absorb(change, value, (target) => target instanceof CosDict && (target.get('Rect') !== null || target.get('FT') !== null));
}

/** A timestamp that draws something shows what no signatory signed: it counts as a signature does. */
function kindOf(signature: CosDict | undefined, isDrawn: boolean): Pick<Change, 'kind' | 'allowance'> {
  if (!signature) return { kind: 'form_filling', allowance: 'filling' };
  return isTimestamp(signature) && !isDrawn ? { kind: 'document_timestamp', allowance: 'any' } : { kind: 'signature', allowance: 'filling' };
}

export function isTimestamp(signature: CosDict): boolean {
  return signature.name('Type') === 'DocTimeStamp' || signature.name('SubFilter') === 'ETSI.RFC3161';
}

function changedKeys(comparison: Comparison, number: number): string[] | undefined {
  const object = comparison.pending.get(number);
  if (!(object?.before instanceof CosDict) || !(object.after instanceof CosDict)) return undefined;
  const { before, after } = object;
  return differingKeys(before, after).filter((key) => key === before.repeated || key === after.repeated || !TEXT_KEYS.has(key) || !isSameText(before.get(key), after.get(key)));
}

function keysOf(comparison: Comparison, numbers: readonly number[]): string {
  return [...new Set(numbers.flatMap((number) => changedKeys(comparison, number) ?? ['the whole object']))].map((key) => `/${key}`).join(', ');
}

/** /AcroForm itself: only /SigFlags and the end of /Fields may change. Returns what was appended and the objects that hold the list. */
function compareFormDictionary(comparison: Comparison): { appended: readonly CosValue[]; holders: number[] } {
  const { document, rank } = comparison;
  const [before, after] = [comparison.before.dict ?? EMPTY, comparison.after.dict ?? EMPTY];
  const differing = differingKeys(before, after).filter((key) => key !== 'Fields' && !(key === 'SigFlags' && isFlagRaised(before.get(key), after.get(key))));
  const former = document.array(before.get('Fields'), rank - 1);
  const present = document.array(after.get('Fields'), rank);
  // A key written twice is not the same for all readers, whichever it is.
  const isRepeated = after.repeated !== undefined && before !== after;
  const isAppended = former.every((item, i) => sameValue(item, present[i] ?? null));
  const holdersOf = (form: CosDict, at: number): number[] =>
    [document.catalog(at)?.get('AcroForm'), form.get('Fields')].flatMap((value) => (value instanceof CosRef ? [value.number] : []));
  const [known, holders] = [holdersOf(before, rank - 1), holdersOf(after, rank)];
  if ((differing.length > 0 && !areUnusedDefaults(comparison, before, after, differing)) || !isAppended || isRepeated) {
    const what = [...new Set([...differing, ...(isAppended ? [] : ['Fields']), ...(isRepeated ? [after.repeated!] : [])])].map((key) => `/${key}`).join(', ');
    comparison.explain(comparison.add({ kind: 'structure', allowance: 'never', detail: `the form was changed: ${what}` }), holders);
    return { appended: [], holders: [] };
  }
  return { appended: present.slice(former.length), holders: holders.filter((number) => comparison.isAdded(number) || known.includes(number)) };
}

function isFlagRaised(before: CosValue, after: CosValue): boolean {
  const [from, to] = [before ?? 0, after];
  return typeof from === 'number' && typeof to === 'number' && to >= 0 && to <= SIG_FLAGS_MAX && (from & to) === from;
}

/** A signature field that this revision adds. Undefined leaves its objects unexplained, hence refused. */
function addedField(comparison: Comparison, field: FormField): Change | undefined {
  const { document, rank } = comparison;
  const numbers = [...new Set([field.number, ...field.widgets])];
  if (field.type !== 'Sig' || !numbers.every((number) => comparison.isAdded(number))) return undefined;
  if (comparison.after.fields.some((other) => other !== field && other.name === field.name)) return undefined;
  const dicts = numbers.map((number) => document.valueOf(number, rank));
  if (!dicts.every((dict) => dict instanceof CosDict && [...dict.entries.keys()].every((key) => NEW_FIELD_KEYS.has(key)))) return undefined;
  if (numbers.length === 1 && field.dict.get('Parent') !== null) return undefined;
  const signature = signatureOf(document, field, rank);
  if (!signature && field.value !== null) return undefined;
  if (signature && signature.number !== field.number && !comparison.isAdded(signature.number)) return undefined;
  const rects = field.widgets.map((number) => rectOf(document, document.valueOf(number, rank), rank));
  const areas = rects.map((rect) => (rect ? (rect[2] - rect[0]) * (rect[3] - rect[1]) : Infinity));
  const isVisible = areas.some((area) => area > 0);
  // A signature shows that somebody signed. A field that shows something unsigned, or a screen over the page, serves to hide.
  const isScreen = areas.some((area) => area > VISIBLE_FIELD_AREA_MAX_PT2) || (isVisible && !signature && dicts.some((dict) => dict instanceof CosDict && dict.get('AP') !== null));
  const judged: Pick<Change, 'kind' | 'allowance'> = signature ? kindOf(signature.dict, isVisible) : { kind: 'structure', allowance: 'filling' };
  const change: Change = {
    kind: judged.kind, allowance: isScreen ? 'never' : isVisible ? 'uncertified' : judged.allowance, objects: [], field: field.name,
    detail: isScreen ? 'new signature field that hides the page' : `new ${isVisible ? 'visible' : 'invisible'} signature field`,
  };
  const drawn = dicts.every((dict) => dict instanceof CosDict && explainAppearance(comparison, change, null, dict, false));
  comparison.explain(change, numbers);
  if (!drawn) return comparison.add({ ...change, allowance: 'never', detail: 'new signature field whose appearance is not a drawing of its own' });
  for (const dict of dicts) absorbValue(comparison, change, dict);
  comparison.changes.push(change);
  return change;
}

/** Left, bottom, right, top; null when the value has no such rectangle. */
export function rectOf(document: CosDocument, annotation: CosValue, rank: number): [number, number, number, number] | null {
  const rect = annotation instanceof CosDict ? document.array(annotation.get('Rect'), rank) : [];
  const [a, b, c, d] = rect.map((item) => numberOf(document.resolve(item, rank)));
  if (a == null || b == null || c == null || d == null) return null;
  return [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)];
}
