import type JSZip from 'jszip';
import type { BodyReferences } from './compose-references.js';
import { readPart } from './docx-package.js';
import { DocumentFault } from './fault.js';
import { attributes, children, rewrite, root, tokens, withAttribute, type Element } from './markup.js';

const NUMBERING = 'word/numbering.xml';
const NUMBERING_TYPE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering';
const NUMBERING_CONTENT_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml';
const EMPTY_NUMBERING =
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' +
  '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"></w:numbering>';

/**
 * Carries the lists a part uses into the base, under numbers of their own. Two files of one drafting tool do not have
 * equal numbering parts: each declares the lists it happens to use, and gives the same number to different ones.
 * @param part the part's main document, with whatever else of it uses lists
 * @param styleOf new name of a style, for the levels that are tied to one
 * @returns the new number of each list the part uses
 */
export async function mergeNumbering(base: JSZip, references: BodyReferences, from: JSZip, part: string, styleOf: (id: string) => string = (id) => id): Promise<Map<string, string>> {
  const used = usedLists(part);
  const read = used.size > 0 ? await readPart(from, NUMBERING) : null;
  if (read === null) return new Map();
  const source = withLinkedDefinitions(read);
  let target = await readPart(base, NUMBERING);
  if (target === null) {
    target = EMPTY_NUMBERING;
    references.addRelationship(NUMBERING_TYPE, 'numbering.xml');
    references.addOverride(NUMBERING, NUMBERING_CONTENT_TYPE);
  }
  const lists = elements(source);
  const existing = elements(target);
  let nextAbstract = 1 + highest(target, existing.abstracts, 'w:abstractNumId');
  let nextList = 1 + highest(target, existing.lists, 'w:numId');
  const abstracts = new Map<string, string>();
  const numbers = new Map<string, string>();
  let definitions = '';
  let instances = '';
  for (const list of lists.lists) {
    const id = attributes(source.slice(list.start, list.innerStart)).get('w:numId') ?? '';
    if (!used.has(id)) continue;
    numbers.set(id, String(nextList++));
    instances += renumberedList(source.slice(list.start, list.end), numbers.get(id) ?? '', (abstract) => {
      const known = abstracts.get(abstract);
      if (known !== undefined) return known;
      const fresh = String(nextAbstract++);
      abstracts.set(abstract, fresh);
      definitions += renumberedDefinition(source, lists.abstracts, abstract, { fresh, styleOf });
      return fresh;
    });
  }
  if (/w:lvlPicBulletId/.test(definitions)) throw new DocumentFault('compose-unsupported', 'puce en image');
  base.file(NUMBERING, inserted(withRootNamespaces(target, source), definitions, instances));
  return numbers;
}

function usedLists(xml: string): Set<string> {
  const used = new Set<string>();
  for (const token of tokens(xml)) {
    const id = token.name === 'w:numId' ? attributes(token.raw).get('w:val') : undefined;
    // 0 means "no list" (ISO/IEC 29500-1, 17.9.18).
    if (id !== undefined && id !== '0') used.add(id);
  }
  return used;
}

function elements(xml: string): { abstracts: Element[]; lists: Element[] } {
  const top = root(xml);
  const all = children(xml, top.innerStart, top.innerEnd);
  return { abstracts: all.filter((child) => child.name === 'w:abstractNum'), lists: all.filter((child) => child.name === 'w:num') };
}

function highest(xml: string, found: readonly Element[], attribute: string): number {
  return Math.max(0, ...found.map((element) => Number(attributes(xml.slice(element.start, element.innerStart)).get(attribute) ?? 0)));
}

function renumberedList(xml: string, id: string, abstractFor: (abstract: string) => string): string {
  return rewrite(xml, (token) => {
    if (token.name === 'w:num' && token.kind !== 'close') return withAttribute(token.raw, 'w:numId', id);
    if (token.name !== 'w:abstractNumId' || token.kind === 'close') return null;
    return withAttribute(token.raw, 'w:val', abstractFor(attributes(token.raw).get('w:val') ?? ''));
  });
}

/** A definition that only points to a list style (`w:numStyleLink`) takes the levels of the definition that style is made of. */
function withLinkedDefinitions(xml: string): string {
  if (!xml.includes('<w:numStyleLink')) return xml;
  const inner = (found: Element) => xml.slice(found.innerStart, found.innerEnd);
  const { abstracts } = elements(xml);
  const linked = (found: Element, name: string) => new RegExp(`<w:${name} w:val="([^"]*)"`).exec(inner(found))?.[1];
  let out = '';
  let copied = 0;
  for (const found of abstracts) {
    const style = linked(found, 'numStyleLink');
    const target = style === undefined ? undefined : abstracts.find((other) => linked(other, 'styleLink') === style);
    if (!target) continue;
    out += xml.slice(copied, found.innerStart) + inner(target);
    copied = found.innerEnd;
  }
  return out + xml.slice(copied);
}

/** A definition without its `nsid`, by which Word would recognise the base's list and go on with its numbers. */
function renumberedDefinition(xml: string, abstracts: readonly Element[], id: string, { fresh, styleOf }: { fresh: string; styleOf: (id: string) => string }): string {
  const found = abstracts.find((element) => attributes(xml.slice(element.start, element.innerStart)).get('w:abstractNumId') === id);
  if (!found) throw new DocumentFault('docx-unreadable', `liste ${id} sans définition`);
  return rewrite(xml.slice(found.start, found.end), (token) => {
    if (token.name === 'w:pStyle' && token.kind !== 'close') return withAttribute(token.raw, 'w:val', styleOf(attributes(token.raw).get('w:val') ?? ''));
    if (token.name === 'w:abstractNum' && token.kind === 'open') return withAttribute(token.raw, 'w:abstractNumId', fresh);
    return (token.name === 'w:nsid' || token.name === 'w:styleLink') && token.kind === 'empty' ? '' : null;
  });
}

/** Definitions come before instances in the part (ISO/IEC 29500-1, 17.9.17). */
function inserted(xml: string, definitions: string, instances: string): string {
  const top = root(xml);
  const all = children(xml, top.innerStart, top.innerEnd);
  const firstList = all.find((child) => child.name === 'w:num')?.start ?? top.innerEnd;
  const end = all.find((child) => child.name === 'w:numIdMacAtCleanup')?.start ?? top.innerEnd;
  return xml.slice(0, firstList) + definitions + xml.slice(firstList, end) + instances + xml.slice(end);
}

function withRootNamespaces(xml: string, other: string): string {
  const tag = xml.slice(root(xml).start, root(xml).innerStart);
  const declared = attributes(tag);
  const missing = [...attributes(other.slice(root(other).start, root(other).innerStart))]
    .filter(([name]) => (name.startsWith('xmlns:') || name === 'mc:Ignorable') && !declared.has(name))
    .map(([name, value]) => ` ${name}="${value}"`);
  return xml.replace(tag, () => tag.replace(/>$/, () => `${missing.join('')}>`));
}
