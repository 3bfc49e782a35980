import type JSZip from 'jszip';
import { mainPart, readPart, relationshipsOf } from './docx-package.js';
import { DocumentFault } from './fault.js';
import { attributes, decode, encode, rewrite, tokens, withAttribute, type Token } from './markup.js';

const HYPERLINK = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink';
const IMAGE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/image';

/** Footnotes and comments live in parts of their own, which would have to be merged as well: not needed by the house models. */
const UNSUPPORTED: ReadonlyMap<string, string> = new Map([
  ['w:footnoteReference', 'note de bas de page'],
  ['w:endnoteReference', 'note de fin'],
  ['w:commentReference', 'commentaire'],
  ['w:altChunk', 'contenu importé'],
  ['w:object', 'objet incorporé'],
]);

/** The numbers and names already taken in the composed document, and the two parts that list what it refers to. */
export class BodyReferences {
  relationships: string;
  contentTypes: string;
  readonly bookmarkNames = new Set<string>();
  #nextBookmark = 1;
  #nextDrawing = 1;
  #nextRelationship = 1;

  constructor(relationships: string, contentTypes: string) {
    this.relationships = relationships;
    this.contentTypes = contentTypes;
  }

  /** Takes note of what a text already uses. */
  observe(xml: string): void {
    for (const token of tokens(xml)) {
      if (token.kind === 'close') continue;
      const found = token.name === 'w:bookmarkStart' || token.name === 'wp:docPr' ? attributes(token.raw) : null;
      const id = Number(found?.get('w:id') ?? found?.get('id') ?? 0);
      if (token.name === 'w:bookmarkStart') {
        this.bookmarkNames.add(found?.get('w:name') ?? '');
        this.#nextBookmark = Math.max(this.#nextBookmark, id + 1);
      }
      if (token.name === 'wp:docPr') this.#nextDrawing = Math.max(this.#nextDrawing, id + 1);
    }
  }

  nextBookmark(): string {
    return String(this.#nextBookmark++);
  }

  nextDrawing(): string {
    return String(this.#nextDrawing++);
  }

  /** A bookmark name nobody has yet, close to the one wanted (at most 40 characters, as Word). */
  freeBookmarkName(wanted: string): string {
    let name = wanted;
    for (let n = 2; this.bookmarkNames.has(name); n += 1) name = `${wanted.slice(0, 34)}_${n}`;
    this.bookmarkNames.add(name);
    return name;
  }

  /** An identifier no drafting tool would choose. */
  nextRelationship(): string {
    return `rIdPart${this.#nextRelationship++}`;
  }

  /** Adds a relationship and returns its identifier. */
  addRelationship(type: string, target: string, { external = false, id = this.nextRelationship() } = {}): string {
    const mode = external ? ' TargetMode="External"' : '';
    const entry = `<Relationship Id="${id}" Type="${type}" Target="${encode(target)}"${mode}/>`;
    this.relationships = this.relationships.replace('</Relationships>', () => `${entry}</Relationships>`);
    return id;
  }

  addOverride(path: string, contentType: string): void {
    const entry = `<Override PartName="/${path}" ContentType="${contentType}"/>`;
    this.contentTypes = this.contentTypes.replace('</Types>', () => `${entry}</Types>`);
  }

  /** Declares an image extension, unless it is known. */
  addExtension(extension: string, contentType: string): void {
    for (const token of tokens(this.contentTypes)) {
      if (token.name === 'Default' && attributes(token.raw).get('Extension')?.toLowerCase() === extension) return;
    }
    const entry = `<Default Extension="${extension}" ContentType="${contentType}"/>`;
    this.contentTypes = this.contentTypes.replace(/<Types[^>]*>/, (tag) => tag + entry);
  }
}

interface Adoption {
  base: JSZip;
  references: BodyReferences;
  zip: JSZip;
  name: string;
  /** New list numbers, see `mergeNumbering`. */
  numbers: ReadonlyMap<string, string>;
  body: string;
  /** The part brings its own footnotes, headers and footers (see `carryOwnPart`): new relationship of each of the latter. */
  running?: ReadonlyMap<string, string>;
}

/** The content of a part's body, with every reference renamed to what it became in the base. */
export async function adoptContent(adoption: Adoption): Promise<string> {
  const { references, numbers, name, running } = adoption;
  const ids = await adoptRelationships(adoption);
  const bookmarks = new Map<string, string>();
  const names = renamedBookmarks(adoption.body, references);
  const state = { sections: 0, inSection: false, inField: false };
  return rewrite(adoption.body, (token) => {
    if (token.name === 'w:sectPr') {
      state.inSection = token.kind === 'open';
      if (token.kind !== 'close') state.sections += 1;
      return null;
    }
    if (token.name === 'w:instrText') state.inField = token.kind === 'open';
    if (token.kind === 'text') return state.inField ? encode(withNames(decode(token.raw), names)) : null;
    if (token.kind === 'close') return null;
    const refused = UNSUPPORTED.get(token.name);
    if (refused && !(running && token.name === 'w:footnoteReference')) throw new DocumentFault('compose-unsupported', `${name} : ${refused}`);
    if (state.inSection) return sectionSetting(token, state.sections === 1, running);
    return renamed(token, { ids, numbers, names, bookmarks, references, name });
  });
}

/**
 * Headers and footers of the base go on as long as a section names none of its own (ISO/IEC 29500-1, 17.10.1); so does
 * page numbering, since "page 43" must mean one page. The first section starts on a new page.
 */
function sectionSetting(token: Token, isFirst: boolean, running?: ReadonlyMap<string, string>): string | null {
  const own = /^w:(header|footer)Reference$/.test(token.name) ? running?.get(attributes(token.raw).get('r:id') ?? '') : undefined;
  if (own !== undefined) return withAttribute(token.raw, 'r:id', own);
  const dropped = ['w:headerReference', 'w:footerReference', 'w:pgNumType', ...(isFirst ? ['w:type'] : [])];
  return token.kind === 'empty' && dropped.includes(token.name) ? '' : null;
}

interface Renaming {
  ids: ReadonlyMap<string, string>;
  numbers: ReadonlyMap<string, string>;
  names: ReadonlyMap<string, string>;
  bookmarks: Map<string, string>;
  references: BodyReferences;
  name: string;
}

function renamed(token: Token, { ids, numbers, names, bookmarks, references, name }: Renaming): string | null {
  let raw = token.raw;
  for (const [attribute, value] of attributes(raw)) {
    if (!attribute.startsWith('r:') || value === '') continue;
    const id = ids.get(value);
    if (id === undefined) throw new DocumentFault('compose-unsupported', `${name} : ${token.name}`);
    raw = withAttribute(raw, attribute, id);
  }
  const found = attributes(raw);
  const value = (attribute: string) => found.get(attribute) ?? '';
  switch (token.name) {
    case 'w:numId':
      return withAttribute(raw, 'w:val', numbers.get(value('w:val')) ?? value('w:val'));
    case 'wp:docPr':
      return withAttribute(raw, 'id', references.nextDrawing());
    case 'w:hyperlink':
      return withAttribute(raw, 'w:anchor', names.get(value('w:anchor')) ?? value('w:anchor'));
    case 'w:bookmarkStart':
      bookmarks.set(value('w:id'), references.nextBookmark());
      return withAttribute(withAttribute(raw, 'w:id', bookmarks.get(value('w:id')) ?? ''), 'w:name', names.get(value('w:name')) ?? value('w:name'));
    case 'w:bookmarkEnd':
      return withAttribute(raw, 'w:id', bookmarks.get(value('w:id')) ?? references.nextBookmark());
    default:
      return raw === token.raw ? null : raw;
  }
}

/** The new name of each bookmark of a part; only those already taken change. */
function renamedBookmarks(body: string, references: BodyReferences): Map<string, string> {
  const names = new Map<string, string>();
  for (const token of tokens(body)) {
    const name = token.name === 'w:bookmarkStart' && token.kind !== 'close' ? attributes(token.raw).get('w:name') : undefined;
    if (name !== undefined && !names.has(name)) names.set(name, references.freeBookmarkName(name));
  }
  return names;
}

/** Cross-reference fields (`PAGEREF name`) follow their bookmarks. */
function withNames(instruction: string, names: ReadonlyMap<string, string>): string {
  return instruction.replace(/[\p{L}\p{N}_]+/gu, (word) => names.get(word) ?? word);
}

/** Carries hyperlinks and images over; the rest of a part's relationships serves parts the base has already. */
async function adoptRelationships({ base, references, zip, name }: Adoption): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  const path = await mainPart(zip, name);
  const types = await imageTypes(zip);
  for (const token of tokens((await readPart(zip, relationshipsOf(path))) ?? '')) {
    if (token.name !== 'Relationship' || token.kind === 'close') continue;
    const found = attributes(token.raw);
    const [id, type, target] = [found.get('Id') ?? '', found.get('Type') ?? '', found.get('Target') ?? ''];
    const external = found.get('TargetMode') === 'External';
    if (type === HYPERLINK) ids.set(id, references.addRelationship(type, target, { external }));
    if (type === IMAGE && !external) {
      const image = await zip.file(`word/${target}`)?.async('uint8array');
      if (!image) throw new DocumentFault('docx-unreadable', `${name} : image ${target} absente`);
      const extension = target.split('.').at(-1)?.toLowerCase() ?? '';
      references.addExtension(extension, types.get(extension) ?? `image/${extension}`);
      const fresh = references.nextRelationship();
      // The identifier is unique in the composed document, hence so is the file named after it.
      ids.set(id, references.addRelationship(type, `media/${fresh}.${extension}`, { id: fresh }));
      base.file(`word/media/${fresh}.${extension}`, image);
    }
  }
  return ids;
}

async function imageTypes(zip: JSZip): Promise<Map<string, string>> {
  const types = new Map<string, string>();
  for (const token of tokens((await readPart(zip, '[Content_Types].xml')) ?? '')) {
    const found = token.name === 'Default' ? attributes(token.raw) : null;
    if (found) types.set(found.get('Extension')?.toLowerCase() ?? '', found.get('ContentType') ?? '');
  }
  return types;
}
