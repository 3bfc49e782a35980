import { isPlainObject } from './expression.js';

/** What is known of a value before the data exists: enough to tell a misspelt name from a good one. */
export type Shape =
  | { kind: 'record'; members: ReadonlyMap<string, Shape> }
  | { kind: 'list'; item: Shape }
  | { kind: 'text' | 'number' | 'boolean' | 'unknown' };

export const UNKNOWN: Shape = { kind: 'unknown' };

/** Deeper than any real record; stops a schema that refers to itself. */
const DEPTH_MAX = 30;

/** The shape of a sample: items of a list are laid over one another; null and the items of an empty list are unknown. */
export function shapeOfSample(value: unknown, depth = 0): Shape {
  if (depth > DEPTH_MAX) return UNKNOWN;
  if (typeof value === 'string') return { kind: 'text' };
  if (typeof value === 'number') return { kind: 'number' };
  if (typeof value === 'boolean') return { kind: 'boolean' };
  if (Array.isArray(value)) {
    const [first, ...others] = value.map((item) => shapeOfSample(item, depth + 1));
    return { kind: 'list', item: others.reduce(merge, first ?? UNKNOWN) };
  }
  if (!isPlainObject(value)) return UNKNOWN;
  return { kind: 'record', members: new Map(Object.entries(value).map(([name, inner]) => [name, shapeOfSample(inner, depth + 1)])) };
}

/** What two values have in common, and all the members of either: a name one item bears is a name to be known. */
function merge(a: Shape, b: Shape): Shape {
  if (a.kind === 'unknown') return b;
  if (b.kind === 'unknown') return a;
  if (a.kind === 'record' && b.kind === 'record') {
    const members = new Map(a.members);
    for (const [name, shape] of b.members) members.set(name, merge(members.get(name) ?? UNKNOWN, shape));
    return { kind: 'record', members };
  }
  if (a.kind === 'list' && b.kind === 'list') return { kind: 'list', item: merge(a.item, b.item) };
  return a.kind === b.kind ? a : UNKNOWN;
}

/**
 * The shape described by a JSON Schema (2020-12), as zod writes it: types, properties, items, alternatives, local
 * references. What it does not say is unknown, and everything may be asked of the unknown.
 */
export function shapeOfSchema(schema: unknown, root: unknown = schema, depth = 0): Shape {
  if (depth > DEPTH_MAX || !isPlainObject(schema)) return UNKNOWN;
  const inner = (part: unknown) => shapeOfSchema(part, root, depth + 1);
  if (typeof schema.$ref === 'string') return inner(referred(root, schema.$ref));
  const alternatives = [schema.anyOf, schema.oneOf, schema.allOf].find(Array.isArray);
  if (alternatives) return alternatives.map(inner).reduce(merge, UNKNOWN);
  if ('const' in schema) return shapeOfSample(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => shapeOfSample(value)).reduce(merge, UNKNOWN);
  const types = (Array.isArray(schema.type) ? schema.type : [schema.type]).filter((type) => type !== 'null');
  if (types.length !== 1) return UNKNOWN;
  switch (types[0]) {
    case 'string': return { kind: 'text' };
    case 'number': case 'integer': return { kind: 'number' };
    case 'boolean': return { kind: 'boolean' };
    case 'array': return { kind: 'list', item: inner(schema.items) };
    case 'object':
      if (!isPlainObject(schema.properties)) return UNKNOWN;
      return { kind: 'record', members: new Map(Object.entries(schema.properties).map(([name, part]) => [name, inner(part)])) };
    default: return UNKNOWN;
  }
}

/** `#/$defs/partner`, or `#` for the whole. */
function referred(root: unknown, reference: string): unknown {
  return reference.split('/').slice(1).reduce<unknown>((at, step) => (isPlainObject(at) ? at[step.replace(/~1/g, '/').replace(/~0/g, '~')] : undefined), root);
}

/** Every path of a record, lists entered by their items: `gestionnaires.name`. For suggestions. */
export function paths(shape: Shape, before = '', depth = 0): string[] {
  if (shape.kind === 'list') return paths(shape.item, before, depth + 1);
  if (shape.kind !== 'record' || depth > DEPTH_MAX) return [];
  return [...shape.members].flatMap(([name, inner]) => {
    const path = before === '' ? name : `${before}.${name}`;
    return [path, ...paths(inner, path, depth + 1)];
  });
}
