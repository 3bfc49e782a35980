/** Addresses of the pages, shared by controllers and views. */
export const webhookLinks = {
  list: '/webhooks',
  page: (id: string): string => `/webhooks/${id}`,
  act: (id: string, act: 'secret' | 'desactiver' | 'reactiver' | 'rejouer'): string => `/webhooks/${id}/${act}`,
  replay: (id: string, deliveryId: string): string => `/webhooks/${id}/livraisons/${deliveryId}/rejouer`,
} as const;
