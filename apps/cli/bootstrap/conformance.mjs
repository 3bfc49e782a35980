/**
 * `npm run test:conformance [arguments of Jest]`: our PDFs judged by programs that nobody here wrote, and theirs by our verifier.
 * Brings the judges, then runs the specs named `*.judged.ts` with all that `npm test` brings. See docs/guide/conformite.md.
 *
 * Given to the specs: CONFORMANCE_JUDGES, JSON (see `Judges`); a judge that cannot be had is null, its tests are skipped, and a loud line has said so.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { checkNode, ensurePackages } from './install.mjs';
import { ensureJudges } from './judges.mjs';
import { BOOTSTRAP_DIR, ROOT_DIR } from './paths.mjs';
import { runMain } from './report.mjs';

const CONFIG_FILE = path.join(ROOT_DIR, 'test/conformance/jest.config.js');

async function conformance() {
  checkNode();
  await ensurePackages();
  const judges = await ensureJudges();
  return runTests({ ...process.env, CONFORMANCE_JUDGES: JSON.stringify(judges) });
}

/** `npm test` itself, with other specs: it stops by itself what it started, also when a person interrupts both. */
function runTests(env) {
  const args = [path.join(BOOTSTRAP_DIR, 'test.mjs'), '--config', CONFIG_FILE, ...process.argv.slice(2)];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: ROOT_DIR, stdio: 'inherit', env });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
    child.once('error', () => resolve(1));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

await runMain(conformance);
