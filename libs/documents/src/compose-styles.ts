import { applyEdits, attributeOf, childOf, elementsUnder, treeOf, type Edit, type XmlNode } from './import-tree.js';
import { attributes, encode, rewrite, tokens } from './markup.js';

const STYLE_REFERENCES: ReadonlySet<string> = new Set(['w:pStyle', 'w:rStyle', 'w:tblStyle']);
const HEADING_NAME = /^heading ([1-9])$/i;
/** LibreOffice writes a link into the PDF only when its run bears the style of that name: the base's own serves. */
const LINK_NAME = /^hyperlink$/i;
/** What Word uses when a file says nothing (ISO/IEC 29500-1, 17.7.5.1); the base's own defaults must not show through. */
const SILENT_DEFAULTS: readonly (readonly [string, string])[] = [
  ['w:rFonts', '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman" w:eastAsia="Times New Roman"/>'],
  ['w:color', '<w:color w:val="auto"/>'],
  ['w:sz', '<w:sz w:val="20"/>'],
  ['w:szCs', '<w:szCs w:val="20"/>'],
];

/** The styles of a part carried over under names of their own, and what turns its texts to them. */
export interface CarriedStyles {
  /** The base's styles with the part's after them, once the new numbers of its lists are known. */
  numbered(numbers: ReadonlyMap<string, string>): string;
  /** What the part's styles say of lists: to be carried as well. */
  lists: string;
  /** A text of the part with its style references renamed, and its unnamed paragraphs given the part's own default. */
  restyled(xml: string): string;
  /** New identifier of a style of the part. */
  nameOf(id: string): string;
}

export interface StylesToCarry {
  base: string;
  part: string;
  theme: string | null;
  /** Texts of the part: only the styles they use, and those these rest on, are carried. */
  texts: readonly string[];
  /** Begins each identifier. */
  prefix: string;
}

/**
 * Carries the styles a part uses into the base, under prefixed identifiers, so that it looks as it did alone: what its own defaults say
 * is written in a root style, since a file has one set of defaults only, the base's.
 * Theme fonts become the fonts they stand for.
 */
export function carryStyles({ base, part, theme, texts, prefix }: StylesToCarry): CarriedStyles {
  const partRoot = treeOf(part);
  const all = new Map(partRoot.children.filter(({ name }) => name === 'w:style').map((style) => [attributeOf(style, 'w:styleId') ?? '', style]));
  const normal = [...all].find(([, style]) => attributeOf(style, 'w:type') === 'paragraph' && attributeOf(style, 'w:default') === '1')?.[0];
  const link = [...all].find(([, style]) => LINK_NAME.test(attributeOf(childOf(style, 'w:name')) ?? ''))?.[0];
  const ownLink = treeOf(base).children.find((style) => LINK_NAME.test(attributeOf(childOf(style, 'w:name')) ?? ''));
  const rootId = `${prefix}Racine`;
  const fonts = themeFonts(theme);

  const nameOf = (id: string): string => (id === link && ownLink ? (attributeOf(ownLink, 'w:styleId') ?? id) : `${prefix}${id}`);
  const used = usedStyles(texts, all, normal).filter((id) => !(id === link && ownLink));
  const lists = used.map((id) => { const style = all.get(id); return style ? part.slice(style.start, style.end) : ''; }).join('');
  const numbered = (numbers: ReadonlyMap<string, string>): string => {
    const drawn = used.map((id) => carriedStyle(part, all.get(id), { id, nameOf, rootId, numbers, fonts, prefix }));
    return base.replace('</w:styles>', () => `${rootStyle(part, partRoot, rootId, fonts)}${drawn.join('')}</w:styles>`);
  };
  return { lists, nameOf, numbered, restyled: (xml) => withFonts(restyled(xml, normal === undefined ? rootId : nameOf(normal), nameOf), fonts) };
}

/** The styles named in the texts and those they are based on, in the order of the file. */
function usedStyles(texts: readonly string[], all: ReadonlyMap<string, XmlNode>, normal: string | undefined): string[] {
  const used = new Set<string>();
  const need = (id: string | undefined): void => {
    const style = id === undefined ? undefined : all.get(id);
    if (id === undefined || !style || used.has(id)) return;
    used.add(id);
    need(attributeOf(childOf(style, 'w:basedOn')));
  };
  need(normal);
  for (const text of texts) {
    for (const token of tokens(text)) if (STYLE_REFERENCES.has(token.name) && token.kind !== 'close') need(attributes(token.raw).get('w:val'));
  }
  return [...all.keys()].filter((id) => used.has(id));
}

interface Carrying {
  id: string;
  nameOf: (id: string) => string;
  rootId: string;
  numbers: ReadonlyMap<string, string>;
  fonts: ReadonlyMap<string, string>;
  prefix: string;
}

function carriedStyle(part: string, style: XmlNode | undefined, { id, nameOf, rootId, numbers, fonts, prefix }: Carrying): string {
  if (!style) return '';
  const xml = part.slice(style.start, style.end);
  const type = attributeOf(style, 'w:type') ?? 'paragraph';
  const name = attributeOf(childOf(style, 'w:name')) ?? id;
  const shift = (node: XmlNode): { start: number; end: number } => ({ start: node.start - style.start, end: node.end - style.start });
  const edits: Edit[] = [];
  for (const child of style.children) {
    if (/^w:(name|next|link|aliases|autoRedefine|rsid)$/.test(child.name)) edits.push({ ...shift(child), xml: '' });
    if (child.name === 'w:basedOn') edits.push({ ...shift(child), xml: `<w:basedOn w:val="${encode(nameOf(attributeOf(child) ?? ''))}"/>` });
    if (child.name === 'w:pPr') for (const number of elementsUnder(child)) {
      if (number.name === 'w:numId') edits.push({ ...shift(number), xml: `<w:numId w:val="${numbers.get(attributeOf(number) ?? '') ?? '0'}"/>` });
    }
  }
  // A name of its own: Word and LibreOffice take two styles of one name for one style.
  const head = `<w:style w:type="${type}" w:customStyle="1" w:styleId="${encode(nameOf(id))}"><w:name w:val="${encode(`${name} (${prefix})`)}"/>`;
  const based = type === 'paragraph' && !childOf(style, 'w:basedOn') ? `<w:basedOn w:val="${rootId}"/>` : '';
  const body = applyEdits(xml, [...edits, { start: 0, end: style.innerStart - style.start, xml: head + based }]);
  return withFonts(withOutline(body, style, HEADING_NAME.exec(name)?.[1]), fonts);
}

/** A heading is one by its name alone; the name changes, the level must not. */
function withOutline(xml: string, style: XmlNode, level: string | undefined): string {
  const properties = childOf(style, 'w:pPr');
  if (level === undefined || childOf(properties, 'w:outlineLvl')) return xml;
  const outline = `<w:outlineLvl w:val="${Number(level) - 1}"/>`;
  if (properties && properties.innerStart < properties.end) return xml.replace('</w:pPr>', () => `${outline}</w:pPr>`);
  const first = /<w:rPr>|<w:tblPr>|<\/w:style>/;
  return xml.replace(first, (tag) => `<w:pPr>${outline}</w:pPr>${tag}`);
}

/** The defaults of the part's file, as the style on which all its paragraph styles rest. */
function rootStyle(part: string, root: XmlNode, id: string, fonts: ReadonlyMap<string, string>): string {
  const defaults = childOf(root, 'w:docDefaults');
  const run = childOf(childOf(defaults, 'w:rPrDefault'), 'w:rPr');
  const paragraph = childOf(childOf(defaults, 'w:pPrDefault'), 'w:pPr');
  const inner = (node: XmlNode | undefined): string => (node ? part.slice(node.innerStart, node.innerEnd) : '');
  const silent = SILENT_DEFAULTS.filter(([name]) => !childOf(run, name)).map(([, xml]) => xml).join('');
  const xml = `<w:style w:type="paragraph" w:customStyle="1" w:styleId="${id}"><w:name w:val="${id}"/><w:pPr>${inner(paragraph)}</w:pPr><w:rPr>${silent}${inner(run)}</w:rPr></w:style>`;
  return withFonts(xml, fonts);
}

function restyled(xml: string, normal: string, nameOf: (id: string) => string): string {
  const wrapped = `<x>${xml.replace(/^<\?xml[^>]*\?>/, '')}</x>`;
  const edits: Edit[] = [];
  const own = `<w:pStyle w:val="${encode(normal)}"/>`;
  for (const node of elementsUnder(treeOf(wrapped))) {
    if (STYLE_REFERENCES.has(node.name)) edits.push({ start: node.start, end: node.end, xml: `<${node.name} w:val="${encode(nameOf(attributeOf(node) ?? ''))}"/>` });
    if (node.name !== 'w:p') continue;
    const properties = childOf(node, 'w:pPr');
    if (childOf(properties, 'w:pStyle')) continue;
    if (!properties && node.innerStart === node.end) edits.push({ start: node.start, end: node.end, xml: `<w:p><w:pPr>${own}</w:pPr></w:p>` });
    else if (!properties) edits.push({ start: node.innerStart, end: node.innerStart, xml: `<w:pPr>${own}</w:pPr>` });
    else if (properties.innerStart === properties.end) edits.push({ start: properties.start, end: properties.end, xml: `<w:pPr>${own}</w:pPr>` });
    else edits.push({ start: properties.innerStart, end: properties.innerStart, xml: own });
  }
  return applyEdits(wrapped, edits).slice('<x>'.length, -'</x>'.length);
}

/** « minor » and « major » of the theme, as the fonts they stand for. */
function themeFonts(theme: string | null): Map<string, string> {
  const fonts = new Map<string, string>();
  for (const node of theme === null ? [] : elementsUnder(treeOf(theme))) {
    const kind = node.name === 'a:minorFont' ? 'minor' : node.name === 'a:majorFont' ? 'major' : null;
    const latin = attributeOf(childOf(node, 'a:latin'), 'typeface');
    if (kind && latin) fonts.set(kind, latin);
  }
  return fonts;
}

function withFonts(xml: string, fonts: ReadonlyMap<string, string>): string {
  return rewrite(xml, ({ name, kind, raw }) => {
    if (name !== 'w:rFonts' || kind === 'close' || !raw.includes('Theme=')) return null;
    const found = attributes(raw);
    const written = ['ascii', 'hAnsi', 'cs', 'eastAsia'].flatMap((script) => {
      const theme = found.get(script === 'cs' ? 'w:cstheme' : `w:${script}Theme`) ?? '';
      const font = fonts.get(theme.slice(0, 5)) ?? found.get(`w:${script}`);
      return font === undefined ? [] : [` w:${script}="${encode(font)}"`];
    });
    return `<w:rFonts${written.join('')}/>`;
  });
}
