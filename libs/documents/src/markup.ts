import { DocumentFault } from './fault.js';

/**
 * Just enough XML to edit WordprocessingML in place: positions in the original text, no tree, no re-serialisation,
 * so what we do not touch stays byte for byte what the drafting tool wrote.
 */
export interface Token {
  kind: 'open' | 'close' | 'empty' | 'text';
  /** Qualified name of the element, `''` for text. */
  name: string;
  /** The raw text of the tag, or of the text. */
  raw: string;
  start: number;
  end: number;
}

export interface Element {
  name: string;
  start: number;
  end: number;
  /** Bounds of the content; equal when the element is written `<a/>`. */
  innerStart: number;
  innerEnd: number;
}

const TAG = /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<(\/?)([A-Za-z_][\w:.-]*)(?:\s+[A-Za-z_][\w:.-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*(\/?)>/y;

/**
 * Reads the tags and texts of an XML part in order. Comments and processing instructions are passed over.
 * @throws DocumentFault `docx-unreadable` on anything else, DOCTYPE and CDATA included: Word writes neither, and an
 *         entity declared in a DOCTYPE is how an XML parser is made to read files (XXE).
 */
export function* tokens(xml: string): Generator<Token> {
  let at = xml.startsWith('\uFEFF') ? 1 : 0;
  while (at < xml.length) {
    if (xml[at] !== '<') {
      const next = xml.indexOf('<', at);
      const end = next < 0 ? xml.length : next;
      yield { kind: 'text', name: '', raw: xml.slice(at, end), start: at, end };
      at = end;
      continue;
    }
    TAG.lastIndex = at;
    const match = TAG.exec(xml);
    if (!match) throw new DocumentFault('docx-unreadable', `balise mal formée : ${xml.slice(at, at + 40)}`);
    const [raw, closing, name, selfClosed] = match;
    const end = at + raw.length;
    if (name !== undefined) {
      yield { kind: closing ? 'close' : selfClosed ? 'empty' : 'open', name, raw, start: at, end };
    }
    at = end;
  }
}

/** The child elements of the content lying between two positions, texts left out. */
export function children(xml: string, innerStart: number, innerEnd: number): Element[] {
  const found: Element[] = [];
  let depth = 0;
  let open: Token | null = null;
  for (const token of tokens(xml.slice(innerStart, innerEnd))) {
    const start = innerStart + token.start;
    const end = innerStart + token.end;
    if (token.kind === 'empty' && depth === 0) found.push({ name: token.name, start, end, innerStart: end, innerEnd: end });
    if (token.kind === 'open' && depth++ === 0) open = token;
    if (token.kind === 'close' && --depth === 0 && open) {
      found.push({
        name: open.name,
        start: innerStart + open.start,
        end,
        innerStart: innerStart + open.end,
        innerEnd: start,
      });
    }
  }
  return found;
}

/** The root element of a part. */
export function root(xml: string): Element {
  const [first] = children(xml, 0, xml.length);
  if (!first) throw new DocumentFault('docx-unreadable', 'partie vide');
  return first;
}

/** Copies XML while letting `visit` replace opening tags, empty tags and texts; `null` keeps the original. */
export function rewrite(xml: string, visit: (token: Token) => string | null): string {
  let out = '';
  let copied = 0;
  for (const token of tokens(xml)) {
    const replacement = visit(token);
    if (replacement === null) continue;
    out += xml.slice(copied, token.start) + replacement;
    copied = token.end;
  }
  return out + xml.slice(copied);
}

const ATTRIBUTE = /([A-Za-z_][\w:.-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/g;

/** The attributes of a tag, decoded. */
export function attributes(tag: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, name, double, single] of tag.matchAll(ATTRIBUTE)) {
    if (name) found.set(name, decode(double ?? single ?? ''));
  }
  return found;
}

/** The tag with one attribute set to a new value; the tag must already carry it. */
export function withAttribute(tag: string, name: string, value: string): string {
  return tag.replace(ATTRIBUTE, (whole, found: string) => (found === name ? `${name}="${encode(value)}"` : whole));
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Text of XML, with the five entities and the numeric references resolved. */
export function decode(text: string): string {
  return text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(\w+));/g, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}

/** Text made safe for XML content and for attribute values between double quotes. */
export function encode(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
