import 'reflect-metadata';
import { execFile, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { X509Certificate as DecodedCertificate, X509Crl } from '@peculiar/x509';
import fc from 'fast-check';
import { createAuthority, issueIdentity } from '../certificates.js';
import type { Authority } from '../certificates.js';
import type { SignerIdentity } from '../identity.js';
import { issueKeptKey, issueOcspResponder, signerOf } from './key-material.js';
import { OCSP_REQUEST_BYTES_MAX, answerOcsp } from './ocsp.js';
import type { CertificateState, OcspResponder } from './ocsp.js';
import { issueRevocationList } from './revocation-list.js';

/** openssl judges with the clock of the machine. */
const now = new Date();
const folder = mkdtempSync(join(tmpdir(), 'paraphe-keys-'));
const file = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const isHere = spawnSync('openssl', ['version']).status === 0;
if (!isHere) console.warn('openssl est absent : révocation et OCSP ne sont PAS jugés par un autre que nous.');
const judged = isHere ? describe : describe.skip;
const openssl = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync('openssl', args, { encoding: 'utf8' });
  return { status, text: `${stdout}${stderr}` };
};

const addresses = { crlUrl: 'https://paraphe.prefecture-48.example/pki/liste-de-revocation.crl', ocspUrl: 'https://paraphe.prefecture-48.example/pki/ocsp' };
const person = {
  commonName: 'Hélène Bastide', givenName: 'Hélène', surname: 'Bastide', title: 'Présidente', organisation: 'Communauté de communes des Cévennes au Mont Lozère',
  organisationIdentifier: 'SI:FR-20006913800014', identification: 'Lien personnel et code envoyés à l’adresse électronique déclarée par la préfecture', usage: 'signatory' as const,
};
let authority: Authority;
let other: Authority;
let issuerDer: Buffer;
let good: SignerIdentity;
let revoked: SignerIdentity;
let responder: OcspResponder;

const pem = (der: Buffer) => new X509Certificate(der).toString();
const states = (): ((serialHex: string) => CertificateState) => (serialHex) => {
  if (serialHex === good.serialHex) return 'good';
  return serialHex === revoked.serialHex ? { revokedAt: new Date(now.getTime() - 60_000), reason: 'keyCompromise' } : 'unknown';
};

beforeAll(async () => {
  authority = await createAuthority({ commonName: 'Autorité d’essai', organisation: 'Essai', now });
  other = await createAuthority({ commonName: 'Autre autorité', organisation: 'Essai', now });
  issuerDer = new X509Certificate(authority.certificatePem).raw;
  good = await issueIdentity(authority, person, { now, days: 90, ...addresses });
  revoked = await issueIdentity(authority, person, { now, days: 90, ...addresses });
  responder = { issuerDer, signer: signerOf(await issueOcspResponder(authority, { commonName: 'Réponses de révocation', organisation: 'Essai' }, { now, days: 30 })) };
  writeFileSync(file('root.pem'), authority.certificatePem);
  writeFileSync(file('other.pem'), other.certificatePem);
  writeFileSync(file('good.pem'), pem(good.certificateDer));
  writeFileSync(file('revoked.pem'), pem(revoked.certificateDer));
});

test('un certificat de signataire dit où demander sa révocation, et reste petit : chaque signature l’embarque', () => {
  expect(new X509Certificate(good.certificateDer).infoAccess?.trim()).toBe(`OCSP - URI:${addresses.ocspUrl}`);
  expect(new DecodedCertificate(new Uint8Array(good.certificateDer)).toString('text')).toContain(addresses.crlUrl);
  expect(good.certificateDer.length).toBeLessThan(1_000);
});

test('la clé d’une signature ne sort jamais et ne sert plus après sa destruction', async () => {
  const one = await issueIdentity(authority, person, { now, days: 90 });
  expect(JSON.stringify(one, (_key, value: unknown) => (Buffer.isBuffer(value) ? '' : value))).not.toMatch(/private|PRIVATE/);
  expect(Object.keys(one).sort()).toEqual(['algorithm', 'certificateDer', 'chainDer', 'destroy', 'serialHex', 'sign']);
  await one.sign(Buffer.from('une fois'));
  one.destroy();
  expect(() => one.sign(Buffer.from('deux fois'))).toThrow(expect.objectContaining({ code: 'KEY_DESTROYED' }));
});

test('une clé gardée signe encore quand une poignée a été rendue', async () => {
  const material = await issueKeptKey(authority, { ...person, usage: 'seal' }, { now, days: 1_000 });
  const first = signerOf(material);
  first.destroy();
  expect(() => first.sign(Buffer.from('non'))).toThrow(expect.objectContaining({ code: 'KEY_DESTROYED' }));
  expect(await signerOf(material).sign(Buffer.from('oui'))).toBeInstanceOf(Buffer);
});

describe('la liste de révocation', () => {
  test('porte son numéro, ses motifs et ses dates', async () => {
    const at = new Date('2026-05-04T03:02:01Z');
    const der = await issueRevocationList(authority, { number: 200, revoked: [{ serialHex: revoked.serialHex, at, reason: 'superseded' }, { serialHex: '4001', at }], now, days: 3 });
    const list = new X509Crl(new Uint8Array(der));
    expect(list.entries.map(({ serialNumber, reason, revocationDate }) => [serialNumber, reason, revocationDate.toISOString()])).toEqual([
      [revoked.serialHex, 4, at.toISOString()], ['4001', undefined, at.toISOString()],
    ]);
    expect(list.nextUpdate!.getTime() - list.thisUpdate.getTime()).toBe(3 * 86_400_000);
    expect(await list.verify({ publicKey: new DecodedCertificate(authority.certificatePem) })).toBe(true);
  });

  judged('jugée par openssl', () => {
    const published = async (serials: string[]) => {
      writeFileSync(file('list.der'), await issueRevocationList(authority, { number: 130, revoked: serials.map((serialHex) => ({ serialHex, at: now, reason: 'keyCompromise' as const })), now, days: 1 }));
      openssl('crl', '-inform', 'DER', '-in', file('list.der'), '-out', file('list.pem'));
    };

    test('vide, elle est valable', async () => {
      await published([]);
      const { text } = openssl('crl', '-in', file('list.pem'), '-CAfile', file('root.pem'), '-noout', '-text');
      expect(text).toContain('verify OK');
      expect(text).toContain('Version 2');
      expect(text).toMatch(/X509v3 CRL Number:\s+130/);
      expect(text).toContain('X509v3 Authority Key Identifier');
      expect(text).toContain('No Revoked Certificates');
    });

    test('elle sépare les certificats révoqués des autres', async () => {
      await published([revoked.serialHex]);
      const verify = (name: string) => openssl('verify', '-CAfile', file('root.pem'), '-CRLfile', file('list.pem'), '-crl_check', file(name));
      expect(verify('good.pem')).toMatchObject({ status: 0 });
      expect(verify('revoked.pem').text).toContain('certificate revoked');
    });
  });
});

judged('le répondeur OCSP, interrogé par openssl', () => {
  let answering: OcspResponder;
  const server = createServer((req, res) => {
    void buffer(req).then((question) => answerOcsp(answering, question, states(), new Date())).then((answer) => res.setHeader('Content-Type', 'application/ocsp-response').end(answer));
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const ask = async (certificate: string, { issuer = 'root.pem', by = responder, hash = 'sha1', more = [] as string[] } = {}) => {
    answering = by;
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const args = ['ocsp', `-${hash}`, '-issuer', file(issuer), '-cert', file(certificate), '-url', url, '-CAfile', file('root.pem'), '-resp_text', ...more];
    const { stdout, stderr } = await promisify(execFile)('openssl', args).catch((fault: { stdout: string; stderr: string }) => fault);
    return `${stdout}${stderr}`;
  };

  test.each(['sha1', 'sha256', 'sha384'])('connaît les siens, sous %s', async (hash) => {
    const answer = await ask('good.pem', { hash });
    expect(answer).toContain('Response verify OK');
    expect(answer).toMatch(/good\.pem: good/);
    expect(answer).toContain('OCSP Nonce');
    expect(answer).not.toMatch(/WARNING: no nonce/);
  });

  test('dit révoqué, depuis quand et pourquoi', async () => {
    const answer = await ask('revoked.pem');
    expect(answer).toContain('Response verify OK');
    expect(answer).toMatch(/revoked\.pem: revoked/);
    expect(answer).toContain('keyCompromise');
  });

  test('ne répond pas pour une autre autorité', async () => {
    expect(await ask('good.pem', { issuer: 'other.pem' })).toContain('Cert Status: unknown');
  });

  test('signé par l’autorité elle-même, la réponse vaut aussi', async () => {
    const key = signerOf({ certificateDer: issuerDer, chainDer: [], privateKeyPem: authority.privateKeyPem });
    expect(await ask('good.pem', { by: { issuerDer, signer: key } })).toContain('Response verify OK');
  });

  test('un délégué d’une autre autorité n’est pas cru', async () => {
    const stranger = signerOf(await issueOcspResponder(other, { commonName: 'Intrus', organisation: 'Essai' }, { now, days: 30 }));
    expect(await ask('good.pem', { by: { issuerDer, signer: stranger } })).toContain('Response Verify Failure');
  });

  test('sans nombre unique dans la question, il n’en invente pas', async () => {
    expect(await ask('good.pem', { more: ['-no_nonce'] })).not.toContain('OCSP Nonce');
  });
});

describe('une question OCSP illisible', () => {
  const malformed = Buffer.from('30030a0101', 'hex');

  test('reçoit la réponse « malformedRequest », même énorme ou vide', async () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from('bonjour'), Buffer.alloc(OCSP_REQUEST_BYTES_MAX + 1, 0x30)]) expect(await answerOcsp(responder, bytes, states(), now)).toEqual(malformed);
  });

  test('n’est jamais une panne, quels que soient les octets', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        expect((await answerOcsp(responder, Buffer.from(bytes), states(), now)).readUInt8(0)).toBe(0x30);
      }),
      { numRuns: 200 },
    );
  });
});
