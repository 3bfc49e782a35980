/** Addresses of the data breaches (art. 4.6), shared by controllers, views and mails. */
export const breachLinks = {
  register: '/violations',
  registerPage: (page: number): string => `/violations?page=${page}`,
  registerCsv: '/violations/registre.csv',
  declaration: '/violations/nouvelle',
  page: (id: string): string => `/violations/${id}`,
  notice: (id: string): string => `/violations/${id}/notification`,
  noticeText: (id: string): string => `/violations/${id}/notification.txt`,
  act: (id: string, act: string): string => `/violations/${id}/actes/${act}`,
} as const;

/** Where the CNIL receives notices: its teleservice has no API. */
export const cnilTeleservice = 'https://notifications.cnil.fr/notifications/index';
