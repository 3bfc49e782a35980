import type JSZip from 'jszip';
import { mergeNumbering } from './compose-numbering.js';
import type { BodyReferences } from './compose-references.js';
import { carryStyles } from './compose-styles.js';
import { mainPart, readPart, relationshipsOf, requirePart } from './docx-package.js';
import { DocumentFault } from './fault.js';
import { applyEdits, attributeOf, childOf, elementsUnder, treeOf, wordsUnder, type XmlNode } from './import-tree.js';
import { attributes, encode, rewrite, root, tokens, withAttribute } from './markup.js';

const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const CONTENT = 'application/vnd.openxmlformats-officedocument.wordprocessingml';
const STYLES = 'word/styles.xml';
const FOOTNOTES = 'word/footnotes.xml';
const EMPTY_RELATIONS = '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>';

/** What a part with styles, notes and headers of its own brings into the base. */
export interface OwnPart {
  /** Its body, turned to its carried styles and notes. */
  body: string;
  numbers: Map<string, string>;
  /** New relationship of each of its headers and footers, by its old one. */
  running: Map<string, string>;
  /** Names, in its first section, the base's header and footer drawn for its width, where it has none of its own. */
  tags: string;
}

/** What runs along the base's pages: the tags that name it, the default header and footer, the width of the text in twips. */
export type House = { tags: string; header: string | null; footer: string | null; width: number };

export interface OwnPartSource {
  base: JSZip;
  references: BodyReferences;
  zip: JSZip;
  name: string;
  /** The content of the part's body. */
  body: string;
  /** Rank of the part: makes its names its own. */
  rank: number;
  /** The base's default header and footer, which the part's own stand above. */
  house: House;
}

/**
 * Carries over a part that was not drafted with the base's styles: styles, lists, footnotes, headers and footers come with it.
 * @throws DocumentFault `compose-unsupported`, `docx-unreadable`
 */
export async function carryOwnPart(source: OwnPartSource): Promise<OwnPart> {
  const { base, references, zip, name, body, rank } = source;
  const prefix = `Texte${rank}`;
  const notes = await readPart(zip, FOOTNOTES);
  const runningParts = await runningOf(zip, name);
  const running = await Promise.all(runningParts.map(async ({ path }) => requirePart(zip, path, name)));
  const numberingXml = (await readPart(zip, 'word/numbering.xml')) ?? '';
  const themePath = Object.keys(zip.files).find((path) => /^word\/theme\/theme\d*\.xml$/.test(path));
  const texts = [body, ...(notes === null ? [] : [notes]), ...running];
  const carried = carryStyles({
    base: await requirePart(base, STYLES, name), part: await requirePart(zip, STYLES, name), theme: themePath ? await readPart(zip, themePath) : null,
    texts: [...texts, numberingXml], prefix,
  });
  const numbers = await mergeNumbering(base, references, zip, [...texts, carried.lists].join(''), carried.nameOf);
  base.file(STYLES, carried.numbered(numbers));
  const renumbered = (xml: string): string =>
    rewrite(xml, (token) => (token.name === 'w:numId' && token.kind !== 'close' ? withAttribute(token.raw, 'w:val', numbers.get(attributes(token.raw).get('w:val') ?? '') ?? '0') : null));

  const noteIds = notes === null ? new Map<string, string>() : await carryNotes(base, name, notes, body, (xml) => renumbered(carried.restyled(xml)));
  const kept = new Map<string, string>();
  for (const [i, { id, path, kind }] of runningParts.entries()) {
    const xml = running[i] ?? '';
    const house = source.house[kind];
    const own = isOnlyPageNumbers(xml) ? null : xml;
    if (own === null) continue;
    kept.set(id, await carryRunning({ base, references, zip, path, kind, fresh: `${kind}${prefix}${i + 1}`, xml: joinedRunning(own, house, { house: source.house.width, own: textWidth(body) }, (part) => renumbered(carried.restyled(part))), name }));
  }
  const tags = await Promise.all((['header', 'footer'] as const).map((kind) => houseAtWidth(source, kind, kept, `${kind}${prefix}`)));
  const called = rewrite(body, (token) => {
    const id = token.name === 'w:footnoteReference' && token.kind !== 'close' ? noteIds.get(attributes(token.raw).get('w:id') ?? '') : undefined;
    return id === undefined ? null : withAttribute(token.raw, 'w:id', id);
  });
  return { body: carried.restyled(called), numbers, running: kept, tags: tags.join('') };
}

/** A section without a header of its own goes on with the base's: drawn for another width, its page number would fall off the line. */
async function houseAtWidth({ base, references, body, house }: OwnPartSource, kind: 'header' | 'footer', kept: ReadonlyMap<string, string>, fresh: string): Promise<string> {
  const xml = house[kind];
  const own = textWidth(body);
  const named = new RegExp(`<w:${kind}Reference [^>]*>`, 'g');
  const hasOwn = (body.match(named) ?? []).some((tag) => attributes(tag).get('w:type') === 'default' && kept.has(attributes(tag).get('r:id') ?? ''));
  if (xml === null || hasOwn || own === house.width || own === 0) return '';
  base.file(`word/${fresh}.xml`, withTabsAt(xml, { house: house.width, own }));
  references.addOverride(`word/${fresh}.xml`, `${CONTENT}.${kind}+xml`);
  return `<w:${kind}Reference w:type="default" r:id="${references.addRelationship(`${RELATIONS}/${kind}`, `${fresh}.xml`)}"/>`;
}

type Running = { id: string; path: string; kind: 'header' | 'footer' };

async function runningOf(zip: JSZip, name: string): Promise<Running[]> {
  const found: Running[] = [];
  for (const token of tokens((await readPart(zip, relationshipsOf(await mainPart(zip, name)))) ?? '')) {
    if (token.name !== 'Relationship' || token.kind === 'close') continue;
    const relationship = attributes(token.raw);
    const kind = relationship.get('Type')?.split('/').at(-1);
    if (kind === 'header' || kind === 'footer') found.push({ id: relationship.get('Id') ?? '', path: `word/${relationship.get('Target') ?? ''}`, kind });
  }
  return found;
}

/** « Page 3 sur 12 » and nothing else: the assembled file numbers its pages itself, through all its parts. */
function isOnlyPageNumbers(xml: string): boolean {
  const top = treeOf(xml);
  const drawn = [...elementsUnder(top)].some(({ name }) => /^(w:drawing|w:pict|w:tbl)$/.test(name));
  return !drawn && /^[\s\d/–-]*(?:page)?[\s\d/–-]*(?:sur)?[\s\d/–-]*$/i.test(wordsUnder(top));
}

/** The part's own header, then the base's: its number and version run through the whole file. */
function joinedRunning(own: string, house: string | null, widths: Widths, restyled: (xml: string) => string): string {
  const top = root(own);
  const after = house === null ? '' : withTabsAt(house, widths).slice(root(house).innerStart);
  return own.slice(0, top.innerStart) + restyled(own.slice(top.innerStart, top.innerEnd)) + after.slice(0, after.lastIndexOf('</')) + own.slice(top.innerEnd);
}

/** Width of the text in twips: on the base's pages, and on the part's. */
type Widths = { house: number; own: number };

/** A header drawn for the base's width, its right tabulation moved to the edge of the part's text. */
function withTabsAt(xml: string, { house, own }: Widths): string {
  if (house === own || house === 0 || own === 0) return xml;
  const tabs = `<w:tabs><w:tab w:val="clear" w:pos="${house}"/><w:tab w:val="right" w:pos="${own}"/></w:tabs>`;
  const edits = [...elementsUnder(treeOf(xml))].filter(({ name }) => name === 'w:pPr').map((properties) => {
    const at = childOf(properties, 'w:pBdr')?.end ?? childOf(properties, 'w:pStyle')?.end ?? properties.innerStart;
    return { start: at, end: at, xml: properties.innerStart < properties.end ? tabs : '' };
  });
  return applyEdits(xml, edits);
}

/** Width between the margins of the first section of a text, in twips; 0 when it does not say. */
export function textWidth(xml: string): number {
  const size = /<w:pgSz [^>]*>/.exec(xml)?.[0] ?? '';
  const margins = attributes(/<w:pgMar [^>]*>/.exec(xml)?.[0] ?? '');
  const width = Number(attributes(size).get('w:w') ?? 0) - Number(margins.get('w:left') ?? 0) - Number(margins.get('w:right') ?? 0);
  return Math.max(0, width);
}

interface RunningToCarry {
  base: JSZip;
  references: BodyReferences;
  zip: JSZip;
  path: string;
  kind: 'header' | 'footer';
  fresh: string;
  xml: string;
  name: string;
}

/** Writes a header under a new name, with its images and links. Returns the relationship that leads to it. */
async function carryRunning({ base, references, zip, path, kind, fresh, xml, name }: RunningToCarry): Promise<string> {
  const relations = (await readPart(zip, relationshipsOf(path))) ?? EMPTY_RELATIONS;
  let copied = relations;
  for (const token of tokens(relations)) {
    if (token.name !== 'Relationship' || token.kind === 'close') continue;
    const relationship = attributes(token.raw);
    if (relationship.get('TargetMode') === 'External') {
      if (!relationship.get('Type')?.endsWith('/hyperlink')) throw new DocumentFault('compose-unsupported', `${name} : ${kind}`);
      continue;
    }
    const target = relationship.get('Target') ?? '';
    const image = relationship.get('Type')?.endsWith('/image') ? await zip.file(`word/${target}`)?.async('uint8array') : undefined;
    if (!image) throw new DocumentFault('compose-unsupported', `${name} : ${target}`);
    const extension = target.split('.').at(-1)?.toLowerCase() ?? '';
    const file = `media/${fresh}${relationship.get('Id') ?? ''}.${extension}`;
    references.addExtension(extension, `image/${extension === 'jpg' ? 'jpeg' : extension}`);
    base.file(`word/${file}`, image);
    copied = copied.replace(token.raw, () => withAttribute(token.raw, 'Target', file));
  }
  base.file(`word/${fresh}.xml`, xml);
  base.file(relationshipsOf(`word/${fresh}.xml`), copied);
  references.addOverride(`word/${fresh}.xml`, `${CONTENT}.${kind}+xml`);
  return references.addRelationship(`${RELATIONS}/${kind}`, `${fresh}.xml`);
}

/** Adds the footnotes the body calls to the base's. Returns their new numbers. Links inside notes stay as text. */
async function carryNotes(base: JSZip, name: string, notes: string, body: string, restyled: (xml: string) => string): Promise<Map<string, string>> {
  const called = new Set<string>();
  for (const token of tokens(body)) if (token.name === 'w:footnoteReference') called.add(attributes(token.raw).get('w:id') ?? '');
  const numbers = new Map<string, string>();
  if (called.size === 0) return numbers;
  const target = await readPart(base, FOOTNOTES);
  if (target === null) throw new DocumentFault('compose-unsupported', `${name} : note de bas de page`);
  const known = treeOf(target).children.map((node) => Number(attributeOf(node, 'w:id') ?? 0));
  let next = 1 + Math.max(0, ...known);
  let added = '';
  for (const node of treeOf(notes).children) {
    const id = attributeOf(node, 'w:id') ?? '';
    if (!called.has(id) || node.name !== 'w:footnote') continue;
    numbers.set(id, String(next));
    added += `<w:footnote w:id="${encode(String(next++))}">${restyled(withoutLinks(notes, node))}</w:footnote>`;
  }
  base.file(FOOTNOTES, target.replace('</w:footnotes>', () => `${added}</w:footnotes>`));
  return numbers;
}

function withoutLinks(xml: string, node: XmlNode): string {
  const edits = [...elementsUnder(node)].filter(({ name }) => name === 'w:hyperlink').flatMap((link) => [
    { start: link.start - node.innerStart, end: link.innerStart - node.innerStart, xml: '' },
    { start: link.innerEnd - node.innerStart, end: link.end - node.innerStart, xml: '' },
  ]);
  if ([...elementsUnder(node)].some(({ name }) => name === 'a:blip')) throw new DocumentFault('compose-unsupported', 'image dans une note');
  return applyEdits(xml.slice(node.innerStart, node.innerEnd), edits);
}

/** The text of the base's default header and footer, named by its last section, and the tags that name them. */
export async function houseRunning(base: JSZip, path: string, xml: string): Promise<House> {
  const body = childOf(treeOf(xml), 'w:body');
  const section = body?.children.at(-1);
  const targets = new Map<string, string>();
  for (const token of tokens((await readPart(base, relationshipsOf(path))) ?? '')) {
    if (token.name === 'Relationship' && token.kind !== 'close') targets.set(attributes(token.raw).get('Id') ?? '', attributes(token.raw).get('Target') ?? '');
  }
  const named = section?.name === 'w:sectPr' ? section.children.filter(({ name }) => /^w:(header|footer)Reference$/.test(name)) : [];
  const textOf = async (element: string): Promise<string | null> => {
    const found = named.find((node) => node.name === element && attributeOf(node, 'w:type') === 'default');
    return found ? readPart(base, `word/${targets.get(attributeOf(found, 'r:id') ?? '') ?? ''}`) : null;
  };
  return { tags: named.map(({ tag }) => tag).join(''), header: await textOf('w:headerReference'), footer: await textOf('w:footerReference'), width: textWidth(xml) };
}
