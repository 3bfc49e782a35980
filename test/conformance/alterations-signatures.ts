import { createHash } from 'node:crypto';
import { fromBER } from 'asn1js';
import { PDFArray, PDFDict, PDFName } from 'pdf-lib';
import { ContentInfo, SignedData } from 'pkijs';
import { Update, changed } from './alteration-target.js';
import type { Alteration, Draw, Target, TargetSignature } from './alteration-target.js';

/** Attacks on the signature itself: its bytes, its range, its place. */

const SIGNATURE_TIME_STAMP = '1.2.840.113549.1.9.16.2.14';
const pick = (target: Target, draw: Draw): TargetSignature => target.signatures[draw(target.signatures.length)]!;
const contentsOf = (target: Target, { gapStart, gapEnd }: TargetSignature) => target.bytes.toString('latin1', gapStart, gapEnd);
/** Without < > and padding. */
const cmsOf = (target: Target, signature: TargetSignature) => Buffer.from(contentsOf(target, signature).slice(1, -1), 'hex');

const parsed = (cms: Buffer) => new SignedData({ schema: new ContentInfo({ schema: fromBER(new Uint8Array(cms)).result }).content as unknown });

/** The same file, other bytes at a place. */
function overwritten(bytes: Buffer, at: number, by: Buffer | string): Buffer {
  const copy = Buffer.from(bytes);
  Buffer.from(by as string, 'latin1').copy(copy, at);
  return copy;
}

function flippedInCms(target: Target, signature: TargetSignature, needle: Buffer, draw: Draw): Buffer | null {
  const hexadecimal = contentsOf(target, signature);
  const at = hexadecimal.toLowerCase().indexOf(needle.toString('hex'));
  if (needle.length === 0 || at < 0) return null;
  // Past the tags and lengths of the value, so that what changes is its content.
  const nibble = at + 16 + draw(2 * needle.length - 20);
  const changedNibble = (Number.parseInt(hexadecimal[nibble]!, 16) ^ (1 << draw(4))).toString(16).toUpperCase();
  return overwritten(target.bytes, signature.gapStart + nibble, changedNibble);
}

export const signatureValueFlipped: Alteration = (target, draw) => {
  const signature = pick(target, draw);
  const value = parsed(cmsOf(target, signature)).signerInfos[0]!.signature.valueBlock.valueHexView;
  return flippedInCms(target, signature, Buffer.from(value), draw);
};

/** The digest that the signed attributes hold. */
export const signedAttributeFlipped: Alteration = (target, draw) => {
  const signature = pick(target, draw);
  if (signature.type !== 'Sig') return null;
  const bytes = Buffer.concat([target.bytes.subarray(0, signature.gapStart), target.bytes.subarray(signature.gapEnd, signature.coveredEnd)]);
  return flippedInCms(target, signature, createHash('sha256').update(bytes).digest(), draw);
};

/** Universal forgery: nothing to verify, in each of the ways that viewers took for a success. */
export const contentsEmptied: Alteration = (target, draw) => {
  const { gapStart, gapEnd } = pick(target, draw);
  return overwritten(target.bytes, gapStart, `<${'0'.repeat(gapEnd - gapStart - 2)}>`);
};
export const contentsRenamed: Alteration = (target, draw) => {
  const { gapStart } = pick(target, draw);
  const at = target.bytes.lastIndexOf('/Contents', gapStart, 'latin1');
  return at < 0 ? null : overwritten(target.bytes, at, '/Cantents');
};
export const byteRangeRenamed: Alteration = (target, draw) => inByteRange(target, draw, (text) => text.replace('/ByteRange', '/BxteRange'));
export const byteRangeZeroed: Alteration = (target, draw) => inByteRange(target, draw, (text) => text.replace(/\d/g, '0'));
export const byteRangeNegative: Alteration = (target, draw) => inByteRange(target, draw, (text) => text.replace(/\[(\s*)\d/, '[$1-'));
/** The range stops earlier: what follows would be free to change. */
export const byteRangeShortened: Alteration = (target, draw) => inByteRange(target, draw, (text) => text.replace(/(\d+)(\s*\])/, (_, last: string, end: string) => `${String(Number(last) - 1 - draw(100)).padStart(last.length, '0')}${end}`));

function inByteRange(target: Target, draw: Draw, change: (text: string) => string): Buffer | null {
  const signature = pick(target, draw);
  const whole = target.bytes.toString('latin1');
  const before = [...whole.matchAll(/\/ByteRange\s*\[[^\]]*\]/g)].find(({ 0: text }) => text.includes(` ${signature.gapStart} `));
  if (!before) return null;
  const altered = change(before[0]);
  return altered === before[0] || altered.length !== before[0].length ? null : overwritten(target.bytes, before.index, altered);
}

/** The CMS of two signatures change places. */
export const contentsSwapped: Alteration = (target, draw) => {
  const a = pick(target, draw);
  const b = target.signatures.find((other) => other !== a && other.gapEnd - other.gapStart === a.gapEnd - a.gapStart);
  return b ? overwritten(overwritten(target.bytes, a.gapStart, contentsOf(target, b)), b.gapStart, contentsOf(target, a)) : null;
};

/** Copied timestamp: the token of one signature put under another. */
export const tokenCopied: Alteration = (target, draw) => {
  const signed = target.signatures.filter(({ type }) => type === 'Sig');
  const tokens = signed.map((signature) => tokenOf(cmsOf(target, signature)));
  const a = draw(Math.max(signed.length, 1));
  const b = tokens.findIndex((token, i) => i !== a && token !== null && token.length === tokens[a]?.length);
  if (b < 0 || !tokens[a]) return null;
  const at = contentsOf(target, signed[a]!).toLowerCase().indexOf(tokens[a].toString('hex'));
  return at < 0 ? null : overwritten(target.bytes, signed[a]!.gapStart + at, tokens[b]!.toString('hex').toUpperCase());
};

function tokenOf(cms: Buffer): Buffer | null {
  const attribute = parsed(cms).signerInfos[0]!.unsignedAttrs?.attributes.find(({ type }) => type === SIGNATURE_TIME_STAMP);
  return attribute ? Buffer.from((attribute.values[0] as { toBER: () => ArrayBuffer }).toBER()) : null;
}

/** Copied timestamp: a signature of the file is shown again as the last one, over bytes it never covered. */
const shownAgain = (type: TargetSignature['type']): Alteration => (target, draw) => {
  const candidates = target.signatures.filter((signature) => signature.type === type);
  const source = candidates[draw(Math.max(candidates.length, 1))];
  if (!source) return null;
  const form = target.context.lookup(target.root, PDFDict);
  const fields = form.lookup(PDFName.of('AcroForm'), PDFDict).lookup(PDFName.of('Fields'), PDFArray).asArray().map(String);
  const page = target.document.getPages()[0]!;
  const update = new Update(target);
  const [field, copy] = [update.allocate(), update.allocate()];
  const length = target.bytes.length;
  update.set(copy, changed(target.context.lookup(source.ref, PDFDict), { ByteRange: `[0 ${source.gapStart} ${source.gapEnd} ${length - source.gapEnd}]` }));
  update.set(field, `<</Type /Annot /Subtype /Widget /FT /Sig /T (copie) /Rect [0 0 0 0] /F 132 /P ${page.ref.toString()} /V ${copy.toString()}>>`);
  const acroForm = form.get(PDFName.of('AcroForm'));
  const dictionary = changed(form.lookup(PDFName.of('AcroForm'), PDFDict), { Fields: `[${fields.join(' ')} ${field.toString()}]` });
  return acroForm instanceof PDFDict ? update.set(target.root, changed(form, { AcroForm: dictionary })).bytes() : update.set(acroForm as never, dictionary).bytes();
};
export const timestampShownAgain = shownAgain('DocTimeStamp');
export const signatureShownAgain = shownAgain('Sig');

/**
 * Signature wrapping: what followed the signature is moved further, unchanged, and the room made is used for another cross-reference, at
 * the very offset that the moved end still names. A copy of the signature's dictionary, in that room, says where its bytes went.
 */
export const signatureWrapped: Alteration = (target, draw) => {
  const signature = target.signatures.at(-1)!;
  const page = target.document.getPages()[draw(target.document.getPageCount())]!;
  if (signature.coveredEnd !== target.bytes.length || target.startxref < signature.gapEnd) return null;
  const room = target.bytes.subarray(0, target.startxref);
  const moved = target.bytes.subarray(signature.gapEnd);
  // The second half keeps its bytes: only the range tells where they are now, and the copy of the dictionary is as long whatever it tells.
  const forged = (movedTo: number) => {
    const update = new Update(target, Buffer.concat([room, ROOM]));
    update.set(signature.ref, changed(target.context.lookup(signature.ref, PDFDict), { ByteRange: `[0 ${signature.gapStart} ${String(movedTo).padStart(10, '0')} ${moved.length}]` }));
    const content = update.allocate();
    update.stream(content, '', '0 0 0 rg 100 400 300 300 re f').set(page.ref, changed(page.node, { Contents: content.toString() }));
    return update.bytes();
  };
  const movedTo = forged(0).length;
  const whole = forged(movedTo);
  const place = /startxref\n(\d+)\n%%EOF\n$/.exec(whole.toString('latin1'))![1]!;
  const redirection = Buffer.from(`\nstartxref\n${place}\n%%EOF\n`);
  return Buffer.concat([whole, moved, ...(draw(2) === 0 ? [redirection] : [])]);
};
const ROOM = Buffer.from('\n% another text\n');
