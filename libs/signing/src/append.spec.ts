import { execFileSync } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PDFArray, PDFDict, PDFDocument, PDFName, PDFRawStream } from 'pdf-lib';
import { preparedPdf } from '../test/prepared-pdf.js';
import {
  appendDocumentTimestamp, appendRevision, appendSecurityStore, createAuthority, issueIdentity, issueTimestampIdentity, nextTimestampField, openPrefix,
  readToken, restorePrefix, savePrefix, timestampAuthority,
} from './index.js';
import type { Authority, Prefix, SecurityStoreIndex, SigningAct, SigningManifest, Timestamper } from './index.js';

const folder = mkdtempSync(join(tmpdir(), 'paraphe-append-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const now = new Date();
const material = { certificates: [Buffer.from('certificate one'), Buffer.from('certificate two')], crls: [Buffer.from('list')], ocsps: [] };
const has = (program: string, flag: string) => {
  try {
    execFileSync(program, [flag], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};
const ranges = (bytes: Buffer) => [...bytes.toString('latin1').matchAll(/\/ByteRange \[0 (\d+) (\d+) (\d+)\]\s/g)].map((match) => match.slice(1).map(Number) as [number, number, number]);
const act = (kind: SigningAct['kind'], field: string, timestamp?: Timestamper): SigningAct => ({ kind, field, name: 'Mme Élan', reason: 'Approuvé', lines: ['Mme Élan', 'Maire'], at: now, ...(timestamp && { timestamp }) });

describe('ce qui s’ajoute autour des signatures', () => {
  let pdf: Buffer;
  let manifest: SigningManifest;
  let authority: Authority;
  let timestamper: Timestamper;
  let certified: Prefix;
  const file = join(folder, 'a.pdf');

  const sign = async (prefix: Prefix, kind: SigningAct['kind'], field: string, stamp?: Timestamper) => {
    const signer = await issueIdentity(authority, { commonName: 'Mme Élan', organisation: 'Commune', identification: 'code', usage: kind === 'approve' ? 'signatory' : kind === 'seal' ? 'seal' : 'certification' }, { now, days: 90 });
    return appendRevision(prefix, manifest, act(kind, field, stamp), signer).finally(() => signer.destroy());
  };

  beforeAll(async () => {
    ({ pdf, manifest } = await preparedPdf({ slots: ['slot_1', 'slot_2'], spareTimestamps: 3 }));
    authority = await createAuthority({ commonName: 'Essai', organisation: 'Essai', now });
    const identity = await issueTimestampIdentity(authority, { commonName: 'Horodatage de démonstration', organisation: 'Essai' }, { now, days: 365 });
    timestamper = timestampAuthority({ identity, now: () => now }).timestamper;
    writeFileSync(file, pdf);
    const first = await sign(await openPrefix(file, pdf.length), 'certify', 'certification');
    appendFileSync(file, first.bytes);
    certified = first.prefix;
  });

  test('un document horodaté, scellé, muni de ses preuves et horodaté encore est bon pour qpdf, pdfsig et openssl', async () => {
    const path = join(folder, 'lta.pdf');
    writeFileSync(path, readFileSync(file));
    let prefix = certified;
    const add = <T extends { bytes: Buffer; prefix: Prefix }>(appended: T): T => {
      appendFileSync(path, appended.bytes);
      prefix = appended.prefix;
      return appended;
    };
    add(await sign(prefix, 'approve', 'slot_1', timestamper));
    add(await sign(prefix, 'approve', 'slot_2'));
    add(await appendDocumentTimestamp(prefix, manifest, 'timestamp_01', timestamper));
    add(await sign(prefix, 'seal', 'seal', timestamper));
    const store = add(appendSecurityStore(prefix, manifest, material)!);
    const { token } = add(await appendDocumentTimestamp(prefix, manifest, nextTimestampField(prefix, manifest)!, timestamper));
    // Years later.
    add(appendSecurityStore(prefix, manifest, { certificates: [], crls: [], ocsps: [Buffer.from('answer')] }, JSON.parse(JSON.stringify(store.index)) as SecurityStoreIndex)!);
    add(await appendDocumentTimestamp(prefix, manifest, nextTimestampField(prefix, manifest)!, timestamper));
    expect(nextTimestampField(prefix, manifest)).toBeNull();

    const bytes = readFileSync(path);
    expect(prefix.hash.digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'));
    const found = ranges(bytes);
    expect(found).toHaveLength(7);
    const [before, after, rest] = found[5]!;
    const content = Buffer.concat([bytes.subarray(0, before), bytes.subarray(after, after + rest)]);
    expect(readToken(token).imprint).toEqual(createHash('sha256').update(content).digest());
    expect(bytes.subarray(before + 1, before + 1 + 2 * token.length).toString('latin1').toLowerCase()).toBe(token.toString('hex'));

    if (has('openssl', 'version')) {
      writeFileSync(join(folder, 'token'), token);
      writeFileSync(join(folder, 'content'), content);
      writeFileSync(join(folder, 'root.pem'), authority.certificatePem);
      expect(execFileSync('openssl', ['ts', '-verify', '-token_in', '-in', join(folder, 'token'), '-data', join(folder, 'content'), '-CAfile', join(folder, 'root.pem')], { encoding: 'utf8', stdio: 'pipe' })).toContain('Verification: OK');
    }
    if (has('qpdf', '--version')) expect(execFileSync('qpdf', ['--check', path], { encoding: 'utf8' })).toContain('No syntax or stream encoding errors');
    if (has('pdfsig', '-v')) expect(execFileSync('pdfsig', ['-nocert', path], { encoding: 'utf8' }).match(/Signature is Valid/g)).toHaveLength(4);
  });

  test('le magasin de preuves garde ce qu’il avait, n’écrit rien deux fois, et ne change rien d’autre du catalogue', async () => {
    const first = appendSecurityStore(certified, manifest, material)!;
    expect(appendSecurityStore(first.prefix, manifest, material, first.index)).toBeNull();
    expect(appendSecurityStore(certified, manifest, { certificates: [], crls: [], ocsps: [] })).toBeNull();
    const second = appendSecurityStore(first.prefix, manifest, { ...material, ocsps: [Buffer.from('answer'), Buffer.from('answer')] }, first.index)!;
    const whole = Buffer.concat([readFileSync(file), first.bytes, second.bytes]);
    const before = await PDFDocument.load(readFileSync(file), { updateMetadata: false });
    const document = await PDFDocument.load(whole, { updateMetadata: false });
    const entries = (of: PDFDocument) => of.catalog.entries().map(([key, value]) => `${key.toString()} ${value.toString()}`);
    expect(entries(document).filter((entry) => !entry.startsWith('/DSS '))).toEqual(entries(before));
    const dss = document.catalog.lookup(PDFName.of('DSS'), PDFDict);
    const pieces = (key: string) => dss.lookup(PDFName.of(key), PDFArray).asArray().map((ref) => inflateSync((document.context.lookup(ref) as PDFRawStream).getContents()).toString());
    expect(pieces('Certs')).toEqual(['certificate one', 'certificate two']);
    expect(pieces('CRLs')).toEqual(['list']);
    expect(pieces('OCSPs')).toEqual(['answer']);
    // The second time the catalog is left alone.
    expect(second.bytes.toString('latin1')).not.toContain('/Type /Catalog');
    expect(() => appendSecurityStore(certified, manifest, material, first.index)).toThrow(expect.objectContaining({ code: 'PREFIX_OF_ANOTHER_DOCUMENT' }));
  });

  test('un horodatage ne prend qu’un champ vide qui lui est destiné, dans un document certifié', async () => {
    const empty = await openPrefix(file, pdf.length);
    const refused = (prefix: Prefix, field: string) => appendDocumentTimestamp(prefix, manifest, field, timestamper);
    await expect(refused(empty, 'timestamp_01')).rejects.toMatchObject({ code: 'CERTIFICATION_MISSING' });
    await expect(refused(certified, 'slot_1')).rejects.toMatchObject({ code: 'ACT_NOT_FOR_THIS_FIELD' });
    await expect(refused(certified, 'timestamp_99')).rejects.toMatchObject({ code: 'FIELD_UNKNOWN' });
    await expect(refused((await refused(certified, 'timestamp_01')).prefix, 'timestamp_01')).rejects.toMatchObject({ code: 'FIELD_ALREADY_SIGNED' });
    expect(() => appendSecurityStore(empty, manifest, material)).toThrow(expect.objectContaining({ code: 'CERTIFICATION_MISSING' }));
    const silent = async () => Promise.reject(new Error('silence'));
    await expect(appendDocumentTimestamp(certified, manifest, 'timestamp_01', silent)).rejects.toThrow('silence');
    await expect(appendDocumentTimestamp(certified, manifest, 'timestamp_01', async () => Buffer.alloc(20_000))).rejects.toMatchObject({ code: 'SIGNATURE_TOO_LARGE' });
    expect(nextTimestampField(certified, manifest)).toBe('timestamp_01');
  });

  test('sans jeton la signature tient, sans rien prétendre', async () => {
    const { bytes } = await sign(certified, 'approve', 'slot_1', (async () => null) as unknown as Timestamper);
    const timestampAttribute = Buffer.from('060b2a864886f70d010910020e', 'hex').toString('hex').toUpperCase();
    expect(bytes.toString('latin1')).not.toContain(timestampAttribute);
    expect((await sign(certified, 'approve', 'slot_1', timestamper)).bytes.toString('latin1')).toContain(timestampAttribute);
  });

  test('repris d’un état écrit, un document continue comme s’il n’avait pas été quitté, ni relu', async () => {
    const path = join(folder, 'saved.pdf');
    writeFileSync(path, readFileSync(file));
    let saved = savePrefix(certified);
    for (const [kind, field] of [['approve', 'slot_2'], ['approve', 'slot_1'], ['seal', 'seal']] as const) {
      const { bytes, prefix } = await sign(restorePrefix(saved), kind, field, timestamper);
      appendFileSync(path, bytes);
      saved = savePrefix(prefix);
      const read = await openPrefix(path, prefix.length);
      expect({ ...restorePrefix(saved), hash: null }).toEqual({ ...read, hash: null });
      expect(restorePrefix(saved).hash.digest('hex')).toBe(read.hash.digest('hex'));
      expect(savePrefix(read)).toHaveLength(saved.length);
    }
    await expect(sign(restorePrefix(saved), 'approve', 'slot_1')).rejects.toMatchObject({ code: 'FIELD_ALREADY_SIGNED' });
    if (has('pdfsig', '-v')) expect(execFileSync('pdfsig', ['-nocert', path], { encoding: 'utf8' }).match(/Signature is Valid/g)).toHaveLength(4);
  });

  test('un état abîmé ou d’une autre version est refusé, jamais continué', () => {
    const saved = savePrefix(certified);
    const { state, ...rest } = JSON.parse(saved) as { state: string };
    const other = Buffer.from(state, 'base64').fill(7, 20, 30).toString('base64');
    for (const bad of ['', 'null', '{}', JSON.stringify({ ...rest, state: other }), JSON.stringify({ ...rest, state: '' }), JSON.stringify({ ...rest, state, version: 2 }), saved.replace('0 R', '0 R /X')]) {
      expect(() => restorePrefix(bad)).toThrow(expect.objectContaining({ code: 'PREFIX_STATE_UNUSABLE' }));
    }
  });

  test('une clé d’horodatage qui n’est pas celle du certificat est refusée', async () => {
    const { openTimestampIdentity, issueTimestampCredential } = await import('./index.js');
    const credential = await issueTimestampCredential(authority, { commonName: 'Démonstration', organisation: 'Essai' }, { now, days: 30 });
    expect(openTimestampIdentity(credential).certificateDer.length).toBeGreaterThan(100);
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const privateKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    expect(() => openTimestampIdentity({ ...credential, privateKeyPem })).toThrow(expect.objectContaining({ code: 'AUTHORITY_UNUSABLE' }));
    await expect(issueTimestampCredential(authority, { commonName: 'x'.repeat(65), organisation: 'y' }, { now, days: 30 })).rejects.toMatchObject({ code: 'CERTIFICATE_TEXT_TOO_LONG' });
  });
});
