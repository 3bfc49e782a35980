import { PDFArray, PDFDict, PDFName, PDFNumber, PDFRawStream, decodePDFRawStream } from 'pdf-lib';

/** A character as a page can show it: its font's name in the resources, its code, its advance in thousandths of the size. */
export interface Glyph {
  readonly font: string;
  readonly code: string;
  readonly advance: number;
}

const name = (text: string): PDFName => PDFName.of(text);
/** Six capitals and a plus sign before the name of an embedded subset (ISO 32000-1, 9.6.4). */
const SUBSET_PREFIX = /^\/[A-Z]{6}\+/;
const NBSP = '\u00A0';

/** The fonts that LibreOffice embedded: simple ones, 255 characters each at most, so that one typeface may take several. */
export class FormFonts {
  /** Font name → its typeface; then its codes → characters; then, by typeface, character → glyph. */
  private readonly faces = new Map<string, string>();
  private readonly characters = new Map<string, ReadonlyMap<number, string>>();
  private readonly glyphs = new Map<string, Map<string, Glyph>>();

  constructor(fonts: PDFDict) {
    for (const [key, value] of fonts.entries()) {
      const dict = fonts.context.lookup(value);
      const unicode = dict instanceof PDFDict ? dict.lookup(name('ToUnicode')) : undefined;
      const widths = dict instanceof PDFDict ? dict.lookup(name('Widths')) : undefined;
      // What a signature is drawn with later is a composite font: a form writes nothing in it.
      if (!(dict instanceof PDFDict) || !(unicode instanceof PDFRawStream) || !(widths instanceof PDFArray)) continue;
      this.add(key.asString().slice(1), dict, unicode, widths);
    }
  }

  private add(font: string, dict: PDFDict, unicode: PDFRawStream, widths: PDFArray): void {
    const face = String(dict.lookup(name('BaseFont'))).replace(SUBSET_PREFIX, '');
    const first = dict.lookup(name('FirstChar'), PDFNumber).asNumber();
    const characters = charactersOf(Buffer.from(decodePDFRawStream(unicode).decode()).toString('latin1'));
    const known = this.glyphs.get(face) ?? new Map<string, Glyph>();
    for (const [code, character] of characters) {
      const advance = widths.lookup(code - first);
      if (advance instanceof PDFNumber && !known.has(character)) known.set(character, { font, code: code.toString(16).padStart(2, '0'), advance: advance.asNumber() });
    }
    this.faces.set(font, face);
    this.characters.set(font, characters);
    this.glyphs.set(face, known);
  }

  read(font: string, codes: Buffer): string {
    const characters = this.characters.get(font);
    return [...codes].map((code) => characters?.get(code) ?? '').join('');
  }

  /** The glyphs of a text in the typeface of that font; null when one is missing. A space that does not break looks like the other. */
  glyphsOf(font: string, text: string): Glyph[] | null {
    const known = this.glyphs.get(this.faces.get(font) ?? '');
    const found = [...text].map((character) => known?.get(character === NBSP ? ' ' : character));
    return found.every((glyph) => glyph !== undefined) ? (found as Glyph[]) : null;
  }
}

/** The pairs of a ToUnicode map (ISO 32000-1, 9.10.3), one character each. */
function charactersOf(map: string): Map<number, string> {
  const characters = new Map<number, string>();
  const text = (hex: string): string => Buffer.from(hex, 'hex').swap16().toString('utf16le');
  for (const [, body] of map.matchAll(/beginbfchar([\s\S]*?)endbfchar/g)) {
    for (const [, code, unicode] of body!.matchAll(/<([0-9a-f]+)>\s*<([0-9a-f]+)>/gi)) characters.set(parseInt(code!, 16), text(unicode!));
  }
  for (const [, body] of map.matchAll(/beginbfrange([\s\S]*?)endbfrange/g)) {
    for (const [, from, to, unicode] of body!.matchAll(/<([0-9a-f]+)>\s*<([0-9a-f]+)>\s*<([0-9a-f]{4})>/gi)) {
      for (let code = parseInt(from!, 16); code <= parseInt(to!, 16); code += 1) characters.set(code, String.fromCharCode(parseInt(unicode!, 16) + code - parseInt(from!, 16)));
    }
  }
  return characters;
}
