import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';

/** What must be found nowhere: a name, an address, the words of a note. */
export type Needle = { label: string; text: string };

/** A blob in a blob in a blob: a PDF in an attachment of a message in a column. */
const depthMax = 4;
/** Shorter runs of base64 or hexadecimal hold no word worth hiding; identifiers are as long as this. */
const runMin = 24;
/** Where a blob is that small, raw deflate is tried from each of its bytes; elsewhere, where formats put it. */
const rawEverywhereMax = 2_048;
/** Up to there it may be a digest, an identifier or a key: there are thousands, and chance unfolds some of them. */
const digestBytesMax = 64;
/** A chance header gives a few bytes. */
const inflatedMin = 16;
const inflatedMax = 64_000_000;

/** Every way a text may lie about: as it is, in another case, another alphabet, another coding. Runs of base64 and hexadecimal are decoded, and searched again. */
function shapesOf({ text }: Needle): string[] {
  const cased = [...new Set([text, text.toUpperCase(), text.toLowerCase(), unaccented(text)])];
  return cased.flatMap((one) => {
    const utf16 = Buffer.from(one, 'utf16le');
    const bytes = [Buffer.from(one, 'utf8'), Buffer.from(one, 'latin1'), utf16, Buffer.from(utf16).swap16()].map((shape) => shape.toString('latin1'));
    const escaped = [JSON.stringify(one).slice(1, -1), one.replace(/[^\x20-\x7e]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`), encodeURIComponent(one), encodeURIComponent(one).replaceAll('%20', '+')];
    return [...bytes, ...escaped.filter((shape) => /^[\x20-\x7e]*$/.test(shape))].map(folded);
  });
}

const unaccented = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '');

/** Bytes as a text of one letter each, capitals made small: needles and haystack alike, so that one look covers both cases. */
const folded = (bytes: string): string => bytes.toLowerCase();

/** Looks for needles in bytes, and in whatever unfolds from them: compressed parts, coded runs, the text of PDF files. */
export class NeedleSearch {
  private readonly shapes: readonly { label: string; shape: string }[];

  constructor(needles: readonly Needle[]) {
    this.shapes = needles.flatMap((needle) => [...new Set(shapesOf(needle))].map((shape) => ({ label: needle.label, shape })));
  }

  /** The labels of the needles that are there. */
  in(bytes: Buffer): string[] {
    const found = new Set<string>();
    this.look(bytes, 0, found);
    return [...found].sort();
  }

  private look(bytes: Buffer, depth: number, found: Set<string>): void {
    const text = folded(bytes.toString('latin1'));
    for (const { label, shape } of this.shapes) if (!found.has(label) && text.includes(shape)) found.add(label);
    if (depth === depthMax) return;
    for (const inner of unfolded(bytes, depth)) this.look(inner, depth + 1, found);
  }
}

function* unfolded(bytes: Buffer, depth: number): Generator<Buffer> {
  yield* inflated(bytes, depth === 0 && bytes.length <= rawEverywhereMax);
  const runs = [...decoded(bytes)];
  // Thousands of digests and identifiers: they are read in one go, each apart from the next.
  if (runs.length > 0) yield Buffer.concat(runs.flatMap((run) => [run, Buffer.alloc(1)]));
  for (const run of runs) if (run.length > digestBytesMax) yield* rawFrom(run, 0);
  if (bytes.subarray(0, 5).toString('latin1') === '%PDF-') yield Buffer.from(textOfPdf(bytes), 'utf8');
}

function* inflated(bytes: Buffer, everywhere: boolean): Generator<Buffer> {
  yield* rawFrom(bytes, 0);
  for (let at = 0; at + 2 < bytes.length; at++) {
    const [first, second] = [bytes[at]!, bytes[at + 1]!];
    if (first === 0x1f && second === 0x8b) yield* tried(() => gunzipSync(bytes.subarray(at), lenient));
    else if ((first & 0x0f) === 8 && first >> 4 <= 7 && ((first << 8) | second) % 31 === 0) yield* tried(() => inflateSync(bytes.subarray(at), lenient));
    else if (first === 0x50 && second === 0x4b && bytes[at + 2] === 3 && bytes[at + 3] === 4 && at + 30 < bytes.length) yield* rawFrom(bytes, at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28));
    else if (everywhere) yield* rawFrom(bytes, at);
  }
}

function* rawFrom(bytes: Buffer, at: number): Generator<Buffer> {
  yield* tried(() => inflateRawSync(bytes.subarray(at), lenient));
}

/** A part may be cut, or followed by anything: what comes out before is looked at. */
const lenient = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: inflatedMax };

function* tried(inflate: () => Buffer): Generator<Buffer> {
  try {
    const out = inflate();
    if (out.length >= inflatedMin) yield out;
  } catch {
    // It was not compressed.
  }
}

/** A run may begin anywhere in its group of four letters, or of two figures. */
function* decoded(bytes: Buffer): Generator<Buffer> {
  const text = bytes.toString('latin1');
  for (const [run] of text.matchAll(new RegExp(`[0-9a-fA-F]{${runMin},}`, 'g'))) for (const from of [0, 1]) yield Buffer.from(run.slice(from), 'hex');
  for (const [run] of text.matchAll(new RegExp(`[A-Za-z0-9+/_-]{${runMin},}`, 'g'))) if (!/^[0-9a-fA-F-]+$/.test(run)) for (const from of [0, 1, 2, 3]) yield Buffer.from(run.slice(from), 'base64');
}

/** As one reads it, and as one would copy it: glyphs have no letters in the file itself. */
export function textOfPdf(bytes: Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), 'paraphe-texte-'));
  try {
    writeFileSync(join(folder, 'a.pdf'), bytes);
    const text = execFileSync('pdftotext', ['-q', join(folder, 'a.pdf'), '-'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return `${text}\n${text.replace(/\s+/g, ' ')}\n${text.replace(/-?\s*\n\s*/g, '')}`;
  } catch {
    return '';
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
