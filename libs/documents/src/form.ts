import { PDFArray, PDFDict, PDFHexString, PDFName, PDFRawStream, PDFRef, PDFString, decodePDFRawStream, type PDFDocument, type PDFObject } from 'pdf-lib';
import { create } from 'qrcode';
import { DocumentFault, wordsOf } from './fault.js';
import { informationOf, packetOf, secondOf } from './finalise.js';
import { replaced } from './form-content.js';
import { FormFile, clearStreamBody, streamBody } from './form-file.js';
import { FormFonts } from './form-fonts.js';
import { CODE_MARKER, type FormPlan } from './form-plan.js';
import { drawn, slotsOf, type Change, type Slot } from './form-slots.js';
import { openPdf } from './pdf.js';

/** White modules around a code, without which telephones do not find it (ISO/IEC 18004 asks for four; two more are those of the page). */
const QUIET_MODULES = 2;
const BITS = 8;

export interface FormAnswers {
  readonly texts: Readonly<Record<string, string>>;
  readonly ticks: Readonly<Record<string, boolean>>;
  /** The address of the code, when the form has one. */
  readonly code: string | null;
  /** The one instant the file carries, and the title a reader shows. */
  readonly date: Date;
  readonly title: string;
}

/** A copy of the form. `size`: its number of objects, for whoever appends to it. */
export interface FilledForm {
  readonly pdf: Buffer;
  readonly size: number;
}

/** A drawing with something to fill in. */
interface Page {
  readonly number: number;
  readonly content: Buffer;
  readonly slots: readonly Slot[];
  readonly erased: readonly Change[];
}

/** A converted form, ready to be filled thousands of times: what it costs is a few milliseconds, where a conversion costs a second. */
export class Form {
  private constructor(
    private readonly plan: FormPlan,
    private readonly file: FormFile,
    private readonly fonts: FormFonts,
    private readonly pages: readonly Page[],
    private readonly own: { metadata: number; packet: string; information: { number: number; dict: PDFDict }; code: { image: number; figure: { number: number; dict: PDFDict } } | null },
  ) {}

  /**
   * Reads a PDF, finalised, that was made of the template and of the marks of `marksOf`.
   * @throws DocumentFault `pdf-unreadable` when it is not one of a form: an answer that does not end its line, a box without its tick
   */
  static async open(pdf: Buffer, plan: FormPlan): Promise<Form> {
    const document = await openPdf(pdf);
    try {
      const fonts = new FormFonts(sharedFonts(document));
      const pages = pagesOf(document, fonts, plan);
      const named = new Set(pages.flatMap(({ slots }) => slots.flatMap((slot) => (slot.kind === 'field' ? [slot.name] : []))));
      const missing = Object.keys(plan.fields).filter((name) => !named.has(name));
      if (missing.length > 0) throw new RangeError(`No place for ${missing.join(', ')}`);
      const { context, catalog } = document;
      const metadata = referenceOf(catalog.get(PDFName.of('Metadata')));
      const information = referenceOf(context.trailerInfo.Info);
      const packet = context.lookup(metadata);
      if (!(packet instanceof PDFRawStream)) throw new RangeError('No metadata');
      const code = plan.code ? codeOf(document) : null;
      const own = {
        metadata: metadata.objectNumber,
        packet: Buffer.from(decodePDFRawStream(packet).decode()).toString('utf8'),
        information: { number: information.objectNumber, dict: context.lookup(information, PDFDict) },
        code,
      };
      const numbers = [...pages.map(({ number }) => number), own.metadata, own.information.number, ...(code ? [code.image, code.figure.number] : [])];
      return new Form(plan, new FormFile(document, new Set(numbers)), fonts, pages, own);
    } catch (cause) {
      throw new DocumentFault('pdf-unreadable', wordsOf(cause), { cause });
    }
  }

  /** Same answers, same bytes. Null when an answer does not fit in its place: the template must then be converted with it. */
  fill(answers: FormAnswers): FilledForm | null {
    const { metadata, packet, information, code } = this.own;
    const bodies = new Map<number, Buffer>();
    for (const page of this.pages) {
      const changes = page.slots.map((slot) => this.changesOf(slot, answers));
      if (changes.includes(null)) return null;
      bodies.set(page.number, streamBody('', replaced(page.content, [...page.erased, ...changes.flatMap((change) => change ?? [])])));
    }
    const instant = secondOf(answers.date);
    bodies.set(metadata, clearStreamBody('/Type /Metadata /Subtype /XML', Buffer.from(packetOf(packet, instant, answers.title), 'utf8')));
    bodies.set(information.number, bodyWith(information.dict, informationOf(instant, answers.title)));
    if ((code === null) !== (answers.code === null)) return null;
    if (code && answers.code) {
      bodies.set(code.image, codeImage(answers.code));
      bodies.set(code.figure.number, bodyWith(code.figure.dict, { Alt: PDFHexString.fromText(`Code QR menant à ${answers.code}`) }));
    }
    return this.file.write(bodies);
  }

  private changesOf(slot: Slot, { texts, ticks }: FormAnswers): Change[] | null {
    if (slot.kind === 'field') return drawn(slot, texts[slot.name] ?? '', this.fonts);
    const name = this.plan.ticks[slot.rank % this.plan.ticks.length];
    return name !== undefined && ticks[name] ? [{ start: slot.start, end: slot.end, bytes: slot.ticked }] : [];
  }
}

function referenceOf(object: PDFObject | undefined): PDFRef {
  if (!(object instanceof PDFRef)) throw new RangeError('An object that is not one of the file');
  return object;
}

/** LibreOffice gives all its pages the same resources, of which a page with fields has a copy; a form counts on it. */
function sharedFonts(document: PDFDocument): PDFDict {
  const fonts = document.getPages().map(({ node }) => node.Resources()?.lookup(PDFName.of('Font'), PDFDict));
  const [first] = fonts;
  if (!first || fonts.some((dict) => String(dict) !== String(first))) throw new RangeError('Pages do not share their fonts');
  return first;
}

function pagesOf(document: PDFDocument, fonts: FormFonts, plan: FormPlan): Page[] {
  const pages: Page[] = [];
  let ticks = 0;
  for (const { node } of document.getPages()) {
    const contents = node.get(PDFName.of('Contents'));
    // A page that was given fields has its drawing between two others, which save and restore its state.
    for (const reference of (contents instanceof PDFArray ? contents.asArray() : [contents]).map(referenceOf)) {
      const stream = document.context.lookup(reference);
      if (!(stream instanceof PDFRawStream)) throw new RangeError('A page without its drawing');
      const content = Buffer.from(decodePDFRawStream(stream).decode());
      const found = slotsOf(content, fonts, plan, ticks);
      ticks = found.ticks;
      if (found.slots.length > 0) pages.push({ number: reference.objectNumber, content, slots: found.slots, erased: found.erased });
    }
  }
  if (ticks % Math.max(plan.ticks.length, 1) !== 0 || (ticks === 0) !== (plan.ticks.length === 0)) throw new RangeError(`${ticks} boxes, where ${plan.ticks.length} are known`);
  return pages;
}

/** The drawing of the code, and the tag that says what it is. Its mask goes: the real drawing has none. */
function codeOf(document: PDFDocument): { image: number; figure: { number: number; dict: PDFDict } } {
  const objects = document.context.enumerateIndirectObjects();
  const images = objects.filter(([, object]) => object instanceof PDFRawStream && object.dict.get(PDFName.of('Subtype')) === PDFName.of('Image'));
  const masks = images.flatMap(([, object]) => (object as PDFRawStream).dict.get(PDFName.of('SMask')) ?? []);
  const [image, ...others] = images.filter(([reference]) => !masks.includes(reference));
  const figure = objects.find(([, object]) => object instanceof PDFDict && textOf(object.get(PDFName.of('Alt'))).includes(CODE_MARKER));
  if (!image || others.length > 0 || !figure) throw new RangeError('One code and its description were expected');
  for (const mask of masks) document.context.delete(referenceOf(mask));
  return { image: image[0].objectNumber, figure: { number: figure[0].objectNumber, dict: figure[1] as PDFDict } };
}

const textOf = (object: PDFObject | undefined): string => (object instanceof PDFHexString || object instanceof PDFString ? object.decodeText() : '');

function bodyWith(dict: PDFDict, entries: Readonly<Record<string, PDFObject>>): Buffer {
  const copy = dict.clone(dict.context);
  for (const [key, value] of Object.entries(entries)) copy.set(PDFName.of(key), value);
  const bytes = Buffer.alloc(copy.sizeInBytes());
  copy.copyBytesInto(bytes, 0);
  return bytes;
}

/** One bit a module: sharp at any size, and two hundred bytes. */
function codeImage(address: string): Buffer {
  const { modules } = create(address, { errorCorrectionLevel: 'M' });
  const side = modules.size + 2 * QUIET_MODULES;
  const rowBytes = Math.ceil(side / BITS);
  const pixels = Buffer.alloc(rowBytes * side, 0xff);
  for (let y = 0; y < modules.size; y += 1) {
    for (let x = 0; x < modules.size; x += 1) {
      if (!modules.get(y, x)) continue;
      const [column, row] = [x + QUIET_MODULES, y + QUIET_MODULES];
      pixels[row * rowBytes + Math.floor(column / BITS)]! &= ~(0x80 >> column % BITS);
    }
  }
  return streamBody(`/Type /XObject /Subtype /Image /Width ${side} /Height ${side} /ColorSpace /DeviceGray /BitsPerComponent 1`, pixels);
}
