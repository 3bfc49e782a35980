/** Stable codes of what can go wrong here. Callers choose the French sentence; a published code never changes its meaning. */
export const signingErrorCodes = [
  'PDF_UNREADABLE',
  'PDF_ENCRYPTED',
  'PDF_NOT_TAGGED',
  'PDF_STREAM_LENGTH_INDIRECT',
  'PDF_ALREADY_HAS_FORM',
  'FONT_UNUSABLE',
  'FIELD_NAME_INVALID',
  'FIELD_NAME_DUPLICATE',
  'SPARE_COUNT_INVALID',
  'MARKER_NOT_FOUND',
  'MARKER_NOT_UNIQUE',
  'MARKER_NOT_TAGGED',
  'SLOT_OUTSIDE_PAGE',
  'SLOTS_OVERLAP',
  'PREFIX_TOO_SHORT',
  'PREFIX_NOT_A_REVISION',
  'FIELD_UNKNOWN',
  'FIELD_ALREADY_SIGNED',
  'ACT_NOT_FOR_THIS_FIELD',
  'CERTIFICATION_NOT_FIRST',
  'CERTIFICATION_MISSING',
  'PREFIX_OF_ANOTHER_DOCUMENT',
  'SIGNATURE_TOO_LARGE',
  'DATE_INVALID',
  'KEY_DESTROYED',
  'CERTIFICATE_TEXT_TOO_LONG',
  'AUTHORITY_UNUSABLE',
  'KEY_FILE_UNREADABLE',
  'KEY_PASSWORD_WRONG',
  'KEY_NOT_FOUND',
  'KEY_UNUSABLE',
  'KEY_PROGRAM_MISSING',
  'KEY_PROGRAM_FAILED',
  'TIMESTAMP_UNREACHABLE',
  'TIMESTAMP_REFUSED',
  'TIMESTAMP_TOO_LARGE',
  'TIMESTAMP_INVALID',
  'TIMESTAMP_NONCE_MISMATCH',
  'TIMESTAMP_IMPRINT_MISMATCH',
  'TIMESTAMP_TIME_IMPLAUSIBLE',
  'PREFIX_STATE_UNUSABLE',
  'PDF_TOO_LARGE',
  'PDF_TOO_COMPLEX',
  'VERIFICATION_TIMEOUT',
  'ANCHOR_UNREADABLE',
] as const;

export type SigningErrorCode = (typeof signingErrorCodes)[number];

/** The only error this room throws on purpose. `subject` names the field, marker or file concerned, when there is one. */
export class SigningError extends Error {
  override readonly name = 'SigningError';

  constructor(
    readonly code: SigningErrorCode,
    message: string,
    readonly subject?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
