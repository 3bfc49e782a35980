import { randomInt } from 'node:crypto';

/** Crockford's base 32: neither I, L, O nor U, so that a code read on paper is typed right. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 80 bits: nobody guesses one, even with the digests of the whole table. */
const codeLength = 16;
const groupLength = 4;

/** The code printed on the person's original: what opens their mandate without an account. */
export function drawMandateCode(): string {
  return Array.from({ length: codeLength }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/** As typed or scanned: small letters, blanks, hyphens, and the letters that Crockford left out. Null when it can be no code of ours. */
export function readMandateCode(typed: string): string | null {
  const code = typed.toUpperCase().replace(/[\s\u2010-\u2015-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  return code.length === codeLength && [...code].every((letter) => alphabet.includes(letter)) ? code : null;
}

/** `ABCD-EFGH-JKMN-PQRS`. */
export function shownMandateCode(code: string): string {
  return (code.match(new RegExp(`.{${groupLength}}`, 'g')) ?? []).join('-');
}
