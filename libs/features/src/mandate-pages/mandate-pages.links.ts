import { mandateLinks as known } from '#libs/features/mandate';

/** Addresses of the mandates' screens: the agent's under /mandats, the person's own under /mandat. */
export const mandateLinks = {
  ...known,
  create: '/mandats/nouveau',
  page: (id: string): string => `/mandats/${id}`,
  statistics: '/mandats/statistiques',
  /** Where the person types the code of their original. */
  code: '/mandat',
  lookUp: '/mandats/recherche',
  countsFile: (year: number): string => `/mandats/statistiques.csv?annee=${year}`,
  events: (id: string): string => `/mandats/${id}/evenements`,
  identity: (id: string): string => `/mandats/${id}/identite`,
  scope: (id: string): string => `/mandats/${id}/demarches`,
  signature: (id: string): string => `/mandats/${id}/signature`,
  originals: (id: string): string => `/mandats/${id}/originaux.pdf`,
  paper: (id: string): string => `/mandats/${id}/signature/papier`,
  tablet: (id: string): string => `/mandats/${id}/signature/tablette`,
  signed: (id: string): string => `/mandats/${id}/signature/merci`,
  abandon: (id: string): string => `/mandats/${id}/abandon`,
  act: (id: string): string => `/mandats/${id}/acte`,
  note: (id: string): string => `/mandats/${id}/note`,
  documents: (id: string): string => `/mandats/${id}/documents`,
  document: (id: string, documentId: string): string => `/mandats/${id}/documents/${documentId}`,
  sharing: (id: string): string => `/mandats/${id}/partage`,
  end: (id: string, way: EndWay): string => `/mandats/${id}/fin/${way}`,
  copy: (id: string): string => `/mandats/${id}/copie.pdf`,
  receipt: (id: string): string => `/mandats/${id}/recu.pdf`,
  revocationByCode: (code: string): string => `/mandat/${code}/revocation`,
  originalByCode: (code: string): string => `/mandat/${code}/original.pdf`,
  receiptByCode: (code: string): string => `/mandat/${code}/recu.pdf`,
} as const;

/** How an agent puts an end to a mandate, as its address says it. */
export const endWays = ['revocation', 'resolution', 'renonciation', 'deces-ou-protection'] as const;
export type EndWay = (typeof endWays)[number];

/** The routes that receive a file: their middleware reads it before the page. */
export const scanRoute = 'mandats/:id/signature/papier';
export const documentRoute = 'mandats/:id/documents';
