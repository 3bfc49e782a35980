/** Addresses of destructions and of proofs, shared by controllers, views and the menu. */
export const disposalLinks = {
  list: '/elimination',
  standing: '/elimination/visa-permanent',
  withdrawStanding: '/elimination/visa-permanent/fin',
  page: (id: string): string => `/elimination/${id}`,
  print: (id: string): string => `/elimination/${id}/bordereau.pdf`,
  submit: (id: string): string => `/elimination/${id}/arret`,
  grant: (id: string): string => `/elimination/${id}/visa`,
  decline: (id: string): string => `/elimination/${id}/refus`,
  dispute: '/mandats/litige',
  proof: (mandateId: string): string => `/mandats/litige/${mandateId}`,
  proofFile: (mandateId: string, kind: string): string => `/mandats/litige/${mandateId}/${kind}`,
} as const;
