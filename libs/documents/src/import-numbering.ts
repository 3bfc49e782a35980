import { attributeOf, childOf, isOn, treeOf, type XmlNode } from './import-tree.js';

const LEVELS = 9;
const LETTERS = 26;
/** Beyond, letters and Roman numerals are figures: « zzz… » would only serve to fill the memory. */
const SPELLED_MAX = 999;
const ROMAN: readonly (readonly [number, string])[] = [
  [1000, 'm'], [900, 'cm'], [500, 'd'], [400, 'cd'], [100, 'c'], [90, 'xc'], [50, 'l'], [40, 'xl'], [10, 'x'], [9, 'ix'], [5, 'v'], [4, 'iv'], [1, 'i'],
];
/** Bullets that Word draws with its symbol fonts, as characters anybody can read. */
const SYMBOLS: ReadonlyMap<string, string> = new Map([
  ['\uf0b7', '•'], ['\uf0a7', '▪'], ['\uf02d', '-'], ['\uf0d8', '➢'], ['\uf0fc', '✓'], ['\uf076', '❖'], ['\uf0a8', '♦'],
]);

const FORMATS: Readonly<Record<string, (n: number) => string>> = {
  decimal: String,
  decimalZero: (n) => String(n).padStart(2, '0'),
  lowerLetter: letters,
  upperLetter: (n) => letters(n).toUpperCase(),
  lowerRoman: roman,
  upperRoman: (n) => roman(n).toUpperCase(),
  none: () => '',
};

type Level = { start: number; format: string; text: string; restart: number | undefined; legal: boolean; style: string | undefined };
type List = { definition: string; starts: ReadonlyMap<number, number>; levels: ReadonlyMap<number, Level> };

/** What Word writes before a paragraph. `exact` is false when the format of the number is one we do not draw. */
export type ListMarker = { level: number; marker: string; exact: boolean };

/**
 * Numbers paragraphs as Word does (ISO/IEC 29500-1, 17.9): lists of one definition count together, a list may start again,
 * a level starts again under a new higher one.
 */
export class ListNumbering {
  readonly #definitions = new Map<string, ReadonlyMap<number, Level>>();
  readonly #lists = new Map<string, List>();
  readonly #counts = new Map<string, (number | undefined)[]>();
  readonly #started = new Set<string>();

  constructor(xml: string | null) {
    if (xml === null) return;
    const { children } = treeOf(xml);
    const definitions = children.filter(({ name }) => name === 'w:abstractNum');
    const linked = new Map(definitions.map((node) => [attributeOf(childOf(node, 'w:styleLink')), node]));
    for (const node of definitions) {
      const link = attributeOf(childOf(node, 'w:numStyleLink'));
      this.#definitions.set(attributeOf(node, 'w:abstractNumId') ?? '', levelsOf(link === undefined ? node : (linked.get(link) ?? node)));
    }
    for (const node of children.filter(({ name }) => name === 'w:num')) this.#lists.set(attributeOf(node, 'w:numId') ?? '', listOf(node));
  }

  /** Counts one paragraph of a list. Undefined when the file does not define the list. `style` finds the level a style is tied to. */
  next(id: string, level: number | undefined, style?: string): ListMarker | undefined {
    const list = this.#lists.get(id);
    const definition = list && this.#definitions.get(list.definition);
    if (!list || !definition) return undefined;
    const at = level ?? [...definition].find(([, found]) => style !== undefined && found.style === style)?.[0] ?? 0;
    const levelAt = (n: number): Level | undefined => list.levels.get(n) ?? definition.get(n);
    const current = levelAt(at);
    if (!current) return undefined;
    const counts = this.#countsOf(list.definition);
    const override = this.#startOf(id, list, at);
    counts[at] = override ?? (counts[at] === undefined ? current.start : counts[at] + 1);
    for (let n = 0; n < at; n += 1) counts[n] ??= levelAt(n)?.start ?? 1;
    for (let n = at + 1; n < LEVELS; n += 1) if (startsAgain(levelAt(n)?.restart, at)) counts[n] = undefined;
    return { level: at, ...markerOf(current, counts, levelAt) };
  }

  #countsOf(definition: string): (number | undefined)[] {
    const known = this.#counts.get(definition) ?? Array.from({ length: LEVELS }, () => undefined);
    this.#counts.set(definition, known);
    return known;
  }

  /** The number a list starts again from at a level, once. */
  #startOf(id: string, list: List, level: number): number | undefined {
    const key = `${id}/${level}`;
    if (this.#started.has(key)) return undefined;
    this.#started.add(key);
    return list.starts.get(level);
  }
}

function levelsOf(node: XmlNode): Map<number, Level> {
  return new Map(node.children.filter(({ name }) => name === 'w:lvl').map((level) => [Number(attributeOf(level, 'w:ilvl')), levelOf(level)]));
}

function levelOf(node: XmlNode): Level {
  const restart = attributeOf(childOf(node, 'w:lvlRestart'));
  return {
    start: Number(attributeOf(childOf(node, 'w:start')) ?? 0),
    format: attributeOf(childOf(node, 'w:numFmt')) ?? 'decimal',
    text: attributeOf(childOf(node, 'w:lvlText')) ?? '',
    restart: restart === undefined ? undefined : Number(restart),
    legal: isOn(childOf(node, 'w:isLgl')) ?? false,
    style: attributeOf(childOf(node, 'w:pStyle')),
  };
}

function listOf(node: XmlNode): List {
  const starts = new Map<number, number>();
  const levels = new Map<number, Level>();
  for (const override of node.children.filter(({ name }) => name === 'w:lvlOverride')) {
    const at = Number(attributeOf(override, 'w:ilvl'));
    const start = attributeOf(childOf(override, 'w:startOverride'));
    const level = childOf(override, 'w:lvl');
    if (start !== undefined) starts.set(at, Number(start));
    if (level) levels.set(at, levelOf(level));
  }
  return { definition: attributeOf(childOf(node, 'w:abstractNumId')) ?? '', starts, levels };
}

/** `w:lvlRestart` 0 never starts again; n does under the first n levels; absent, under any higher one. */
const startsAgain = (restart: number | undefined, under: number): boolean => restart === undefined || (restart > 0 && under < restart);

function markerOf(level: Level, counts: readonly (number | undefined)[], levelAt: (n: number) => Level | undefined): { marker: string; exact: boolean } {
  if (level.format === 'bullet') return { marker: [...level.text].map((sign) => SYMBOLS.get(sign) ?? sign).join('').trim(), exact: true };
  let exact = true;
  const marker = level.text.replace(/%([1-9])/g, (_, digit: string) => {
    const rank = Number(digit) - 1;
    const name = level.legal ? 'decimal' : (levelAt(rank)?.format ?? 'decimal');
    const format = FORMATS[name];
    if (!format) exact = false;
    return (format ?? String)(counts[rank] ?? levelAt(rank)?.start ?? 1);
  });
  return { marker: marker.trim(), exact };
}

/** 1 → a, 26 → z, 27 → aa, 28 → bb, as Word counts. */
function letters(n: number): string {
  if (n > SPELLED_MAX) return String(n);
  return n < 1 ? '' : String.fromCharCode('a'.charCodeAt(0) + ((n - 1) % LETTERS)).repeat(Math.ceil(n / LETTERS));
}

function roman(n: number): string {
  if (n > SPELLED_MAX) return String(n);
  let rest = n;
  let out = '';
  for (const [value, sign] of ROMAN) for (; rest >= value; rest -= value) out += sign;
  return out;
}
