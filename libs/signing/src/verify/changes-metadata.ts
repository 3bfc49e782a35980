import type { Comparison } from './changes-comparison.js';
import { CosSyntaxError } from './cos-parser.js';
import { isSameText } from './cos-text.js';
import { CosDict, CosRef, CosStream, CosString, dictOf, differingKeys, sameValue } from './cos-values.js';
import type { CosValue } from './cos-values.js';
import { isRenewed, readPacket } from './xmp-packet.js';

const EMPTY = new CosDict(new Map(), undefined);
/** Entries of /Info that programs renew at each saving, and that say nothing of the content. */
const INFO_KEYS = new Set(['ModDate', 'Producer']);
/** A date, or the names of the programs that saved the file. */
const INFO_BYTES_MAX = 512;
/** What the stream of a packet may say of itself. Not /F: its data would be those of another file. */
const STREAM_KEYS = new Set(['Type', 'Subtype', 'Length', 'Filter', 'DecodeParms']);

/** XMP: written again, it must say the same, but for what every saving renews. */
export function compareMetadata(comparison: Comparison, before: CosValue, after: CosValue): void {
  const { document, rank } = comparison;
  const numbers = changedAmong(comparison, [before, after]);
  if (sameValue(before, after) && numbers.length === 0) return;
  const [former, present] = [packetOf(comparison, before, rank - 1), packetOf(comparison, after, rank)];
  const renewed = former !== null && present !== null && (former.equals(present) || isSameMeaning(former, present)) && isOwn(comparison, numbers, before);
  const detail = renewed ? 'date or program of the last saving, in XMP' : 'metadata (XMP) was changed';
  const change = comparison.add({ kind: 'metadata', allowance: renewed ? 'any' : 'never', detail });
  comparison.explain(change, numbers);
  comparison.absorb(change, dictOf(document.resolve(after, rank))?.get('Length') ?? null);
}

function isSameMeaning(former: Buffer, present: Buffer): boolean {
  const [before, after] = [readPacket(former), readPacket(present)];
  return before !== null && after !== null && isRenewed(before, after);
}

/** The bytes of a packet; null when the value is no stream of metadata that holds its own data. */
function packetOf({ document }: Comparison, value: CosValue, rank: number): Buffer | null {
  const stream = document.resolve(value, rank);
  if (!(stream instanceof CosStream)) return null;
  const { dict } = stream;
  if (dict.repeated !== undefined || dict.name('Type') !== 'Metadata' || dict.name('Subtype') !== 'XML' || [...dict.entries.keys()].some((key) => !STREAM_KEYS.has(key))) return null;
  try {
    return document.decode(stream, rank);
  } catch (error) {
    if (error instanceof CosSyntaxError) return null;
    throw error;
  }
}

/** /Info: the same texts, whatever their encoding, and the date and program of the last saving. */
export function compareInformation(comparison: Comparison, before: CosValue, after: CosValue): void {
  const { document, rank } = comparison;
  const numbers = changedAmong(comparison, [before, after]);
  if (sameValue(before, after) && numbers.length === 0) return;
  const [former, present] = [document.resolve(before, rank - 1), document.resolve(after, rank)];
  const [from, to] = [former instanceof CosDict ? former : EMPTY, present instanceof CosDict ? present : EMPTY];
  const keys = differingKeys(from, to).filter((key) => key === from.repeated || key === to.repeated || !isSameText(from.get(key), to.get(key)));
  const isDate = (value: CosValue): boolean => value instanceof CosString && value.bytes.length <= INFO_BYTES_MAX;
  const renewed = isOwn(comparison, numbers, before) && present instanceof CosDict && keys.every((key) => INFO_KEYS.has(key) && isDate(to.get(key)));
  const detail = keys.length > 0 ? `information was changed: ${keys.map((key) => `/${key}`).join(', ')}` : 'information was written again';
  comparison.explain(comparison.add({ kind: 'metadata', allowance: renewed ? 'any' : 'never', detail }), numbers);
}

function changedAmong({ pending }: Comparison, values: readonly CosValue[]): number[] {
  return values.flatMap((value) => (value instanceof CosRef && pending.has(value.number) ? [value.number] : []));
}

/** New objects, or the very one that was there. */
function isOwn(comparison: Comparison, numbers: readonly number[], before: CosValue): boolean {
  return numbers.every((number) => comparison.isAdded(number) || (before instanceof CosRef && before.number === number));
}
