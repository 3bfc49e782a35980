import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { loadConfig } from '../config.js';
import { KeyEnvelopeError, KeyStore } from './key-store.js';
import { KeySlotUsedError, KeyVault } from './key-vault.js';

const dataDir = mkdtempSync(join(tmpdir(), 'paraphe-vault-'));
const opened: KeyVault[] = [];
afterAll(async () => {
  for (const vault of opened) await vault.onApplicationShutdown();
  rmSync(dataDir, { recursive: true, force: true });
});

const secret = (byte: number) => Buffer.alloc(32, byte).toString('base64url');

/** As another process would open the same files. */
function vaultOf(PARAPHE_SECRET = secret(7)): KeyVault {
  const config = loadConfig({ PARAPHE_MODE: 'demonstration', DATABASE_URL: 'postgres://nulle-part/x', SMTP_URL: 'smtp://127.0.0.1:9', DATA_DIR: dataDir, PARAPHE_SECRET });
  const vault = new KeyVault(config, new KeyStore(config));
  opened.push(vault);
  return vault;
}

const file = (purpose: string, segment = 0) => join(dataDir, 'keys', purpose, `${String(segment).padStart(6, '0')}.keys`);
const slotIn = (purpose: string, slot: number) => readFileSync(file(purpose)).subarray(slot * 64, slot * 64 + 64);
let free = 1000;

test('une clé tirée se relit, par un autre processus aussi, et n’est pas en clair sur le disque', async () => {
  const key = await vaultOf().create('mandate-working', 3);
  expect(key).toHaveLength(32);
  expect(await vaultOf().read('mandate-working', 3)).toEqual(key);
  expect(readFileSync(file('mandate-working')).includes(key)).toBe(false);
  expect(statSync(file('mandate-working')).mode & 0o777).toBe(0o600);
  expect(statSync(file('mandate-working')).size).toBe(64 * 65_536);
});

test('un numéro n’a qu’une clé, vivante ou détruite', async () => {
  const vault = vaultOf();
  await vault.create('mandate-working', 5);
  await expect(vaultOf().create('mandate-working', 5)).rejects.toThrow(KeySlotUsedError);
  await vault.destroy('mandate-working', 5);
  await expect(vault.create('mandate-working', 5)).rejects.toThrow(KeySlotUsedError);
  expect(await vaultOf().read('mandate-working', 5)).toBeNull();
});

test('détruire remplace tout ce que portait l’emplacement, autant de fois qu’on veut, sans toucher les voisins', async () => {
  const vault = vaultOf();
  const [before, , after] = [await vault.create('mandate-proof', 10), await vault.create('mandate-proof', 11), await vault.create('mandate-proof', 12)];
  const old = Buffer.from(slotIn('mandate-proof', 11));
  await vault.destroy('mandate-proof', 11);
  await vault.destroy('mandate-proof', 11);
  const gone = slotIn('mandate-proof', 11);
  expect(gone.subarray(0, 4).toString()).toBe('XXXX');
  for (let start = 4; start + 8 <= 64; start++) expect(gone.includes(old.subarray(start, start + 8))).toBe(false);
  expect([await vault.read('mandate-proof', 10), await vault.read('mandate-proof', 12)]).toEqual([before, after]);
});

test('détruire de nouveau écrit de nouveau : la première fois n’a peut-être jamais atteint le disque', async () => {
  const vault = vaultOf();
  await vault.create('mandate-proof', 15);
  await vault.destroy('mandate-proof', 15);
  const first = Buffer.from(slotIn('mandate-proof', 15));
  await vaultOf().destroy('mandate-proof', 15);
  expect(slotIn('mandate-proof', 15)).not.toEqual(first);
  expect(await vault.read('mandate-proof', 15)).toBeNull();
});

test('une clé jamais faite se lit comme absente ; détruite d’avance, elle ne sera jamais faite', async () => {
  const vault = vaultOf();
  expect(await vault.read('mandate-proof', 65_536 * 9)).toBeNull();
  expect(await vault.read('mandate-proof', 77)).toBeNull();
  await vault.destroy('mandate-proof', 77);
  await expect(vault.create('mandate-proof', 77)).rejects.toThrow(KeySlotUsedError);
});

test('un autre secret, un autre emplacement ou un autre usage n’ouvrent rien, et ce n’est pas pris pour une destruction', async () => {
  const vault = vaultOf();
  await vault.create('mandate-working', 20);
  await expect(vaultOf(secret(8)).read('mandate-working', 20)).rejects.toThrow(KeyEnvelopeError);
  const bytes = readFileSync(file('mandate-working'));
  bytes.copy(bytes, 21 * 64, 20 * 64, 21 * 64);
  writeFileSync(file('mandate-working'), bytes);
  await expect(vaultOf().read('mandate-working', 21)).rejects.toThrow(KeyEnvelopeError);
});

test('un bit changé dans une clé vivante se voit toujours', async () => {
  const vault = vaultOf();
  await vault.create('mandate-working', 30);
  const whole = readFileSync(file('mandate-working'));
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 32, max: 64 * 8 - 1 }), async (bit) => {
      const altered = Buffer.from(whole);
      altered[30 * 64 + (bit >> 3)]! ^= 1 << (bit & 7);
      writeFileSync(file('mandate-working'), altered);
      await expect(vault.read('mandate-working', 30)).rejects.toThrow(KeyEnvelopeError);
    }),
    { numRuns: 60 },
  );
  writeFileSync(file('mandate-working'), whole);
});

test('quel que soit l’ordre des gestes, chaque numéro dit la clé qu’il a reçue tant qu’elle n’est pas détruite', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.record({ slot: fc.nat(5), act: fc.constantFrom('create' as const, 'destroy' as const, 'read' as const) }), { maxLength: 30 }), async (acts) => {
      const [one, other, base] = [vaultOf(), vaultOf(), (free += 10)];
      const known = new Map<number, Buffer | null>();
      for (const [n, { slot, act }] of acts.entries()) {
        const vault = n % 2 ? one : other;
        if (act === 'destroy') {
          await vault.destroy('mandate-working', base + slot);
          known.set(slot, null);
        } else if (act === 'create' && known.has(slot)) await expect(vault.create('mandate-working', base + slot)).rejects.toThrow(KeySlotUsedError);
        else if (act === 'create') known.set(slot, await vault.create('mandate-working', base + slot));
        expect(await vault.read('mandate-working', base + slot)).toEqual(known.get(slot) ?? null);
      }
    }),
    { numRuns: 25 },
  );
});

test('des dizaines de clés demandées ensemble, de part et d’autre d’un segment et par deux processus, sont toutes là', async () => {
  const [one, other] = [vaultOf(), vaultOf()];
  const slots = Array.from({ length: 80 }, (_, n) => 65_536 * 2 - 40 + n);
  const keys = await Promise.all(slots.map((slot, n) => (n % 2 ? one : other).create('mandate-proof', slot)));
  expect(await Promise.all(slots.map((slot) => vaultOf().read('mandate-proof', slot)))).toEqual(keys);
  expect(await one.lastUsed('mandate-proof')).toBe(slots.at(-1));
});

test('sans aucune clé, il n’y a pas de dernier numéro', async () => {
  const empty = mkdtempSync(join(tmpdir(), 'paraphe-vault-vide-'));
  const config = loadConfig({ PARAPHE_MODE: 'demonstration', DATABASE_URL: 'postgres://nulle-part/x', SMTP_URL: 'smtp://127.0.0.1:9', DATA_DIR: empty, PARAPHE_SECRET: secret(7) });
  const vault = new KeyVault(config, new KeyStore(config));
  expect(await vault.lastUsed('mandate-working')).toBeNull();
  rmSync(empty, { recursive: true, force: true });
});
