import type JSZip from 'jszip';
import { ENTRIES_MAX, INFLATED_BYTES_MAX } from './archive.js';
import { readBytes } from './docx-package.js';
import { DocumentFault } from './fault.js';
import { attributes } from './markup.js';
import { ADDRESS, isLinkAllowed } from './template-content.js';
import type { Remark } from './template-finding.js';
import { contentTypes, readXml } from './template-parts.js';
import { balanced, type Paragraph } from './template-place.js';

/** Relationships that bring in code, objects, chunks or data: their last segment, whatever the edition of the standard. */
const ACTIVE_RELATIONSHIP =
  /^(aFChunk|oleObject|control|activeXControlBinary|vbaProject|wordVbaData|keyMapCustomizations|attachedToolbars|package|mailMergeSource|mailMergeHeaderSource|recipientData|video|audio|media|transform|ui\/extensibility|extensibility|webextension|taskpanes|webextensiontaskpanes)$/i;
const ACTIVE_PART = /vbaProject|vbaData|\/embeddings\/|\/activeX\/|\/afchunk|customizations\.xml$|^customUI|\/webextensions\//i;

/** How the images Word embeds begin. SVG is left out: it holds links and scripts, and Word keeps a PNG beside it. */
const IMAGES: Readonly<Record<string, readonly string[]>> = {
  png: ['89504e470d0a1a0a'], jpg: ['ffd8ff'], jpeg: ['ffd8ff'], gif: ['474946383761', '474946383961'], bmp: ['424d'],
  tif: ['49492a00', '4d4d002a'], tiff: ['49492a00', '4d4d002a'], emf: ['01000000'], wmf: ['d7cdc69a', '01000900', '02000900'],
};
/** Other binary parts Word writes: embedded fonts, printer settings. */
const BINARIES: ReadonlySet<string> = new Set(['odttf', 'ttf', 'otf', 'fntdata', 'bin']);
const SIGNATURE_BYTES = 8;
const ZIP_SIGNATURE = '504b0304';
const TEXT_TYPE = /wordprocessingml\.[\w.+-]*xml$/i;

/**
 * Inflates every part once, counting, and judges what it is. XML is read to its end.
 * @throws DocumentFault `docx-too-large` past the total, `docx-dangerous` for a DOCTYPE, a part too deep or too full
 */
export async function partRemarks(zip: JSZip): Promise<Remark[]> {
  const remarks: Remark[] = [];
  const typeOf = await contentTypes(zip);
  const files = Object.values(zip.files).filter((file) => !file.dir);
  if (files.length > ENTRIES_MAX) throw new DocumentFault('docx-too-large', `plus de ${ENTRIES_MAX} éléments`);
  let total = 0;
  for (const { name: path } of files) {
    const type = typeOf(path);
    const extension = /[^./]*$/.exec(path.toLowerCase())?.[0] ?? '';
    const isXml = /^(xml|rels|vml)$/.test(extension);
    const bytes = await readBytes(zip, path);
    total += bytes?.length ?? 0;
    if (total > INFLATED_BYTES_MAX) throw new DocumentFault('docx-too-large', 'une fois décompressé');
    const head = bytes?.toString('hex', 0, SIGNATURE_BYTES) ?? '';
    if (ACTIVE_PART.test(path) || /macroEnabled|vbaProject|activeX|oleObject/i.test(type)) remarks.push({ code: 'content-active', where: path });
    else if (head.startsWith(ZIP_SIGNATURE)) remarks.push({ code: 'content-nested', where: path });
    else if (isXml) await readToTheEnd(zip, path);
    else if (/^application\/.*xml$/i.test(type)) remarks.push({ code: 'content-disguised', where: path });
    else if (!isKnownBinary(extension, head)) remarks.push({ code: 'content-nested', where: path });
    if (isXml && isMisplaced(path, type)) remarks.push({ code: 'content-disguised', where: path });
  }
  return remarks;
}

async function readToTheEnd(zip: JSZip, path: string): Promise<void> {
  const xml = await readXml(zip, path);
  for (const tag of balanced(xml, path)) void tag;
}

function isKnownBinary(extension: string, head: string): boolean {
  const beginnings = IMAGES[extension];
  return beginnings ? beginnings.some((beginning) => head.startsWith(beginning)) : BINARIES.has(extension);
}

/**
 * Text stands in `word/*.xml`, where it is checked and filled; building blocks, which are never printed, in
 * `word/glossary`. docx-templates also fills whatever path ends alike (`x/word/y.xml`).
 */
function isMisplaced(path: string, type: string): boolean {
  if (/^word\/(glossary\/)?[^/]+\.xml$/.test(path)) return false;
  return TEXT_TYPE.test(type) || /word\/[^/]+\.xml/.test(path);
}

/**
 * Relationships that leave the package or bring code in. Hyperlinks leave it too, but only when a reader clicks.
 * @param usesOf the paragraph that uses a relationship of a part, when one does
 */
export async function relationshipRemarks(zip: JSZip, usesOf: (part: string, id: string) => Paragraph | undefined): Promise<Remark[]> {
  const remarks: Remark[] = [];
  for (const path of Object.keys(zip.files).filter((name) => name.toLowerCase().endsWith('.rels')).sort()) {
    for (const { token } of balanced(await readXml(zip, path), path)) {
      if (token.kind === 'close' || token.kind === 'text') continue;
      // Elsewhere than in the default namespace, nothing below would recognise a relationship.
      if (token.name.includes(':')) remarks.push({ code: 'content-disguised', where: path, excerpt: token.name });
      if (token.name !== 'Relationship') continue;
      const found = attributes(token.raw);
      const target = found.get('Target') ?? '';
      const where = usesOf(path.replace('_rels/', '').replace(/\.rels$/i, ''), found.get('Id') ?? '') ?? path;
      const code = judge(found.get('Type') ?? '', target, found.get('TargetMode') ?? '', path);
      if (code) remarks.push({ code, where, excerpt: target });
    }
  }
  return remarks;
}

function judge(type: string, target: string, mode: string, path: string): Remark['code'] | null {
  const kind = type.split('/').at(-1) ?? '';
  if (ACTIVE_RELATIONSHIP.test(kind)) return 'content-active';
  if (kind === 'hyperlink') return isLinkAllowed(target) ? null : 'link-refused';
  if (/^external$/i.test(mode) || ADDRESS.test(target)) return 'resource-external';
  return leaves(path, target) ? 'resource-external' : null;
}

/** Whether a relative target climbs out of the package: `../../../etc/passwd`. */
function leaves(path: string, target: string): boolean {
  const base = target.startsWith('/') ? [] : path.split('/').slice(0, -2);
  let depth = base.length;
  for (const step of target.replace(/\\/g, '/').split('/')) {
    if (step === '..') depth -= 1;
    else if (step !== '' && step !== '.') depth += 1;
    if (depth < 0) return true;
  }
  return false;
}
