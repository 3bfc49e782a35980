import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import JSZip from 'jszip';
import { draft, heading } from '../test/word.js';
import { p, plainDocx } from '../test/plain-docx.js';
import type { DocumentFault } from './fault.js';
import { readDocx } from './import-read.js';
import { templateOfImport, templateOfText } from './import-template.js';
import { docxOfText, typeset } from './import-text.js';
import { renderDocx } from './render.js';

const nothing = { fields: [], strips: [] };
const codeOf = (work: Promise<unknown>) => work.then(() => null, (fault: DocumentFault) => fault.code);
const xmlOf = async (docx: Buffer) => (await (await JSZip.loadAsync(docx)).file('word/document.xml')?.async('string')) ?? '';
const textsOf = async (docx: Buffer) => (await readDocx(docx)).paragraphs.map(({ text }) => text);
const bare = (text: string) => text.replace(/[\s\u00a0\u202f]+/g, '');
const yellow = '<w:rPr><w:b/><w:highlight w:val="yellow"/></w:rPr>';

describe('faire un modèle d’un document importé', () => {
  it('un blanc en plusieurs fragments devient un champ, sans son surlignage, et le reste garde ses fragments', async () => {
    const docx = await plainDocx({ body: `<w:p><w:r><w:t xml:space="preserve">Fait à </w:t></w:r><w:r>${yellow}<w:t>……</w:t></w:r><w:r>${yellow}<w:t>……</w:t></w:r><w:r><w:t xml:space="preserve"> le………… &amp; signé</w:t></w:r></w:p>` });
    const template = await templateOfImport(docx, { ...nothing, fields: [{ id: 'fait_a', paragraph: 0, start: 7, end: 11 }, { id: 'fait_le', paragraph: 0, start: 14, end: 18 }] });
    expect(await xmlOf(template)).not.toContain('w:highlight');
    expect(await xmlOf(template)).toContain('<w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{{blanks.fait_a}}</w:t>');
    const rendered = await renderDocx(template, { blanks: { fait_a: 'Mende', fait_le: 'jour {{x}} & <b>' } }, { title: 't', date: new Date('2026-11-24T00:00:00Z') });
    expect(await textsOf(rendered)).toEqual(['Fait à Mende le jour {{x}} & <b> & signé']);
  });

  it('une trace de Word approuvée est retirée ; d’autres mots à sa place sont refusés', async () => {
    const docx = await plainDocx({ body: p('[bookmark: _GoBack]Les gestionnaires') });
    const strip = { paragraph: 0, start: 0, end: 19, text: '[bookmark: _GoBack]' };
    expect(await textsOf(await templateOfImport(docx, { ...nothing, strips: [strip] }))).toEqual(['Les gestionnaires']);
    expect(await codeOf(templateOfImport(docx, { ...nothing, strips: [{ ...strip, start: 1, end: 20 }] }))).toBe('import-refused');
  });

  it('sans déclaration, aucun mot ne change et les contrôles de contenu sont ouverts', async () => {
    const body = `${p('a')}<w:sdt><w:sdtPr><w:dataBinding w:xpath="/x"/></w:sdtPr><w:sdtContent>${p('b')}</w:sdtContent></w:sdt>`;
    const template = await templateOfImport(await plainDocx({ body }), nothing);
    expect(await textsOf(template)).toEqual(['a', 'b']);
    expect(await xmlOf(template)).not.toContain('w:sdt');
  });

  it('un titre reconnu reçoit son niveau, et garde son allure', async () => {
    const body = p('Art. 1', '<w:jc w:val="center"/><w:rPr><w:b/></w:rPr>') + p('corps');
    const template = await templateOfImport(await plainDocx({ body }), { ...nothing, headings: [{ paragraph: 0, level: 1 }] });
    expect(await xmlOf(template)).toContain('<w:jc w:val="center"/><w:outlineLvl w:val="1"/><w:rPr>');
    expect((await readDocx(template)).paragraphs.map(({ level }) => level)).toEqual([1, undefined]);
  });

  it('des commandes dans le texte, même coupées en fragments, l’arrêtent', async () => {
    const cut = '<w:p><w:r><w:t>{</w:t></w:r><w:r><w:t>{EXEC x}}</w:t></w:r></w:p>';
    for (const body of [p('{{x}}'), cut, `<w:p><w:r><w:t>a{</w:t></w:r></w:p><w:p><w:r><w:t>{b</w:t></w:r></w:p>`]) {
      expect(await codeOf(templateOfImport(await plainDocx({ body }), nothing))).toBe('import-obstacle');
    }
    const inNote = await plainDocx({ body: '<w:p><w:r><w:t>a</w:t><w:footnoteReference w:id="2"/></w:r></w:p>', footnotes: `<w:footnote w:id="2">${p('{{qr(1)}}')}</w:footnote>` });
    expect(await codeOf(templateOfImport(inNote, nothing))).toBe('import-obstacle');
    expect(await codeOf(templateOfText([{ text: 'a {' }, { text: '{b' }], nothing, { title: 't', stylesOf: await draft([heading('x')]) }))).toBe('import-refused');
  });

  it('ce qui est déclaré hors du texte, en double ou sous un nom qui serait une expression est refusé', async () => {
    const docx = await plainDocx({ body: p('abcdef') });
    const span = { paragraph: 0, start: 1, end: 3 };
    for (const fields of [[{ ...span, id: 'a', end: 9 }], [{ ...span, id: 'a', paragraph: 4 }], [{ ...span, id: 'a' }, { ...span, id: 'b', start: 2 }], [{ ...span, id: 'a.b' }], [{ ...span, id: 'a', start: 3 }]]) {
      expect(await codeOf(templateOfImport(docx, { ...nothing, fields }))).toBe('import-refused');
    }
  });

  it('une modification suivie non décidée l’arrête', async () => {
    const docx = await plainDocx({ body: '<w:p><w:ins w:id="1" w:author="A"><w:r><w:t>a</w:t></w:r></w:ins></w:p>' });
    expect(await codeOf(templateOfImport(docx, nothing))).toBe('import-obstacle');
  });
});

describe('faire un document Word d’un fichier texte', () => {
  const lines = [{ text: 'Convention', heading: 1 as const }, { text: 'Art. 1- Objet ', heading: 2 as const }, { text: '· une puce ;', marker: '·' }, { text: '- un tiret', marker: '-' }, { text: '   ' }, { text: 'Le texte : dit  ceci.' }];
  const options = async () => ({ title: 'Convention', stylesOf: await draft([heading('x')]) });

  it('garde chaque mot, fait de vrais titres et de vraies listes', async () => {
    const { paragraphs } = await readDocx(await docxOfText(lines, await options()));
    expect(paragraphs.map(({ text, level, list }) => [text, level ?? null, list?.marker ?? null])).toEqual([
      ['Convention', 0, null], ['Art. 1- Objet', 1, null], ['une puce\u00a0;', null, '·'], ['un tiret', null, '-'], ['Le texte\u00a0: dit ceci.', null, null],
    ]);
  });

  it('donne deux fois les mêmes octets', async () => {
    const given = await options();
    expect((await docxOfText(lines, given)).equals(await docxOfText(lines, given))).toBe(true);
  });

  it('les places déclarées comptent dans la ligne, puce comprise', async () => {
    const template = await templateOfText([{ text: '· à …… demain', marker: '·' }], { fields: [{ id: 'lieu', paragraph: 0, start: 4, end: 6 }], strips: [] }, await options());
    expect(await textsOf(template)).toEqual(['à {{blanks.lieu}} demain']);
  });

  it('la typographie ne touche que les espaces', () =>
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (text) => bare(typeset(text)) === bare(text)), { numRuns: 300 }));
});
