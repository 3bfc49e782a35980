import fc from 'fast-check';
import { personKey, unnamedField } from './person-key.js';

const key = (familyName: string, givenNames: string, birthDate = '1948-03-12') => personKey({ familyName, givenNames, birthDate });

test.each([
  ['les accents et la casse', ['Lefèvre', 'Hélène'], ['LEFEVRE', 'helene']],
  ['un accent composé ou non', ['Lefe\u0300vre', 'He\u0301le\u0300ne'], ['Lefèvre', 'Hélène']],
  ['le trait d’union du nom, l’espace, ou rien', ['Martin-Dupont', 'Anne'], ['martin  dupont', 'Anne']],
  ['la particule, attachée ou non', ['de La Tour d’Auvergne', 'Guy'], ['DE LA TOUR D\'AUVERGNE', 'GUY']],
  ['la ligature', ['Lecœur', 'Cléo'], ['LECOEUR', 'CLEO']],
  ['d’autres alphabets latins', ['Łukaszewska-Đorđević', 'Søren'], ['LUKASZEWSKA DORDEVIC', 'SOREN']],
  ['l’eszett', ['Strauß', 'Eva'], ['STRAUSS', 'EVA']],
  ['le tiret de chaque clavier dans le prénom', ['Roux', 'Jean\u2011Pierre'], ['Roux', 'Jean - Pierre']],
  ['les prénoms qui suivent le premier', ['Roux', 'Marie, Claire Louise'], ['Roux', ' Marie ']],
  ['l’espace autour de la date', ['Roux', 'Ana', ' 1948-03-12 '], ['Roux', 'Ana', '1948-03-12']],
] as [string, [string, string, string?], [string, string, string?]][])('%s ne fait pas deux personnes', (_, one, other) => expect(key(...one)).toBe(key(...other)));

test.each([
  ['jumeaux aux prénoms composés', ['Roux', 'Jean-Pierre'], ['Roux', 'Jean-Paul']], ['composé ou simple', ['Roux', 'Jean-Pierre'], ['Roux', 'Jean']], ['un autre jour', ['Roux', 'Ana', '1948-03-12'], ['Roux', 'Ana', '1948-03-13']],
  ['nom et prénom échangés', ['Martin', 'Paul'], ['Paul', 'Martin']], ['la coupure entre eux', ['Durand', 'Ana'], ['Duran', 'Dana']],
] as [string, [string, string, string?], [string, string, string?]][])('%s : deux personnes', (_, one, other) => expect(key(...one)).not.toBe(key(...other)));

test('ce qui ne nomme personne est dit, et ne cherche personne', () => {
  expect(unnamedField({ familyName: '---', givenNames: 'Ana', birthDate: '1948-03-12' })).toBe('familyName');
  expect(unnamedField({ familyName: 'Roux', givenNames: ' , Ana', birthDate: '1948-03-12' })).toBe('givenNames');
  expect(unnamedField({ familyName: 'Roux', givenNames: 'Ana', birthDate: '12/03/1948' })).toBe('birthDate');
  expect(unnamedField({ familyName: 'Roux', givenNames: 'Ana', birthDate: '1948-00-00' })).toBeNull();
  expect(() => key('', 'Ana')).toThrow(RangeError);
});

test('la clé ne porte que des lettres, quoi qu’on tape, et se retape elle-même', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (familyName, givenNames) => {
      const person = { familyName, givenNames, birthDate: '1948-03-12' };
      fc.pre(unnamedField(person) === null);
      const [family, given] = personKey(person).split('|') as [string, string];
      expect(`${family}${given}`).toMatch(/^\p{L}+$/u);
      expect(personKey({ familyName: family, givenNames: given, birthDate: '1948-03-12' })).toBe(personKey(person));
    }),
  );
});
