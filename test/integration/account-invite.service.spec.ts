import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshDatabase } from '../support/database.js';
import type { TestDatabase } from '../support/database.js';

const cli = join('dist', 'apps', 'cli', 'src', 'main.js');
const folder = mkdtempSync(join(tmpdir(), 'paraphe-account-'));
const first = ['--email', 'premiere@prefecture-48.example', '--name', 'Anne Premier'];
let database: TestDatabase;
let environment: Record<string, string>;

beforeAll(async () => {
  database = await freshDatabase();
  environment = { PATH: process.env.PATH ?? '', PARAPHE_MODE: 'demonstration', DATABASE_URL: database.appUrl, DATABASE_OWNER_URL: database.ownerUrl, SMTP_URL: 'smtp://127.0.0.1:9', DATA_DIR: folder };
  await database.superuser(`insert into departement (code, name, of_name, time_zone, prefecture, prefet_title) values ('48', 'Lozère', 'de la Lozère', 'Europe/Paris', '{"name": "Préfecture de la Lozère"}', 'Le préfet de la Lozère')`);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database?.drop();
});

function invite(...args: string[]): { status: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'account', 'invite', ...args], { env: environment, encoding: 'utf8' });
  return { status, out: stdout.replaceAll(/[\u00a0\u202f]/g, ' '), err: stderr.replaceAll(/[\u00a0\u202f]/g, ' ') };
}

const memberships = () => database.superuser('select role, departement_code, organisation_id, created_by, ended_at from membership');

test('la première personne d’une préfecture reçoit son accès de l’exploitant, au journal comme à la boîte d’envoi', async () => {
  expect(invite(...first, '--departement', '48')).toMatchObject({ status: 0, err: '', out: expect.stringContaining('Anne Premier recevra à premiere@prefecture-48.example un premier lien, valable sept jours') });
  expect(await memberships()).toEqual([{ role: 'prefecture', departement_code: '48', organisation_id: null, created_by: 'operator', ended_at: null }]);
  expect(await database.superuser(`select effect->>'type' as type from outbox`)).toEqual([{ type: 'sendInvitation' }]);
  const [line] = await database.superuser<{ actor: object; payload: object }>(`select actor, payload from journal where event = 'membership.given'`);
  expect(line).toEqual({ actor: { kind: 'system', id: 'operator' }, payload: { membershipId: expect.any(String), role: 'prefecture', organisationId: null } });
});

test.each([
  ['la même habilitation deux fois', [...first, '--departement', '48'], 'a déjà cette habilitation'],
  ['un département absent', [...first, '--departement', '12'], 'Le département 12 n’est pas dans l’annuaire : importez-le d’abord'],
  ['un rôle inconnu', [...first, '--departement', '48', '--role', 'maire'], 'Le rôle « maire » n’existe pas'],
  ['un gestionnaire sans organisme', [...first, '--departement', '48', '--role', 'gestionnaire'], 'demande --organisation'],
  ['un organisme inconnu', [...first, '--departement', '48', '--role', 'agent', '--organisation', 'ailleurs'], 'n’a pas d’organisme ailleurs'],
  ['une adresse tronquée', ['--email', 'premiere@', '--name', 'Anne Premier', '--departement', '48'], 'n’est pas une adresse électronique'],
])('%s est refusé, et rien ne change', async (_, args, sentence) => {
  const before = await memberships();
  expect(invite(...args)).toMatchObject({ status: 1, err: expect.stringContaining(sentence) });
  expect(await memberships()).toEqual(before);
});
