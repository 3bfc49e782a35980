import { jest } from '@jest/globals';
import { simulate } from './simulate.js';
import { World } from './world.js';

/** Three hundred rounds take a minute or two when the machine is free, and several when it is not. */
jest.setTimeout(1_200_000);

const rounds = 300;

let world: World;
beforeAll(async () => {
  world = await World.open(2);
});
afterAll(() => world?.close());

test(`${rounds} tournées, tout y arrivant dans le désordre : personne ne signe ce qu’il n’a pas vu, ni n’est laissé sans lien ; un cachet, et le journal dit l’état`, async () => {
  const { found, ends } = await simulate(world, { seed: 'ci', rounds: Array.from({ length: rounds }, (_, n) => n) });
  expect(found.map(({ index, message, trace }) => [`npm run simulate:circuit -- --seed ci --only ${index} --trace`, message, ...trace.slice(-12)].join('\n'))).toEqual([]);
  // Each way to end is met: the simulation would prove little if it always gave up.
  expect(Object.keys(ends).sort()).toEqual(['abandoned', 'sealed']);
  expect(ends.sealed).toBeGreaterThan(rounds / 2);
});
