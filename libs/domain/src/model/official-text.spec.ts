import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareAgreements, wordingOf } from './comparison.js';
import { deviationsOf, renderedParagraph } from './deviations.js';
import { isFaithful } from './faithfulness.js';
import { blockingFindings, lintAgreement } from './lint.js';
import { readAgreement } from './read-agreement.js';
import { articlesWithin, flattenAgreement, linesOf } from './text.js';
import { withoutSpaces } from './words.js';
import { legalDay } from '../legal-time/legal-day.js';
import { nationalPartnerReferences } from '../../../features/src/directory/reference/national-partners.js';
import type { LintId } from './finding.js';
import type { SourceParagraph } from './text.js';

/** The official text is not ours to publish: it is read where it lies, and its absence is said aloud. */
const path = process.env.PARAPHE_OFFICIAL_TEXT ?? join(process.cwd(), '..', 'shared', 'model', 'modele-convention-departementale.txt');
const present = existsSync(path);
if (!present) console.warn(`Texte officiel absent (${path}) : ses essais sont sautés. Donnez son chemin dans PARAPHE_OFFICIAL_TEXT.`);

/** The same paragraph as a Word file gives it: number or bullet apart, outline level, table. */
function asWordWrites(paragraph: SourceParagraph): SourceParagraph {
  const numbered = /^(Art\. ?\d+ ?[-.]|\d(?:\.\d)+|[·-])\s+(.*)$/su.exec(paragraph.text);
  if (!numbered) return paragraph.text.startsWith('\t') ? { ...paragraph, inTable: true } : paragraph;
  const [, marker = '', text = ''] = numbered;
  return { ...paragraph, text, list: { level: 0, marker }, ...(/\d/u.test(marker) ? { level: marker.split('.').length } : {}) };
}

(present ? describe : describe.skip)('Le texte officiel', () => {
  const source = present ? readFileSync(path, 'utf8') : '';
  const text = readAgreement(linesOf(source));
  const findings = lintAgreement(text, { today: legalDay('2026-11-25'), names: nationalPartnerReferences });
  const places = (id: LintId): string[] => findings.filter((finding) => finding.id === id).map(({ where }) => where);
  const fills = new Map([['fait_a', 'Mende'], ['fait_le', 'aux dates portées dans chaque signature']]);

  it('est lu en entier, dans son ordre', () => {
    expect(withoutSpaces(flattenAgreement(text).map(({ source: { text: line } }) => line).join(''))).toBe(withoutSpaces(source));
  });

  it('a onze articles, leurs parties, trois places de signature et sept annexes', () => {
    expect(text.articles.map(({ number }) => number)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11']);
    expect(text.articles.flatMap(articlesWithin).map(({ number }) => number).filter((number) => number.includes('.'))).toEqual([
      '2.1', '2.2', '4.1', '4.2', '4.3', '4.4', '4.5', '4.6', '4.7', '5.1', '5.2', '5.2.1', '5.2.2', '5.2.3', '5.2.4', '5.3',
    ]);
    expect(text.articles.flatMap(articlesWithin).every(({ title }) => title !== '')).toBe(true);
    expect(text.articles[1]?.subArticles[0]?.paragraphs.filter(({ marker }) => marker === '·')).toHaveLength(5);
    expect(text.signatureBoxes).toHaveLength(3);
    expect(text.annexes.map(({ number }) => number)).toEqual(['1', '2', '3', '4', '5', '6', '7']);
    expect(text.annexes[3]?.note).toContain('une page');
    expect(text.blanks.map(({ id }) => id)).toEqual(['fait_a', 'fait_le']);
  });

  it('est relu comme attendu', () => {
    expect(places('L-01')).toEqual(['article 8, alinéa 1']);
    expect(findings.find(({ id }) => id === 'L-01')?.suggestion).toBe('Renvoyez à l’annexe 4.');
    expect(findings.filter(({ id }) => id === 'L-02').map(({ excerpt }) => excerpt.slice(0, 8))).toEqual(['Annexe 6', 'Annexe 7']);
    expect(places('L-03')).toEqual(['article 9, alinéa 1']);
    expect(places('L-04')).toEqual(['bloc de signature, ligne 1', 'bloc de signature, ligne 1']);
    expect(places('L-05')).toEqual(['préambule, alinéa 4', 'préambule, alinéa 8', 'article 4.3, alinéa 12']);
    expect(places('L-06')).toEqual(['préambule, alinéa 4', 'préambule, alinéa 4']);
    expect(places('L-07')).toEqual(['article 4.3, alinéa 2', 'article 6, alinéa 1', 'article 7, alinéa 2']);
    expect(places('L-08')).toEqual(['article 7, alinéa 4', 'article 7, alinéa 4']);
    expect(places('L-09')).toEqual(['article 7, alinéa 1']);
    expect(places('L-10')).toEqual(['article 4.6, alinéa 10']);
    expect(places('L-11')).toEqual(['avant l’article 1']);
    expect(places('L-12')).toEqual(['article 9, alinéa 1']);
    expect(places('L-13')).toContain('article 4.1, alinéa 2');
  });

  it('n’est publié qu’une fois ses six erreurs levées', () => {
    expect(blockingFindings(findings, []).map(({ id }) => id)).toEqual(['L-11', 'L-09', 'L-01', 'L-12', 'L-04', 'L-04']);
    const waivers = findings.map(({ key }) => ({ key, reason: 'texte officiel, repris tel quel' }));
    expect(blockingFindings(findings, waivers)).toEqual([]);
  });

  it('n’est imprimé qu’avec trois écarts, et fidèlement', () => {
    expect(deviationsOf(text, { fills }).map(({ kind }) => kind)).toEqual(['artefact_stripped', 'blank_filled', 'blank_filled']);
    const rendered = flattenAgreement(text).map((paragraph, rank) => renderedParagraph(paragraph.source, text.blanks.filter((blank) => blank.paragraph === rank), { fills })).join('\n');
    expect(isFaithful(text, rendered, { fills, lines: [] })).toEqual({ faithful: true });
    expect(isFaithful(text, rendered.replace('six (6) mois', 'trois (3) mois'), { fills, lines: [] })).toMatchObject({ faithful: false, where: 'article 7, alinéa 2' });
  });

  it('est lu pareil quand Word écrit lui-même numéros et puces, et que les signatures sont dans un tableau', () => {
    const automatic = linesOf(source).map(asWordWrites);
    const read = readAgreement(automatic);
    const outline = ({ articles }: typeof text): string[] => articles.flatMap(articlesWithin).map(({ number, title, paragraphs }) => `${number} ${title} ${paragraphs.length}`);
    expect(automatic.filter(({ list }) => list).length).toBeGreaterThan(50);
    expect(flattenAgreement(read).map((paragraph) => paragraph.source)).toEqual(automatic);
    expect(outline(read)).toEqual(outline(text));
    expect(read.signatureBoxes).toEqual(text.signatureBoxes);
    const again = lintAgreement(read, { today: legalDay('2026-11-25'), names: nationalPartnerReferences });
    expect(again.filter(({ id }) => id !== 'L-13').map(({ id, where }) => `${id} ${where}`)).toEqual(findings.filter(({ id }) => id !== 'L-13').map(({ id, where }) => `${id} ${where}`));
    expect(isFaithful(read, source.replace('[bookmark: _GoBack]', ''), { fills: new Map(), lines: [] })).toEqual({ faithful: true });
  });

  it('comparé à lui-même corrigé, ne montre que la correction', () => {
    const corrected = readAgreement(linesOf(source.replace('annexe 3 à la présente', 'annexe 4 à la présente')));
    const redline = compareAgreements(text, corrected);
    expect(redline.flatMap(({ before }) => before ?? [])).toEqual(wordingOf(text));
    const changed = redline.filter(({ kind }) => kind !== 'same');
    expect(changed.map(({ kind, article }) => `${kind} ${article}`)).toEqual(['changed article 8']);
    expect(changed[0]?.words.filter(({ kind }) => kind !== 'same')).toEqual([{ kind: 'removed', text: '3' }, { kind: 'added', text: '4' }]);
  });
});
