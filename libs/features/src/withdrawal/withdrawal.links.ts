import { agreementLinks } from '#libs/features/agreement';

const ofAgreement = (agreementId: string, rest = ''): string => `/conventions/${agreementId}/preavis${rest}`;
const at = (id: string, rest = ''): string => `/preavis/${id}${rest}`;

/** Addresses of the notices of art. 7, shared by controllers, views and mails. */
export const noticeLinks = {
  list: (agreementId: string): string => ofAgreement(agreementId),
  /** GET: until when, and why; POST: a draft is made. */
  start: agreementLinks.leave,
  /** GET: whose letter; POST: a draft is made of what was received. */
  received: (agreementId: string): string => ofAgreement(agreementId, '/recu'),
  /** The préfet's only way out: recording a termination for general interest. */
  generalInterest: (agreementId: string): string => ofAgreement(agreementId, '/interet-general'),
  page: (id: string): string => at(id),
  authority: (id: string): string => at(id, '/pouvoir'),
  letters: (id: string): string => at(id, '/lettres'),
  letterWord: (id: string, addresseeId: string): string => at(id, `/lettres/${encodeURIComponent(addresseeId)}/lettre.docx`),
  letterPdf: (id: string, addresseeId: string): string => at(id, `/lettres/${encodeURIComponent(addresseeId)}/lettre.pdf`),
  outcome: (id: string): string => at(id, '/sort'),
  decision: (id: string): string => at(id, '/decision'),
  examination: (id: string): string => at(id, '/examen'),
  cancellation: (id: string): string => at(id, '/annulation'),
  attachments: (id: string): string => at(id, '/pieces'),
} as const;

/** The route that receives scans: its middleware reads the file before the page. */
export const attachmentRoute = 'preavis/:id/pieces';
