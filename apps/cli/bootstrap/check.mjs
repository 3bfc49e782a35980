/** `npm run check`: types, lint, architecture, pure tests; each with its duration. About four minutes on two cores. */
import { checkNode, ensurePackages } from './install.mjs';
import { packageFile, ROOT_DIR } from './paths.mjs';
import { runToEnd } from './processes.mjs';
import { runMain, say } from './report.mjs';

/** Two steps at a time: most laptops have more cores, none has fewer, and each step is a single thread. */
const LANES = 2;

/** A step that lasts this long is stuck; on a machine that does other work, the types alone may take five minutes. */
const STEP_LIMIT_MS = 20 * 60_000;

/** Tests that need a database, Redis, LibreOffice or threads of their own: `npm test` runs them. */
const SERVICE_SPECS = '\\.service\\.spec\\.tsx?$';

/** Longest first, so that the two lanes end together. */
const STEPS = [
  ['types', ['typescript/bin/tsc', '-p', 'tsconfig.json', '--noEmit']],
  [
    'tests purs',
    ['jest/bin/jest.js', 'libs', `--testPathIgnorePatterns=${SERVICE_SPECS}`, '--testPathIgnorePatterns=/node_modules/', '--maxWorkers=1'],
    ['--experimental-vm-modules', '--no-warnings'],
  ],
  ['lint', ['eslint/bin/eslint.js', '.']],
  ['architecture', ['dependency-cruiser/bin/dependency-cruise.mjs', 'apps', 'libs', '--config', '.dependency-cruiser.cjs']],
  ['types du domaine', ['typescript/bin/tsc', '-p', 'libs/domain/tsconfig.json']],
];

async function check() {
  checkNode();
  await ensurePackages();
  const startedAt = Date.now();
  const queue = [...STEPS];
  const failures = [];
  const lane = async () => {
    for (let step = queue.shift(); step; step = queue.shift()) {
      if (!(await runStep(step))) failures.push(step[0]);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  const verdict = failures.length > 0 ? `échec (${failures.join(', ')})` : 'tout est bon';
  say(`check\u00a0: ${verdict}, ${seconds(startedAt)}`);
  return failures.length > 0 ? 1 : 0;
}

/** A step that succeeds is one line; one that fails shows all it said. */
async function runStep([title, [program, ...args], flags = []]) {
  const startedAt = Date.now();
  const { code, output } = await runToEnd(process.execPath, [...flags, packageFile(program), ...args], { cwd: ROOT_DIR, timeoutMs: STEP_LIMIT_MS });
  say(`${code === 0 ? '✓' : '✗'} ${title.padEnd(18)} ${seconds(startedAt)}${code === 0 ? '' : `\n${output.trimEnd()}`}`);
  return code === 0;
}

function seconds(startedAt) {
  return `${((Date.now() - startedAt) / 1000).toFixed(1).replace('.', ',')}\u00a0s`;
}

await runMain(check);
