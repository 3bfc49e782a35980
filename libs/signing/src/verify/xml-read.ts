/** An element of a strict subset of XML 1.0 with namespaces. Names are « namespace name », with a space between. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Elements and runs of text, in their order; no empty run. */
  readonly children: readonly (XmlElement | string)[];
}

/** What a document of metadata may hold: ours have thirty elements, five deep. */
const DEPTH_MAX = 32;
const ELEMENTS_MAX = 2_000;
const ATTRIBUTES_MAX = 64;
const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const NAME = /[A-Za-z_][\w.-]{0,127}(?::[A-Za-z_][\w.-]{0,127})?/y;
const SPACE = /[ \t\r\n]*/y;
const VALUE = /[ \t\r\n]*=[ \t\r\n]*(?:"([^"<]*)"|'([^'<]*)')/y;
const TEXT = /[^<]+/y;
// Not in XML at all (2.2).
const FORBIDDEN = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

/** Not of the subset: no declaration, type, entity of one's own, comment, literal section nor instruction is read. */
export class XmlRefused extends Error {}

interface Open {
  readonly tag: string;
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: (XmlElement | string)[];
  readonly prefixes: ReadonlyMap<string, string>;
}

/**
 * Reads one element and what it holds. Nothing is fetched, and each character is looked at once or twice.
 *
 * @param text all of it: an element, with blanks around
 * @throws XmlRefused
 */
export function readXml(text: string): XmlElement {
  if (FORBIDDEN.test(text)) throw new XmlRefused('a character that XML has not');
  return new Reader(text).read();
}

class Reader {
  private at = 0;
  private elements = 0;
  private readonly open: Open[] = [];

  constructor(private readonly text: string) {}

  read(): XmlElement {
    let root: XmlElement | undefined;
    this.match(SPACE);
    while (!root) {
      if (this.text[this.at] !== '<') this.readText();
      else if (this.text[this.at + 1] === '/') root = this.close();
      else root = this.begin();
    }
    this.match(SPACE);
    if (this.at < this.text.length) throw new XmlRefused('something follows the element');
    return root;
  }

  private readText(): void {
    const found = this.match(TEXT)?.[0];
    const parent = this.open.at(-1);
    if (found === undefined || !parent) throw new XmlRefused('text out of place');
    if (found.includes(']]>')) throw new XmlRefused('the end of a literal section');
    parent.children.push(unescaped(found));
  }

  /** An opening tag; the element itself when it is closed at once and holds all the others. */
  private begin(): XmlElement | undefined {
    this.at++;
    const tag = this.match(NAME)?.[0];
    if (tag === undefined || ++this.elements > ELEMENTS_MAX || this.open.length >= DEPTH_MAX) throw new XmlRefused('a tag that is not read, or too many of them');
    const written = this.readAttributes();
    const known = this.open.at(-1)?.prefixes;
    const declared = [...written].flatMap(([name, value]): [string, string][] => (name === 'xmlns' || name.startsWith('xmlns:') ? [[name.slice('xmlns:'.length), value]] : []));
    const prefixes = known && declared.length === 0 ? known : new Map([...(known ?? []), ...declared]);
    const attributes = new Map<string, string>();
    for (const [name, value] of written) {
      if (name === 'xmlns' || name.startsWith('xmlns:')) continue;
      const full = fullName(name, prefixes, '');
      if (attributes.has(full)) throw new XmlRefused('an attribute twice');
      attributes.set(full, value);
    }
    const isEmpty = this.text[this.at] === '/';
    if (isEmpty) this.at++;
    if (this.text[this.at++] !== '>') throw new XmlRefused('a tag that is not closed');
    this.open.push({ tag, name: fullName(tag, prefixes, prefixes.get('') ?? ''), attributes, children: [], prefixes });
    return isEmpty ? this.end() : undefined;
  }

  private readAttributes(): Map<string, string> {
    const written = new Map<string, string>();
    for (;;) {
      const blank = this.match(SPACE)?.[0] ?? '';
      if (this.text[this.at] === '/' || this.text[this.at] === '>') return written;
      const name = this.match(NAME)?.[0];
      const value = this.match(VALUE);
      if (blank === '' || name === undefined || !value || written.has(name) || written.size >= ATTRIBUTES_MAX) throw new XmlRefused('an attribute that is not read');
      written.set(name, unescaped(value[1] ?? value[2] ?? ''));
    }
  }

  private close(): XmlElement | undefined {
    this.at += 2;
    const tag = this.match(NAME)?.[0];
    this.match(SPACE);
    if (this.text[this.at++] !== '>' || tag === undefined || tag !== this.open.at(-1)?.tag) throw new XmlRefused('a tag that closes another');
    return this.end();
  }

  private end(): XmlElement | undefined {
    const { name, attributes, children } = this.open.pop()!;
    const parent = this.open.at(-1);
    const element = { name, attributes, children };
    if (!parent) return element;
    parent.children.push(element);
    return undefined;
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at = pattern.lastIndex;
    return found;
  }
}

function fullName(name: string, prefixes: ReadonlyMap<string, string>, otherwise: string): string {
  const [prefix, local] = name.includes(':') ? name.split(':', 2) : ['', name];
  const namespace = prefix === '' ? otherwise : prefix === 'xml' ? XML_NAMESPACE : prefixes.get(prefix!);
  // Spaces would let one name be taken for another.
  if (namespace === undefined || /\s/.test(namespace) || (prefix !== '' && namespace === '')) throw new XmlRefused('a prefix that names nothing');
  return `${namespace} ${local}`;
}

function unescaped(text: string): string {
  if (!text.includes('&')) return text;
  return text.split('&').map((part, i) => (i === 0 ? part : afterAmpersand(part))).join('');
}

function afterAmpersand(part: string): string {
  const found = /^(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([0-9A-Fa-f]{1,6}));/.exec(part);
  if (!found) throw new XmlRefused('an entity that is not read');
  const [all, named, decimal, hexadecimal] = found;
  const rest = part.slice(all.length);
  if (named !== undefined) return ENTITIES[named]! + rest;
  const code = decimal === undefined ? Number.parseInt(hexadecimal!, 16) : Number(decimal);
  const character = code <= 0x10ffff ? String.fromCodePoint(code) : '\0';
  if (FORBIDDEN.test(character)) throw new XmlRefused('a character that XML has not');
  return character + rest;
}
