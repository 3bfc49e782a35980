import { jest } from '@jest/globals';
import { plants } from './planted/index.js';
import { simulate } from './simulate.js';
import { World } from './world.js';

/** Most are found in the first ten rounds; all that are allowed take minutes when the machine is busy. */
jest.setTimeout(1_200_000);

/** Most need ten; what a process must die at the right moment to show needed 228. */
const rounds = Array.from({ length: 400 }, (_, n) => n);

let world: World;
beforeAll(async () => {
  world = await World.open(2);
});
afterAll(() => world?.close());

test.each(plants.map((plant) => [plant.name, plant] as const))('un défaut que l’on sème est trouvé : %s', async (name, { sow, caughtBy }) => {
  const reap = sow(world);
  try {
    const { found } = await simulate(world, { seed: name, rounds, stopAtFirst: true });
    expect(caughtBy).toContain(found[0]?.invariant ?? `nothing in ${rounds.length} rounds`);
  } finally {
    reap();
  }
});
