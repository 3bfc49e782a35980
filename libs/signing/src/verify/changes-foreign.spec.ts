import { readStructure } from './structure-reader.js';
import { FIELDS, FixturePdf, OBJECT, WIDGETS, drawing, formWith, pageWith, streamOf, widget } from './structure-fixture.js';
import { XMP_REWRITTEN, xmpPacket } from './xmp-fixture.js';

const utf8 = (text: string): string => Buffer.from(text).toString('latin1');
const xmp = (text: string, entries = '/Type /Metadata /Subtype /XML'): string => streamOf(utf8(text), entries);
const utf16 = (text: string): string => `<FEFF${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`;
const SLOT = widget('slot_2', 'Sig', '50 500 250 550', ` /TU ${utf16('Commune de l’Île')} /Lock 19 0 R`);
const TITLE = '<</Title (Convention) /ModDate (D:20260101000000Z)>>';

/** As our documents are: signature fields only, certified at level 2, one signature already there. */
const lent = (more: Record<number, string> = {}): FixturePdf => FixturePdf.base({
  7: formWith('8 0 R 9 0 R 10 0 R 12 0 R 13 0 R'), 3: pageWith('8 0 R 9 0 R 10 0 R 12 0 R 13 0 R 17 0 R'), 10: `<<${SLOT} /AP <</N 14 0 R>>>>`, 11: '<<>>',
  15: TITLE, 16: xmp(xmpPacket()), ...more,
}).certify(2).sign(OBJECT.slot1, { drawn: drawing() });

interface Way { entries?: string; catalog?: string; others?: Record<number, string>; from?: FixturePdf; xref?: 'table' | 'stream' }
/** Signs slot 2 as another program does, with what it writes again on the way. */
function signed({ entries = SLOT, catalog, others = {}, from = lent(), xref = 'table' }: Way): FixturePdf {
  return from.sign(OBJECT.slot2, { entries, drawn: drawing('1 g'), others: catalog === undefined ? others : { 1: `<<${from.catalog} ${catalog}>>`, ...others }, options: { xref } });
}
const refusals = (pdf: FixturePdf): string[] => readStructure(pdf.bytes).signatures.flatMap(({ defects, modifications }) => [
  ...defects.map(({ code }) => code), ...modifications.filter(({ permitted }) => !permitted).map(({ kind, detail }) => `${kind} ${detail ?? ''}`),
]);

const EXTENSIONS = '/Extensions <</ESIC <</Type /DeveloperExtensions /BaseVersion /1.7 /ExtensionLevel 1>> /ISO_ [<</Type /DeveloperExtensions /BaseVersion /2.0 /ExtensionLevel 32002 /URL (https://www.iso.org) /ExtensionRevision (:2022)>>] /ADBE <</BaseVersion /1.7 /ExtensionLevel 8>>>>';
const FONTS = { 70: '<</Font 71 0 R>>', 71: '<</Helv 72 0 R /ZaDb 73 0 R>>', 72: '<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>', 73: '<</Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats>>' };
const FORM = (more: string) => formWith('8 0 R 9 0 R 10 0 R 12 0 R 13 0 R', more);
const defaults = (more: string, fonts: Record<number, string> = FONTS): Way => ({ others: { 7: FORM(more), ...fonts } });

describe('ce qu’un programme de signature récrit sans rien changer', () => {
  test.each<[string, Way]>([
    ['rien de plus', {}],
    ['le nom et le libellé du champ, codés autrement', { entries: SLOT.replace('(slot_2)', utf16('slot_2')).replace(utf16('Commune de l’Île'), '(Commune de l\\220\\316le)') }],
    ['le catalogue, des extensions et la version', { catalog: `${EXTENSIONS} /Version /2.0` }],
    ['une extension tenue à part', { catalog: '/Extensions 70 0 R', others: { 70: '<</ISO_ 71 0 R>>', 71: '<</Type /DeveloperExtensions /BaseVersion /2.0 /ExtensionLevel 32001>>' } }],
    ['les métadonnées, dans une autre forme', { others: { 16: xmp(XMP_REWRITTEN) } }],
    ['les métadonnées, à la date près', { others: { 16: xmp(xmpPacket({ dates: '<xmp:ModifyDate>2027-01-01T00:00:00Z</xmp:ModifyDate>' })) } }],
    ['les informations', { others: { 15: `<</Title ${utf16('Convention')} /ModDate (D:20270101000000Z) /Producer (pyHanko)>>` } }],
    ['le formulaire, avec des polices que rien n’emploie', defaults('/DA (/Helv 0 Tf 0 g ) /DR 70 0 R')],
    ['la page, à l’identique', { others: { 3: pageWith('8 0 R 9 0 R 10 0 R 12 0 R 13 0 R 17 0 R').replace('[0 0 595 842]', '[0.0 0.0 595.00 842]') } }],
    ['avec des renvois en flux', { catalog: EXTENSIONS, xref: 'stream' }],
  ])('%s', (_, way) => expect(refusals(signed(way))).toEqual([]));

  test('la suite garde ce qu’il a ajouté', () => {
    const pdf = signed({ catalog: `${EXTENSIONS} /Version /2.0` });
    const kept = pdf.update({ 1: `<<${pdf.catalog} /DSS 90 0 R>>`, 90: '<</Type /DSS>>' });
    expect(refusals(kept)).toEqual([]);
    const dropped = pdf.update({ 1: `<<${lent().catalog} /DSS 90 0 R>>`, 90: '<</Type /DSS>>' });
    expect(refusals(dropped)).toContain('structure the catalog was changed: /Extensions, /Version');
  });
});

describe('ce qui y ressemble', () => {
  const attacks: readonly [string, Way, RegExp][] = [
    ['un champ renommé', { entries: SLOT.replace('(slot_2)', utf16('slot_3')) }, /renamed/],
    ['un nom qui n’en diffère que par un octet perdu', { entries: SLOT.replace('(slot_2)', `<${utf16('slot_2').slice(1, -1)}20>`) }, /\/T/],
    ['un nom que d’autres liraient à l’envers', { from: lent({ 10: `<<${SLOT.replace('(slot_2)', '<FFFE73006C00>')} /AP <</N 14 0 R>>>>` }), entries: SLOT.replace('(slot_2)', utf16('ÿþs\0l\0')) }, /\/T/],
    ['un libellé changé', { entries: SLOT.replace(utf16('Commune de l’Île'), '(Commune)') }, /\/TU/],
    ['un emplacement effacé', { entries: SLOT.replace('50 500 250 550', '0 0 0 0') }, /\/Rect/],
    ['un verrou changé', { entries: SLOT.replace(' /Lock 19 0 R', '') }, /\/Lock/],
    ['un verrou changé là où il est', { others: { 19: '<</Type /SigFieldLock /Action /All>>' } }, /SigFieldLock/],
    ['une action sur le champ', { entries: `${SLOT} /AA <</E <</S /JavaScript /JS (x)>>>>` }, /\/AA/],
    ['un drapeau du champ', { entries: SLOT.replace('/F 132', '/F 2') }, /\/F/],
    ['une extension qui agit', { catalog: '/Extensions <</ADBE <</BaseVersion /1.7 /ExtensionLevel 8 /A <</S /JavaScript /JS (x)>>>>>>' }, /\/Extensions/],
    ['une extension qui en cache une autre', { catalog: '/Extensions <</ADBE <</BaseVersion /1.7 /ExtensionLevel 70 0 R>>>>', others: { 70: '<</S /JavaScript>>' } }, /\/Extensions/],
    ['une extension d’un inconnu', { catalog: '/Extensions <</EVIL <</BaseVersion /1.7 /ExtensionLevel 8>>>>' }, /\/Extensions/],
    ['une extension bavarde', { catalog: `/Extensions <</ADBE <</BaseVersion /1.7 /ExtensionLevel 8 /URL (${'x'.repeat(3_000)})>>>>` }, /\/Extensions/],
    ['une version inconnue', { catalog: '/Version /9.9' }, /\/Version/],
    ['une version abaissée', { catalog: '/Version /1.4' }, /\/Version/],
    ...['/OpenAction [3 0 R /Fit]', '/AA <<>>', '/Names <<>>', '/Outlines 70 0 R', '/OCProperties <<>>', '/ViewerPreferences <</HideToolbar true>>', '/PageMode /FullScreen', '/Lang (en)', '/Collection <<>>', '/AF []', '/Requirements []']
      .map((entry): [string, Way, RegExp] => [`${entry.split(' ')[0]} dans le catalogue`, { catalog: `${EXTENSIONS} ${entry}` }, /the catalog was changed: .*\/\w/]),
    ['un autre titre dans les métadonnées', { others: { 16: xmp(xmpPacket({ title: 'Autre' })) } }, /metadata/],
    ['une autre norme dans les métadonnées', { others: { 16: xmp(xmpPacket({ part: '2' })) } }, /metadata/],
    ['des métadonnées tenues ailleurs', { others: { 16: xmp(xmpPacket(), '/Type /Metadata /Subtype /XML /F (ailleurs.xml)') } }, /metadata/],
    ['des métadonnées ôtées', { others: { 1: `<<${lent().catalog.replace('/Metadata 16 0 R', '')}>>` } }, /metadata/],
    ['une entité dans les métadonnées', { others: { 16: xmp(xmpPacket().replace('<x:xmpmeta', '<!DOCTYPE x><x:xmpmeta')) } }, /metadata/],
    ['un autre titre dans les informations', { others: { 15: TITLE.replace('(Convention)', utf16('Autre')) } }, /\/Title/],
    ['un titre qui n’est pas un texte', { others: { 15: TITLE.replace('(Convention)', '/Convention') } }, /\/Title/],
    ['un auteur de plus', { others: { 15: TITLE.replace('>>', ' /Author (x)>>') } }, /\/Author/],
    ['une date sans fin', { others: { 15: `<</Title (Convention) /ModDate (${'x'.repeat(3_000)})>>` } }, /\/ModDate/],
    ['une page tournée', { others: { 3: pageWith('8 0 R 9 0 R 10 0 R 12 0 R 13 0 R 17 0 R').replace('/Type /Page', '/Type /Page /Rotate 180') } }, /\/Rotate/],
    ['le formulaire à redessiner', defaults('/DA (/Helv 0 Tf 0 g) /DR 70 0 R /NeedAppearances true'), /\/NeedAppearances/],
    ['une apparence par défaut qui dessine', defaults('/DA (/Helv 0 Tf 0 g BT \\(x\\) Tj ET) /DR 70 0 R'), /\/DA/],
    ['des polices qui dessinent', defaults('/DA (/Helv 0 Tf 0 g) /DR 70 0 R', { ...FONTS, 72: '<</Type /Font /Subtype /Type3 /BaseFont /Helvetica /CharProcs <<>>>>' }), /\/DR/],
    ['des polices apportées', defaults('/DA (/Helv 0 Tf 0 g) /DR 70 0 R', { ...FONTS, 72: '<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /FontDescriptor 74 0 R>>', 74: '<<>>' }), /\/DR/],
    ['des ressources d’une autre sorte', defaults('/DR 70 0 R', { ...FONTS, 70: '<</Font 71 0 R /XObject <</X 20 0 R>>>>' }), /\/DR/],
    ['des polices déjà là', defaults('/DR <</Font <</F1 6 0 R>>>>', {}), /\/DR/],
    ['l’alignement par défaut', defaults('/Q 2'), /\/Q/],
    ['une apparence par défaut, où un texte l’emploierait', { from: FixturePdf.base({ 15: TITLE, 16: xmp(xmpPacket()) }).certify(2).sign(OBJECT.slot1, { drawn: drawing() }), entries: WIDGETS[10]!, others: { 7: formWith(FIELDS, ' /DA (/Helv 0 Tf 0 g)') } }, /\/DA/],
    ['une apparence par défaut changée', { from: lent({ 7: FORM(' /DA (/Helv 0 Tf 0 g)') }), others: { 7: FORM(' /DA (/Helv 9 Tf 1 g)') } }, /\/DA/],
    ['la valeur d’un autre champ', { from: FixturePdf.base({ 15: TITLE }).certify(2), entries: WIDGETS[10]!, others: { 11: `<<${widget('note', 'Tx', '50 400 250 450', ' /V (avant) /Opt [(x)]')}>>` } }, /\/Opt/],
    ['le contenu d’une page', { others: { 5: streamOf('BT ET') } }, /replaced/],
  ];
  test.each(attacks)('%s : refusé', (_, way, expected) => {
    expect(refusals(signed(way)).join('\n')).toMatch(expected);
  });

  test('l’épreuve part d’un fichier sans reproche', () => expect(refusals(lent())).toEqual([]));
});
