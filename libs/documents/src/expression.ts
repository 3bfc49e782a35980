import { parse, type CallExpression, type Expression, type MemberExpression, type PrivateIdentifier, type Super } from 'acorn';

/**
 * The language of the templates: names, properties, comparisons, choices, a few methods. Node's `vm` is no barrier
 * (`this.constructor.constructor('return process')()` leaves it), so nothing here is ever given to JavaScript: acorn
 * parses, this file walks the tree, and what is not listed does not exist.
 */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

/** Longest expression read; the house templates stay under 200 characters. */
export const EXPRESSION_LENGTH_MAX = 2_000;
/** Nodes evaluated per expression: 60 structures × 20 partners take 5,000; a `map` inside a `map` inside a `map` stops. */
export const EXPRESSION_STEPS_MAX = 200_000;
/** Longest text built: one oversized allocation kills the whole process before the worker's memory limit acts. */
export const TEXT_LENGTH_MAX = 1_000_000;

/** Names that lead from any value to its constructor, hence to code, or that change what a lookup finds. */
const FORBIDDEN_NAMES: ReadonlySet<string> = new Set([
  'constructor', 'prototype', '__proto__', '__defineGetter__', '__defineSetter__', '__lookupGetter__', '__lookupSetter__',
  'caller', 'callee', 'arguments',
]);

/** Whether a name may be used as a property, by a template or by the data. */
export function isAllowedName(name: string): boolean {
  return !FORBIDDEN_NAMES.has(name) && !name.startsWith('__');
}

export type TemplateFunction = (...args: unknown[]) => unknown;
type Callback = (...args: unknown[]) => unknown;
type Node = Expression | PrivateIdentifier | Super;

interface Scope {
  names: ReadonlyMap<string, unknown>;
  parent: Scope | null;
}

interface Evaluation {
  functions: ReadonlyMap<string, TemplateFunction>;
  steps: number;
}

const parsed = new Map<string, Expression>();
/** A template has some hundreds of distinct expressions; the cache lives as long as one worker, that is one document. */
const PARSED_MAX = 5_000;

/** Reads one expression without evaluating it. @throws ExpressionError */
export function parseExpression(code: string): Expression {
  const known = parsed.get(code);
  if (known) return known;
  if (code.length > EXPRESSION_LENGTH_MAX) throw new ExpressionError('expression trop longue');
  let program;
  try {
    program = parse(`(${code}\n)`, { ecmaVersion: 2022 });
  } catch {
    throw new ExpressionError('expression mal écrite');
  }
  const [statement, ...others] = program.body;
  // « a); (b » parses as two statements once wrapped: everything read must be one expression.
  if (statement?.type !== 'ExpressionStatement' || others.length > 0) throw new ExpressionError('une seule expression est admise');
  if (parsed.size < PARSED_MAX) parsed.set(code, statement.expression);
  return statement.expression;
}

/**
 * Evaluates one expression of a template.
 * @param code      the expression as typed in Word, without its command word
 * @param names     what it may name: the data, and the loop variables (`$s`)
 * @param functions what it may call by name
 * @returns a text, number, boolean, null, array, plain object, or what a function of the template returned
 * @throws ExpressionError with a French sentence for the author of the template
 */
export function evaluate(
  code: string,
  names: Readonly<Record<string, unknown>>,
  functions: ReadonlyMap<string, TemplateFunction>,
): unknown {
  const scope: Scope = { names: new Map(Object.entries(names)), parent: null };
  const result = valueOf(parseExpression(code), scope, { functions, steps: 0 });
  // docx-templates would print the source of the closure.
  if (typeof result === 'function') throw new ExpressionError('une fonction n’est pas un résultat');
  return result;
}

function valueOf(node: Node, scope: Scope, run: Evaluation): unknown {
  run.steps += 1;
  if (run.steps > EXPRESSION_STEPS_MAX) throw new ExpressionError('expression trop coûteuse');
  const value = (inner: Node) => valueOf(inner, scope, run);
  switch (node.type) {
    case 'Literal':
      if (node.regex || node.bigint) throw new ExpressionError('littéral refusé');
      return node.value;
    case 'TemplateLiteral':
      return node.quasis.reduce((text, quasi, i) => {
        const inserted = node.expressions[i];
        return bounded(text + (quasi.value.cooked ?? '') + (inserted ? printable(value(inserted)) : ''));
      }, '');
    case 'Identifier':
      return lookup(node.name, scope);
    case 'ChainExpression':
      return value(node.expression);
    case 'MemberExpression':
      return member(node, value);
    case 'UnaryExpression':
      if (node.operator === '!') return !value(node.argument);
      if (node.operator === '-') return -number(value(node.argument));
      throw new ExpressionError(`opérateur refusé : ${node.operator}`);
    case 'LogicalExpression': {
      const left = value(node.left);
      if (node.operator === '&&') return left ? value(node.right) : left;
      if (node.operator === '||') return left ? left : value(node.right);
      return left ?? value(node.right);
    }
    case 'ConditionalExpression':
      return value(node.test) ? value(node.consequent) : value(node.alternate);
    case 'BinaryExpression':
      return binary(node.operator, value(node.left), value(node.right));
    case 'ArrayExpression':
      return node.elements.map((element) => {
        if (!element || element.type === 'SpreadElement') throw new ExpressionError('liste refusée');
        return value(element);
      });
    case 'ArrowFunctionExpression': {
      const { body } = node;
      const params = node.params.map((param) => (param.type === 'Identifier' ? param.name : null));
      if (body.type === 'BlockStatement' || node.async || params.includes(null)) throw new ExpressionError('fonction refusée');
      return (...args: unknown[]) =>
        valueOf(body, { names: new Map(params.map((name, i) => [name ?? '', args[i]])), parent: scope }, run);
    }
    case 'CallExpression':
      return call(node, value, run);
    default:
      throw new ExpressionError(`écriture refusée : ${node.type}`);
  }
}

function lookup(name: string, scope: Scope): unknown {
  for (let at: Scope | null = scope; at; at = at.parent) if (at.names.has(name) && isAllowedName(name)) return at.names.get(name);
  if (name === 'undefined') return undefined;
  throw new ExpressionError(`« ${name} » est inconnu`);
}

/**
 * Reads a property. An absent one is an error, not an empty text: a misspelt name in an IF would silently drop a
 * clause from an agreement. `a?.b` is the way to say that absence is expected.
 */
function member(node: MemberExpression, value: (node: Node) => unknown): unknown {
  const object = value(node.object);
  const key = node.computed ? value(node.property) : node.property.type === 'Identifier' ? node.property.name : null;
  if (typeof key !== 'string' && typeof key !== 'number') throw new ExpressionError('propriété refusée');
  const name = String(key);
  if (!isAllowedName(name)) throw new ExpressionError(`propriété refusée : ${name}`);
  if (typeof object === 'string' || Array.isArray(object)) {
    if (name === 'length') return object.length;
    if (Array.isArray(object) && /^\d+$/.test(name) && Number(name) < object.length) return object[Number(name)];
  } else if (isPlainObject(object) && Object.hasOwn(object, name)) {
    return object[name];
  }
  if (node.optional) return undefined;
  throw new ExpressionError(`« ${name} » n’existe pas`);
}

/** A record of JSON: no class, no promise. Its prototype is the root one of any realm, since workers and test runners have their own. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function binary(operator: string, left: unknown, right: unknown): unknown {
  switch (operator) {
    case '===': case '==': return left === right;
    case '!==': case '!=': return left !== right;
    case '+':
      return typeof left === 'number' && typeof right === 'number' ? left + right : bounded(printable(left) + printable(right));
    case '-': return number(left) - number(right);
    case '*': return number(left) * number(right);
    case '/': return number(left) / number(right);
    case '%': return number(left) % number(right);
    case '>': return comparable(left, right) > 0;
    case '<': return comparable(left, right) < 0;
    case '>=': return comparable(left, right) >= 0;
    case '<=': return comparable(left, right) <= 0;
    default: throw new ExpressionError(`opérateur refusé : ${operator}`);
  }
}

function number(value: unknown): number {
  if (typeof value !== 'number') throw new ExpressionError('un nombre est attendu');
  return value;
}

/** Text of a value about to be printed: « null » or « undefined » must never reach an agreement. */
function printable(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number') throw new ExpressionError('une valeur manque dans un texte');
  return String(value);
}

function comparable(left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0;
  throw new ExpressionError('comparaison de deux valeurs différentes');
}

function bounded(text: string): string {
  if (text.length > TEXT_LENGTH_MAX) throw new ExpressionError('texte trop long');
  return text;
}

function call(node: CallExpression, value: (node: Node) => unknown, run: Evaluation): unknown {
  const { callee } = node;
  const args = () =>
    node.arguments.map((argument) => {
      if (argument.type === 'SpreadElement') throw new ExpressionError('appel refusé');
      return value(argument);
    });
  if (callee.type === 'Identifier') {
    const known = run.functions.get(callee.name);
    if (!known) throw new ExpressionError(`fonction inconnue : ${callee.name}`);
    return known(...args());
  }
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') {
    throw new ExpressionError('appel refusé');
  }
  const object = value(callee.object);
  if (object == null && callee.optional) return undefined;
  return method(object, callee.property.name, args());
}

type Methods<T> = ReadonlyMap<string, (target: T, ...args: unknown[]) => unknown>;

const TEXT_METHODS: Methods<string> = new Map<string, (target: string, ...args: unknown[]) => unknown>([
  ['toUpperCase', (text) => text.toLocaleUpperCase('fr-FR')],
  ['toLowerCase', (text) => text.toLocaleLowerCase('fr-FR')],
  ['trim', (text) => text.trim()],
  ['includes', (text, part) => text.includes(printable(part))],
  ['startsWith', (text, part) => text.startsWith(printable(part))],
  ['endsWith', (text, part) => text.endsWith(printable(part))],
  ['slice', (text, from, to) => text.slice(optionalNumber(from), optionalNumber(to))],
  ['padStart', (text, length, filler) => text.padStart(Math.min(number(length), TEXT_LENGTH_MAX), printable(filler ?? ' '))],
]);

const LIST_METHODS: Methods<unknown[]> = new Map<string, (target: unknown[], ...args: unknown[]) => unknown>([
  ['join', (list, separator) => joined(list, printable(separator ?? ', '))],
  ['includes', (list, value) => list.includes(value)],
  ['slice', (list, from, to) => list.slice(optionalNumber(from), optionalNumber(to))],
  ['map', (list, each) => list.map((item, i) => callback(each)(item, i))],
  ['filter', (list, keep) => list.filter((item, i) => callback(keep)(item, i))],
  ['some', (list, test) => list.some((item, i) => callback(test)(item, i))],
  ['every', (list, test) => list.every((item, i) => callback(test)(item, i))],
]);

const NUMBER_METHODS: Methods<number> = new Map<string, (target: number, ...args: unknown[]) => unknown>([
  // The locale is fixed: the server's own would change the bytes of the document.
  ['toLocaleString', (value) => value.toLocaleString('fr-FR')],
]);

/** The methods of each kind of value, for who reads an expression without evaluating it. */
export const METHOD_NAMES: Readonly<Record<'text' | 'list' | 'number', readonly string[]>> = {
  text: [...TEXT_METHODS.keys()],
  list: [...LIST_METHODS.keys()],
  number: [...NUMBER_METHODS.keys()],
};

function method(object: unknown, name: string, args: unknown[]): unknown {
  const run =
    typeof object === 'string' ? bind(TEXT_METHODS.get(name), object)
    : typeof object === 'number' ? bind(NUMBER_METHODS.get(name), object)
    : Array.isArray(object) ? bind(LIST_METHODS.get(name), object)
    : undefined;
  if (!run) throw new ExpressionError(`méthode refusée : ${name}`);
  return run(...args);
}

function bind<T>(found: ((target: T, ...args: unknown[]) => unknown) | undefined, target: T): Callback | undefined {
  return found && ((...args) => found(target, ...args));
}

function optionalNumber(value: unknown): number | undefined {
  return value === undefined ? undefined : number(value);
}

/** Only arrow functions written in the expression are functions: the data is JSON and the template's own functions are no values. */
function callback(value: unknown): Callback {
  if (typeof value !== 'function') throw new ExpressionError('une fonction est attendue');
  return (...args) => Reflect.apply(value, undefined, args);
}

function joined(list: readonly unknown[], separator: string): string {
  let text = '';
  for (const [i, item] of list.entries()) text = bounded(text + (i > 0 ? separator : '') + printable(item));
  return text;
}
