import { mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { loadConfig } from '../config.js';
import { KeyEnvelopeError, KeyStore } from './key-store.js';

const dataDir = mkdtempSync(join(tmpdir(), 'paraphe-keys-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const secret = Buffer.alloc(32, 7).toString('base64url');
const store = (PARAPHE_SECRET = secret) => new KeyStore(loadConfig({ PARAPHE_MODE: 'demonstration', DATABASE_URL: 'postgres://nulle-part/x', SMTP_URL: 'smtp://127.0.0.1:9', DATA_DIR: dataDir, PARAPHE_SECRET }));
const path = (name: string) => join(dataDir, 'keys', name);
const pem = '-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMG\n-----END PRIVATE KEY-----\n';

test('une clé privée est écrite chiffrée, pour son seul propriétaire, et relue', () => {
  expect(store().writeSecret('essai.key', pem)).toBe(pem);
  expect(store().readSecret('essai.key')).toBe(pem);
  const stored = readFileSync(path('essai.key'), 'utf8');
  expect(stored).toMatch(/^paraphe-secret-1 [\w-]+\n$/);
  expect(Buffer.from(stored.split(' ')[1]!, 'base64url').toString('latin1')).not.toContain('PRIVATE');
  expect(statSync(path('essai.key')).mode & 0o777).toBe(0o600);
  expect(statSync(join(dataDir, 'keys')).mode & 0o777).toBe(0o700);
});

test('la première écrite l’emporte ; remplacer est un autre geste', () => {
  store().writeSecret('course.key', 'première');
  expect(store().writeSecret('course.key', 'seconde')).toBe('première');
  store().replaceSecret('course.key', 'troisième');
  expect(store().readSecret('course.key')).toBe('troisième');
  expect(readdirSync(join(dataDir, 'keys')).filter((name) => name.startsWith('course.key'))).toEqual(['course.key']);
});

test('le même secret écrit deux fois ne se reconnaît pas', () => {
  store().writeSecret('jumelle.key', pem);
  const first = readFileSync(path('jumelle.key'), 'utf8');
  store().replaceSecret('jumelle.key', pem);
  expect(readFileSync(path('jumelle.key'), 'utf8')).not.toBe(first);
});

test('un autre secret, un autre nom ou un fichier en clair n’ouvrent rien', () => {
  store().writeSecret('fermee.key', pem);
  expect(() => store(Buffer.alloc(32, 8).toString('base64url')).readSecret('fermee.key')).toThrow(KeyEnvelopeError);
  renameSync(path('fermee.key'), path('autre.key'));
  expect(() => store().readSecret('autre.key')).toThrow(KeyEnvelopeError);
  writeFileSync(path('claire.key'), pem);
  expect(() => store().readSecret('claire.key')).toThrow(KeyEnvelopeError);
  expect(store().readSecret('absente.key')).toBeNull();
});

test('un seul bit changé se voit', () => {
  store().writeSecret('fragile.key', pem);
  const bytes = Buffer.from(readFileSync(path('fragile.key'), 'utf8').split(' ')[1]!, 'base64url');
  fc.assert(
    fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
      const altered = Buffer.from(bytes);
      altered.writeUInt8(altered.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      writeFileSync(path('fragile.key'), `paraphe-secret-1 ${altered.toString('base64url')}\n`);
      expect(() => store().readSecret('fragile.key')).toThrow(KeyEnvelopeError);
    }),
    { numRuns: 100 },
  );
});

test('un secret trop court est refusé, sa clé nommée', () => {
  expect(() => store('é'.repeat(43))).toThrow(/PARAPHE_SECRET/);
});
