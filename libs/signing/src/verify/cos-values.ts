/**
 * The objects a PDF is made of (ISO 32000-1, 7.3), as the verifier reads them. Strings and streams keep the place where they
 * stand: a signature is judged on bytes as much as on values.
 */
export type CosValue = null | boolean | number | CosReal | CosName | CosString | CosWord | CosRef | readonly CosValue[] | CosDict | CosStream;

/** A number written with a point, kept apart from an integer: /ByteRange takes integers only. */
export class CosReal {
  constructor(readonly value: number) {}
}

export class CosName {
  /** @param text bytes of the name as latin-1, `#xx` undone, without its solidus */
  constructor(readonly text: string) {}
}

export class CosString {
  /** @param start of its first delimiter in the bytes parsed; `end` is after the last one */
  constructor(
    readonly bytes: Buffer,
    readonly hex: boolean,
    readonly start: number,
    readonly end: number,
  ) {}
}

/** A bare word that is no PDF value. Kept as it is, so that an oddity in the body is not an exception. */
export class CosWord {
  constructor(readonly text: string) {}
}

export class CosRef {
  constructor(
    readonly number: number,
    readonly generation: number,
  ) {}
}

export class CosDict {
  /** @param repeated a key that stands twice: readers disagree on which one counts */
  constructor(
    readonly entries: ReadonlyMap<string, CosValue>,
    readonly repeated: string | undefined,
  ) {}

  get(key: string): CosValue {
    return this.entries.get(key) ?? null;
  }

  /** The name under a key, as text; null when there is something else, or nothing. */
  name(key: string): string | null {
    const value = this.get(key);
    return value instanceof CosName ? value.text : null;
  }
}

export class CosStream {
  /** @param data still encoded */
  constructor(
    readonly dict: CosDict,
    readonly data: Buffer,
  ) {}
}

/** The dictionary of a value, a stream's included. */
export function dictOf(value: CosValue | undefined): CosDict | null {
  if (value instanceof CosDict) return value;
  return value instanceof CosStream ? value.dict : null;
}

export function isArray(value: CosValue | undefined): value is readonly CosValue[] {
  return Array.isArray(value);
}

export function numberOf(value: CosValue | undefined): number | null {
  if (typeof value === 'number') return value;
  return value instanceof CosReal ? value.value : null;
}

/** Same value, whatever the way it is written; references are equal when they name the same object. */
export function sameValue(a: CosValue, b: CosValue): boolean {
  if (a === b) return true;
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x !== null || y !== null) return x === y;
  if (a instanceof CosName) return b instanceof CosName && a.text === b.text;
  if (a instanceof CosWord) return b instanceof CosWord && a.text === b.text;
  if (a instanceof CosString) return b instanceof CosString && a.bytes.equals(b.bytes);
  if (a instanceof CosRef) return b instanceof CosRef && a.number === b.number && a.generation === b.generation;
  if (isArray(a)) return isArray(b) && a.length === b.length && a.every((item, i) => sameValue(item, b[i] ?? null));
  if (a instanceof CosDict) return b instanceof CosDict && differingKeys(a, b).length === 0;
  if (a instanceof CosStream) {
    return b instanceof CosStream && a.data.equals(b.data) && differingKeys(a.dict, b.dict).every((key) => key === 'Length');
  }
  return false;
}

/** Keys whose values are not the same; an absent key and a null are the same (ISO 32000-1, 7.3.7). A repeated key differs from itself. */
export function differingKeys(a: CosDict, b: CosDict): string[] {
  const keys = new Set([...a.entries.keys(), ...b.entries.keys()]);
  const differing = [...keys].filter((key) => !sameValue(a.get(key), b.get(key)));
  for (const { repeated } of [a, b]) if (repeated !== undefined && !differing.includes(repeated)) differing.push(repeated);
  return differing;
}

/** Whether a key stands twice somewhere in a value: readers disagree on which one counts. */
export function hasRepeatedKey(value: CosValue): boolean {
  if (isArray(value)) return value.some(hasRepeatedKey);
  const dict = dictOf(value);
  return dict !== null && (dict.repeated !== undefined || [...dict.entries.values()].some(hasRepeatedKey));
}

/** Every reference inside a value, without following any. */
export function referencesIn(value: CosValue): CosRef[] {
  const found: CosRef[] = [];
  const waiting: CosValue[] = [value];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next instanceof CosRef) found.push(next);
    else if (isArray(next)) for (const item of next) waiting.push(item);
    else {
      const dict = dictOf(next);
      if (dict) for (const item of dict.entries.values()) waiting.push(item);
    }
  }
  return found;
}
