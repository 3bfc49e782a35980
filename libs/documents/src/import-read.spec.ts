import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { inList, p, plainDocx } from '../test/plain-docx.js';
import { readDocx } from './import-read.js';
import { settleImport } from './import-settle.js';

const level = (n: number, format: string, text: string, more = '') => `<w:lvl w:ilvl="${n}"><w:start w:val="1"/><w:numFmt w:val="${format}"/>${more}<w:lvlText w:val="${text}"/></w:lvl>`;
const definition = (id: number, levels: string) => `<w:abstractNum w:abstractNumId="${id}">${levels}</w:abstractNum>`;
const list = (id: number, of: number, start = '') => `<w:num w:numId="${id}"><w:abstractNumId w:val="${of}"/>${start}</w:num>`;
const markersOf = async (parts: Parameters<typeof plainDocx>[0]) => (await readDocx(await plainDocx(parts))).paragraphs.map((read) => read.list?.marker ?? null);

describe('numéroter comme Word', () => {
  const numbering = [
    definition(0, level(0, 'decimal', 'Article %1 –') + level(1, 'decimal', '%1.%2') + level(2, 'lowerLetter', '%3)')),
    definition(1, level(0, 'bullet', '\uf0b7')), definition(2, level(0, 'upperRoman', '%1.') + level(1, 'decimal', '%1.%2', '<w:isLgl/>')),
    list(1, 0), list(2, 1), list(3, 2), list(4, 0, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride>'),
  ].join('');

  it('articles, sous-articles et lettres, qui recommencent sous chaque article', async () => {
    const body = [inList(1), inList(1, 1), inList(1, 2), inList(1, 2), inList(1, 1), inList(1), inList(1, 1), inList(1, 2)].map((properties) => p('x', properties)).join('');
    expect(await markersOf({ body, numbering })).toEqual(['Article 1 –', '1.1', 'a)', 'b)', '1.2', 'Article 2 –', '2.1', 'a)']);
  });

  it('une puce en police de symboles, un numéro romain, un sous-niveau en chiffres', async () => {
    expect(await markersOf({ body: p('x', inList(2)) + p('x', inList(3)) + p('x', inList(3)) + p('x', inList(3, 1)), numbering })).toEqual(['•', 'I.', 'II.', '2.1']);
  });

  it('deux listes d’une définition se suivent, celle qui dit recommencer recommence', async () => {
    const body = p('x', inList(1)) + p('x', inList(4)) + p('x', inList(4)) + p('x', inList(1));
    expect(await markersOf({ body, numbering })).toEqual(['Article 1 –', 'Article 7 –', 'Article 8 –', 'Article 9 –']);
  });

  it('le numéro peut venir du style, et le numéro 0 en sort', async () => {
    const styles = '<w:style w:type="paragraph" w:styleId="A"><w:name w:val="Article"/><w:pPr><w:numPr><w:numId w:val="5"/></w:numPr></w:pPr></w:style><w:style w:type="paragraph" w:styleId="B"><w:name w:val="Partie"/><w:basedOn w:val="A"/></w:style>';
    const tied = `<w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:pStyle w:val="A"/><w:lvlText w:val="Art. %1"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="B"/><w:lvlText w:val="%1.%2"/></w:lvl>`;
    const body = p('x', '<w:pStyle w:val="A"/>') + p('x', '<w:pStyle w:val="B"/>') + p('x', '<w:pStyle w:val="A"/><w:numPr><w:numId w:val="0"/></w:numPr>');
    expect(await markersOf({ body, styles, numbering: definition(5, tied) + list(5, 5) })).toEqual(['Art. 3', '3.1', null]);
  });

  it('une forme qu’il ne sait pas écrire attend une personne', async () => {
    const read = await readDocx(await plainDocx({ body: p('x', inList(6)), numbering: definition(6, level(0, 'ordinalText', '%1')) + list(6, 6) }));
    expect(read.obstacles).toMatchObject([{ kind: 'numbering', where: 'paragraphe 1', decisions: [] }]);
  });

  it('ne tombe sur aucune numérotation', () =>
    fc.assert(fc.asyncProperty(fc.array(fc.record({ list: fc.integer({ min: 0, max: 6 }), level: fc.integer({ min: 0, max: 9 }) }), { maxLength: 20 }), async (items) => {
      const read = await readDocx(await plainDocx({ body: items.map((item) => p('x', inList(item.list, item.level))).join(''), numbering }));
      expect(read.paragraphs).toHaveLength(items.length);
    }), { numRuns: 30 }));
});

describe('lire ce qu’un lecteur voit', () => {
  it('niveaux de titre, cellules, sauts, capitales, notes appelées, lignes blanches laissées', async () => {
    const styles = '<w:style w:type="paragraph" w:styleId="Titre1"><w:name w:val="heading 1"/></w:style><w:style w:type="paragraph" w:styleId="T"><w:basedOn w:val="Titre1"/></w:style>';
    const body = [
      p('Titre', '<w:pStyle w:val="T"/>'), '<w:p/>', p('corps', '<w:outlineLvl w:val="9"/>', '<w:caps/>'),
      `<w:tbl><w:tr><w:tc>${p('Le Préfet')}</w:tc></w:tr></w:tbl>`,
      '<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t> c </w:t><w:noBreakHyphen/></w:r><w:r><w:footnoteReference w:id="5"/></w:r></w:p>',
    ].join('');
    const read = await readDocx(await plainDocx({ body, styles, footnotes: `<w:footnote w:id="5">${p('Une note.')}</w:footnote><w:footnote w:id="6">${p('Jamais appelée.')}</w:footnote>` }));
    expect(read.paragraphs.map(({ text }) => text)).toEqual(['Titre', 'CORPS', 'Le Préfet', 'a\tb\nc‑¹']);
    expect(read.paragraphs[0]).toMatchObject({ level: 0, style: 'T', where: 'paragraphe 1' });
    expect(read.paragraphs[1]?.level).toBeUndefined();
    expect(read.paragraphs[2]).toMatchObject({ inTable: true, where: 'paragraphe 4' });
    expect(read.notes).toEqual([expect.objectContaining({ mark: '1', text: 'Une note.', where: 'note 1' })]);
    expect(read.obstacles).toEqual([]);
  });

  it('surlignages en plusieurs fragments et contrôles de contenu sont des blancs', async () => {
    const y = '<w:rPr><w:highlight w:val="yellow"/></w:rPr>';
    const body = `<w:p><w:r><w:t xml:space="preserve">Fait à </w:t></w:r><w:r>${y}<w:t>la </w:t></w:r><w:r>${y}<w:t xml:space="preserve"> ville</w:t></w:r><w:sdt><w:sdtPr><w:alias w:val="Date"/><w:date/></w:sdtPr><w:sdtContent><w:r><w:t>jour</w:t></w:r></w:sdtContent></w:sdt></w:p>`;
    const [read] = (await readDocx(await plainDocx({ body }))).paragraphs;
    expect(read?.marks).toEqual([{ from: 7, to: 15, kind: 'highlight' }, { from: 15, to: 19, kind: 'content_control', label: 'Date' }]);
  });
});

describe('ce qui attend une décision', () => {
  const run = (inner: string, properties = '') => `<w:r>${properties ? `<w:rPr>${properties}</w:rPr>` : ''}${inner}</w:r>`;
  const field = (code: string, shown: string) => `${run('<w:fldChar w:fldCharType="begin"/>')}${run(`<w:instrText>${code}</w:instrText>`)}${run('<w:fldChar w:fldCharType="separate"/>')}${run(`<w:t>${shown}</w:t>`)}${run('<w:fldChar w:fldCharType="end"/>')}`;
  const body = [
    `<w:p>${run('<w:t>avant </w:t>')}<w:ins w:id="1" w:author="Ana">${run('<w:t>mis</w:t>')}</w:ins><w:del w:id="2" w:author="Ana">${run('<w:delText>ôté</w:delText>')}</w:del></w:p>`,
    `<w:p><w:commentRangeStart w:id="3"/>${run('<w:t>dit</w:t>')}<w:commentRangeEnd w:id="3"/>${run('<w:commentReference w:id="3"/>')}</w:p>`,
    p('caché', '', '<w:vanish/>'), p('blanc sur blanc', '', '<w:color w:val="FFFFFF"/>'),
    `<w:p>${field(' DATE \\@ "d MMMM yyyy" ', '3 mars 2026')}<w:fldSimple w:instr=" REF a "><w:r><w:t> 4</w:t></w:r></w:fldSimple>${field(' HYPERLINK "https://exemple.fr" ', ' lien')}</w:p>`,
  ].join('');
  const comments = `<w:comment w:id="3" w:author="Luc">${p('à revoir')}</w:comment>`;

  it('est trouvé, à sa place', async () => {
    const { obstacles } = await readDocx(await plainDocx({ body, comments }));
    expect(obstacles.map(({ id, where, excerpt }) => [id, where, excerpt])).toEqual([
      ['tracked_change-1', 'paragraphe 1', 'mis'], ['tracked_change-2', 'paragraphe 1', 'ôté'], ['comment-1', 'paragraphe 2', 'Luc : à revoir'],
      ['hidden_text-1', 'paragraphe 3', 'caché'], ['hidden_text-2', 'paragraphe 4', 'blanc sur blanc'], ['field-1', 'paragraphe 5', 'DATE \\@ "d MMMM yyyy"'], ['field-2', 'paragraphe 5', 'REF a'],
    ]);
  });

  it('disparaît une fois décidé, et le texte est celui qui a été vu', async () => {
    const settled = await settleImport(await plainDocx({ body, comments }), {
      'tracked_change-1': 'accept', 'tracked_change-2': 'accept', 'comment-1': 'remove', 'hidden_text-1': 'remove', 'hidden_text-2': 'reveal', 'field-1': 'freeze', 'field-2': 'freeze',
    });
    const read = await readDocx(settled);
    expect(read.obstacles).toEqual([]);
    expect(read.paragraphs.map(({ text }) => text)).toEqual(['avantmis', 'dit', 'blanc sur blanc', '3 mars 20264lien']);
  });

  it('n’admet que les décisions prévues', async () => {
    const docx = await plainDocx({ body, comments });
    await expect(settleImport(docx, { 'field-1': 'accept' })).rejects.toMatchObject({ code: 'import-refused' });
    await expect(settleImport(docx, { 'field-9': 'freeze' })).rejects.toMatchObject({ code: 'import-refused' });
  });

  it('une page numérotée en en-tête n’est pas un champ qui change le texte', async () => {
    const { obstacles, headers } = await readDocx(await plainDocx({ body: p('x'), header: `<w:p>${run('<w:t xml:space="preserve">Page </w:t>')}${field('PAGE', '1')}</w:p>` }));
    expect(obstacles).toEqual([]);
    expect(headers).toEqual([{ text: 'Page 1', where: 'en-tête' }]);
  });
});
