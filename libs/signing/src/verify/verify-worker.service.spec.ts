import { deflateSync } from 'node:zlib';
import { performance } from 'node:perf_hooks';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { PDFDocument } from 'pdf-lib';
import { preparedPdf } from '../../test/prepared-pdf.js';
import { SignedPdf, testAuthorities } from '../../test/signed-pdf.js';
import { SigningError, VERIFY_BYTES_MAX, verifyInWorker } from '../index.js';

const at = new Date('2026-11-24T09:00:00Z');
let rootDer: Buffer;
let signed: Buffer;

beforeAll(async () => {
  const authorities = await testAuthorities(at);
  rootDer = authorities.rootDer;
  const file = await SignedPdf.open(await preparedPdf({ slots: ['slot_1'] }));
  await file.sign('certify', 'certification', await authorities.signer('certification', at), at);
  signed = (await file.sign('approve', 'slot_1', await authorities.signer('signatory', at), at)).pdf;
});

/** Far above the time that a file is given: the thread has to start, on a machine that does much else. What is not stopped never answers. */
const stoppedWithinMs = 20_000;

/** The answer, a verdict or the code of a refusal, and how long it took. */
async function answer(pdf: Uint8Array, limits: { timeMs?: number; memoryMb?: number } = {}): Promise<{ said: string; ms: number }> {
  const start = performance.now();
  const said = await verifyInWorker(pdf, { anchors: [rootDer], at, ...limits }).then(
    ({ verdict }) => verdict as string,
    (fault: unknown) => (fault instanceof SigningError ? fault.code : `inattendu : ${String(fault)}`),
  );
  return { said, ms: performance.now() - start };
}

const text = (...lines: string[]): Buffer => Buffer.from(lines.join('\n'), 'latin1');
/** A one-revision PDF with these objects, from number 1 on; the catalog is the first. */
function pdfOf(objects: readonly (string | Buffer)[], trailer = ''): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n')];
  const offsets: number[] = [];
  const length = (): number => parts.reduce((sum, part) => sum + part.length, 0);
  objects.forEach((object, n) => {
    offsets.push(length());
    parts.push(text(`${n + 1} 0 obj\n`), typeof object === 'string' ? text(object) : object, text('\nendobj\n'));
  });
  const startxref = length();
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  parts.push(text(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}trailer\n<</Size ${objects.length + 1} /Root 1 0 R ${trailer}>>\nstartxref\n${startxref}\n%%EOF\n`));
  return Buffer.concat(parts);
}
const stream = (data: Buffer, entries: string): Buffer => Buffer.concat([text(`<<${entries} /Length ${data.length}>>\nstream\n`), data, text('\nendstream')]);
const pages = '<</Type /Pages /Kids [] /Count 0>>';

describe('le fil qui juge', () => {
  test('répond comme hors du fil, et laisse ses octets à qui les a donnés', async () => {
    const before = Buffer.from(signed);
    expect((await answer(signed)).said).toBe('valid');
    expect(signed.equals(before)).toBe(true);
  });

  test('est arrêté passé son temps ; une instance reste debout', async () => {
    const { said, ms } = await answer(signed, { timeMs: 1 });
    expect(said).toBe('VERIFICATION_TIMEOUT');
    expect(ms).toBeLessThan(stoppedWithinMs);
    expect((await answer(signed)).said).toBe('valid');
  });

  test('un fichier trop gros est refusé avant tout', async () => {
    expect(await answer(new Uint8Array(VERIFY_BYTES_MAX + 1))).toMatchObject({ said: 'PDF_TOO_LARGE' });
  });

  // What is said is tried here, not how fast: a busy machine may take more than three seconds to start the thread.
  test('une racine illisible est dite', async () => {
    await expect(verifyInWorker(signed, { anchors: [Buffer.from('x')], at, timeMs: 20_000 })).rejects.toMatchObject({ code: 'ANCHOR_UNREADABLE' });
  });
});

describe('un fichier hostile reçoit une réponse en moins de trois secondes', () => {
  const deep = 300_000;
  const bomb = deflateSync(Buffer.alloc(200 << 20));
  const cases: [string, () => Buffer | Promise<Buffer>][] = [
    ['vide', () => Buffer.alloc(0)],
    ['pas un PDF', () => Buffer.from('PK\x03\x04 un zip')],
    ['des zéros', () => Buffer.alloc(5_000_000)],
    ['un en-tête seul', () => text('%PDF-1.7')],
    ['coupé au milieu', () => signed.subarray(0, Math.floor(signed.length / 2))],
    ['tableaux emboîtés', () => pdfOf([`<</Type /Catalog /Pages 2 0 R /AcroForm ${'['.repeat(deep)}${']'.repeat(deep)}>>`, pages])],
    ['dictionnaires emboîtés sans fin', () => pdfOf([`<</Type /Catalog /Pages 2 0 R /AcroForm ${'<</A '.repeat(deep)}`, pages])],
    ['champs qui tournent en rond', () => pdfOf(['<</Type /Catalog /Pages 2 0 R /AcroForm <</Fields [3 0 R]>>>>', pages, '<</T (a) /Kids [3 0 R 3 0 R 3 0 R]>>'])],
    ['révisions qui tournent en rond', () => {
      const pdf = pdfOf(['<</Type /Catalog /Pages 2 0 R>>', pages], '/Prev 0000000000');
      const startxref = /startxref\n(\d+)/.exec(pdf.toString('latin1'))?.[1] ?? '';
      return Buffer.from(pdf.toString('latin1').replace('/Prev 0000000000', `/Prev ${startxref.padStart(10, '0')}`), 'latin1');
    }],
    ['chiffré', () => pdfOf(['<</Type /Catalog /Pages 2 0 R>>', pages, '<</Filter /Standard /V 2 /R 3 /O (x) /U (y) /P -4>>'], '/Encrypt 3 0 R')],
    ['bombe de décompression', () => pdfOf(['<</Type /Catalog /Pages 2 0 R /AcroForm 4 0 R>>', pages, stream(bomb, '/Type /ObjStm /N 100000 /First 10 /Filter /FlateDecode'), '<</Fields [3 0 R]>>'])],
    ['des millions de « obj »', () => Buffer.concat([text('%PDF-1.7\n'), Buffer.from('1 0 obj <<>> endobj\n'.repeat(1_000_000), 'latin1'), text('startxref\n9\n%%EOF\n')])],
    ['des signatures par milliers', () => {
      const fields = Array.from({ length: 3_000 }, (_, n) => `${n + 4} 0 R`).join(' ');
      const signature = '<</T (s) /FT /Sig /V 3 0 R>>';
      return pdfOf([`<</Type /Catalog /Pages 2 0 R /AcroForm <</Fields [${fields}]>>>>`, pages,
        `<</Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached /ByteRange [0 10 20 30] /Contents <${'30'.repeat(4000)}>>>`, ...Array.from({ length: 3_000 }, () => signature)]);
    }],
    ['une CMS aux longueurs sans fin', () => {
      const file = signed.toString('latin1');
      const at0 = file.lastIndexOf('/Contents <') + '/Contents <'.length;
      const room = file.indexOf('>', at0) - at0;
      return Buffer.from(file.slice(0, at0) + '3080'.repeat(room / 4) + file.slice(at0 + room), 'latin1');
    }],
  ];

  test.each(cases)('%s', async (_, make) => {
    const { said, ms } = await answer(await make());
    expect(said).toMatch(/^(PDF_|VERIFICATION_TIMEOUT|unsigned|broken|modified|indeterminate)/);
    expect(ms).toBeLessThan(stoppedWithinMs);
  });

  test('un PDF ordinaire, sans signature, le dit', async () => {
    const document = await PDFDocument.create();
    document.addPage();
    expect((await answer(Buffer.from(await document.save()))).said).toBe('unsigned');
  });
});
