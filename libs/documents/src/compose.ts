import { CONTENT_TYPES, mainPart, openDocx, packDocx, readPart, relationshipsOf, requirePart } from './docx-package.js';
import { carryOwnPart, houseRunning } from './compose-own.js';
import { mergeNumbering } from './compose-numbering.js';
import { adoptContent, BodyReferences } from './compose-references.js';
import { DocumentFault } from './fault.js';
import { attributes, children, decode, root, tokens, type Element } from './markup.js';

/** More parts than any agreement has annexes. */
const PARTS_MAX = 50;
const STYLES = 'word/styles.xml';

export interface ComposePart {
  /** What to call the part in a fault: "annexe 4". */
  name: string;
  docx: Buffer;
  /** The part was not drafted with the base's styles: it brings its own, with its footnotes, headers and footers. */
  ownStyles?: boolean;
}

/**
 * Makes one Word template of several: the first is the base, each other becomes a section starting on a new page with
 * its own page geometry. One template is converted once, which alone keeps tags and bookmarks (merged PDFs lose them).
 *
 * Headers, footers and page numbering are the base's throughout. All parts must have the base's styles, save those that say
 * they have their own: these keep their look, their footnotes and their headers (above the base's). Lists are carried over as
 * lists of their own, so that numbering starts again in each part.
 * @returns a Word file, the same bytes for the same parts
 * @throws DocumentFault `compose-empty`, `compose-styles-differ`, `compose-unsupported`, `docx-unreadable`, `docx-too-large`;
 *         `detail` begins with the name of the part
 */
export async function compose(parts: readonly ComposePart[]): Promise<Buffer> {
  const [first, ...others] = parts;
  if (!first || parts.length > PARTS_MAX) throw new DocumentFault('compose-empty', `${parts.length} partie(s)`);
  const base = await openDocx(first.docx, first.name);
  const path = await mainPart(base, first.name);
  const references = new BodyReferences(await requirePart(base, relationshipsOf(path), first.name), await requirePart(base, CONTENT_TYPES, first.name));
  const styles = await readPart(base, STYLES);

  let xml = await requirePart(base, path, first.name);
  references.observe(xml);
  const house = await houseRunning(base, path, xml);
  let runningIsHouse = true;
  for (const [rank, { name, docx, ownStyles }] of others.entries()) {
    const zip = await openDocx(docx, name);
    if (!ownStyles && (await readPart(zip, STYLES)) !== styles) throw new DocumentFault('compose-styles-differ', name);
    const part = await requirePart(zip, await mainPart(zip, name), name);
    const { content } = bodyOf(part, name);
    const own = ownStyles ? await carryOwnPart({ base, references, zip, name, body: content, rank: rank + 1, house }) : null;
    const numbers = own?.numbers ?? (await mergeNumbering(base, references, zip, part));
    const adopted = await adoptContent({ base, references, zip, name, numbers, body: own?.body ?? content, running: own?.running });
    const tags = `${own?.tags ?? ''}${runningIsHouse ? '' : house.tags}`;
    xml = append(withNamespaces(xml, part, name), tags === '' ? adopted : withRunning(adopted, tags), name);
    runningIsHouse = own === null || (own.running.size === 0 && own.tags === '');
  }
  base.file(path, xml);
  base.file(relationshipsOf(path), references.relationships);
  base.file(CONTENT_TYPES, references.contentTypes);
  return packDocx(base);
}

/**
 * Names headers and footers in the first section of a content: otherwise it would go on with those of the part before. What the section
 * names already is kept, and of two of one kind the first counts.
 */
function withRunning(content: string, tags: string): string {
  const section = /<w:sectPr\b[^>]*?(\/?)>/.exec(content);
  if (!section) return `${content}<w:sectPr>${tags}</w:sectPr>`;
  const kindOf = (tag: string) => `${/^<w:\w+/.exec(tag)?.[0]} ${attributes(tag).get('w:type')}`;
  const reference = /<w:(?:header|footer)Reference [^>]*>/g;
  const end = section[1] ? section.index : content.indexOf('</w:sectPr>', section.index);
  const named = new Set((content.slice(section.index, end).match(reference) ?? []).map(kindOf));
  const added = (tags.match(reference) ?? []).filter((tag) => !named.has(kindOf(tag)) && named.add(kindOf(tag))).join('');
  const opened = section[1] ? `${section[0].slice(0, -2)}>${added}</w:sectPr>` : section[0] + added;
  return content.slice(0, section.index) + opened + content.slice(section.index + section[0].length);
}

interface Body {
  element: Element;
  /** Everything in the body, its last section properties included. */
  content: string;
  blocks: Element[];
}

function bodyOf(xml: string, name: string): Body {
  const top = root(xml);
  const element = children(xml, top.innerStart, top.innerEnd).find((child) => child.name === 'w:body');
  if (!element) throw new DocumentFault('docx-unreadable', name);
  return {
    element,
    content: xml.slice(element.innerStart, element.innerEnd),
    blocks: children(xml, element.innerStart, element.innerEnd),
  };
}

/** Closes the last section of the document where its text ends, then adds the content of the next part. */
function append(xml: string, content: string, name: string): string {
  const { element, blocks } = bodyOf(xml, name);
  const last = blocks.at(-1);
  const section = last?.name === 'w:sectPr' ? xml.slice(last.start, last.end) : '<w:sectPr/>';
  const textEnd = last?.name === 'w:sectPr' ? last.start : element.innerEnd;
  const paragraph = blocks.filter((block) => block !== last || block.name !== 'w:sectPr').at(-1);
  const closed = closeSection(xml.slice(0, textEnd), paragraph, section);
  return `${closed}${content}${xml.slice(element.innerEnd)}`;
}

/**
 * Moves section properties into the last paragraph (ISO/IEC 29500-1, 17.6.18). A paragraph that holds a command is
 * never used: docx-templates removes the paragraphs left empty by their commands, and the section would go with them.
 */
function closeSection(xml: string, paragraph: Element | undefined, section: string): string {
  const text = paragraph?.name === 'w:p' ? xml.slice(paragraph.innerStart, paragraph.innerEnd) : '';
  if (paragraph && text !== '' && !text.includes('<w:sectPr') && !printedText(text).includes('{{') && !printedText(text).includes('}}')) {
    const properties = children(xml, paragraph.innerStart, paragraph.innerEnd)[0];
    if (properties?.name !== 'w:pPr') {
      return `${xml.slice(0, paragraph.innerStart)}<w:pPr>${section}</w:pPr>${xml.slice(paragraph.innerStart)}`;
    }
    if (properties.innerEnd > properties.innerStart) {
      const change = children(xml, properties.innerStart, properties.innerEnd).find((child) => child.name === 'w:pPrChange');
      const at = change?.start ?? properties.innerEnd;
      return xml.slice(0, at) + section + xml.slice(at);
    }
  }
  // One point high: an ordinary empty line could spill onto a page of its own.
  return `${xml}<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>${section}</w:pPr></w:p>`;
}

function printedText(xml: string): string {
  let text = '';
  for (const token of tokens(xml)) if (token.kind === 'text') text += decode(token.raw);
  return text;
}

/** Declares on the base's root the prefixes that the appended content uses. */
function withNamespaces(xml: string, part: string, name: string): string {
  const own = rootTag(xml);
  const declared = attributes(own);
  let added = '';
  let tag = own;
  for (const [attribute, value] of attributes(rootTag(part))) {
    if (attribute === 'mc:Ignorable') {
      const merged = [...new Set(`${declared.get('mc:Ignorable') ?? ''} ${value}`.trim().split(/\s+/))].join(' ');
      if (declared.has('mc:Ignorable')) tag = tag.replace(/mc:Ignorable\s*=\s*("[^"]*"|'[^']*')/, `mc:Ignorable="${merged}"`);
      else added += ` mc:Ignorable="${merged}"`;
    } else if (attribute.startsWith('xmlns')) {
      const known = declared.get(attribute);
      if (known !== undefined && known !== value) throw new DocumentFault('compose-unsupported', `${name} : préfixe ${attribute}`);
      if (known === undefined) added += ` ${attribute}="${value}"`;
    }
  }
  return xml.replace(own, () => tag.replace(/>$/, () => `${added}>`));
}

function rootTag(xml: string): string {
  const top = root(xml);
  return xml.slice(top.start, top.innerStart);
}
