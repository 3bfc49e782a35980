import { readFileSync } from 'node:fs';
import JSZip from 'jszip';
import { lintAgreement } from './lint.js';
import { readAgreement } from './read-agreement.js';
import { articlesWithin, flattenAgreement } from './text.js';
import { legalDay } from '../legal-time/legal-day.js';
import { nationalPartnerReferences } from '../../../features/src/directory/reference/national-partners.js';
import type { SourceParagraph } from './text.js';

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: '’' };

/** The paragraphs of the project's own template, which is known to be plain: no list numbering, no tracked change, no content control. */
async function builtInParagraphs(): Promise<SourceParagraph[]> {
  const archive = await JSZip.loadAsync(readFileSync('templates/convention/v1/template.docx'));
  const xml = (await archive.file('word/document.xml')?.async('string')) ?? '';
  return [...xml.matchAll(/<w:p[ >].*?<\/w:p>/gs)].map(([paragraph], rank) => {
    const style = /<w:pStyle w:val="([^"]*)"/u.exec(paragraph)?.[1];
    const text = [...paragraph.matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>|<w:(?:tab|br)\/>/gu)].map(([, words]) => words ?? '\t').join('');
    const plain = text.replace(/&([a-z]+);/gu, (entity, name: string) => entities[name] ?? entity);
    return { text: plain, where: `paragraphe ${rank + 1}`, ...(style ? { style } : {}) };
  });
}

describe('Le modèle du projet', () => {
  it('est lu en entier et relu sans erreur ni avertissement', async () => {
    const paragraphs = await builtInParagraphs();
    const text = readAgreement(paragraphs);
    expect(flattenAgreement(text).map(({ source }) => source)).toEqual(paragraphs);
    expect(text.title).toBe('Convention départementale France Services');
    expect(text.articles).toHaveLength(11);
    expect(text.articles.flatMap(articlesWithin).length).toBeGreaterThan(40);
    expect(text.annexes.map(({ number }) => number)).toEqual(['1', '2', '3', '4', '5', '6', '7']);
    expect(text.signatureBoxes).toEqual(expect.arrayContaining(['Le Préfet', 'Les gestionnaires France Services', 'Les partenaires France Services']));
    expect(text.blanks).toEqual([]);
    const findings = lintAgreement(text, { today: legalDay('2026-11-25'), names: nationalPartnerReferences });
    expect(findings).toEqual([]);
  });

  it('perd son innocence si un renvoi y change', async () => {
    const paragraphs = await builtInParagraphs();
    const spoilt = paragraphs.map((paragraph) => ({ ...paragraph, text: paragraph.text.replace(/(modalités décrites en annexe\s)4/u, (_, kept: string) => `${kept}3`) }));
    const findings = lintAgreement(readAgreement(spoilt), { today: legalDay('2026-11-25'), names: nationalPartnerReferences });
    expect(findings.map(({ id, where }) => `${id} ${where}`)).toEqual(['L-01 article 8, alinéa 1']);
  });
});
