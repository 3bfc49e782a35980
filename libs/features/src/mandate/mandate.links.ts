/** Addresses that mails and papers bear; those of the screens are with the screens. */
export const mandateLinks = {
  list: '/mandats',
  /** Where a code is typed by hand. */
  typeCode: '/mandat',
  /** The QR of the person's original leads there. */
  byCode: (code: string): string => `/mandat/${code}`,
} as const;
