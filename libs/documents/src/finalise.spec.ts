import { deflateSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { PDFName, PDFNumber, PDFRawStream } from 'pdf-lib';
import { finalise } from './finalise.js';
import { openPdf } from './pdf.js';

const date = new Date('2026-11-24T10:00:00Z');
const title = 'Convention départementale';
const PROFILE_BYTES = 400;
const HEADER_BYTES = 128;

/** A colour profile that says at what second it was made, as LibreOffice's does. */
function profileOf(second: number): Buffer {
  const profile = Buffer.from(Array.from({ length: PROFILE_BYTES }, (_, n) => (n < HEADER_BYTES ? 0 : (n * n * 7) % 251)));
  profile.writeUInt16BE(second, 34);
  return deflateSync(profile);
}

const XMP = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"><xmp:CreateDate>2026-01-01T00:00:00Z</xmp:CreateDate></rdf:Description>
</rdf:RDF></x:xmpmeta>`;

/** The bones of what LibreOffice writes: each stream's length is an object of its own. */
function converted(profile: Buffer, { xmp = XMP, id = '00' } = {}): Buffer {
  const objects = [
    '<</Type/Catalog/Pages 2 0 R/Metadata 4 0 R/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/DestOutputProfile 5 0 R>>]>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 7 0 R/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]>>]>>',
    `<</Type/Metadata/Subtype/XML/Length ${xmp.length}>>\nstream\n${xmp}\nendstream`,
    `<</N 3/Length 6 0 R/Filter/FlateDecode>>\nstream\n${profile.toString('latin1')}\nendstream`,
    String(profile.length),
    '<</Length 8 0 R>>\nstream\nq Q\nendstream',
    '3',
  ];
  const body = objects.map((object, n) => `${n + 1} 0 obj\n${object}\nendobj\n`).join('');
  return Buffer.from(`%PDF-1.7\n${body}trailer\n<</Root 1 0 R/Size 9/ID[<${id}><${id}>]>>\n%%EOF\n`, 'latin1');
}

describe('finaliser', () => {
  test('l’heure qui se comprime mieux qu’une autre dans le profil de couleurs ne se voit pas', async () => {
    const profiles = Array.from({ length: 60 }, (_, second) => profileOf(second));
    const short = profiles.reduce((a, b) => (b.length < a.length ? b : a));
    const long = profiles.reduce((a, b) => (b.length > a.length ? b : a));
    expect(long.length).toBeGreaterThan(short.length);
    const [a, b] = await Promise.all([finalise(converted(short), { date, title }), finalise(converted(long, { id: 'FF' }), { date, title })]);
    expect(a.equals(b)).toBe(true);
  });

  test('ne garde que ce à quoi le document mène', async () => {
    const document = await openPdf(await finalise(converted(profileOf(1)), { date, title }));
    const objects = document.context.enumerateIndirectObjects();
    expect(objects.filter(([, object]) => object instanceof PDFNumber)).toEqual([]);
    expect(document.getPageCount()).toBe(1);
    expect(document.getPage(0).node.lookup(PDFName.of('Contents'))).toBeInstanceOf(PDFRawStream);
  });

  test('déclare l’annonce de PDF/UA une fois, et seulement si elle est faite', async () => {
    const xmpOf = async (pdf: Buffer) => {
      const metadata = (await openPdf(pdf)).catalog.lookup(PDFName.of('Metadata'));
      return metadata instanceof PDFRawStream ? Buffer.from(metadata.getContents()).toString('utf8') : '';
    };
    const once = await finalise(converted(profileOf(1)), { date, title });
    const declarations = (xmp: string) => xmp.match(/<pdfaExtension:schemas>/g)?.length ?? 0;
    expect(declarations(await xmpOf(once))).toBe(1);
    expect(declarations(await xmpOf(await finalise(once, { date, title })))).toBe(1);
    const silent = XMP.replace(/<rdf:Description rdf:about="" xmlns:pdfuaid.*\n/, '');
    expect(declarations(await xmpOf(await finalise(converted(profileOf(1), { xmp: silent }), { date, title })))).toBe(0);
  });

  test('une page qui a des liens dit leur ordre de visite', async () => {
    const document = await openPdf(await finalise(converted(profileOf(1)), { date, title }));
    expect(document.getPage(0).node.lookup(PDFName.of('Tabs'), PDFName).decodeText()).toBe('S');
  });

  test('les deux moitiés de l’identifiant sont tirées du contenu', async () => {
    const text = (await finalise(converted(profileOf(1)), { date, title })).toString('latin1');
    const [, first, second] = /\/ID \[ <(\w{32})> <(\w{32})> \]/.exec(text) ?? [];
    expect(first).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
    expect(second).toBe(first);
  });

  test('une autre date, un autre titre : d’autres octets', async () => {
    const same = await finalise(converted(profileOf(1)), { date, title });
    expect((await finalise(converted(profileOf(2)), { date, title })).equals(same)).toBe(true);
    expect((await finalise(converted(profileOf(1)), { date: new Date('2026-11-25T10:00:00Z'), title })).equals(same)).toBe(false);
    expect((await finalise(converted(profileOf(1)), { date, title: 'Mandat' })).equals(same)).toBe(false);
  });
});
