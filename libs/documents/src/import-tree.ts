import { DocumentFault } from './fault.js';
import { attributes, decode, tokens } from './markup.js';

/** Word nests tables in tables in cells; no genuine file goes near, and a walk must not exhaust the stack. */
const DEPTH_MAX = 200;
const OFF: ReadonlySet<string> = new Set(['0', 'false', 'off']);

/** An element of an XML part, or a text (its `name` is empty). Positions count in the part, so that it can be edited in place. */
export interface XmlNode {
  name: string;
  /** The opening tag as written; for a text, the text as written. */
  tag: string;
  start: number;
  end: number;
  innerStart: number;
  innerEnd: number;
  children: XmlNode[];
}

/** The tree of a part. Throws DocumentFault `docx-unreadable` on what is not well formed or too deep. */
export function treeOf(xml: string): XmlNode {
  const top: XmlNode = { name: '', tag: '', start: 0, end: xml.length, innerStart: 0, innerEnd: xml.length, children: [] };
  const open: XmlNode[] = [top];
  for (const { kind, name, raw, start, end } of tokens(xml)) {
    const parent = open.at(-1) ?? top;
    if (kind === 'close') {
      if (parent.name !== name) throw new DocumentFault('docx-unreadable', `balise ${name} mal fermée`);
      parent.innerEnd = start;
      parent.end = end;
      open.pop();
      continue;
    }
    const node: XmlNode = { name, tag: raw, start, end, innerStart: end, innerEnd: end, children: [] };
    parent.children.push(node);
    if (kind === 'open') open.push(node);
    if (open.length > DEPTH_MAX) throw new DocumentFault('docx-unreadable', 'trop de niveaux');
  }
  const element = top.children.find((node) => node.name !== '');
  if (!element || open.length !== 1) throw new DocumentFault('docx-unreadable', 'partie incomplète');
  return element;
}

/** First child of that name. */
export function childOf(node: XmlNode | undefined, name: string): XmlNode | undefined {
  return node?.children.find((child) => child.name === name);
}

export function attributeOf(node: XmlNode | undefined, name = 'w:val'): string | undefined {
  return node ? attributes(node.tag).get(name) : undefined;
}

/** Whether a property that is either on or off (`w:vanish`) is on; undefined when it is not written. */
export function isOn(property: XmlNode | undefined): boolean | undefined {
  return property ? !OFF.has(attributeOf(property) ?? 'true') : undefined;
}

/** Every element under a node, itself included, in the order of the file. */
export function* elementsUnder(node: XmlNode): Generator<XmlNode> {
  if (node.name !== '') yield node;
  for (const child of node.children) yield* elementsUnder(child);
}

/** What a `w:t` says: without `xml:space="preserve"` the white space at its ends does not count (XML 1.0, 2.10). */
export function textOf(node: XmlNode): string {
  const text = decode(node.children.map(({ name, tag }) => (name === '' ? tag : '')).join(''));
  return attributeOf(node, 'xml:space') === 'preserve' ? text : text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
}

/** The words under a node, those struck out included. */
export function wordsUnder(node: XmlNode): string {
  let words = '';
  for (const element of elementsUnder(node)) if (element.name === 'w:t' || element.name === 'w:delText') words += textOf(element);
  return words;
}

/** A piece of a part to put in the place of another. */
export type Edit = { start: number; end: number; xml: string };

/** Applies edits that do not overlap; an edit that lies within another is dropped with what it stood in. */
export function applyEdits(xml: string, edits: readonly Edit[]): string {
  let out = '';
  let copied = 0;
  for (const edit of [...edits].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (edit.start < copied) continue;
    out += xml.slice(copied, edit.start) + edit.xml;
    copied = edit.end;
  }
  return out + xml.slice(copied);
}
