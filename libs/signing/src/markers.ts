import { PDFArray, PDFDict, PDFHexString, PDFName, PDFNumber, PDFRef, PDFString } from 'pdf-lib';
import type { PDFDocument, PDFPage } from 'pdf-lib';
import { SigningError } from './errors.js';
import { SLOT_GAP_PT, SLOT_HEIGHT_PT, SLOT_WIDTH_PT } from './manifest.js';
import type { PreparedField } from './manifest.js';
import { coordinate } from './pdf-syntax.js';

/** A signature block printed by the Word template. */
export interface SlotField {
  /** 'slot_<uuid>' for a signatory, 'seal' for the organisation's seal. */
  readonly name: string;
  /** URL of the caption's hyperlink: found once in the document, then removed from it. */
  readonly marker: string;
  /** What assistive technology reads for the field (/TU), in French. */
  readonly label: string;
}

/** A caption of the document: its link annotation, and where it stands. */
export interface Marker {
  readonly page: PDFPage;
  readonly annotation: PDFRef;
  readonly structParent: number;
  readonly left: number;
  readonly bottom: number;
}

export interface PlacedSlot {
  readonly block: SlotField;
  readonly marker: Marker;
  readonly rect: PreparedField['rect'];
}

const name = (text: string): PDFName => PDFName.of(text);

/** Every link annotation whose address is one of `wanted`, by address. A caption broken over two lines makes two of them. */
export function findMarkers(document: PDFDocument, wanted: ReadonlySet<string>): Map<string, Marker[]> {
  const found = new Map<string, Marker[]>();
  for (const page of document.getPages()) {
    const annotations = page.node.Annots();
    for (let i = 0; annotations && i < annotations.size(); i++) {
      const reference = annotations.get(i);
      const annotation = document.context.lookup(reference);
      if (!(annotation instanceof PDFDict) || annotation.get(name('Subtype')) !== name('Link')) continue;
      const uri = addressOf(annotation);
      if (uri === undefined || !wanted.has(uri)) continue;
      const rect = annotation.lookup(name('Rect'), PDFArray).asRectangle();
      const structParent = annotation.lookup(name('StructParent'));
      if (!(reference instanceof PDFRef) || !(structParent instanceof PDFNumber)) {
        throw new SigningError('MARKER_NOT_TAGGED', 'The link annotation of the marker is not tagged.', uri);
      }
      const marker = { page, annotation: reference, structParent: structParent.asNumber(), left: rect.x, bottom: rect.y };
      found.set(uri, [...(found.get(uri) ?? []), marker]);
    }
  }
  return found;
}

function addressOf(annotation: PDFDict): string | undefined {
  const action = annotation.lookup(name('A'));
  const uri = action instanceof PDFDict ? action.lookup(name('URI')) : undefined;
  return uri instanceof PDFString || uri instanceof PDFHexString ? uri.decodeText() : undefined;
}

/**
 * Gives each block its rectangle: from the left of its caption, just under it.
 * @throws SigningError when a marker is missing or repeated, or when the template leaves no room for the signature
 */
export function placeSlots(blocks: readonly SlotField[], markers: ReadonlyMap<string, readonly Marker[]>): PlacedSlot[] {
  const placed: PlacedSlot[] = [];
  for (const block of blocks) {
    const [marker, ...others] = markers.get(block.marker) ?? [];
    if (!marker) throw new SigningError('MARKER_NOT_FOUND', 'No link annotation carries the marker.', block.marker);
    if (others.length > 0) throw new SigningError('MARKER_NOT_UNIQUE', `${others.length + 1} link annotations carry the marker.`, block.marker);
    const left = coordinate(marker.left);
    const top = coordinate(marker.bottom - SLOT_GAP_PT);
    const rect: PreparedField['rect'] = [left, coordinate(top - SLOT_HEIGHT_PT), coordinate(left + SLOT_WIDTH_PT), top];
    const box = marker.page.getCropBox();
    if (rect[0] < box.x || rect[1] < box.y || rect[2] > box.x + box.width || rect[3] > box.y + box.height) {
      throw new SigningError('SLOT_OUTSIDE_PAGE', 'The signature under this caption would leave the page.', block.name);
    }
    const neighbour = placed.find((other) => other.marker.page === marker.page && overlap(other.rect, rect));
    if (neighbour) throw new SigningError('SLOTS_OVERLAP', `The signature would cover that of ${neighbour.block.name}.`, block.name);
    placed.push({ block, marker, rect });
  }
  return placed;
}

function overlap(a: PreparedField['rect'], b: PreparedField['rect']): boolean {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}
