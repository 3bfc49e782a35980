import type { Change, Comparison } from './changes-comparison.js';
import { CosSyntaxError } from './cos-parser.js';
import { CosDict, CosName, CosRef, CosStream, CosString, dictOf, differingKeys, isArray, sameValue } from './cos-values.js';
import type { CosValue } from './cos-values.js';
import { storeObjects } from './structure-stores.js';

const EMPTY = new CosDict(new Map(), undefined);
/** Entries of /Info that programs renew at each saving, and that say nothing of the content. */
const INFO_KEYS = new Set(['ModDate', 'Producer']);
/** The same in XMP. Their values are dropped before comparing; anything else must be the same to the letter. */
const XMP_RENEWED = /<(xmp:ModifyDate|xmp:MetadataDate|xmpMM:InstanceID|pdf:Producer)>[^<]{0,256}<\/\1>|\b(xmp:ModifyDate|xmp:MetadataDate|xmpMM:InstanceID|pdf:Producer)=("[^"<]{0,256}"|'[^'<]{0,256}')/g;
/** Keys of a developer extension (ISO 32000-1, 7.12). */
const EXTENSION_KEYS = new Set(['Type', 'BaseVersion', 'ExtensionLevel', 'URL', 'ExtensionRevision']);

/** Trailer, catalog, validation data and metadata. */
export function compareCatalog(comparison: Comparison): void {
  const { document, rank } = comparison;
  const [former, present] = [document.revisions[rank - 1]?.trailer ?? EMPTY, document.revisions[rank]?.trailer ?? EMPTY];
  const [before, after] = [document.catalog(rank - 1) ?? EMPTY, document.catalog(rank) ?? EMPTY];
  const root = present.get('Root');
  if (!sameValue(former.get('Root'), root)) comparison.add({ kind: 'structure', allowance: 'never', detail: 'the trailer names another catalog' });
  if (!sameValue(firstIdentifier(comparison, former, rank - 1), firstIdentifier(comparison, present, rank))) {
    comparison.add({ kind: 'structure', allowance: 'never', detail: 'the identifier of the file was changed' });
  }
  const catalogs = root instanceof CosRef && sameValue(former.get('Root'), root) ? [root.number] : [];
  const refused = differingKeys(before, after).filter((key) => !['DSS', 'AcroForm', 'Metadata'].includes(key) && !isHarmless(comparison, key, before, after));
  if (refused.length > 0) {
    const detail = `the catalog was changed: ${refused.map((key) => `/${key}`).join(', ')}`;
    comparison.explain(comparison.add({ kind: 'structure', allowance: 'never', detail }), catalogs);
  }
  compareStore(comparison, catalogs);
  compareMetadata(comparison, before.get('Metadata'), after.get('Metadata'));
  compareInformation(comparison, former.get('Info'), present.get('Info'));
  // What is left of it: the form, judged elsewhere, a version, an extension.
  if (catalogs.some((number) => comparison.pending.has(number))) {
    const told = comparison.changes.at(-1) ?? comparison.add({ kind: 'structure', allowance: 'any', detail: 'the catalog names the form, a version or an extension again' });
    comparison.explain(told, catalogs);
  }
}

function firstIdentifier(comparison: Comparison, trailer: CosDict, rank: number): CosValue {
  const identifier = comparison.document.array(trailer.get('ID'), rank)[0];
  return identifier instanceof CosString ? identifier : null;
}

function isHarmless(comparison: Comparison, key: string, before: CosDict, after: CosDict): boolean {
  if (key === before.repeated || key === after.repeated) return false;
  if (key === 'Version') {
    const [from, to] = [before.name(key) ?? comparison.document.version, after.name(key)];
    return to !== null && /^(1\.[4-7]|2\.0)$/.test(to) && (from === null || to >= from);
  }
  if (key !== 'Extensions') return false;
  const { document, rank } = comparison;
  const extensions = document.resolve(after.get(key), rank);
  if (!(extensions instanceof CosDict)) return false;
  const isShort = (value: CosValue): boolean => value === null || typeof value === 'number' || value instanceof CosName || value instanceof CosString;
  const isExtension = (value: CosValue): boolean => {
    const dict = document.resolve(value, rank);
    return dict instanceof CosDict && [...dict.entries].every(([name, entry]) => EXTENSION_KEYS.has(name) && isShort(entry));
  };
  const values = [...extensions.entries].filter(([name]) => name !== 'Type').flatMap(([, value]) => (isArray(value) ? value : [value]));
  if (!values.every(isExtension)) return false;
  const change: Change = { kind: 'security_store', allowance: 'any', objects: [], detail: 'extensions' };
  comparison.absorb(change, after.get(key));
  if (change.objects.length > 0) comparison.changes.push(change);
  return true;
}

/** Validation data may be added at any level; what it was made of may be written again, never its streams. */
function compareStore(comparison: Comparison, catalogs: readonly number[]): void {
  const { document, rank, pending } = comparison;
  const [before, after] = [storeObjects(document, rank - 1), storeObjects(document, rank)];
  const named = !sameValue(document.catalog(rank - 1)?.get('DSS') ?? null, document.catalog(rank)?.get('DSS') ?? null);
  if (!after || !after.regular) {
    if (named || (after && [...after.holders].some((number) => pending.has(number)))) {
      comparison.explain(comparison.add({ kind: 'security_store', allowance: 'never', detail: 'the validation data was removed, or is not validation data' }), catalogs);
    }
    return;
  }
  const streams = Object.values(after.streams).flatMap((numbers) => [...numbers]);
  const explained = [
    ...[...after.holders].filter((number) => comparison.isAdded(number) || (pending.has(number) && before?.holders.has(number))),
    ...streams.filter((number) => comparison.isAdded(number)),
  ];
  if (!named && explained.length === 0) return;
  const change = comparison.add({ kind: 'security_store', allowance: 'any' });
  const values = explained.map((number) => document.valueOf(number, rank));
  comparison.explain(change, [...(named ? catalogs : []), ...explained]);
  // The length of a stream may be an object of its own.
  for (const value of values) comparison.absorb(change, dictOf(value)?.get('Length') ?? null);
}

function compareMetadata(comparison: Comparison, before: CosValue, after: CosValue): void {
  const { document, rank } = comparison;
  const named = !sameValue(before, after);
  const numbers = [before, after].flatMap((value) => (value instanceof CosRef && comparison.pending.has(value.number) ? [value.number] : []));
  if (!named && numbers.length === 0) return;
  const [former, present] = [xmpOf(comparison, before, rank - 1), xmpOf(comparison, after, rank)];
  const renewed = former !== null && present !== null && former === present;
  const isOwn = numbers.every((number) => comparison.isAdded(number) || (before instanceof CosRef && before.number === number));
  const change = comparison.add({
    kind: 'metadata', allowance: renewed && isOwn ? 'any' : 'never',
    detail: renewed ? 'date or program of the last saving, in XMP' : 'metadata (XMP) was changed',
  });
  comparison.explain(change, numbers);
  comparison.absorb(change, dictOf(document.resolve(after, rank))?.get('Length') ?? null);
}

function xmpOf(comparison: Comparison, value: CosValue, rank: number): string | null {
  const stream = comparison.document.resolve(value, rank);
  if (!(stream instanceof CosStream)) return null;
  try {
    // Padding and blanks between elements are renewed with the rest.
    return comparison.document.decode(stream, rank).toString('latin1').replace(XMP_RENEWED, '').replace(/\s+/g, ' ').replace(/> </g, '><');
  } catch (error) {
    if (error instanceof CosSyntaxError) return null;
    throw error;
  }
}

function compareInformation(comparison: Comparison, before: CosValue, after: CosValue): void {
  const { document, rank } = comparison;
  const numbers = [before, after].flatMap((value) => (value instanceof CosRef && comparison.pending.has(value.number) ? [value.number] : []));
  if (sameValue(before, after) && numbers.length === 0) return;
  const [former, present] = [document.resolve(before, rank - 1), document.resolve(after, rank)];
  const keys = differingKeys(former instanceof CosDict ? former : EMPTY, present instanceof CosDict ? present : EMPTY);
  const isOwn = numbers.every((number) => comparison.isAdded(number) || (before instanceof CosRef && before.number === number));
  const renewed = isOwn && present instanceof CosDict && keys.every((key) => INFO_KEYS.has(key) && present.get(key) instanceof CosString);
  const detail = keys.length > 0 ? `information was changed: ${keys.map((key) => `/${key}`).join(', ')}` : 'information was written again';
  comparison.explain(comparison.add({ kind: 'metadata', allowance: renewed ? 'any' : 'never', detail }), numbers);
}
