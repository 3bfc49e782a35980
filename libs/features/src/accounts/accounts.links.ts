const membership = (id: string, rest = ''): string => `/habilitations/${encodeURIComponent(id)}${rest}`;
const request = (id: string): string => `/demandes/${encodeURIComponent(id)}`;
const dataByLink = (token: string, rest = ''): string => `/donnees-personnelles/demande/${encodeURIComponent(token)}${rest}`;

/** Addresses of accounts and of personal data, shared by controllers and views. */
export const accountLinks = {
  memberships: '/habilitations',
  invite: '/habilitations/nouvelle',
  membership: (id: string): string => membership(id),
  /** POST: the invitation leaves again. */
  resend: (id: string): string => membership(id, '/invitation'),
  /** GET asks for confirmation, POST does it. */
  end: (id: string): string => membership(id, '/fin'),
  deactivate: (id: string): string => membership(id, '/desactivation'),
  me: '/mon-compte',
  closeSession: (id: string): string => `/mon-compte/sessions/${encodeURIComponent(id)}/fermer`,
  closeOtherSessions: '/mon-compte/sessions/fermer-les-autres',
  proconnect: '/mon-compte/proconnect',
  tokens: '/jetons',
  webhooks: '/webhooks',
  myData: '/mon-compte/donnees',
  myDataFile: '/mon-compte/donnees.json',
  askAboutMyData: '/mon-compte/donnees/demande',
  space: '/espace',
  /** Requests received by the préfecture. */
  requests: '/demandes',
  request,
  /** For those who have no account: one types an address, and receives a link to what is kept on it. */
  askForLink: '/donnees-personnelles/demande',
  dataByLink: (token: string): string => dataByLink(token),
  dataFileByLink: (token: string): string => dataByLink(token, '/donnees.json'),
} as const;
