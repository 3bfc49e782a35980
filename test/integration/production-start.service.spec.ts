import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { checkKeyMaterial } from '#libs/features/keys';
import { ConfigError, loadConfig } from '#libs/platform';
import { freshDatabase } from '../support/database.js';
import type { TestDatabase } from '../support/database.js';
import { until } from '../support/patience.js';
import { freePort } from '../support/service.js';

const main = (app: 'web' | 'worker' | 'cli') => join('dist', 'apps', app, 'src', 'main.js');
const isHere = spawnSync('openssl', ['version']).status === 0;
if (!isHere) console.warn('openssl est absent : le démarrage en production n’est PAS essayé.');
const tried = isHere ? describe : describe.skip;

/** A service that must not start says so within this. */
const answerMaxMs = 60_000;
type Environment = Record<string, string>;
type End = { code: number; stdout: string; stderr: string };

async function run(args: readonly string[], env: Environment): Promise<End> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { env, timeout: answerMaxMs });
    return { code: 0, stdout, stderr };
  } catch (fault) {
    const { code, stdout, stderr } = fault as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

tried('un démarrage en production', () => {
  const folder = mkdtempSync(join(tmpdir(), 'paraphe-production-'));
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe', cwd: folder });
  let database: TestDatabase;
  let complete: Environment;

  const without = (...keys: string[]): Environment => Object.fromEntries(Object.entries(complete).filter(([key]) => !keys.includes(key)));
  const start = (env: Environment, app: 'web' | 'worker' = 'web') => run([main(app)], env);

  beforeAll(async () => {
    if (!existsSync(main('web'))) execFileSync('node_modules/.bin/swc', ['apps', 'libs', '--out-dir', 'dist', '--extensions', '.ts,.tsx']);
    database = await freshDatabase();
    openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', '/CN=Cachet de la préfecture', '-utf8', '-keyout', 'seal.key', '-out', 'seal.pem', '-days', '30');
    openssl('pkcs12', '-export', '-inkey', 'seal.key', '-in', 'seal.pem', '-passout', 'pass:sésame', '-out', 'seal.p12');
    openssl('req', '-x509', '-newkey', 'rsa:1024', '-nodes', '-subj', '/CN=Cachet trop faible', '-keyout', 'weak.key', '-out', 'weak.pem', '-days', '30');
    openssl('pkcs12', '-export', '-inkey', 'weak.key', '-in', 'weak.pem', '-passout', 'pass:sésame', '-out', 'weak.p12');
    const port = String(await freePort());
    complete = {
      PATH: process.env.PATH ?? '', PARAPHE_MODE: 'production', PORT: port, PUBLIC_URL: `http://127.0.0.1:${port}`, DATA_DIR: join(folder, 'data'), DATABASE_URL: database.appUrl, DATABASE_OWNER_URL: database.ownerUrl,
      SMTP_URL: 'smtp://127.0.0.1:9', PARAPHE_SECRET: Buffer.alloc(32, 9).toString('base64url'), SEAL_PKCS12: join(folder, 'seal.p12'), SEAL_PKCS12_PASSWORD: 'sésame', TIMESTAMP_URLS: 'http://127.0.0.1:9/tsr',
    };
  });
  afterAll(async () => {
    await database?.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('sans autorité, il est refusé ; la commande la crée une fois, et montre son empreinte', async () => {
    const refused = await start(complete);
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toMatch(/authority\.key.*paraphe keys create/);

    const keys = (...words: string[]) => run([main('cli'), 'keys', ...words], complete);
    const made = await keys('create', '--name', 'Préfecture de la Lozère', '--json');
    expect(made.code).toBe(0);
    const { subject, sha256 } = JSON.parse(made.stdout) as { subject: string; sha256: string };
    expect(subject).toContain('O=Préfecture de la Lozère');
    expect(await keys('create', '--name', 'Une autre')).toMatchObject({ code: 1, stderr: expect.stringContaining(sha256) });
    const shown = JSON.parse((await keys('show', '--json')).stdout) as { what: string; sha256: string; subject: string }[];
    expect(shown[0]).toMatchObject({ what: 'Autorité', sha256 });
    expect(shown[1]).toMatchObject({ what: 'Cachet', subject: 'CN=Cachet de la préfecture' });
  });

  test.each([
    ['PARAPHE_SECRET', () => without('PARAPHE_SECRET'), /PARAPHE_SECRET manque/],
    ['SEAL_PKCS12', () => without('SEAL_PKCS12', 'SEAL_PKCS12_PASSWORD'), /SEAL_PKCS12 .*SEAL_PKCS11_MODULE/],
    ['SEAL_PKCS12_PASSWORD', () => without('SEAL_PKCS12_PASSWORD'), /SEAL_PKCS12_PASSWORD manque/],
    ['TIMESTAMP_URLS', () => without('TIMESTAMP_URLS'), /TIMESTAMP_URLS manque/],
  ])('sans %s, il est refusé en une phrase', async (_, environment, sentence) => {
    const end = await start(environment());
    expect({ code: end.code, said: end.stderr }).toMatchObject({ code: 2, said: expect.stringMatching(sentence) });
    expect(end.stderr).not.toMatch(/ {4}at |sésame/);
  });

  test('tout ce qui manque est dit en une fois, à l’ouvrier aussi', async () => {
    const end = await start(without('SEAL_PKCS12', 'SEAL_PKCS12_PASSWORD', 'TIMESTAMP_URLS'), 'worker');
    expect(end.code).toBe(2);
    expect(end.stderr.trim().split('\n')).toHaveLength(2);
  });

  test.each([
    ['un secret qui n’est pas le bon', () => ({ PARAPHE_SECRET: Buffer.alloc(32, 1).toString('base64url') }), /PARAPHE_SECRET n’est pas le secret/],
    ['un fichier absent', () => ({ SEAL_PKCS12: join(folder, 'absent.p12') }), /SEAL_PKCS12 désigne un fichier/],
    ['une clé trop faible', () => ({ SEAL_PKCS12: join(folder, 'weak.p12') }), /SEAL_PKCS12 donne une clé inutilisable/],
    ['un autre format', () => ({ SEAL_PKCS12: join(folder, 'seal.pem') }), /SEAL_PKCS12 n’est pas un fichier lisible/],
    ['un mot de passe faux', () => ({ SEAL_PKCS12_PASSWORD: 'sesame' }), /SEAL_PKCS12_PASSWORD n’ouvre pas/],
    ['une racine illisible', () => ({ TRUST_FILES: join(folder, 'seal.p12') }), /TRUST_FILES/],
    ['deux cachets', () => ({ SEAL_PKCS11_MODULE: '/nulle/part.so' }), /SEAL_PKCS12 et SEAL_PKCS11_MODULE/],
    ['un module sans code', () => ({ SEAL_PKCS12: '', SEAL_PKCS12_PASSWORD: '', SEAL_PKCS11_MODULE: '/nulle/part.so' }), /SEAL_PKCS11_PIN manque/],
    ['un module muet', () => ({ SEAL_PKCS12: '', SEAL_PKCS12_PASSWORD: '', SEAL_PKCS11_MODULE: '/nulle/part.so', SEAL_PKCS11_TOKEN: 't', SEAL_PKCS11_KEY: 'k', SEAL_PKCS11_PIN: '271828', SEAL_CERTIFICATE: join(folder, 'seal.pem') }), /SEAL_PKCS11_MODULE/],
  ])('%s : la clé de configuration est nommée', async (_, changed, sentence) => {
    const check = async (env: Environment) => checkKeyMaterial(loadConfig(env), new Date());
    await expect(check(complete)).resolves.toBeUndefined();
    const fault: unknown = await check({ ...complete, ...changed() }).catch((one: unknown) => one);
    expect(fault).toBeInstanceOf(ConfigError);
    expect((fault as Error).message).toMatch(sentence);
    expect((fault as Error).message).not.toMatch(/sésame|271828/);
  });

  test('avec tout, le site démarre, publie sa racine, et une clé du service se révoque par la commande', async () => {
    const child = spawn(process.execPath, [main('web')], { env: complete, stdio: ['ignore', 'ignore', 'inherit'] });
    const gone = new Promise((resolve) => child.once('exit', resolve));
    try {
      await until(async () => (await fetch(`${complete.PUBLIC_URL}/health/ready`).catch(() => null))?.ok === true, 'the site is ready');
      expect(await (await fetch(`${complete.PUBLIC_URL}/pki/racine.pem`)).text()).toContain('BEGIN CERTIFICATE');
      // Any question, even an unreadable one, makes the responder's key.
      await fetch(`${complete.PUBLIC_URL}/pki/ocsp`, { method: 'POST', body: 'x', headers: { 'content-type': 'application/ocsp-request' } });
      const keys = (...words: string[]) => run([main('cli'), 'keys', ...words], complete);
      const shown = JSON.parse((await keys('show', '--json')).stdout) as { what: string; serial: string }[];
      const serial = shown.find(({ what }) => what === 'Réponses de révocation')!.serial;
      expect(await keys('revoke', '--serial', serial, '--reason', 'superseded')).toMatchObject({ code: 0, stdout: expect.stringContaining(serial) });
      expect(await keys('revoke', '--serial', serial, '--reason', 'superseded')).toMatchObject({ code: 1 });
      expect(await keys('revoke', '--serial', serial, '--reason', 'caprice')).toMatchObject({ code: 2 });
    } finally {
      child.kill('SIGKILL');
      await gone;
    }
  });
});
