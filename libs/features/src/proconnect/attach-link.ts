import type { KeyStore } from '#libs/platform';

/** A link is asked for and used in the same minutes. */
export const attachLinkMinutes = 15;

export type ProConnectEffect = { type: 'sendAttachLink'; linkId: string };
/** Subject of the effects; their subject id is the account's. */
export const proConnectSubject = 'proconnect';

/** Derived, so that a mail sent again carries the same link. */
export function attachTokenOf(keys: KeyStore, linkId: string): string {
  return keys.derive('proconnect.attach', linkId).toString('base64url');
}
