import { readStructure } from './structure-reader.js';
import { CATALOG_ENTRIES, FIELDS, FixturePdf, OBJECT, PAGE_ANNOTS, drawing, pageWith, streamOf } from './structure-fixture.js';

/** Changes that are not permitted, and whether the file can be read in two ways. */
const seen = (pdf: FixturePdf | Buffer) => {
  const structure = readStructure(pdf instanceof FixturePdf ? pdf.bytes : pdf);
  return {
    refused: structure.signatures.flatMap(({ modifications }) => modifications.filter(({ permitted }) => !permitted)).length > 0,
    ambiguous: structure.reasons.some(({ code }) => code === 'XREF_AMBIGUOUS'),
  };
};
const text = (words: string): string => streamOf(`BT /F1 12 Tf 50 700 Td (${words}) Tj ET`);
const other = text('Montant : 900000 euros');

describe('ce que l’on prépare sous le nom de données de validation', () => {
  const certified = FixturePdf.base().certify(2);
  const withStore = (pdf: FixturePdf, store: string): FixturePdf => pdf.update({ 1: `<<${pdf.catalog} /DSS ${pdf.size} 0 R>>`, [pdf.size]: `<</Type /DSS ${store}>>` });

  test('un texte de page pris pour l’horodatage d’une entrée, puis remplacé', () => {
    const prepared = withStore(certified, `/VRI <</AB <</TS ${OBJECT.content} 0 R>>>>`);
    expect(seen(prepared.update({ [OBJECT.content]: other }))).toEqual({ refused: true, ambiguous: false });
  });

  test('un dictionnaire de page au même titre n’est pas une donnée de validation', () => {
    expect(seen(withStore(certified, `/VRI <</AB <</TS ${OBJECT.page} 0 R>>>>`)).refused).toBe(true);
  });

  test.each(['Certs', 'CRLs', 'OCSPs'])('le tableau des textes d’une page pris pour /%s, puis rempli d’un autre', (key) => {
    const base = FixturePdf.base({ 3: pageWith(PAGE_ANNOTS).replace('/Contents 5 0 R', '/Contents 40 0 R'), 40: '[5 0 R]' }).certify(2);
    const prepared = withStore(base, `/${key} 40 0 R`);
    const later = prepared.update({ 40: `[${prepared.size} 0 R]`, [prepared.size]: other });
    expect(seen(later).refused).toBe(true);
  });

  test('préparé avant la première signature, il ne sert pas davantage', () => {
    const base = FixturePdf.base({ 1: `<<${CATALOG_ENTRIES} /DSS 41 0 R>>`, 3: pageWith(PAGE_ANNOTS).replace('/Contents 5 0 R', '/Contents 40 0 R'), 40: '[5 0 R]', 41: '<</Type /DSS /Certs 40 0 R>>' }).sign(OBJECT.slot1, { drawn: drawing() });
    expect(seen(base)).toEqual({ refused: false, ambiguous: false });
    expect(seen(base.update({ 40: `[${base.size} 0 R]`, [base.size]: other })).refused).toBe(true);
  });

  test('l’horodatage d’une entrée, apporté avec elle, se prend', () => {
    expect(seen(certified.update({ 1: `<<${certified.catalog} /DSS ${certified.size} 0 R>>`, [certified.size]: `<</Type /DSS /VRI <</AB <</TS ${certified.size + 1} 0 R>>>>>>`, [certified.size + 1]: streamOf('jeton') }))).toEqual({ refused: false, ambiguous: false });
  });
});

describe('une table de références qui se lit de deux façons', () => {
  const signed = (xref: 'table' | 'stream'): FixturePdf => FixturePdf.base({}, xref).sign(OBJECT.slot1, { drawn: drawing(), options: { xref } });
  test('sans rien de tel, elle n’en a qu’une', () => {
    for (const xref of ['table', 'stream'] as const) expect(seen(signed(xref))).toEqual({ refused: false, ambiguous: false });
  });

  test('des lignes de quatre nombres, dont la plupart des lecteurs n’en comptent que trois', () => {
    const pdf = signed('stream');
    const { bytes } = pdf.update({ 30: '<<>>' }, { xref: 'stream' });
    const wide = Buffer.from(bytes.toString('latin1').replace(/\/W \[1 4 2\](?![\s\S]*\/W)/, '/W [1 4 2 0]'), 'latin1');
    expect(wide.length).toBe(bytes.length + 2);
    expect(seen(wide).ambiguous).toBe(true);
  });

  test('un prédicteur écrit deux fois', () => {
    const pdf = signed('stream').update({ 30: '<<>>' }, { xref: 'stream', trailer: '/DecodeParms <</Predictor 1 /Predictor 1 /Columns 7>>' });
    expect(seen(pdf).ambiguous).toBe(true);
  });

  test('un compagnon dont une clé est écrite deux fois', () => {
    const pdf = signed('table');
    const [at, size] = [pdf.bytes.length, pdf.size];
    const data = Buffer.alloc(7);
    data.writeUInt8(1, 0);
    data.writeUInt32BE(at, 1);
    const companion = (keys: string) => `${size} 0 obj\n<</Type /XRef /Size ${size + 1} ${keys} /Index [${size} 1] /Length 7>>\nstream\n${data.toString('latin1')}\nendstream\nendobj\n`;
    const hybrid = (keys: string) => Buffer.from(withCompanion(pdf, companion(keys)), 'latin1');
    expect(seen(hybrid('/W [1 4 2]')).ambiguous).toBe(false);
    expect(seen(hybrid('/W [1 4 2] /W [1 4 2]')).ambiguous).toBe(true);
  });

  test('des lignes plus courtes, où des lignes de vingt octets disent autre chose', () => {
    const pdf = signed('table').update({ 30: '<<>>', 31: '<<>>', 32: '<<>>' });
    const section = /30 1\n(\d{10}) 00000 n \n31 1\n(\d{10}) 00000 n \n32 1\n(\d{10}) 00000 n \n/;
    const offsets = section.exec(pdf.text.slice(pdf.text.lastIndexOf('\nxref')))!.slice(1);
    const listed = (rows: string): Buffer => Buffer.from(`${pdf.text.slice(0, pdf.text.lastIndexOf('\nxref'))}${pdf.text.slice(pdf.text.lastIndexOf('\nxref')).replace(section, `30 3\n${rows}`)}`, 'latin1');
    const full = (offset: string) => `${offset} 00000 n \n`;
    expect(seen(listed(offsets.map(full).join(''))).ambiguous).toBe(false);
    // The first two hold in twenty bytes: who counts them takes the third for the second.
    const [first, second, third] = offsets.map(Number) as [number, number, number];
    expect(seen(listed(`${`${first} 0 n ${second} 0 n`.padEnd(19)}\n${full(String(third).padStart(10, '0'))}`)).ambiguous).toBe(true);
    // One byte is missing at the end of each row: nobody reads another number there.
    expect(seen(listed(offsets.map((offset) => `${offset} 00000 n\n`).join(''))).ambiguous).toBe(false);
  });
});

/** The revision of a hybrid section, its companion stream written before it. */
function withCompanion(pdf: FixturePdf, companion: string): string {
  const { size } = pdf;
  const at = pdf.bytes.length;
  const object = `${size + 1} 0 obj\n<<>>\nendobj\n`;
  const from = at + companion.length;
  const startxref = from + object.length;
  const trailer = `/Root ${pdf.root} 0 R /Info ${pdf.info} 0 R /ID [<01> <02>] /Prev ${pdf.startxref} /XRefStm ${at}`;
  return `${pdf.text}${companion}${object}xref\n${size + 1} 1\n${String(from).padStart(10, '0')} 00000 n \ntrailer\n<</Size ${size + 2} ${trailer}>>\nstartxref\n${startxref}\n%%EOF\n`;
}

describe('un formulaire dont une clé est écrite deux fois', () => {
  test.each([['Fields', `/Fields [] /SigFlags 3 /Fields [${FIELDS}]`], ['SigFlags', `/Fields [${FIELDS}] /SigFlags 0 /SigFlags 3`]])('%s', (_, entries) => {
    const certified = FixturePdf.base().certify(2);
    expect(seen(certified.update({ [OBJECT.form]: `<<${entries}>>` })).refused).toBe(true);
    const direct = FixturePdf.base({ 1: `<<${CATALOG_ENTRIES.replace('/AcroForm 7 0 R', `/AcroForm <</Fields [${FIELDS}] /SigFlags 3>>`)}>>` }).sign(OBJECT.slot1, { drawn: drawing() });
    expect(seen(direct).refused).toBe(false);
    expect(seen(direct.update({ 1: `<<${direct.catalog.split('/AcroForm')[0]!} /AcroForm <<${entries}>>>>` })).refused).toBe(true);
  });
});
