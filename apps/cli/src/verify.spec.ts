import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import type { VerificationReport } from '#libs/signing';
import { preparedPdf } from '../../../libs/signing/test/prepared-pdf.js';
import { SignedPdf, testAuthorities } from '../../../libs/signing/test/signed-pdf.js';
import { verifyFile } from './verify.js';

const folder = mkdtempSync(join(tmpdir(), 'paraphe-verify-'));
const path = (name: string): string => join(folder, name);
const signedOn = new Date('2026-11-24T09:00:00Z');
const at = '2026-11-25T09:00:00Z';
const root = path('racine.pem');
const formerDataDir = process.env.DATA_DIR;

beforeAll(async () => {
  const authorities = await testAuthorities(signedOn);
  const file = await SignedPdf.open(await preparedPdf({ slots: ['slot_1'] }));
  await file.sign('certify', 'certification', await authorities.signer('certification', signedOn), signedOn);
  writeFileSync(path('certifié.pdf'), file.pdf);
  await file.sign('approve', 'slot_1', await authorities.signer('signatory', signedOn), signedOn, await authorities.stamp(signedOn));
  await file.sign('seal', 'seal', await authorities.signer('seal', signedOn), signedOn);
  writeFileSync(path('bon.pdf'), file.pdf);
  const altered = file.pdf;
  altered.writeUInt8(altered.readUInt8(3000) ^ 1, 3000);
  writeFileSync(path('altéré.pdf'), altered);
  writeFileSync(path('rien.pdf'), 'ceci n’est pas un PDF');
  writeFileSync(root, authorities.authority.certificatePem);
  mkdirSync(path('données/keys'), { recursive: true });
  writeFileSync(path('données/keys/authority.json'), JSON.stringify(authorities.authority));
});
afterEach(() => {
  // Jest itself ends on it.
  process.exitCode = undefined;
  jest.restoreAllMocks();
});
afterAll(() => {
  if (formerDataDir === undefined) delete process.env.DATA_DIR;
  else process.env.DATA_DIR = formerDataDir;
  rmSync(folder, { recursive: true });
});

/** What the command prints, and its exit code. */
async function run(name: string, options: Parameters<typeof verifyFile>[1] = {}): Promise<{ said: string; exit: unknown }> {
  const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  const exit = await verifyFile(path(name), { at, ...options }).then(() => process.exitCode, (fault: { exitCode: number; message: string }) => fault);
  return { said: log.mock.calls.map(([line]) => String(line)).join('\n'), exit };
}

test('un document intact : une phrase, une ligne par signature, sortie 0', async () => {
  const { said, exit } = await run('bon.pdf', { trust: [root] });
  expect(exit).toBe(0);
  expect(said).toMatch(/^Document intact/);
  expect(said).toMatch(/Signataire de slot_1\s+Commune d’essai · 24\snovembre\s2026 à\s10\sh \(horodaté\) · B-T · intacte · reconnu/);
  expect(said).toMatch(/Signataire de seal .*\(heure déclarée\) · B-B/);
});

test('le rapport pour les programmes est celui du noyau ; un champ vide se voit', async () => {
  const { said, exit } = await run('certifié.pdf', { trust: [root], json: true });
  expect(exit).toBe(0);
  expect(JSON.parse(said) as VerificationReport).toMatchObject({ verdict: 'valid', complete: false, emptyFields: ['slot_1', 'seal'], judgedAt: '2026-11-25T09:00:00.000Z' });
});

test('altéré : sortie 1, et les détails disent pourquoi', async () => {
  const { said, exit } = await run('altéré.pdf', { trust: [root], details: true });
  expect(exit).toBe(1);
  expect(said).toMatch(/^Document altéré/);
  expect(said).toContain('[DIGEST_MISMATCH]');
});

test('sans --trust : la racine du dossier des clés ; sans elle, rien n’est établi et la commande le dit', async () => {
  process.env.DATA_DIR = path('données');
  expect((await run('bon.pdf')).exit).toBe(0);
  process.env.DATA_DIR = path('ailleurs');
  const { said, exit } = await run('bon.pdf');
  expect(exit).toBe(1);
  expect(said).toContain('Aucune racine de confiance n’est connue');
});

test.each([
  ['rien.pdf', {}],
  ['absent.pdf', {}],
  ['bon.pdf', { at: 'hier' }],
  ['bon.pdf', { trust: ['absente.pem'] }],
])('%s, %j : sortie 2', async (name, options) => {
  const { exit } = await run(name, options);
  expect(exit).toMatchObject({ exitCode: 2 });
});
