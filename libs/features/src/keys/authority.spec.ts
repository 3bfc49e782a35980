import { X509Certificate, createPrivateKey } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyStore, loadConfig } from '#libs/platform';
import { createAuthority } from '#libs/signing';
import { AuthorityKeeper, makeAuthority, organisationOf, readAuthority } from './authority.js';

const now = new Date('2026-11-24T09:00:00Z');
const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function place(PARAPHE_MODE: 'demonstration' | 'production' = 'demonstration') {
  const dataDir = mkdtempSync(join(tmpdir(), 'paraphe-authority-'));
  folders.push(dataDir);
  const config = loadConfig({ PARAPHE_MODE, DATABASE_URL: 'postgres://nulle-part/x', SMTP_URL: 'smtp://127.0.0.1:9', DATA_DIR: dataDir, PARAPHE_SECRET: Buffer.alloc(32, 5).toString('base64url') });
  return { config, keys: new KeyStore(config), file: (name: string) => join(dataDir, 'keys', name) };
}

test('une autorité laissée en clair par une version antérieure est chiffrée à la première lecture, puis le clair est effacé', async () => {
  const { keys, file } = place();
  const old = await createAuthority({ commonName: 'Paraphe – autorité de certification', organisation: 'Paraphe', now });
  mkdirSync(file(''), { recursive: true });
  writeFileSync(file('authority.json'), JSON.stringify(old));
  const read = readAuthority(keys)!;
  expect(new X509Certificate(read.certificatePem).fingerprint256).toBe(new X509Certificate(old.certificatePem).fingerprint256);
  expect(createPrivateKey(read.privateKeyPem).equals(createPrivateKey(old.privateKeyPem))).toBe(true);
  expect(existsSync(file('authority.json'))).toBe(false);
  expect(readFileSync(file('authority.key'), 'utf8')).not.toMatch(/PRIVATE|CERTIFICATE/);
  expect(readFileSync(file('authority.pem'), 'utf8')).toBe(`${old.certificatePem.trimEnd()}\n`);
});

test('deux processus qui la créent ensemble lisent la même, clé et certificat', async () => {
  const { keys } = place();
  const made = await Promise.all(Array.from({ length: 6 }, () => makeAuthority(keys, 'Préfecture de la Lozère', now)));
  expect(new Set(made.map(({ authority }) => authority.certificatePem)).size).toBe(1);
  expect(made.filter((one) => one.made)).toHaveLength(1);
  const { certificatePem, privateKeyPem } = made[0]!.authority;
  expect(new X509Certificate(certificatePem).checkPrivateKey(createPrivateKey(privateKeyPem))).toBe(true);
  expect(organisationOf(made[0]!.authority)).toBe('Préfecture de la Lozère');
});

test('en production, elle n’est jamais créée sans qu’on l’ait demandé', async () => {
  const { keys, config } = place('production');
  await expect(new AuthorityKeeper(keys, config).open(now)).rejects.toThrow(/authority\.key.*paraphe keys create/);
  const { authority } = await makeAuthority(keys, 'Préfecture', now);
  expect(await new AuthorityKeeper(keys, config).open(now)).toEqual(authority);
});
