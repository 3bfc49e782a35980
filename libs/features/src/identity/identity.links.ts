/** Addresses of the public pages and of signing in. Controllers and views share them, so that no link can drift. */
export const identityLinks = {
  home: '/',
  /** POST: sends a signatory's links again. */
  recoverLinks: '/mes-liens',
  signIn: '/connexion',
  /** GET shows a button; POST on the same address opens the visit (a mail scanner's GET must not use the link up). */
  confirm: (token: string): string => `/connexion/${encodeURIComponent(token)}`,
  signOut: '/deconnexion',
  /** Where one lands after signing in: what one's role has to do. */
  space: '/espace',
  /** One person, several roles: GET lists them, POST changes. */
  chooseRole: '/mon-role',
  account: '/mon-compte',
  proconnect: '/connexion/proconnect',
  proconnectSignOut: '/deconnexion/proconnect',
  verify: '/verifier',
} as const;
