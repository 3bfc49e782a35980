import { agreementLinks } from '#libs/features/agreement';

/** Pages of adhesions. The first is for a local partner that sees no agreement yet: it is told which one it may join. */
export const adhesionLinks = {
  mine: agreementLinks.joins,
  start: agreementLinks.join,
  page: (id: string): string => `/adhesions/${id}`,
  list: (agreementId: string): string => `/conventions/${agreementId}/adhesions`,
  ask: (agreementId: string): string => `/conventions/${agreementId}/adhesions/nouvelle`,
  votes: (id: string): string => `/adhesions/${id}/votes`,
  withdraw: (id: string): string => `/adhesions/${id}/retrait`,
  signing: (id: string): string => `/adhesions/${id}/signature`,
} as const;
