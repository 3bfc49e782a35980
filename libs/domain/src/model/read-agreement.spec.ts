import fc from 'fast-check';
import { readAgreement } from './read-agreement.js';
import { articlesWithin, flattenAgreement, linesOf, printedText } from './text.js';
import { withoutSpaces } from './words.js';
import type { SourceParagraph } from './text.js';

const outline = (text: string): string[] => readAgreement(linesOf(text)).articles.flatMap(articlesWithin).map(({ number, title }) => `${number} ${title}`.trim());
const lines = (...texts: string[]): string => texts.join('\n');

/** Lines that open something, among ordinary ones: the order in which they come is what a reader may trip on. */
const troublesome = [
  'Préambule :', 'ENTRE LES SOUSSIGNÉS :', 'Sommaire', 'Art. 1- Objet', 'Article 2 : Missions', 'Art. 10. Litiges', '4.1 Principes', '5.2.1 Référents', 'Article 3',
  '· une puce', '- un tiret', 'Annexe 1 : Charte', 'Liste des annexes', 'Fait à ……… le ………', 'Les signataires :', 'Le Préfet', '', ' \t ', 'Une phrase ordinaire.', '[bookmark: x]',
];

describe('La lecture d’une convention', () => {
  it('ne perd, n’ajoute et ne déplace aucun paragraphe, quel que soit leur ordre', () => {
    const paragraph = fc.record({ text: fc.oneof(fc.constantFrom(...troublesome), fc.string({ maxLength: 40, unit: 'grapheme' })), where: fc.constant('ligne') });
    fc.assert(
      fc.property(fc.array(paragraph, { maxLength: 40 }), (paragraphs) => {
        const flat = flattenAgreement(readAgreement(paragraphs));
        expect(flat.map(({ source }) => source)).toEqual(paragraphs);
        for (const { marker, body, source } of flat) expect(withoutSpaces(marker + body)).toBe(withoutSpaces(source.text));
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['Art. 1- Objet de la convention', '1 Objet de la convention'],
    ['Art. 1 - Adhésion', '1 Adhésion'],
    ['Art. 1. Juridiction', '1 Juridiction'],
    ['ARTICLE 1 : OBJET', '1 OBJET'],
    ['Article premier – Objet', '1 Objet'],
    ['Article 1er Objet', '1 Objet'],
    ['Article I – Objet', 'I Objet'],
    ['Article 1\nObjet de la convention', '1 Objet de la convention'],
  ])('reconnaît l’intitulé %j', (text, expected) => {
    expect(outline(text)).toEqual([expected]);
  });

  it('lit les sous-articles à leur profondeur, avec ou sans intitulé', () => {
    const text = lines('Art. 5- Obligations', '5.1 Principes', 'Texte.', '5.2 Offre de base', '5.2.1 Référents :', 'Texte.', '5.3 Chaque partenaire désigne un référent.', 'Art. 6- Comité');
    expect(outline(text)).toEqual(['5 Obligations', '5.1 Principes', '5.2 Offre de base', '5.2.1 Référents', '5.3', '6 Comité']);
    expect(readAgreement(linesOf(text)).articles[0]?.subArticles[1]?.subArticles[0]?.number).toBe('5.2.1');
  });

  it('ne prend pas pour un article la phrase qui en cite un', () => {
    const text = lines('Art. 1- Objet', 'Article 2 de la loi du 6 janvier 1978 : il s’applique.', 'Article 1, alinéa 2.', '4.2 heures par jour', 'Art. 2- Missions', 'Art. 1- Rappel');
    expect(outline(text)).toEqual(['1 Objet', '2 Missions']);
  });

  it('lit les numéros que Word écrit lui-même', () => {
    const paragraphs: SourceParagraph[] = [
      { text: 'Objet', list: { level: 0, marker: 'Art. 1-' }, level: 0, where: 'paragraphe 1' },
      { text: 'Principes', list: { level: 1, marker: '1.1' }, level: 1, where: 'paragraphe 2' },
      { text: 'accueillir le public', list: { level: 0, marker: '•' }, where: 'paragraphe 3' },
      { text: 'Missions', list: { level: 0, marker: '2.' }, level: 0, where: 'paragraphe 4' },
      { text: 'premier point', list: { level: 0, marker: '3.' }, where: 'paragraphe 5' },
    ];
    const text = readAgreement(paragraphs);
    expect(text.articles.flatMap(articlesWithin).map(({ number, title }) => `${number} ${title}`)).toEqual(['1 Objet', '1.1 Principes', '2 Missions']);
    expect(text.articles[0]?.subArticles[0]?.paragraphs[0]).toMatchObject({ marker: '•', body: 'accueillir le public', place: 'article 1.1, alinéa 1' });
    expect(printedText(paragraphs[0] as SourceParagraph)).toBe('Art. 1- Objet');
  });

  it('met à part la page de garde, le sommaire, les parties et le préambule', () => {
    const text = readAgreement(linesOf(lines(
      'Convention', 'Sommaire', 'Entre les soussignés', 'Préambule ...... 2', 'Article 1 – Objet ...... 3', 'Annexe 1 – Charte ...... 9',
      'Entre les soussignés', 'le Préfet et', 'Préambule', 'Considérant.', 'Article 1 – Objet', 'Texte.',
    )));
    expect(text.title).toBe('Convention');
    expect(text.head.map(({ role }) => role)).toEqual(['cover', 'contents', 'contents', 'contents', 'contents', 'contents', 'parties', 'parties', 'preamble', 'preamble']);
    expect(text.preamble.map(({ body }) => body)).toEqual(['Préambule', 'Considérant.']);
    expect(text.articles.map(({ paragraphs }) => paragraphs.length)).toEqual([1]);
    expect(text.blanks).toEqual([]);
  });

  it.each([
    ['ENTRE LES SOUSSIGNÉS :', 'parties'], ['Entre :', 'parties'], ['Entre les parties', 'parties'], [`Entre les soussignés, ${'l’État et la commune, '.repeat(30)}`, 'parties'],
    ['Entre les parties, il est rappelé ce qui suit.', 'cover'], ['Entre autres, la Charte.', 'cover'],
  ])('%j ouvre-t-il la désignation des parties ?', (line, role) => {
    expect(readAgreement(linesOf(`Convention\n${line}`)).head[1]?.role).toBe(role);
  });

  it('lit la formule finale, les places de signature et la liste des annexes', () => {
    const text = readAgreement(linesOf(lines(
      'Art. 1- Objet', 'Texte.', 'Fait à ……… le ………', 'Les signataires :', '\tLe Préfet', '\tLes gestionnaires', 'Liste indicative des annexes', 'Annexe 1 : Charte nationale', 'Annexe 4 : Modalités (une page par structure)',
    )));
    expect(text.closing).toBe('Fait à ……… le ………');
    expect(text.signatureBoxes).toEqual(['Le Préfet', 'Les gestionnaires']);
    expect(text.annexes).toEqual([
      { number: '1', title: 'Charte nationale', note: '', place: 'liste des annexes, ligne 2' },
      { number: '4', title: 'Modalités', note: 'une page par structure', place: 'liste des annexes, ligne 3' },
    ]);
  });

  it('lit la liste des annexes même dans un article', () => {
    const text = readAgreement(linesOf(lines('Art. 1- Annexes', '· annexe 1 – Charte nationale ;', '· annexe 2 – Bouquet.', 'L’annexe 3 est jointe.')));
    expect(text.annexes.map(({ number, title }) => `${number} ${title}`)).toEqual(['1 Charte nationale', '2 Bouquet']);
  });

  it('lit une ligne par paragraphe, et garde le numéro de la ligne', () => {
    expect(linesOf('a\r\n\r\n  \nb\n')).toEqual([{ text: 'a', where: 'ligne 1' }, { text: 'b', where: 'ligne 4' }]);
    expect(linesOf('')).toEqual([]);
  });
});

describe('Les blancs', () => {
  const blanks = (text: string, marks?: SourceParagraph['marks']): string[] =>
    readAgreement([{ text: 'Art. 1- Objet', where: '1' }, { text, where: '2', ...(marks ? { marks } : {}) }]).blanks.map(({ id, start, end, kind }) => `${id} ${kind} ${text.slice(start, end)}`);

  it.each([
    ['pour une durée de …… ans', ['blanc_1 dots ……']],
    ['à .... le ____', ['blanc_1 dots ....', 'blanc_2 line ____']],
    ['le département de [à compléter]', ['blanc_1 instruction [à compléter]']],
    ['Cliquez ou appuyez ici pour entrer du texte.', ['blanc_1 instruction Cliquez ou appuyez ici pour entrer du texte.']],
    ['Fait à ……………… le……………… ', ['fait_a dots ………………', 'fait_le dots ………………']],
  ])('dans %j', (text, expected) => {
    expect(blanks(text)).toEqual(expected);
  });

  it.each(['dépliant, kakémono…)', 'smartphone...).', 'etc…. Puis', 'un_deux', '[1]', 'a. b. c.'])('aucun dans %j', (text) => {
    expect(blanks(text)).toEqual([]);
  });

  it('un passage surligné ou un contrôle de contenu en est un, et l’emporte sur les points qu’il couvre', () => {
    expect(blanks('nom : …… fin', [{ from: 6, to: 8, kind: 'highlight' }])).toEqual(['blanc_1 highlight ……']);
    expect(blanks('le maire', [{ from: 3, to: 8, kind: 'content_control' }])).toEqual(['blanc_1 content_control maire']);
  });
});
