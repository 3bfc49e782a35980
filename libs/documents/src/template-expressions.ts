import type { CallExpression, Expression, MemberExpression, PrivateIdentifier, Super } from 'acorn';
import { ExpressionError, isAllowedName, METHOD_NAMES, parseExpression } from './expression.js';
import { nearest } from './similar.js';
import { loopOf, type Command } from './template-commands.js';
import { TEMPLATE_FUNCTIONS } from './template-functions.js';
import { paths, UNKNOWN, type Shape } from './template-shape.js';

/** What reading an expression finds: what the language does not have, and names the data does not have. */
export interface Problem {
  kind: 'refused' | 'unknown';
  /** A French sentence, with the suggestion. */
  words: string;
}

/** Names an expression may use; null when nothing is known of the data yet. */
export type Names = ReadonlyMap<string, Shape> | null;

type Node = Expression | PrivateIdentifier | Super;

/** The expression a command evaluates; null when it evaluates none. */
export function evaluatedCode({ type, code }: Pick<Command, 'type' | 'code'>): string | null {
  if (type === 'FOR') return loopOf(code)?.list ?? null;
  return ['INS', 'IF', 'IMAGE', 'LINK'].includes(type) ? code : null;
}

/** What the language of the templates refuses in an expression, whatever the data: in French, none when all is well. */
export function refusals(code: string): string[] {
  return inspect(code, null, false).problems.filter(({ kind }) => kind === 'refused').map(({ words }) => words);
}

/**
 * Reads an expression as `evaluate` would, on shapes instead of values. What this lets pass may still fail on the data;
 * what it reports would always fail, or be absent from every item of the sample.
 * @param isComplete whether the shapes are a whole description: `a?.b` may then not ask for what never exists
 */
export function inspect(code: string, names: Names, isComplete: boolean): { shape: Shape; problems: Problem[] } {
  const inspector = new Inspector(names, isComplete);
  try {
    return { shape: inspector.shapeOf(parseExpression(code)), problems: inspector.problems };
  } catch (thrown) {
    const words = thrown instanceof ExpressionError ? thrown.message : thrown instanceof RangeError ? 'expression trop profonde' : null;
    if (words === null) throw thrown;
    return { shape: UNKNOWN, problems: [{ kind: 'refused', words: sentence(words) }] };
  }
}

class Inspector {
  readonly problems: Problem[] = [];
  private readonly parameters: Map<string, Shape>[] = [];

  constructor(private readonly names: Names, private readonly isComplete: boolean) {}

  shapeOf(node: Node): Shape {
    switch (node.type) {
      case 'Literal':
        if (node.regex || node.bigint) return this.refuse('littéral refusé');
        return shapeOfLiteral(node.value);
      case 'TemplateLiteral':
        node.expressions.forEach((inner) => this.shapeOf(inner));
        return { kind: 'text' };
      case 'Identifier':
        return this.name(node.name);
      case 'ChainExpression':
        return this.shapeOf(node.expression);
      case 'MemberExpression':
        return this.member(node);
      case 'UnaryExpression':
        this.shapeOf(node.argument);
        if (node.operator !== '!' && node.operator !== '-') return this.refuse(`opérateur refusé : ${node.operator}`);
        return { kind: node.operator === '!' ? 'boolean' : 'number' };
      case 'LogicalExpression':
        return either(this.shapeOf(node.left), this.shapeOf(node.right));
      case 'ConditionalExpression':
        this.shapeOf(node.test);
        return either(this.shapeOf(node.consequent), this.shapeOf(node.alternate));
      case 'BinaryExpression':
        return this.binary(node.operator, this.shapeOf(node.left), this.shapeOf(node.right));
      case 'ArrayExpression': {
        const items = node.elements.map((element) => (!element || element.type === 'SpreadElement' ? this.refuse('liste refusée') : this.shapeOf(element)));
        return { kind: 'list', item: items[0] ?? UNKNOWN };
      }
      case 'CallExpression':
        return this.call(node);
      case 'ArrowFunctionExpression':
        return this.arrow(node, []);
      default:
        return this.refuse(`écriture refusée : ${node.type}`);
    }
  }

  private refuse(words: string): Shape {
    this.problems.push({ kind: 'refused', words: sentence(words) });
    return UNKNOWN;
  }

  /** @param meant the name or the path that was probably meant */
  private unknown(asked: string, meant: string | null, why = `« ${asked} » est inconnu`): Shape {
    this.problems.push({ kind: 'unknown', words: meant ? `${sentence(why).slice(0, -1)} : vouliez-vous dire « ${meant} » ?` : sentence(why) });
    return UNKNOWN;
  }

  private name(name: string): Shape {
    if (!isAllowedName(name)) return this.refuse(`« ${name} » est réservé`);
    for (const scope of [...this.parameters].reverse()) {
      const found = scope.get(name);
      if (found) return found;
    }
    if (this.names === null || name === 'undefined') return UNKNOWN;
    const found = this.names.get(name);
    if (found) return found;
    const variable = `$${name}`;
    if (this.names.has(variable)) return this.unknown(name, variable);
    // A name alone may also be the end of a path, or its words run together.
    const everywhere = [...this.names].flatMap(([first, shape]) => paths(shape, first)).filter((path) => path.includes('.'));
    const end = everywhere.find((path) => path.endsWith(`.${name}`));
    return this.unknown(name, nearest(name, this.names.keys()) ?? end ?? nearest(name, everywhere));
  }

  private member(node: MemberExpression): Shape {
    const object = this.shapeOf(node.object);
    if (node.computed) {
      const { property } = node;
      if (property.type === 'Literal' && typeof property.value === 'string') return this.property(object, node, property.value);
      const key = this.shapeOf(property);
      if (key.kind === 'list' || key.kind === 'record' || key.kind === 'boolean') return this.refuse('propriété refusée');
      return object.kind === 'list' ? object.item : UNKNOWN;
    }
    return node.property.type === 'Identifier' ? this.property(object, node, node.property.name) : this.refuse('propriété refusée');
  }

  private property(object: Shape, node: MemberExpression, name: string): Shape {
    if (!isAllowedName(name)) return this.refuse(`propriété refusée : ${name}`);
    if (object.kind === 'unknown') return UNKNOWN;
    if ((object.kind === 'list' || object.kind === 'text') && name === 'length') return { kind: 'number' };
    const found = object.kind === 'record' ? object.members.get(name) : undefined;
    if (found) return found;
    if (node.optional && !this.isComplete) return UNKNOWN;
    const owner = written(node.object);
    const candidates = object.kind === 'record' ? [...object.members.keys()] : object.kind === 'list' ? ['length', ...METHOD_NAMES.list] : ['length'];
    const near = nearest(name, candidates);
    const meant = near === null ? null : `${owner}.${near}`;
    const why = object.kind === 'list' && meant === null ? `« ${owner} » est une liste, que l’on parcourt avec FOR : « ${name} » n’y est pas` : undefined;
    return this.unknown(`${owner}.${name}`, meant, why);
  }

  private binary(operator: string, left: Shape, right: Shape): Shape {
    if (operator === '+') return { kind: left.kind === 'number' && right.kind === 'number' ? 'number' : left.kind === 'unknown' && right.kind === 'unknown' ? 'unknown' : 'text' };
    if (['-', '*', '/', '%'].includes(operator)) return { kind: 'number' };
    if (['===', '==', '!==', '!=', '>', '<', '>=', '<='].includes(operator)) return { kind: 'boolean' };
    return this.refuse(`opérateur refusé : ${operator}`);
  }

  private call(node: CallExpression): Shape {
    const { callee } = node;
    if (callee.type === 'Identifier') {
      node.arguments.forEach((argument) => this.argument(argument, []));
      if (TEMPLATE_FUNCTIONS.has(callee.name)) return UNKNOWN;
      const meant = nearest(callee.name, TEMPLATE_FUNCTIONS.keys());
      return this.refuse(`fonction inconnue : ${callee.name}${meant ? ` (vouliez-vous dire ${meant} ?)` : ''}`);
    }
    if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') return this.refuse('appel refusé');
    const object = this.shapeOf(callee.object);
    const item = object.kind === 'list' ? object.item : UNKNOWN;
    const [result = UNKNOWN] = node.arguments.map((argument) => this.argument(argument, [item, { kind: 'number' }]));
    return this.method(object, callee.property.name, result);
  }

  private argument(node: CallExpression['arguments'][number], parameters: readonly Shape[]): Shape {
    if (node.type === 'SpreadElement') return this.refuse('appel refusé');
    return node.type === 'ArrowFunctionExpression' ? this.arrow(node, parameters) : this.shapeOf(node);
  }

  private arrow(node: Extract<Expression, { type: 'ArrowFunctionExpression' }>, parameters: readonly Shape[]): Shape {
    const { body } = node;
    if (body.type === 'BlockStatement' || node.async) return this.refuse('fonction refusée');
    const scope = new Map<string, Shape>();
    for (const [i, param] of node.params.entries()) {
      if (param.type !== 'Identifier') return this.refuse('fonction refusée');
      scope.set(param.name, parameters[i] ?? UNKNOWN);
    }
    this.parameters.push(scope);
    const result = this.shapeOf(body);
    this.parameters.pop();
    return result;
  }

  /** @param result the shape of the first argument, that of its result when it is a function */
  private method(object: Shape, name: string, result: Shape): Shape {
    const known = object.kind === 'unknown' ? Object.values(METHOD_NAMES).flat() : object.kind === 'record' || object.kind === 'boolean' ? [] : METHOD_NAMES[object.kind];
    if (!known.includes(name)) {
      const meant = nearest(name, known);
      return this.refuse(`méthode refusée : ${name}${meant ? ` (vouliez-vous dire ${meant} ?)` : ''}`);
    }
    if (['includes', 'some', 'every', 'startsWith', 'endsWith'].includes(name)) return { kind: 'boolean' };
    if (name === 'map') return { kind: 'list', item: result };
    if (name === 'filter' || name === 'slice') return object;
    return { kind: 'text' };
  }
}

function shapeOfLiteral(value: unknown): Shape {
  if (typeof value === 'string') return { kind: 'text' };
  if (typeof value === 'number') return { kind: 'number' };
  return typeof value === 'boolean' ? { kind: 'boolean' } : UNKNOWN;
}

/** The shape of one of two values: what is known when both agree. */
function either(a: Shape, b: Shape): Shape {
  return a.kind === b.kind ? a : UNKNOWN;
}

/** How a path is written, for the sentence: `gestionnaires.name`. */
function written(node: Node): string {
  if (node.type === 'Identifier') return node.name;
  if (node.type === 'MemberExpression' && !node.computed && node.property.type === 'Identifier') return `${written(node.object)}.${node.property.name}`;
  return '…';
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
