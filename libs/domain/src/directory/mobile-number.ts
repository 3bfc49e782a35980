/** Longer than any way of writing ten figures with their prefix: what is longer is not read at all. */
const WRITTEN_MAX_LENGTH = 30;

/**
 * Mobile blocks of the overseas départements, by their first figures without the zero, and the country code that reaches them
 * (national numbering plan, ARCEP decision 2018-0881). Elsewhere in 6 and 7, the country code is 33.
 */
const OVERSEAS: Readonly<Record<string, string>> = {
  690: '590', 691: '590', 694: '594', 696: '596', 697: '596', 692: '262', 693: '262', 639: '262',
  7090: '590', 7091: '596', 7092: '262', 70930: '594', 70931: '594', 70932: '594', 70933: '594', 70935: '262', 70936: '262', 70937: '262',
};
/** How many figures tell a block, the longest first. */
const blockLengths = [5, 4, 3];

/** One separator at most between two figures, as people write; no line break, no other sign. */
const separator = '[ .\\u00A0\\u202F-]?';
const written = new RegExp(`^(?:(?:\\+|00)(33|262|590|594|596)${separator}(?:\\(0\\))?${separator}|0)((?:\\d${separator}){8}\\d)$`);

/**
 * A French mobile number in any usual writing (« 06 12 34 56 78 », « +33 (0)6.12.34.56.78 », « 0690 12 34 56 »), as the one writing that is kept:
 * E.164, « +33612345678 ». Null for anything else: a fixed line cannot receive a code, and what hides a line break or a second number is nobody's.
 */
export function mobileNumber(text: string): string | null {
  const line = text.length <= WRITTEN_MAX_LENGTH ? text.trim() : '';
  // What `trim` takes away at the ends may be a line break, which no number holds.
  const [, country, figures] = written.exec(/[\r\n\t\v\f]/.test(text) ? '' : line) ?? [];
  const national = figures?.replace(/\D/g, '');
  if (!national || !/^[67]/.test(national)) return null;
  const own = blockLengths.map((length) => OVERSEAS[national.slice(0, length)]).find((code) => code !== undefined) ?? '33';
  return country === undefined || country === '33' || country === own ? `+${own}${national}` : null;
}

/** Whether this is a mobile number as it is kept: what a message may be sent to. */
export function isMobileNumber(text: string | null | undefined): text is string {
  return text != null && mobileNumber(text) === text;
}

/** As people read it: « 06 12 34 56 78 ». `number`: as it is kept. */
export function shownMobile(number: string): string {
  return nationalPairs(number).join('\u00A0');
}

/** As much as its owner needs to recognise it: « 06 •• •• •• 78 ». */
export function maskedMobile(number: string): string {
  const pairs = nationalPairs(number);
  return pairs.map((pair, rank) => (rank === 0 || rank === pairs.length - 1 ? pair : '••')).join('\u00A0');
}

function nationalPairs(number: string): string[] {
  return `0${number.slice(-9)}`.match(/../g) ?? [];
}
