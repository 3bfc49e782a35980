import { signatureLinks } from '#libs/features/signature';

/** Below `signatureLinks.certificate`. A GET only shows. */
export const ownCertificateLinks = {
  /** GET explains and tells where the reservation stands; POST reserves. */
  page: (token: string): string => signatureLinks.certificate(token),
  document: (token: string): string => `${signatureLinks.certificate(token)}/document.pdf`,
  /** POST: the signed file. */
  upload: (token: string): string => `${signatureLinks.certificate(token)}/envoi`,
  /** POST: the document is given back before its time. */
  giveBack: (token: string): string => `${signatureLinks.certificate(token)}/abandon`,
} as const;

/** As Nest writes it, for the middleware that reads the file. */
export const signedFileRoute = '/signer/:token/certificat/envoi';
