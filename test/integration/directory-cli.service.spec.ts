import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshDatabase } from '../support/database.js';
import type { TestDatabase } from '../support/database.js';

const cli = join('dist', 'apps', 'cli', 'src', 'main.js');
const folder = mkdtempSync(join(tmpdir(), 'paraphe-directory-cli-'));
let database: TestDatabase;
let environment: Record<string, string>;
beforeAll(async () => {
  database = await freshDatabase();
  environment = { PATH: process.env.PATH ?? '', PARAPHE_MODE: 'demonstration', DATABASE_URL: database.appUrl, DATABASE_OWNER_URL: database.ownerUrl, SMTP_URL: 'smtp://127.0.0.1:9', DATA_DIR: folder };
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database?.drop();
});

function run(...args: string[]): { status: number | null; out: string; err: string; json: () => Record<string, unknown> } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'directory', ...args], { env: environment, encoding: 'utf8' });
  return { status, out: stdout.replaceAll(/[\u00a0\u202f]/g, ' '), err: stderr.replaceAll(/[\u00a0\u202f]/g, ' '), json: () => JSON.parse(stdout) as Record<string, unknown> };
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const list = file('liste.csv', 'id_fs;insee_dep;lib_fs;lib_com;code_postal;h_lundi\n1;1;France services de Valserhône;Valserhône;1200;09:00 - 12:00\n2;2A;France services d’Ajaccio;Ajaccio;20000;Sur RDV\n3;20;Nulle part;Ailleurs;20000;\n');
const structures = async (): Promise<number> => (await database.superuser('select id from structure')).length;

test('l’aperçu montre tout et n’écrit rien', async () => {
  const shown = run('import', '--file', list, '--preview');
  expect([shown.status, shown.err]).toEqual([0, '']);
  expect(shown.out).toContain('Départements à créer : 01, 2A.');
  expect(shown.out).toContain('Ligne 4, Nulle part : refusée, Aucun département ne porte le code « 20 »');
  expect(shown.out).toContain('Ligne 3, France services d’Ajaccio : Le lundi n’est ouvert que sur rendez-vous');
  expect(run('import', '--file', list).out).toContain('Ajoutez --yes');
  expect(await structures()).toBe(0);
});

test('l’import s’applique, se répète sans rien changer, se liste et s’annule', async () => {
  const applied = run('import', '--file', list, '--yes', '--json').json();
  expect(applied).toMatchObject({ state: 'applied', counts: { created: 2, refused: 1, departements: 2 }, newDepartements: ['01', '2A'] });
  expect(await structures()).toBe(2);
  expect(run('import', '--file', list, '--yes').out).toContain('rien n’a changé');
  expect(run('imports').out).toContain('appliqué, tout le pays, liste.csv');
  const undone = run('undo', String(applied.id));
  expect([undone.status, undone.out.trim()]).toEqual([0, 'L’annuaire est tel qu’il était avant cet import.']);
  expect([await structures(), (await database.superuser('select code from departement')).length]).toEqual([0, 0]);
  expect(run('undo', String(applied.id))).toMatchObject({ status: 1, err: expect.stringContaining('déjà annulé') });
});

test('un seul département, et des colonnes choisies à la main', async () => {
  const own = file('a-nous.csv', 'Où;Quoi\nMende;Maison des services\n');
  expect(run('import', '--file', own, '--departement', '48', '--yes')).toMatchObject({ status: 1, err: expect.stringContaining('Aucune colonne ne donne : Nom de la structure') });
  const mapping = file('colonnes.json', JSON.stringify({ name: 'Quoi', city: 'Où' }));
  expect(run('import', '--file', own, '--departement', '48', '--mapping', mapping, '--kind', 'structures', '--yes', '--json').json()).toMatchObject({ counts: { created: 1 }, newDepartements: ['48'] });
});

test.each([
  [['import', '--file', join(folder, 'absent.csv')], 2, 'ne peut pas être lu'],
  [['import', '--file', list, '--departement', '20'], 2, '« 20 » n’est pas le code d’un département'],
  [['import', '--file', list, '--kind', 'comptes'], 2, 'n’est pas repris'],
  [['import', '--file', list, '--mapping', list], 2, 'ne peuvent pas être lues'],
  [['import', '--file', file('vide.csv', '')], 1, 'Le fichier est vide'],
  [['undo', 'inconnu'], 1, 'Aucun import ne porte'],
] as const)('%j ne peut pas', (args, status, words) => expect(run(...args)).toMatchObject({ status, err: expect.stringContaining(words) }));
