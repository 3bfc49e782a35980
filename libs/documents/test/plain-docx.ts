import JSZip from 'jszip';

const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml';

/** The parts of a Word file written by hand: the content of each root element. */
export interface PlainParts {
  body: string;
  styles?: string;
  numbering?: string;
  footnotes?: string;
  comments?: string;
  settings?: string;
  header?: string;
  theme?: string;
}

/** A Word file of exactly these elements: what a drafting tool would not write can be tried. */
export async function plainDocx({ body, header, theme, ...parts }: PlainParts): Promise<Buffer> {
  const zip = new JSZip();
  const written: Record<string, string | undefined> = { ...parts, styles: parts.styles ?? '' };
  const names = Object.entries(written).filter(([, xml]) => xml !== undefined).map(([name]) => name);
  const override = (name: string, type = name) => `<Override PartName="/word/${name}.xml" ContentType="${TYPE}.${type}+xml"/>`;
  zip.file('[Content_Types].xml', `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${override('document', 'document.main')}${names.map((name) => override(name)).join('')}${header ? override('header1', 'header') : ''}</Types>`);
  zip.file('_rels/.rels', `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>`);
  const relations = [...names.map((name) => `<Relationship Id="rId_${name}" Type="${RELATIONS}/${name}" Target="${name}.xml"/>`), header ? `<Relationship Id="rIdHeader" Type="${RELATIONS}/header" Target="header1.xml"/>` : ''];
  zip.file('word/_rels/document.xml.rels', `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${relations.join('')}</Relationships>`);
  const section = `<w:sectPr>${header ? '<w:headerReference w:type="default" r:id="rIdHeader"/>' : ''}<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440"/></w:sectPr>`;
  zip.file('word/document.xml', `<w:document ${W}><w:body>${body}${section}</w:body></w:document>`);
  for (const name of names) zip.file(`word/${name}.xml`, `<w:${name} ${W}>${written[name] ?? ''}</w:${name}>`);
  if (header) zip.file('word/header1.xml', `<w:hdr ${W}>${header}</w:hdr>`);
  if (theme) zip.file('word/theme/theme1.xml', theme);
  return zip.generateAsync({ type: 'nodebuffer' });
}

/** A paragraph of one run. */
export const p = (text: string, properties = '', run = ''): string =>
  `<w:p>${properties ? `<w:pPr>${properties}</w:pPr>` : ''}<w:r>${run ? `<w:rPr>${run}</w:rPr>` : ''}<w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;

export const inList = (list: number, level = 0): string => `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${list}"/></w:numPr>`;
