import { readStructure } from './structure-reader.js';
import { CATALOG_ENTRIES, FIELDS, FIRST_FREE, FixturePdf, OBJECT, PAGE_ANNOTS, PAGE_ENTRIES, WIDGETS, drawing, formWith, metadata, pageWith, streamOf, widget } from './structure-fixture.js';
import type { Modification } from './report.js';
import type { PdfStructure } from './structure.js';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
/** What a structure reproaches: defects, and changes that are not permitted. */
const reproaches = (structure: PdfStructure): string[] => structure.signatures.flatMap(({ defects, modifications }) => [
  ...defects.map(({ code }) => code),
  ...modifications.filter(({ permitted }) => !permitted).map(({ kind, field, detail }) => [kind, field, detail].filter(Boolean).join(' ')),
]);
const later = (pdf: FixturePdf | Buffer): readonly Modification[] => readStructure(pdf instanceof FixturePdf ? pdf.bytes : pdf).signatures[0]?.modifications ?? [];
const approved = (): FixturePdf => FixturePdf.base().sign(OBJECT.slot1, { drawn: drawing() });
const certified = (level: 1 | 2 | 3 = 2): FixturePdf => FixturePdf.base().certify(level);
const newField = (rect: string, more = ''): string => `<<${widget('slot_9', 'Sig', rect, more)}>>`;

describe('ce qui peut suivre une signature', () => {
  const store = (pdf: FixturePdf): FixturePdf => {
    const first = pdf.size;
    return pdf.update({
      1: `<<${pdf.catalog} /DSS ${first} 0 R>>`,
      [first]: `<</Type /DSS /Certs [${first + 1} 0 R] /CRLs ${first + 2} 0 R /VRI <</AB <</Cert [${first + 1} 0 R] /TU (D:2026)>>>>>>`,
      [first + 1]: streamOf('certificat'), [first + 2]: `[${first + 3} 0 R]`, [first + 3]: streamOf('liste'),
    });
  };

  test.each(['table', 'stream'] as const)('une chaîne entière de signatures, de données et d’horodatages (références : %s)', (xref) => {
    const options = { xref };
    let pdf = FixturePdf.base({}, xref).certify(2);
    pdf = pdf.sign(OBJECT.slot1, { drawn: drawing('1 g'), options }).sign(OBJECT.slot2, { drawn: drawing('0 g'), options });
    pdf = pdf.sign(OBJECT.seal, { drawn: drawing('0.5 g'), options, more: '/Reference [<</TransformMethod /FieldMDP /TransformParams <</Action /Include /Fields [(slot_1) (slot_2)]>>>>]' });
    pdf = store(pdf).sign(OBJECT.timestamp, { type: 'DocTimeStamp', options });
    const structure = readStructure(pdf.bytes);
    expect(reproaches(structure)).toEqual([]);
    expect(structure.reasons).toEqual([]);
    expect(structure.signatures.map(({ field, type, coverage, revision }) => [field, type, coverage, revision])).toEqual([
      ['certification', 'Sig', 'revision', 1], ['slot_1', 'Sig', 'revision', 2], ['slot_2', 'Sig', 'revision', 3], ['seal', 'Sig', 'revision', 4], ['timestamp_01', 'DocTimeStamp', 'whole_file', 6],
    ]);
    expect(structure.signatures[0]?.modifications.map(({ kind }) => kind)).toEqual(['signature', 'signature', 'signature', 'security_store', 'document_timestamp']);
    expect(structure.certification).toEqual({ field: 'certification', level: 2 });
    expect(structure.stores).toEqual([{ revision: 5, certificates: [bytes('certificat')], crls: [bytes('liste')], ocsps: [] }]);
    expect(structure.emptyFields).toEqual([]);
    expect(structure.uncovered).toHaveLength(1);
  });

  test('des données de validation ajoutées deux fois, sans toucher aux premières', () => {
    const pdf = store(certified(1));
    const dss = pdf.size - 4;
    const again = pdf.update({ [dss]: `<</Type /DSS /Certs [${dss + 1} 0 R ${pdf.size} 0 R] /CRLs ${dss + 2} 0 R>>`, [pdf.size]: streamOf('autre') });
    expect(reproaches(readStructure(again.bytes))).toEqual([]);
    expect(readStructure(again.bytes).stores.map(({ revision, certificates }) => [revision, certificates.length])).toEqual([[2, 1], [3, 2]]);
    expect(reproaches(readStructure(pdf.update({ [dss + 1]: streamOf('remplacé') }).bytes))).not.toEqual([]);
  });

  test('un champ rempli, au niveau 2 mais pas au niveau 1', () => {
    const filled = { 11: `<<${widget('note', 'Tx', '50 400 250 450', ' /V (après)')} /AP <</N ${FIRST_FREE + 5} 0 R>>>>`, [FIRST_FREE + 5]: drawing('(après) Tj') };
    expect(later(certified(2).update(filled))).toMatchObject([{ kind: 'form_filling', permitted: true, field: 'note', objects: [26, 11] }]);
    expect(later(certified(1).update(filled))).toMatchObject([{ kind: 'form_filling', permitted: false }]);
    expect(later(approved().update(filled))).toMatchObject([{ kind: 'form_filling', permitted: true }]);
  });

  test('une nouvelle signature dans un nouveau champ, invisible ; visible, si rien n’est certifié', () => {
    const added = (pdf: FixturePdf, rect: string) => pdf.sign(30, { entries: widget('slot_9', 'Sig', rect), drawn: drawing(), others: { 7: formWith(`${FIELDS} 30 0 R`), 3: pageWith(`${PAGE_ANNOTS} 30 0 R`) } });
    expect(reproaches(readStructure(added(certified(2), '-1 -1 -1 -1').bytes))).toEqual([]);
    expect(reproaches(readStructure(added(approved(), '300 600 500 650').bytes))).toEqual([]);
    expect(reproaches(readStructure(added(certified(2), '300 600 500 650').bytes))).not.toEqual([]);
    expect(reproaches(readStructure(added(approved(), '60 610 240 640').bytes))).toEqual([expect.stringContaining('covers something')]);
  });

  test('une annotation, au niveau 3 seulement ; elle est nommée', () => {
    const annotated = (pdf: FixturePdf) => pdf.update({ 3: pageWith(`${PAGE_ANNOTS} 40 0 R`), 40: '<</Type /Annot /Subtype /FreeText /Rect [50 690 300 720] /Contents (Montant : 1 euro) /AP <</N 41 0 R>>>>', 41: drawing('(1 euro) Tj') });
    expect(later(annotated(certified(3)))).toEqual([{ revision: 2, kind: 'annotation', permitted: true, objects: [40, 3, 41], detail: 'annotation added (FreeText)' }]);
    for (const pdf of [certified(2), approved()]) expect(reproaches(readStructure(annotated(pdf).bytes))).toEqual(['annotation annotation added (FreeText)']);
    expect(later(certified(3).update({ 17: '<</Type /Annot /Subtype /Text /Rect [500 800 520 820] /Contents (autre)>>' }))).toMatchObject([{ kind: 'annotation', permitted: true }]);
  });

  test('la date du dernier enregistrement, et rien d’autre des informations', () => {
    expect(reproaches(readStructure(certified(2).update({ 15: '<</Title (Convention) /ModDate (D:20270101000000Z)>>' }).bytes))).toEqual([]);
    expect(reproaches(readStructure(certified(2).update({ 15: '<</Title (Autre) /ModDate (D:20270101000000Z)>>' }).bytes))).toEqual(['metadata information was changed: /Title, /ModDate']);
    expect(reproaches(readStructure(certified(2).update({ 16: metadata('Convention', '2027-02-02') }).bytes))).toEqual([]);
    expect(reproaches(readStructure(certified(2).update({ 16: metadata('Autre') }).bytes))).toEqual(['metadata metadata (XMP) was changed']);
  });

  test('les mêmes objets écrits de nouveau, autrement mais à l’identique', () => {
    const pdf = approved();
    expect(later(pdf.update({ 6: '<< /BaseFont/Helvetica /Subtype/Type#31 /Type/Font >>', 17: '<</Type /Annot /Subtype /Text /Rect [500.0 800 520 820] /Contents <6e6f7465>>>' }))).toEqual([]);
  });
});

describe('ce qui ne peut pas suivre une signature', () => {
  const shadow = (): FixturePdf => FixturePdf.base({ 3: `<<${PAGE_ENTRIES.replace('/Contents 5 0 R', '/Contents [5 0 R 90 0 R]')} /Annots [${PAGE_ANNOTS}]>>` }).sign(OBJECT.slot1);
  const attacks: readonly [string, (pdf: FixturePdf) => FixturePdf, RegExp][] = [
    ['le contenu d’une page remplacé', (pdf) => pdf.update({ 5: streamOf('BT (Montant : 9 euros) Tj ET') }), /content an object was replaced/],
    ['la page renvoyée à un autre contenu', (pdf) => pdf.update({ 3: pageWith(PAGE_ANNOTS).replace('/Contents 5', '/Contents 20') }), /\(Page\): \/Contents/],
    ['un contenu ajouté à la page', (pdf) => pdf.update({ 3: pageWith(PAGE_ANNOTS).replace('/Contents 5 0 R', '/Contents [5 0 R 50 0 R]'), 50: streamOf('0 g') }), /\(Page\): \/Contents/],
    ['un contenu attendu depuis longtemps, enfin fourni', () => shadow().update({ 90: streamOf('(Montant : 9) Tj') }), /supplied afterwards/],
    ['le dessin d’un champ signé remplacé', (pdf) => pdf.update({ [pdf.size - 1]: drawing('1 0 0 rg') }), /slot_1 the drawing of a field/],
    ['le dessin d’un champ signé échangé', (pdf) => pdf.update({ 9: `<<${WIDGETS[9]} /V ${pdf.size - 2} 0 R /AP <</N 50 0 R>>>>`, 50: drawing() }), /slot_1 the field, already signed.*\/AP/],
    ['un champ signé déplacé', (pdf) => pdf.update({ 9: `<<${widget('slot_1', 'Sig', '0 0 500 800')} /V ${pdf.size - 2} 0 R /AP <</N ${pdf.size - 1} 0 R>>>>` }), /already signed.*\/Rect/],
    ['une signature effacée', (pdf) => pdf.update({ 9: `<<${WIDGETS[9]} /AP <</N 14 0 R>>>>` }), /SIGNATURE_REMOVED/],
    ['le champ ôté du formulaire', (pdf) => pdf.update({ 7: formWith('8 0 R 10 0 R 11 0 R 12 0 R 13 0 R') }), /SIGNATURE_REMOVED|\/Fields/],
    ['une page ajoutée', (pdf) => pdf.update({ 2: '<</Type /Pages /Kids [3 0 R 4 0 R 50 0 R] /Count 3>>', 50: '<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9]>>' }), /\(Pages\): \/Kids/],
    ['une page ôtée', (pdf) => pdf.update({ 2: '<</Type /Pages /Kids [3 0 R] /Count 1>>' }), /\(Pages\)/],
    ['des pages permutées', (pdf) => pdf.update({ 2: '<</Type /Pages /Kids [4 0 R 3 0 R] /Count 2>>' }), /\(Pages\): \/Kids/],
    ['une police remplacée', (pdf) => pdf.update({ 6: '<</Type /Font /Subtype /Type3 /BaseFont /Helvetica>>' }), /\(Font\)/],
    ['une action à l’ouverture', (pdf) => pdf.update({ 1: `<<${CATALOG_ENTRIES} /OpenAction <</S /JavaScript /JS (x)>>>>` }), /catalog was changed: \/OpenAction/],
    ['des noms, des calques, du code', (pdf) => pdf.update({ 1: `<<${CATALOG_ENTRIES} /Names 50 0 R /OCProperties 51 0 R>>`, 50: '<<>>', 51: '<<>>' }), /\/Names, \/OCProperties/],
    ['un autre catalogue', (pdf) => pdf.update({ 50: `<<${CATALOG_ENTRIES}>>` }, { root: 50 }), /another catalog/],
    ['un objet libéré', (pdf) => pdf.update({}, { free: [OBJECT.annotation] }), /annotation freed/],
    ['un contenu libéré', (pdf) => pdf.update({}, { free: [OBJECT.content] }), /removed/],
    ['un objet renvoyé à des octets plus anciens', (pdf) => pdf.update({}, { offsets: { 5: pdf.text.indexOf('18 0 obj') } }), /stands where 5 should/],
    ['une référence qui pointe dans une autre révision', (pdf) => pdf.update({}, { offsets: { 30: pdf.text.indexOf('endobj') } }), /no object at/],
    ['un objet en trop, que personne ne demande', (pdf) => pdf.update({ 50: streamOf('caché') }), /without a permitted reason/],
    ['des octets que rien ne compte', (pdf) => pdf.update({ 11: `<<${widget('note', 'Tx', '50 400 250 450', ' /V (x)')}>>` }, { filler: '60 0 obj\n<<>>\nendobj\n' }), /belong to no object/],
    ['une clé en double', (pdf) => pdf.update({ 11: `<<${widget('note', 'Tx', '50 400 250 450', ' /V (x) /V (y)')}>>` }), /twice/],
    ['un champ qui change de place en même temps que de valeur', (pdf) => pdf.update({ 11: `<<${widget('note', 'Tx', '0 0 595 842', ' /V (x)')}>>` }), /more than its value.*\/Rect/],
    ['une signature dont le champ grandit', (pdf) => pdf.sign(OBJECT.slot2, { entries: widget('slot_2', 'Sig', '0 0 595 842'), drawn: drawing() }), /more than its value.*\/Rect/],
    ['une signature qui montre un dessin déjà là', (pdf) => pdf.sign(OBJECT.slot2, { entries: `${WIDGETS[10]} /AP <</N 20 0 R>>` }), /not a new drawing/],
    ['une signature dessinée par une image', (pdf) => pdf.sign(OBJECT.slot2, { drawn: streamOf('x', '/Type /XObject /Subtype /Image') }), /not a new drawing/],
    ['une signature dessinée par un autre fichier', (pdf) => pdf.sign(OBJECT.slot2, { drawn: streamOf('x', '/Type /XObject /Subtype /Form /BBox [0 0 1 1] /F (ailleurs)') }), /not a new drawing/],
    ['une signature qui réécrit une police au passage', (pdf) => pdf.sign(OBJECT.slot2, { drawn: drawing(), others: { 6: '<</Type /Font /Subtype /Type1 /BaseFont /Symbol>>' } }), /\(Font\)/],
    ['un champ de texte ajouté', (pdf) => pdf.update({ 7: formWith(`${FIELDS} 50 0 R`), 50: `<<${widget('autre', 'Tx', '1 1 500 800')}>>` }), /without a permitted reason/],
    ['un champ de même nom ajouté', (pdf) => pdf.sign(50, { entries: widget('slot_1', 'Sig', '-1 -1 -1 -1'), others: { 7: formWith(`${FIELDS} 50 0 R`) } }), /FIELD_NAME_REPEATED/],
    ['un champ de signature dont le dessin couvre la page', (pdf) => pdf.update({ 50: newField('0 0 595 842', ' /AP <</N 51 0 R>>'), 51: drawing(), 7: formWith(`${FIELDS} 50 0 R`), 3: pageWith(`${PAGE_ANNOTS} 50 0 R`) }), /hides the page|covers something/],
    ['un champ de signature vide, mais dessiné', (pdf) => pdf.update({ 50: newField('300 600 500 650', ' /AP <</N 51 0 R>>'), 51: drawing(), 7: formWith(`${FIELDS} 50 0 R`), 3: pageWith(`${PAGE_ANNOTS} 50 0 R`) }), /hides the page/],
    ['un objet ancien pris pour champ', () => FixturePdf.base({ 60: `<<${widget('autre', 'Tx', '1 1 500 800')}>>` }).sign(OBJECT.slot1).update({ 7: formWith(`${FIELDS} 60 0 R`) }), /something else than a new/],
    ['les ressources du formulaire changées', (pdf) => pdf.update({ 7: formWith(FIELDS, ' /DR <</Font <</F1 6 0 R>>>>') }), /form was changed: \/DR/],
    ['le formulaire à redessiner', (pdf) => pdf.update({ 7: formWith(FIELDS, ' /NeedAppearances true') }), /\/NeedAppearances/],
    ['une annotation cachée depuis toujours, enfin montrée', () => FixturePdf.base({ 60: '<</Type /Annot /Subtype /Stamp /Rect [0 0 9 9]>>' }).sign(OBJECT.slot1).update({ 3: pageWith(`${PAGE_ANNOTS} 60 0 R`) }), /already in the file/],
    ['un cachet mis sur une page par une annotation', (pdf) => pdf.update({ 3: pageWith(`${PAGE_ANNOTS} 50 0 R`), 50: '<</Type /Annot /Subtype /Stamp /Rect [0 0 595 842]>>' }), /annotation added/],
    ['un widget ôté de sa page', (pdf) => pdf.update({ 3: pageWith(PAGE_ANNOTS.replace('9 0 R ', '')) }), /taken off/],
    ['les annotations dans un autre ordre', (pdf) => pdf.update({ 3: pageWith(PAGE_ANNOTS.split(' R ').reverse().map((ref) => ref.replace(/ R$/, '')).join(' R ') + ' R') }), /another order/],
    ['le contenu changé puis rétabli', (pdf) => pdf.update({ 5: streamOf('x') }).update({ 5: streamOf('BT /F1 12 Tf 50 700 Td (Montant : 100 euros) Tj ET') }), /replaced/],
    ['une certification après coup', (pdf) => pdf.certify(2), /CERTIFICATION_NOT_FIRST/],
    ['des données de validation qui n’en sont pas', (pdf) => pdf.update({ 1: `<<${CATALOG_ENTRIES} /DSS 50 0 R>>`, 50: '<</Type /DSS /JS (x)>>' }), /not validation data/],
    ['l’identifiant du fichier changé', (pdf) => pdf.with(bytes(pdf.update({}).text.replace(/\/ID \[<01>(?![^]*\/ID)/, '/ID [<09>'))), /identifier/],
    ['la génération d’un objet changée', (pdf) => { const next = pdf.update({ 5: streamOf('x') }); const at = next.text.lastIndexOf('5 0 obj'); const b = Buffer.from(next.bytes); b.write('5 1 obj', at, 'latin1'); return next.with(bytes(b.toString('latin1').replace(/00000 n (?![^]*00000 n )/, '00001 n '))); }, /generation/],
  ];

  test.each(attacks)('%s', (_, attack, expected) => {
    const structure = readStructure(attack(approved()).bytes);
    expect(reproaches(structure).join('\n')).toMatch(expected);
  });

  test.each(attacks.filter(([title]) => !/certification après coup/.test(title)))('%s, au niveau 3 d’une certification', (_, attack) => {
    const pdf = attack(certified(3).sign(OBJECT.slot1, { drawn: drawing() }));
    const structure = readStructure(pdf.bytes);
    const isAnnotation = structure.signatures.every(({ modifications }) => modifications.every(({ kind, permitted }) => kind === 'annotation' || permitted));
    expect(reproaches(structure).length > 0 || isAnnotation).toBe(true);
  });

  test('un champ fermé par une signature ne change plus de valeur', () => {
    const sealed = approved().sign(OBJECT.seal, { more: '/Reference [<</TransformMethod /FieldMDP /TransformParams <</Action /Include /Fields [(note)]>>>>]' });
    const structure = readStructure(sealed.update({ 11: `<<${widget('note', 'Tx', '50 400 250 450', ' /V (après)')}>>` }).bytes);
    expect(structure.signatures.map(({ modifications }) => modifications.at(-1)?.permitted)).toEqual([true, false]);
    const slot = readStructure(sealed.sign(OBJECT.slot2).bytes);
    expect(slot.signatures[1]?.modifications).toMatchObject([{ field: 'slot_2', permitted: false }]);
  });

  test('« tous » et « tous sauf » ferment les autres champs', () => {
    const locked = (parameters: string) => readStructure(approved().sign(OBJECT.slot2, { more: `/Reference [<</TransformMethod /FieldMDP /TransformParams <<${parameters}>>>>]` }).sign(OBJECT.timestamp, { type: 'DocTimeStamp' }).bytes).signatures[1];
    expect(locked('/Action /All')?.modifications[0]?.permitted).toBe(false);
    expect(locked('/Action /Exclude /Fields [(timestamp_01)]')?.modifications[0]?.permitted).toBe(true);
    expect(locked('/Action /Nothing')).toMatchObject({ defects: [{ code: 'FIELD_LOCK_MALFORMED' }], modifications: [{ permitted: false }] });
  });

  test('au niveau 1, seules suivent des données et des horodatages', () => {
    const pdf = certified(1);
    expect(reproaches(readStructure(pdf.sign(OBJECT.timestamp, { type: 'DocTimeStamp' }).bytes))).toEqual([]);
    expect(reproaches(readStructure(pdf.sign(OBJECT.slot1).bytes))).toEqual(['signature slot_1']);
    // A timestamp that draws is no longer a mere timestamp.
    expect(reproaches(readStructure(pdf.sign(OBJECT.slot1, { type: 'DocTimeStamp', drawn: drawing('(lu et approuvé) Tj') }).bytes))).toEqual(['signature slot_1']);
  });

  test('une annotation qui agit n’est permise à aucun niveau', () => {
    const acting = (action: string) => certified(3).update({ 3: pageWith(`${PAGE_ANNOTS} 40 0 R`), 40: `<</Type /Annot /Subtype /Link /Rect [0 0 9 9] ${action}>>` });
    expect(reproaches(readStructure(acting('/A <</S /URI /URI (https://exemple.fr)>>').bytes))).toEqual([]);
    for (const action of ['/A <</S /JavaScript /JS (x)>>', '/AA <<>>', '/A <</S /URI /URI (x) /Next <<>>>>']) expect(reproaches(readStructure(acting(action).bytes))).not.toEqual([]);
  });

  test('un niveau illisible vaut le plus strict, et se dit', () => {
    const [certification] = readStructure(FixturePdf.base().certify('7').sign(OBJECT.slot1).bytes).signatures;
    expect(certification).toMatchObject({ defects: [{ code: 'DOCMDP_MALFORMED' }], modifications: [{ permitted: false }] });
  });
});
