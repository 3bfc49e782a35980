import fontkit from '@pdf-lib/fontkit';
import type { PDFDocument } from 'pdf-lib';
import { SigningError } from './errors.js';
import type { PreparedFont } from './manifest.js';

/**
 * Characters the signatures may need: Latin to U+024F, Vietnamese and other additions U+1E00–1EFF, typographic punctuation
 * (dashes, quotation marks, ellipsis, narrow spaces), currency and the few signs met in titles. Each range is inclusive.
 */
const RANGES: readonly (readonly [first: number, last: number])[] = [
  [0x20, 0x7e],
  [0xa0, 0xac],
  [0xae, 0x24f],
  [0x2c6, 0x2dd],
  [0x1e00, 0x1eff],
  [0x2000, 0x200a],
  [0x2010, 0x2015],
  [0x2018, 0x201f],
  [0x2020, 0x2026],
  [0x202f, 0x2030],
  [0x2032, 0x2033],
  [0x2039, 0x203a],
  [0x20ac, 0x20ac],
  [0x2116, 0x2116],
  [0x2122, 0x2122],
];

/** Six capitals and a plus sign mark an embedded subset (ISO 32000-1, 9.6.4). Fixed, so that the same input gives the same bytes. */
const SUBSET_NAME = 'PARAPH+ParapheSignature';

/**
 * Embeds the subset of `bytes` (a TrueType font) that signatures draw with, and tells how to write in it.
 * The font object itself is only filled in when the document is saved.
 */
export async function embedSignatureFont(document: PDFDocument, bytes: Buffer): Promise<PreparedFont> {
  document.registerFontkit(fontkit);
  const font = await document.embedFont(bytes, { subset: true, customName: SUBSET_NAME }).catch((cause: unknown) => {
    throw new SigningError('FONT_UNUSABLE', 'The font for signatures cannot be read as TrueType.', undefined, { cause });
  });
  const available = new Set(font.getCharacterSet());
  const glyphs: Record<string, readonly [string, number]> = {};
  for (const [first, last] of RANGES) {
    for (let code = first; code <= last; code++) {
      if (!available.has(code)) continue;
      const character = String.fromCodePoint(code);
      // One character at a time: a ligature or kerning pair would have no code of its own here.
      glyphs[character] = [font.encodeText(character).asString(), Math.round(font.widthOfTextAtSize(character, 1000))];
    }
  }
  if (!glyphs['?'] || !glyphs[' '] || !glyphs['…']) {
    throw new SigningError('FONT_UNUSABLE', 'The font for signatures lacks the space, « ? » or « … ».');
  }
  const ascent = Math.round(font.heightAtSize(1000, { descender: false }));
  return { object: font.ref.objectNumber, glyphs, ascent, descent: ascent - Math.round(font.heightAtSize(1000)) };
}
