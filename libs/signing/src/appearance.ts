import type { PreparedFont } from './manifest.js';
import { coordinate } from './pdf-syntax.js';

/** White border inside the rectangle, in points. */
const PADDING_PT = 3;
/** Sizes tried, largest first, in points. Under 5 points nobody can read a print. */
const SIZES_PT = [9, 8.5, 8, 7.5, 7, 6.5, 6, 5.5, 5];
/** From one base line to the next, in font sizes. */
const LEADING = 1.2;
/** Lines beyond these cannot fit at the smallest size; longer texts are cut before they are measured. */
const LINES_MAX = 12;
const LINE_CHARACTERS_MAX = 400;

const ELLIPSIS = '…';
const UNKNOWN = '?';

const graphemes = new Intl.Segmenter('fr', { granularity: 'grapheme' });

/** Look-alikes of signs the font does not hold. */
const LOOKALIKES: Readonly<Record<string, string>> = { '\u2212': '-', '\u2215': '/', '\u2043': '-', '\u02bc': '’', '\u2003': ' ', '\u3000': ' ', '\u1d52': 'º' };

/**
 * Writes `text` with the characters of the embedded font only: composed form, then without its diacritics or in its
 * compatibility form, then « ? », once for each thing a reader would see as one sign (an emoji of five code points is one).
 */
export function drawable(text: string, font: PreparedFont): string {
  const has = (character: string): boolean => Object.hasOwn(font.glyphs, character);
  const composed = text.normalize('NFC');
  // Nearly always so: the rest costs more than all the remainder of a signature.
  if ([...composed].every(has)) return composed;
  const clean = composed.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').replace(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu, (c) => (c === '\u200d' ? c : ''));
  return [...graphemes.segment(clean)]
    .map(({ segment }) => {
      if ([...segment].every(has)) return segment;
      // Before its compatibility form, which would make « no » of « nᵒ ».
      if (has(LOOKALIKES[segment] ?? '')) return LOOKALIKES[segment]!;
      const plain = [...segment.normalize('NFKD')].filter((character) => !/\p{M}/u.test(character)).map((character) => LOOKALIKES[character] ?? character);
      return plain.length > 0 && plain.every(has) ? plain.join('') : UNKNOWN;
    })
    .join('');
}

/** Of the text, in thousandths of the font size. */
function advanceOf(text: string, font: PreparedFont): number {
  let sum = 0;
  for (const character of text) sum += font.glyphs[character]?.[1] ?? 0;
  return sum;
}

function widthOf(text: string, font: PreparedFont, size: number): number {
  return (advanceOf(text, font) * size) / 1000;
}

function shortened(text: string, font: PreparedFont, size: number, width: number): string {
  if (widthOf(text, font, size) <= width) return text;
  const characters = [...text];
  while (characters.length > 0 && widthOf(characters.join('') + ELLIPSIS, font, size) > width) characters.pop();
  return characters.join('').trimEnd() + ELLIPSIS;
}

export interface Layout {
  readonly size: number;
  readonly lines: readonly string[];
}

/**
 * Fits lines into a rectangle: the largest size at which they all hold; at the smallest size, long lines end on « … » and
 * lines too many are dropped, the last one kept ending on « … ».
 */
export function layOut(lines: readonly string[], font: PreparedFont, width: number, height: number): Layout {
  const inside = { width: width - 2 * PADDING_PT, height: height - 2 * PADDING_PT };
  const texts = lines.slice(0, LINES_MAX).map((line) => drawable(line.slice(0, LINE_CHARACTERS_MAX), font).trim()).filter((line) => line !== '');
  const smallest = SIZES_PT.at(-1) ?? 5;
  const widest = Math.max(0, ...texts.map((text) => advanceOf(text, font)));
  const fits = (size: number): boolean => texts.length * size * LEADING <= inside.height && (widest * size) / 1000 <= inside.width;
  const size = SIZES_PT.find(fits) ?? smallest;
  const room = Math.floor(inside.height / (size * LEADING));
  const kept = texts.slice(0, room);
  const last = kept.at(-1);
  if (last !== undefined && (texts.length > room || lines.length > LINES_MAX)) kept[kept.length - 1] = `${last} ${ELLIPSIS}`;
  return { size, lines: kept.map((text) => shortened(text, font, size, inside.width)) };
}

/** Content of the appearance stream, to be drawn with the font named /F1 in a box of that size, in points. */
export function appearanceContent(lines: readonly string[], font: PreparedFont, width: number, height: number): Buffer {
  const layout = layOut(lines, font, width, height);
  const leading = coordinate(layout.size * LEADING);
  const first = coordinate(height - PADDING_PT - (layout.size * font.ascent) / 1000);
  const code = (text: string): string => [...text].map((character) => font.glyphs[character]?.[0] ?? '').join('');
  const shown = layout.lines.map((line, i) => `${i === 0 ? `${PADDING_PT} ${first} Td` : 'T*'} <${code(line)}> Tj`);
  return Buffer.from(['q', 'BT', '0 g', `/F1 ${layout.size} Tf`, `${leading} TL`, ...shown, 'ET', 'Q'].join('\n'), 'latin1');
}
