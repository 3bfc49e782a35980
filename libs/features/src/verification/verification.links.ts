/** Addresses of the public verification; the second is printed, as a QR code, on every page of an agreement. */
export const verificationLinks = {
  /** GET: the form; POST: the answer about one file. */
  verify: '/verifier',
  /** What is public of one agreement. */
  agreement: (number: string): string => `/verifier/${encodeURIComponent(number)}`,
} as const;
