import { isUtf8 } from 'node:buffer';
import { XmlRefused, readXml } from './xml-read.js';
import type { XmlElement } from './xml-read.js';

/** A value of XMP (ISO 16684-1, 6.3), the same whichever of its forms it was written in. */
type XmpValue = { readonly text: string; readonly lang?: string } | { readonly list: string; readonly items: readonly XmpValue[] } | { readonly fields: XmpFields };
type XmpFields = ReadonlyMap<string, XmpValue>;

/** What an XMP packet says of its document: properties by « namespace name ». */
export interface XmpPacket {
  readonly properties: XmpFields;
}

/** Ours take four kilobytes, padding included. */
const PACKET_BYTES_MAX = 256 << 10;
/** A date, an identifier, the name of a program. */
const RENEWED_CHARACTERS_MAX = 256;

const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns# ';
const META = 'adobe:ns:meta/ ';
const LANG = 'http://www.w3.org/XML/1998/namespace lang';
const LISTS = new Set(['Bag', 'Seq', 'Alt'].map((kind) => RDF + kind));
const WRAPPED = /^\ufeff?<\?xpacket begin=(?:"\ufeff?"|'\ufeff?') id=(?:"W5M0MpCehiHzreSzNTczkc9d"|'W5M0MpCehiHzreSzNTczkc9d')\?>([^]*)<\?xpacket end=(?:"[rw]"|'[rw]')\?>\s*$/;
const DATE = /^\d{4}-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)?)?)?$/;

/** What each saving renews, and that says nothing of the content. */
const RENEWED: ReadonlyMap<string, RegExp> = new Map([
  ['http://ns.adobe.com/xap/1.0/ ModifyDate', DATE],
  ['http://ns.adobe.com/xap/1.0/ MetadataDate', DATE],
  ['http://ns.adobe.com/xap/1.0/mm/ InstanceID', /^[\w:.-]*$/],
  ['http://ns.adobe.com/pdf/1.3/ Producer', /^/],
]);

/** Reads a packet; null when it is not one of the strict form that is compared: UTF-8, bounded, without a type nor entities, one subject. */
export function readPacket(bytes: Buffer): XmpPacket | null {
  if (bytes.length > PACKET_BYTES_MAX || !isUtf8(bytes)) return null;
  const text = bytes.toString('utf8');
  try {
    const root = readXml(text.trimStart().startsWith('<?') ? (WRAPPED.exec(text)?.[1] ?? '') : text);
    return { properties: propertiesOf(root.name === `${META}xmpmeta` ? insideMeta(root) : root) };
  } catch (error) {
    if (error instanceof XmlRefused) return null;
    throw error;
  }
}

/** Whether two packets say the same thing but for the date, the program and the identifier of the last saving. */
export function isRenewed(before: XmpPacket, after: XmpPacket): boolean {
  const isClean = [...after.properties].every(([name, value]) => {
    const expected = RENEWED.get(name);
    return !expected || ('text' in value && value.lang === undefined && value.text.length <= RENEWED_CHARACTERS_MAX && expected.test(value.text));
  });
  const kept = ({ properties }: XmpPacket): string => written(new Map([...properties].filter(([name]) => !RENEWED.has(name))));
  return isClean && kept(before) === kept(after);
}

/** One text for one meaning: the fields in the order of their names. */
function written(fields: XmpFields): string {
  const plain = (value: XmpValue): unknown => {
    if ('text' in value) return [value.text, value.lang ?? null];
    return 'list' in value ? { list: value.list, items: value.items.map(plain) } : { fields: [...value.fields].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, field]) => [name, plain(field)]) };
  };
  return JSON.stringify(plain({ fields }));
}

/** The attribute names the tool that wrote the packet. */
function insideMeta(root: XmlElement): XmlElement {
  const [inside, ...others] = elementsOf(root);
  if (!inside || others.length > 0 || [...root.attributes.keys()].some((name) => name !== `${META}xmptk`)) throw new XmlRefused('not the envelope of XMP');
  return inside;
}

/** The descriptions of one subject, which is the document itself. */
function propertiesOf(root: XmlElement): XmpFields {
  if (root.name !== `${RDF}RDF` || root.attributes.size > 0) throw new XmlRefused('no RDF');
  const fields = new Map<string, XmpValue>();
  for (const description of elementsOf(root)) {
    if (description.name !== `${RDF}Description` || (description.attributes.get(`${RDF}about`) ?? '') !== '') throw new XmlRefused('another subject');
    addFields(fields, description, [`${RDF}about`]);
  }
  return fields;
}

/** Fields of a description, as attributes and as elements. */
function addFields(fields: Map<string, XmpValue>, { attributes, children }: Pick<XmlElement, 'attributes' | 'children'>, except: readonly string[]): Map<string, XmpValue> {
  const add = (name: string, value: XmpValue): void => {
    if (fields.has(name) || !name.includes(' ') || name.startsWith(' ') || name.startsWith(RDF) || name === LANG) throw new XmlRefused(`a property twice, or that is none: ${name}`);
    fields.set(name, value);
  };
  for (const [name, text] of attributes) if (!except.includes(name)) add(name, { text });
  for (const element of elementsOf({ children })) add(element.name, valueOf(element));
  return fields;
}

/** The value of a property or of an item, in any of its forms (ISO 16684-1, 7.5 to 7.9). */
function valueOf({ attributes, children }: XmlElement): XmpValue {
  const others = new Map(attributes);
  const lang = others.get(LANG);
  others.delete(LANG);
  const resource = others.get(`${RDF}resource`);
  const isStructure = others.get(`${RDF}parseType`) === 'Resource' && others.size === 1;
  if (isStructure && lang === undefined) return { fields: addFields(new Map(), { attributes: new Map(), children }, []) };
  if (resource !== undefined && others.size === 1 && children.length === 0 && lang === undefined) return { text: resource };
  if (others.size > 0) {
    if (children.length > 0 || lang !== undefined) throw new XmlRefused('a qualifier');
    return { fields: addFields(new Map(), { attributes: others, children: [] }, []) };
  }
  if (children.every((child) => typeof child === 'string')) return { text: children.join(''), ...(lang === undefined ? {} : { lang }) };
  const [inside, ...more] = elementsOf({ children });
  if (!inside || more.length > 0 || lang !== undefined) throw new XmlRefused('a value in several pieces');
  if (inside.name === `${RDF}Description`) return { fields: addFields(new Map(), inside, []) };
  if (!LISTS.has(inside.name) || inside.attributes.size > 0) throw new XmlRefused('a value of an unknown sort');
  const items = elementsOf(inside);
  if (items.some(({ name }) => name !== `${RDF}li`)) throw new XmlRefused('an item of an unknown sort');
  return { list: inside.name, items: items.map(valueOf) };
}

/** The elements inside, where only blanks may stand between them. */
function elementsOf({ children }: Pick<XmlElement, 'children'>): XmlElement[] {
  return children.flatMap((child) => {
    if (typeof child !== 'string') return [child];
    if (child.trim() !== '') throw new XmlRefused('text between elements');
    return [];
  });
}
