/** Shorter is no name. */
const nameLengthMin = 3;
/** The longest names known are half as long; what is longer is no name either. */
const nameLengthMax = 200;

/** A name on one line, without what no keyboard types; null when it is none. */
export function typedName(typed: string): string | null {
  const name = typed.replace(/[\s\p{Cc}\p{Bidi_Control}]+/gu, ' ').trim();
  return name.length >= nameLengthMin && name.length <= nameLengthMax ? name : null;
}
