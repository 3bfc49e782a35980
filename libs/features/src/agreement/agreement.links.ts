/** Pages about an agreement in its life; the features that add to it have their own beside these. */
export const agreementLinks = {
  list: '/conventions',
  page: (id: string): string => `/conventions/${id}`,
  /** A local partner that is no party yet asks to be one, or sees what it asked. */
  join: '/adhesions/nouvelle',
  joins: '/adhesions',
  /** What users asked of a structure, with their 72 hours. */
  userRequests: (structureId: string): string => `/demandes-usagers/${structureId}`,
  /** What an agent opens every day; the mandates answer there. */
  mandates: '/mandats',
  newMandate: '/mandats/nouveau',
  /** Where a party prepares its departure; the notices answer there. */
  leave: (id: string): string => `/conventions/${id}/preavis/nouveau`,
};
