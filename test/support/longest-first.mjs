import { createRequire } from 'node:module';

const { default: Sequencer } = createRequire(import.meta.url)('@jest/test-sequencer');

/** Specs of several minutes whose files are small: on a machine that has never run them they would come last, with one core idle. */
const longest = ['simulation/circuit.service.spec.ts', 'simulation/planted.service.spec.ts', 'isolation-routes.service.spec.ts'];

export default class LongestFirst extends Sequencer {
  sort(tests) {
    const isLong = ({ path }) => longest.some((name) => path.endsWith(name));
    const sorted = super.sort(tests);
    return [...sorted.filter(isLong), ...sorted.filter((test) => !isLong(test))];
  }
}
