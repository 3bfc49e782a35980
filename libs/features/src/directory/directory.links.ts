const entry = (folder: string) => (id: string): string => `/annuaire/${folder}/${encodeURIComponent(id)}`;

/** Addresses of the directory. Each edit page is shown by GET and saved by POST at the same address; `nouveau` and `retirer` add and remove. */
export const directoryLinks = {
  page: '/annuaire',
  group: (id: string): string => `/annuaire?groupe=${encodeURIComponent(id)}`,
  import: '/annuaire/import',
  export: '/annuaire/export.csv',
  prefet: '/annuaire/prefet',
  prefecture: '/annuaire/prefecture',
  reference: '/annuaire/partenaires-nationaux',
  structure: entry('structures'),
  newStructure: '/annuaire/structures/nouvelle',
  gestionnaire: entry('gestionnaires'),
  newGestionnaire: '/annuaire/gestionnaires/nouveau',
  partner: entry('partenaires'),
  localPartner: entry('partenaires-locaux'),
  newLocalPartner: '/annuaire/partenaires-locaux/nouveau',
  referent: entry('referents'),
  newReferent: '/annuaire/referents/nouveau',
  offer: entry('offres'),
  newOffer: '/annuaire/offres/nouvelle',
  candidate: entry('signataires'),
  newCandidate: '/annuaire/signataires/nouveau',
  /** Of any card above that can be removed. */
  removal: (card: string): string => `${card}/retirer`,
  askFirst: (candidateId: string): string => `/annuaire/signataires/${encodeURIComponent(candidateId)}/en-premier`,
} as const;
