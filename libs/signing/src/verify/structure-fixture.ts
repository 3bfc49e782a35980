/**
 * Small PDFs written by hand for the specs of the verifier: every byte is under control, and signatures hold a token ASN.1 value,
 * since the structural reading does no cryptography.
 */
import { xmpPacket } from './xmp-fixture.js';

/** Objects of the base document. */
export const OBJECT = {
  catalog: 1, pages: 2, page: 3, otherPage: 4, content: 5, font: 6, form: 7, certification: 8, slot1: 9, slot2: 10, note: 11, seal: 12, timestamp: 13,
  emptyDrawing: 14, info: 15, metadata: 16, annotation: 17, otherContent: 18, lock: 19, image: 20,
} as const;
/** First number that the base leaves free. */
export const FIRST_FREE = 21;

export const TOKEN_CMS = '3003020101';
const CONTENTS_DIGITS = 64;

export type Objects = Readonly<Record<number, string>>;

interface UpdateOptions {
  readonly xref?: 'table' | 'stream';
  readonly root?: number;
  readonly info?: number;
  /** Objects to list as free. */
  readonly free?: readonly number[];
  /** Entries to write as given, whatever the bytes. */
  readonly offsets?: Readonly<Record<number, number>>;
  readonly previous?: number;
  /** Bytes between the objects and the cross-reference. */
  readonly filler?: string;
  readonly trailer?: string;
}

export const streamOf = (data: string, entries = ''): string => `<<${entries} /Length ${data.length}>>\nstream\n${data}\nendstream`;
export const drawing = (data = '0 g'): string => streamOf(data, '/Type /XObject /Subtype /Form /BBox [0 0 200 50]');

export const metadata = (title: string, date = '2026-01-01'): string => streamOf(xmpPacket({ title, begin: '', author: 'Pr', dates: `<xmp:ModifyDate>${date}</xmp:ModifyDate>` }), '/Type /Metadata /Subtype /XML');

const CATALOG = '/Type /Catalog /Pages 2 0 R /Metadata 16 0 R';
const FORM_FIELDS = '8 0 R 9 0 R 10 0 R 11 0 R 12 0 R 13 0 R';
const PAGE = '/Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources <</Font <</F1 6 0 R>> /XObject <</I 20 0 R>>>>';
const ANNOTS = '8 0 R 9 0 R 10 0 R 11 0 R 12 0 R 13 0 R 17 0 R';

export const widget = (name: string, type: string, rect: string, more = ''): string =>
  `/Type /Annot /Subtype /Widget /FT /${type} /T (${name}) /Rect [${rect}] /F 132 /P 3 0 R${more}`;

export const WIDGETS: Readonly<Record<number, string>> = {
  8: widget('certification', 'Sig', '-1 -1 -1 -1'),
  9: widget('slot_1', 'Sig', '50 600 250 650'),
  10: widget('slot_2', 'Sig', '50 500 250 550'),
  11: widget('note', 'Tx', '50 400 250 450', ' /V (avant)'),
  12: widget('seal', 'Sig', '50 300 250 350', ' /Lock 19 0 R'),
  13: widget('timestamp_01', 'Sig', '-1 -1 -1 -1'),
};

export const CATALOG_ENTRIES = `${CATALOG} /AcroForm 7 0 R`;
export const PAGE_ENTRIES = `${PAGE} /Contents 5 0 R`;
export const pageWith = (annots: string): string => `<<${PAGE_ENTRIES} /Annots [${annots}]>>`;
export const PAGE_ANNOTS = ANNOTS;
export const formWith = (fields: string, more = ''): string => `<</Fields [${fields}] /SigFlags 3${more}>>`;
export const FIELDS = FORM_FIELDS;

const BASE: Objects = {
  1: `<<${CATALOG_ENTRIES}>>`,
  2: '<</Type /Pages /Kids [3 0 R 4 0 R] /Count 2>>',
  3: pageWith(ANNOTS),
  4: '<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 18 0 R>>',
  5: streamOf('BT /F1 12 Tf 50 700 Td (Montant : 100 euros) Tj ET'),
  6: '<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>',
  7: formWith(FORM_FIELDS),
  8: `<<${WIDGETS[8]}>>`,
  9: `<<${WIDGETS[9]} /AP <</N 14 0 R>>>>`,
  10: `<<${WIDGETS[10]}>>`,
  11: `<<${WIDGETS[11]}>>`,
  12: `<<${WIDGETS[12]}>>`,
  13: `<<${WIDGETS[13]}>>`,
  14: drawing(''),
  15: '<</Title (Convention) /ModDate (D:20260101000000Z)>>',
  16: metadata('Convention'),
  17: '<</Type /Annot /Subtype /Text /Rect [500 800 520 820] /Contents (note)>>',
  18: streamOf('BT ET'),
  19: '<</Type /SigFieldLock /Action /Include /Fields [(slot_1) (slot_2)]>>',
  // Drawn by nobody: waits to be shown.
  20: drawing('(Montant : 100000 euros) Tj'),
};

/** A PDF that grows by revisions. Values: each act returns another one. */
export class FixturePdf {
  private constructor(
    readonly bytes: Buffer,
    readonly startxref: number,
    readonly size: number,
    readonly root: number,
    readonly info: number,
  ) {}

  static base(changes: Objects = {}, xref: 'table' | 'stream' = 'table'): FixturePdf {
    return new FixturePdf(Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1'), 0, 1, 1, 15).update({ ...BASE, ...changes }, { xref });
  }

  get text(): string {
    return this.bytes.toString('latin1');
  }

  update(objects: Objects, options: UpdateOptions = {}): FixturePdf {
    let body = '';
    const offsets = new Map<number, number>();
    for (const [number, value] of Object.entries(objects)) {
      offsets.set(Number(number), this.bytes.length + body.length);
      body += `${number} 0 obj\n${value}\nendobj\n`;
    }
    body += options.filler ?? '';
    for (const [number, offset] of Object.entries(options.offsets ?? {})) offsets.set(Number(number), offset);
    const free = new Set(options.free ?? []);
    if (this.startxref === 0) free.add(0);
    const startxref = this.bytes.length + body.length;
    const [root, info] = [options.root ?? this.root, options.info ?? this.info];
    const previous = options.previous ?? this.startxref;
    const size = [...offsets.keys()].reduce((most, number) => Math.max(most, number + 1), this.size);
    const trailer = `/Root ${root} 0 R /Info ${info} 0 R /ID [<01> <02>]${previous ? ` /Prev ${previous}` : ''} ${options.trailer ?? ''}`;
    const numbers = [...offsets.keys(), ...free].sort((a, b) => a - b);
    const isStream = options.xref === 'stream';
    const section = isStream ? xrefStream(size, startxref, offsets, numbers, trailer) : xrefTable(size, offsets, numbers, trailer);
    const bytes = Buffer.concat([this.bytes, Buffer.from(`${body}${section}\nstartxref\n${startxref}\n%%EOF\n`, 'latin1')]);
    return new FixturePdf(bytes, startxref, isStream ? size + 1 : size, root, info);
  }

  /**
   * Signs a field: its widget gets /V, and a drawing when one is given.
   *
   * @param more entries of the signature dictionary; `others` objects written along; `widget` entries to write in place of its own
   */
  sign(field: number, { more = '', others = {}, drawn, entries, type = 'Sig', options = {} }: {
    more?: string; others?: Objects; drawn?: string; entries?: string; type?: string; options?: UpdateOptions;
  } = {}): FixturePdf {
    const [signature, appearance] = [this.size, this.size + 1];
    const subFilter = type === 'Sig' ? 'ETSI.CAdES.detached' : 'ETSI.RFC3161';
    const contents = `<${TOKEN_CMS.padEnd(CONTENTS_DIGITS, '0')}>`;
    const marker = '[0 ********** ********** **********]';
    const objects: Record<number, string> = {
      [field]: `<<${entries ?? WIDGETS[field]} /V ${signature} 0 R${drawn === undefined ? '' : ` /AP <</N ${appearance} 0 R>>`}>>`,
      [signature]: `<</Type /${type} /Filter /Adobe.PPKLite /SubFilter /${subFilter} /M (D:20260102030405+01'00') /Name (Jean) ${more} /ByteRange ${marker} /Contents ${contents}>>`,
      ...(drawn === undefined ? {} : { [appearance]: drawn }),
      ...others,
    };
    const signed = this.update(objects, options);
    const before = signed.bytes.lastIndexOf(contents, undefined, 'latin1');
    const after = before + contents.length;
    const range = `[0 ${before} ${after} ${signed.bytes.length - after}]`.padEnd(marker.length);
    signed.bytes.write(range, signed.bytes.lastIndexOf(marker, undefined, 'latin1'), 'latin1');
    return signed;
  }

  /** Certifies the base document, at the level given. */
  certify(level: 1 | 2 | 3 | string = 2): FixturePdf {
    return this.sign(OBJECT.certification, {
      more: `/Reference [<</Type /SigRef /TransformMethod /DocMDP /TransformParams <</Type /TransformParams /P ${level} /V /1.2>>>>]`,
      others: { 1: `<<${CATALOG_ENTRIES} /Perms <</DocMDP ${this.size} 0 R>>>>` },
    });
  }

  /** Entries of the catalog as they now stand, without their delimiters. */
  get catalog(): string {
    const from = this.text.lastIndexOf('\n1 0 obj\n<<') + '\n1 0 obj\n<<'.length;
    return this.text.slice(from, this.text.indexOf('>>\nendobj', from));
  }

  with(bytes: Buffer): FixturePdf {
    return new FixturePdf(bytes, this.startxref, this.size, this.root, this.info);
  }
}

function xrefTable(size: number, offsets: ReadonlyMap<number, number>, numbers: readonly number[], trailer: string): string {
  const rows = numbers.map((number) => {
    const offset = offsets.get(number);
    const row = offset === undefined ? `0000000000 ${number === 0 ? 65535 : '00001'} f` : `${String(offset).padStart(10, '0')} 00000 n`;
    return `${number} 1\n${row} \n`;
  });
  return `xref\n${rows.join('')}trailer\n<</Size ${size} ${trailer}>>`;
}

function xrefStream(size: number, startxref: number, offsets: ReadonlyMap<number, number>, numbers: readonly number[], trailer: string): string {
  const rows = [...numbers, size].map((number) => {
    const row = Buffer.alloc(7);
    const offset = number === size ? startxref : offsets.get(number);
    row.writeUInt8(offset === undefined ? 0 : 1, 0);
    row.writeUInt32BE(offset ?? 0, 1);
    return row;
  });
  const index = [...numbers, size].map((number) => `${number} 1`).join(' ');
  const data = Buffer.concat(rows).toString('latin1');
  return `${size} 0 obj\n<</Type /XRef /Size ${size + 1} /W [1 4 2] /Index [${index}] ${trailer} /Length ${data.length}>>\nstream\n${data}\nendstream\nendobj`;
}
