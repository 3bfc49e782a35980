const entry = (folder: string) => (id: string): string => `/annuaire/${folder}/${encodeURIComponent(id)}`;

/** Addresses of the directory. Each edit page is shown by GET and saved by POST at the same address. */
export const directoryLinks = {
  page: '/annuaire',
  prefet: '/annuaire/prefet',
  structure: entry('structures'),
  gestionnaire: entry('gestionnaires'),
  partner: entry('partenaires'),
  localPartner: entry('partenaires-locaux'),
  referent: entry('referents'),
  newReferent: '/annuaire/referents/nouveau',
} as const;
