import fc from 'fast-check';
import { isMobileNumber, maskedMobile, mobileNumber, shownMobile } from './mobile-number.js';

test.each([
  ['06 12 34 56 78', '+33612345678'], ['0612345678', '+33612345678'], ['07.12.34.56.78', '+33712345678'], ['06-12-34-56-78', '+33612345678'], [' 06\u00A012\u00A034\u00A056\u00A078 ', '+33612345678'],
  ['+33 6 12 34 56 78', '+33612345678'], ['+33 (0)6 12 34 56 78', '+33612345678'], ['0033612345678', '+33612345678'],
  // Overseas: the block tells the country, whatever is dialled before.
  ['0690 12 34 56', '+590690123456'], ['0691 12 34 56', '+590691123456'], ['0694 12 34 56', '+594694123456'], ['0696 12 34 56', '+596696123456'], ['0697 12 34 56', '+596697123456'],
  ['0692 12 34 56', '+262692123456'], ['0693 12 34 56', '+262693123456'], ['0639 12 34 56', '+262639123456'], ['+262 692 12 34 56', '+262692123456'], ['+33 692 12 34 56', '+262692123456'],
  ['0709 00 12 34', '+590709001234'], ['0709 10 12 34', '+596709101234'], ['+262 709 20 12 34', '+262709201234'], ['0709 30 12 34', '+594709301234'], ['0709 36 12 34', '+262709361234'], ['0709 40 12 34', '+33709401234'],
])('« %s » se garde « %s »', (typed, kept) => {
  expect(mobileNumber(typed)).toBe(kept);
  expect(isMobileNumber(kept)).toBe(true);
});

test.each([
  ['une ligne fixe', '04 66 49 60 00'], ['un numéro court', '3646'], ['un chiffre de moins', '06 12 34 56 7'], ['un chiffre de plus', '06 12 34 56 78 9'], ['un autre pays', '+32 470 12 34 56'],
  ['un bloc d’outre-mer sous l’indicatif d’un autre', '+590 692 12 34 56'], ['un mobile de métropole sous un indicatif d’outre-mer', '+262 612 34 56 78'],
  ['un retour à la ligne', '06 12 34 56 78\r\nTo: +33699999999'], ['un retour à la ligne à la fin', '0612345678\n'], ['deux numéros', '0612345678,0699999999'], ['des lettres', '06 12 34 56 AB'],
  ['des chiffres d’une autre écriture', '٠٦١٢٣٤٥٦٧٨'], ['une commande', '0612345678; rm -rf'], ['rien', ''], ['des espaces', '   '], ['un texte interminable', '0'.repeat(100_000)], ['des séparateurs sans fin', `06${' '.repeat(20)}12345678`],
])('%s est refusé', (_, typed) => expect(mobileNumber(typed)).toBeNull());

const separators = fc.constantFrom('', ' ', '.', '-', '\u00A0');
const nine = fc.tuple(fc.constantFrom('6', '7'), fc.stringMatching(/^\d{8}$/)).map((parts) => parts.join(''));

test('tout mobile, quels que soient ses séparateurs et son préfixe, se garde d’une seule façon', () => {
  fc.assert(fc.property(nine, fc.constantFrom('0', '+33', '0033', '+33 (0)'), separators, (figures, prefix, gap) => {
    const kept = mobileNumber(prefix + figures.split('').join(gap));
    expect(kept).toMatch(/^\+(33|262|590|594|596)[67]\d{8}$/);
    expect(kept!.endsWith(figures)).toBe(true);
    expect(kept).toBe(mobileNumber(`0${figures}`));
    expect(mobileNumber(kept!)).toBe(kept);
    expect(mobileNumber(shownMobile(kept!))).toBe(kept);
  }));
});

test('un texte quelconque donne un mobile ou rien, sans jamais garder autre chose que des chiffres', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => expect(mobileNumber(text) ?? '+33600000000').toMatch(/^\+\d{11,12}$/)));
  fc.assert(fc.property(nine, fc.string({ minLength: 1, maxLength: 20 }), (figures, tail) => {
    const kept = mobileNumber(`0${figures}${tail}`);
    if (/[^\s.-]/.test(tail)) expect(kept).toBeNull();
  }));
});

test('le masque ne montre que deux chiffres au début et deux à la fin', () => {
  fc.assert(fc.property(nine, (figures) => {
    const masked = maskedMobile(mobileNumber(`0${figures}`)!);
    expect(masked).toBe(`0${figures[0]}\u00A0••\u00A0••\u00A0••\u00A0${figures.slice(-2)}`);
    expect(masked.replace(/\D/g, '')).toHaveLength(4);
  }));
});
