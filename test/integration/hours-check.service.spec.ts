import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, expect, test } from '@jest/globals';

const cli = new URL('../../dist/apps/cli/src/main.js', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'paraphe-hours-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** As many structures as the country has: the answer is several times what a pipe holds. */
const structures = 2_845;

async function run(...args: string[]): Promise<{ code: number | null; out: string; said: string }> {
  const child = spawn(process.execPath, [cli, 'hours', 'check', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [out, said] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, out, said };
}

test('une longue réponse sort entière par un tube, et la sortie dit le verdict', async () => {
  const file = join(folder, 'liste.csv');
  writeFileSync(file, `id_fs;h_lundi\n${Array.from({ length: structures }, (_, index) => `${index + 1};09:00 - 12:00`).join('\n')}\n`);
  const { code, out } = await run('--file', file, '--json');
  expect(JSON.parse(out)).toHaveLength(structures);
  expect(code).toBe(1);
});

test('sans fichier lisible, la commande le dit et sort en 2', async () => {
  const { code, out, said } = await run('--file', join(folder, 'absent.csv'));
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(said).toMatch(/ne peut pas être lu/);
  expect(said).not.toMatch(/\n\s+at /);
});
