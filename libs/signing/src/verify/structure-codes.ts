/** Every reason that the structural reading may give. Codes are stable; their French sentences are written elsewhere. */
export const structureReasonCodes = [
  // About the file as a whole.
  /** Bytes stand before « %PDF- »: some readers count offsets from there, others from the first byte. */
  'HEADER_DISPLACED',
  /** Bytes follow the last « %%EOF » and belong to no revision. */
  'TAIL_BYTES',
  /** Only blanks follow the last « %%EOF ». */
  'TAIL_BLANK',
  /** A revision is not closed by its own « startxref » and « %%EOF ». */
  'REVISION_END_MISSING',
  /** A cross-reference section can be read in two ways. */
  'XREF_AMBIGUOUS',
  /** A cross-reference entry points outside the bytes of its own revision: an old object is brought back, or another hidden. */
  'XREF_OUTSIDE_REVISION',
  /** An object is not where the cross-reference says, or carries another number, or cannot be read. */
  'OBJECT_MISPLACED',
  /** An object breaks the syntax in a way that readers may take differently: length of a stream, repeated key, no end. */
  'OBJECT_IRREGULAR',
  /** A revision holds bytes that its cross-reference does not account for. */
  'UNREFERENCED_BYTES',
  /** The tree of form fields loops, is too deep, or holds something else than fields. */
  'FIELD_TREE_IRREGULAR',
  /** A signature dictionary, or a signed field, is in the file but not in its form. */
  'SIGNATURE_OUTSIDE_FORM',
  /** Part of the validation data (/DSS) cannot be read. */
  'STORE_UNREADABLE',
  /** /Perms names something that is not a certification signature of the form. */
  'PERMS_INVALID',

  // About one signature: each is a defect, and the signature cannot be called intact.
  /** There is no /ByteRange. */
  'BYTE_RANGE_MISSING',
  /** /ByteRange is not four whole numbers, none negative, in order, written in the dictionary itself. */
  'BYTE_RANGE_MALFORMED',
  /** The range does not start at the first byte of the file. */
  'BYTE_RANGE_START',
  /** The range reaches beyond the file: it was cut, or never was whole. */
  'BYTE_RANGE_OUTSIDE_FILE',
  /** What the range leaves out is not exactly the /Contents of this signature. */
  'BYTE_RANGE_GAP',
  /** The range does not end where a revision ends. */
  'BYTE_RANGE_END',
  /** There is no /Contents, or it is not a string of the dictionary itself. */
  'CONTENTS_MISSING',
  /** /Contents is not a plain hexadecimal string. */
  'CONTENTS_NOT_HEX',
  /** /Contents is empty, or made of zeros only. */
  'CONTENTS_EMPTY',
  /** /Contents does not begin with a whole ASN.1 value. */
  'CONTENTS_NOT_DER',
  /** Something else than zeros follows the signature in /Contents. */
  'CONTENTS_PADDING',
  /** The signature dictionary has a key twice, is compressed, or breaks the syntax. */
  'SIGNATURE_DICTIONARY_IRREGULAR',
  /** The signature dictionary lies outside the bytes that it covers. */
  'SIGNATURE_OUTSIDE_RANGE',
  /** The dictionary in the last revision is not the one that was signed. */
  'SIGNATURE_CHANGED',
  /** The field was signed in an earlier revision, and is not any more. */
  'SIGNATURE_REMOVED',
  /** Two fields have the same signature for value. */
  'SIGNATURE_SHARED',
  /** Two fields have the same name. */
  'FIELD_NAME_REPEATED',
  /** The permissions of the certification (DocMDP) cannot be read: the strictest are applied. */
  'DOCMDP_MALFORMED',
  /** The signature says that it certifies, but /Perms does not name it. */
  'DOCMDP_NOT_IN_PERMS',
  /** The fields that the signature locks cannot be read: all are taken for locked. */
  'FIELD_LOCK_MALFORMED',
  /** The certification was not the first signature. */
  'CERTIFICATION_NOT_FIRST',
] as const;

export type StructureReasonCode = (typeof structureReasonCodes)[number];
