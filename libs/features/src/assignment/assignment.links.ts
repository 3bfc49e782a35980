/** Pages of assignments. */
export const assignmentLinks = {
  list: (agreementId: string): string => `/conventions/${agreementId}/cessions`,
  ask: (agreementId: string): string => `/conventions/${agreementId}/cessions/nouvelle`,
  page: (id: string): string => `/cessions/${id}`,
  answer: (id: string): string => `/cessions/${id}/reponses`,
  /** A letter that the préfecture received, for another party. */
  letter: (id: string): string => `/cessions/${id}/lettres`,
  scan: (id: string): string => `/cessions/${id}/pieces`,
  cancel: (id: string): string => `/cessions/${id}/annulation`,
} as const;

/** The address that a scan is posted to, as routes write it. */
export const assignmentScanRoute = '/cessions/:id/pieces';
