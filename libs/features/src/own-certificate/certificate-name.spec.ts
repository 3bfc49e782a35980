import { bearsFamilyName, bearsName } from './certificate-name.js';

test.each<[string, string, boolean]>([
  ['DUPONT Jean', 'Dupont', true],
  ['Jean Dupont', 'Dupont', true],
  ['LEFEVRE-DUPRE Zoe', 'Lefèvre-Dupré', true],
  ['MARTIN EPOUSE GARCIA Inès', 'Garcia', true],
  ['NGUYEN Thi Lan', 'Nguyễn', true],
  ['DARTAGNAN Charles', 'd’Artagnan', true],
  ['CŒUR Jacques', 'Coeur', true],
  ['DUPONTEL Jean', 'Dupont', false],
  ['LEFEVRE Zoe', 'Lefèvre-Dupré', false],
  ['Jean', 'Dupont', false],
  ['', 'Dupont', false],
  ['DUPONT Jean', '', false],
  ['DUPONT Jean', '–', false],
])('« %s » porte-t-il le nom « %s » ? %s', (commonName, familyName, borne) => expect(bearsFamilyName(commonName, familyName)).toBe(borne));

test.each<[string, boolean]>([
  ['MARTIN Jean', true],
  ['Jean-Pierre MARTIN', true],
  ['MARTIN Claire', false],
  ['COMMUNE DE SAINT MARTIN', false],
  ['MARTIN SAS', false],
])('« %s » est-il Jean Martin ? %s', (commonName, same) => expect(bearsName(commonName, { firstName: 'Jean Pierre', lastName: 'Martin' })).toBe(same));

test.each<[string, boolean]>([
  ['JEAN Sophie', false],
  ['JEAN Pierre', true],
  ['Jean JEAN', true],
])('« %s » est-il Jean-Pierre Jean ? %s', (commonName, same) => expect(bearsName(commonName, { firstName: 'Jean-Pierre', lastName: 'Jean' })).toBe(same));
