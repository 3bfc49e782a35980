import { execFileSync } from 'node:child_process';
import { X509Certificate, createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createAuthority } from '../certificates.js';
import type { Authority } from '../certificates.js';
import { elements } from '../der.js';
import { timestampAuthority } from './authority.js';
import { issueTimestampIdentity } from './identity.js';
import { checkToken, readToken } from './token.js';

const folder = mkdtempSync(join(tmpdir(), 'paraphe-tsa-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = (name: string) => join(folder, name);
const openssl = (...args: string[]) => execFileSync('openssl', args, { encoding: 'utf8', stdio: 'pipe' });
const hasOpenssl = (() => {
  try {
    return openssl('version') !== '';
  } catch {
    return false;
  }
})();
if (!hasOpenssl) console.warn('openssl est absent : les jetons ne lui sont PAS soumis.');
const withOpenssl = hasOpenssl ? test : test.skip;

const now = new Date();
const imprint = createHash('sha256').update('x').digest();

describe('l’autorité d’horodatage du service', () => {
  let authority: Authority;
  let tsa: ReturnType<typeof timestampAuthority>;
  let certificate: X509Certificate;

  beforeAll(async () => {
    authority = await createAuthority({ commonName: 'Essai', organisation: 'Essai', now });
    const identity = await issueTimestampIdentity(authority, { commonName: 'DÉMONSTRATION sans valeur', organisation: 'Essai' }, { now, days: 30, crlUrl: 'http://example.invalid/crl' });
    certificate = new X509Certificate(identity.certificateDer);
    tsa = timestampAuthority({ identity, now: () => now });
    writeFileSync(path('root.pem'), authority.certificatePem);
    writeFileSync(path('data'), 'x');
  });

  test('son certificat ne sert qu’à horodater', () => {
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.8']);
    expect(certificate.subject).toContain('DÉMONSTRATION sans valeur');
    expect(certificate.verify(new X509Certificate(authority.certificatePem).publicKey)).toBe(true);
  });

  test('son jeton dit l’heure à la milliseconde, et tient seul', async () => {
    const token = await tsa.timestamper(imprint);
    expect(checkToken(token, [new X509Certificate(authority.certificatePem).raw])).toMatchObject({ at: now, imprint, nonce: null, authorityUntil: new Date(certificate.validTo) });
    expect(readToken(token).serialHex).not.toBe(readToken(await tsa.timestamper(imprint)).serialHex);
  });

  withOpenssl('openssl accepte ses réponses à ses propres questions, et aucune pour d’autres octets', () => {
    for (const options of [['-sha256', '-cert'], ['-sha512', '-cert', '-no_nonce'], ['-sha384', '-cert']]) {
      openssl('ts', '-query', '-data', path('data'), ...options, '-out', path('query'));
      writeFileSync(path('reply'), tsa.answer(readFileSync(path('query'))));
      expect(openssl('ts', '-verify', '-queryfile', path('query'), '-in', path('reply'), '-CAfile', path('root.pem'))).toContain('Verification: OK');
      writeFileSync(path('other'), 'y');
      expect(() => openssl('ts', '-verify', '-data', path('other'), '-in', path('reply'), '-CAfile', path('root.pem'))).toThrow();
      // What it holds is a sound CMS too.
      openssl('ts', '-reply', '-in', path('reply'), '-token_out', '-out', path('token'));
      openssl('cms', '-verify', '-inform', 'DER', '-in', path('token'), '-CAfile', path('root.pem'), '-purpose', 'timestampsign', '-out', path('out'));
    }
  });

  withOpenssl('ce qu’elle ne peut pas faire est refusé, avec la raison', () => {
    const reason = (...options: string[]) => {
      openssl('ts', '-query', '-data', path('data'), ...options, '-out', path('query'));
      writeFileSync(path('reply'), tsa.answer(readFileSync(path('query'))));
      return openssl('ts', '-reply', '-in', path('reply'), '-text');
    };
    expect(reason('-sha1')).toContain('unrecognized or unsupported algorithm');
    expect(reason('-sha256', '-tspolicy', '1.2.3.4')).toContain('TSA policy is not supported');
    writeFileSync(path('reply'), tsa.answer(Buffer.from('GET / HTTP/1.1')));
    expect(openssl('ts', '-reply', '-in', path('reply'), '-text')).toContain('data submitted has the wrong format');
  });

  test('n’importe quels octets reçoivent une réponse', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      expect(elements(tsa.answer(Buffer.from(bytes)))).toHaveLength(1);
    }), { numRuns: 300 });
  });

  test('un octet changé n’importe où : le jeton n’est plus bon, ou dit la même chose', async () => {
    const token = await tsa.timestamper(imprint);
    const { at, serialHex } = checkToken(token);
    fc.assert(fc.property(fc.nat(token.length - 1), fc.integer({ min: 1, max: 255 }), (index, change) => {
      const altered = Buffer.from(token);
      altered.writeUInt8(altered.readUInt8(index) ^ change, index);
      try {
        const read = checkToken(altered, [new X509Certificate(authority.certificatePem).raw]);
        expect({ at: read.at, serialHex: read.serialHex, imprint: read.imprint }).toEqual({ at, serialHex, imprint });
      } catch (fault) {
        expect(fault).toMatchObject({ code: 'TIMESTAMP_INVALID' });
      }
    }), { numRuns: 300 });
  });
});
