import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Document, ExternalHyperlink, HeadingLevel, Packer, Paragraph, TextRun } from 'docx';
import { appendRevision, createAuthority, issueIdentity, openPrefix, prepare } from './index.js';
import type { Prefix, SigningAct, SigningManifest } from './index.js';

const folder = mkdtempSync(join(tmpdir(), 'paraphe-sign-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const has = (program: string, flag: string) => {
  try {
    execFileSync(program, [flag], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};
const office = process.env.SOFFICE_PATH ?? 'soffice';
if (!has(office, '--version')) console.warn('LibreOffice est absent : la signature n’est PAS essayée.');
const signed = has(office, '--version') ? describe : describe.skip;

const marker = (name: string) => `https://slot.paraphe.invalid/${name}`;
const names = ['slot_1', 'slot_2', 'slot_3'];
const font = readFileSync('node_modules/dejavu-fonts-ttf/ttf/DejaVuSans.ttf');
const now = new Date('2026-11-24T09:00:00Z');
const sha = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** A real tagged PDF, whose captions bear the links that become fields. */
async function captions(markers: readonly string[]): Promise<Buffer> {
  const block = (link: string) => [new Paragraph({ children: [new ExternalHyperlink({ link, children: [new TextRun({ text: 'Signature électronique', style: 'Hyperlink' })] })] }), ...Array.from({ length: 5 }, () => new Paragraph({}))];
  const document = new Document({ styles: { default: { heading1: { paragraph: { outlineLevel: 0 } } } }, sections: [{ children: [new Paragraph({ heading: HeadingLevel.HEADING_1, children: [new TextRun('Essai')] }), ...markers.flatMap(block)] }] });
  writeFileSync(join(folder, 'a.docx'), await Packer.toBuffer(document));
  const options = JSON.stringify({ SelectPdfVersion: { type: 'long', value: '3' }, UseTaggedPDF: { type: 'boolean', value: 'true' }, PDFUACompliance: { type: 'boolean', value: 'true' } });
  execFileSync(office, [`-env:UserInstallation=file://${folder}/profile`, '--headless', '--convert-to', `pdf:writer_pdf_Export:${options}`, '--outdir', folder, join(folder, 'a.docx')], { stdio: 'ignore' });
  return readFileSync(join(folder, 'a.pdf'));
}
const request = () => ({ slots: names.map((name) => ({ name, marker: marker(name), label: `Signature de ${name}` })), seal: { name: 'seal', marker: marker('seal'), label: 'Cachet' }, font });

signed('un document signé par ajouts', () => {
  let source: Buffer;
  let prepared: { pdf: Buffer; manifest: SigningManifest };
  let rootPem: string;
  const file = join(folder, 'signed.pdf');
  const lengths: number[] = [];

  beforeAll(async () => {
    source = await captions([...names, 'seal'].map(marker));
    prepared = await prepare(source, request());
    writeFileSync(file, prepared.pdf);
    lengths.push(prepared.pdf.length);
    const authority = await createAuthority({ commonName: 'Essai', organisation: 'Essai', now });
    rootPem = authority.certificatePem;
    let prefix: Prefix = await openPrefix(file, prepared.pdf.length);
    const acts: [SigningAct['kind'], string][] = [['certify', 'certification'], ...names.map((name): ['approve', string] => ['approve', name]), ['seal', 'seal']];
    for (const [kind, field] of acts) {
      const signer = await issueIdentity(authority, { commonName: 'Ælfgifu Nguyễn', organisation: 'Commune', identification: 'lien et code', usage: kind === 'approve' ? 'signatory' : kind === 'seal' ? 'seal' : 'certification' }, { now, days: 90 });
      const act: SigningAct = { kind, field, name: 'Ælfgifu (Nguyễn) 😀', reason: ') /ByteRange [0 1 2 3] >> endobj', lines: ['Mme Ælfgifu Nguyễn 😀 Ελένη', 'Maire, par délégation d’un titre bien trop long pour tenir sur une seule ligne de la place qui lui est laissée'], at: now };
      const revision = await appendRevision(prefix, prepared.manifest, act, signer);
      signer.destroy();
      appendFileSync(file, revision.bytes);
      prefix = revision.prefix;
      lengths.push(prefix.length);
    }
  });

  test('préparer deux fois donne les mêmes octets, et dit sur quelle page est chaque emplacement', async () => {
    expect((await prepare(source, request())).pdf.equals(prepared.pdf)).toBe(true);
    for (const name of names) expect(prepared.manifest.fields[name]!.pageNumber).toBe(1);
    expect(Object.keys(prepared.manifest.fields).filter((name) => name.startsWith('timestamp_'))).toHaveLength(16);
  });

  test('un repère absent ou doublé est une erreur qui le nomme', async () => {
    const more = { ...request(), slots: [...request().slots, { name: 'slot_9', marker: marker('slot_9'), label: 'x' }] };
    await expect(prepare(source, more)).rejects.toMatchObject({ code: 'MARKER_NOT_FOUND' });
    await expect(captions([marker('slot_1'), marker('slot_1'), marker('seal')]).then((pdf) => prepare(pdf, { ...request(), slots: request().slots.slice(0, 1) }))).rejects.toMatchObject({ name: 'SigningError' });
  });

  test('chaque ajout porte sa plage exacte, et la signature couvre tout jusqu’à sa fin', () => {
    const bytes = readFileSync(file);
    const ranges = [...bytes.toString('latin1').matchAll(/\/ByteRange \[0 (\d+) (\d+) (\d+)\]\s/g)].map((match) => match.slice(1).map(Number) as [number, number, number]);
    expect(ranges.map(([, after, rest]) => after + rest)).toEqual(lengths.slice(1));
    for (const [before, after] of ranges) expect([bytes[before], bytes[after - 1]]).toEqual([0x3c, 0x3e]);
  });

  test('l’état gardé en mémoire est celui du fichier rouvert ; ce qui dépasse est ignoré', async () => {
    const bytes = readFileSync(file);
    writeFileSync(join(folder, 'long.pdf'), Buffer.concat([bytes, Buffer.from('half a revision')]));
    const reopened = await openPrefix(join(folder, 'long.pdf'), bytes.length);
    expect(reopened.hash.copy().digest('hex')).toBe(sha(bytes));
    await expect(openPrefix(file, bytes.length + 1)).rejects.toMatchObject({ code: 'PREFIX_TOO_SHORT' });
    await expect(openPrefix(file, bytes.length - 10)).rejects.toMatchObject({ code: 'PREFIX_NOT_A_REVISION' });
  });

  test('l’ordre est tenu : certifier d’abord et une fois, signer chaque emplacement une fois', async () => {
    const authority = await createAuthority({ commonName: 'Essai', organisation: 'Essai', now });
    const signer = await issueIdentity(authority, { commonName: 'x', organisation: 'y', identification: 'z', usage: 'signatory' }, { now, days: 90 });
    const act = (kind: SigningAct['kind'], field: string): SigningAct => ({ kind, field, name: 'x', reason: 'y', lines: [], at: now });
    const empty = await openPrefix(file, lengths[0]!);
    const whole = await openPrefix(file, lengths.at(-1)!);
    await expect(appendRevision(empty, prepared.manifest, act('approve', 'slot_1'), signer)).rejects.toMatchObject({ code: 'CERTIFICATION_MISSING' });
    await expect(appendRevision(whole, prepared.manifest, act('approve', 'slot_1'), signer)).rejects.toMatchObject({ code: 'FIELD_ALREADY_SIGNED' });
    await expect(appendRevision(whole, prepared.manifest, act('approve', 'nobody'), signer)).rejects.toMatchObject({ code: 'FIELD_UNKNOWN' });
    await expect(appendRevision(empty, prepared.manifest, act('certify', 'seal'), signer)).rejects.toMatchObject({ code: 'ACT_NOT_FOR_THIS_FIELD' });
    const certificate = new X509Certificate(signer.certificateDer);
    expect(new Date(certificate.validFrom).getTime()).toBeLessThanOrEqual(now.getTime());
    signer.destroy();
    await expect((async () => signer.sign(Buffer.from('x')))()).rejects.toThrow();
  });

  test('openssl, pdfsig et qpdf les tiennent pour bonnes', () => {
    const bytes = readFileSync(file);
    writeFileSync(join(folder, 'root.pem'), rootPem);
    for (const [, before, after, rest] of bytes.toString('latin1').matchAll(/\/ByteRange \[0 (\d+) (\d+) (\d+)\]\s/g)) {
      const der = Buffer.from(bytes.subarray(Number(before) + 1, Number(after) - 1).toString('latin1'), 'hex');
      writeFileSync(join(folder, 's.der'), der.subarray(0, 4 + der.readUInt16BE(2)));
      writeFileSync(join(folder, 'content'), Buffer.concat([bytes.subarray(0, Number(before)), bytes.subarray(Number(after), Number(after) + Number(rest))]));
      execFileSync('openssl', ['cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-in', join(folder, 's.der'), '-content', join(folder, 'content'), '-CAfile', join(folder, 'root.pem'), '-purpose', 'any', '-no_check_time', '-out', '/dev/null'], { stdio: 'pipe' });
    }
    if (has('pdfsig', '-v')) expect(execFileSync('pdfsig', ['-nocert', file], { encoding: 'utf8' }).match(/Signature is Valid/g)).toHaveLength(names.length + 2);
    if (has('qpdf', '--version')) expect(execFileSync('qpdf', ['--check', file], { encoding: 'utf8' })).toContain('No syntax or stream encoding errors');
  });
});
