/** La Poste numbers its post offices outside the Luhn rule: their SIRET keep the SIREN, and a digit sum multiple of 5. */
const LA_POSTE_SIREN = '356000000';

/** The modulus of that exception. */
const LA_POSTE_DIGIT_SUM_MULTIPLE = 5;

const SIREN_LENGTH = 9;

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
