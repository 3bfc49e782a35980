import type { CosDocument } from './cos-document.js';
import { CosSyntaxError } from './cos-parser.js';
import { CosDict, CosRef, CosStream, isArray } from './cos-values.js';
import type { CosValue } from './cos-values.js';
import type { SecurityStore } from './structure.js';

/** The /DSS of one revision (ETSI EN 319 142-1, 5.4), by its objects. */
export interface StoreObjects {
  /** Dictionaries and arrays that hold it together. */
  readonly holders: ReadonlySet<number>;
  /** Streams, by what they hold. */
  readonly streams: Readonly<Record<StoreKind, ReadonlySet<number>>>;
  /** False when something else than validation data is in it. */
  readonly regular: boolean;
}

type StoreKind = 'certificates' | 'crls' | 'ocsps' | 'timestamps';

const STORE_KEYS: Readonly<Record<string, StoreKind>> = { Certs: 'certificates', CRLs: 'crls', OCSPs: 'ocsps' };
const VRI_KEYS: Readonly<Record<string, StoreKind>> = { Cert: 'certificates', CRL: 'crls', OCSP: 'ocsps' };
/** What a store may hold besides: types, the instant of each entry. */
const STORE_OTHER_KEYS = new Set(['Type', 'VRI']);
const VRI_OTHER_KEYS = new Set(['Type', 'TU']);

export function storeObjects(document: CosDocument, rank: number): StoreObjects | null {
  const root = document.catalog(rank)?.get('DSS') ?? null;
  if (root === null) return null;
  const holders = new Set<number>();
  const streams = { certificates: new Set<number>(), crls: new Set<number>(), ocsps: new Set<number>(), timestamps: new Set<number>() };
  let regular = true;
  const open = (value: CosValue): CosValue => {
    if (value instanceof CosRef) holders.add(value.number);
    return document.resolve(value, rank);
  };
  const one = (item: CosValue, kind: StoreKind): void => {
    if (item instanceof CosRef && document.resolve(item, rank) instanceof CosStream) streams[kind].add(item.number);
    else regular = false;
  };
  const list = (value: CosValue, kind: StoreKind): void => {
    const items = open(value);
    if (!isArray(items)) regular &&= items === null;
    for (const item of isArray(items) ? items : []) one(item, kind);
  };
  const read = (value: CosValue, lists: Readonly<Record<string, StoreKind>>, others: ReadonlySet<string>): CosDict | null => {
    const dict = open(value);
    if (!(dict instanceof CosDict)) {
      regular = false;
      return null;
    }
    for (const [key, entry] of dict.entries) {
      const kind = Object.hasOwn(lists, key) ? lists[key] : undefined;
      if (kind) list(entry, kind);
      // The timestamp of an entry of /VRI: one stream, not a list.
      else if (key === 'TS' && lists === VRI_KEYS) one(entry, 'timestamps');
      else if (!others.has(key)) regular = false;
    }
    return dict;
  };
  const vri = read(root, STORE_KEYS, STORE_OTHER_KEYS)?.get('VRI') ?? null;
  if (vri !== null) {
    const entries = open(vri);
    if (!(entries instanceof CosDict)) regular = false;
    else for (const [key, entry] of entries.entries) if (key !== 'Type') read(entry, VRI_KEYS, VRI_OTHER_KEYS);
  }
  return { holders, streams, regular };
}

/** Every different /DSS of the file, with its streams decoded; and whether some of it could not be read. */
export function readStores(document: CosDocument): { stores: SecurityStore[]; unreadable: boolean } {
  const stores: SecurityStore[] = [];
  const decoded = new Map<CosValue, Buffer | null>();
  let unreadable = false;
  let known: StoreObjects | null = null;
  for (let rank = 0; rank < document.revisions.length; rank++) {
    const store: StoreObjects | null = rank === 0 || touched(document, known, rank) ? storeObjects(document, rank) : known;
    const isNew = store !== null && (store !== known || rank === 0);
    known = store;
    if (!isNew || !store) continue;
    unreadable ||= !store.regular;
    const bytesOf = (numbers: ReadonlySet<number>): Buffer[] =>
      [...numbers].flatMap((number) => {
        const stream = document.valueOf(number, rank);
        if (!decoded.has(stream)) decoded.set(stream, stream instanceof CosStream ? decodedOrNull(document, stream, rank) : null);
        const bytes = decoded.get(stream);
        unreadable ||= !bytes;
        return bytes ? [bytes] : [];
      });
    const { certificates, crls, ocsps } = store.streams;
    stores.push({ revision: rank, certificates: bytesOf(certificates), crls: bytesOf(crls), ocsps: bytesOf(ocsps) });
  }
  return { stores, unreadable };
}

function touched(document: CosDocument, known: StoreObjects | null, rank: number): boolean {
  const changed = document.changed[rank];
  const root = document.revisions[rank]?.trailer.get('Root');
  const former = document.revisions[rank - 1]?.trailer.get('Root');
  if (!(root instanceof CosRef) || !(former instanceof CosRef) || root.number !== former.number) return true;
  const [now, then] = [document.catalog(rank)?.get('DSS'), document.catalog(rank - 1)?.get('DSS')];
  if (now instanceof CosRef ? !(then instanceof CosRef) || now.number !== then.number : now !== then) return true;
  if (!known || !changed) return false;
  const numbers = [known.holders, ...Object.values(known.streams)];
  return [...changed.keys()].some((number) => numbers.some((set) => set.has(number)));
}

function decodedOrNull(document: CosDocument, stream: CosStream, rank: number): Buffer | null {
  try {
    return document.decode(stream, rank);
  } catch (error) {
    if (error instanceof CosSyntaxError) return null;
    throw error;
  }
}
