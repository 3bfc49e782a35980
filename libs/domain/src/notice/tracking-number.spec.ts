import fc from 'fast-check';
import { trackingFaultSentence } from './notice-sentences.js';
import { bareTrackingNumber, trackingFault } from './tracking-number.js';

test.each(['RR473124829FR', 'rr 473 124 829 fr', 'RR 4731 2482 9 FR', '1A 123 456 7890 1', '1A12345678901', '2c 999 000 1111 5'])('« %s » se lit', (number) => expect(trackingFault(number)).toBeNull());

test.each([
  ['', 'empty'], ['   ', 'empty'],
  ['RR473124828FR', 'wrong_check_digit'], ['RR437124829FR', 'wrong_check_digit'],
  ['RR47312482FR', 'unknown_format'], ['RR473124829', 'unknown_format'], ['1A 123 456 7890', 'unknown_format'], ['AA 123 456 7890 1', 'unknown_format'], ['bonjour', 'unknown_format'],
] as const)('« %s » : %s', (number, fault) => {
  expect(trackingFault(number)).toBe(fault);
  expect(trackingFaultSentence(fault).length).toBeGreaterThan(20);
});

test('les espaces ne comptent pas', () => expect(bareTrackingNumber(' 1a 123\u00a0456 7890 1 ')).toBe('1A12345678901'));

/** The key as the standard words it, on numbers, without the code's own table. */
function s10Key(digits: string): string {
  const sum = 8 * +digits[0]! + 6 * +digits[1]! + 4 * +digits[2]! + 2 * +digits[3]! + 3 * +digits[4]! + 5 * +digits[5]! + 9 * +digits[6]! + 7 * +digits[7]!;
  const rest = 11 - (sum % 11);
  return rest === 10 ? '0' : rest === 11 ? '5' : String(rest);
}

test('une seule clé est juste, les neuf autres sont vues', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\d{8}$/), fc.constantFrom('RR', 'RK', 'LE'), (digits, service) => {
      const right = Array.from({ length: 10 }, (_, key) => String(key)).filter((key) => trackingFault(`${service}${digits}${key}FR`) === null);
      expect(right).toEqual([s10Key(digits)]);
    }),
  );
});
