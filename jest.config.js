import { readFileSync } from 'node:fs';

const { exclude, ...swc } = JSON.parse(readFileSync(new URL('./.swcrc', import.meta.url), 'utf8'));

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  // The machine may be very busy: a test that hangs is still found, a slow one is not called broken. Above the patience of test/support/patience.ts, whose message says more.
  testTimeout: 400_000,
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/test', '<rootDir>/templates'],
  testMatch: ['**/*.spec.ts', '**/*.spec.tsx'],
  // What a spec file has loaded stays in its worker for ever (modules of `vm`): left to grow, the worker spends its time collecting, then dies. Half of what Node gives itself on a machine of 4 GB.
  workerIdleMemoryLimit: '1GB',
  testSequencer: '<rootDir>/test/support/longest-first.mjs',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: { '^.+\\.tsx?$': ['@swc/jest', { ...swc, swcrc: false }] },
  moduleNameMapper: {
    '^#libs/features/(.*)$': '<rootDir>/libs/features/src/$1/index.ts',
    '^#libs/([^/]*)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
};
