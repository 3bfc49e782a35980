import { execFileSync, spawnSync } from 'node:child_process';
import { X509Certificate, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPkcs12 } from './pkcs12.js';

const folder = mkdtempSync(join(tmpdir(), 'paraphe-p12-'));
const file = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const isHere = spawnSync('openssl', ['version']).status === 0;
if (!isHere) console.warn('openssl est absent : l’import PKCS#12 n’est PAS essayé.');
const tried = isHere ? describe : describe.skip;
const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
const password = 'Sceau d’été 2026';

/** A key of no use, in a file that the wrong writing of its password deciphers to noise with a right padding: one file in some hundred is so. */
const noisyFile = Buffer.from(
  [
    'MIIEBgIBAzCCA8AGCSqGSIb3DQEHAaCCA7EEggOtMIIDqTCCAmEGCSqGSIb3DQEHBqCCAlIwggJOAgEAMIICRwYJKoZIhvcNAQcBMFYGCSqGSIb3DQEFDTBJMCgGCSqGSIb3DQEFDDAbBAiHDLZK',
    'Mvq8WAIBATAMBggqhkiG9w0CCQUAMB0GCWCGSAFlAwQBKgQQtIAV11b3FzTlzMnGNQmQxoCCAeBUdU/Wul32AyCrRzsd8/ewhOLKYg5XEaLe+cj17CRjuMj1F+l9bwM50ki/TKoA1BpgF5d9CqqM',
    'fwloxrOWILoIpX/gKVapKoKrLbdU+4p6VWYhq2PaHkGT5TSk7ZlyxKIbUz3BFveAvQSQ+xWXfa+nOn+wV/DpTCjJ++msHZOPHkfQ/rn+VUlpnu9YNuqRuZ+b8adOY3X2yy76ciU9xSQTMrUl9b9A',
    '0n1ssLEqo+jJwhYCYE4BVqqDWe6CPiAhVs6xZgmjcxGCIhLYWAIyqot5J5/1jGsrv/ITZzV1kOvKBFxBKYRzqwaduHLA/VrrSDaCIUjTiYb5xQS2zktAzxdjM73q+y3aalr2VnIDtnfR2AC/Uqko',
    'HSLRX9ptxbnAcC+bGx7MhNf4rzE0YP135DG5cdddaKul1R1V6VYvtv3hiqCxilYjw6Gf0DUzpmWVyqAMVxVxYzmdjMPiMQBlXj9djsyCiuXPRIDcTb1W9phGjQvMIlNTuk/6YwuDpUEYoxv87gs1',
    'XxSUqCrluEetMgukdrX9S+JsCtWGRKuQaRW92sOidFWh001QxAMPBqzAnK/i5TLJ9PoP18dxvUwq0BO0PAgFbOp9iz7rjuVEqOZBamhNzD3GGELMAcLpM9aNiokwggFABgkqhkiG9w0BBwGgggEx',
    'BIIBLTCCASkwggElBgsqhkiG9w0BDAoBAqCB7jCB6zBWBgkqhkiG9w0BBQ0wSTAoBgkqhkiG9w0BBQwwGwQI+Q1+WEBBBHYCAQEwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEELnKujEZUemb',
    'EBwWl1/5PxAEgZCUfIdhC7liBfQqmcBhkT38ZaXv2s9XPe9NuaWKi912GdW3vmNmADP8vRyH3eRxGiwFSom2igDB8XlNNHImKyLUUGcodyCimO/jEnnls/8ZB3XGj7DUKHLx4PW49Dy1ab9d+MJY',
    'K+onnlpB2LD+JE3BY7d0v3JhTdG+LB0PJpLEq+6CILlarQcMXyz1Raj85+kxJTAjBgkqhkiG9w0BCRUxFgQUzQZApcFzKMgRhwJWpJnLtmB+HoIwPTAxMA0GCWCGSAFlAwQCAQUABCDmaITdVNJN',
    '2FyHPlw0GVnC20dllKnTMgovVAmyiID16QQIXVUFEQO9s2Q=',
  ].join(''),
  'base64',
);

const ec = ['ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
const kinds = [
  ['RSA 2048', ['rsa:2048'], 'rsa-sha256', []],
  ['RSA 3072, ancien chiffrement', ['rsa:3072'], 'rsa-sha256', ['-legacy']],
  ['P-256', ec, 'ecdsa-sha256', []],
  ['P-384', ['ec', '-pkeyopt', 'ec_paramgen_curve:secp384r1'], 'ecdsa-sha256', []],
] as const;

function certify(subject: string, issuer: string, key: readonly string[], extension: string): void {
  openssl('req', '-new', '-newkey', ...key, '-nodes', '-subj', `/CN=Cachet ${subject}/O=Préfecture d’essai`, '-utf8', '-keyout', file(`${subject}.key`), '-out', file(`${subject}.csr`), '-addext', extension);
  openssl('x509', '-req', '-in', file(`${subject}.csr`), '-CA', file(`${issuer}.pem`), '-CAkey', file(`${issuer}.key`), '-copy_extensions', 'copy', '-days', '20', '-out', file(`${subject}.pem`));
}

/** A leaf under an intermediate under a root, and the three in one file. */
function makeFile(name: string, key: readonly string[], options: readonly string[]): void {
  certify('leaf', 'middle', key, 'keyUsage=critical,nonRepudiation');
  openssl('pkcs12', '-export', '-inkey', file('leaf.key'), '-in', file('leaf.pem'), '-certfile', file('above.pem'), '-passout', `pass:${password}`, '-out', file(name), ...options);
}

tried('un cachet en PKCS#12', () => {
  beforeAll(() => {
    openssl('req', '-x509', '-newkey', ...ec, '-nodes', '-subj', '/CN=Racine', '-keyout', file('root.key'), '-out', file('root.pem'), '-days', '30');
    certify('middle', 'root', ['rsa:2048'], 'basicConstraints=critical,CA:TRUE');
    writeFileSync(file('above.pem'), Buffer.concat([readFileSync(file('root.pem')), readFileSync(file('middle.pem'))]));
  });

  test.each(kinds)('%s : clé, certificat et chaîne entière, à l’octet près', async (_, key, algorithm, options) => {
    makeFile('seal.p12', key, options);
    const signer = openPkcs12(readFileSync(file('seal.p12')), password);
    const der = (name: string) => new X509Certificate(readFileSync(file(name))).raw;
    expect(signer.algorithm).toBe(algorithm);
    expect(signer.certificateDer).toEqual(der('leaf.pem'));
    expect(signer.chainDer).toEqual([der('middle.pem'), der('root.pem')]);
    const message = Buffer.from('la convention');
    expect(verify('sha256', message, new X509Certificate(signer.certificateDer).publicKey, await signer.sign(message))).toBe(true);
  });

  test('chaque faute a son code', () => {
    makeFile('seal.p12', ec, []);
    const bytes = readFileSync(file('seal.p12'));
    const code = (fault: string) => expect.objectContaining({ code: fault });
    expect(() => openPkcs12(bytes, 'faux')).toThrow(code('KEY_PASSWORD_WRONG'));
    expect(() => openPkcs12(bytes, '')).toThrow(code('KEY_PASSWORD_WRONG'));
    expect(() => openPkcs12(bytes.subarray(0, 900), password)).toThrow(code('KEY_FILE_UNREADABLE'));
    expect(() => openPkcs12(Buffer.from('rien de tel'), password)).toThrow(code('KEY_FILE_UNREADABLE'));
    expect(() => openPkcs12(Buffer.alloc(0), password)).toThrow(code('KEY_FILE_UNREADABLE'));
    openssl('pkcs12', '-export', '-nokeys', '-in', file('leaf.pem'), '-passout', `pass:${password}`, '-out', file('keyless.p12'));
    expect(() => openPkcs12(readFileSync(file('keyless.p12')), password)).toThrow(code('KEY_NOT_FOUND'));
    openssl('pkcs12', '-export', '-nocerts', '-inkey', file('leaf.key'), '-passout', `pass:${password}`, '-out', file('bare.p12'));
    expect(() => openPkcs12(readFileSync(file('bare.p12')), password)).toThrow(code('KEY_NOT_FOUND'));
  });

  test('une clé trop courte est refusée', () => {
    makeFile('weak.p12', ['rsa:1024'], []);
    expect(() => openPkcs12(readFileSync(file('weak.p12')), password)).toThrow(expect.objectContaining({ code: 'KEY_UNUSABLE' }));
  });
});

test('un mot de passe accentué ouvre aussi le fichier que le hasard rend trompeur', () => {
  const signer = openPkcs12(noisyFile, password);
  expect(signer.algorithm).toBe('ecdsa-sha256');
  expect(() => openPkcs12(noisyFile, 'Sceau d’ete 2026')).toThrow(expect.objectContaining({ code: 'KEY_PASSWORD_WRONG' }));
});
