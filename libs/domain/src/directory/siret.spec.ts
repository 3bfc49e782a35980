import fc from 'fast-check';
import { bareSiret, isValidSiren, isValidSiret, siretFault } from './siret.js';

describe('Le format d’un SIRET', () => {
  it.each(['35600000000048', '35600000009075'])('accepte %s, de La Poste, par la clé de Luhn ou par sa propre règle', (siret) => {
    expect(isValidSiret(siret)).toBe(true);
  });

  it('accepte l’établissement d’une commune et garde le zéro de tête', () => {
    expect(isValidSiret('21480095500012')).toBe(true);
    expect(isValidSiret('00010001600013')).toBe(true);
  });

  it.each([
    ['une clé fausse', '21480095500014'],
    ['un SIREN faux sous une clé juste', '21480095600010'],
    ['treize chiffres', '2148009550001'],
    ['quinze chiffres', '214800955000120'],
    ['des espaces', '214 800 955 00012'],
    ['des zéros seuls', '00000000000000'],
    ['une clé de La Poste fausse des deux façons', '35600000009076'],
    ['la règle de La Poste pour un autre que La Poste', '21480095500001'],
    ['rien', ''],
  ])('refuse %s', (_, siret) => {
    expect(isValidSiret(siret)).toBe(false);
  });

  it('change d’avis dès qu’un chiffre du SIREN change', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 1, max: 9 }), (position, shift) => {
        const digits = [...'214800955'];
        digits[position] = String((Number(digits[position]) + shift) % 10);
        expect(isValidSiren(digits.join(''))).toBe(false);
      }),
    );
  });
});

describe('Ce qui cloche dans un SIRET', () => {
  it.each([
    ['35600000009075', null],
    ['20003452800041', 'siret_key'],
    ['21480095600010', 'siret_siren_key'],
    ['12345678901234', 'siret_siren_key'],
    ['00000000000000', 'siret_all_zeros'],
    ['2148009550001', 'siret_length'],
    ['214800955', 'siret_length'],
    ['2.14801E+13', 'siret_as_number'],
    ['2,14801E+13', 'siret_as_number'],
    ['21480095500O12', 'siret_not_digits'],
  ] as const)('%s : %s', (siret, fault) => expect(siretFault(siret)).toBe(fault));

  it('se tait exactement quand le format est valide', () => {
    fc.assert(fc.property(fc.stringMatching(/^\d{12,15}$/), (siret) => expect(siretFault(siret) === null).toBe(isValidSiret(siret))));
  });
});

test('Un SIRET écrit par groupes se lit sans ses espaces, de toute sorte', () => expect(siretFault(bareSiret(' 356\u00a0000\u202f000 09075\t'))).toBeNull());
