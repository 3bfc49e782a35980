import type JSZip from 'jszip';
import { CONTENT_TYPES, mainPart, readBytes, relationshipsOf } from './docx-package.js';
import { DocumentFault } from './fault.js';
import { attributes } from './markup.js';
import { balanced } from './template-place.js';

/** Largest XML part of a template: the agreement has 95 KB before it is filled. Filled documents are not limited here. */
const XML_BYTES_MAX = 16 * 1024 * 1024;

/** One part of text that docx-templates fills: `word/*.xml`. */
export interface TextPart {
  path: string;
  xml: string;
  /** What the author calls it: '' for the body, « en-tête de première page », « note de bas de page ». */
  label: string;
  isBody: boolean;
}

const LABELS: ReadonlyArray<readonly [RegExp, string]> = [
  [/^word\/header\d*\.xml$/, 'en-tête'],
  [/^word\/footer\d*\.xml$/, 'pied de page'],
  [/^word\/footnotes\d*\.xml$/, 'notes de bas de page'],
  [/^word\/endnotes\d*\.xml$/, 'notes de fin'],
  [/^word\/comments\d*\.xml$/, 'commentaires'],
];

/** @throws DocumentFault `docx-unreadable` when the part is missing, too large or not in UTF-8, as all that Word writes is */
export async function readXml(zip: JSZip, path: string): Promise<string> {
  const bytes = await readBytes(zip, path, XML_BYTES_MAX);
  if (bytes === null) throw new DocumentFault('docx-unreadable', `${path} manque`);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new DocumentFault('docx-unreadable', `${path} n’est pas écrit en UTF-8`, { cause });
  }
}

/** The parts that docx-templates fills, the body first, then by name. */
export async function textParts(zip: JSZip): Promise<TextPart[]> {
  const main = await mainPart(zip, 'modèle');
  const paths = Object.keys(zip.files).filter((path) => /^word\/[^/]+\.xml$/.test(path) && path !== main).sort();
  const body: TextPart = { path: main, xml: await readXml(zip, main), label: '', isBody: true };
  const labels = await runningLabels(zip, body);
  const parts = [body];
  for (const path of paths) {
    const label = labels.get(path) ?? LABELS.find(([pattern]) => pattern.test(path))?.[1] ?? path;
    parts.push({ path, xml: await readXml(zip, path), label, isBody: false });
  }
  return parts;
}

const KINDS: Readonly<Record<string, string>> = { first: ' de première page', even: ' des pages paires' };

/** Names the headers and footers by what shows them, since Word shows no file name: section and kind of page. */
async function runningLabels(zip: JSZip, body: TextPart): Promise<Map<string, string>> {
  const targets = new Map<string, string>();
  const relationships = relationshipsOf(body.path);
  if (!zip.file(relationships)) return targets;
  for (const { token } of balanced(await readXml(zip, relationships), relationships)) {
    if (token.name !== 'Relationship' || token.kind === 'close') continue;
    const found = attributes(token.raw);
    targets.set(found.get('Id') ?? '', `word/${(found.get('Target') ?? '').replace(/^\/?word\//, '')}`);
  }
  const labels = new Map<string, string>();
  const shownIn: { path: string; name: string; section: number }[] = [];
  let section = 0;
  for (const { token } of balanced(body.xml, body.path)) {
    if (token.name === 'w:sectPr' && token.kind !== 'close') section += 1;
    const running = /^w:(header|footer)Reference$/.exec(token.name)?.[1];
    if (!running || token.kind === 'close') continue;
    const found = attributes(token.raw);
    const name = `${running === 'header' ? 'en-tête' : 'pied de page'}${KINDS[found.get('w:type') ?? ''] ?? ''}`;
    shownIn.push({ path: targets.get(found.get('r:id') ?? '') ?? '', name, section });
  }
  for (const { path, name, section: rank } of shownIn) {
    if (!labels.has(path)) labels.set(path, section > 1 ? `${name} de la section ${rank}` : name);
  }
  return labels;
}

/** Content type of each part of the package, as declared. */
export async function contentTypes(zip: JSZip): Promise<(path: string) => string> {
  const byName = new Map<string, string>();
  const byExtension = new Map<string, string>();
  for (const { token } of balanced(await readXml(zip, CONTENT_TYPES), CONTENT_TYPES)) {
    const found = attributes(token.raw);
    const type = found.get('ContentType') ?? '';
    if (token.name === 'Override') byName.set((found.get('PartName') ?? '').replace(/^\//, '').toLowerCase(), type);
    if (token.name === 'Default') byExtension.set((found.get('Extension') ?? '').toLowerCase(), type);
  }
  return (path) => byName.get(path.toLowerCase()) ?? byExtension.get(/[^.]*$/.exec(path.toLowerCase())?.[0] ?? '') ?? '';
}
