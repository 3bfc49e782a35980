import fc from 'fast-check';
import type { College } from '../directory/directory.js';
import { levelNames, signatureLevelNames, strongLevelSentence } from './level-sentences.js';
import { isSufficient, levelRoleOf, levelRoles, sufficientMeans, unchosenRoles } from './level.js';
import type { LevelMin, LevelsChosen, Means } from './level.js';

const means: readonly Means[] = ['code', 'paper', 'certificate'];
const colleges: readonly College[] = ['prefet', 'gestionnaire', 'partenaire_national', 'partenaire_local'];
const level = fc.constantFrom<LevelMin | null>('simple', 'strong', null);
const chosen: fc.Arbitrary<LevelsChosen> = fc.record({ prefet: level, gestionnaire: level, partenaire: level });
const bodies = fc.array(fc.record({ college: fc.constantFrom(...colleges) }), { maxLength: 6 });

describe('le niveau demandé à une place', () => {
  test.each<[LevelMin | null, Means, boolean]>([
    ['simple', 'code', true], ['simple', 'paper', true], ['simple', 'certificate', true],
    ['strong', 'code', false], ['strong', 'paper', true], ['strong', 'certificate', true],
    [null, 'code', false], [null, 'paper', false], [null, 'certificate', false],
  ])('%s, par %s : %s', (asked, by, suffices) => expect(isSufficient(asked, by)).toBe(suffices));

  test('ce qui suffit au plus haut suffit au plus bas', () => {
    for (const by of sufficientMeans('strong')) expect(isSufficient('simple', by)).toBe(true);
  });

  test('un code ne suffit qu’au niveau simple, et le papier suffit à tout niveau choisi', () => {
    fc.assert(fc.property(level, (asked) => isSufficient(asked, 'code') === (asked === 'simple') && isSufficient(asked, 'paper') === (asked !== null)));
  });

  test('chaque moyen a une place où il suffit', () => expect(sufficientMeans('simple')).toEqual(means));
});

describe('les rôles pour lesquels l’exploitant choisit', () => {
  test('chaque collège en a un, et chacun sert', () => expect([...new Set(colleges.map(levelRoleOf))]).toEqual(levelRoles));

  test('un rôle sans choix est nommé une fois, s’il a une place, et seulement alors', () => {
    fc.assert(fc.property(chosen, bodies, (levels, asked) => {
      const missing = unchosenRoles(levels, asked);
      return new Set(missing).size === missing.length && levelRoles.every((role) => missing.includes(role) === (levels[role] === null && asked.some(({ college }) => levelRoleOf(college) === role)));
    }));
  });
});

describe('ce qui en est dit', () => {
  test('seul le code est dit simple, et rien n’est dit qualifié de ce qui est signé', () => {
    expect(Object.entries(signatureLevelNames).filter(([, words]) => /simple/.test(words)).map(([by]) => by)).toEqual(['simple']);
    expect(Object.values(signatureLevelNames).join()).not.toMatch(/qualifié/i);
    expect(levelNames.simple).toMatch(/simple/);
  });

  test('aucun format de conservation n’y passe pour un niveau (décision 13)', () => {
    for (const words of [...Object.values(levelNames), ...Object.values(signatureLevelNames), ...levelRoles.map(strongLevelSentence)]) expect(words).not.toMatch(/B-L?T|PAdES/);
  });

  test('la demande nomme le rôle, les deux façons, et ce qui ne suffit pas', () => {
    expect(strongLevelSentence('prefet')).toBe('Signature manuscrite, ou électronique qualifiée, demandée pour le préfet\u00a0: un code reçu n’y suffit pas.');
  });
});
