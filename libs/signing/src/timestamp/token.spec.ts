import { execFileSync } from 'node:child_process';
import { X509Certificate, createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { checkToken, readToken } from './token.js';

const folder = mkdtempSync(join(tmpdir(), 'paraphe-token-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = (name: string) => join(folder, name);
const openssl = (...args: string[]) => execFileSync('openssl', args, { encoding: 'utf8', stdio: 'pipe', cwd: folder });
const hasOpenssl = (() => {
  try {
    return openssl('version') !== '';
  } catch {
    return false;
  }
})();
if (!hasOpenssl) console.warn('openssl est absent : les jetons d’une autre autorité ne sont PAS lus.');
const withOpenssl = hasOpenssl ? describe : describe.skip;

/** `certificateId` is the hash of ESSCertID: SHA-1 makes the older attribute. */
const configuration = (certificateId: string) => `
[tsa]
default_tsa = it
[it]
serial = serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1, millisecs:500
clock_precision_digits = 3
ordering = yes
tsa_name = yes
ess_cert_id_chain = yes
ess_cert_id_alg = ${certificateId}
`;
const extensions = (usage: string) => `basicConstraints=critical,CA:false\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=${usage}\n`;
const der = (name: string) => new X509Certificate(readFileSync(path(name))).raw;

withOpenssl('les jetons d’une autre autorité que la nôtre', () => {
  beforeAll(() => {
    writeFileSync(path('serial'), '01\n');
    writeFileSync(path('data'), 'x');
    openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'root.key', '-out', 'root.pem', '-subj', '/CN=Racine', '-days', '2');
    openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'other.key', '-out', 'other.pem', '-subj', '/CN=Racine', '-days', '2');
    const issue = (name: string, algorithm: string[], usage: string) => {
      writeFileSync(path('ext'), extensions(usage));
      openssl('req', ...algorithm, '-nodes', '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', '/CN=Horodatage');
      openssl('x509', '-req', '-in', `${name}.csr`, '-CA', 'root.pem', '-CAkey', 'root.key', '-CAcreateserial', '-days', '1', '-extfile', 'ext', '-out', `${name}.pem`);
    };
    issue('rsa', ['-newkey', 'rsa:2048'], 'critical,timeStamping');
    issue('ec', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384'], 'critical,timeStamping');
    issue('wide', ['-newkey', 'rsa:2048'], 'critical,timeStamping,serverAuth');
  });

  /** Undefined when openssl itself refuses to sign with such a certificate. */
  const tokenOf = (signer: string, certificateId: string, ...chain: string[]): Buffer => {
    writeFileSync(path('tsa.cnf'), configuration(certificateId));
    openssl('ts', '-query', '-data', 'data', '-sha256', '-cert', '-out', 'query');
    openssl('ts', '-reply', '-config', 'tsa.cnf', '-section', 'it', '-queryfile', 'query', '-signer', `${signer}.pem`, '-inkey', `${signer}.key`, ...chain, '-token_out', '-out', 'token');
    return readFileSync(path('token'));
  };

  test.each([['rsa', 'sha256'], ['rsa', 'sha1'], ['ec', 'sha512']])('clé %s, certificat nommé par %s : bon, et dit qui et quand', (signer, certificateId) => {
    const token = tokenOf(signer, certificateId, '-chain', 'root.pem');
    const read = checkToken(token, [der('root.pem')]);
    expect(read).toMatchObject({ policy: '1.2.3.4.1', imprint: createHash('sha256').update('x').digest(), imprintAlgorithm: 'sha256', authority: der(`${signer}.pem`) });
    expect(read.certificates.map((one) => new X509Certificate(one).subject).sort()).toEqual(['CN=Horodatage', 'CN=Racine']);
    expect(Math.abs(read.at.getTime() - new Date().getTime())).toBeLessThan(60_000);
    expect(readToken(token)).toEqual(read);
  });

  test('une racine du même nom mais d’une autre clé n’y mène pas', () => {
    const token = tokenOf('rsa', 'sha256');
    expect(() => checkToken(token, [der('other.pem')])).toThrow(expect.objectContaining({ code: 'TIMESTAMP_INVALID' }));
    expect(checkToken(token, [der('other.pem'), der('root.pem')]).certificates).toHaveLength(1);
  });

  test('un certificat qui sert aussi à autre chose n’horodate pas', () => {
    let token: Buffer;
    try {
      token = tokenOf('wide', 'sha256');
    } catch {
      // openssl refuses to make one: then nobody has to refuse it.
      return;
    }
    expect(() => checkToken(token)).toThrow(expect.objectContaining({ code: 'TIMESTAMP_INVALID' }));
  });

  test('ce qui n’est pas un jeton le dit', () => {
    const token = tokenOf('ec', 'sha256');
    for (const bytes of [Buffer.alloc(0), Buffer.from('30800000', 'hex'), token.subarray(0, 300), Buffer.concat([token, Buffer.from([0])]), readFileSync(path('query'))]) {
      expect(() => readToken(bytes)).toThrow(expect.objectContaining({ code: 'TIMESTAMP_INVALID' }));
    }
  });
});
