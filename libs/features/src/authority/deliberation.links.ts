import { authorityLinks } from './authority.links.js';

export const deliberationWordRoute = '/tournees/:id/habilitations/:place/projet-de-deliberation.docx';
export const deliberationPdfRoute = '/tournees/:id/habilitations/:place/projet-de-deliberation.pdf';

/** The draft deliberation of one place. */
export const deliberationLinks = {
  word: (roundId: string, slotId: string): string => `${authorityLinks.place(roundId, slotId)}/projet-de-deliberation.docx`,
  pdf: (roundId: string, slotId: string): string => `${authorityLinks.place(roundId, slotId)}/projet-de-deliberation.pdf`,
};
