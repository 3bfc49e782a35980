import type { Change, Comparison } from './changes-comparison.js';
import { compareInformation, compareMetadata } from './changes-metadata.js';
import { CosDict, CosName, CosRef, CosString, dictOf, differingKeys, isArray, sameValue } from './cos-values.js';
import type { CosValue } from './cos-values.js';
import { storeObjects } from './structure-stores.js';

const EMPTY = new CosDict(new Map(), undefined);
/**
 * Whose extensions a signature declares (ISO 32000-1, 7.12): those of Adobe, of PAdES (ETSI EN 319 142-1, 5.6) and of ISO. They only say which features the
 * file may hold; a reader that does not know one does nothing.
 */
const EXTENSION_PREFIXES = new Set(['ADBE', 'ESIC', 'ISO_']);
/** Keys of one of them, and what each holds. Never a reference: nothing is brought in by an extension. */
const EXTENSION_ENTRIES: Readonly<Record<string, (value: CosValue) => boolean>> = {
  Type: (value) => value instanceof CosName && value.text === 'DeveloperExtensions',
  BaseVersion: (value) => value instanceof CosName && /^\d\.\d$/.test(value.text),
  ExtensionLevel: (value) => typeof value === 'number',
  URL: isShort,
  ExtensionRevision: isShort,
};
/** An address, or « :2022 ». */
const EXTENSION_TEXT_BYTES_MAX = 256;
/** Extensions of one developer, in a list since ISO 32000-2. */
const EXTENSIONS_PER_PREFIX_MAX = 16;

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
  return key === 'Extensions' && areExtensions(comparison, before, after);
}

/** Those that were there stay as they were; those that come are of the three developers, and hold nothing else. */
function areExtensions(comparison: Comparison, before: CosDict, after: CosDict): boolean {
  const { document, rank } = comparison;
  const [former, present] = [document.resolve(before.get('Extensions'), rank - 1) ?? EMPTY, document.resolve(after.get('Extensions'), rank)];
  if (!(former instanceof CosDict) || !(present instanceof CosDict) || present.repeated !== undefined) return false;
  const isExtension = (value: CosValue): boolean => {
    const dict = document.resolve(value, rank);
    return dict instanceof CosDict && dict.repeated === undefined && [...dict.entries].every(([name, entry]) => Object.hasOwn(EXTENSION_ENTRIES, name) && EXTENSION_ENTRIES[name]!(entry));
  };
  for (const key of new Set([...former.entries.keys(), ...present.entries.keys()])) {
    const [from, to] = [former.get(key), present.get(key)];
    if (key === 'Type' || sameValue(from, to)) continue;
    const values = document.resolve(to, rank);
    const list = isArray(values) ? values : [to];
    if (!EXTENSION_PREFIXES.has(key) || list.length > EXTENSIONS_PER_PREFIX_MAX || !list.every(isExtension)) return false;
  }
  const change: Change = { kind: 'structure', allowance: 'any', objects: [], detail: 'extensions of the format' };
  comparison.absorb(change, after.get('Extensions'));
  if (change.objects.length > 0) comparison.changes.push(change);
  return true;
}

function isShort(value: CosValue): boolean {
  return value instanceof CosString && value.bytes.length <= EXTENSION_TEXT_BYTES_MAX;
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
  // What something else uses too (the list of the texts of a page) stays to be explained by it, or refused.
  const own = new Set([...after.holders, ...(before?.holders ?? []), ...catalogs]);
  const explained = [
    ...[...after.holders].filter((number) => comparison.isAdded(number) || (pending.has(number) && before?.holders.has(number) && comparison.references.isUsedOnlyBy(number, own))),
    ...streams.filter((number) => comparison.isAdded(number)),
  ];
  if (!named && explained.length === 0) return;
  const change = comparison.add({ kind: 'security_store', allowance: 'any' });
  const values = explained.map((number) => document.valueOf(number, rank));
  comparison.explain(change, [...(named ? catalogs : []), ...explained]);
  // The length of a stream may be an object of its own.
  for (const value of values) comparison.absorb(change, dictOf(value)?.get('Length') ?? null);
}
