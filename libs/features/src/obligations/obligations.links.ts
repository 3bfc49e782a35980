import { agreementLinks } from '#libs/features/agreement';

/** Addresses of the obligations of art. 4.2, 4.7 and 6, shared by controllers, views and mails. */
export const obligationLinks = {
  year: (agreementId: string, year?: number): string => `/conventions/${agreementId}/obligations${year === undefined ? '' : `?annee=${year}`}`,
  page: (id: string): string => `/obligations/${id}`,
  proof: (id: string): string => `/obligations/${id}/preuve`,
  publishedPage: (id: string): string => `/obligations/${id}/page-publiee`,
  answer: (id: string): string => `/obligations/${id}/reponse`,
  waiver: (id: string): string => `/obligations/${id}/sans-objet`,
  reopening: (id: string): string => `/obligations/${id}/reouverture`,
  convocation: (id: string): string => `/obligations/${id}/convocation`,
  cancellation: (id: string): string => `/obligations/${id}/annulation`,
  minutes: (id: string): string => `/obligations/${id}/compte-rendu`,
  requests: agreementLinks.userRequests,
} as const;

/** The route that receives a proof: its middleware reads the file before the page. */
export const proofRoute = 'obligations/:id/preuve';
