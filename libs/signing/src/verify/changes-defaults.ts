import type { Change, Comparison } from './changes-comparison.js';
import { CosDict, CosName, CosRef, CosString } from './cos-values.js';
import type { CosValue } from './cos-values.js';

/** A font, its size and a colour: « /Helv 0 Tf 0 g ». */
const DEFAULT_APPEARANCE = /^\s*(?:\/[\w+.-]{1,64}\s+[\d.]{1,8}\s+Tf\s*|(?:[\d.]{1,8}\s+){1,4}(?:g|rg|k)\s*){1,4}$/;
const DEFAULT_APPEARANCE_BYTES_MAX = 128;
/** Helvetica and ZapfDingbats are all that PDFBox gives. */
const FONTS_MAX = 16;
const FONT_KEYS = new Set(['Type', 'Subtype', 'Name', 'BaseFont', 'Encoding']);

/**
 * Whether the form was given the defaults of fields that bear text (ISO 32000-1, table 218), where it has none such and had no defaults: they draw nothing. PDFBox, and
 * the programs made with it, write them whenever they open a form. Explains the objects they bring: fonts of the standard fourteen, and what holds them.
 *
 * @param keys entries of /AcroForm that changed, besides /Fields and /SigFlags
 */
export function areUnusedDefaults(comparison: Comparison, before: CosDict, after: CosDict, keys: readonly string[]): boolean {
  const { document, rank } = comparison;
  if (keys.length === 0 || !keys.every((key) => (key === 'DA' || key === 'DR') && !before.entries.has(key) && after.repeated === undefined)) return false;
  if (![comparison.before, comparison.after].every(({ fields, findings }) => findings.length === 0 && fields.every(({ type }) => type === 'Sig'))) return false;
  const appearance = after.get('DA');
  if (appearance !== null && !(appearance instanceof CosString && appearance.bytes.length <= DEFAULT_APPEARANCE_BYTES_MAX && DEFAULT_APPEARANCE.test(appearance.bytes.toString('latin1')))) return false;
  const numbers: number[] = [];
  const open = (value: CosValue): CosDict | null => {
    if (value instanceof CosRef) numbers.push(value.number);
    const dict = document.resolve(value, rank);
    return dict instanceof CosDict && dict.repeated === undefined ? dict : null;
  };
  if (after.get('DR') !== null) {
    const resources = open(after.get('DR'));
    const fonts = resources && [...resources.entries.keys()].every((key) => key === 'Font') ? open(resources.get('Font')) : null;
    const values = [...(fonts?.entries.values() ?? [])];
    if (!fonts || values.length > FONTS_MAX || !values.every((value) => isPlainFont(open(value)))) return false;
  }
  if (!numbers.every((number) => comparison.isAdded(number))) return false;
  const change: Change = comparison.add({ kind: 'structure', allowance: 'filling', detail: 'defaults of the form, that none of its fields uses' });
  comparison.explain(change, numbers);
  return true;
}

/** One that readers have by themselves: it brings neither drawings nor a font file. */
function isPlainFont(font: CosDict | null): boolean {
  if (!font || font.name('Type') !== 'Font' || font.name('Subtype') !== 'Type1') return false;
  return [...font.entries].every(([key, value]) => FONT_KEYS.has(key) && value instanceof CosName);
}
