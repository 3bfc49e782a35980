import { flattenAgreement, type AgreementText, type Article, type Deviation, type Paragraph } from '#libs/domain';
import { templateOfImport, templateOfText, type ImportDeclarations, type TextLine } from '#libs/documents';

/** Heading levels of a Word template: 1 for the title, 2 for an article, 3 and 4 for its parts; deeper parts share the last. */
const ARTICLE_LEVEL = 2;
const DEEPEST_LEVEL = 4;
/** House paragraph style of a line that names who signs. */
const BOX_STYLE = 'Signataire';
const BULLET_STYLE = 'Puce';

type HeadingLevel = NonNullable<TextLine['heading']>;

export type ImportedSource = {
  text: AgreementText;
  /** What is printed in each blank, by its id: those that become fields. */
  fills: ReadonlyMap<string, string>;
  /** What was approved; only stripped artefacts change the template. */
  deviations: readonly Deviation[];
};

/**
 * The Word template of an imported official text: the Word file itself, or a sober document of its lines when it came as a text file.
 * @param docx the file as it was uploaded, or null for a text file
 * @param stylesOf a Word template of the house, whose styles the lines take
 * @throws DocumentFault `import-obstacle`, `import-refused`, `docx-unreadable`
 */
export function importedTemplate(source: ImportedSource, docx: Uint8Array | null, stylesOf: Buffer): Promise<Buffer> {
  const declared = declarationsOf(source);
  if (docx === null) return templateOfText(importedLines(source.text), declared, { title: source.text.title, stylesOf });
  return templateOfImport(docx, { ...declared, headings: headingsWanting(source.text) });
}

/** The lines of a text with their place in its structure: headings, bullets, names of signatories. */
export function importedLines(text: AgreementText): TextLine[] {
  const levels = headingLevels(text);
  return flattenAgreement(text).map((paragraph): TextLine => {
    const heading = levels.get(paragraph);
    const style = paragraph.role === 'signature_box' ? BOX_STYLE : paragraph.marker !== '' ? BULLET_STYLE : undefined;
    return { text: paragraph.source.text, ...(heading ? { heading } : { marker: paragraph.marker, style }) };
  });
}

/** Declared fields and approved strips, as places in the paragraphs that were read. */
export function declarationsOf({ text, fills, deviations }: ImportedSource): ImportDeclarations {
  const fields = text.blanks.filter(({ id }) => fills.has(id)).map(({ id, paragraph, start, end }) => ({ id, paragraph, start, end }));
  const artefacts = deviations.filter(({ kind }) => kind === 'artefact_stripped');
  const strips = flattenAgreement(text).flatMap(({ source, place }, paragraph) => {
    let from = 0;
    return artefacts.filter(({ where }) => where === place).flatMap((artefact) => {
      const start = source.text.indexOf(artefact.source, from);
      if (start < 0) return [];
      from = start + artefact.source.length;
      return [{ paragraph, start, end: from, text: artefact.source }];
    });
  });
  return { fields, strips };
}

function headingLevels(text: AgreementText): Map<Paragraph, HeadingLevel> {
  const levels = new Map<Paragraph, HeadingLevel>();
  const isTitle = ({ body }: Paragraph): boolean => text.title !== '' && body.replace(/\s+/gu, ' ').trim() === text.title;
  const title = text.head.find(({ role }) => role === 'cover' || role === 'preamble');
  const cover = text.head.find(isTitle) ?? title;
  if (cover) levels.set(cover, 1);
  for (const role of ['parties', 'preamble', 'annex_list'] as const) {
    const opening = [...text.head, ...text.tail].find((paragraph) => paragraph.role === role);
    if (opening && !levels.has(opening)) levels.set(opening, ARTICLE_LEVEL);
  }
  const visit = (article: Article, level: number): void => {
    const [first] = article.heading;
    // A numbered clause without a title is a sentence: it is no heading.
    if (first && article.title !== '') levels.set(first, Math.min(level, DEEPEST_LEVEL) as HeadingLevel);
    for (const child of article.subArticles) visit(child, article.title === '' ? level : level + 1);
  };
  for (const article of text.articles) visit(article, ARTICLE_LEVEL);
  return levels;
}

/** A Word file whose headings are mere bold paragraphs gets its outline, for tags and bookmarks; one that has an outline keeps it. */
function headingsWanting(text: AgreementText): { paragraph: number; level: number }[] {
  const flat = flattenAgreement(text);
  if (flat.some(({ source }) => source.level !== undefined)) return [];
  const levels = headingLevels(text);
  return flat.flatMap((paragraph, rank) => {
    const level = levels.get(paragraph);
    return level === undefined ? [] : [{ paragraph: rank, level: level - 1 }];
  });
}
