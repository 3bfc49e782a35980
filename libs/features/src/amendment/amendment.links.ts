/** Addresses of the amendments, for pages and mails. */
export const amendmentLinks = {
  list: (agreementId: string): string => `/conventions/${agreementId}/avenants`,
  create: (agreementId: string, query: Readonly<Record<string, string>> = {}): string => withQuery(`/conventions/${agreementId}/avenants/nouveau`, query),
  hours: (agreementId: string, query: Readonly<Record<string, string>> = {}): string => withQuery(`/conventions/${agreementId}/avenants/horaires`, query),
  page: (id: string): string => `/avenants/${id}`,
  act: (id: string, act: AmendmentAct): string => `/avenants/${id}/${act}`,
} as const;

export type AmendmentAct = 'modifications' | 'lancement' | 'acceptation' | 'refus' | 'retrait';

function withQuery(path: string, query: Readonly<Record<string, string>>): string {
  const asked = new URLSearchParams(query).toString();
  return asked === '' ? path : `${path}?${asked}`;
}
