import { birthDay, birthWords } from './birth-words.js';

const plain = (text: string) => text.replace(/\u00a0/g, ' ');

test.each([
  ['1948-03-07', '7 mars 1948', 'le 7 mars 1948'],
  ['1948-03-01', '1er mars 1948', 'le 1er mars 1948'],
  ['1948-05-00', 'mai 1948', 'en mai 1948'],
  ['1948-00-00', '1948', 'en 1948'],
  ['1948-00-12', '1948', 'en 1948'],
])('la naissance %s s’imprime « %s » et se dit « %s »', (birthDate, printed, said) => {
  expect([plain(birthDay(birthDate)), plain(birthWords(birthDate))]).toEqual([printed, said]);
});

test('une date imprimée ne se coupe pas en fin de ligne', () => {
  expect(birthDay('1948-05-00')).toBe('mai\u00a01948');
  expect(birthWords('1948-03-07')).toBe('le 7\u00a0mars\u00a01948');
});
