import { beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { preparedPdf } from '../test/prepared-pdf.js';
import { SignedPdf, testAuthorities } from '../test/signed-pdf.js';
import type { TestAuthorities } from '../test/signed-pdf.js';
import { appendSecurityStore, carriedBy, certifiedCatalogEntries, foreignPrefix, openPrefix, readStructure, restorePrefix, savePrefix } from './index.js';
import type { Prefix } from './index.js';
import { RevisionWriter } from './revision-writer.js';

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
  let manifest: SignedPdf['manifest'];

  beforeAll(async () => {
    authorities = await testAuthorities(now);
    const file = await SignedPdf.open(await preparedPdf({ slots: ['slot_1', 'slot_2'] }));
    await file.sign('certify', 'certification', await authorities.signer('certification', now), now);
    base = file.pdf;
    ({ manifest } = file);
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

  const EXTENSIONS = '/Extensions <<\n/ESIC <<\n/BaseVersion /1.7\n/ExtensionLevel 1>>>>\n/Version /2.0';
  /** A revision that writes the catalog again, with more in it; and other objects, by number from `prefix.size`. */
  function catalogRevision(from: Prefix, more: string, objects: readonly string[] = []): Buffer {
    const revision = new RevisionWriter(from);
    revision.object(manifest.catalog.object, `<<${from.catalog?.entries ?? certifiedCatalogEntries(manifest)} ${more}>>`);
    for (const body of objects) revision.object(revision.allocate(), body);
    const ending = revision.endingAfterGap(0, '');
    return Buffer.concat([revision.bytes(), ending.bytes]);
  }
  const material = { certificates: [Buffer.from('one')], crls: [], ocsps: [] };
  const notContinued = expect.objectContaining({ code: 'PREFIX_NOT_A_REVISION' });
  /** Bytes that take little place, and much once unpacked. */
  const swollen = (bytes: number) => {
    const data = deflateSync(Buffer.alloc(bytes)).toString('latin1');
    return `<</Filter /FlateDecode /Length ${data.length}>>\nstream\n${data}\nendstream`;
  };

  test('un renvoi vers un objet qui n’est pas là ne se continue pas : l’un des nôtres prendrait un jour son numéro', () => {
    const { size } = prefix;
    expect(() => foreignPrefix(prefix, catalogRevision(prefix, `/Lang ${size} 0 R`, ['(fr)']))).not.toThrow();
    // The number after its last object is that of its own cross-reference.
    for (const far of [2, 3, 40]) expect(() => foreignPrefix(prefix, catalogRevision(prefix, `/Lang ${size} 0 R`, [`[${size + far} 0 R]`]))).toThrow(notContinued);
  });

  test('trop de données de validation, ou de trop grandes, ne se continuent pas', () => {
    const { size } = prefix;
    const store = (count: number) => `/DSS <</Type /DSS /Certs [${Array.from({ length: count }, (_, n) => `${size + n} 0 R`).join(' ')}]>>`;
    const small = '<</Length 1>>\nstream\nx\nendstream';
    expect(() => foreignPrefix(prefix, catalogRevision(prefix, store(100), Array.from({ length: 100 }, () => small)))).not.toThrow();
    expect(() => foreignPrefix(prefix, catalogRevision(prefix, store(101), Array.from({ length: 101 }, () => small)))).toThrow(notContinued);
    expect(() => foreignPrefix(prefix, catalogRevision(prefix, store(1), [swollen(1 << 20)]))).not.toThrow();
    expect(() => foreignPrefix(prefix, catalogRevision(prefix, store(3), [swollen(1 << 20), swollen(1 << 20), swollen(1 << 20)]))).toThrow(notContinued);
  });

  test('ce qu’elle a mis au catalogue y reste après les nôtres, que l’état soit gardé ou le fichier relu', async () => {
    const bytes = catalogRevision(prefix, EXTENSIONS);
    const after = foreignPrefix(prefix, bytes);
    const whole = Buffer.concat([base, bytes]);
    for (const next of [after, restorePrefix(savePrefix(after)), await prefixOf(whole)]) {
      expect(next.catalog).toEqual(after.catalog);
      const store = appendSecurityStore(next, manifest, material)!;
      const { signatures, reasons } = readStructure(Buffer.concat([whole, store.bytes]));
      expect(reasons).toEqual([]);
      expect(signatures[0]!.modifications.filter(({ permitted }) => !permitted)).toEqual([]);
      expect(store.bytes.toString('latin1')).toContain('/ExtensionLevel 1');
      expect(store.bytes.toString('latin1')).toContain('/Version /2.0');
    }
    expect(appendSecurityStore(prefix, manifest, material)!.bytes.toString('latin1')).not.toContain('/Extensions');
  });

  test('les preuves qu’elle a apportées restent dans le magasin, et celles d’une autre après elle', async () => {
    const at = prefix.size;
    const first = catalogRevision(prefix, `${EXTENSIONS} /DSS ${at} 0 R`, [`<</Type /DSS /Certs [${at + 1} 0 R] /CRLs ${at + 2} 0 R /VRI <</AB <</Cert [${at + 1} 0 R]>>>>>>`, '<</Length 1>>\nstream\nx\nendstream', '[]']);
    const once = foreignPrefix(prefix, first);
    const second = catalogRevision(once, `/DSS ${at} 0 R`);
    const twice = foreignPrefix(once, second);
    for (const next of [once, twice, await prefixOf(Buffer.concat([base, first, second]))]) {
      const store = appendSecurityStore(next, manifest, material)!;
      expect(store.bytes.toString('latin1')).toMatch(new RegExp(`/Certs \\[${at + 1} 0 R \\d+ 0 R\\]`));
      expect(store.bytes.toString('latin1')).toContain('/VRI');
    }
    const direct = catalogRevision(prefix, `/DSS <</Certs [(x)]>>`);
    expect(() => foreignPrefix(prefix, direct)).toThrow(expect.objectContaining({ code: 'PREFIX_NOT_A_REVISION' }));
  });

  /** The same, its catalog in an object stream; and, when asked, a number set free. */
  function packedRevision(free: boolean): Buffer {
    const { length: start, size, root, id, startxref } = prefix;
    const [packed, head] = [`<<${certifiedCatalogEntries(manifest)} ${EXTENSIONS}>>`, `${manifest.catalog.object} 0 `];
    const container = `${size} 0 obj\n<</Type /ObjStm /N 1 /First ${head.length} /Length ${head.length + packed.length}>>\nstream\n${head}${packed}\nendstream\nendobj\n`;
    const rows = [[0, 0, 0, 65_535], [manifest.catalog.object, 2, size, 0], [size, 1, start, 0], [size + 1, free ? 0 : 1, free ? 0 : start + container.length, 0]];
    const data = Buffer.concat(rows.map(([, kind, where, rank]) => { const row = Buffer.alloc(7); row.writeUInt8(kind!, 0); row.writeUInt32BE(where!, 1); row.writeUInt16BE(rank!, 5); return row; }));
    const dictionary = `/Type /XRef /Size ${size + 2} /Root ${root} /ID ${id} /Prev ${startxref} /Index [${rows.map(([number]) => `${number} 1`).join(' ')}] /W [1 4 2] /Length ${data.length}`;
    return Buffer.concat([Buffer.from(`${container}${size + 1} 0 obj\n<<${dictionary}>>\nstream\n`, 'latin1'), data, Buffer.from(`\nendstream\nendobj\nstartxref\n${start + container.length}\n%%EOF\n`)]);
  }

  test('son catalogue est lu dans un flux d’objets ; un numéro libéré n’est pas pris', async () => {
    const bytes = packedRevision(false);
    expect(foreignPrefix(prefix, bytes).catalog).toEqual((await prefixOf(Buffer.concat([base, bytes]))).catalog);
    expect(foreignPrefix(prefix, bytes).catalog!.entries).toContain('/Extensions');
    // What others list of number 0 does not keep the state from being kept.
    expect(restorePrefix(savePrefix(foreignPrefix(prefix, bytes))).length).toBe(base.length + bytes.length);
    expect(() => foreignPrefix(prefix, packedRevision(true))).toThrow(/frees/);
  });
});
