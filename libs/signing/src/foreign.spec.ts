import { beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { preparedPdf } from '../test/prepared-pdf.js';
import { SignedPdf, testAuthorities } from '../test/signed-pdf.js';
import type { TestAuthorities } from '../test/signed-pdf.js';
import { carriedBy, foreignPrefix, openPrefix, readStructure } from './index.js';
import type { Prefix } from './index.js';

const now = new Date('2026-11-24T09:00:00Z');

async function prefixOf(pdf: Buffer): Promise<Prefix> {
  const folder = mkdtempSync(join(tmpdir(), 'paraphe-foreign-'));
  try {
    writeFileSync(join(folder, 'a.pdf'), pdf);
    return await openPrefix(join(folder, 'a.pdf'), pdf.length);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('une révision faite ailleurs', () => {
  let authorities: TestAuthorities;
  let base: Buffer;
  let added: Buffer;
  let prefix: Prefix;

  beforeAll(async () => {
    authorities = await testAuthorities(now);
    const file = await SignedPdf.open(await preparedPdf({ slots: ['slot_1', 'slot_2'] }));
    await file.sign('certify', 'certification', await authorities.signer('certification', now), now);
    base = file.pdf;
    await file.sign('approve', 'slot_1', await authorities.signer('signatory', now), now, await authorities.stamp(now));
    added = file.pdf.subarray(base.length);
    prefix = await prefixOf(base);
  });

  test('se continue comme si le fichier entier avait été relu', async () => {
    const [{ hash, ...after }, { hash: read, ...whole }] = [foreignPrefix(prefix, added), await prefixOf(Buffer.concat([base, added]))];
    expect(after).toEqual(whole);
    expect(hash.digest('hex')).toBe(read.digest('hex'));
    expect(prefix.length).toBe(base.length);
  });

  const latin = (change: (text: string) => string) => Buffer.from(change(added.toString('latin1')), 'latin1');
  test.each<[string, () => Buffer]>([
    ['vide', () => Buffer.alloc(0)],
    ['sans fin', () => added.subarray(0, -7)],
    ['suivie d’autre chose', () => Buffer.concat([added, Buffer.from('x')])],
    ['dont les renvois sont ailleurs', () => latin((text) => text.replace(/startxref\n\d+/, 'startxref\n15'))],
    ['qui saute une révision', () => latin((text) => text.replace(/\/Prev \d+/, '/Prev 16'))],
    ['qui nomme un autre catalogue', () => latin((text) => text.replace(/\/Root \d+/, '/Root 9999'))],
    ['qui saute des numéros, jusqu’à n’en plus laisser', () => latin((text) => text.replace(/\/Size \d+/, '/Size 8388600'))],
    ['qui renvoie au-delà de sa taille', () => latin((text) => text.replace(/\/Index \[/, '/Index [90000 1 '))],
    ['dont le dictionnaire cache une autre taille', () => latin((text) => text.replace(/\/Type \/XRef/, '/Autre (/Size 8388600) /Type /XRef'))],
    ['avec une table de renvois d’un autre temps', () => Buffer.from(`xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 9 /Root 1 0 R /Prev ${prefix.startxref}>>\nstartxref\n${prefix.length}\n%%EOF\n`)],
  ])('%s, elle ne se continue pas', (_, bytes) => expect(() => foreignPrefix(prefix, bytes())).toThrow(expect.objectContaining({ code: 'PREFIX_NOT_A_REVISION' })));

  test('apporte ses certificats et son jeton', async () => {
    const { signatures } = await readStructure(Buffer.concat([base, added]));
    const carried = carriedBy(signatures.find(({ field }) => field === 'slot_1')!.cms!)!;
    expect([carried.certificates.length > 0, carried.tokens.length, carried.isNamedBySerial]).toEqual([true, 1, true]);
    expect(carriedBy(Buffer.from('3003020101', 'hex'))).toBeNull();
  });
});
