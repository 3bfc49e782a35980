import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { PDFDocument } from 'pdf-lib';
import { effortOf } from '../../../../test/support/effort.js';
import { SigningError } from '../errors.js';
import { FixturePdf, OBJECT, PAGE_ANNOTS, TOKEN_CMS, WIDGETS, drawing, formWith, FIELDS, pageWith, streamOf, widget } from './structure-fixture.js';
import { structureReasonCodes } from './structure-codes.js';
import { readStructure } from './structure-reader.js';
import { asn1Length, isoDate } from './structure-signature.js';
import type { PdfStructure } from './structure.js';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
const approved = (): FixturePdf => FixturePdf.base().sign(OBJECT.slot1, { drawn: drawing() });
const defects = (pdf: Buffer): string[] => readStructure(pdf).signatures.flatMap((signature) => signature.defects.map(({ code }) => code));
const edit = (pdf: FixturePdf, pattern: RegExp | string, replacement: string): Buffer => {
  const edited = pdf.text.replace(pattern, replacement);
  expect(edited).not.toBe(pdf.text);
  return bytes(edited);
};
/** Nothing to reproach, for the part that is not cryptography. */
const isClean = ({ signatures }: PdfStructure): boolean =>
  signatures.length > 0 && signatures.every(({ defects: found, modifications, coverage }) => found.length === 0 && coverage !== 'partial' && modifications.every(({ permitted }) => permitted));
const judged = (pdf: Buffer): PdfStructure | string => {
  try {
    return readStructure(pdf, { decodedBytesMax: 8 << 20 });
  } catch (error) {
    if (error instanceof SigningError) return error.code;
    throw error;
  }
};
const code = (pdf: Buffer): string => {
  const answer = judged(pdf);
  return typeof answer === 'string' ? answer : 'lu';
};
const reasons = (pdf: Buffer): string[] => readStructure(pdf).reasons.map((reason) => reason.code);

describe('ce que la signature dit, et ce qu’elle couvre', () => {
  test('ses mots, sa date, sa plage et ses octets', () => {
    const pdf = approved();
    const { signatures, revisions, uncovered, emptyFields, certification, pdfVersion } = readStructure(pdf.bytes);
    const [signature] = signatures;
    const [, before = 0, after = 0] = signature?.byteRange ?? [];
    expect(signature).toMatchObject({
      field: 'slot_1', type: 'Sig', subFilter: 'ETSI.CAdES.detached', name: 'Jean', reason: null, claimedAt: '2026-01-02T02:04:05.000Z',
      cms: Buffer.from(TOKEN_CMS, 'hex'), isCertification: false, coverage: 'whole_file', revision: 1, modifications: [], defects: [],
    });
    expect(revisions.at(-1)).toEqual({ end: pdf.bytes.length, startxref: pdf.startxref });
    expect(uncovered).toEqual([{ from: before, to: after, what: 'contents' }]);
    expect(emptyFields).toEqual(['certification', 'slot_2', 'seal']);
    expect([certification, pdfVersion]).toEqual([null, '1.7']);
  });

  test('un document sans signature n’a rien à reprocher', () => {
    expect(readStructure(FixturePdf.base().bytes)).toMatchObject({ signatures: [], reasons: [], stores: [], uncovered: [] });
  });

  test('la plage peut s’arrêter avant la fin de ligne de « %%EOF »', () => {
    const pdf = approved();
    const [, , after = 0, length = 0] = readStructure(pdf.bytes).signatures[0]?.byteRange ?? [];
    const shorter = edit(pdf, ` ${after} ${length}]`, ` ${after} ${length - 1}]`);
    expect(readStructure(shorter).signatures[0]).toMatchObject({ coverage: 'whole_file', defects: [] });
    expect(readStructure(pdf.bytes.subarray(0, -1))).toMatchObject({ signatures: [{ defects: [{ code: 'BYTE_RANGE_OUTSIDE_FILE' }] }] });
  });

  test('une longueur indéfinie (BER) se lit comme une autre', () => {
    expect(asn1Length(Buffer.from('308006010024800401aa0000000000', 'hex'))).toBe(14);
    expect(asn1Length(Buffer.from('3080060100', 'hex'))).toBeNull();
    expect(asn1Length(Buffer.from('30840000000101', 'hex'))).toBe(7);
    expect(asn1Length(Buffer.from('3085000000000101', 'hex'))).toBeNull();
    expect(asn1Length(Buffer.from('04010100', 'hex'))).toBeNull();
  });

  test('les dates se lisent avec leur décalage, ou pas du tout', () => {
    expect([isoDate("D:20261124093000-05'30'"), isoDate('D:2026'), isoDate('24/11/2026'), isoDate('D:20261345')]).toEqual(['2026-11-24T15:00:00.000Z', '2026-01-01T00:00:00.000Z', null, null]);
  });
});

describe('plages et contenus contrefaits', () => {
  const pdf = approved();
  const [, before = 0, after = 0, length = 0] = readStructure(pdf.bytes).signatures[0]?.byteRange ?? [];
  const range = `[0 ${before} ${after} ${length}]`;
  const contents = /\/Contents <[0-9A-F]{64}>/;
  const cases: readonly [string, Buffer, string][] = [
    ['sans plage', edit(pdf, '/ByteRange [', '/ByteRangx ['), 'BYTE_RANGE_MISSING'],
    ['plage nulle', edit(pdf, range, 'null'.padEnd(range.length)), 'BYTE_RANGE_MISSING'],
    ['plage de trois nombres', edit(pdf, range, `[0 ${before} ${after}]`.padEnd(range.length)), 'BYTE_RANGE_MALFORMED'],
    ['plage à deux trous', edit(pdf, `${range}         `, `[0 9 10 1 ${after} ${length}]`.padEnd(range.length + 9)), 'BYTE_RANGE_MALFORMED'],
    ['plage négative', edit(pdf, range, `[0 ${before} ${after} -1]`.padEnd(range.length)), 'BYTE_RANGE_MALFORMED'],
    ['plage qui se recouvre', edit(pdf, range, `[0 ${after} ${before} ${length}]`.padEnd(range.length)), 'BYTE_RANGE_MALFORMED'],
    ['plage à virgule', edit(pdf, range, `[0 ${before} ${after} .5]`.padEnd(range.length)), 'BYTE_RANGE_MALFORMED'],
    ['plage immense', edit(pdf, `${range}     `, `[0 ${before} ${after} 9999999]`.padEnd(range.length + 5)), 'BYTE_RANGE_OUTSIDE_FILE'],
    ['plage qui commence plus loin', edit(pdf, range, `[1 ${before - 1} ${after} ${length}]`.padEnd(range.length)), 'BYTE_RANGE_START'],
    ['plage vide', edit(pdf, range, '[0 0 0 0]'.padEnd(range.length)), 'BYTE_RANGE_GAP'],
    ['trou déplacé', edit(pdf, range, `[0 ${before - 5} ${after - 5} ${length + 5}]`.padEnd(range.length)), 'BYTE_RANGE_GAP'],
    ['trou élargi', edit(pdf, range, `[0 ${before - 1} ${after} ${length}]`.padEnd(range.length)), 'BYTE_RANGE_GAP'],
    ['fin avant la fin', edit(pdf, range, `[0 ${before} ${after} ${length - 9}]`.padEnd(range.length)), 'BYTE_RANGE_END'],
    ['sans contenu', edit(pdf, contents, `/Contentx <${''.padEnd(64, 'A')}>`), 'CONTENTS_MISSING'],
    ['contenu nul', edit(pdf, contents, `/Contents ${'null'.padEnd(66)}`), 'CONTENTS_MISSING'],
    ['contenu vide', edit(pdf, contents, `/Contents <>${''.padEnd(64)}`), 'CONTENTS_EMPTY'],
    ['contenu de zéros', edit(pdf, contents, `/Contents <${''.padEnd(64, '0')}>`), 'CONTENTS_EMPTY'],
    ['contenu sans ASN.1', edit(pdf, contents, `/Contents <${''.padEnd(64, '1')}>`), 'CONTENTS_NOT_DER'],
    ['contenu qui déborde', edit(pdf, contents, `/Contents <${'307F0000'.padEnd(64, '0')}>`), 'CONTENTS_NOT_DER'],
    ['contenu suivi d’autre chose', edit(pdf, contents, `/Contents <${TOKEN_CMS.padEnd(63, '0')}1>`), 'CONTENTS_PADDING'],
    ['contenu littéral', edit(pdf, contents, `/Contents (${'0\\003\\002\\001\\001'.padEnd(64, '\0')})`), 'CONTENTS_NOT_HEX'],
    ['contenu avec des blancs', edit(pdf, contents, `/Contents <${TOKEN_CMS.padEnd(62, '0')}  >`), 'CONTENTS_NOT_HEX'],
    ['contenu en double', edit(pdf, '/Name (Jean)', '/Contents <>'), 'SIGNATURE_DICTIONARY_IRREGULAR'],
    ['deux champs pour une signature', pdf.update({ 10: `<<${WIDGETS[10]} /V ${pdf.size - 2} 0 R>>` }).bytes, 'SIGNATURE_SHARED'],
    ['signature remplacée en place', pdf.update({ [pdf.size - 2]: `<</Type /Sig /ByteRange [0 1 2 3] /Contents <${TOKEN_CMS}>>>` }).bytes, 'SIGNATURE_CHANGED'],
    ['autre signature dans le champ', pdf.sign(OBJECT.slot1, { drawn: drawing() }).bytes, 'SIGNATURE_CHANGED'],
  ];

  test.each(cases)('%s', (_, forged, expected) => {
    expect(defects(forged)).toContain(expected);
    expect(isClean(readStructure(forged))).toBe(false);
    for (const found of defects(forged)) expect(structureReasonCodes).toContain(found);
  });

  test('une signature déplacée : l’ancienne plage, un autre dictionnaire', () => {
    // The original bytes stay, the dictionary that readers find is another one, further on, with the old range and value.
    const value = pdf.text.slice(before, after);
    const moved = pdf.update({ [pdf.size - 2]: `<</Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange ${range} /Contents ${value}>>`, 5: streamOf('x') });
    expect(isClean(readStructure(moved.bytes))).toBe(false);
    const fresh = FixturePdf.base().update({ 9: `<<${WIDGETS[9]} /V 30 0 R>>`, 30: `<</Type /Sig /SubFilter /ETSI.CAdES.detached /ByteRange [0 20 90 40] /Contents ${value}>>` });
    expect(defects(fresh.bytes)).toEqual(expect.arrayContaining(['BYTE_RANGE_GAP', 'BYTE_RANGE_END']));
  });

  test('une signature cachée hors du formulaire est dite', () => {
    const hidden = FixturePdf.base({ 40: `<</Type /Sig /ByteRange [0 1 2 3] /Contents <${TOKEN_CMS}>>>` });
    expect(reasons(hidden.bytes)).toEqual(['SIGNATURE_OUTSIDE_FORM']);
    expect(reasons(FixturePdf.base({ 1: '<</Type /Catalog /Pages 2 0 R /AcroForm 7 0 R /Perms <</DocMDP 40 0 R>>>>' }).bytes)).toEqual(['PERMS_INVALID']);
  });
});

describe('les révisions', () => {
  test('ajouter, couper, permuter : jamais sans reproche', () => {
    const pdf = approved();
    const more = pdf.sign(OBJECT.slot2).sign(OBJECT.seal);
    expect(isClean(readStructure(more.bytes))).toBe(true);
    expect(reasons(Buffer.concat([more.bytes, bytes('reste')]))).toEqual(['TAIL_BYTES']);
    expect(isClean(readStructure(Buffer.concat([more.bytes, bytes('reste')])))).toBe(false);
    expect(isClean(readStructure(Buffer.concat([more.bytes, bytes('startxref\n12\n%%EOF\n')])))).toBe(false);
    // Going back to an earlier revision by naming it again.
    expect(isClean(readStructure(Buffer.concat([more.bytes, bytes(`startxref\n${pdf.startxref}\n%%EOF\n`)])))).toBe(false);
    expect(readStructure(Buffer.concat([more.bytes, bytes('\r\n')]))).toMatchObject({ reasons: [{ code: 'TAIL_BLANK' }] });
    const { revisions: [, first, second] } = readStructure(more.bytes);
    const [a = 0, b = 0] = [first?.end, second?.end];
    const swapped = Buffer.concat([more.bytes.subarray(0, a), more.bytes.subarray(b), more.bytes.subarray(a, b)]);
    const answer = judged(swapped);
    expect(typeof answer === 'string' || !isClean(answer)).toBe(true);
  });

  test('couper ailleurs qu’à une frontière n’est jamais sans reproche ; à une frontière, c’est un fichier antérieur', () => {
    const pdf = approved().sign(OBJECT.slot2);
    const ends = readStructure(pdf.bytes).revisions.map(({ end }) => end);
    const cuts = Array.from({ length: pdf.bytes.length - (ends[0] ?? 0) }, (_, i) => (ends[0] ?? 0) + i + 1);
    for (const cut of cuts) {
      const answer = judged(pdf.bytes.subarray(0, cut));
      expect([cut, typeof answer !== 'string' && isClean(answer)]).toEqual([cut, ends.includes(cut)]);
    }
  });

  test('une révision qui en saute une autre est prise sur ses octets', () => {
    const pdf = approved();
    const next = pdf.update({ 11: `<<${widget('note', 'Tx', '50 400 250 450', ' /V (x)')}>>` });
    const skipping = next.update({}, { previous: pdf.startxref });
    expect(readStructure(skipping.bytes).revisions).toHaveLength(3);
    expect(reasons(skipping.bytes)).toEqual(['UNREFERENCED_BYTES']);
    expect(isClean(readStructure(skipping.bytes))).toBe(false);
  });

  test('une chaîne de révisions qui tourne : le fichier d’avant, et des octets en trop', () => {
    const pdf = approved();
    const looping = pdf.update({}, { previous: pdf.update({}).startxref });
    expect(reasons(looping.bytes)).toEqual(['TAIL_BYTES']);
    expect(isClean(readStructure(looping.bytes))).toBe(false);
    expect(code(looping.bytes.subarray(0, 15))).toBe('PDF_UNREADABLE');
  });

  test('un fichier réécrit d’un bloc par-dessus l’ancien ne garde aucune frontière', () => {
    const pdf = approved();
    const all = Object.fromEntries([...pdf.text.matchAll(/\n(\d+) 0 obj/g)].map((match) => [Number(match[1]), match.index + 1]));
    const rewritten = pdf.update({ 5: streamOf('x') }, { offsets: { ...all, 5: pdf.bytes.length }, previous: 0, free: [0] });
    expect(readStructure(rewritten.bytes).revisions).toHaveLength(1);
    expect(defects(rewritten.bytes)).toContain('BYTE_RANGE_END');
  });

  test('un fichier de pdf-lib, avec ou sans objets groupés, signé par ajout', async () => {
    for (const useObjectStreams of [true, false]) {
      const document = await PDFDocument.create();
      document.addPage().drawText('Convention');
      document.getForm().createTextField('note').addToPage(document.getPage(0));
      const saved = Buffer.from(await document.save({ useObjectStreams }));
      expect(readStructure(saved)).toMatchObject({ signatures: [], reasons: [], revisions: [{ end: saved.length }] });
    }
  });

  test('une section mixte : les objets que seuls les lecteurs récents voient', () => {
    const base = FixturePdf.base();
    const row = (kind: number, a: number, b: number) => Buffer.from([kind, a >> 8, a & 0xff, b]);
    const offset = base.bytes.length;
    const container = `60 0 obj\n${streamOf('61 0 (caché)', '/Type /ObjStm /N 1 /First 5')}\nendobj\n`;
    const companion = offset + container.length;
    const data = Buffer.concat([row(1, offset, 0), row(2, 60, 0)]).toString('latin1');
    const stream = `62 0 obj\n${streamOf(data, '/Type /XRef /Size 63 /W [1 2 1] /Index [60 2]')}\nendobj\n`;
    const table = `xref\n62 1\n${String(companion).padStart(10, '0')} 00000 n \ntrailer\n<</Size 63 /Root 1 0 R /Info 15 0 R /ID [<01> <02>] /Prev ${base.startxref} /XRefStm ${companion}>>\n`;
    const mixed = Buffer.concat([base.bytes, bytes(`${container}${stream}${table}startxref\n${companion + stream.length}\n%%EOF\n`)]);
    expect(readStructure(mixed)).toMatchObject({ revisions: [{}, { end: mixed.length }], reasons: [] });
  });
});

describe('les fichiers hostiles ont une réponse, vite', () => {
  const within = (ms: number, act: () => void): void => expect(effortOf(act)).toBeLessThan(ms);
  const object = (n: number, value: string) => FixturePdf.base().update({ [n]: value }).bytes;
  const cases: readonly [string, () => Buffer, string][] = [
    ['rien', () => Buffer.alloc(0), 'PDF_UNREADABLE'],
    ['autre chose qu’un PDF', () => bytes('PK\x03\x04 un fichier Word'), 'PDF_UNREADABLE'],
    ['un en-tête seul', () => bytes('%PDF-1.7\n'), 'PDF_UNREADABLE'],
    ['une fin qui ne mène nulle part', () => bytes('%PDF-1.7\nstartxref\n9999999999\n%%EOF'), 'PDF_UNREADABLE'],
    ['un fichier chiffré', () => FixturePdf.base().update({}, { trailer: '/Encrypt <</Filter /Standard>>' }).bytes, 'PDF_ENCRYPTED'],
    ['une table de milliards d’objets', () => edit(FixturePdf.base(), 'xref\n0 1\n', 'xref\n0 4000000000\n'), 'PDF_TOO_COMPLEX'],
    ['des tableaux dans des tableaux', () => object(40, `${'['.repeat(200_000)}${']'.repeat(200_000)}`), 'PDF_TOO_COMPLEX'],
    ['des dictionnaires dans des dictionnaires', () => object(40, '<</A '.repeat(50_000)), 'PDF_TOO_COMPLEX'],
    ['une bombe de décompression', () => bombed(deflateSync(Buffer.alloc(64 << 20))), 'PDF_TOO_COMPLEX'],
    ['un groupe d’objets qui se contient', () => bombed(deflateSync(bytes('60 0 61 3 null'))), 'lu'],
    ['un nombre géant', () => object(40, '9'.repeat(100_000)), 'lu'],
    ['une chaîne jamais fermée', () => object(40, '('.repeat(100_000)), 'lu'],
    ['des pages qui tournent', () => FixturePdf.base({ 2: '<</Type /Pages /Kids [2 0 R] /Count 1>>' }).bytes, 'lu'],
    ['des champs qui tournent', () => FixturePdf.base({ 9: '<</T (a) /Kids [9 0 R 10 0 R]>>' }).bytes, 'lu'],
    ['des références qui tournent', () => FixturePdf.base({ 7: '40 0 R', 40: '7 0 R' }).bytes, 'lu'],
    ['une longueur qui se cherche', () => FixturePdf.base({ 40: '<</Length 41 0 R>>\nstream\nx\nendstream', 41: '<</Length 40 0 R>>\nstream\nx\nendstream' }).bytes, 'lu'],
    ['des objets les uns dans les autres', () => nested(), 'PDF_TOO_COMPLEX'],
  ];
  /** An object stream as given, that two objects are said to be in. */
  function bombed(data: Buffer): Buffer {
    const base = FixturePdf.base();
    const container = Buffer.concat([bytes(`60 0 obj\n<</Type /ObjStm /N 2 /First 10 /Filter /FlateDecode /Length ${data.length}>>\nstream\n`), data, bytes('\nendstream\nendobj\n')]);
    const startxref = base.bytes.length + container.length;
    const row = (kind: number, a: number, b: number) => { const r = Buffer.alloc(6); r.writeUInt8(kind, 0); r.writeUInt32BE(a, 1); r.writeUInt8(b, 5); return r.toString('latin1'); };
    const rows = row(1, base.bytes.length, 0) + row(2, 60, 0) + row(2, 60, 1) + row(1, startxref, 0);
    const section = `63 0 obj\n${streamOf(rows, `/Type /XRef /Size 64 /W [1 4 1] /Index [60 4] /Root 1 0 R /Info 15 0 R /Prev ${base.startxref}`)}\nendobj\n`;
    return Buffer.concat([base.bytes, container, bytes(`${section}startxref\n${startxref}\n%%EOF\n`)]);
  }
  /** Ten thousand objects that all run to the end of one long string. */
  function nested(): Buffer {
    const base = FixturePdf.base();
    const heads = Array.from({ length: 10_000 }, (_, i) => `${i + 100} 0 obj (`);
    const offsets: Record<number, number> = {};
    let at = base.bytes.length;
    heads.forEach((head, i) => { offsets[i + 100] = at; at += head.length; });
    return base.update({}, { filler: `${heads.join('')}${')'.repeat(10_000)}\nendobj\n`, offsets }).bytes;
  }

  test.each(cases)('%s', (_, build, expected) => {
    const pdf = build();
    within(3000, () => expect(code(pdf)).toBe(expected));
  });

  test('le temps est compté par celui qui demande', () => {
    let looks = 0;
    expect(() => readStructure(approved().bytes, { expired: () => ++looks > 0 })).toThrow(expect.objectContaining({ code: 'PDF_TOO_COMPLEX' }));
    expect(() => readStructure(approved().bytes, { revisionsMax: 1 })).toThrow(expect.objectContaining({ code: 'PDF_TOO_COMPLEX' }));
    expect(() => readStructure(approved().bytes, { objectsMax: 5 })).toThrow(expect.objectContaining({ code: 'PDF_TOO_COMPLEX' }));
  });

  test('vingt mégaoctets et dix signatures : bien moins de deux secondes', () => {
    let pdf = FixturePdf.base({ 40: streamOf('x'.repeat(20 << 20)) }).sign(OBJECT.slot1);
    for (let i = 0; i < 8; i++) pdf = pdf.sign(50 + 10 * i, { entries: widget(`s${i}`, 'Sig', '-1 -1 -1 -1'), others: { 7: formWith(`${FIELDS} ${Array.from({ length: i + 1 }, (_n, k) => `${50 + 10 * k} 0 R`).join(' ')}`) } });
    within(2000, () => expect(isClean(readStructure(pdf.bytes))).toBe(true));
  });

  test('n’importe quels octets abîmés donnent une réponse ou un refus, jamais une panne', () => {
    const pdf = approved().sign(OBJECT.slot2, { options: { xref: 'stream' } }).sign(OBJECT.seal).bytes;
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(pdf.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }), (damages) => {
        const damaged = Buffer.from(pdf);
        for (const [at, byte] of damages) damaged[at] = byte;
        judged(damaged);
      }),
      { numRuns: 250 },
    );
  });

  test('un objet quelconque réécrit après coup, n’importe comment : jamais sans reproche', () => {
    const pdf = approved().sign(OBJECT.slot2, { drawn: drawing() });
    const value = fc.constantFrom('null', '<<>>', '[1 2]', '(x)', streamOf('x'), drawing('x'), '3 0 R', '<</Type /Page>>', `<<${WIDGETS[10]}>>`, pageWith(PAGE_ANNOTS.replace('17 0 R', '17 0 R 20 0 R')));
    const numbers = Array.from({ length: pdf.size - 1 }, (_, i) => i + 1).filter((number) => number !== OBJECT.image);
    fc.assert(
      fc.property(fc.constantFrom(...numbers), value, (number, replacement) => {
        expect(isClean(readStructure(pdf.update({ [number]: replacement }).bytes))).toBe(false);
      }),
      { numRuns: 100 },
    );
  });
});
