import { shownTexts, type ShownText } from './form-content.js';
import type { FormFonts, Glyph } from './form-fonts.js';
import { MARK, MARK_END, TICKED, UNTICKED, type FormField, type FormPlan } from './form-plan.js';

/** Sizes tried for an answer too long for its lines, as shares of the size of the form. Smaller would not be read. */
const SHARES = [1, 0.9, 0.8];

/** Where an answer begins on each of its lines. */
interface Line {
  readonly start: number;
  readonly end: number;
  readonly font: string;
  readonly size: number;
  readonly x: number;
  readonly y: number;
  /** Words of the form that stand before the answer and were drawn with it. */
  readonly before: string;
}

/** One place of a page that is drawn anew for each copy. */
export type Slot =
  | { readonly kind: 'field'; readonly name: string; readonly lines: readonly Line[]; readonly right: number }
  | { readonly kind: 'tick'; readonly rank: number; readonly start: number; readonly end: number; readonly ticked: string };

/** What is drawn instead of the bytes between two offsets. */
export interface Change {
  readonly start: number;
  readonly end: number;
  readonly bytes: string;
}

/**
 * The places to fill in one page.
 * @param ticksBefore boxes in the pages before
 * @throws RangeError when the page is not one of a form
 */
export function slotsOf(content: Buffer, fonts: FormFonts, { fields }: FormPlan, ticksBefore: number): { slots: Slot[]; erased: Change[]; ticks: number } {
  const names = Object.keys(fields);
  const slots: Slot[] = [];
  const erased: Change[] = [];
  let ticks = ticksBefore;
  let open: { name: string; field: FormField; lines: Line[] } | null = null;
  let inside = false;
  for (const shown of shownTexts(content)) {
    const text = shown.pieces.map((piece) => (typeof piece === 'number' ? '' : fonts.read(shown.font, piece))).join('');
    const mark = MARK.exec(text);
    if (mark) {
      const [name, line] = [names[Number(mark[1])]!, Number(mark[2])];
      if (line === 0) {
        open = { name, field: fields[name]!, lines: [] };
        slots.push({ kind: 'field', name, lines: open.lines, right: open.field.right });
      }
      if (open?.name !== name || open.lines.length !== line) throw new RangeError(`The lines of ${name} are not together`);
      open.lines.push({ ...placeOf(shown), before: text.slice(0, mark.index) });
      inside = true;
    } else if (inside) erased.push({ start: shown.start, end: shown.end, bytes: '<>Tj' });
    else if (text.startsWith(UNTICKED)) {
      slots.push({ kind: 'tick', rank: ticks, start: shown.start, end: shown.end, ticked: tickedBytes(shown, fonts) });
      ticks += 1;
    }
    if (inside && text.endsWith(MARK_END)) inside = false;
  }
  if (inside) throw new RangeError('An answer does not end its line');
  return { slots, erased, ticks };
}

const placeOf = ({ start, end, font, size, x, y }: ShownText): Omit<Line, 'before'> => ({ start, end, font, size, x, y });

/** The same text with its box ticked: both boxes are as wide. */
function tickedBytes({ pieces, font }: ShownText, fonts: FormFonts): string {
  const [from, to] = [fonts.glyphsOf(font, UNTICKED)?.[0], fonts.glyphsOf(font, TICKED)?.[0]];
  if (!from || !to || from.font !== font || to.font !== font) throw new RangeError('A box and its tick are not in one font');
  const hex = (codes: Buffer): string => [...codes].map((code) => code.toString(16).padStart(2, '0')).map((code) => (code === from.code ? to.code : code)).join('');
  return `[${pieces.map((piece) => (typeof piece === 'number' ? String(piece) : `<${hex(piece)}>`)).join('')}]TJ`;
}

/** What draws a text in its place; null when it does not fit, or has a character that the form does not hold. */
export function drawn({ lines, right }: Extract<Slot, { kind: 'field' }>, text: string, fonts: FormFonts): Change[] | null {
  const [first, second] = lines;
  if (!first) return null;
  const [head, answer] = [fonts.glyphsOf(first.font, first.before), fonts.glyphsOf(first.font, text)];
  if (!head || !answer) return null;
  const leading = second ? first.y - second.y : 0;
  for (const share of SHARES) {
    const size = first.size * share;
    const room = Math.floor(lines.length / share);
    const widths = Array.from({ length: room }, (_, line) => ((right - (line === 0 ? first.x : (second ?? first).x)) * 1000) / size);
    const rows = wrapped(text, answer, widths, widthOf(head));
    if (!rows) continue;
    const show = rows.map((row, line) => (line === 0 ? '' : ` ${line === 1 ? round((second ?? first).x - first.x) : 0} ${round(-leading * share)} Td `) + shown(line === 0 ? [...head, ...row] : row, size));
    return [{ start: first.start, end: first.end, bytes: show.join('') || '<>Tj' }, ...lines.slice(1).map(({ start, end }) => ({ start, end, bytes: '<>Tj' }))];
  }
  return null;
}

const round = (points: number): number => Math.round(points * 1000) / 1000;
const widthOf = (glyphs: readonly Glyph[]): number => glyphs.reduce((sum, { advance }) => sum + advance, 0);

/** The glyphs of each line, broken at spaces; null when they need more lines, or a word is longer than one. `taken`: what the first line bears already. */
function wrapped(text: string, glyphs: readonly Glyph[], widths: readonly number[], taken: number): Glyph[][] | null {
  const characters = [...text];
  const rows: Glyph[][] = [];
  let [from, at] = [0, 0];
  while (from < glyphs.length) {
    const width = (widths[rows.length] ?? -1) - (rows.length === 0 ? taken : 0);
    let [end, used] = [-1, 0];
    for (at = from; at < glyphs.length; at += 1) {
      if (characters[at] === ' ') end = at;
      used += glyphs[at]!.advance;
      if (used > width) break;
    }
    if (at === glyphs.length) end = at;
    if (end <= from) return null;
    rows.push(glyphs.slice(from, end));
    from = end + 1;
  }
  return rows.length <= widths.length ? (rows.length === 0 ? [[]] : rows) : null;
}

/** Texts of one line, a change of font wherever a glyph is in another subset. */
function shown(glyphs: readonly Glyph[], size: number): string {
  let bytes = '';
  let font = '';
  for (const glyph of glyphs) {
    if (glyph.font !== font) bytes += `${font === '' ? '' : '>Tj'}/${glyph.font} ${round(size)} Tf<`;
    font = glyph.font;
    bytes += glyph.code;
  }
  return bytes === '' ? '' : `${bytes}>Tj`;
}
