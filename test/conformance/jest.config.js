/** Specs named `*.judged.ts`: they need judges that other tests do without, so that only `npm run test:conformance` runs them. */
import base from '../../jest.config.js';

/** @type {import('jest').Config} */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/conformance'],
  testMatch: ['**/*.judged.ts'],
};
