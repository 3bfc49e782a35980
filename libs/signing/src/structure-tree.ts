import { PDFArray, PDFDict, PDFName, PDFNumber, PDFRef } from 'pdf-lib';
import type { PDFContext, PDFObject } from 'pdf-lib';
import { SigningError } from './errors.js';

/** Depth of a number tree: two levels hold millions of keys, anything deeper is a loop. */
const NUMBER_TREE_DEPTH_MAX = 8;

const name = (text: string): PDFName => PDFName.of(text);

/**
 * Turns the tagged link of a signature block into plain tagged text followed by a form field, so that the document stays
 * PDF/UA (ISO 14289-1, 7.18.4: a widget belongs to a Form element).
 *
 * The Link element becomes a Span that keeps its text. The object reference that led it to the annotation moves to a new Form
 * element, placed just after it; the parent tree entry of the annotation then leads to that Form.
 *
 * @param annotation the link annotation, whose object number the widget takes over
 * @param marker names the block in errors
 * @throws SigningError MARKER_NOT_TAGGED when the annotation is not tied to a Link element both ways
 */
export function moveLinkToForm(context: PDFContext, parentTree: PDFDict, annotation: PDFRef, page: PDFRef, structParent: number, marker: string): void {
  const untagged = (what: string): SigningError =>
    new SigningError('MARKER_NOT_TAGGED', `The link annotation of the marker is not properly tagged: ${what}.`, marker);
  const entry = findNumber(context, parentTree, structParent);
  const linkRef = entry?.nums.get(entry.index + 1);
  const link = context.lookup(linkRef);
  if (!entry || !(linkRef instanceof PDFRef) || !(link instanceof PDFDict)) throw untagged('its parent tree entry is missing');
  if (link.get(name('S')) !== name('Link')) throw untagged('its structure element is not a Link');

  const kids = kidsOf(context, link);
  const reference = kids.find((kid) => {
    const target = context.lookup(kid);
    return target instanceof PDFDict && target.get(name('Obj')) === annotation;
  });
  const parentRef = link.get(name('P'));
  const parent = context.lookup(parentRef);
  if (!reference || !(parentRef instanceof PDFRef) || !(parent instanceof PDFDict)) throw untagged('its Link element does not lead back to it');

  const siblings = kidsOf(context, parent);
  const place = siblings.indexOf(linkRef);
  if (place < 0) throw untagged('its Link element is not a child of its parent');

  const form = context.register(context.obj({ Type: 'StructElem', S: 'Form', P: parentRef, Pg: page, K: reference }));
  link.set(name('S'), name('Span'));
  link.set(name('K'), context.obj(kids.filter((kid) => kid !== reference)));
  siblings.splice(place + 1, 0, form);
  parent.set(name('K'), context.obj(siblings));
  entry.nums.set(entry.index + 1, form);
}

/** Children of a structure element, whether it has none, one or an array of them. */
function kidsOf(context: PDFContext, element: PDFDict): PDFObject[] {
  const kids = element.get(name('K'));
  if (!kids) return [];
  const value = context.lookup(kids);
  return value instanceof PDFArray ? value.asArray().slice() : [kids];
}

/** The /Nums array that holds `key`, and the index of the key in it (ISO 32000-1, 7.9.7). */
function findNumber(context: PDFContext, node: PDFDict, key: number, depth = 0): { nums: PDFArray; index: number } | undefined {
  const nums = node.lookupMaybe(name('Nums'), PDFArray);
  for (let index = 0; nums && index + 1 < nums.size(); index += 2) {
    const at = nums.lookup(index);
    if (at instanceof PDFNumber && at.asNumber() === key) return { nums, index };
  }
  const kids = depth < NUMBER_TREE_DEPTH_MAX ? node.lookupMaybe(name('Kids'), PDFArray) : undefined;
  for (let index = 0; kids && index < kids.size(); index++) {
    const kid = kids.lookup(index);
    const found = kid instanceof PDFDict ? findNumber(context, kid, key, depth + 1) : undefined;
    if (found) return found;
  }
  return undefined;
}
