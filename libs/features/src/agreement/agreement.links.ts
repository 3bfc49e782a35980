/** Pages about an agreement in its life; the features that add to it have their own beside these. */
export const agreementLinks = {
  list: '/conventions',
  page: (id: string): string => `/conventions/${id}`,
  /** Where a party prepares its departure; the notices answer there. */
  leave: (id: string): string => `/conventions/${id}/preavis/nouveau`,
};
