import { describe, expect, it } from '@jest/globals';
import JSZip from 'jszip';
import { draft, heading, item, line } from '../test/word.js';
import { inList, p, plainDocx } from '../test/plain-docx.js';
import { compose } from './compose.js';
import { readDocx } from './import-read.js';

const styles = [
  '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi"/><w:sz w:val="22"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="160"/></w:pPr></w:pPrDefault></w:docDefaults>',
  '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>',
  '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>',
  '<w:style w:type="paragraph" w:styleId="Inutile"><w:name w:val="Inutile"/></w:style>',
].join('');
const numbering = '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Heading1"/><w:lvlText w:val="Art. %1"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>';
const theme = '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:minorFont><a:latin typeface="Carlito"/></a:minorFont></a:theme>';
const imported = (header = '') => plainDocx({
  body: `${p('Objet', '<w:pStyle w:val="Heading1"/>')}<w:p><w:r><w:t>corps</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>${p('liste', inList(1))}<w:p/>`,
  styles, numbering, theme, footnotes: `<w:footnote w:id="2">${p('Une note.')}</w:footnote>`, ...(header ? { header } : {}),
});
const house = () => draft([heading('Conditions'), item('un', 'numéros')], { footer: 'Pied' });

async function composed(header?: string) {
  const docx = await compose([{ name: 'conditions', docx: await house() }, { name: 'texte', docx: await imported(header), ownStyles: true }, { name: 'annexe', docx: await draft([line('fin')], { footer: 'Autre' }) }]);
  const zip = await JSZip.loadAsync(docx);
  return { docx, read: async (path: string) => (await zip.file(path)?.async('string')) ?? '', zip };
}

describe('composer une partie qui a ses propres styles', () => {
  it('garde ses styles sous des noms à elle, avec ses valeurs par défaut et les polices de son thème', async () => {
    const { read } = await composed();
    const xml = await read('word/styles.xml');
    expect(xml).toContain('w:styleId="Texte1Heading1"><w:name w:val="heading 1 (Texte1)"/><w:basedOn w:val="Texte1Normal"/>');
    expect(xml).toMatch(/w:styleId="Texte1Heading1">.*?<w:outlineLvl w:val="0"\/><\/w:pPr>/);
    expect(xml).toMatch(/w:styleId="Texte1Racine">.*?<w:spacing w:after="160"\/>.*?<w:rFonts w:ascii="Carlito" w:hAnsi="Carlito"\/>.*?<w:sz w:val="22"\/>/);
    expect(xml).not.toContain('Texte1Inutile');
    const body = await read('word/document.xml');
    expect(body).toContain('<w:p><w:pPr><w:pStyle w:val="Texte1Normal"/></w:pPr><w:r><w:t>corps</w:t>');
  });

  it('se lit dans le tout comme elle se lit seule : numéros, niveaux, notes', async () => {
    const alone = await readDocx(await imported());
    const { paragraphs, notes } = await readDocx((await composed()).docx);
    const shown = (list: typeof alone.paragraphs) => list.map(({ text, level, list: marker }) => [text, level ?? null, marker?.marker ?? null]);
    expect(shown(paragraphs)).toEqual([['Conditions', 0, null], ['un', null, '1.'], ...shown(alone.paragraphs), ['fin', null, null]]);
    expect(notes.map(({ text }) => text)).toEqual(['Une note.']);
  });

  it('son en-tête se tient au-dessus de celui du tout, qui revient seul après elle', async () => {
    const { read } = await composed(p('En-tête du ministère'));
    const relations = await read('word/_rels/document.xml.rels');
    const sections = (await read('word/document.xml')).match(/<w:sectPr[\s\S]*?<\/w:sectPr>/g) ?? [];
    const partOf = (section = '', kind: string) => {
      const id = new RegExp(`<w:${kind}Reference[^>]*r:id="([^"]+)"`).exec(section)?.[1];
      return id && new RegExp(`<Relationship Id="${id}"[^>]*Target="([^"]*)"`).exec(relations)?.[1];
    };
    expect(sections).toHaveLength(3);
    const own = await read(`word/${partOf(sections[1], 'header')}`);
    expect(own).toContain('En-tête du ministère');
    expect(partOf(sections[2], 'footer')).toBe(partOf(sections[0], 'footer'));
    expect(partOf(sections[2], 'footer')).toBeDefined();
  });

  it('donne deux fois les mêmes octets', async () => {
    const parts = [{ name: 'conditions', docx: await house() }, { name: 'texte', docx: await imported(p('En-tête')), ownStyles: true }];
    expect((await compose(parts)).equals(await compose(parts))).toBe(true);
  });
});
