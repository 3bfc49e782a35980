/** Room a signature takes under its caption, in points. The Word template keeps a row of fixed height that leaves it free. */
export const SLOT_WIDTH_PT = 225;
export const SLOT_HEIGHT_PT = 56;
/** White space between the caption and the signature drawn under it, in points. */
export const SLOT_GAP_PT = 2;

/** Spare fields for document timestamps: renewed every few years, sixteen outlast any convention and its archives. */
export const SPARE_TIMESTAMPS_DEFAULT = 16;
/** Two digits in `timestamp_nn`. */
export const SPARE_TIMESTAMPS_MAX = 99;

export const CERTIFICATION_FIELD = 'certification';
export const SEAL_FIELD = 'seal';

export type FieldRole = 'certification' | 'slot' | 'seal' | 'timestamp';

/** One prepared field: all that is needed to sign it without opening the document again. */
export interface PreparedField {
  readonly name: string;
  readonly role: FieldRole;
  /** Object number of the merged field and widget dictionary. */
  readonly object: number;
  /** Object number of the page that shows it. */
  readonly page: number;
  /** Rank of that page in the document, from 1: where a reader is sent. */
  readonly pageNumber: number;
  /** Left, bottom, right, top, in points. An invisible field has no width and no height. */
  readonly rect: readonly [number, number, number, number];
  /** Key of the widget in the structure parent tree; null for an invisible field, which lies outside the page and is not tagged. */
  readonly structParent: number | null;
  /** Entries of the widget dictionary, in PDF syntax, without /AP and /V: signing copies them as they are and adds those two. */
  readonly widget: string;
}

/** The font embedded in the document before the first signature, with which the signatures are drawn. */
export interface PreparedFont {
  readonly object: number;
  /** Character to its code in the font (four hexadecimal digits) and its advance, in thousandths of the font size. */
  readonly glyphs: Readonly<Record<string, readonly [code: string, advance: number]>>;
  /** Heights above and (negative) below the base line, in thousandths of the font size. */
  readonly ascent: number;
  readonly descent: number;
}

/** What `prepare` learnt of the document; plain JSON, kept beside it for ever. */
export interface SigningManifest {
  readonly version: 1;
  /** Length and SHA-256 (hexadecimal) of the prepared file, which every later revision starts with. */
  readonly length: number;
  readonly sha256: string;
  /** Number of objects (/Size) of the prepared file: the first free object number. */
  readonly size: number;
  readonly catalog: {
    readonly object: number;
    /** Entries of the catalog, in PDF syntax, without /Perms: certification writes it again with /Perms. */
    readonly entries: string;
  };
  readonly font: PreparedFont;
  readonly fields: Readonly<Record<string, PreparedField>>;
}
