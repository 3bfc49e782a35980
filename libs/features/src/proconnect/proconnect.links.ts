/** Addresses of signing in, attaching and leaving by ProConnect. */
export const proConnectLinks = {
  /** GET: sends the browser to ProConnect. */
  start: '/connexion/proconnect',
  /** Where ProConnect sends it back; registered there to the letter. */
  back: '/connexion/proconnect/retour',
  /** An identity nobody knows yet: whose account is it? */
  attach: '/connexion/proconnect/rattachement',
  /** POST: to the account that is signed in. */
  attachHere: '/connexion/proconnect/rattachement/ici',
  /** GET shows a button; POST on the same address attaches (a mail scanner's GET must not use the link up). */
  attachByLink: (token: string): string => `/connexion/proconnect/rattachement/lien/${encodeURIComponent(token)}`,
  attachByLinkRoute: '/connexion/proconnect/rattachement/lien/:token',
  identities: '/mon-compte/proconnect',
  detach: (id: string): string => `/mon-compte/proconnect/${id}/detacher`,
  detachRoute: '/mon-compte/proconnect/:id/detacher',
  leave: '/deconnexion/proconnect',
  /** Where ProConnect sends back those who left; registered there too. */
  left: '/deconnexion/faite',
} as const;
