const at = (token: string, rest = ''): string => `/signer/${encodeURIComponent(token)}${rest}`;

/** Addresses behind a personal link. A GET only shows; every act is a POST (scanners follow links, decision 30). */
export const signatureLinks = {
  page: (token: string): string => at(token),
  document: (token: string): string => at(token, '/document.pdf'),
  /** Everything that waits at the same address. */
  desk: (token: string): string => at(token, '/en-attente'),
  /** POST: the links that sign leave again, to the address we know. */
  deskRenew: (token: string): string => at(token, '/en-attente/nouveau-lien'),
  /** The same text as a page, for whoever reads no PDF. */
  reading: (token: string): string => at(token, '/lecture'),
  /** The official PDF attached as annexe 1 or 3, to be read before signing (decision 17). */
  officialAnnex: (token: string, annex: 1 | 3): string => at(token, `/annexe-${annex}.pdf`),
  /** Signing with one's own certificate: an address of the feature « own-certificate ». */
  certificate: (token: string): string => at(token, '/certificat'),
  /** POST: a code leaves by mail, and its page is shown. */
  requestCode: (token: string): string => at(token, '/code'),
  /** POST: the act itself. */
  sign: (token: string): string => at(token, '/signature'),
  refuse: (token: string): string => at(token, '/refus'),
  /** POST: « Je ne suis pas la bonne personne ». */
  propose: (token: string): string => at(token, '/autre-personne'),
  /** POST: the right link is sent again, to the address we know, never to another. */
  renew: (token: string): string => at(token, '/nouveau-lien'),
  finalCopy: (token: string): string => at(token, '/exemplaire'),
  finalCopyFile: (token: string): string => at(token, '/exemplaire.pdf'),
} as const;
