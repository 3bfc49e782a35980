/** Addresses of the papers, for pages and mails. */
export const paperLinks = { file: (id: string): string => `/pieces/${encodeURIComponent(id)}` } as const;
