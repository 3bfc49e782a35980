import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { inScratch, sweepScratch } from './scratch.js';

let here = '';
beforeEach(async () => {
  if (here) await rm(here, { recursive: true });
  here = await mkdtemp(join(tmpdir(), 'paraphe-spec-'));
});
afterAll(() => rm(here, { recursive: true, force: true }));

/** A folder as another process left it, or holds it. */
async function left(by: number, { host = hostname(), hoursAgo = 0 } = {}): Promise<string> {
  const folder = await inScratch(async (own) => own, here);
  const name = folder.slice(here.length + 1).replace(`-${process.pid}-`, `-${by}-`).replace(hostname(), host);
  await mkdir(join(here, name));
  await writeFile(join(here, name, 'document.docx'), 'en clair');
  const at = new Date(Date.now() - hoursAgo * 3_600_000);
  await utimes(join(here, name), at, at);
  return name;
}
const gone = () => spawnSync('true').pid;

test('un dossier de travail n’est qu’à nous, et ne survit ni à ce qui l’emploie, ni à son échec', async () => {
  const [mode, content] = await inScratch(async (folder) => {
    await writeFile(join(folder, 'document.docx'), 'en clair');
    return [(await stat(folder)).mode & 0o777, await readdir(folder)];
  }, here);
  expect([mode, content]).toEqual([0o700, ['document.docx']]);
  await expect(inScratch(() => Promise.reject(new Error('panne')), here)).rejects.toThrow('panne');
  expect(await readdir(here)).toEqual([]);
});

test('ce qu’un processus tué a laissé part au démarrage suivant', async () => {
  await left(gone());
  await sweepScratch(here);
  expect(await readdir(here)).toEqual([]);
});

test('dans un conteneur qui redémarre, le numéro du processus est le même : ce qui précède sa naissance part aussi', async () => {
  await left(process.pid, { hoursAgo: 0.9 });
  await sweepScratch(here);
  expect(await readdir(here)).toEqual([]);
});

test('ce qu’emploie un processus vivant, ici ou sur une autre machine, reste', async () => {
  const other = spawn('sleep', ['60']);
  try {
    const names = [await left(other.pid!), await left(gone(), { host: 'une-autre-machine' })];
    await inScratch(async (own) => {
      await sweepScratch(here);
      expect((await readdir(here)).sort()).toEqual([...names, own.slice(here.length + 1)].sort());
    }, here);
  } finally {
    other.kill();
  }
});

test('au bout d’une heure, aucun travail ne dure plus : ce qui reste part, à qui que ce soit', async () => {
  await left(process.ppid, { hoursAgo: 1.1 });
  await left(gone(), { host: 'une-autre-machine', hoursAgo: 1.1 });
  await sweepScratch(here);
  expect(await readdir(here)).toEqual([]);
});

test('le reste du dossier temporaire n’est pas touché, et son absence n’est pas une panne', async () => {
  await mkdir(join(here, 'paraphe-autre-1'));
  await writeFile(join(here, `notes-${gone()}-x`), '');
  await sweepScratch(here);
  expect(await readdir(here)).toHaveLength(2);
  await sweepScratch(join(here, 'nulle-part'));
});
