import { describe, expect, it } from '@jest/globals';
import JSZip from 'jszip';
import { draft, heading, item, line, linked, marked } from '../test/word.js';
import { compose } from './compose.js';
import type { DocumentFault } from './fault.js';
import { children, root } from './markup.js';

async function parts(docx: Buffer): Promise<(path: string) => Promise<string>> {
  const zip = await JSZip.loadAsync(docx);
  return async (path) => (await zip.file(path)?.async('string')) ?? '';
}

const agreement = () => draft([heading('Convention'), item('un', 'numéros'), marked('objet', 'Objet'), linked('https://exemple.fr/a', 'a')], { footer: 'Pied' });
const annexe = () => draft([heading('Annexe'), item('un', 'puces'), item('deux', 'numéros'), marked('objet', 'Objet'), linked('https://exemple.fr/b', 'b')], { landscape: true, footer: 'Autre pied' });

describe('composer un modèle de plusieurs', () => {
  it('donne une section par partie, avec sa géométrie et le pied de page de la première', async () => {
    const read = await parts(await compose([{ name: 'convention', docx: await agreement() }, { name: 'annexe 1', docx: await annexe() }]));
    const xml = await read('word/document.xml');
    const sections = xml.match(/<w:sectPr[\s\S]*?<\/w:sectPr>/g) ?? [];
    expect(sections).toHaveLength(2);
    expect(sections[0]).toContain('w:orient="portrait"');
    expect(sections[0]).toContain('<w:footerReference');
    expect(sections[1]).toContain('w:orient="landscape"');
    expect(sections[1]).not.toContain('footerReference');
    // The first section is closed in the last paragraph of the agreement, the second in the body.
    const body = children(xml, root(xml).innerStart, root(xml).innerEnd)[0];
    const blocks = body ? children(xml, body.innerStart, body.innerEnd) : [];
    expect(blocks.map((block) => block.name)).toEqual([...Array.from({ length: 9 }, () => 'w:p'), 'w:sectPr']);
    expect(xml.slice(blocks[3]?.start, blocks[3]?.end)).toContain('<w:sectPr');
  });

  it('garde listes, liens et signets distincts', async () => {
    const read = await parts(await compose([{ name: 'convention', docx: await agreement() }, { name: 'annexe 1', docx: await annexe() }, { name: 'annexe 2', docx: await annexe() }]));
    const xml = await read('word/document.xml');
    const all = (pattern: RegExp) => [...xml.matchAll(pattern)].map((match) => match[1]);
    expect(new Set(all(/<w:bookmarkStart[^>]*w:id="(\d+)"/g)).size).toBe(3);
    expect(all(/<w:bookmarkStart[^>]*w:name="(\w+)"/g)).toEqual(['objet', 'objet_2', 'objet_3']);
    expect(new Set(all(/<w:bookmarkEnd[^>]*w:id="(\d+)"/g))).toEqual(new Set(all(/<w:bookmarkStart[^>]*w:id="(\d+)"/g)));
    const links = all(/<w:hyperlink[^>]*r:id="([^"]+)"/g);
    const relationships = await read('word/_rels/document.xml.rels');
    expect(links.map((id) => new RegExp(`<Relationship Id="${id}"[^>]*Target="([^"]*)"`).exec(relationships)?.[1])).toEqual([
      'https://exemple.fr/a', 'https://exemple.fr/b', 'https://exemple.fr/b',
    ]);
    // Numbered lists are instances of their own: the annexes start again at 1.
    const numbering = await read('word/numbering.xml');
    const lists = all(/<w:numId w:val="(\d+)"/g);
    expect(new Set(lists).size).toBe(5);
    const formats = lists.map((id) => {
      const abstract = new RegExp(`<w:num w:numId="${id}"[^>]*><w:abstractNumId w:val="(\\d+)"`).exec(numbering)?.[1];
      return new RegExp(`<w:abstractNum w:abstractNumId="${abstract}"[\\s\\S]*?<w:numFmt w:val="(\\w+)"`).exec(numbering)?.[1];
    });
    expect(formats).toEqual(['decimal', 'bullet', 'decimal', 'bullet', 'decimal']);
  });

  it('ne confie pas la fin d’une section à un paragraphe de commande', async () => {
    const base = await draft([line('{{FOR s IN l}}'), line('x'), line('{{END-FOR s}}')]);
    const read = await parts(await compose([{ name: 'a', docx: base }, { name: 'b', docx: await draft([line('b')]) }]));
    const xml = await read('word/document.xml');
    const closing = /<w:p>(?:(?!<\/w:p>)[\s\S])*<w:sectPr>[\s\S]*?<\/w:p>/.exec(xml)?.[0] ?? '';
    expect(closing).not.toBe('');
    expect(closing).not.toContain('<w:t');
  });

  it('donne deux fois les mêmes octets', async () => {
    const given = [{ name: 'a', docx: await agreement() }, { name: 'b', docx: await annexe() }];
    expect((await compose(given)).equals(await compose(given))).toBe(true);
  });
});

describe('refuser de composer', () => {
  const faultOf = (work: Promise<unknown>) => work.then(() => null, (fault: DocumentFault) => fault);

  it('une partie d’autres styles, en la nommant', async () => {
    const other = await draft([line('b')], { size: 30 });
    const fault = await faultOf(compose([{ name: 'convention', docx: await agreement() }, { name: 'annexe 5', docx: other }]));
    expect(fault).toMatchObject({ code: 'compose-styles-differ', detail: 'annexe 5', retryable: false });
  });

  it('rien, et ce qui n’est pas Word', async () => {
    expect(await faultOf(compose([]))).toMatchObject({ code: 'compose-empty' });
    expect(await faultOf(compose([{ name: 'x', docx: Buffer.from('garbage') }]))).toMatchObject({ code: 'docx-unreadable', detail: 'x' });
  });

  it('une note de bas de page dans une annexe', async () => {
    const zip = await JSZip.loadAsync(await draft([line('b')]));
    const xml = (await zip.file('word/document.xml')?.async('string')) ?? '';
    zip.file('word/document.xml', xml.replace('<w:t ', '<w:footnoteReference w:id="2"/><w:t '));
    const fault = await faultOf(compose([{ name: 'a', docx: await agreement() }, { name: 'annexe 6', docx: await zip.generateAsync({ type: 'nodebuffer' }) }]));
    expect(fault).toMatchObject({ code: 'compose-unsupported', detail: 'annexe 6 : note de bas de page' });
  });
});
