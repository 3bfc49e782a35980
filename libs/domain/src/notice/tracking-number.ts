/** What is wrong with the number of a registered letter, as it was typed. */
export type TrackingFault = 'empty' | 'unknown_format' | 'wrong_check_digit';

/** UPU S10: two letters, eight digits, their check digit, the country. */
const s10 = /^[A-Z]{2}(\d{8})(\d)[A-Z]{2}$/;
const s10Weights = [8, 6, 4, 2, 3, 5, 9, 7] as const;

/** A registered letter within France: `1A 123 456 7890 1`. Its own check digit is not published: the format alone is looked at. */
const domestic = /^\d[A-Z]\d{11}$/;

/** The number without the spaces that the receipt prints, in capitals. */
export function bareTrackingNumber(typed: string): string {
  return typed.replace(/[\s\u00a0\u202f.-]/g, '').toUpperCase();
}

/** Null when the number can be one of a registered letter. A typing mistake is all that this can see: no network is asked. */
export function trackingFault(typed: string): TrackingFault | null {
  const number = bareTrackingNumber(typed);
  if (number === '') return 'empty';
  const international = s10.exec(number);
  if (international) return checkDigit(international[1]!) === Number(international[2]) ? null : 'wrong_check_digit';
  return domestic.test(number) ? null : 'unknown_format';
}

/** 11 less the weighted sum modulo 11; the two results that are no digit become 0 and 5 (S10, 5.3). */
function checkDigit(digits: string): number {
  const sum = s10Weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  const key = 11 - (sum % 11);
  if (key === 10) return 0;
  return key === 11 ? 5 : key;
}
