import { jest } from '@jest/globals';
import { plants } from './planted/index.js';
import { simulate } from './simulate.js';
import { World } from './world.js';

/** Three hundred rounds take two minutes when the machine is free, and ten when it is not. */
jest.setTimeout(1_200_000);

const rounds = 300;
/** More is never needed for the bugs of README.md; most are found in the first ten. */
const plantedRounds = 150;
const first = (count: number) => Array.from({ length: count }, (_, n) => n);

let world: World;
beforeAll(async () => {
  world = await World.open(2);
});
afterAll(() => world?.close());

test(`${rounds} tournées, tout y arrivant dans le désordre : personne ne signe ce qu’il n’a pas vu, ni n’est laissé sans lien ; un cachet, et le journal dit l’état`, async () => {
  const { found, ends } = await simulate(world, { seed: 'ci', rounds: first(rounds) });
  expect(found.map(({ index, message, trace }) => [`npm run simulate:circuit -- --seed ci --only ${index} --trace`, message, ...trace.slice(-12)].join('\n'))).toEqual([]);
  // Each way to end is met: the simulation would prove little if it always gave up.
  expect(Object.keys(ends).sort()).toEqual(['abandoned', 'sealed']);
  expect(ends.sealed).toBeGreaterThan(rounds / 2);
});

describe('un défaut que l’on sème est trouvé', () => {
  test.each(plants.map((plant) => [plant.name, plant] as const))('%s', async (name, { sow, caughtBy }) => {
    const reap = sow(world);
    try {
      const { found } = await simulate(world, { seed: name, rounds: first(plantedRounds), stopAtFirst: true });
      expect(caughtBy).toContain(found[0]?.invariant ?? `nothing in ${plantedRounds} rounds`);
    } finally {
      reap();
    }
  });
});
