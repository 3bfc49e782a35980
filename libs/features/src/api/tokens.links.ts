/** Addresses of the page of tokens. */
export const tokenLinks = {
  list: '/jetons',
  revoke: (id: string): string => `/jetons/${id}/revoquer`,
} as const;
