/** La Poste numbers its post offices outside the Luhn rule: their SIRET keep the SIREN, and a digit sum multiple of 5. */
const LA_POSTE_SIREN = '356000000';

/** The modulus of that exception. */
const LA_POSTE_DIGIT_SUM_MULTIPLE = 5;

const SIREN_LENGTH = 9;
const SIRET_LENGTH = 14;

/**
 * True when `siret` has the format of a SIRET: fourteen digits, a SIREN and a SIRET that both pass Luhn, or La Poste's own rule.
 * A format says nothing of life: an establishment that has closed keeps a valid number, so screens say « format valide ».
 * Kept as text: as a number it would lose its leading zeros.
 */
export function isValidSiret(siret: string): boolean {
  if (!/^\d{14}$/.test(siret)) return false;
  const siren = siret.slice(0, SIREN_LENGTH);
  if (!isValidSiren(siren)) return false;
  if (passesLuhn(siret)) return true;
  return siren === LA_POSTE_SIREN && digitSum(siret) % LA_POSTE_DIGIT_SUM_MULTIPLE === 0;
}

/** Printed in groups or pasted from elsewhere, a SIRET comes with spaces of every kind; it is kept without. */
export function bareSiret(typed: string): string {
  return typed.replaceAll(/\s/g, '');
}

/** What is wrong with a number given as a SIRET: « 2,00035E+13 » is what a spreadsheet makes of one in a cell of numbers. */
export type SiretFault = 'siret_as_number' | 'siret_not_digits' | 'siret_length' | 'siret_all_zeros' | 'siret_siren_key' | 'siret_key';

/** Why `siret` has not the format of a SIRET, the first thing to mend; null when it has. */
export function siretFault(siret: string): SiretFault | null {
  if (isValidSiret(siret)) return null;
  if (/^\d+([.,]\d+)?E\+?\d+$/i.test(siret)) return 'siret_as_number';
  if (!/^\d+$/.test(siret)) return 'siret_not_digits';
  if (siret.length !== SIRET_LENGTH) return 'siret_length';
  if (/^0+$/.test(siret)) return 'siret_all_zeros';
  return isValidSiren(siret.slice(0, SIREN_LENGTH)) ? 'siret_key' : 'siret_siren_key';
}

/** True when `siren` is nine digits that pass Luhn and are not all zeros (which Luhn alone would let through). */
export function isValidSiren(siren: string): boolean {
  return /^\d{9}$/.test(siren) && !/^0+$/.test(siren) && passesLuhn(siren);
}

/** From the right, every second digit is doubled and its own digits added; the total is a multiple of ten (ISO/IEC 7812-1). */
function passesLuhn(digits: string): boolean {
  const total = [...digits].reverse().reduce((sum, digit, rank) => sum + luhnWeight(Number(digit), rank), 0);
  return total % 10 === 0;
}

function luhnWeight(digit: number, rank: number): number {
  if (rank % 2 === 0) return digit;
  return digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
}

function digitSum(digits: string): number {
  return [...digits].reduce((sum, digit) => sum + Number(digit), 0);
}
