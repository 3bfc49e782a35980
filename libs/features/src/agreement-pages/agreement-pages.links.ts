import { agreementLinks } from '#libs/features/agreement';

/** Pages about an agreement's life, a département's year and a person's calendar. */
export const agreementPageLinks = {
  ...agreementLinks,
  /** GET: what was in force on that day. */
  status: (id: string, day?: string): string => `${agreementLinks.page(id)}/etat${day ? `?le=${day}` : ''}`,
  /** POST: what the préfecture means to do at the term. */
  decision: (id: string): string => `${agreementLinks.page(id)}/decision`,
  /** POST: the execution in fact has ceased. */
  end: (id: string): string => `${agreementLinks.page(id)}/fin`,
  year: (year: number): string => `/departement/annee/${year}`,
  /** GET: one's calendar address; POST: a new one, shown once. */
  agenda: '/mon-agenda',
  revokeAgenda: '/mon-agenda/revoquer',
  feed: (token: string): string => `/calendrier/${token}.ics`,
} as const;
