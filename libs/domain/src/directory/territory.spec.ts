import fc from 'fast-check';
import { departementOfCommune, departementTimeZone, isPostcodeOf, readDepartementCode, withLostZero } from './territory.js';

describe('Le code d’un département', () => {
  it.each([
    ['01', '01'], ['1', '01'], [' 9 ', '09'], ['048', '48'], ['48', '48'], ['95', '95'], ['2A', '2A'], ['2b', '2B'], ['02A', '2A'],
    ['971', '971'], ['972', '972'], ['973', '973'], ['974', '974'], ['975', '975'], ['976', '976'], ['977', '977'], ['978', '978'],
  ])('« %s » se lit %s', (written, code) => expect(readDepartementCode(written)).toBe(code));

  it.each(['', '0', '00', '20', '96', '97', '99', '970', '979', '988', '2C', '1.5', '-1', '48 ans', 'Lozère', '0048', '2A004'])('« %s » n’en est pas un', (written) => {
    expect(readDepartementCode(written)).toBeNull();
  });

  it('relu, ne change plus', () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer({ min: 0, max: 1200 }).map(String), fc.string({ maxLength: 4 })), (written) => {
        const code = readDepartementCode(written);
        if (code !== null) expect(readDepartementCode(code)).toBe(code);
      }),
    );
  });
});

test('chaque outre-mer garde son heure, et elle existe', () => {
  const codes = ['48', '2A', '971', '972', '973', '974', '975', '976', '977', '978'];
  for (const code of codes) expect(() => new Intl.DateTimeFormat('fr-FR', { timeZone: departementTimeZone(code) })).not.toThrow();
  expect(departementTimeZone('48')).toBe('Europe/Paris');
  expect(departementTimeZone('974')).toBe('Indian/Reunion');
});

describe('La commune', () => {
  it.each([['48095', '48'], ['01033', '01'], ['2A004', '2A'], ['2B033', '2B'], ['97411', '974'], ['97801', '978'], ['97502', '975']])('%s est dans le département %s', (insee, code) => {
    expect(departementOfCommune(insee)).toBe(code);
  });
  it.each(['', '4809', '480950', '20004', '99101', '2C004', 'ABCDE'])('« %s » n’est d’aucun', (insee) => expect(departementOfCommune(insee)).toBeNull());
  it('retrouve son zéro', () => expect([withLostZero('1033'), withLostZero(' 01033 '), withLostZero('2a004'), withLostZero('133')]).toEqual(['01033', '01033', '2A004', '133']));
});

describe('Le code postal', () => {
  it.each([['48', '48000'], ['01', '01200'], ['2A', '20000'], ['2A', '20137'], ['2B', '20200'], ['2B', '20600'], ['971', '97110'], ['974', '97421'], ['977', '97133'], ['978', '97150'], ['976', '97625']])('du département %s peut être %s', (code, postcode) => {
    expect(isPostcodeOf(code, postcode)).toBe(true);
  });
  it.each([['48', '30000'], ['69', '06922'], ['83', '88230'], ['2A', '20200'], ['2B', '20000'], ['978', '97133'], ['48', '4800'], ['48', '48 000'], ['01', '1200']])('du département %s n’est pas %s', (code, postcode) => {
    expect(isPostcodeOf(code, postcode)).toBe(false);
  });
});
