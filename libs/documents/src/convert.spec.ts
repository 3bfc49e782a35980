import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDocument } from 'pdf-lib';
import { fakeOffice, isAlive, taggedPdf } from '../test/office.js';
import { draft, line } from '../test/word.js';
import { converterOf, findLibreOffice, libreOffice } from './convert.js';
import type { DocumentFault } from './fault.js';

/** Far less than the escaped process lives. */
const ESCAPE_TEST_MS = 20_000;

let here = '';
let workDir = '';
let docx: Buffer;
beforeAll(async () => { docx = await draft([line('a')]); });
beforeEach(async () => {
  if (here) await rm(here, { recursive: true });
  here = await mkdtemp(join(tmpdir(), 'paraphe-spec-'));
  workDir = join(here, 'travail');
  await mkdir(workDir);
});
afterAll(() => rm(here, { recursive: true, force: true }));

const faultOf = (work: Promise<unknown>) => work.then(() => null, (fault: DocumentFault) => fault);
const linesOf = async (name: string) => (await readFile(join(here, name), 'utf8')).trim().split('\n');
async function officeOf(script: string, atOnce?: number) {
  return libreOffice({ binary: await fakeOffice(here, `echo "$profile" >> "$here/profils"\n${script}`), workDir, atOnce });
}
/** Whatever happened, two attempts were made, each with its own profile, and nothing is left of them. */
async function expectTwoCleanAttempts() {
  const profiles = await linesOf('profils');
  expect(profiles).toHaveLength(2);
  expect(new Set(profiles).size).toBe(2);
  // Under a name that the next start sweeps away, should the service be killed.
  for (const profile of profiles) expect(profile).toContain('paraphe-scratch-');
  expect(await readdir(workDir)).toEqual([]);
}

describe('un convertisseur en panne est rappelé une fois, puis dénoncé', () => {
  test.each([
    ['il rend la main sans fichier', 'exit 0', 'conversion-refused'],
    ['il rend un fichier vide', ': > "$result"', 'conversion-refused'],
    ['il rend n’importe quoi', 'echo "pas un pdf" > "$result"', 'conversion-invalid'],
    ['il rend un début de PDF', 'convert; head -c 300 "$result" > "$here/court"; cp "$here/court" "$result"', 'conversion-invalid'],
    ['il échoue', 'echo en panne >&2; exit 77', 'conversion-crashed'],
    ['il meurt', 'kill -9 $$', 'conversion-crashed'],
  ])('%s', async (_, script, code) => {
    const fault = await faultOf((await officeOf(script)).toPdf(docx));
    expect(fault).toMatchObject({ code });
    if (code === 'conversion-crashed' && script.includes('panne')) expect(fault?.detail).toBe('en panne');
    await expectTwoCleanAttempts();
  });

  test('il se fige : lui et ce qu’il a lancé sont tués au bout du délai', async () => {
    const office = await officeOf('sleep 600 & echo $! >> "$here/pids"; echo $$ >> "$here/pids"; wait');
    expect(await faultOf(office.toPdf(docx, { timeoutMs: 500 }))).toMatchObject({ code: 'conversion-timeout', retryable: true });
    const pids = (await linesOf('pids')).map(Number);
    expect(pids.length).toBeGreaterThanOrEqual(2);
    expect(pids.filter(isAlive)).toEqual([]);
    await expectTwoCleanAttempts();
  });

  test('il rend un PDF sans balises', async () => {
    const document = await PDFDocument.create();
    document.addPage();
    const office = await officeOf('cp "$here/sans-balises.pdf" "$result"');
    await writeFile(join(here, 'sans-balises.pdf'), await document.save());
    expect(await faultOf(office.toPdf(docx))).toMatchObject({ code: 'conversion-invalid', detail: 'PDF sans balises' });
  });
});

describe('un convertisseur qui trébuche', () => {
  test('une panne qui ne dure pas ne se voit pas', async () => {
    const office = await officeOf('if mkdir "$here/tombé" 2>/dev/null; then exit 81; fi; convert');
    expect((await office.toPdf(docx)).equals(await taggedPdf())).toBe(true);
    await expectTwoCleanAttempts();
  });

  test('lent à démarrer, il a le temps qu’on lui donne', async () => {
    const office = await officeOf('sleep 0.3; convert');
    expect((await office.toPdf(docx)).length).toBeGreaterThan(0);
    expect(await linesOf('profils')).toHaveLength(1);
  });

  test('ce qu’il laisse derrière lui est tué, et ne retient personne', async () => {
    const office = await officeOf('sleep 600 & echo $! > "$here/pids"; convert; exit 0');
    expect((await office.toPdf(docx)).length).toBeGreaterThan(0);
    expect((await linesOf('pids')).map(Number).filter(isAlive)).toEqual([]);
  });

  test('ce qui s’échappe de son groupe ne retient personne non plus', async () => {
    const office = await officeOf('if command -v setsid > /dev/null; then setsid sleep 60 & echo $! > "$here/pids"; fi; convert; exit 0');
    expect((await office.toPdf(docx)).length).toBeGreaterThan(0);
    for (const pid of (await linesOf('pids').catch(() => [])).map(Number)) process.kill(pid);
  }, ESCAPE_TEST_MS);
});

describe('la file', () => {
  test('deux conversions à la fois, chacune avec son profil', async () => {
    // The first comer waits for the second at the other end of a pipe: one after the other, neither would ever end.
    const office = await officeOf('mkfifo "$here/tube" 2>/dev/null; if mkdir "$here/premier" 2>/dev/null; then read x < "$here/tube"; else echo x > "$here/tube"; fi; convert', 2);
    await Promise.all([office.toPdf(docx, { timeoutMs: 20_000 }), office.toPdf(docx, { timeoutMs: 20_000 })]);
    expect(new Set(await linesOf('profils')).size).toBe(2);
  });

  test('une à la fois par défaut, et l’attente s’abandonne', async () => {
    const office = await officeOf('mkdir "$here/seul" || exit 9; sleep 0.1; convert; rmdir "$here/seul"');
    const controller = new AbortController();
    const told: number[] = [];
    const kept = [office.toPdf(docx), office.toPdf(docx)];
    const abandoned = faultOf(office.toPdf(docx, { signal: controller.signal, onWaiting: (ahead) => { told.push(ahead); controller.abort(); } }));
    expect(await abandoned).toMatchObject({ code: 'aborted' });
    await Promise.all(kept);
    expect(told[0]).toBe(2);
    expect(await linesOf('profils')).toHaveLength(2);
  });

  test('l’abandon tue la conversion en cours', async () => {
    execFileSync('mkfifo', [join(here, 'tube')]);
    const office = await officeOf('echo $$ > "$here/pids"; echo x > "$here/tube"; sleep 600');
    const controller = new AbortController();
    const running = faultOf(office.toPdf(docx, { signal: controller.signal }));
    await readFile(join(here, 'tube'));
    controller.abort();
    expect(await running).toMatchObject({ code: 'aborted' });
    expect((await linesOf('pids')).map(Number).filter(isAlive)).toEqual([]);
    expect(await readdir(workDir)).toEqual([]);
  });
});

describe('le choix du convertisseur', () => {
  const settings = { gotenbergUrl: null, sofficePath: null, searchPath: '', converters: 1 };

  test('le même pour tous ceux qui ont la même configuration', () => {
    expect(converterOf(settings)).toBe(converterOf(settings));
    expect(converterOf(settings)).not.toBe(converterOf({ ...settings }));
  });

  test('le programme nommé, à défaut celui du chemin de recherche', async () => {
    const binary = await fakeOffice(here, 'convert', 'soffice');
    expect(await converterOf({ ...settings, sofficePath: binary }).version()).toBe('Bureau 1.0');
    expect(await converterOf({ ...settings, searchPath: `/nulle/part:${here}` }).version()).toBe('Bureau 1.0');
    expect(findLibreOffice('/nulle/part:dossier/relatif')).toBe(null);
  });

  test('absent, il le dit quand on s’en sert', async () => {
    const absent = converterOf({ ...settings, sofficePath: '/nulle/part/soffice' });
    expect(await faultOf(absent.toPdf(docx))).toMatchObject({ code: 'converter-missing', retryable: false });
    expect(await faultOf(absent.version())).toMatchObject({ code: 'converter-missing' });
  });

  test('un Gotenberg, s’il est configuré, passe avant', async () => {
    const silent = converterOf({ ...settings, sofficePath: await fakeOffice(here, 'convert'), gotenbergUrl: 'http://127.0.0.1:1/' });
    expect(await faultOf(silent.version())).toMatchObject({ code: 'converter-unreachable' });
  });
});
