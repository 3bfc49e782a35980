import { execFileSync, spawnSync } from 'node:child_process';
import { X509Certificate, createPublicKey, verify } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { openPkcs11 } from './pkcs11.js';
import type { Pkcs11Key } from './pkcs11.js';

const modules = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib64/softhsm/libsofthsm2.so', '/usr/local/lib/softhsm/libsofthsm2.so', '/opt/homebrew/lib/softhsm/libsofthsm2.so'];
const library = modules.find((path) => existsSync(path)) ?? '';
const isHere = library !== '' && [['softhsm2-util', '--version'], ['pkcs11-tool', '--help'], ['openssl', 'version']].every(([program, flag]) => !spawnSync(program!, [flag!]).error);
if (!isHere) console.warn('SoftHSM2, pkcs11-tool ou openssl est absent : le cachet PKCS#11 n’est PAS essayé.');
const tried = isHere ? describe : describe.skip;

const folder = mkdtempSync(join(tmpdir(), 'paraphe-p11-'));
const file = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const pin = '271828';
const environment = { PATH: process.env.PATH, SOFTHSM2_CONF: file('softhsm2.conf') };
const tool = (...args: string[]) => execFileSync('pkcs11-tool', ['--module', library, '--token-label', 'essai', '--login', '--pin', pin, ...args], { env: environment, stdio: 'pipe' });
const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });

/** A pair made in the token, and a certificate over its public key by a root made here. */
function makeKey(label: string, id: string, type: string): string {
  tool('--keypairgen', '--key-type', type, '--label', label, '--id', id);
  tool('--read-object', '--type', 'pubkey', '--id', id, '--output-file', file(`${label}.der`));
  writeFileSync(file(`${label}.pub`), createPublicKey({ key: readFileSync(file(`${label}.der`)), format: 'der', type: 'spki' }).export({ type: 'spki', format: 'pem' }));
  openssl('x509', '-new', '-force_pubkey', file(`${label}.pub`), '-subj', `/CN=${label}`, '-CA', file('root.pem'), '-CAkey', file('root.key'), '-days', '20', '-out', file(`${label}.pem`));
  return `${readFileSync(file(`${label}.pem`), 'utf8')}${readFileSync(file('root.pem'), 'utf8')}`;
}

tried('un cachet dans un module PKCS#11', () => {
  const certificates: Record<string, string> = {};
  const key = (label: string, more: Partial<Pkcs11Key> = {}): Pkcs11Key => ({ module: library, tokenLabel: 'essai', key: label, pin, certificatePem: certificates[label] ?? '', environment, ...more });
  const code = (fault: string) => expect.objectContaining({ code: fault });

  beforeAll(() => {
    mkdirSync(file('tokens'));
    writeFileSync(file('softhsm2.conf'), `directories.tokendir = ${file('tokens')}\n`);
    execFileSync('softhsm2-util', ['--init-token', '--free', '--label', 'essai', '--pin', pin, '--so-pin', '31415926'], { env: environment, stdio: 'pipe' });
    openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=Racine', '-keyout', file('root.key'), '-out', file('root.pem'), '-days', '30');
    certificates['cachet-ec'] = makeKey('cachet-ec', '01', 'EC:prime256v1');
    certificates['cachet-rsa'] = makeKey('cachet-rsa', '02', 'rsa:2048');
  });

  test.each([['cachet-ec', 'ecdsa-sha256'], ['cachet-rsa', 'rsa-sha256'], ['id:02', 'rsa-sha256']])('%s signe sans que la clé sorte du module', async (label, algorithm) => {
    const signer = await openPkcs11(key(label, { certificatePem: certificates[label] ?? certificates['cachet-rsa']! }));
    expect(signer.algorithm).toBe(algorithm);
    expect(signer.chainDer).toEqual([new X509Certificate(readFileSync(file('root.pem'))).raw]);
    const publicKey = new X509Certificate(signer.certificateDer).publicKey;
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 5_000 }), async (bytes) => verify('sha256', bytes, publicKey, await signer.sign(Buffer.from(bytes)))), { numRuns: 12 });
    signer.destroy();
    await expect(signer.sign(Buffer.from('encore'))).rejects.toEqual(code('KEY_DESTROYED'));
  });

  test('chaque faute a son code', async () => {
    await expect(openPkcs11(key('cachet-ec', { pin: '000000' }))).rejects.toEqual(code('KEY_PASSWORD_WRONG'));
    await expect(openPkcs11(key('absente', { certificatePem: certificates['cachet-ec']! }))).rejects.toEqual(code('KEY_NOT_FOUND'));
    await expect(openPkcs11(key('id:99', { certificatePem: certificates['cachet-ec']! }))).rejects.toEqual(code('KEY_NOT_FOUND'));
    await expect(openPkcs11(key('cachet-ec', { tokenLabel: 'autre' }))).rejects.toEqual(code('KEY_PROGRAM_FAILED'));
    await expect(openPkcs11(key('cachet-ec', { module: '/nulle/part.so' }))).rejects.toEqual(code('KEY_PROGRAM_FAILED'));
    await expect(openPkcs11(key('cachet-ec', { environment: { ...environment, PATH: folder } }))).rejects.toEqual(code('KEY_PROGRAM_MISSING'));
    await expect(openPkcs11(key('cachet-ec', { certificatePem: 'rien' }))).rejects.toEqual(code('KEY_FILE_UNREADABLE'));
  });

  test('une autre clé que celle du certificat est refusée dès l’ouverture', async () => {
    makeKey('jumelle', '03', 'EC:prime256v1');
    await expect(openPkcs11(key('jumelle', { certificatePem: certificates['cachet-ec']! }))).rejects.toEqual(code('KEY_UNUSABLE'));
  });

  test('le code du module n’est jamais un argument du programme', async () => {
    mkdirSync(file('spy'), { recursive: true });
    writeFileSync(file('spy/pkcs11-tool'), `#!/bin/sh\necho "$@" >> ${file('arguments')}\nexec ${spawnSync('which', ['pkcs11-tool'], { encoding: 'utf8' }).stdout.trim()} "$@"\n`);
    chmodSync(file('spy/pkcs11-tool'), 0o700);
    await openPkcs11(key('cachet-ec', { environment: { ...environment, PATH: `${file('spy')}:${process.env.PATH ?? ''}` } }));
    const seen = readFileSync(file('arguments'), 'utf8');
    expect(seen).toContain('--sign');
    expect(seen).not.toContain(pin);
  });
});
